"""Two PCs that come late to a township: one gets its whole history, one a baseline (P12)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange.kernel import baseline, heads, identity, loading, seal, state
from ljfpa_desktop.exchange.kernel.chunk import open_chunk
from ljfpa_desktop.exchange.kernel.shape import Shape, shape
from tests.exchange.simulation import fate, people
from tests.exchange.simulation.replica import EVERYONE, TABLES, Parcel, Replica
from tests.exchange.simulation.world import World

WHOLE, LATE = 5, 6  # the numbers of the two PCs
_PEER = ("inst", "office", "have", "last_no", "last_made", "last_seen", "app", "schema", "facts")
_EFFECT = "state IN ('applied', 'rescued', 'pruned')"


def chunks_of(maker: Replica, scope: str) -> list[bytes]:
    """The baseline of a scope as a PC makes it."""
    with maker.db.transaction(maker.actor, "封存", "seal") as s:
        seal.seal(s, maker.me, maker.known)
    with maker.db.transaction(maker.actor, "基线", "exchange") as s:
        told = [
            (UUID(inst).bytes, "", json.dumps(have), 1, "", "", "", 1, "{}")
            for inst, have in maker.peers.items()
        ]
        state.run(s.connection(), "DELETE FROM sync_peer")
        state.insert(s.connection(), "sync_peer", _PEER, told)
        known = {name: table for name, table in maker.known.items() if name in TABLES}
        return list(baseline.make(s, maker.me, scope, known))


def load(pc: Replica, maker: Replica, chunks: list[bytes]) -> Any:
    """Take a baseline in."""
    with pc.db.transaction(pc.actor, "接收", "receive") as s:
        return loading.load(s, (open_chunk(raw, maker.me.keys.public) for raw in chunks), pc.known)


def parcel(maker: Replica, pc: Replica, scopes: tuple[str, ...]) -> Parcel:
    """Every segment a PC has of these scopes."""
    with maker.db.read() as s:
        c = s.connection()
        raws = [state.raw_of(c, h) for scope in scopes for h in heads.missing_at(c, scope, [])]
        have = {scope: heads.stated(c, scope) for scope in pc.scopes}
    return Parcel(maker.inst, pc.inst, have, False, tuple(raws))


def rescue(maker: Replica, pc: Replica) -> None:
    """What a person said at the maker of packages that are lost holds here too."""
    for h in pc.held():
        if h in pc.held() and maker.rows("SELECT 1 FROM sync_seg WHERE hash = ? AND state = 'rescued'", (h,)):
            pc.rescue(h)


def pair(maker: Replica, office: str, open_: Any, known: Shape | None = None) -> tuple[Replica, Replica]:
    """The PC with the whole history and the one with the baseline, both with what is everyone's."""
    whole, late = (Replica(n, office, (EVERYONE, office), known or shape()) for n in (WHOLE, LATE))
    chunks = chunks_of(maker, office)
    whole.deliver(parcel(maker, whole, (EVERYONE, office)), open_)
    rescue(maker, whole)
    late.deliver(parcel(maker, late, (EVERYONE,)), open_)
    load(late, maker, chunks)
    return whole, late


def same(one: Replica, two: Replica, scope: str) -> None:
    """Both show the same, keep the same conflicts, wait for the same and would say the same."""
    ours, theirs = (_seen(pc, scope) for pc in (one, two))
    assert ours == theirs, [name for name in ours if ours[name] != theirs[name]]


def _seen(pc: Replica, scope: str) -> dict[str, Any]:
    found = fate.view(pc, scope)
    found["segments"] = pc.rows(
        f"SELECT hash, lam, key_id, no, schema, n_ops FROM sync_seg WHERE scope = ? AND {_EFFECT} "
        "ORDER BY hash",
        (scope,),
    )
    found["held"] = pc.held()
    with pc.db.read() as s:
        found["stated"] = heads.stated(s.connection(), scope)
        found["lam"] = identity.get(s, "lam")
    found["decide"] = [(c.id, [(v.version, v.value) for v in c.values]) for c in pc.conflicts()]
    found["waits"] = pc.rows(
        "SELECT e.hash, w.idx, w.row, w.grp, w.reason, w.missing FROM sync_wait w "
        "JOIN sync_seg e ON e.sid = w.sid WHERE w.reason <> 'again' ORDER BY e.hash, w.idx"
    )
    found["extras"] = pc.rows("SELECT row, grp, val FROM sync_extra ORDER BY row, grp")
    return found


