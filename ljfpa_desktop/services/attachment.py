"""Photos and scans of a record: made small, sealed in the vault, listed by their record."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import func, select

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.base.vault import Vault
from ljfpa_desktop.models.attachment import Attachment
from ljfpa_desktop.services import filling, office

GONE = "这张照片已经不在了，请刷新后再试。"
FOLDER = "attachments"
MOST_PIXELS = 2_000_000
MOST_BYTES = 60 * 1024 * 1024
PHOTOS = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff")


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """An attachment of a record; ``sha256`` is what `content` takes."""

    id: UUID
    file_name: str
    caption: str
    size: int
    sha256: str
    taken_on: date | None


def add_photo(
    db: Database,
    actor: Actor,
    table: str,
    owner: UUID,
    source: Path | bytes,
    *,
    name: str = "",
    caption: str = "",
) -> UUID:
    """Add a photo to a record, reduced to 2 megapixels; the same photo twice stays one.

    ``source`` is a file, or the bytes of a pasted picture. Raises `Refused` when it is no picture.
    """
    access.require(actor, access.WRITE)
    name = name or (source.name if isinstance(source, Path) else "粘贴的照片.jpg")
    content, taken = reduced(_read(source), name)
    sha = Vault(db.folder / FOLDER, db.key).put(content)
    with db.transaction(actor, f"添加照片 {name}", "attach") as s:
        same = select(Attachment.id).where(
            Attachment.owner_id == owner, Attachment.sha256 == sha, Attachment.retired_on.is_(None)
        )
        found = s.execute(same).scalars().first()
        if found is not None:
            return found
        position = s.execute(select(func.count()).where(Attachment.owner_id == owner)).scalar_one()
        photo = Attachment(
            office_id=office.office_id(s),
            owner_table=table,
            owner_id=owner,
            sha256=sha,
            file_name=name[-120:],
            media_type="image/jpeg",
            size=len(content),
            caption=caption or None,
            taken_on=taken,
            position=position,
        )
        s.add(photo)
        s.flush()
        return photo.id


def _read(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        if source.stat().st_size > MOST_BYTES:
            raise Refused(f"“{source.name}”太大（超过 60 MB），请换一张照片。")
        return source.read_bytes()
    except OSError as e:
        raise Trouble(f"读不出“{source.name}”，", "请检查U盘是否还插着，再选一次。") from e


def reduced(content: bytes, name: str) -> tuple[bytes, date | None]:
    """The picture as JPEG of at most 2 megapixels, upright, and the day its camera noted."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            taken = _taken(image)
            upright = ImageOps.exif_transpose(image)
            picture = upright.convert("RGB")
            scale = (MOST_PIXELS / (picture.width * picture.height)) ** 0.5
            if scale < 1:
                picture.thumbnail((int(picture.width * scale), int(picture.height * scale)))
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=85)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as e:
        raise Refused(f"“{name}”不是能打开的照片，请换一张 jpg 或 png 照片。") from e
    return out.getvalue(), taken


def _taken(image: Image.Image) -> date | None:
    noted = str(image.getexif().get(306, ""))  # 306: the camera's date and time
    read = dates.read_date(noted[:10].replace(":", "-")) if len(noted) >= 10 else None
    return read.value if read is not None else None


def of_record(db: Database, owner: UUID) -> list[AttachmentLine]:
    """The attachments of a record in their order."""
    query = (
        select(Attachment)
        .where(Attachment.owner_id == owner, Attachment.retired_on.is_(None))
        .order_by(Attachment.position, Attachment.id)
    )
    with db.read() as s:
        return [
            AttachmentLine(a.id, a.file_name, a.caption or "", a.size, a.sha256, a.taken_on)
            for a in s.execute(query).scalars()
        ]


def content(db: Database, sha256: str) -> bytes:
    """The attachment's bytes; raises `Trouble` when missing or damaged."""
    return Vault(db.folder / FOLDER, db.key).get(sha256)


def caption(db: Database, actor: Actor, attachment_id: UUID, text: str) -> None:
    """Set the caption printed under a photo."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "修改照片说明") as s:
        photo = filling.kept(s, Attachment, attachment_id, GONE)
        photo.caption = text.strip()[:120] or None


def retire(db: Database, actor: Actor, attachment_id: UUID) -> None:
    """Take a photo off its record; its content stays in the vault and the backups."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "移去照片") as s:
        photo = filling.kept(s, Attachment, attachment_id, GONE)
        photo.retired_on = dates.today()
