"""An exported list edited in a spreadsheet program comes back: only what was changed, one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import exporting, household
from ljfpa_desktop.services.exporting.carried import KEPT, KEY
from ljfpa_desktop.services.exporting.returned import Change, Returned, compare, is_returned, take
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.read import read
from tests import factories
from tests.services.importing.samples import through_libreoffice

Edit = Callable[[Path], Path]


def as_it_is(path: Path) -> Path:
    return path


@pytest.fixture
def three(db: Database, actor: Actor) -> list[UUID]:
    """Three families, in the order of the list."""
    return [
        factories.household(
            db, actor, head="林建国", spouse="陈秀英", phone1="13805901234", address="东区1号",
            annual_income_fen=1234567, lives_alone=False,
        ),
        factories.household(db, actor, head="陈国强", address="西区2号"),
        factories.household(db, actor, head="王金水", address="南区3号"),
    ]  # fmt: skip


def edit(path: Path, cells: dict[tuple[int, str], object], drop: int = 0, new: str = "") -> None:
    """Type into cells by row and title, delete a row, add one at the end."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    titles = [str(c.value) for c in page[1]]
    for (row, title), value in cells.items():
        page.cell(row, titles.index(title) + 1).value = value  # pyright: ignore[reportAttributeAccessIssue]
    if drop:
        page.delete_rows(drop)
    if new:
        page.append([None, None, new])
    book.save(path)


def back(db: Database, path: Path) -> Returned:
    book = read(path)
    assert is_returned(book)
    return compare(db, book, path.name)


def brief(found: Returned) -> list[tuple[str, str, str, str, bool]]:
    return [(c.who, c.title, c.before, c.after, c.is_clash) for c in found.changes]


@pytest.mark.parametrize("saved", [as_it_is, through_libreoffice])
def test_only_changed_cells_come_back_and_each_is_taken_by_itself(
    db: Database, actor: Actor, tmp_path: Path, three: list[UUID], saved: Edit
) -> None:
    path = tmp_path / "家庭.xlsx"
    exporting.export(db, actor, "families", path)
    assert back(db, saved(path)).told == "表里没有改动。"
    cells: dict[tuple[int, str], object] = {
        (2, "家庭住址"): "东区18号", (2, "家庭年收入"): 20000, (2, "独居"): "是", (3, "户主姓名"): "陈强",
        (3, "户口性质"): "农业",
    }  # fmt: skip
    edit(path, cells, drop=4, new="新来的")
    found = back(db, saved(path))
    assert [tuple(c)[:4] for c in brief(found)] == [
        ("林建国", "家庭住址", "东区1号", "东区18号"),
        ("林建国", "家庭年收入", "12345.67", "20000"),
        ("林建国", "独居", "否", "是"),
        ("陈国强", "户主姓名", "陈国强", "陈强"),
        ("陈国强", "户口性质", "", "农业"),
    ]
    assert not any(c.is_clash for c in found.changes)
    added = "第4行共 1 行是新加的，没有登记；新的家庭请用名册导入。"
    assert found.told == f"{added}表里少了 1 行，程序里的没有删。"
    wrong = next(c for c in found.changes if c.title == "户主姓名")
    assert wrong.problem == "这一项不能在表里改，请在家庭里办理。"
    with pytest.raises(Refused, match="请在家庭里办理"):
        take(db, actor, found.kind, wrong)
    for change in found.changes[:2]:
        take(db, actor, found.kind, change)
    values = household.facts(db, three[0]).values
    taken = (values["address"], values["annual_income_fen"], values["lives_alone"])
    assert taken == ("东区18号", 2000000, False)
    assert household.facts(db, three[2]).values["address"] == "南区3号"
    assert [c.title for c in back(db, saved(path)).changes] == ["独居", "户主姓名", "户口性质"]
    assert len(exporting.as_plain(db, "families")) == 3


def test_what_was_changed_meanwhile_is_shown_as_such(
    db: Database, actor: Actor, tmp_path: Path, three: list[UUID]
) -> None:
    path = tmp_path / "家庭.xlsx"
    exporting.export(db, actor, "families", path)
    edit(path, {(2, "家庭住址"): "东区18号", (3, "家庭住址"): "西区20号", (4, "家庭住址"): "南区30号"})
    household.save(db, actor, {"address": "北区9号"}, record_id=three[0])
    household.save(db, actor, {"address": "西区20号"}, record_id=three[1])
    household.retire(db, actor, three[2], "重复登记")
    found = back(db, path)
    assert brief(found) == [("林建国", "家庭住址", "东区1号", "东区18号", True)]
    assert found.changes[0].now == "北区9号"
    assert found.told == "有 1 行已不在册，没有改。"
    take(db, actor, found.kind, found.changes[0])
    assert household.facts(db, three[0]).values["address"] == "东区18号"