def move(w: World) -> None:
    """The county hands a record to another township, as `transfer` does with a family's."""
    county = w.at = w.pcs[0]
    offices = sorted({pc.office for pc in w.pcs[1:]})
    people.seal(w)
    found = [r for r in w.rows[-14:] if r[0] in ("person", "household", "member")]
    found = [r for r in found if county.rows(f"SELECT 1 FROM {r[0]} WHERE id = ?", (r[1],))]
    if len(offices) < 2 or not found:
        return
    table, row = w.rng.choice(found)
    (now,) = county.rows(f"SELECT office_id FROM {table} WHERE id = ?", (row,))[0]
    if county.rows(f"SELECT count(*) < 2 FROM {table} WHERE office_id = ?", (now,))[0][0]:
        return  # the steps of the simulation need one to name
    to = next(o for o in map(identity.office_bytes, offices) if o != now)
    with county.writing("转交") as s:
        c = s.connection()
        state.run(c, f"UPDATE {table} SET office_id = ? WHERE id = ?", (to, row))
        state.run(
            c,
            "INSERT INTO change(act, tbl, row, grp, old, seg) SELECT act, ?, ?, '', NULL, NULL FROM ctx",
            (table, row),
        )
    people.seal(w)
    w.seen["moves"] += 1


def work(w: World, steps: int, *, moving: bool) -> None:
    """Chance goes on; with moves, without the oracle: it knows of none."""
    if moving:
        w.oracle.check = lambda *_a, **_k: None  # type: ignore[method-assign]
    extra: tuple[Callable[[World], None], ...] = (move,) if moving else ()
    for _ in range(steps):
        people.step(w)
        for act in extra:
            if w.rng.random() < 0.12:
                act(w)


def live(seed: int, *, moving: bool = False, steps: int = 90) -> World:
    """Run a county, let two PCs join late, go on, and compare them after each turn."""
    w = World(seed)
    w.skew += [timedelta(0)] * LATE
    with w.living():
        people.found(w)
        work(w, steps, moving=moving)
        maker = w.at = w.pcs[0] if moving or w.rng.random() < 0.6 else w.rng.choice(w.pcs[1:])
        scope = w.pcs[-1].office if maker is w.pcs[0] else maker.office
        try:
            whole, late = pair(maker, scope, w.open)
        except Refused:
            w.seen["only history"] += 1
            return w
        _count(w, late, scope)
        same(whole, late, scope)
        work(w, steps // 2, moving=moving)
        for pc in (whole, late):
            w.at = maker
            people.seal(w)
            pc.deliver(parcel(maker, pc, pc.scopes), w.open)
            rescue(maker, pc)
        same(whole, late, scope)
        _go_on(w, maker, whole, late, scope)
    return w


def _go_on(w: World, maker: Replica, whole: Replica, late: Replica, scope: str) -> None:
    """Each of the two edits and decides; what they say reaches the other and the maker."""
    for _ in range(4):
        for pc in (whole, late):
            w.at = pc
            people.resolve(w) if w.rng.random() < 0.4 else people.edit(w)
        made = {pc.number: tuple(pc.seal()) for pc in (whole, late)}
        for pc, other in ((whole, late), (late, whole)):
            w.at = pc
            w.seen["edits of a newcomer"] += bool(made[pc.number])
            for to in (other, maker):
                to.deliver(Parcel(pc.inst, to.inst, {}, False, made[pc.number]), w.open)
        same(whole, late, scope)


def _count(w: World, late: Replica, scope: str) -> None:
    count = "SELECT count(*) FROM "
    w.seen["pairs"] += 1
    w.seen["pruned"] += late.rows(f"{count} sync_seg WHERE state = 'pruned'")[0][0]
    w.seen["siblings"] += late.rows(f"{count} sync_sib")[0][0]
    w.seen["dead"] += late.rows(f"{count} sync_dead")[0][0]
    w.seen["rescued ones"] += late.rows(f"{count} sync_seg WHERE state = 'rescued'")[0][0]
    w.seen["waits"] += late.rows(f"{count} sync_wait")[0][0]
    w.seen["double inserts"] += late.rows(f"{count} sync_wait WHERE reason = 'again'")[0][0]
