"""A county, its offices and the sticks between them: who is there, what was ever sealed, what was seen."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from ljfpa_desktop.base import dates, db
from ljfpa_desktop.exchange.kernel import batch, identity
from ljfpa_desktop.exchange.kernel.merge import Outcome
from tests.exchange.simulation import values
from tests.exchange.simulation.oracle import Oracle
from tests.exchange.simulation.replica import COUNTY_CODE, EVERYONE, Parcel, Replica, opener

FIRST, SECOND = "350122103", "350122104"
FLEETS = ((1, 0), (2, 0), (1, 1), (2, 1))  # PCs in each township; the county has one


class World:
    """One seed's county."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.oracle, self.open = Oracle(), opener()
        self.seen: Counter[str] = Counter()
        self.mail: list[Parcel] = []
        self.sent: list[Parcel] = []
        self.images: dict[int, list[Any]] = {}
        self.rows: list[tuple[str, bytes]] = []
        first, second = self.rng.choice(FLEETS)
        offices = [COUNTY_CODE, *[FIRST] * first, *[SECOND] * second]
        scopes = {COUNTY_CODE: (EVERYONE, COUNTY_CODE, FIRST, SECOND)}
        self.pcs = [Replica(n, o, scopes.get(o, (EVERYONE, o))) for n, o in enumerate(offices)]
        self.now = datetime(2026, 11, 23, tzinfo=UTC)
        self.skew = [timedelta(0) for _ in self.pcs]
        self.at = self.pcs[0]  # the PC at which something happens now

    @contextmanager
    def living(self) -> Iterator[None]:
        """The clock, the ids of acts, and a counter beside the merge: a seed gives the same run again."""
        arrive = batch.arrive

        def counted(*args: Any, **rest: Any) -> Outcome | None:
            return self._count(arrive, *args, **rest)

        with pytest.MonkeyPatch.context() as m:
            m.setattr(dates, "clock", lambda: self.now + self.skew[self.at.number])
            m.setattr(db, "new_id", lambda: UUID(int=self.rng.getrandbits(128)))
            m.setattr(batch, "arrive", counted)
            self._enrol()
            yield

    def _count(self, arrive: Callable[..., Outcome | None], *args: Any, **rest: Any) -> Outcome | None:
        dot, _, shown, siblings = args
        before = set(siblings)
        out = arrive(*args, **rest)
        self.seen["dead on arrival"] += rest["is_dead"]
        if out is not None and not rest["is_dead"]:
            lost = out.shown != dot
            kind = "loser kept" if lost else "winner beside a sibling" if out.siblings else "fast-forward"
            self.seen[kind] += 1
            self.seen["sibling closed"] += bool(before - out.siblings)
        return out

    def _enrol(self) -> None:
        """The county certifies every PC: rows of the scope that it alone writes."""
        county = self.pcs[0]
        for pc in self.pcs:
            row = values.new_row("installation", identity.office_bytes(COUNTY_CODE), self.rng, {}) or {}
            row |= {"of_office": pc.office, "role": pc.role, "key_id": pc.me.key_id}
            row |= {"revoked_on": None, "revoked_why": None, "revoked_heads": None}
            county.insert("installation", UUID(int=pc.number + 1).bytes, row)

    def partners(self, pc: Replica) -> list[Replica]:
        """Whom a PC exchanges with: its own office and the county; the county with all."""
        return [
            p
            for p in self.pcs
            if p is not pc and (COUNTY_CODE in (p.office, pc.office) or p.office == pc.office)
        ]

    def receiver(self, parcel: Parcel) -> Replica:
        """The PC a package is for."""
        return next(pc for pc in self.pcs if pc.inst == parcel.to)

    def take(self, pc: Replica, parcel: Parcel) -> None:
        """A PC imports a package; the rows it touched are checked against every segment there is."""
        self.at = pc
        had = {h for (h,) in pc.rows("SELECT hash FROM sync_seg")}
        waiting, dead = _counts(pc)
        tally = pc.deliver(parcel, self.open)
        assert tally is not None
        self.oracle.learn_from(pc)
        came = [s for raw in parcel.segments if (s := self.open(raw)).hash not in had]
        now_waiting, now_dead = _counts(pc)
        self.seen += Counter(
            {
                "delivered": 1,
                "conflicts": tally.conflicts,
                "waited": tally.waiting,
                "waiting over": now_waiting < waiting,
                "dead forgotten": now_dead < dead,
                "held": len(pc.held()),
                "own work came back": any(s.body.key == pc.me.key_id for s in came),
            }
        )
        if came:
            self.oracle.check(pc, {bytes.fromhex(op.row) for s in came for op in s.body.ops})


def _counts(pc: Replica) -> tuple[int, int]:
    waiting = pc.rows("SELECT count(*) FROM sync_wait WHERE reason <> 'again'")[0][0]
    return waiting, pc.rows("SELECT count(*) FROM sync_dead")[0][0]
