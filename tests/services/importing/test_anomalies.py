"""The anomalies of DOMAIN.md 8.3, one by one: what is said of them, and what is then in the records."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import household, transfer
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.error_list import write_error_list
from ljfpa_desktop.services.importing.parsed import Problem
from tests.services.importing.samples import number, parsed, told, xlsx
from tests.services.importing.taking import FAMILY, LIST, ONE, C, H, W, families, relief, said, snapshot, take
from tests.services.importing.test_sentences import check


def family(**by_title: Any) -> list[Any]:
    """A family's row with other values under these titles."""
    row = list(ONE)
    for title, value in by_title.items():
        row[FAMILY.index(title)] = value
    return row


def one_cell(folder: Path, title: str, value: Any) -> tuple[Any, list[Problem]]:
    """The row as read with one more column, and what is said of it."""
    found = parsed(xlsx(folder / "台账.xlsx", [[*FAMILY, title], [*ONE, value]]), "families")
    return found.rows[0], found.rows[0].problems


def people(db: Database) -> dict[str, Person]:
    with db.read() as s:
        return {p.name: p for p in s.scalars(select(Person).where(Person.retired_on.is_(None)))}


@pytest.mark.parametrize("kind", ["families", "special", "relief"])
def test_19_a_lunar_birth_date_is_kept_as_it_stands(
    db: Database, actor: Actor, tmp_path: Path, kind: Any
) -> None:
    titles = ["村居", "户主姓名", "出生日期", "特扶类型", "金额"]
    rows = [titles, ["山兜村", "林勇", "农历68.4.18", "失独", 300]]
    result = take(db, actor, xlsx(tmp_path / "表.xlsx", rows), kind)
    assert (2, "warning", 19) in said(result)
    assert {p.level for p in result.problems} == {"warning"}
    lin = people(db)["林勇"]
    assert (lin.birth_date, lin.remark) == (None, "出生日期原写“农历68.4.18”")


def test_19_a_number_settles_what_the_lunar_date_leaves_open(tmp_path: Path) -> None:
    row, problems = one_cell(tmp_path, "户主出生日期", "农历四月初七")
    assert {(p.level, p.rule) for p in problems} == {("warning", 19)}
    assert (row.people[0].birth, "kept_birth" in row.people[0].facts) == (date(1975, 5, 7), False)


@pytest.mark.parametrize(
    ("written", "proposal", "birth"),
    [("68.5", "", date(1968, 5, 1)), ("05.5", "2005-05", None), ("08年5月3日", "2008-05-03", None)],
)
def test_20_two_digits_of_a_year_are_asked_where_two_years_may_be_meant(
    tmp_path: Path, written: str, proposal: str, birth: date | None
) -> None:
    rows = [["村居", "户主姓名", "出生日期"], ["山兜村", "林勇", written]]
    (row,) = parsed(xlsx(tmp_path / "a.xlsx", rows), "families").rows
    assert row.people[0].birth == birth
    assert [(p.level, p.proposal) for p in row.problems if p.rule == 20] == (
        [("warning", proposal)] if proposal else []
    )


def test_18_a_bare_serial_number_is_proposed_as_the_day_it_may_be(tmp_path: Path) -> None:
    rows = [["村居", "户主姓名", "出生日期"], ["山兜村", "林勇", 24973]]
    (row,) = parsed(xlsx(tmp_path / "a.xlsx", rows), "families").rows
    assert [(p.level, p.proposal) for p in row.problems if p.rule == 18] == [("warning", "1968-05-15")]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!", "=VLOOKUP(A1,[别的.xlsx]表!A:B,2,0)"])
@pytest.mark.parametrize("title", ["户主姓名", "身份证号", "村居", "子女姓名"])
def test_32_a_formula_without_a_value_is_an_error(tmp_path: Path, error: str, title: str) -> None:
    found = parsed(xlsx(tmp_path / "a.xlsx", [FAMILY, family(**{title: error})]), "families")
    assert ("error", 32) in told(found, 2)


def test_32_a_formula_in_the_amount_is_an_error(tmp_path: Path) -> None:
    found = parsed(xlsx(tmp_path / "a.xlsx", [LIST, ["山兜村", "林勇", H, "=SUM(A1:A9)", None]]), "relief")
    assert told(found, 2) == {("error", 32)}


HALVES = (
    family(配偶姓名=None, 配偶身份证号=None),
    family(户主姓名="吴美", 身份证号=W, 配偶姓名=None, 配偶身份证号=None),
)


