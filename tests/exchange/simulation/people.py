"""What may happen in a step: people at their PCs, files on their way, disks, clocks and power."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ljfpa_desktop.exchange.kernel import identity
from tests.exchange.simulation import values
from tests.exchange.simulation.replica import COUNTY_CODE, Killed, Parcel, Replica
from tests.exchange.simulation.world import World

WORK = ("person", "bank_account", "household", "member", "cycle", "entitlement", "visit")
CHILDREN = ("member", "bank_account", "visit", "entitlement")
MANY_IMAGES = 3


def _office(w: World) -> str:
    """Whose records the person works on; the county corrects a township's."""
    return w.rng.choice(w.pcs[1:]).office if w.at.office == COUNTY_CODE else w.at.office


def _parents(pc: Replica, office: str) -> dict[str, list[bytes]]:
    mine = identity.office_bytes(office)
    tables = ("person", "household", "cycle", "entitlement")
    return {
        t: [r for (r,) in pc.rows(f"SELECT id FROM {t} WHERE office_id = ? ORDER BY id", (mine,))]
        for t in tables
    }


def _present(w: World, tables: tuple[str, ...], office: str) -> list[tuple[str, bytes]]:
    """The newest rows of an office that this PC has: many meet at few rows."""
    mine = identity.office_bytes(office)
    found = [r for r in w.rows[-14:] if r[0] in tables]
    sql = "SELECT 1 FROM {} WHERE id = ? AND office_id = ?"
    return [(table, row) for table, row in found if w.at.rows(sql.format(table), (row, mine))]


def insert(w: World, tables: tuple[str, ...] = WORK, counted: str = "inserts") -> None:
    office = _office(w)
    table = w.rng.choice(tables)
    row = values.new_row(table, identity.office_bytes(office), w.rng, _parents(w.at, office))
    if row is not None and table in w.at.known:
        key = w.rng.randbytes(16)
        w.at.insert(table, key, _known(w, table, row))
        w.rows.append((table, key))
        w.seen[counted] += 1
        if w.rng.random() < 0.2:
            backup(w)  # with a row in it that no segment names


def _known(w: World, table: str, row: dict[str, Any]) -> dict[str, Any]:
    """What the program at this PC can write."""
    return {name: value for name, value in row.items() if name in w.at.known[table].columns}


def found(w: World) -> None:
    """Every township has one family to begin with, and one payment."""
    for office in sorted({pc.office for pc in w.pcs[1:]}):
        w.at = next(pc for pc in w.pcs if pc.office == office)
        for table in ("person", "household", "cycle", "entitlement", "payment"):
            insert(w, (table,), "founded")


def pay(w: World) -> None:
    insert(w, ("payment",), "payments")


def edit(w: World) -> None:
    office = _office(w)
    found = _present(w, (*WORK, "payment"), office)
    if not found:
        insert(w)
        return
    table, row = w.rng.choice(found)
    change = _known(w, table, values.change_of(table, w.rng, _parents(w.at, office)))
    if change:
        w.at.edit(table, row, change)
        w.seen["edits"] += 1
        w.seen["county corrects"] += w.at.office == COUNTY_CODE


def void(w: World) -> None:
    for table, row in _present(w, ("payment",), _office(w)):
        if w.at.rows("SELECT 1 FROM payment WHERE id = ? AND voided_on IS NULL", (row,)):
            day = f"2024-0{w.rng.randrange(1, 9)}-20"
            w.at.edit(table, row, {"voided_on": day, "void_why": w.rng.choice("误重")})
            w.seen["voids"] += 1
            return


def seal(w: World) -> None:
    for raw in w.at.seal():
        w.oracle.learn(raw)
        w.seen["seals"] += 1


def resolve(w: World) -> None:
    cases = w.at.conflicts()
    if not cases:
        return
    case = w.rng.choice(cases)
    rules = values.RECORDS[case.tbl].capture
    said = [v for v in case.values if v.value or rules is None or case.grp not in rules.final]
    w.at.resolve(case, w.rng.choice(said).value)
    w.seen["resolutions"] += 1


def export(w: World) -> None:
    seal(w)
    post(w, w.at, w.rng.choice(w.partners(w.at)))


