"""Rolls come in through the dialog of registers; two halves of a family are put together there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services import association, household
from ljfpa_desktop.services.importing.parsed import Kind
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog
from ljfpa_desktop.ui.dialogs.importing.review_rows import ERROR, NEW
from tests.services.importing.samples import xlsx
from tests.services.importing.taking import FAMILY
from tests.services.importing.test_anomalies import HALVES
from tests.services.importing.test_rolls import LIN, MEMBERS, WU, roll

Show = Callable[[QWidget], QWidget]


def opened(seat: Desk, shown: Show, qtbot: QtBot, kind: Kind, path: Path) -> ImportDialog:
    made = ImportDialog(seat, kind)
    qtbot.addWidget(made, before_close_func=lambda d: setattr(d, "preview", None))  # it asks otherwise
    shown(made)
    made.open_file(path)
    assert made.preview is not None, made.banner.words.text()
    return made


def test_a_roll_is_looked_at_taken_in_and_seen(seat: Desk, shown: Show, qtbot: QtBot, tmp_path: Path) -> None:
    went: list[tuple[str, UUID | None]] = []
    seat.open_page = lambda key, record=None: went.append((key, record))
    dialog = opened(seat, shown, qtbot, "members", roll(tmp_path, MEMBERS, LIN, [*WU[:1], None, *WU[2:]]))
    assert dialog.preview is not None
    assert dialog.preview.model.rows.counts() == {NEW: 1, ERROR: 1}
    dialog.preview.model.setData(dialog.preview.model.index(1, MEMBERS.index("姓名") + 1), "吴美")
    assert dialog.preview.model.rows.counts() == {NEW: 2}
    dialog.go.click()
    said: Any = [w.text() for w in dialog.stack.currentWidget().findChildren(QLabel)]
    assert "新增 2 名会员。" in said
    assert dialog.go.text() == "看名册"
    dialog.go.click()
    assert went == [("association", None)]
    assert sorted(x.name for x in association.page(seat.db, "members")) == ["吴美", "林勇"]


def test_two_halves_of_a_family_are_put_together_at_a_click(
    seat: Desk, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    path = xlsx(tmp_path / "台账.xlsx", [FAMILY, *HALVES])
    dialog = opened(seat, shown, qtbot, "families", path)
    assert dialog.preview is not None
    assert dialog.preview.model.rows.counts() == {NEW: 1, ERROR: 1}
    next(b for b in dialog.preview.notes.buttons if b.text() == "是一户，合在一起").click()
    assert dialog.preview.model.rows.counts() == {NEW: 2}
    dialog.go.click()
    assert [line.persons for line in household.page(seat.db, {})] == [3]
