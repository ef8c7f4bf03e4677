"""Registers taken into an office: what becomes records, what is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, text

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.aid import Cycle, Entitlement
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import household
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Result, Review
from tests.services.importing.samples import REGISTERS, number, xlsx
from tests.services.importing.taking import (
    FAMILY,
    FILES,
    KINDS,
    LEVELS,
    LIST,
    ONE,
    TRUTH,
    C,
    H,
    W,
    families,
    relief,
    said,
    snapshot,
    take,
    three,
)


@pytest.fixture(name="registers")
def three_registers(db: Database, actor: Actor) -> dict[str, Result]:
    """The township's three registers in an office."""
    return three(db, actor)


def test_the_townships_registers_become_what_their_truth_says(
    db: Database, actor: Actor, registers: dict[str, Result]
) -> None:
    families_of: set[str] = set()
    for kind in KINDS:
        result = registers[kind]
        levels: dict[int | None, str] = {}
        for p in result.problems:
            levels[p.row] = "error" if p.level == "error" or levels.get(p.row) == "error" else "warning"
        taken: list[dict[str, Any]] = []
        for row in FILES[kind]["data_rows"]:
            level = levels.get(row["row"], "none")
            rules = {p.rule for p in result.problems if p.row == row["row"]}
            if row["rule"] is None:
                assert rules <= set(row.get("also_allowed", [])), row
                assert level != "error", row
            else:
                assert level in LEVELS[row["expect"]], row
                assert not rules or rules & set(row["rules_accepted"]), row
            if level != "error" and row["imports"] is not False:
                taken.append(row)
        new = {r["household_key"] for r in taken} - families_of
        families_of |= new
        assert result.created["household"] == len(new)
        if kind == "relief":
            assert result.amount_total_fen == sum(r["amount_fen"] or 0 for r in taken)
            assert result.created["entitlement"] == len(taken)
    with db.read() as s:
        assert len(s.scalars(select(Household)).all()) == len(families_of)
        numbers = [n for n in s.scalars(select(Person.id_no)) if n]
        assert len(numbers) == len(set(numbers))
        assert s.execute(select(Cycle.name, Cycle.stage, Cycle.year)).all() == [
            ("琯头镇2024年春节慰问计生困难家庭名单", "draft", 2024)
        ]


def test_what_was_read_stands_in_the_records(db: Database, registers: dict[str, Result]) -> None:
    with db.read() as s:
        person = s.scalars(select(Person).where(Person.id_no == "350122197011016872")).one()
        home = s.scalars(select(Member.household_id).where(Member.person_id == person.id)).one()
        facts = household.facts_in(s, home)
        account = s.scalars(select(BankAccount).where(BankAccount.person_id == person.id)).one()
    assert facts.village == "山兜村"
    assert facts.values["oc_cert_no"] == "闽连199400795"
    assert facts.values["privacy_level"] == "RESTRICTED"
    assert [c.category for c in facts.categories] == ["03"]
    assert facts.head_name == "苏祥铭"
    assert {(m.name, m.relation) for m in facts.members} == {
        ("苏祥铭", "02"),
        ("严丽琴", "12"),
        ("苏慧敏", "30"),
    }
    child = next(m for m in facts.members if m.name == "苏慧敏")
    assert child.death_date == date(2018, 8, 6)
    assert (person.support_kind, person.support_from, person.phone) == (
        "R02",
        date(2020, 1, 1),
        "13190945756",
    )
    assert account.account_no == "6230360000328813168"


def test_the_same_content_again_changes_nothing(
    db: Database, actor: Actor, registers: dict[str, Result]
) -> None:
    before = snapshot(db)
    for copy in TRUTH["copies"]:
        result = take(db, actor, REGISTERS / copy["file"], copy["kind"])
        assert said(result) == {(None, "warning", 50)}
        assert (result.created, result.updated, result.batch) == ({}, {}, "")
        assert result.unchanged == result.rows_seen
    assert snapshot(db) == before


def test_a_dry_run_is_the_real_run_rolled_back(db: Database, actor: Actor) -> None:
    before = snapshot(db)
    path = REGISTERS / FILES["families"]["file"]
    dry = intake.commit(db, actor, intake.open_register(db, path, "families"), dry_run=True)
    assert snapshot(db) == before
    assert intake.batches(db) == []
    real = take(db, actor, path, "families")
    assert {**dry.as_json(), "dry_run": False, "batch": real.batch} == real.as_json()


