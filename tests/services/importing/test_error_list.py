"""The list of errors, mended and imported again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.error_list import write_error_list
from ljfpa_desktop.services.importing.read import read
from tests.services.importing.samples import number, through_libreoffice, xlsx
from tests.services.importing.taking import (
    FAMILY,
    LIST,
    ONE,
    H,
    W,
    snapshot,
    take,
)


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
        "建议",
        "修改后再导入",
    ]
    assert first.text(2, 1) == "3"
    assert first.text(2, 3) == "牛栏坪"
    assert second.text(1, 1) == "a"
    assert [second.text(r, 1) for r in (3, 4)] == ["3", "4"]
    again = intake.open_register(db, tmp_path / "错误.xlsx", "families", sheet="待修改的行")
    again = intake.mend(db, again, 3, "村居", "长门村")
    assert intake.commit(db, actor, again).created == {"household": 1, "person": 1}


def test_a_mended_relief_list_goes_to_the_same_cycle(db: Database, actor: Actor, tmp_path: Path) -> None:
    title = "琯头镇2024年春节慰问困难家庭名单"
    rows = [[title], LIST, ["山兜村", "林勇", H, 600, None], ["山兜村", "吴美", W, "五六百", None]]
    review = intake.open_register(db, xlsx(tmp_path / "名单(最终版).xlsx", rows), "relief")
    first = intake.commit(db, actor, review)
    assert (first.cycle, first.amount_total_fen, first.refused) == (title, 60000, 1)
    write_error_list(tmp_path / "错误.xlsx", review.parsed, first.problems, review.cycle)
    again = intake.open_register(db, tmp_path / "错误.xlsx", "relief")
    again = intake.mend(db, again, again.rows[0].parsed.row, "慰问金", "500")
    second = intake.commit(db, actor, again)
    assert (second.cycle, second.amount_total_fen) == (title, 50000)
    assert second.created == {"household": 1, "person": 1, "entitlement": 1}


def test_a_list_that_went_to_another_cycle_keeps_its_name(db: Database, actor: Actor, tmp_path: Path) -> None:
    rows = [["名单"], LIST, ["山兜村", "林勇", H, None, None]]
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", rows), "relief", cycle="春节第二批")
    write_error_list(tmp_path / "错误.xlsx", review.parsed, review.problems, review.cycle)
    again = intake.open_register(db, tmp_path / "错误.xlsx", "relief")
    assert again.cycle == "春节第二批"


def test_the_family_of_a_refused_row_comes_with_it(db: Database, actor: Actor, tmp_path: Path) -> None:
    titles = ["序号", "村居", "户主", "身份证号", "子女姓名", "子女身份证号"]
    child = number("20010909", 2)
    rows = [["台账"], titles, [1, "山兜村", "林勇", H, "林大", child[:17]], [None] * 4 + ["林小", child]]
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", rows), "families")
    result = intake.commit(db, actor, review)
    assert result.created == {}
    write_error_list(tmp_path / "错误.xlsx", review.parsed, result.problems)
    again = intake.open_register(db, tmp_path / "错误.xlsx", "families")
    again = intake.mend(db, again, 3, "子女身份证号", number("19990909", 4))
    assert intake.commit(db, actor, again).created == {"household": 1, "person": 3}


def test_a_list_corrected_whole_doubles_nothing(db: Database, actor: Actor, tmp_path: Path) -> None:
    bad = ["牛栏坪", "陈强", number("19650302", 5), None, None, None, None, "99", None]
    first = intake.open_register(db, xlsx(tmp_path / "a.xlsx", [FAMILY, ONE, bad]), "families")
    assert intake.commit(db, actor, first).created == {"household": 1, "person": 3}
    good = ["长门村", *bad[1:]]
    second = intake.open_register(db, xlsx(tmp_path / "b.xlsx", [FAMILY, ONE, good]), "families")
    result = intake.commit(db, actor, second)
    assert (result.created, result.unchanged) == ({"household": 1, "person": 1}, 1)


def _fill(path: Path, row: int, text: str) -> None:
    """Type a text under 修改后再导入, as a clerk does."""
    book = openpyxl.load_workbook(path)
    book["错误清单"].cell(row, 7, text)
    book.save(path)


def test_what_is_typed_beside_the_problem_counts_and_nothing_is_doubled(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    bad = [
        ["牛栏坪", "陈强", number("19650302", 5), None, None, None, None, "99", None],
        ["山兜村", "王健", H[:17], None, None, None, None, "99", None],
    ]
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", [FAMILY, *bad, ONE]), "families")
    result = intake.commit(db, actor, review)
    assert (result.created, result.refused) == ({"household": 1, "person": 3}, 2)
    first, second = tmp_path / "错误1.xlsx", tmp_path / "错误2.xlsx"
    write_error_list(first, review.parsed, result.problems)
    _fill(first, 2, "长门村")
    again = intake.open_register(db, first, "families")
    assert {p.rule for p in again.parsed.problems} == set()
    result = intake.commit(db, actor, again)
    assert (result.created, result.refused) == ({"household": 1, "person": 1}, 1)
    write_error_list(second, again.parsed, result.problems)
    problems, rows = read(second).visible
    assert [problems.text(2, 1), problems.text(2, 2), problems.text(2, 7)] == ["3", "身份证号", ""]
    assert [rows.text(r, 1) for r in sorted(rows.cells)] == ["错误1", "原行号", "3"]
    assert [rows.text(2, c) for c in range(1, 11)] == ["原行号", *FAMILY]
    _fill(second, 2, number("19680302", 7))
    last = intake.open_register(db, second, "families")
    result = intake.commit(db, actor, last)
    assert (result.created, result.refused) == ({"household": 1, "person": 1}, 0)
    before = snapshot(db)
    _fill(first, 3, number("19680302", 7))
    whole = take(db, actor, first, "families")
    assert (whole.created, whole.updated, whole.unchanged) == ({}, {}, 2)
    assert snapshot(db) == before


def test_a_column_known_by_its_content_a_unit_and_a_villages_heading_come_back(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    titles = ["户主姓名", "号", "身份", "慰问金额"]
    people = [[f"林{c}", i, number(f"196{i}0302", 5), 0.06] for i, c in enumerate("勇强明志")]
    people[2][3] = "六七百"
    people[3][3] = "五六百"
    rows = [["2024年春节慰问名单"], ["单位：万元"], titles, ["一、山兜村（4户）"], *people]
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", rows), "relief")
    result = intake.commit(db, actor, review)
    assert (result.refused, result.amount_total_fen) == (2, 120000), result.problems
    path = tmp_path / "错误.xlsx"
    write_error_list(path, review.parsed, result.problems, review.cycle)
    problems, listed = read(path).visible
    assert [c.text for c in listed.cells[2].values()] == [
        "原行号", "户主姓名", "号", "身份", "慰问金额（万元）", "村（居）",
    ]  # fmt: skip
    amounts = {"7": "0.05", "8": "0.07"}
    for row in sorted(problems.cells)[1:]:
        if problems.text(row, 2) == "慰问金额（万元）":
            _fill(path, row, amounts[problems.text(row, 1)])
    second = take(db, actor, path, "relief")
    assert (second.refused, second.amount_total_fen) == (0, 120000)
    assert second.created == {"household": 2, "person": 2, "entitlement": 2}


def test_a_problem_of_an_imported_row_points_to_the_program(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    warned = [*ONE[:8], "1380591"]
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", [FAMILY, warned]), "families")
    result = intake.commit(db, actor, review)
    write_error_list(tmp_path / "错误.xlsx", review.parsed, result.problems)
    assert read(tmp_path / "错误.xlsx").visible[0].text(2, 7) == "已导入，请在程序里改"
    with pytest.raises(Refused, match="计生家庭台账的错误清单"):
        intake.open_register(db, tmp_path / "错误.xlsx", "relief")


def test_a_list_saved_by_another_program_counts_the_same(db: Database, actor: Actor, tmp_path: Path) -> None:
    bad = ["牛栏坪", "陈强", number("19650302", 5), None, None, None, None, "99", None]
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", [FAMILY, ONE, bad]), "families")
    result = intake.commit(db, actor, review)
    path = tmp_path / "错误.xlsx"
    write_error_list(path, review.parsed, result.problems)
    _fill(path, 2, "长门村")
    again = take(db, actor, through_libreoffice(path), "families")
    assert (again.created, again.refused) == ({"household": 1, "person": 1}, 0)
    assert {p.rule for p in again.problems} == set()
