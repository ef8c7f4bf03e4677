from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services.importing import layouts
from ljfpa_desktop.ui.desk import SETTINGS_SECTION, Desk
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog
from ljfpa_desktop.ui.dialogs.importing.mapping_dialog import MappingDialog
from ljfpa_desktop.ui.dialogs.importing.review_rows import NEW
from ljfpa_desktop.ui.pages.settings.learned_section import LearnedSection
from ljfpa_desktop.ui.pages.settings_page import SettingsPage
from tests.services.importing.samples import number, xlsx
from tests.services.importing.taking import H, W
from tests.services.importing.test_layouts import HEAD, MEANT, ROW, TITLE
from tests.ui.keyboard import activate, answer, press, write

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def dialog(seat: Desk, shown: Show, qtbot: QtBot) -> ImportDialog:
    made = ImportDialog(seat)
    qtbot.addWidget(made, before_close_func=lambda d: setattr(d, "preview", None))  # it asks otherwise
    shown(made)
    return made


def opened(dialog: ImportDialog) -> MappingDialog:
    """The dialog that the button opens."""
    dialog.map.click()
    made = next(d for d in dialog.findChildren(MappingDialog) if d.isVisible())
    activate(made)
    return made


def test_a_register_nobody_understood_is_explained_and_known_again(
    dialog: ImportDialog, seat: Desk, tmp_path: Path
) -> None:
    second = ["山兜", "陈强", number("19650302", 5), *[None] * 4, "99", None, "B-2"]
    path = xlsx(tmp_path / "甲.xlsx", [TITLE, HEAD, ROW, second])
    assert not dialog.map.isVisible()
    dialog.open_file(path)
    assert "表头" in dialog.banner.words.text()
    assert dialog.preview is None
    told = opened(dialog)
    assert (told.row.value(), told.two.isChecked()) == (2, False)
    assert list(told.boxes) == HEAD
    for title, code in MEANT.items():
        if code != "skip":
            told.boxes[title].put(code)
    told.judge()
    assert told.banner.words.text() == "这样读到 2 行：新增 2 行。"
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier, told)
    assert dialog.preview is not None
    assert dialog.preview.model.rows.counts() == {NEW: 2}
    assert dialog.banner.words.text() == ""
    assert [x.term for x in layouts.learned(seat.db)] == ["甲.xlsx"]
    dialog.open_file(xlsx(tmp_path / "乙.xlsx", [TITLE, [], HEAD, ROW]))
    assert dialog.preview.model.rows.counts() == {NEW: 1}


def test_a_choice_is_typed_and_judged_at_once(dialog: ImportDialog, tmp_path: Path, qtbot: QtBot) -> None:
    head = ["村居", "户主姓名", "身份证号", "家庭类别", "号码"]
    rows = [head, ["山兜村", "林勇", H, "99", "x1"], ["山兜村", "吴美", W, "99", "x2"]]
    dialog.open_file(xlsx(tmp_path / "a.xlsx", [TITLE, *rows]))
    told = opened(dialog)
    assert [b.value() for b in told.boxes.values()] == ["village", "head.name", "head.id", "category", None]
    told.boxes["家庭类别"].setFocus()
    told.boxes["家庭类别"].lineEdit().selectAll()  # pyright: ignore[reportOptionalMemberAccess]
    write("光荣证号")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told.boxes["家庭类别"].value() == "cert_no")
    assert told.isVisible()
    told.boxes["号码"].put("head.id")
    told.judge()
    assert "“身份证号”和“号码”都是“户主身份证”，只读前一列。" in told.banner.words.text()
    told.boxes["号码"].setEditText("随便写的")
    told.carry_out()
    assert told.isVisible()
    assert told.banner.words.text().startswith("“号码”：列表里没有“随便写的”")


def test_another_row_another_depth_another_sheet(dialog: ImportDialog, tmp_path: Path) -> None:
    rows = [TITLE, ["点", "男", None, "类"], [None, "称", "码", None], ["山兜村", "林勇", H, "99"]]
    dialog.open_file(xlsx(tmp_path / "a.xlsx", rows))
    told = opened(dialog)
    told.row.setValue(2)
    told.two.setChecked(True)
    assert list(told.boxes) == ["点", "男-称", "男-码", "类"]
    told.row.setValue(9)
    told.judge()
    assert told.banner.words.text() == "第9行没有内容，不能作表头。请换一行。"
    told.row.setValue(2)
    for title, code in {"点": "village", "男-称": "head.name", "男-码": "head.id", "类": "category"}.items():
        told.boxes[title].put(code)
    told.judge()
    assert told.banner.words.text() == "这样读到 1 行：新增 1 行。"


def test_what_was_taught_is_shown_and_taken_away_in_the_settings(
    seat: Desk, shown: Show, tmp_path: Path
) -> None:
    sheet_path = xlsx(tmp_path / "甲.xlsx", [TITLE, HEAD, ROW])
    from ljfpa_desktop.services.importing import intake
    from ljfpa_desktop.services.importing.read import read

    layout = layouts.layout_at(read(sheet_path).visible[0], [2], "families", MEANT, "甲.xlsx")
    layouts.remember(seat.db, seat.actor, layout)
    intake.teach_column(seat.db, seat.actor, "relief", "给多少", "amount")
    seat.memory.set(SETTINGS_SECTION, "learned")
    page = SettingsPage(seat)
    shown(page)
    section = page.current
    assert isinstance(section, LearnedSection)
    lines = section.table.as_rows()
    assert lines[1] == ["列名（慰问名单）", "给多少", "金额"]
    assert lines[2][:2] == ["整个表头（计生家庭台账）", "甲.xlsx"]
    assert lines[2][2].startswith("所在地是村居、甲是夫姓名、甲证是夫身份证")
    answer()
    section.remove.click()
    assert section.banner.words.text() == "“给多少”已经删掉。"
    assert [line[1] for line in section.table.as_rows()[1:]] == ["甲.xlsx"]
