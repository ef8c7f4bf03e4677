"""The worklist: in its order, explained and asked anew, narrowed, counted, history kept."""

from __future__ import annotations

from datetime import date

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.services import history, household, plausibility
from ljfpa_desktop.services.identity import merging
from tests import factories

from .broken import BREAKS, Home, family


def broken(db: Database, actor: Actor, *codes: str, **values: object) -> None:
    made = family(db, actor, **values)
    with db.transaction(actor, "弄错") as s:
        for code in codes:
            BREAKS[code](Home(s, made))


def test_the_surely_wrong_come_first_and_rules_can_be_chosen(db: Database, actor: Actor) -> None:
    broken(db, actor, "single_with_spouse", "sex_by_id")
    found = plausibility.findings(db)
    assert [f.rule for f in found] == ["sex_by_id", "single_with_spouse"]
    assert [f.rule for f in plausibility.findings(db, rules=["single_with_spouse"])] == ["single_with_spouse"]
    with pytest.raises(Refused) as no:
        plausibility.findings(db, rules=["moon"])
    assert "two_heads" in no.value.sentence


def test_a_village_narrows_it_and_a_place_is_named(db: Database, actor: Actor) -> None:
    broken(db, actor, "two_heads", village="350122103202")
    broken(db, actor, "two_heads")
    assert len(plausibility.findings(db)) == 2
    (one,) = plausibility.findings(db, village="350122103202")
    assert one.village_code == "350122103202"
    assert one.village
    assert one.head
    assert one.household_no.startswith("350122103202")


def test_an_explanation_holds_until_the_facts_change(db: Database, actor: Actor) -> None:
    made = family(db, actor)
    with db.transaction(actor, "弄错") as s:
        BREAKS["mother_age"](Home(s, made))
    (asked,) = plausibility.findings(db)
    assert asked.excuse is None
    plausibility.excuse(db, actor, [asked], "  户口本就是这样 ")
    (told,) = plausibility.findings(db)
    assert told.excuse is not None
    assert told.excuse_why == "户口本就是这样（李经办）"
    with db.transaction(actor, "改") as s:
        Home(s, made).person("30").birth_date = date(1976, 2, 2)
    again = {f.rule: f for f in plausibility.findings(db)}
    assert again["mother_age"].excuse is None
    with db.transaction(actor, "改回") as s:
        Home(s, made).person("30").birth_date = date(1975, 1, 1)
    (back,) = plausibility.findings(db)
    assert back.excuse == told.excuse


def test_an_explanation_is_kept_once_and_can_be_taken_back(db: Database, actor: Actor) -> None:
    broken(db, actor, "two_heads")
    found = plausibility.findings(db)
    plausibility.excuse(db, actor, found, "分灶")
    plausibility.excuse(db, actor, found, "分灶，再说一次")
    (told,) = plausibility.findings(db)
    assert told.excuse is not None
    assert told.excuse_why.startswith("分灶（")
    rows = history.of_record(db, told.excuse)
    assert [(r.record, r.label) for r in rows] == [("疑点说明", "新建")]
    plausibility.ask_again(db, actor, [told.excuse])
    (open_again,) = plausibility.findings(db)
    assert open_again.excuse is None
    with pytest.raises(Refused):
        plausibility.ask_again(db, actor, [told.excuse])


def test_an_explanation_needs_words_and_the_right_to_write(db: Database, actor: Actor) -> None:
    broken(db, actor, "two_heads")
    found = plausibility.findings(db)
    for why in ("  ", "长" * 201):
        with pytest.raises(Invalid) as no:
            plausibility.excuse(db, actor, found, why)
        assert set(no.value.problems) == {"why"}
    reader = Actor("r", "看客", "reader", actor.office)
    with pytest.raises(Refused):
        plausibility.excuse(db, reader, found, "看看")
    with pytest.raises(Refused):
        plausibility.ask_again(db, reader, [])


def test_families_that_left_the_register_raise_no_question(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, spouse="陈美珍")
    with db.transaction(actor, "迁出") as s:
        home = Home(s, made)
        home.member("12").relation = "02"
        home.household.status, home.household.status_on = "MOVED_OUT", date(2024, 1, 1)
    assert plausibility.findings(db) == []


def test_the_count_for_the_desk_leaves_the_explained_out(db: Database, actor: Actor) -> None:
    with db.read() as s:
        assert plausibility.last_in(s) == (0, "")
    broken(db, actor, "single_with_spouse", "two_heads")
    found = plausibility.findings(db)
    plausibility.excuse(db, actor, found[:1], "分灶")
    steps: list[tuple[int, int, str]] = []
    plausibility.remember(db, actor, plausibility.findings(db, step=lambda *told: steps.append(told)))
    assert len(steps) == len(plausibility.RULES)
    assert steps[0] == (0, len(plausibility.RULES), "没有户主")
    with db.read() as s:
        count, on = plausibility.last_in(s)
    assert (count, len(on)) == (1, 10)


def test_money_and_explanations_of_a_merged_record_are_of_the_one_it_stands_for(
    db: Database, actor: Actor
) -> None:
    homes = [factories.household(db, actor, head=name) for name in ("林建国", "林健国")]
    keep, gone = (household.facts(db, home).members[0].person_id for home in homes)
    with db.transaction(actor, "弄错") as s:
        Home(s, homes[1]).pay(date(2024, 6, 1))
        Home(s, homes[1]).person("02").sex = "2"
        Home(s, homes[0]).person("02").name = "林健国"
    asked = [f for f in plausibility.findings(db) if f.rule == "sex_by_id"]
    plausibility.excuse(db, actor, asked, "证件有误")
    merging.merge(db, actor, keep, gone, accepted={"two_numbers": "抄错", "two_sexes": "抄错"})
    with db.transaction(actor, "弄错") as s:
        person = Home(s, homes[0]).person("02")
        person.sex, person.death_date = "2", date(2024, 5, 1)
    found = {f.rule: f for f in plausibility.findings(db)}
    assert found["sex_by_id"].excuse_why == "证件有误（李经办）"
    assert (found["dead_paid"].person_id, found["dead_paid"].household_id) == (keep, homes[1])
    assert "已于 2024-05-01 去世" in found["dead_paid"].sentence