def post(w: World, pc: Replica, peer: Replica) -> Parcel:
    parcel = pc.export(peer)
    w.mail.append(parcel)
    w.sent.append(parcel)
    w.seen["exports"] += 1
    w.seen["gaps told"] += any(word[0] == "-" for said in parcel.have.values() for word in said)
    return parcel


def deliver(w: World) -> None:
    if not w.mail:
        export(w)
        return
    at = 0 if w.rng.random() < 0.5 else w.rng.randrange(len(w.mail))
    w.seen["reordered"] += at > 0
    again = w.rng.random() < 0.15
    parcel = w.mail[at] if again else w.mail.pop(at)
    w.take(w.receiver(parcel), parcel)
    if again:
        take_again(w, parcel)
        w.seen["twice"] += 1


def take_again(w: World, parcel: Parcel) -> None:
    """P3: what is there already changes nothing, conflicts and counters included."""
    pc = w.receiver(parcel)
    before = pc.dump()
    pc.deliver(parcel, w.open)
    after = pc.dump()
    changed = {name for name in before if before[name] != after[name]} - {"act"}
    assert not changed, (pc.number, changed)


def lose(w: World) -> None:
    if w.mail:
        w.mail.pop(w.rng.randrange(len(w.mail)))
        w.seen["lost"] += 1


def misdeliver(w: World) -> None:
    for parcel in w.mail[:1]:
        for pc in w.pcs:
            if pc.inst != parcel.to:
                before = pc.dump()
                assert pc.deliver(parcel, w.open) is None
                assert pc.dump() == before
                w.seen["misdelivered"] += 1
                return


def kill(w: World) -> None:
    """P7: the power goes at some segment of an import, or before its commit."""
    for parcel in w.mail[:1]:
        pc = w.at = w.receiver(parcel)
        before = pc.dump()
        with pytest.raises(Killed):
            pc.deliver(parcel, w.open, kill_at=w.rng.randrange(len(parcel.segments) + 1))
        assert pc.dump() == before
        w.seen["kills"] += 1


def backup(w: World) -> None:
    images = w.images.setdefault(w.at.number, [])
    images.append(w.at.backup())
    del images[: len(images) - MANY_IMAGES]
    w.seen["backups"] += 1


def restore(w: World) -> None:
    images = w.images.get(w.at.number)
    if images:
        noticed = w.rng.random() < 0.5
        pc = w.at
        pc.restore(w.rng.choice(images), noticed=noticed)
        w.seen["restores" if noticed else "rollbacks"] += 1
        if not noticed and w.rng.random() < 0.6:
            _next_package(w, pc)


def _next_package(w: World, pc: Replica) -> None:
    """What a partner sends when it believes that this PC still has all it ever had: it is held."""
    w.at = w.rng.choice(w.partners(pc))
    edit(w)
    for _ in range(w.rng.randrange(1, 4)):
        insert(w, CHILDREN)
    seal(w)
    w.take(pc, post(w, w.at, pc))
    if pc.held() and w.rng.random() < 0.6:
        _rescue(w, pc)


def turn_clock(w: World) -> None:
    w.skew[w.at.number] = timedelta(days=w.rng.choice((0, 0, -400, 4000, -9000)))
    w.seen["clocks"] += 1


def rescue(w: World) -> None:
    """Somebody says that a package no longer exists, rightly or not."""
    waiting = [pc for pc in w.pcs if pc.held()]
    if waiting:
        _rescue(w, w.rng.choice(waiting))


def _rescue(w: World, pc: Replica) -> None:
    w.at = pc
    pc.rescue(w.rng.choice(pc.held()))
    w.oracle.learn_from(pc)
    w.oracle.check(pc)
    w.seen["rescues"] += 1
    waits = "SELECT count(*) FROM sync_wait WHERE reason IN ('row', 'parent')"
    w.seen["waited"] += pc.rows(waits)[0][0]


STEPS: dict[Callable[[World], None], int] = {
    edit: 34, insert: 9, pay: 4, void: 3, seal: 4, resolve: 4, export: 16, deliver: 20, lose: 4,
    misdeliver: 1, kill: 1, backup: 3, restore: 6, turn_clock: 1, rescue: 6,
}  # fmt: skip


def step(w: World) -> None:
    """One thing happens somewhere."""
    w.now += timedelta(minutes=7)
    w.at = w.rng.choice(w.pcs)
    w.rng.choices(list(STEPS), list(STEPS.values()))[0](w)
