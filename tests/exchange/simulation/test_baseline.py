"""P12: a baseline and what follows it are the whole history, whatever happened before and after."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange.kernel import baseline, state
from ljfpa_desktop.exchange.kernel.chunk import Again, Made, Named, Row, Wait, open_chunk
from tests.exchange import desks
from tests.exchange.desks import FAMILY, OFFICE, TOWN
from tests.exchange.simulation import fate, newcomers, values
from tests.exchange.simulation.replica import COUNTY_CODE, EVERYONE, Replica, opener
from tests.exchange.simulation.test_simulation import TORTURE

SEEDS = 600 if TORTURE else 14
FAILED = (2, 9, 11, 15)
RULES = ("pairs", "pruned", "siblings", "waits", "double inserts", "edits of a newcomer")


@pytest.mark.torture
@pytest.mark.parametrize("moving", [False, True])
def test_a_baseline_is_as_good_as_the_history(moving: bool) -> None:
    seen: Counter[str] = Counter()
    for seed in fate.seeds(12 + moving, SEEDS):
        try:
            seen += newcomers.live(seed, moving=moving).seen
        except BaseException as e:
            e.add_note(f"tests.exchange.simulation.newcomers.live({seed}, moving={moving})")
            raise
    rules = (*RULES, "moves", "dead") if moving else RULES
    assert [rule for rule in rules if not seen[rule]] == [], "rules that never fired prove nothing"
    assert seen["only history"] < seen["pairs"]


@pytest.mark.parametrize("moving", [False, True])
@pytest.mark.parametrize("seed", FAILED)
def test_a_seed_that_failed_once_holds(seed: int, moving: bool) -> None:
    newcomers.live(seed, moving=moving)


def items(raws: list[bytes], maker: Replica) -> list[object]:
    return [item for raw in raws for item in open_chunk(raw, maker.me.keys.public).items]


def known_county() -> Replica:
    """The county that knows both townships."""
    pc, rng = desks.county(), random.Random(1)
    for number, office in enumerate((TOWN, "350122104")):
        row = values.new_row("installation", newcomers.identity.office_bytes(COUNTY_CODE), rng, {}) or {}
        pc.insert("installation", bytes([7, number]) * 8, row | {"of_office": office})
    return pc


def test_it_holds_every_row_once_and_names_every_segment() -> None:
    one = desks.town(1)
    desks.family(one, phone1="1")
    desks.person(one)
    desks.member(one)
    one.seal()
    one.edit("household", FAMILY, {"phone1": "2"})
    one.edit("household", FAMILY, {"retired_on": "2026-11-24"})
    found = items(newcomers.chunks_of(one, TOWN), one)
    rows = [item for item in found if isinstance(item, Row)]
    assert sorted(row.tbl for row in rows) == ["household", "member", "person"]
    family = next(row for row in rows if row.tbl == "household")
    assert (family.value["phone1"], family.value["retired_on"]) == ("2", "2026-11-24")
    assert [(grp, seg) for grp, seg, _ in family.shown] == [("", 0), ("contact", 1), ("retired", 1)]
    names = [item for item in found if isinstance(item, Named)]
    assert [(n.hash, n.lam, n.raw) for n in names][0][1:] == (1, names[0].raw)
    assert [n.parents for n in names] == [(), (names[0].hash,)]
    whys = [item.deed.why for item in found if isinstance(item, Made)]
    assert sorted(set(whys)) == ["改", "新增"]
    assert not [item for item in found if isinstance(item, Again | Wait)]


def test_what_nobody_but_the_maker_has_travels_whole_with_it() -> None:
    """The county never said that it has it: the new PC must be able to hand it on."""
    one, late, county = desks.town(1), Replica(6, TOWN, (EVERYONE, TOWN)), desks.county()
    desks.family(one, phone1="1")
    raws = one.seal()
    newcomers.load(late, one, newcomers.chunks_of(one, TOWN))
    assert late.rows("SELECT state FROM sync_seg") == [("applied",)]
    with late.db.read() as s:
        (h,) = [h for (h,) in late.rows("SELECT hash FROM sync_seg")]
        assert [state.raw_of(s.connection(), h)] == raws
    county.deliver(newcomers.parcel(late, county, (TOWN,)), opener())
    assert desks.shown(county, "phone1") == "1"


def test_an_open_conflict_and_its_decision() -> None:
    one, two = desks.pair()
    one.edit("household", FAMILY, {"phone1": "2"})
    two.edit("household", FAMILY, {"phone1": "3"})
    made = desks.sealed(two)
    one.seal()
    desks.give(one, *made)
    whole, late = newcomers.pair(one, TOWN, opener())
    newcomers.same(whole, late, TOWN)
    assert len(desks.siblings(late)) == 1
    (case,) = late.conflicts()
    late.resolve(case, case.values[1].value)
    decided = desks.sealed(late)
    for pc in (one, whole):
        desks.give(pc, *decided)
        assert pc.conflicts() == []
    newcomers.same(whole, late, TOWN)


def test_a_void_and_a_move_come_with_it() -> None:
    county, one = known_county(), desks.town(1)
    desks.family(one)
    desks.person(one)
    desks.give(county, *desks.sealed(one))
    other = newcomers.identity.office_bytes("350122104")
    for table, row in (("household", FAMILY), ("person", desks.PERSON)):
        with county.writing("转交") as s:
            c = s.connection()
            state.run(c, f"UPDATE {table} SET office_id = ? WHERE id = ?", (other, row))
            state.run(
                c,
                "INSERT INTO change(act, tbl, row, grp, old) SELECT act, ?, ?, '', NULL FROM ctx",
                (table, row),
            )
    # Where a family left, it stands as it left; where it came, as it came.
    for town, office in ((TOWN, OFFICE), ("350122104", other)):
        found = items(newcomers.chunks_of(county, town), county)
        assert {type(item) for item in found} == {Named, Made, Again} or {type(i) for i in found} == {
            Named, Again
        }  # fmt: skip
        late = Replica(6, town, (EVERYONE, town))
        newcomers.load(late, county, newcomers.chunks_of(county, town))
        assert desks.shown(late, "office_id") == office
        assert desks.shown(late, "office_id", "person", desks.PERSON) == office


def test_unsealed_work_is_never_left_out() -> None:
    one = desks.town(1)
    desks.family(one)
    one.seal()
    one.edit("household", FAMILY, {"phone1": "2"})
    known = {n: t for n, t in one.known.items() if n in newcomers.TABLES}
    with one.db.transaction(one.actor, "x", "exchange") as s, pytest.raises(RuntimeError, match="seal first"):
        list(baseline.make(s, one.me, TOWN, known))


def test_a_record_that_names_one_of_another_office_needs_the_history() -> None:
    county = known_county()
    other = newcomers.identity.office_bytes("350122104")
    desks.person(county, office_id=other)
    desks.family(county)
    desks.member(county)
    with pytest.raises(Refused, match="只能从头全部再发"):
        newcomers.chunks_of(county, TOWN)
    assert newcomers.chunks_of(county, "350122104")
