"""Deaths and disability: the next head, the widowed, 失独 and 伤残, lists, money after death, condolence."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.services import household, life, person, plausibility, timeline
from ljfpa_desktop.services.aid import cycle, entitlement, payment
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.identity import merging
from ljfpa_desktop.services.life import Tick
from tests import factories
from tests.services.identity.books import pay

from .conftest import ON, Home


def listed(home: Home, name: str = "2024年慰问") -> UUID:
    """The family on an open list, its head as payee."""
    made = cycle.create(home.db, home.actor, {"programme_code": "P09E", "year": 2024, "name": name})
    entitlement.add(home.db, home.actor, made, [NewRow(home.id, amount_fen=60000)])
    return made


def test_when_the_head_dies_the_spouse_follows_and_the_list_goes_to_her(home: Home) -> None:
    made = listed(home)
    values = {"member": home.member("林建国").id, "on": ON, "heir": home.member("陈美珍").id}
    assert home.follows("DEATH", values) == ["visit", "payee"]
    home.happens("DEATH", values)
    assert home.relations() == {"林建国": "11", "陈美珍": "02", "林小燕": "30"}
    assert home.member("林建国").death_date == ON
    assert home.member("陈美珍").values["marital"] == "30"
    (row,) = entitlement.rows(home.db, made)
    assert row.payee == "陈美珍"
    assert home.told() == ["林建国去世，陈美珍为户主"]
    (waits,) = life.lines(home.db)
    assert waits.text == "林建国去世，上门慰问家属"
    assert plausibility.findings(home.db) == []


def test_a_successor_is_asked_for(home: Home) -> None:
    with pytest.raises(Invalid) as no:
        home.happens("DEATH", {"member": home.member("林建国").id, "on": ON})
    assert no.value.problems == {"heir": "户主去世，请选择新户主。"}


def test_the_death_of_the_only_child_makes_a_bereaved_family(home: Home) -> None:
    values = {"member": home.member("林小燕").id, "on": ON}
    assert home.follows("DEATH", values) == ["end:01", "add:03", "apply", "visit"]
    home.happens("DEATH", values)
    assert home.held() == {"03"}
    ended = next(c for c in home.facts.categories if c.category == "01")
    assert (ended.valid_to, ended.end_why) == (date(2024, 5, 5), "林小燕去世")
    assert home.facts.is_restricted
    assert {w.text[:6] for w in life.lines(home.db)} == {"独生子女去世", "林小燕去世，"}


def test_a_disabled_only_child_who_dies_turns_one_special_category_into_the_other(home: Home) -> None:
    number = f"{home.member('林小燕').id_no}42"
    disabled = {"member": home.member("林小燕").id, "on": date(2024, 3, 1), "disability_no": number}
    assert home.follows("DISABILITY", disabled) == ["add:04", "apply", "visit"]
    home.happens("DISABILITY", disabled)
    assert home.held() == {"01", "04"}
    assert home.told() == ["林小燕领取残疾证（肢体二级）"]
    assert [w.text[:8] for w in life.lines(home.db)].count("林小燕领取残疾证") == 1
    home.happens("DEATH", {"member": home.member("林小燕").id, "on": ON})
    assert home.held() == {"03"}


def test_a_mild_grade_ends_the_special_category(home: Home) -> None:
    own = home.member("林小燕")
    home.happens("DISABILITY", {"member": own.id, "on": date(2024, 3, 1), "disability_no": f"{own.id_no}42"})
    better = {"member": own.id, "on": ON, "disability_no": f"{own.id_no}44", "disability_grade": "4"}
    assert home.follows("DISABILITY", better) == ["end:04", "visit"]


def test_the_last_one_closes_the_family_and_a_payment_after_death_is_recovered(home: Home) -> None:
    made = listed(home)
    from ljfpa_desktop.services.aid import approval

    approval.approve(home.db, home.actor, made, doc="连计生〔2024〕1号", on=date(2024, 5, 1), accepted=None)
    paid = payment.pay(home.db, home.actor, made, date(2024, 5, 8), "cash")
    for name in ("陈美珍", "林小燕"):
        home.happens("DEATH", {"member": home.member(name).id, "on": date(2024, 5, 2)})
    last = {"member": home.member("林建国").id, "on": ON}
    codes = home.follows("DEATH", last)
    assert codes == ["closed", "recover"]
    home.happens("DEATH", last)
    assert home.facts.values["status"] == "DECEASED_ALL"
    texts = [w.text for w in life.lines(home.db)]
    assert any(paid.receipts[0][1] in t and "追回" in t for t in texts)


def test_someone_dead_does_not_die_again_nor_tomorrow(home: Home) -> None:
    who = home.member("林小燕").id
    with pytest.raises(Invalid) as no:
        home.happens("DEATH", {"member": who, "on": date(2999, 1, 1)})
    assert set(no.value.problems) == {"on"}
    home.happens("DEATH", {"member": who, "on": ON})
    with pytest.raises(Invalid) as again:
        home.happens("DEATH", {"member": who, "on": ON})
    assert set(again.value.problems) == {"member"}


def test_special_support_stops_with_the_person(db: Database, actor: Actor) -> None:
    made = factories.household(
        db, actor, head={"name": "林建国", "support_kind": "R02", "support_from": date(2023, 1, 1)},
        spouse="陈美珍", categories=["03"],
    )  # fmt: skip
    home = Home(db, actor, made)
    gone = home.member("林建国")
    home.happens("DEATH", {"member": gone.id, "on": ON, "heir": home.member("陈美珍").id})
    with db.read() as s:
        assert person.values_in(s, gone.person_id)["support_kind"] is None
    assert home.held() == {"03"}


def test_a_death_is_taken_back_whole(home: Home) -> None:
    before = home.facts
    event = home.happens("DEATH", {"member": home.member("林小燕").id, "on": ON}, visit=Tick(False, "已搬走"))
    told = [h for h in timeline.of_household(home.db, home.id) if h.kind == "life"]
    assert "不办：林小燕去世，上门慰问家属（已搬走）" in told[0].details
    life.take_back(home.db, home.actor, event)
    after = home.facts
    assert [dict(m.values) for m in after.members] == [dict(m.values) for m in before.members]
    assert home.held() == {"01"}
    assert (home.told(), life.lines(home.db)) == ([], [])
    with pytest.raises(Refused):
        life.take_back(home.db, home.actor, event)
    home.happens("DEATH", {"member": home.member("林小燕").id, "on": ON})


def test_what_was_used_since_is_not_taken_back(home: Home) -> None:
    event = home.happens("DEATH", {"member": home.member("林小燕").id, "on": ON})
    (first, *_) = life.lines(home.db)
    life.settle(home.db, home.actor, first.id, "已上门")
    with pytest.raises(Refused) as no:
        life.take_back(home.db, home.actor, event)
    assert "又改过或用过" in no.value.sentence


def test_money_given_on_a_merged_record_after_the_day_is_to_be_recovered(home: Home) -> None:
    other = factories.household(home.db, home.actor, head="林健国", categories=["04"])
    pay(home.db, home.actor, other)
    keep, gone = home.member("林建国"), household.facts(home.db, other).members[0]
    values = {"member": keep.id, "on": ON, "heir": home.member("陈美珍").id}
    assert home.follows("DEATH", values) == ["visit"]
    merging.merge(home.db, home.actor, keep.person_id, gone.person_id, accepted={"two_numbers": "抄错"})
    assert home.follows("DEATH", values) == ["visit", "recover"]
