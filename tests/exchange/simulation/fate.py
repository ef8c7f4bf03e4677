"""A whole run: many steps, then everything to everyone until nothing is new, and what must hold then."""

from __future__ import annotations

import random
from typing import Any

from ljfpa_desktop.exchange.kernel import identity
from tests.exchange.simulation import people
from tests.exchange.simulation.oracle import GROUPS, seen_by
from tests.exchange.simulation.replica import COUNTY_CODE, EVERYONE, TABLES, Replica
from tests.exchange.simulation.world import World

STEPS = 120
# Each must have fired in every set of seeds, or the run proves less than it says.
RULES = (
    "inserts", "edits", "payments", "voids", "seals", "exports", "delivered", "twice", "reordered", "lost",
    "misdelivered", "backups", "restores", "rollbacks", "clocks", "kills", "resolutions", "rescues", "held",
    "forks", "conflicts", "waited", "waiting over", "dead on arrival", "dead forgotten", "fast-forward",
    "loser kept", "winner beside a sibling", "sibling closed", "equal values", "double insert",
    "void against not void", "two voids", "gaps told", "county corrects", "own work came back",
)  # fmt: skip


def live(seed: int, steps: int = STEPS) -> World:
    """Run a seed and check every property; returns the world for its counters."""
    w = World(seed)
    with w.living():
        people.found(w)
        for _ in range(steps):
            people.step(w)
        settle(w)
        check(w)
    w.seen.update(w.oracle.seen)
    return w


def settle(w: World) -> None:
    """Every PC sends to every partner until nothing new comes; then what is lost for good is said to be."""
    while True:
        before = [(seen_by(pc), dict(pc.peers)) for pc in w.pcs]
        for pc in w.pcs:
            w.at = pc
            people.seal(w)
            for peer in w.partners(pc):
                w.at = pc
                w.take(peer, pc.export(peer))
        if [(seen_by(pc), pc.peers) for pc in w.pcs] != before:
            continue
        lost = [(pc, pc.held()) for pc in w.pcs if pc.held()]
        if not lost:
            return
        for pc, held in lost:
            w.at = pc
            pc.rescue(held[0])
            w.seen["rescues"] += 1


def check(w: World) -> None:
    """P1 to P6 at the end: all that share a scope have and show the same, and all of it."""
    for pc in w.pcs:
        w.oracle.check(pc)
        w.oracle.money(pc)
    for pc in w.pcs:
        for peer in w.partners(pc):
            for scope in set(pc.scopes) & set(peer.scopes):
                ours, theirs = view(pc, scope), view(peer, scope)
                assert ours == theirs, (pc.number, peer.number, scope, _different(ours, theirs))
    for parcel in w.rng.sample(w.sent, min(len(w.sent), 5)):
        here = seen_by(w.receiver(parcel)).effect
        if all(w.open(raw).hash in here for raw in parcel.segments):
            people.take_again(w, parcel)


def view(pc: Replica, scope: str) -> dict[str, Any]:
    """What a PC has of a scope: segments, rows, versions, open conflicts, versions to come."""
    office = identity.office_bytes(COUNTY_CODE if scope == EVERYONE else scope)
    effect = "SELECT hash FROM sync_seg WHERE scope = ? AND state IN ('applied', 'rescued') ORDER BY hash"
    found: dict[str, Any] = {"segments": pc.rows(effect, (scope,))}
    tables: dict[bytes, str] = {}
    for table in TABLES:
        found[table] = pc.rows(f"SELECT * FROM {table} WHERE office_id = ? ORDER BY id", (office,))
        ids = pc.rows(f"SELECT id FROM {table} WHERE office_id = ?", (office,))
        tables |= {row: table for (row,) in ids}
    versions = pc.rows("SELECT v.row, v.grp, e.hash FROM sync_ver v JOIN sync_seg e ON e.sid = v.sid")
    shown = {(row, grp): h for row, grp, h in versions}
    # A group without a version of its own shows the row's; after a double insert some have one.
    found["versions"] = {
        (row, grp): shown.get((row, grp)) or shown[row, ""] for row in tables for grp in GROUPS[tables[row]]
    }
    open_ = pc.rows("SELECT b.row, b.grp, e.hash, b.val FROM sync_sib b JOIN sync_seg e ON e.sid = b.sid")
    found["conflicts"] = sorted(c for c in open_ if c[0] in tables)
    found["to come"] = sorted(d for d in pc.rows("SELECT row, grp, hash FROM sync_dead") if d[0] in tables)
    return found


def _different(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    return [name for name in ours if ours[name] != theirs[name]]


def seeds(base: int, count: int) -> list[int]:
    """``count`` seeds that follow from a base."""
    rng = random.Random(base)
    return [rng.getrandbits(40) for _ in range(count)]
