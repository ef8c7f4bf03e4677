"""Registers taken into an office: what becomes records, what is refused, what is undone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Table, select, text

from ljfpa_desktop.base.capture import Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import captured_tables
from ljfpa_desktop.models.aid import Cycle, Entitlement
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import household
from ljfpa_desktop.services.aid import cycle, entitlement
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.error_list import write_error_list
from ljfpa_desktop.services.importing.intake import Result, Review
from ljfpa_desktop.services.importing.parsed import Kind
from ljfpa_desktop.services.importing.read import read
from ljfpa_desktop.services.importing.undo import undo
from tests.services.importing.samples import REGISTERS, number, xlsx

TRUTH: dict[str, Any] = json.loads((REGISTERS / "truth.json").read_text("utf-8"))
FILES = {f["kind"]: f for f in TRUTH["files"]}
KINDS: tuple[Kind, ...] = ("families", "special", "relief")
LEVELS = {
    "ok": {"none"},
    "warning": {"warning"},
    "error": {"error"},
    "ok_or_warning": {"none", "warning"},
    "warning_or_error": {"warning", "error"},
}
H, W, C = number("19750507", 1), number("19770306", 2), number("20010909", 2)
FAMILY = [
    "村居",
    "户主姓名",
    "身份证号",
    "配偶姓名",
    "配偶身份证号",
    "子女姓名",
    "子女身份证号",
    "家庭类别",
    "电话",
]
LIST = ["村居", "户主姓名", "身份证号", "慰问金", "慰问品"]


def take(db: Database, actor: Actor, path: Path, kind: Kind, **more: Any) -> Result:
    return intake.commit(db, actor, intake.open_register(db, path, kind, **more))


def families(db: Database, actor: Actor, folder: Path, *rows: list[Any]) -> Result:
    return take(db, actor, xlsx(folder / "台账.xlsx", [FAMILY, *rows]), "families")


def relief(db: Database, actor: Actor, folder: Path, *rows: list[Any], name: str = "春节慰问名单") -> Result:
    return take(db, actor, xlsx(folder / f"{name}.xlsx", [[name], LIST, *rows]), "relief")


def said(result: Result) -> set[tuple[int | None, str, int]]:
    return {(p.row, p.level, p.rule) for p in result.problems}


ONE = ["山兜村", "林勇", H, "吴美", W, "林小", C, "独生子女家庭", "13805912345"]


def snapshot(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row in use of every captured table but the imports themselves."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with db.read() as s:
        for model in captured_tables():
            table = cast(Table, model.__table__)
            if table.name != "import_batch":
                rows = s.execute(select(table).where(table.c.retired_on.is_(None)).order_by(table.c.id))
                found[table.name] = [tuple(r) for r in rows]
    return found


@pytest.fixture(name="registers")
def three_registers(db: Database, actor: Actor) -> dict[str, Result]:
    """The township's three registers in an office."""
    return {kind: take(db, actor, REGISTERS / FILES[kind]["file"], kind) for kind in KINDS}


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


def test_every_number_of_a_list_opens_its_family(db: Database, registers: dict[str, Result]) -> None:
    rows = entitlement.rows(db, "琯头镇2024年春节慰问计生困难家庭名单")
    first = next(r for r in rows if r.payee == "卢永健")
    assert first.amount_fen is None
    assert first.goods == "大米1袋、600（物）"
    assert sum(r.amount_fen or 0 for r in rows) == registers["relief"].amount_total_fen


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


def test_undo_restores_the_former_state(db: Database, actor: Actor, registers: dict[str, Result]) -> None:
    states = [snapshot(db)]
    for kind in ("relief", "special"):
        undo(db, actor, registers[kind].batch)
        states.append(snapshot(db))
    assert states[0] != states[1] != states[2]
    take(db, actor, REGISTERS / FILES["special"]["file"], "special")
    assert [b.is_undone for b in intake.batches(db)] == [False, True, True, False]
    undo(db, actor, intake.batches(db)[0].id)
    assert snapshot(db) == states[2]
    result = undo(db, actor, registers["families"].batch)
    assert all(rows == [] for name, rows in snapshot(db).items() if name in result.retired)
    with pytest.raises(Refused, match="已经撤销"):
        undo(db, actor, registers["families"].batch)
    with pytest.raises(Refused, match="没有编号"):
        undo(db, actor, "abc")


def test_undo_refuses_rows_used_or_edited_since_by_name(db: Database, actor: Actor, tmp_path: Path) -> None:
    first = families(db, actor, tmp_path, ONE)
    second = relief(db, actor, tmp_path, ["山兜村", "林勇", H, 600, None])
    with pytest.raises(Refused, match="林勇"):
        undo(db, actor, first.batch)
    undo(db, actor, second.batch)
    with db.read() as s:
        home = s.scalars(select(Household.id)).one()
    household.save(db, actor, {"address": "新村路1号"}, record_id=home)
    with pytest.raises(Refused, match="林勇"):
        undo(db, actor, first.batch)


