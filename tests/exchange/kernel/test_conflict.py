"""Open conflicts name both values and who said them; a decision closes them on every PC."""

from __future__ import annotations

import pytest

from ljfpa_desktop.base.db import Actor
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange.kernel import conflict
from tests.exchange import desks
from tests.exchange.desks import FAMILY, give, sealed, shown, siblings
from tests.exchange.kernel.test_batch import PAYMENT, with_payment
from tests.exchange.simulation.replica import Replica


def quarrel(first: str = "11", second: str = "22") -> tuple[Replica, Replica]:
    one, two = desks.pair()
    one.edit("household", FAMILY, {"phone1": first})
    two.edit("household", FAMILY, {"phone1": second})
    mine, theirs = sealed(one), sealed(two)
    give(one, *theirs)
    give(two, *mine)
    return one, two


def test_both_values_are_named_with_who_where_and_why() -> None:
    one, two = quarrel()
    (case,) = one.conflicts()
    assert (case.tbl, case.row, case.grp) == ("household", desks.uuid(FAMILY), "contact")
    assert case.id == f"household.contact.{FAMILY.hex()}"
    assert {said.value["phone1"] for said in case.values} == {"11", "22"}
    assert {said.by for said in case.values} == {"经办1", "经办2"}
    assert {said.pc for said in case.values} == {"1", "2"}
    assert all(said.office == desks.TOWN and said.why == "改" and said.at for said in case.values)
    assert case.values[0].value["phone1"] == shown(one, "phone1")
    assert [c.values[0].value for c in two.conflicts()] == [case.values[0].value]


def test_equal_values_are_nothing_to_decide_and_are_kept() -> None:
    one, _ = quarrel("11", "11")
    assert one.conflicts() == []
    assert len(siblings(one)) == 1


@pytest.mark.parametrize("number", [0, 1])
def test_a_decision_for_either_value_closes_it_everywhere(number: int) -> None:
    one, two = quarrel()
    (case,) = one.conflicts()
    wanted = case.values[number].value
    one.resolve(case, wanted)
    assert one.conflicts() == []
    decided = sealed(one)
    assert len(decided[0].body.ops[0].resolves) == 1
    give(two, *decided)
    for pc in (one, two):
        assert (shown(pc, "phone1"), siblings(pc), pc.conflicts()) == (wanted["phone1"], [], [])


def test_a_third_value_may_be_right() -> None:
    one, two = quarrel()
    one.resolve(one.conflicts()[0], {"phone1": "33"})
    give(two, *sealed(one))
    assert shown(two, "phone1") == "33"
    assert siblings(two) == []


def test_an_ordinary_edit_leaves_the_case_open() -> None:
    one, two = quarrel()
    one.edit("household", FAMILY, {"phone1": "33"})
    give(two, *sealed(one))
    assert shown(two, "phone1") == "33"
    assert len(siblings(one)) == len(siblings(two)) == 1


def test_a_case_closed_meanwhile_says_so() -> None:
    one, two = quarrel()
    (stale,) = two.conflicts()
    one.resolve(one.conflicts()[0], {"phone1": "33"})
    give(two, *sealed(one))
    with pytest.raises(Refused) as refused:
        two.resolve(stale, {"phone1": "44"})
    assert refused.value.sentence == conflict.GONE
    assert shown(two, "phone1") == "33"


def test_two_decisions_at_once_are_a_new_case() -> None:
    one, two = quarrel()
    one.resolve(one.conflicts()[0], {"phone1": "33"})
    two.resolve(two.conflicts()[0], {"phone1": "44"})
    mine, theirs = sealed(one), sealed(two)
    give(one, *theirs)
    give(two, *mine)
    assert siblings(one) == siblings(two)
    assert {said.value["phone1"] for said in one.conflicts()[0].values} == {"33", "44"}


def void_quarrel() -> tuple[Replica, Replica]:
    one, two = with_payment()
    one.edit("payment", PAYMENT, {"voided_on": "2026-02-01", "void_why": "重"})
    two.edit("payment", PAYMENT, {"voided_on": "2026-02-01", "void_why": "误"})
    mine, theirs = sealed(one), sealed(two)
    give(one, *theirs)
    give(two, *mine)
    return one, two


@pytest.mark.parametrize("number", [0, 1])
def test_of_two_reasons_of_a_void_receipt_either_may_stay(number: int) -> None:
    one, two = void_quarrel()
    (case,) = one.conflicts()
    wanted = case.values[number].value
    one.resolve(case, wanted)
    give(two, *sealed(one))
    for pc in (one, two):
        assert shown(pc, "void_why", "payment", PAYMENT) == wanted["void_why"]
        assert pc.conflicts() == []


def test_a_void_receipt_is_not_revived_by_a_decision() -> None:
    one, _ = void_quarrel()
    before = one.dump()
    with pytest.raises(Refused) as refused:
        one.resolve(one.conflicts()[0], {})
    assert refused.value.sentence == conflict.STAYS_VOID
    assert one.dump() == before


def test_a_decision_stands_in_the_history_of_the_row() -> None:
    one, _ = quarrel()
    before = shown(one, "phone1")
    with one.db.read() as s:
        (case,) = conflict.open_conflicts(s)
    conflict.resolve(one.db, Actor("lin", "林主任", "admin", desks.TOWN), case, {"phone1": "33"})
    sql = (
        "SELECT a.actor, a.why, h.old FROM change h JOIN act a ON a.seq = h.act "
        "WHERE h.row = ? ORDER BY h.seq DESC LIMIT 1"
    )
    (who,) = one.rows(sql, (FAMILY,))
    assert who[:2] == ("林主任", conflict.DECIDED)
    assert f'"phone1": "{before}"' in who[2]


def test_who_may_only_read_decides_nothing() -> None:
    one, _ = quarrel()
    (case,) = one.conflicts()
    with pytest.raises(Refused):
        conflict.resolve(one.db, Actor("v", "看", "viewer", desks.TOWN), case, {"phone1": "33"})
    assert len(siblings(one)) == 1
