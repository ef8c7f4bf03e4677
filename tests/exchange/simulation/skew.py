"""A county in the weeks of an upgrade: some PCs run a version that knows fewer columns, groups and tables."""

from __future__ import annotations

from functools import cache

from ljfpa_desktop.exchange.kernel.shape import Shape, shape, table_shape
from tests.exchange.simulation import fate, people, values
from tests.exchange.simulation.world import World

# Columns within a group, a column of a fact, whole groups, and a table.
WITHOUT = {
    "household": {"hukou_kind", "phone2", "remark"},
    "person": {"education", "marital", "marital_on"},
    "payment": {"goods", "proxy_name"},
    "bank_account": {"bank_name"},
}
UNKNOWN_TABLE = "visit"
STEPS = 90
RULES = (
    "upgrades", "extras", "waited for the upgrade", "waiting inserts", "extras in a sibling",
    "edits beside extras",
)  # fmt: skip


@cache
def old_shape() -> Shape:
    """What the older version knows."""
    return {
        name: table_shape(values.RECORDS[name], frozenset(WITHOUT[name])) if name in WITHOUT else known
        for name, known in shape().items()
        if name != UNKNOWN_TABLE
    }


def live(seed: int, steps: int = STEPS) -> World:
    """P13: whoever upgrades when, in the end all show the same and all of it."""
    w = World(seed)
    old = w.rng.sample(w.pcs, w.rng.randrange(1, len(w.pcs) + 1))
    due = {pc.number: w.rng.randrange(steps // 2, steps * 2) for pc in old}
    for pc in old:
        pc.known = old_shape()
    with w.living():
        people.found(w)
        for number in range(steps):
            people.step(w)
            for pc in w.pcs:
                if pc.is_old and due.get(pc.number, 0) <= number:
                    upgrade(w, pc.number)
        fate.settle(w)
        for pc in w.pcs:
            if pc.is_old:
                upgrade(w, pc.number)
        fate.settle(w)
        fate.check(w)
        for pc in w.pcs:
            assert pc.rows("SELECT * FROM sync_wait WHERE reason = 'newer'") == []
            assert pc.rows("SELECT * FROM sync_extra") == []
    return w


def upgrade(w: World, number: int) -> None:
    """One PC gets the new version."""
    pc = w.at = w.pcs[number]
    sql = {
        "extras": "SELECT count(*) FROM sync_extra",
        "waited for the upgrade": "SELECT count(*) FROM sync_wait WHERE reason = 'newer'",
        "waiting inserts": "SELECT count(*) FROM sync_wait WHERE reason = 'again'",
        "extras in a sibling": "SELECT count(*) FROM sync_sib WHERE val LIKE '%hukou_kind%'",
        "edits beside extras": "SELECT count(*) FROM sync_extra WHERE grp <> ''",
    }
    for rule, counted in sql.items():
        w.seen[rule] += pc.rows(counted)[0][0]
    w.seen["upgrades"] += 1
    pc.upgrade()
    w.oracle.learn_from(pc)
    w.oracle.check(pc)
