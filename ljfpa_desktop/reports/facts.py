"""What all papers' facts share: who printed them when, and the digest their QR code carries."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, cast

# Facts of one printed copy, not of the matter itself: the digest leaves them out, so that every
# copy, void or not, carries the same code.
OF_THE_COPY = frozenset({"printed_at", "printed_by", "copy_kind", "is_void"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """Who printed the paper and when, as text; a fact since the first paper is kept (RULINGS.md 21)."""

    printed_at: str = ""
    printed_by: str = ""


def digest(facts: Any) -> str:
    """The first eight hexadecimal digits of the SHA-256 of a document's facts, in capitals."""
    text = json.dumps(_plain(facts, top=True), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:8].upper()


def code_of(number: str, facts: Any) -> str:
    """What the QR code says: the document's number and the digest of its facts."""
    return f"{number} {digest(facts)}"


def texts_in(facts: Any) -> list[str]:
    """Every piece of text in the facts, for the search for characters that cannot be printed."""
    if isinstance(facts, str):
        return [facts]
    if isinstance(facts, tuple):
        return [t for part in cast(tuple[object, ...], facts) for t in texts_in(part)]
    if is_dataclass(facts):
        return [t for f in fields(facts) for t in texts_in(getattr(facts, f.name))]
    return []


def _is_left_out(name: str, fact: Any, top: bool) -> bool:
    # Nothing stands for itself, so that a fact added to the form later changes no older digest.
    return fact is None or fact is False or fact == "" or fact == () or (top and name in OF_THE_COPY)


def _plain(part: Any, *, top: bool = False) -> Any:
    if is_dataclass(part):
        facts = ((f.name, getattr(part, f.name)) for f in fields(part))
        return {n: _plain(v) for n, v in facts if not _is_left_out(n, v, top)}
    if isinstance(part, tuple):
        return [_plain(p) for p in cast(tuple[object, ...], part)]
    return hashlib.sha256(part).hexdigest() if isinstance(part, bytes) else part