def test_37_two_halves_of_a_couple_are_told_by_their_child(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    result = families(db, actor, tmp_path, *HALVES)
    assert said(result) == {(3, "error", 37)}
    check(result.problems[0])
    assert result.created == {"household": 1, "person": 2}


def test_37_a_clerk_says_that_two_rows_are_one_family(db: Database, actor: Actor, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "台账.xlsx", [FAMILY, *HALVES])
    review = intake.open_register(db, path, "families")
    (problem,) = review.problems
    review = intake.accept(db, review, problem)
    assert review.problems == []
    assert intake.commit(db, actor, review).created == {"household": 1, "person": 3}
    (line,) = household.page(db, {})
    relations = {m.values["name"]: m.values["relation"] for m in household.facts(db, line.id).members}
    assert relations == {"林勇": "02", "吴美": "12", "林小": "30"}
    again = xlsx(tmp_path / "又一份.xlsx", [FAMILY, *HALVES, ["山兜村", "陈新", number("19800101", 1)]])
    result = take(db, actor, again, "families")
    assert (said(result), result.created) == (set(), {"household": 1, "person": 1})


def test_37_a_spouse_named_as_the_next_head_is_asked_about(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    husband = number("19750507", 3)
    second = ["山兜村", "吴美", W, "林大勇", husband, None, None, "独生子女家庭", None]
    path = xlsx(tmp_path / "台账.xlsx", [FAMILY, ONE, second])
    review = intake.open_register(db, path, "families")
    (problem,) = [p for p in review.problems if p.level == "error"]
    assert (problem.row, problem.rule, problem.code) == (3, 37, "join:2:3")


@pytest.mark.parametrize(
    ("address", "birth", "doubted"),
    [("山兜村12号", "19770306", True), ("山兜村", "19770306", False), ("山兜村12号", "19500306", False)],
)
def test_37_two_of_one_address_may_be_a_couple(
    tmp_path: Path, db: Database, address: str, birth: str, doubted: bool
) -> None:
    titles = ["村居", "户主姓名", "身份证号", "住址"]
    rows = [titles, ["山兜村", "林勇", H, address], ["山兜村", "吴美", number(birth, 2), address]]
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", rows), "families")
    assert [(p.row, p.level, p.rule) for p in review.problems] == ([(3, "warning", 37)] if doubted else [])
    if doubted:
        check(review.problems[0])
        joined = intake.accept(db, review, review.problems[0])
        assert {r.family for r in joined.rows} == {"new:2"}


def test_38_a_family_that_moved_away_is_not_overwritten(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    (line,) = household.page(db, {})
    transfer.offer(db, actor, line.id, "350122100", date(2024, 1, 5), "购房")
    before = snapshot(db)
    result = families(db, actor, tmp_path, family(电话="13905912345"))
    assert said(result) == {(2, "error", 38)}
    assert "凤城镇" in result.problems[0].message
    check(result.problems[0])
    assert snapshot(db) == before
    assert said(relief(db, actor, tmp_path, ["山兜村", "林勇", H, 300, None])) == {(3, "error", 38)}


def test_38_somebody_of_another_township_is_not_taken_over(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    families(db, actor, tmp_path, ONE)
    with db.transaction(actor, "别镇的家庭") as s:
        s.scalars(select(Household)).one().village_code = "350122100001"
    grown = ["山兜村", "林小", C, "陈新", number("19990101", 1), None, None, "独生子女家庭", None]
    assert said(families(db, actor, tmp_path, grown)) == {(2, "error", 38)}
    with db.read() as s:
        assert s.scalars(select(Household.village_code)).all() == ["350122100001"]


def test_40_a_namesake_in_the_village_is_another_person(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    other = ["山兜村", "林勇", number("19900101", 1), *[None] * 6]
    result = families(db, actor, tmp_path, other)
    assert (said(result), result.created) == ({(2, "warning", 40)}, {"household": 1, "person": 1})


@pytest.mark.parametrize("written", ["长沙村", "火星村"])
def test_41_a_village_of_another_township_is_asked_once_and_remembered(
    db: Database, actor: Actor, tmp_path: Path, written: str
) -> None:
    rows = [family(村居=written), ["山兜村", "陈新", number("19800101", 1), *[None] * 6]]
    path = xlsx(tmp_path / "台账.xlsx", [FAMILY, *rows])
    review = intake.open_register(db, path, "families")
    assert [(p.row, p.rule) for p in review.problems if p.level == "error"] == [(2, 41)]
    (question,) = intake.questions(review)
    review = intake.answer(db, actor, review, question, "350122103201")
    assert not [p for p in review.problems if p.rule == 41]
    other = xlsx(tmp_path / "下一份.xlsx", [FAMILY, family(村居=written)])
    assert not [p for p in intake.open_register(db, other, "families").problems if p.rule == 41]


@pytest.mark.parametrize(
    ("written", "level"),
    [(6.2282300000000003e18, "error"), ("6.22823E+18", "error"), ("6228230000000000000", "error"),
     ("6228230000000000012", "warning")],
)  # fmt: skip
def test_43_an_account_that_lost_its_digits_is_not_taken(
    db: Database, actor: Actor, tmp_path: Path, written: Any, level: str
) -> None:
    rows = [["村居", "户主姓名", "身份证号", "金额", "银行账号"], ["山兜村", "林勇", H, 300, written]]
    result = take(db, actor, xlsx(tmp_path / "慰问名单.xlsx", rows), "relief")
    assert said(result) == {(2, level, 43)}
    with db.read() as s:
        assert len(s.scalars(select(BankAccount)).all()) == (level == "warning")


@pytest.mark.parametrize(
    ("written", "owner", "rule"),
    [
        (f"{C}42", 2, 0), (f"{H}11", 0, 0), (f"{number('19990909', 4)}42", None, 44),
        (f"{C}92", 2, 44), ("350122", None, 44), ("无", None, 0),
    ],
)  # fmt: skip
def test_44_a_certificate_belongs_to_whose_number_it_begins_with(
    tmp_path: Path, written: str, owner: int | None, rule: int
) -> None:
    row, problems = one_cell(tmp_path, "残疾证号", written)
    assert [p.rule for p in problems] == ([rule] if rule else [])
    found = [i for i, p in enumerate(row.people) if p.facts.get("disability_no")]
    assert found == ([] if owner is None else [owner])


def test_44_a_childs_own_certificate_is_read_with_type_and_grade(tmp_path: Path) -> None:
    row, problems = one_cell(tmp_path, "子女残疾证号", f"{C}42")
    assert problems == []
    child = row.people[2].facts
    assert (child["disability_type"], child["disability_grade"]) == ("4", "2")
    _, problems = one_cell(tmp_path, "子女残疾证号", f"{H}42")
    assert [(p.level, p.rule) for p in problems] == [("warning", 44)]


def test_46_two_spouses_of_one_head(db: Database, tmp_path: Path) -> None:
    titles = ["村居", "户主姓名", "成员姓名", "身份证号", "与户主关系"]
    rows = [
        titles, ["山兜村", "林勇", "林勇", H, "户主"], ["山兜村", "林勇", "吴美", W, "妻"],
        ["山兜村", "林勇", "陈香", number("19780101", 2), "妻"],
    ]  # fmt: skip
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", rows), "families")
    assert [(p.row, p.level, p.rule) for p in review.problems] == [(4, "warning", 46)]
    assert "2个配偶（吴美、陈香）" in review.problems[0].message


@pytest.mark.parametrize(
    ("mother", "child", "rule"),
    [("19770306", "20010909", 0), ("19770306", "19700909", 46), ("19770306", "19890909", 46),
     ("19440306", "20010909", 46)],
)  # fmt: skip
def test_46_ages_of_mother_and_child(tmp_path: Path, mother: str, child: str, rule: int) -> None:
    row = family(
        身份证号=number("19700507", 1), 配偶身份证号=number(mother, 2), 子女身份证号=number(child, 2)
    )
    found = parsed(xlsx(tmp_path / "a.xlsx", [FAMILY, row]), "families")
    assert told(found, 2) == ({("warning", rule)} if rule else set())


def test_47_nobody_dead_is_paid(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    with db.transaction(actor, "死亡") as s:
        s.scalars(select(Person).where(Person.id_no == H)).one().death_date = date(2024, 1, 1)
    result = relief(db, actor, tmp_path, ["山兜村", "林勇", H, 300, None])
    assert (said(result), result.amount_total_fen) == ({(3, "error", 47)}, 0)


def test_47_a_name_that_says_dead_is_not_paid(tmp_path: Path) -> None:
    found = parsed(xlsx(tmp_path / "a.xlsx", [LIST, ["山兜村", "林勇（已故）", H, 300, None]]), "relief")
    assert told(found, 2) == {("error", 47)}


def test_48_one_family_is_paid_once_in_a_batch(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    rows = [["山兜村", "林勇", H, 300, None], ["山兜村", "吴美", W, 300, None]]
    result = relief(db, actor, tmp_path, *rows)
    assert (said(result), result.amount_total_fen) == ({(4, "error", 48)}, 30000)


@pytest.mark.parametrize(
    ("name", "level", "stands"),
    [("林？", "error", ""), ("林□", "error", ""), ("林\ue000", "error", ""), ("⻩勇", "warning", "黄勇"),
     ("林𬱖", "", "林𬱖")],
)  # fmt: skip
def test_49_characters_that_were_lost_or_only_look_right(
    db: Database, actor: Actor, tmp_path: Path, name: str, level: str, stands: str
) -> None:
    result = families(db, actor, tmp_path, family(户主姓名=name))
    assert said(result) == ({(2, level, 49)} if level else set())
    assert (stands in people(db)) == bool(stands)


def test_49_a_lost_character_of_somebody_registered_is_proposed(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    families(db, actor, tmp_path, ONE)
    result = families(db, actor, tmp_path, family(户主姓名="林？"))
    assert [(p.level, p.rule, p.proposal) for p in result.problems] == [("warning", 49, "林勇")]


@pytest.mark.parametrize(
    ("title", "name", "rules"),
    [
        ("凤城镇2024年计生家庭台账", "台账2024.xlsx", {51}),
        ("琯头镇2023年计生家庭台账", "台账2024.xlsx", {51}),
        ("琯头镇2024年计生家庭台账", "台账2024.xlsx", set()),
    ],
)
def test_51_a_title_of_another_township_or_year(
    tmp_path: Path, title: str, name: str, rules: set[int]
) -> None:
    found = parsed(xlsx(tmp_path / name, [[title], FAMILY, ONE]), "families")
    assert {p.rule for p in found.problems} == rules


@pytest.mark.parametrize("lock", ["~${}", ".~{}", ".~lock.{}#"])
def test_52_a_file_open_in_a_spreadsheet_program_is_read_and_told(tmp_path: Path, lock: str) -> None:
    path = xlsx(tmp_path / "台账.xlsx", [FAMILY, ONE])
    (tmp_path / lock.format(path.name)).write_bytes(b"x")
    found = parsed(path, "families")
    assert (len(found.rows), [(p.row, p.rule) for p in found.problems]) == (1, [(None, 52)])


@pytest.mark.parametrize(
    ("title", "value", "level"),
    [("户主姓名", date(2024, 3, 1), "error"), ("电话", date(2024, 3, 1), "warning"),
     ("子女身份证号", date(2024, 3, 1), "error"), ("村居", date(2024, 3, 1), "error")],
)  # fmt: skip
def test_54_what_became_a_date_is_asked(tmp_path: Path, title: str, value: date, level: str) -> None:
    found = parsed(xlsx(tmp_path / "a.xlsx", [FAMILY, family(**{title: value})]), "families")
    assert (level, 54) in told(found, 2)


def test_54_an_amount_that_became_a_date_is_asked(tmp_path: Path) -> None:
    found = parsed(xlsx(tmp_path / "a.xlsx", [LIST, ["山兜村", "林勇", H, date(2024, 3, 1), None]]), "relief")
    assert told(found, 2) == {("error", 54)}


def test_55_what_looks_like_a_formula_goes_out_as_text(db: Database, tmp_path: Path) -> None:
    row = family(户主姓名="=cmd|' /C calc'!A0", 身份证号="123", 电话="+8613805912345", 子女姓名="@SUM(1)")
    path = xlsx(tmp_path / "台账.xlsx", [FAMILY, row])
    path.write_bytes(_as_text(path))
    review = intake.open_register(db, path, "families")
    write_error_list(tmp_path / "错误清单.xlsx", review.parsed, review.problems)
    book = openpyxl.load_workbook(tmp_path / "错误清单.xlsx")
    cells = [c for page in book for line in page.iter_rows() for c in line if c.value is not None]
    assert {c.data_type for c in cells} == {"s"}
    assert "=cmd|' /C calc'!A0" in [c.value for c in cells]


def _as_text(path: Path) -> bytes:
    """The workbook with its formulas as the texts somebody typed after an apostrophe."""
    book = openpyxl.load_workbook(path)
    for line in book.worksheets[0].iter_rows():
        for cell in line:
            if cell.data_type == "f":
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
