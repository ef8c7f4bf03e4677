"""A merge moves everything, rewrites no payment, keeps both histories, and is taken back in one step."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.aid import Entitlement, Payment
from ljfpa_desktop.models.household import Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import history, household, person, search
from ljfpa_desktop.services.identity import apart, merging, plan, scan
from ljfpa_desktop.services.identity.links import links
from tests.factories import id_number
from tests.services.identity.books import TODAY, belongings, pay, record, twice
from tests.services.identity.looks import THERE


def naming(db: Database, who: UUID) -> Counter[str]:
    """How many kept rows of each table name a person."""
    with db.read() as s:
        return Counter(str(link.table.name) for link in links() for _ in s.execute(link.rows([who])))


def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables a merge touches."""
    tables = {link.table for link in links()} | {Person.__table__}
    with db.read() as s:
        return {str(t): sorted(map(tuple, s.execute(select(t))), key=repr) for t in tables}


def test_all_that_names_the_record_moves_and_payments_stay(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    belongings(db, actor, both.gone, both.other_home)
    pay(db, actor, both.other_home)
    before = naming(db, both.gone)
    moved = {"member", "visit", "event_attendee", "honour", "attachment", "bank_account", "entitlement"}
    assert before == Counter({**dict.fromkeys(moved, 1), "payment": 1})
    merging.merge(db, actor, both.keep, both.gone)
    assert naming(db, both.gone) == Counter({"payment": 1})
    assert naming(db, both.keep) == Counter({**dict.fromkeys(moved, 1), "member": 2})
    gone = record(db, both.gone)
    assert (gone.merged_into, gone.retired_on) == (both.keep, TODAY)
    with db.read() as s:
        assert set(s.scalars(select(Payment.payee_name))) == {"林建国"}
    assert scan.pairs(db) == []
    assert household.facts(db, both.other_home).members[0].person_id == both.keep


def test_the_plan_lists_exactly_what_will_move(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    belongings(db, actor, both.gone, both.other_home)
    pay(db, actor, both.other_home)
    found = plan.plan(db, both.keep, both.gone)
    expected = Counter({k: v for k, v in naming(db, both.gone).items() if k != "payment"})
    assert len([m for m in found.moving if m.fate == "moves"]) == expected.total()
    by_kind = {m.kind: m for m in found.moving}
    number = household.facts(db, both.other_home).household_no
    assert by_kind["家庭成员"].words == f"{number}，户主"
    assert by_kind["走访"].words.startswith(f"{number}，{TODAY}")
    assert by_kind["参加人"].words.startswith("包粽子，林建国")
    assert "6228230000000000011" not in by_kind["银行账户"].words
    assert by_kind["发放"].fate == "stays"
    assert "1000" in by_kind["发放"].words


def test_values_of_either_are_chosen_one_by_one(db: Database, actor: Actor) -> None:
    both = twice(db, actor, education="20")
    person.save(db, actor, {"phone": "13900139000"}, both.keep)
    found = {c.name: c for c in plan.plan(db, both.keep, both.gone).choices}
    assert (found["phone"].keep, found["phone"].gone) == ("13900139000", "13800138000")
    assert (found["phone"].differs, found["phone"].takes_other) == (True, False)
    assert (found["education"].differs, found["education"].takes_other) == (True, True)
    assert not found["name"].differs
    assert not {"pinyin", "id_status", "birth_precision"} & set(found)
    merging.merge(db, actor, both.keep, both.gone, ["phone", "education"])
    kept = record(db, both.keep)
    assert (kept.phone, kept.education, kept.id_status) == ("13800138000", "20", "VALID")


def test_a_number_comes_with_all_that_belongs_to_it(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    number = record(db, both.keep).id_no
    found = {c.name: c for c in plan.plan(db, both.gone, both.keep).choices}
    assert found["id_no"].takes_other
    merging.merge(db, actor, both.gone, both.keep, ["id_no"])
    kept = record(db, both.gone)
    assert (kept.id_no, kept.id_type, kept.id_status, kept.birth_date) == (
        number, "01", "VALID", date(1962, 3, 5),
    )  # fmt: skip


def test_private_values_are_masked_where_they_should_be(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    found = {c.name: c for c in plan.plan(db, both.keep, both.gone, full=False).choices}
    assert "*" in found["id_no"].keep
    assert "*" in found["phone"].gone
    with db.transaction(actor, "只差中间") as s:
        one, other = (s.get_one(Person, i) for i in (both.keep, both.gone))
        one.phone, other.phone = "13800138000", "13811118000"
    masked = {c.name: c for c in plan.plan(db, both.keep, both.gone, full=False).choices}["phone"]
    assert (masked.keep == masked.gone, masked.differs, masked.takes_other) == (True, True, False)


def test_two_rows_of_one_family_become_one_and_the_head_stays_head(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    double = {"name": "林建国", "id_no": "", "relation": "97", "birth_date": date(1962, 3, 5)}
    household.save(db, actor, {}, members=[double], record_id=both.home)
    extra = next(m.person_id for m in household.facts(db, both.home).members if m.relation == "97")
    assert any("同一户" in p.reason or "村（居）相同" in p.reason for p in scan.pairs(db))
    (joining,) = plan.plan(db, both.keep, extra).moving
    assert (joining.kind, joining.fate) == ("家庭成员", "joins")
    merging.merge(db, actor, extra, both.keep)
    (member,) = household.facts(db, both.home).members
    assert (member.person_id, member.relation) == (extra, "02")
    merging.undo(db, actor, both.keep)
    assert {m.person_id for m in household.facts(db, both.home).members} == {extra, both.keep}


def test_both_histories_stand_in_the_one_that_stays(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    person.save(db, actor, {"phone": "13700137000"}, both.gone)
    merging.merge(db, actor, both.keep, both.gone)
    rows = history.of_record(db, both.keep)
    assert "人员（并入的林建国）" in {r.record for r in rows}
    assert any(r.label == "本人电话" and "修改人员" in r.why for r in rows)
    assert any(r.label == "并入" and r.new == "林建国" for r in rows)
    family = history.of_family(db, both.other_home)
    assert any(r.label == "本人电话" for r in family)


def test_a_merge_is_found_by_search_once(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    merging.merge(db, actor, both.keep, both.gone)
    found = search.find(db, "林建国")
    assert {h.person_id for h in found} == {both.keep}
    with db.read() as s:
        assert search.differences(s) == []


def test_undo_gives_everything_back_in_one_step(db: Database, actor: Actor) -> None:
    both = twice(db, actor, education="20")
    belongings(db, actor, both.gone, both.other_home)
    pay(db, actor, both.other_home)
    before = everything(db)
    merging.merge(db, actor, both.keep, both.gone, ["phone", "education"])
    assert everything(db) != before
    (made,) = merging.merges(db)
    assert (made.gone, made.keep, made.who) == (both.gone, both.keep, "李经办")
    merging.undo(db, actor, both.gone)
    assert everything(db) == before
    assert merging.merges(db) == []
    with pytest.raises(Refused, match="已经撤销"):
        merging.undo(db, actor, both.gone)


def test_undo_keeps_what_came_to_the_survivor_since(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    merging.merge(db, actor, both.keep, both.gone)
    person.save(db, actor, {"phone": "13600136000"}, both.keep)
    belongings(db, actor, both.keep, both.home)
    merging.undo(db, actor, both.gone)
    assert record(db, both.keep).phone == "13600136000"
    assert naming(db, both.keep)["visit"] == 1
    assert naming(db, both.gone) == Counter({"member": 1})


def test_undo_is_refused_when_what_moved_was_changed(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    merging.merge(db, actor, both.keep, both.gone, ["phone"])
    person.save(db, actor, {"phone": "13600136000"}, both.keep)
    with pytest.raises(Refused, match="合并后又改过：人员。"):
        merging.undo(db, actor, both.gone)
    assert record(db, both.gone).merged_into == both.keep


def test_a_chain_points_to_the_last_and_is_undone_from_its_end(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    third = twice(db, actor)
    merging.merge(db, actor, both.keep, both.gone)
    reasons = {"two_numbers": "旧号", "listed_twice": "无"}
    merging.merge(db, actor, third.keep, both.keep, accepted=reasons)
    assert {record(db, p).merged_into for p in (both.keep, both.gone)} == {third.keep}
    with pytest.raises(Refused, match="先撤销后一次"):
        merging.undo(db, actor, both.gone)
    merging.undo(db, actor, both.keep)
    assert record(db, both.gone).merged_into == both.keep
    merging.undo(db, actor, both.gone)
    assert record(db, both.gone).merged_into is None


def test_what_speaks_against_it_needs_a_reason(db: Database, actor: Actor) -> None:
    born = date(1963, 4, 6)
    both = twice(db, actor, id_no=id_number(born, "2"), birth_date=born, sex="2")
    pay(db, actor, both.home, "中秋慰问")
    warnings = {w.code for w in plan.plan(db, both.keep, both.gone).against}
    assert warnings == {"two_numbers", "two_sexes", "two_births"}
    with pytest.raises(Doubt):
        merging.merge(db, actor, both.keep, both.gone)
    assert record(db, both.gone).merged_into is None
    merging.merge(db, actor, both.keep, both.gone, accepted=dict.fromkeys(warnings, "证件登错"))
    assert record(db, both.gone).merged_into == both.keep


def test_husband_and_wife_and_a_person_listed_twice_are_asked_about(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    wife = next(m.person_id for m in household.facts(db, both.other_home).members if m.relation == "12")
    codes = {w.code for w in plan.plan(db, both.gone, wife).against}
    assert {"spouses", "two_sexes"} <= codes
    pay(db, actor, both.home)
    pay(db, actor, both.other_home, "中秋慰问")
    with db.transaction(actor, "并入一个名单") as s:
        first, second = s.scalars(select(Entitlement).order_by(Entitlement.id))
        second.cycle_id = first.cycle_id
    (twice_,) = (w for w in plan.plan(db, both.keep, both.gone).against if w.code == "listed_twice")
    assert "“春节慰问”" in twice_.sentence


def test_what_was_said_of_the_two_falls_and_stands_again_after_undo(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    apart.say(db, actor, both.keep, both.gone, "堂兄弟")
    merging.merge(db, actor, both.keep, both.gone)
    assert apart.everything_said(db) == []
    merging.undo(db, actor, both.gone)
    assert len(apart.everything_said(db)) == 1


def test_who_may_not_be_merged(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    there = [new_id(), new_id()]
    with db.transaction(actor, "收到") as s:
        for i in there:
            s.add(Person(id=i, office_id=THERE, name="林建国"))
    for keep, gone, why in (
        (both.keep, both.keep, "同一条记录"), (both.keep, there[0], "两个乡镇"), (*there, "别的乡镇"),
        (both.keep, new_id(), "不在册"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            merging.merge(db, actor, keep, gone)
    merging.merge(db, actor, both.keep, both.gone)
    with pytest.raises(Refused, match="不在册"):
        merging.merge(db, actor, both.keep, both.gone)


def test_a_member_who_left_does_not_push_out_one_who_lives_there(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    row = next(m for m in household.facts(db, both.other_home).members if m.relation == "02")
    assert row.person_id == both.gone
    merging.merge(db, actor, both.keep, both.gone)
    with db.read() as s:
        kept = s.scalars(select(Member.person_id).where(Member.retired_on.is_(None), Member.relation == "02"))
        assert set(kept) == {both.keep}
