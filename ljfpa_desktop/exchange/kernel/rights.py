"""Whose rows a segment may write; looked at when it arrives and again when what waited is applied (P9)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from ljfpa_desktop.exchange.kernel.identity import TOWNSHIP, office_bytes
from ljfpa_desktop.exchange.kernel.shape import Shape
from ljfpa_desktop.exchange.kernel.state import Rows, run
from ljfpa_desktop.exchange.kernel.wire import Op, Sealed, signer_of


def foreign(s: Session, sealed: Sealed, known: Shape, among: Collection[int] | None = None) -> set[int]:
    """The places of operations by a township on rows that are another office's; ``among`` names which count.

    An office writes rows that are its own, or were when it wrote: the version replaced is of its scope.
    An insert names no version: of a row that stands elsewhere it would be a second beginning. The county
    corrects in every office's scope.
    """
    if not _is_of_a_township(s, sealed):
        return set()
    own = office_bytes(sealed.body.scope)
    ops = {i: op for i, op in enumerate(sealed.body.ops) if among is None or i in among}
    staged = Rows(s, {bytes.fromhex(op.row) for op in ops.values()})
    others: set[tuple[str, str]] = set()
    for table in {op.tbl for op in ops.values()} & known.keys():
        others |= {(table, row.hex()) for row in staged.not_of(table, own)}
    return {
        i
        for i, op in ops.items()
        if op.value.get("office_id", own.hex()) != own.hex()
        or ((op.tbl, op.row) in others and not _was_own(s, op, sealed.body.scope))
    }


def _is_of_a_township(s: Session, sealed: Sealed) -> bool:
    key = signer_of(sealed.raw)
    role = run(s.connection(), "SELECT role FROM installation WHERE key_id = ?", (key,)).scalar()
    return role == TOWNSHIP


def _was_own(s: Session, op: Op, scope: str) -> bool:
    query = "SELECT scope FROM sync_seg WHERE hash = ?"
    return bool(op.base) and run(s.connection(), query, (bytes.fromhex(op.base),)).scalar() == scope