def test_undo_writes_old_values_back(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    before = snapshot(db)
    changed = families(db, actor, tmp_path, [*ONE[:-1], "13900000000"])
    assert changed.updated == {"household": 1}
    with db.read() as s:
        assert s.scalars(select(Household.phone1)).one() == "13900000000"
    assert undo(db, actor, changed.batch).restored == {"household": 1}
    assert snapshot(db) == before
    with db.read() as s:
        assert s.execute(select(Change.tbl).where(Change.grp == "contact")).all() == [
            ("household",),
            ("household",),
        ]


def test_a_list_fills_what_is_empty_and_a_register_brings_up_to_date(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    families(db, actor, tmp_path, ONE)
    rows = [["名单"], [*LIST, "电话", "致困原因"], ["山兜村", "林勇", H, 600, None, "13900000000", "因病"]]
    result = take(db, actor, xlsx(tmp_path / "b.xlsx", rows), "relief")
    with db.read() as s:
        found = s.scalars(select(Household)).one()
    assert (found.phone1, found.hardship_reason) == ("13805912345", "1")
    assert result.updated == {"household": 1}
    assert result.created == {"cycle": 1, "entitlement": 1}


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
    other = [number("19800101", 1), "独生子女家庭"]
    wed = families(
        db,
        actor,
        tmp_path,
        ["长门村", "新人", other[0], "吴美", W, None, None, "99", None],
        ["长门村", "新人", other[0], None, None, None, None, "99", None],
    )  # noqa: E501
    assert (3, "warning", 36) in said(wed)
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


def test_the_dead_are_not_put_on_a_list(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    with db.transaction(actor, "死亡登记") as s:
        s.scalars(select(Person).where(Person.id_no == H)).one().death_date = date(2023, 5, 1)
    assert said(relief(db, actor, tmp_path, ["山兜村", "林勇", H, 600, None])) == {(3, "error", 47)}


def test_a_list_joins_its_draft_and_no_later_stage(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    relief(db, actor, tmp_path, ["山兜村", "林勇", H, 600, None])
    result = relief(
        db,
        actor,
        tmp_path,
        ["山兜村", "林勇", H, 600, "米"],
        ["长门村", "陈强", number("19650302", 5), 5_100_000, None],
    )
    assert said(result) == {(3, "error", 48), (4, "warning", 48)}
    assert [line.rows for line in cycle.list_all(db)] == [2]
    with db.transaction(actor, "审核") as s:
        s.scalars(select(Cycle)).one().stage = "reviewed"
    with pytest.raises(Refused, match="已经过了申报"):
        relief(db, actor, tmp_path, ["山兜村", "林勇", H, 700, None])
    other = xlsx(tmp_path / "c.xlsx", [LIST, ["山兜村", "林勇", H, 700, None]])
    assert take(db, actor, other, "relief", cycle="中秋慰问").cycle == "中秋慰问"


def test_like_words_are_asked_once_and_remembered(db: Database, actor: Actor, tmp_path: Path) -> None:
    rows = [
        [v, f"林{n}", number("19750507", n), None, None, None, None, "重点户", None]
        for n, v in ((1, "老山兜"), (3, "老山兜"), (5, "长门村"))
    ]  # noqa: E501
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", [FAMILY, *rows]), "families")
    asked = intake.questions(review)
    assert [(q.term, q.rows) for q in asked] == [("重点户", (2, 3, 4)), ("老山兜", (2, 3))]
    assert asked[0].sentence == "3行的家庭类别写“重点户”,按哪一个登记?"
    assert ("99", "其他计生家庭") in asked[0].choices
    assert (asked[0].proposal, asked[1].proposal) == ("", "350122103201")
    assert asked[1].sentence == "2行的村居写“老山兜”,按“山兜村委会”登记吗?"
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


def test_the_error_list_can_be_mended_and_imported(db: Database, actor: Actor, tmp_path: Path) -> None:
    bad = ["牛栏坪", "陈强", number("19650302", 5), None, None, None, None, "99", None]
    path = xlsx(
        tmp_path / "a.xlsx",
        [FAMILY, ONE, bad, ["=1+1村", "王健", H[:17], None, None, None, None, "99", None]],
    )
    review = intake.open_register(db, path, "families")
    assert write_error_list(tmp_path / "错误.xlsx", review.parsed, review.problems) == 3
    first, second = read(tmp_path / "错误.xlsx").visible
    assert [c.text for c in first.cells[1].values()] == [
        "原行号",
        "列",
        "原内容",
        "级别",
        "问题",
        "修改后再导入",
    ]
    assert first.text(2, 1) == "3"
    assert first.text(2, 3) == "牛栏坪"
    assert [second.text(r, 1) for r in (2, 3)] == ["3", "4"]
    again = intake.open_register(db, tmp_path / "错误.xlsx", "families", sheet="待修改的行")
    again = intake.mend(db, again, 2, "村居", "长门村")
    assert intake.commit(db, actor, again).created == {"household": 1, "person": 1}


def test_exclusive_categories_refuse_the_family_with_the_records_reason(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    families(db, actor, tmp_path, [*ONE[:7], "计生特殊家庭(伤残)", None])
    result = families(db, actor, tmp_path, [*ONE[:7], "计生特殊家庭(失独)", None])
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
