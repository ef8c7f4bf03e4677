"""Takes segments in: holds those whose parents are missing, merges the others (EXCHANGE.md 2.5, 2.6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Origin
from ljfpa_desktop.base.db import act_of_origin
from ljfpa_desktop.exchange.kernel import heads, identity, state
from ljfpa_desktop.exchange.kernel.batch import Batch, Tally
from ljfpa_desktop.exchange.kernel.rights import foreign
from ljfpa_desktop.exchange.kernel.shape import Shape, shape
from ljfpa_desktop.exchange.kernel.state import (
    AGAIN,
    APPLIED,
    HELD,
    IN_EFFECT,
    NO_PARENT,
    NO_RIGHT,
    NO_ROW,
    RESCUED,
    run,
)
from ljfpa_desktop.exchange.kernel.wire import Deed, Op, Sealed


class Receiver:
    """Takes in the segments of one package within one transaction; ``tally`` counts what they did."""

    def __init__(self, s: Session, import_id: UUID | None = None, known: Shape | None = None) -> None:
        self.s = s
        self.c = s.connection()
        self.known = known or shape()
        self.import_id = import_id.bytes if import_id else None
        self.tally = Tally()
        self.lam = int(identity.get(s, "lam", "0"))

    def receive(self, sealed: Sealed) -> str:
        """Take one verified segment: applied, held, or known already; returns its state."""
        found = state.state_of(self.c, sealed.hash)
        if found is not None:
            self.tally.known += 1
            return found
        sid = state.keep_segment(self.c, sealed, HELD, self.import_id)
        if sealed.body.lam > self.lam:
            self.lam = sealed.body.lam
            identity.reach(self.s, "lam", self.lam)
        self.tally.segments += 1
        if heads.missing_parents(self.c, sealed.hash):
            return HELD
        self._apply(sealed, sid)
        self._release(sealed.hash)
        return APPLIED

    def rescue(self, h: bytes) -> None:
        """Apply a held segment although its parent is lost: a person said it no longer exists."""
        self._apply_held(h, RESCUED)
        self._release(h)

    def settle(self) -> None:
        """Apply the held segments that wait for nothing any more: a baseline brought what they follow."""
        held = run(self.c, "SELECT hash FROM sync_seg WHERE state = ? ORDER BY lam, hash", (HELD,)).all()
        for (h,) in held:
            if state.state_of(self.c, h) == HELD and not heads.missing_parents(self.c, h):
                self._apply_held(h, APPLIED)
                self._release(h)

    def _release(self, arrived: bytes) -> None:
        """Apply the held segments that waited for this one alone, and those behind them."""
        open_ = [arrived]
        while open_:
            waiting = run(
                self.c,
                "SELECT e.hash FROM sync_parent p JOIN sync_seg e ON e.hash = p.child "
                "WHERE p.parent = ? AND e.state = ? ORDER BY e.lam, e.hash",
                (open_.pop(), HELD),
            ).all()
            for (h,) in waiting:
                if not heads.missing_parents(self.c, h):
                    self._apply_held(h, APPLIED)
                    open_.append(h)

    def _apply(self, sealed: Sealed, sid: int) -> None:
        run(self.c, "UPDATE sync_seg SET state = ? WHERE sid = ?", (APPLIED, sid))
        self._follow(self._merge(sealed, sid, list(enumerate(sealed.body.ops)), {}))

    def _apply_held(self, h: bytes, as_state: str) -> None:
        sealed, sid = state.segment(self.c, h), state.sid_of(self.c, h)
        run(self.c, "UPDATE sync_seg SET state = ? WHERE sid = ?", (as_state, sid))
        self._follow(self._merge(sealed, sid, self._rightful(sealed, sid, range(len(sealed.body.ops))), {}))

    def _follow(self, new: set[bytes]) -> None:
        if new:
            self.retry({row.hex() for row in new})

    def _rightful(self, sealed: Sealed, sid: int, places: Collection[int]) -> list[tuple[int, Op]]:
        """The operations at these places less those on rows of another office, which came after them.

        What an office may not write stays where it waits, for good.
        """
        ops = [(i, sealed.body.ops[i]) for i in places]
        barred = foreign(self.s, sealed, self.known, places)
        waits = [(sid, i, bytes.fromhex(op.row), op.grp, NO_RIGHT, "") for i, op in ops if i in barred]
        state.insert(self.c, "sync_wait", ("sid", "idx", "row", "grp", "reason", "missing"), waits)
        return [(i, op) for i, op in ops if i not in barred]

    def _merge(
        self, sealed: Sealed, sid: int, ops: Sequence[tuple[int, Op]],
        merged: Mapping[int, Collection[str]],
    ) -> set[bytes]:  # fmt: skip
        acts: dict[int, int] = {}

        def act(index: int) -> int:
            if index not in acts:
                acts[index] = act_of_origin(self.s, origin_of(sealed.body.acts[index]))
            return acts[index]

        batch = Batch(self.s, sealed, sid, self.known, act, self.tally)
        batch.take(ops, merged)
        return batch.write()

    def retry(self, arrived: set[str] | None = None, reasons: Collection[str] = (NO_ROW, NO_PARENT)) -> None:
        """Apply waiting operations: those that miss one of ``arrived`` rows (hex), or all of them."""
        found = run(
            self.c,
            "SELECT w.sid, w.idx, w.missing, e.hash, e.state, w.reason FROM sync_wait w "
            "JOIN sync_seg e ON e.sid = w.sid ORDER BY e.lam, e.hash, w.idx",
        ).all()
        by_segment: dict[tuple[int, bytes], dict[int, Collection[str]]] = {}
        for sid, idx, missing, h, at, reason in found:
            if at in IN_EFFECT and reason in reasons and (arrived is None or missing in arrived):
                merged = missing.split() if reason == AGAIN else ()
                by_segment.setdefault((sid, h), {})[idx] = merged
        new: set[bytes] = set()
        for (sid, h), merged in by_segment.items():
            sealed = state.segment(self.c, h)
            state.many(
                self.c, "DELETE FROM sync_wait WHERE sid = ? AND idx = ?", [(sid, i) for i in merged]
            )
            new |= self._merge(sealed, sid, self._rightful(sealed, sid, merged), merged)
        self._follow(new)


def origin_of(deed: Deed) -> Origin:
    """The origin an act of a segment is noted with here."""
    return Origin(UUID(deed.id), dates.moment(deed.at), deed.by, deed.why, deed.kind, deed.office, deed.pc)
