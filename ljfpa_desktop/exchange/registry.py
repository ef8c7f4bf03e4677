"""The computers of the exchange: whose key is it, what may it write (EXCHANGE.md 2.1, 2.7)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange.file.keyring import PublicKeys
from ljfpa_desktop.exchange.file.manifest import Sender
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel.identity import COUNTY, EVERYONE, Me
from ljfpa_desktop.exchange.kernel.rights import foreign
from ljfpa_desktop.exchange.kernel.shape import Shape
from ljfpa_desktop.exchange.kernel.wire import Body, Sealed
from ljfpa_desktop.models.sync import Installation
from ljfpa_desktop.services import office

NO_RIGHT = "数据包里有不归对方填写的内容，没有接收，请打电话告诉对方。"
REVOKED = "发出这个数据包的电脑已被县里停用，没有接收，请打电话核对。"
STOPPED = "本机已被县里停用，请先打电话给县里。"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_COMPUTERS = 6


@dataclass(frozen=True)
class Computer:
    """One certified PC: its installation id in hex, office, role, name, number, keys and letters."""

    inst: str
    office: str
    role: str
    name: str
    no: int
    keys: PublicKeys
    letters: str
    revoked_on: str
    revoked_heads: tuple[str, ...]

    @property
    def key_id(self) -> str:
        """The hex id of its keys."""
        return self.keys.key_id.hex()


def computers(s: Session, of: str | None = None) -> list[Computer]:
    """Every computer the county certified, those of one office when it is named, by office and number."""
    query = select(Installation).order_by(Installation.of_office, Installation.pc_no)
    if of is not None:
        query = query.where(Installation.of_office == of)
    return [_computer(row) for row in s.scalars(query)]


def in_use(s: Session, of: str) -> list[Computer]:
    """The computers of an office that are not revoked."""
    return [c for c in computers(s, of) if not c.revoked_on]


def by_key(s: Session, key_id: str) -> Computer | None:
    """The computer that signs with this key."""
    row = s.scalars(select(Installation).where(Installation.key_id == key_id)).first()
    return None if row is None else _computer(row)


def require_in_use(s: Session, key_id: str) -> Computer:
    """The computer that signs with this key; raises `Refused` when the county stopped it."""
    found = by_key(s, key_id)
    if found is None or found.revoked_on:
        raise Refused(STOPPED)
    return found


def county(s: Session) -> list[Computer]:
    """The county's computers in use."""
    return [c for c in computers(s) if c.role == COUNTY and not c.revoked_on]


def _computer(row: Installation) -> Computer:
    keys = PublicKeys(bytes.fromhex(row.sign_key), row.age_key)
    known = tuple(json.loads(row.revoked_heads or "[]"))
    return Computer(
        row.id.hex, row.of_office, row.role, row.pc_name, row.pc_no, keys, row.letters,
        row.revoked_on or "", known,
    )  # fmt: skip


def letters_of(no: int) -> str:
    """The letters of the office's PC of this number: one to begin with, others for after a restore.

    Up to three PCs have five each; the fourth to sixth follow ones that were stopped and have the rest.
    """
    own = LETTERS[(no - 1) % 3 :: 3]
    return own[:5] if no <= 3 else own[5:]


def certificate(
    s: Session, inst: str, code: str, role: str, name: str, keys: PublicKeys, old: Computer | None = None
) -> Installation:
    """The row that lets a computer in: the number and letters of ``old`` when it takes that one's place."""
    no = old.no if old else max((c.no for c in computers(s, code)), default=0) + 1
    if s.get(Installation, UUID(inst)) is not None:
        raise Refused("这份申请的电脑编号已经登记在别的钥匙名下，请对方在那台电脑上重新申请。")
    if no > MOST_COMPUTERS:
        raise Refused(f"{divisions.name(code)}已经登记过 {no - 1} 台电脑，不能再加，请打电话给开发方。")
    return Installation(
        id=UUID(inst), office_id=office.office_id(s), key_id=keys.key_id.hex(), of_office=code, role=role,
        pc_name=name[:40], pc_no=no, sign_key=keys.sign.hex(), age_key=keys.age,
        letters=letters_of(no), replaces=old.key_id if old else None,
    )  # fmt: skip


def require_sender(sender: Sender, found: Computer | None) -> Computer:
    """The computer that made a package, in use and saying who it is; `PackageRefused` (FORGED) else.

    The signature proved its key alone: what it says of its office decides what is sent to whom.
    """
    if found is None:
        raise PackageRefused(Code.UNKNOWN_SENDER)
    if found.revoked_on:
        raise PackageRefused(Code.FORGED, REVOKED)
    if (found.inst, found.office) != (sender.inst, sender.office):
        raise PackageRefused(Code.FORGED)
    return found


def require_right(s: Session, me: Me, sealed: Sealed, writer: Computer, known: Shape) -> None:
    """Raise `PackageRefused` when the writer may not write this segment (EXCHANGE.md P9).

    The county writes ``*`` and corrects in every office's scope; an office writes its own rows only.
    """
    body = sealed.body
    if body.scope != EVERYONE and me.role != COUNTY and body.scope != me.office:
        raise PackageRefused(Code.NOT_FOR_US)
    if writer.role != COUNTY and body.scope != writer.office:
        raise PackageRefused(Code.FORGED, NO_RIGHT)
    if body.inst != writer.inst:
        raise PackageRefused(Code.FORGED)
    _require_tables(body, known)
    if foreign(s, sealed, known):
        raise PackageRefused(Code.FORGED, NO_RIGHT)


def _require_tables(body: Body, known: Shape) -> None:
    for op in body.ops:
        table = known.get(op.tbl)
        if table is not None and (table.rules.scope == EVERYONE) != (body.scope == EVERYONE):
            raise PackageRefused(Code.FORGED, NO_RIGHT)
