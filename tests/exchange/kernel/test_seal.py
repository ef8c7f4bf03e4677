"""What was changed since the last seal becomes signed segments, one operation for each group."""

from __future__ import annotations

import json

import pytest

from ljfpa_desktop.exchange.kernel import seal as sealing
from ljfpa_desktop.exchange.kernel import state
from ljfpa_desktop.exchange.kernel.identity import EVERYONE, office_bytes
from ljfpa_desktop.exchange.kernel.seal import AT_HOME, offices_of, scope_of
from ljfpa_desktop.exchange.kernel.shape import shape
from tests.exchange import desks
from tests.exchange.desks import FAMILY, OFFICE, PERSON, give, sealed, shown
from tests.exchange.simulation.replica import COUNTY_CODE, Replica

COMPUTER = {
    "office_id": office_bytes(COUNTY_CODE), "key_id": "ab", "of_office": desks.TOWN, "role": "township",
    "pc_name": "一", "pc_no": 1, "sign_key": "ab", "age_key": "age1", "letters": "A",
}  # fmt: skip


def test_nothing_new_makes_nothing() -> None:
    one = desks.town()
    assert sealed(one) == []
    desks.family(one)
    assert len(sealed(one)) == 1
    assert sealed(one) == []


def test_several_edits_of_a_new_row_are_one_insert() -> None:
    one = desks.town()
    desks.family(one, phone1="1")
    one.edit("household", FAMILY, {"phone1": "2"})
    one.edit("household", FAMILY, {"address": "村口"})
    (segment,) = sealed(one)
    (op,) = segment.body.ops
    assert (op.tbl, op.row, op.grp, op.base, op.resolves) == ("household", FAMILY.hex(), "", "", ())
    assert (op.value["phone1"], op.value["address"]) == ("2", "村口")
    assert segment.body.acts[op.act].why == "改"


def test_several_edits_of_one_group_are_one_operation_on_the_version_shown() -> None:
    one, _ = desks.pair()
    first = one.rows("SELECT hash FROM sync_seg")[0][0]
    for phone in "23":
        one.edit("household", FAMILY, {"phone1": phone})
    one.edit("household", FAMILY, {"remark": "记"})
    (segment,) = sealed(one)
    assert {op.grp: op.base for op in segment.body.ops} == {"contact": first.hex(), "remark": first.hex()}
    assert {op.grp: op.value for op in segment.body.ops}["contact"] == {"phone1": "3"}
    assert segment.body.parents == (first.hex(),)
    one.edit("household", FAMILY, {"phone1": "4"})
    (after,) = sealed(one)
    assert after.body.ops[0].base == segment.hash.hex()
    assert (after.body.no, after.body.lam) == (3, 3)


def test_parents_stand_before_their_children() -> None:
    one = desks.town()
    desks.family(one)
    desks.person(one)
    desks.member(one)
    one.edit("person", PERSON, {"name": "林建军"})
    tables = [op.tbl for op in sealed(one)[0].body.ops]
    assert tables.index("member") > max(tables.index("person"), tables.index("household"))


def test_a_long_seal_is_a_chain_and_its_changes_name_their_own_part(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = desks.pair()
    for n in range(5):
        desks.family(one, bytes([20 + n]) * 16)
    one.edit("household", FAMILY, {"phone1": "2"})
    one.edit("household", FAMILY, {"address": "村口"})
    monkeypatch.setattr(sealing, "MOST_OPS", 3)
    chain = sealed(one)
    assert [len(g.body.ops) for g in chain] == [3, 3, 1]
    for before, after in zip(chain, chain[1:], strict=False):
        assert after.body.parents == (before.hash.hex(),)
    names = {(op.row, op.grp): g.hash for g in chain for op in g.body.ops}
    for row, grp, seg in one.rows("SELECT row, grp, seg FROM change"):
        assert names.get((row.hex(), grp), seg) == seg
    assert give(two, *chain)[0] == ["applied"] * 3
    assert shown(two, "address") == "村口"


def test_a_seal_too_big_in_bytes_is_halved(monkeypatch: pytest.MonkeyPatch) -> None:
    one = desks.town()
    for n in range(4):
        desks.family(one, bytes([20 + n]) * 16, remark="长" * 50)
    monkeypatch.setattr(sealing, "MOST_BYTES", 1500)
    chain = sealed(one)
    assert len(chain) > 1
    assert sum(len(g.body.ops) for g in chain) == 4
    two = desks.town(2)
    give(two, *chain)
    assert two.rows("SELECT count(*) FROM household") == [(4,)]


def test_what_only_the_county_may_say_stays_at_home_in_a_township() -> None:
    one = desks.town()
    one.insert("installation", bytes(16), COMPUTER)
    assert sealed(one) == []
    assert one.rows("SELECT seg FROM change") == [(AT_HOME,)]


def test_the_county_seals_each_township_and_everyone_apart() -> None:
    county = desks.county()
    county.insert("installation", bytes(16), COMPUTER)
    desks.family(county)
    scopes = {g.body.scope: [op.tbl for op in g.body.ops] for g in sealed(county)}
    assert scopes == {EVERYONE: ["installation"], desks.TOWN: ["household"]}


def test_the_scope_of_a_row() -> None:
    county, one = desks.county(), desks.town()
    county.insert("installation", bytes(16), COMPUTER)
    household, computer = shape()["household"], shape()["installation"]
    with county.db.read() as s:
        offices = offices_of(s, county.me)
    assert set(offices.values()) == {COUNTY_CODE, desks.TOWN}
    assert scope_of(county.me, household, OFFICE, offices) == desks.TOWN
    assert scope_of(county.me, computer, OFFICE, offices) == EVERYONE
    assert scope_of(one.me, computer, OFFICE, {}) is None
    assert scope_of(one.me, household, b"elsewhere", {}) == desks.TOWN


def keep(pc: Replica, grp: str, value: dict[str, object]) -> None:
    """What a newer program added to a value, as a package left it."""
    with pc.writing() as s:
        state.set_extras(s.connection(), {(FAMILY, grp): json.dumps(value)})


@pytest.mark.parametrize("grp", ["", "contact"])
def test_columns_of_a_newer_program_travel_on_with_every_edit(grp: str) -> None:
    one, _ = desks.pair()
    if grp:
        one.edit("household", FAMILY, {"phone1": "2"})
        sealed(one)
    keep(one, grp, {"phone9": "9"})
    for phone in "345":
        one.edit("household", FAMILY, {"phone1": phone})
        (segment,) = sealed(one)
        assert segment.body.ops[0].value == {"phone1": phone, "phone9": "9"}


def test_an_edit_of_another_group_leaves_them_where_they_are() -> None:
    one, _ = desks.pair()
    one.edit("household", FAMILY, {"phone1": "2"})
    sealed(one)
    keep(one, "contact", {"phone9": "9"})
    one.edit("household", FAMILY, {"remark": "记"})
    assert sealed(one)[0].body.ops[0].value == {"remark": "记"}
