from __future__ import annotations

import re

from PySide6.QtCore import Qt, QUrl
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import paths
from ljfpa_desktop.ui.manual import ManualDialog, contents


def test_the_contents_follow_the_index() -> None:
    names = [name for name, _ in contents()]
    assert names[:3] == ["index", "keyboard", "desk"]
    assert dict(contents())["households"] == "家庭"


def test_every_page_is_in_the_index_and_every_link_leads_somewhere() -> None:
    folder = paths.resources() / "manual"
    names = {f.name for f in folder.glob("*.md")}
    for file in folder.glob("*.md"):
        linked = set(re.findall(r"\]\((\S+?)\)", file.read_text("utf-8")))
        assert linked <= names
        if file.stem == "index":
            assert linked == names - {"index.md"}


def test_links_and_unknown_names_show_a_page(qtbot: QtBot) -> None:
    manual = ManualDialog("no-such-page")
    qtbot.addWidget(manual)
    assert manual.list.currentItem().data(Qt.ItemDataRole.UserRole) == "index"
    manual.text.anchorClicked.emit(QUrl("aid.md"))
    assert manual.list.currentItem().text() == "帮扶"
    assert "花名册" in manual.text.toPlainText()
