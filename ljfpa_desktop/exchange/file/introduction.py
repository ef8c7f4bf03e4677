"""Who vouches for a computer's keys: signed links from the county's root to the one that sends a package.

Those of the sender stand in the open outside of a package (and in the manifest, as the hint): one nobody
knows yet must be proven before anything of its package is read. A link is seven words, between them ";".
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from ljfpa_desktop.exchange.file.keyring import PrivateKeys, PublicKeys, is_signed, sign

CONTEXT = "introduction"
HINT = "vouch"  # its name in the hint of a package
KIND = "vouch"  # the part of a package with all that is known of the county's computers, now and before
COUNTY, TOWNSHIP = "county", "township"
_OFFICE = re.compile(r"[0-9]{6}|[0-9]{9}")


@dataclass(frozen=True, slots=True)
class Link:
    """The keys ``by`` (hex id) say: this computer (hex id) is of this office and role and has these keys."""

    inst: str
    office: str
    role: str
    keys: PublicKeys
    by: str
    signature: bytes

    @property
    def key_id(self) -> str:
        """The hex id of the keys introduced."""
        return self.keys.key_id.hex()


def introduce(by: PrivateKeys, inst: str, office: str, role: str, keys: PublicKeys) -> Link:
    """A link signed by these keys: the root's for the county, the county's for all others."""
    signed = _signed(inst, office, role, keys)
    return Link(inst, office, role, keys, by.public.key_id.hex(), sign(by, CONTEXT, signed))


def written(links: Iterable[Link]) -> str:
    """Links as the text that travels, the root's first."""
    return ";".join(
        " ".join(
            (
                _text(bytes.fromhex(x.inst)), x.office, x.role, _text(x.keys.sign), x.keys.age,
                _text(bytes.fromhex(x.by)), _text(x.signature),
            )
        )
        for x in links
    )  # fmt: skip


def links_of(text: str) -> tuple[Link, ...]:
    """The links of a text from outside; () for anything else, nobody is then introduced by it."""
    try:
        return tuple(_link(part) for part in text.split(";")) if text else ()
    except ValueError:
        return ()


def proven(
    links: Sequence[Link], anchors: Iterable[PublicKeys], is_stopped: Callable[[str], bool]
) -> dict[str, Link]:
    """The links that reach back to ``anchors``, by the hex id of the keys introduced.

    Only the county introduces others; keys that are stopped are neither introduced nor introduce.
    """
    trusted = {keys.key_id.hex(): keys for keys in anchors}
    found: dict[str, Link] = {}
    for link in links:
        by = trusted.get(link.by)
        signed = _signed(link.inst, link.office, link.role, link.keys)
        if by is None or is_stopped(link.key_id) or not is_signed(by, CONTEXT, signed, link.signature):
            continue
        found[link.key_id] = link
        if link.role == COUNTY:
            trusted[link.key_id] = link.keys
    return found


def _signed(inst: str, office: str, role: str, keys: PublicKeys) -> bytes:
    return f"{inst} {office} {role} {keys.sign.hex()} {keys.age}".encode()


def _link(part: str) -> Link:
    inst, office, role, signing, age, by, signature = part.split(" ")
    if role not in (COUNTY, TOWNSHIP) or not _OFFICE.fullmatch(office):
        raise ValueError(f"no office of ours: {office!r}, {role!r}")
    computer = UUID(bytes=_bytes(inst)).hex
    keys = PublicKeys(_bytes(signing), age)
    return Link(computer, office, role, keys, _bytes(by).hex(), _bytes(signature))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
