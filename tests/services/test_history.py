"""The history of any record in Chinese: when, who, why, which field, from what to what."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import captured_tables
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.models.site import Site
from ljfpa_desktop.services import history, office
from tests import factories


def change(db: Database, actor: Actor, why: str, sql: str) -> None:
    with db.transaction(actor, why) as s:
        s.execute(text(sql))


def lines(rows: list[history.HistoryRow]) -> list[tuple[str, str, str, str, str]]:
    return [(r.who, r.why, r.label, r.old, r.new) for r in rows]


def test_a_site_from_its_beginning(db: Database, actor: Actor) -> None:
    other = Actor("chen", "陈会长", "head", "350122103")
    with db.transaction(actor, "新增阵地") as s:
        site = Site(office_id=office.office_id(s), name="暖心家园", kind="WARM", status="ACTIVE")
        s.add(site)
    change(db, other, "改名", "UPDATE site SET name = '凤翔暖心家园', level = 'COUNTY'")
    change(db, actor, "登记面积", "UPDATE site SET area_m2 = 120, village_code = '350122103201'")
    change(db, other, "又改回", "UPDATE site SET name = '暖心家园', area_m2 = 130")
    change(db, actor, "停用", "UPDATE site SET retired_on = '2024-05-01'")
    rows = history.of_record(db, site.id)
    assert lines(rows) == [
        ("李经办", "新增阵地", "新建", "", ""),
        ("陈会长", "改名", "名称", "暖心家园", "凤翔暖心家园"),
        ("陈会长", "改名", "级别", "", "县级"),
        ("李经办", "登记面积", "村（居）", "", "山兜村"),
        ("李经办", "登记面积", "面积（平方米）", "", "120"),
        ("陈会长", "又改回", "面积（平方米）", "120", "130"),
        ("陈会长", "又改回", "名称", "凤翔暖心家园", "暖心家园"),
        ("李经办", "停用", "停用日期", "", "2024-05-01"),
    ]
    assert {r.record for r in rows} == {"阵地"}
    assert rows[0].when.tzinfo == UTC
    assert (datetime.now(UTC) - rows[0].when).total_seconds() < 60


def test_two_changes_in_one_act(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "一次改两回") as s:
        site = Site(office_id=office.office_id(s), name="甲", kind="WARM", status="ACTIVE")
        s.add(site)
        s.flush()
        s.execute(text("UPDATE site SET name = '乙'"))
        s.execute(text("UPDATE site SET name = '丙'"))
    assert [(r.label, r.old, r.new) for r in history.of_record(db, site.id)] == [
        ("新建", "", ""), ("名称", "甲", "乙"), ("名称", "乙", "丙"),
    ]  # fmt: skip


def test_a_family_with_its_people(db: Database, actor: Actor) -> None:
    family = factories.household(
        db, actor, head="林建国", spouse="陈秀英", categories=("01",), phone1="13805901234"
    )
    with db.read() as s:
        head = s.scalars(
            select(Member.person_id).where(Member.household_id == family, Member.relation == "02")
        ).one()
        old_id = s.scalars(select(Person.id_no).where(Person.id == head)).one()
    change(db, actor, "换手机", "UPDATE household SET phone1 = '13905905678', annual_income_fen = 1234500")
    change(db, actor, "改错字", "UPDATE person SET name = '林建囯', is_veteran = 1 WHERE name = '林建国'")
    change(db, actor, "号码更正", "UPDATE person SET id_no = '350122196203050018' WHERE name = '林建囯'")
    change(db, actor, "改关系", "UPDATE member SET relation = '10' WHERE relation = '12'")
    change(db, actor, "类别终止", "UPDATE household_category SET valid_to = '2024-06-30', end_why = '迁出'")
    rows = history.of_family(db, family)
    told = {(r.record, r.label): (r.old, r.new) for r in rows if r.label != "新建"}
    assert told[("家庭", "联系电话")] == ("138****1234", "139****5678")
    assert told[("家庭", "家庭年收入")] == ("", "12345.00")
    assert told[("人员", "姓名")] == ("林建国", "林建囯")
    assert told[("人员", "退役军人")][1] == "是"
    assert told[("人员", "身份证号")][1] == "350122********0018"
    assert told[("家庭成员", "与户主关系")] == ("妻", "配偶")
    assert told[("家庭类别", "终止日期")] == ("", "2024-06-30")
    assert [r.act for r in rows] == sorted(r.act for r in rows)
    assert sum(r.label == "新建" for r in rows) == 6  # family, two people, two members, a category
    full = history.of_family(db, family, full=True)
    assert (old_id, "350122196203050018") in [(r.old, r.new) for r in full]
    alone = history.of_record(db, family)
    assert {r.record for r in alone} == {"家庭"}


def test_ids_are_shown_as_names(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor, head="林建国")
    other = factories.household(db, actor, head="陈国强")
    with db.read() as s:
        number = s.scalars(select(Household.household_no).where(Household.id == other)).one()
    with db.transaction(actor, "并户") as s:
        s.execute(
            text("UPDATE household SET merged_into = :o WHERE id = :i"), {"o": other.bytes, "i": family.bytes}
        )
    assert [(r.label, r.old, r.new) for r in history.of_record(db, family)][-1] == ("并入", "", number)


def test_records_are_found_by_their_numbers(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor)
    with db.read() as s:
        number = s.scalars(select(Household.household_no)).one()
    assert history.find_record(db, f" {number} ") == ("household", family)
    assert history.find_record(db, str(family)) == ("household", family)
    assert history.find_record(db, family.hex) == ("household", family)
    for unknown in ("LK-350122103-24A-00001-1", str(uuid4()), ""):
        with pytest.raises(Refused, match="可以写家庭编号、领款单号、活动编号"):
            history.find_record(db, unknown)


def test_a_record_that_never_was_has_none(db: Database) -> None:
    assert history.of_record(db, uuid4()) == []


def test_every_captured_table_has_a_word() -> None:
    assert set(history.WORDS) == {str(c.__tablename__) for c in captured_tables()}


def test_a_dry_run_leaves_no_history(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor)
    before = history.of_record(db, family)
    with db.transaction(actor, "试", keep=False) as s:
        s.execute(text("UPDATE household SET remark = '试'"))
    assert history.of_record(db, family) == before
    assert before[0].when.date() <= date(2100, 1, 1)