def test_people_come_back_masked_or_whole(
    db: Database, actor: Actor, tmp_path: Path, three: list[UUID]
) -> None:
    path = tmp_path / "成员.xlsx"
    exporting.export(db, actor, "persons", path)
    edit(path, {(3, "本人电话"): "13900000000", (3, "学历"): "小学", (2, "姓名"): "林建*"})
    found = back(db, path)
    assert [(c.title, c.after) for c in found.changes] == [
        ("姓名", "林建*"), ("学历", "小学"), ("本人电话", "13900000000"),
    ]  # fmt: skip
    assert {c.household for c in found.changes} == {three[0]}
    for change in found.changes[1:]:
        take(db, actor, found.kind, change)
    member = next(m for m in household.facts(db, three[0]).members if m.values["name"] == "陈秀英")
    assert (member.values["phone"], member.values["education"]) == ("13900000000", "80")
    with pytest.raises(Exception, match="姓名"):
        take(db, actor, found.kind, found.changes[0])


@pytest.mark.parametrize(
    ("title", "typed", "sentence"),
    [
        ("困难原因", "天灾人祸", "困难原因没有“天灾人祸”这一项，请照导出的写法填。"),
        ("独居", "也许", "独居请填“是”或“否”。"),
        ("家庭年收入", "两三万", "家庭年收入“两三万”看不懂，请写成 1200.00。"),
        ("收养子女", "一个", "收养子女应填整数。"),
        ("光荣证日期", "去年", "光荣证日期“去年”看不懂，请写成 2024-05-29。"),
        ("联系电话", "138****0000", "联系电话里还有星号，请写完整的。"),
        ("家庭编号", "X1", "这一项不能在表里改，请在家庭里办理。"),
        ("村（居）", "长门村", "这一项不能在表里改，请在家庭里办理。"),
    ],
)
def test_what_cannot_be_read_is_told_beside_the_cell(
    db: Database, actor: Actor, tmp_path: Path, three: list[UUID], title: str, typed: str, sentence: str
) -> None:
    path = tmp_path / "家庭.xlsx"
    exporting.export(db, actor, "families", path)
    edit(path, {(2, title): typed})
    (change,) = back(db, path).changes
    assert (change.record, change.problem) == (three[0], sentence)


def test_emptied_cells_empty_the_field(
    db: Database, actor: Actor, tmp_path: Path, three: list[UUID]
) -> None:
    path = tmp_path / "家庭.xlsx"
    exporting.export(db, actor, "families", path)
    edit(path, {(2, "家庭住址"): None})
    (change,) = back(db, path).changes
    assert (change.after, change.problem) == ("", "")
    take(db, actor, "families", change)
    assert household.facts(db, three[0]).values["address"] is None


def test_sorted_and_copied_rows_are_who_they_were(
    db: Database, actor: Actor, tmp_path: Path, three: list[UUID]
) -> None:
    path = tmp_path / "家庭.xlsx"
    exporting.export(db, actor, "families", path)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    rows = [[c.value for c in row] for row in page.iter_rows(min_row=2)]
    page.delete_rows(2, 3)
    for row in [rows[2], rows[0], rows[1], rows[0]]:
        page.append(row)
    book.save(path)
    edit(path, {(3, "家庭住址"): "东区18号"})
    found = back(db, path)
    assert [(c.record, c.row) for c in found.changes] == [(three[0], 3)]
    assert found.new_rows == [5]


def test_the_ids_are_needed_and_the_list_is_no_register(
    db: Database, actor: Actor, tmp_path: Path, three: list[UUID]
) -> None:
    path = tmp_path / "家庭.xlsx"
    assert exporting.export(db, actor, "families", path) == len(three)
    assert openpyxl.load_workbook(path)[KEPT].sheet_state == "hidden"
    with pytest.raises(Refused, match="不作名册导入"):
        intake.open_register(db, path, "families")
    edit(path, {(1, KEY): None})
    with pytest.raises(Refused, match="请重新导出再改"):
        compare(db, read(path), path.name)
    exporting.export(db, actor, "families", path)
    newer = openpyxl.load_workbook(path)
    newer["程序用"].cell(1, 2).value = "nichts"  # pyright: ignore[reportAttributeAccessIssue]
    newer.save(path)
    with pytest.raises(Refused, match="另一版本的程序导出的"):
        compare(db, read(path), path.name)
    exporting.export(db, actor, "sites", tmp_path / "阵地.xlsx")
    assert not is_returned(read(tmp_path / "阵地.xlsx"))


def test_a_change_of_somebody_unknown_is_refused(db: Database, actor: Actor, three: list[UUID]) -> None:
    member = household.facts(db, three[0]).members[0]
    lost = Change(three[0], three[1], 2, "", "address", "家庭住址", "", "x", "", "x", "不能改。")
    with pytest.raises(Refused, match="不能改"):
        take(db, actor, "families", lost)
    assert member.values["name"] == "林建国"