def test_the_registered_name_stands(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    result = relief(db, actor, tmp_path, ["山兜村", "林永", H, 600, None])
    assert said(result) == {(3, "warning", 39)}
    with db.read() as s:
        assert s.scalars(select(Person.name).where(Person.id_no == H)).one() == "林勇"


def test_masked_numbers_only_match(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    masked = f"{H[:6]}********{H[-4:]}"
    result = relief(
        db, actor, tmp_path, ["山兜村", "林勇", masked, 600, None], ["山兜村", "陈强", masked, 600, None]
    )
    assert said(result) == {(3, "warning", 14), (4, "error", 14)}
    with db.read() as s:
        assert len(s.scalars(select(Person)).all()) == 3
        assert len(s.scalars(select(Entitlement)).all()) == 1


def test_people_without_a_number_match_by_name_village_and_birth(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    titles = ["村居", "户主姓名", "身份证号", "子女姓名", "子女出生日期", "子女身份证号", "备注"]
    child = ["林小", "2023-11-02", None, "新生儿未上户"]
    path = xlsx(tmp_path / "a.xlsx", [titles, ["山兜村", "林勇", H, *child]])
    assert said(take(db, actor, path, "families")) == set()
    newborn = number("20231102", 2)
    named = xlsx(tmp_path / "b.xlsx", [titles, ["山兜村", "林勇", H, "林小", "2023-11-02", newborn, None]])
    result = take(db, actor, named, "families")
    assert result.created == {}
    with db.read() as s:
        baby = s.scalars(select(Person).where(Person.name == "林小")).one()
    assert (baby.id_no, baby.id_type, baby.id_status) == (newborn, "01", "VALID")
    again = relief(db, actor, tmp_path, ["山兜村", "林勇", None, 600, None])
    assert again.created == {"cycle": 1, "entitlement": 1}


def test_a_lost_number_is_offered_from_the_records(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    rows = [["名单"], LIST, ["山兜村", "林勇", float(H[:15] + "000"), 600, None]]
    review = intake.open_register(db, xlsx(tmp_path / "b.xlsx", rows), "relief")
    problem = review.problems[0]
    assert (problem.rule, problem.proposal) == (1, H)
    mended = intake.mend(db, review, 3, problem.column, problem.proposal)
    assert mended.counts() == {"new": 0, "update": 0, "same": 1, "repeat": 0, "error": 0}
    assert intake.commit(db, actor, mended).amount_total_fen == 60000


def test_repeated_people_and_families_count_once(db: Database, actor: Actor, tmp_path: Path) -> None:
    result = families(
        db, actor, tmp_path, ONE, ONE, ["山兜村", "林勇", H, None, None, "林大", None, None, None]
    )
    assert {(r, lv, n) for r, lv, n in said(result) if n == 36} == {(3, "warning", 36), (4, "warning", 36)}
    assert result.created == {"household": 1, "person": 3}
    listed = relief(
        db,
        actor,
        tmp_path,
        ["山兜村", "林勇", H, 600, None],
        ["山兜村", "林勇", H, 600, None],
        ["山兜村", "林勇", H, 500, None],
        ["山兜村", "吴美", W, 300, None],
    )
    assert said(listed) == {(4, "warning", 36), (5, "error", 36), (6, "error", 48)}
    assert listed.amount_total_fen == 60000


def test_a_grown_child_founds_a_family_and_stays_one_person(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    spouse = number("20000303", 1)
    result = families(db, actor, tmp_path, ONE, ["山兜村", "陈新", spouse, "林小", C, None, None, None, None])
    assert said(result) == set()
    assert result.created == {"household": 2, "person": 4}
    with db.read() as s:
        daughter = s.scalars(select(Person).where(Person.id_no == C)).one()
        assert len(s.scalars(select(Member).where(Member.person_id == daughter.id)).all()) == 2


def test_like_words_are_asked_once_and_remembered(db: Database, actor: Actor, tmp_path: Path) -> None:
    rows = [
        [v, f"林{n}", number("19750507", n), None, None, None, None, "重点户", None]
        for n, v in ((1, "老山兜"), (3, "老山兜"), (5, "长门村"))
    ]  # noqa: E501
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", [FAMILY, *rows]), "families")
    asked = intake.questions(review)
    assert [(q.term, q.rows) for q in asked] == [("重点户", (2, 3, 4)), ("老山兜", (2, 3))]
    assert asked[0].sentence == "3行的家庭类别写“重点户”，按哪一个登记？"
    assert ("99", "其他计生家庭") in asked[0].choices
    assert (asked[0].proposal, asked[1].proposal) == ("", "350122103201")
    assert asked[1].sentence == "2行的村居写“老山兜”，按“山兜村委会”登记吗？"
    assert ("350122103201", "山兜村委会") in asked[1].choices
    review = intake.answer(db, actor, review, asked[0], "99")
    review = intake.answer(db, actor, review, asked[1], "350122103201")
    assert review.problems == []
    assert intake.commit(db, actor, review).created["household"] == 3
    more = [["老山兜", "林九", number("19750507", 9), None, None, None, None, "重点户", None]]
    assert said(families(db, actor, tmp_path, *more)) == set()


def test_mending_a_cell_lets_its_row_in(db: Database, actor: Actor, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [FAMILY, ["牛栏坪", *ONE[1:]]])
    review: Review = intake.open_register(db, path, "families")
    assert [r.state for r in review.rows] == ["error"]
    review = intake.mend(db, review, 2, "村居", "山兜村")
    assert [r.state for r in review.rows] == ["new"]
    assert intake.commit(db, actor, review).created == {"household": 1, "person": 3}


def test_exclusive_categories_refuse_the_family_with_the_records_reason(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    families(db, actor, tmp_path, [*ONE[:7], "计生特殊家庭（伤残）", None])
    result = families(db, actor, tmp_path, [*ONE[:7], "计生特殊家庭（失独）", None])
    assert said(result) == {(2, "error", 46)}
    assert "不能同时认定" in result.problems[0].message
    with db.read() as s:
        assert s.scalars(select(HouseholdCategory.category)).all() == ["04"]


def test_a_reader_may_not_import(db: Database, actor: Actor, tmp_path: Path) -> None:
    reader = Actor("r", "读者", "reader", actor.office)
    with pytest.raises(Refused, match="权限"):
        families(db, reader, tmp_path, ONE)


def test_an_import_is_one_act_with_its_history(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    with db.read() as s:
        acts = s.execute(text("SELECT kind, why FROM act ORDER BY seq DESC LIMIT 1")).all()
    assert acts == [("import", "导入计生家庭台账“台账.xlsx”")]
    assert [b.file_name for b in intake.batches(db)] == ["台账.xlsx"]


def test_a_wrong_check_digit_can_be_let_stand(db: Database, actor: Actor, tmp_path: Path) -> None:
    wrong = H[:17] + ("1" if H[17] != "1" else "2")
    path = xlsx(tmp_path / "a.xlsx", [FAMILY, ["山兜村", "林勇", wrong, *[None] * 6]])
    review = intake.open_register(db, path, "families")
    problem = review.problems[0]
    assert (problem.level, problem.rule) == ("error", 9)
    review = intake.accept(db, review, problem)
    assert said(intake.commit(db, actor, review)) == {(2, "warning", 9)}
    with db.read() as s:
        person = s.scalars(select(Person)).one()
    assert (person.id_no, person.id_status) == (wrong, "CHECK_ERROR")
    assert person.id_why
    short = xlsx(tmp_path / "b.xlsx", [FAMILY, ["山兜村", "陈强", H[:17], *[None] * 6]])
    other = intake.open_register(db, short, "families")
    with pytest.raises(Refused, match="不能放行"):
        intake.accept(db, other, other.problems[0])


@pytest.mark.parametrize(
    ("title", "since"),
    [("计生家庭台账2023", date(2023, 1, 1)), ("计生家庭台账（2024年度）", date(2024, 1, 1))],
)
def test_categories_hold_from_the_year_of_the_register(
    db: Database, actor: Actor, tmp_path: Path, title: str, since: date
) -> None:
    take(db, actor, xlsx(tmp_path / "a.xlsx", [[title], FAMILY, ONE]), "families")
    with db.read() as s:
        category = s.scalars(select(HouseholdCategory)).one()
    assert (category.valid_from, category.category) == (since, "01")
    assert category.basis is not None
    assert category.basis.endswith("（导入）")


def test_a_hidden_sheet_and_other_sheets_are_told(db: Database, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (FAMILY, ONE, ONE):
        page.append(row)
    second = book.create_sheet("长门村")
    for row in (FAMILY, ["长门村", "陈强", number("19650302", 5), *[None] * 6]):
        second.append(row)
    hidden = book.create_sheet("旧")
    hidden.append(FAMILY)
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    review = intake.open_register(db, tmp_path / "a.xlsx", "families")
    assert review.parsed.sheet == "Sheet"
    assert [p.message for p in review.parsed.problems] == [
        "隐藏的工作表“旧”没有导入。",
        "还有工作表“长门村”没有导入，需要时请分别导入。",
    ]
    other = intake.open_register(db, tmp_path / "a.xlsx", "families", sheet="长门村")
    assert [r.parsed.title for r in other.rows] == ["陈强"]


def test_the_result_is_plain_json(db: Database, actor: Actor, tmp_path: Path) -> None:
    result = families(db, actor, tmp_path, ONE).as_json()
    assert json.loads(json.dumps(result, ensure_ascii=False)) == result
    assert list(result) == [
        "kind",
        "file",
        "sheet",
        "header_row",
        "batch",
        "dry_run",
        "rows_seen",
        "created",
        "updated",
        "unchanged",
        "skipped",
        "amount_total_fen",
        "problems",
    ]
    assert result["created"] == {"household": 1, "person": 3}
