from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services import exporting, household
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog
from ljfpa_desktop.ui.dialogs.importing.returned_dialog import CLASH, DONE, DOUBT, OPEN, WRONG, ReturnedDialog
from tests import factories
from tests.services.importing.samples import number
from tests.ui.keyboard import activate, press

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def family(seat: Desk) -> UUID:
    head = {"name": "林建国", "id_no": number("19620305", 1)}
    return factories.household(seat.db, seat.actor, head=head, address="东区1号", housing="平房")


@pytest.fixture
def dialog(seat: Desk, family: UUID, shown: Show, qtbot: QtBot) -> ImportDialog:
    assert household.facts(seat.db, family)
    made = ImportDialog(seat)
    qtbot.addWidget(made, before_close_func=lambda d: setattr(d, "preview", None))
    shown(made)
    return made


def changed(path: Path, **cells: object) -> Path:
    """The first family's cells typed over, by title."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    titles = [str(c.value) for c in page[1]]
    for title, value in cells.items():
        page.cell(2, titles.index(title) + 1).value = value  # pyright: ignore[reportAttributeAccessIssue]
    book.save(path)
    return path


def opened(dialog: ImportDialog, path: Path) -> ReturnedDialog:
    dialog.open_file(path)
    made = next(d for d in dialog.findChildren(ReturnedDialog) if d.isVisible())
    activate(made)
    return made


def states(dialog: ReturnedDialog) -> list[tuple[str, str]]:
    return [(line[2], line[6]) for line in dialog.table.as_rows()[1:]]


def test_a_list_is_put_out_and_comes_back_by_the_keyboard(
    dialog: ImportDialog, seat: Desk, family: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "家庭.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), "家庭表 (*.xlsx)"))
    dialog.pick.put_out.click()
    assert dialog.banner.words.text().startswith("已导出 1 行到“家庭.xlsx”。")
    changed(path, 家庭住址="东区18号", 户主姓名="林建", 住房情况="楼房")
    found = opened(dialog, path)
    assert states(found) == [("户主姓名", WRONG), ("家庭住址", OPEN), ("住房情况", OPEN)]
    assert found.banner.words.text() == "这一项不能在表里改，请在家庭里办理。"
    assert not found.take_one.isEnabled()
    assert found.take_rest.text() == "采用没有疑问的 2 条"
    press(Qt.Key.Key_Down, widget=found.table.view)
    press(Qt.Key.Key_Return, widget=found.table.view)
    assert states(found) == [("户主姓名", WRONG), ("家庭住址", DONE), ("住房情况", OPEN)]
    values = household.facts(seat.db, family).values
    assert (values["address"], values["housing"]) == ("东区18号", "平房")
    found.take_rest.click()
    assert household.facts(seat.db, family).values["housing"] == "楼房"
    assert not found.take_rest.isEnabled()


def test_a_change_made_meanwhile_and_a_doubt_are_said(
    dialog: ImportDialog, seat: Desk, family: UUID, tmp_path: Path
) -> None:
    path = tmp_path / "成员.xlsx"
    exporting.export(seat.db, seat.actor, "persons", path, full=True, why="核对")
    member = household.facts(seat.db, family).members[0]
    changed(path, 职业="务农", 性别="女")
    household.save(
        seat.db, seat.actor, {}, members=[{"id": member.id, "occupation": "做工"}], record_id=family
    )
    found = opened(dialog, path)
    assert dict(states(found)) == {"性别": OPEN, "职业": CLASH}
    place = [title for title, _ in states(found)].index("职业")
    found.table.select_id(place)
    assert found.banner.words.text().startswith("导出以后，这一项在程序里已改成“做工”。")
    found.take()
    assert household.facts(seat.db, family).members[0].values["occupation"] == "务农"
    found.table.select_id(1 - place)
    found.take()
    assert dict(states(found))["性别"] == DOUBT
    assert found.banner.words.text().endswith("核对无误就再采用一次。")
    found.take()
    assert dict(states(found))["性别"] == DONE


def test_a_list_without_changes_says_so(dialog: ImportDialog, seat: Desk, tmp_path: Path) -> None:
    path = tmp_path / "家庭.xlsx"
    exporting.export(seat.db, seat.actor, "families", path)
    found = opened(dialog, path)
    assert found.told.words.text() == "表里没有改动。"
    assert not found.take_one.isEnabled()
