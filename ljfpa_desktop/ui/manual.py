"""F1: the manual, one short page for each page of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ljfpa_desktop.base import paths

from .theme import mark


def contents() -> list[tuple[str, str]]:
    """(name, title) of every manual page, in the order of ``index.md`` and then by name."""
    files = sorted((paths.resources() / "manual").glob("*.md"))
    index = (paths.resources() / "manual" / "index.md").read_text(encoding="utf-8")
    order = {f.stem: index.find(f"({f.name})") for f in files}
    files.sort(key=lambda f: (f.stem != "index", order[f.stem] < 0, order[f.stem]))
    return [(f.stem, f.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").strip()) for f in files]


def _give_air(document: QTextDocument) -> None:
    """Space between paragraphs and lines: Markdown documents take no style sheet."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        shape = block.blockFormat()
        level = shape.headingLevel()
        inside = block.textList() is not None or QTextCursor(block).currentTable() is not None
        shape.setTopMargin({0: 2 if inside else 6, 1: 0}.get(level, 16))
        shape.setBottomMargin(8 if level else 3)
        shape.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setPosition(block.position())
        cursor.setBlockFormat(shape)
        block = block.next()


class ManualDialog(QDialog):
    """Shows one page of the manual; the list on the left and links lead to the others."""

    def __init__(self, name: str = "index", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.resize(940, 640)
        self.list = QListWidget()
        self.list.setFixedWidth(190)
        self.list.setAccessibleName("手册目录")
        mark(self.list, role="popup")
        for key, title in contents():
            item = QListWidgetItem(title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, key)
        self.text = QTextBrowser()
        self.text.setAccessibleName("手册内容")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        card = QFrame()
        mark(card, role="card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 12, 4, 12)
        inside.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(14)
        row.addWidget(self.list)
        row.addWidget(card, 1)
        self.list.currentItemChanged.connect(self._on_item)
        QShortcut(QKeySequence("F1"), self, self.accept)
        self.open_page(name)

    def open_page(self, name: str) -> None:
        """Show a page by its file name; an unknown one shows the index."""
        items = [self.list.item(i) for i in range(self.list.count())]
        wanted = [i for i in items if i.data(Qt.ItemDataRole.UserRole) == name] or items[:1]
        self.list.setCurrentItem(wanted[0])

    def _on_item(self, item: QListWidgetItem) -> None:
        path = paths.resources() / "manual" / f"{item.data(Qt.ItemDataRole.UserRole)}.md"
        self.text.setMarkdown(path.read_text(encoding="utf-8"))
        _give_air(self.text.document())

    def _on_link(self, link: QUrl) -> None:
        self.open_page(link.fileName().removesuffix(".md"))
