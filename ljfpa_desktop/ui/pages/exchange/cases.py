"""待核对: what two sides filled in differently, family by family, decided with the number keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.exchange import casework, worklist
from ljfpa_desktop.exchange.worklist import Case, Choice
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.cards import Card, empty, label, small_button
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import FormDialog, show_failure
from ljfpa_desktop.ui.widgets.form import Form
from ljfpa_desktop.ui.widgets.states import scrolled
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

COLUMNS = (
    Column("household", "户编号", width=158),
    Column("title", "哪一处不一样", width=300),
)
MOST_KEYS = 9
WORDS = "同一处内容，两边填得不一样。请核实以后选一个，或填正确的。决定会随下一个数据包告诉对方。"


class Cases(QWidget):
    """The cases on the left, the values of the current one on the right; 1, 2, … take a value."""

    def __init__(self, desk: Desk, changed: Callable[[int], None]) -> None:
        super().__init__()
        self.desk, self._changed = desk, changed
        self.cases: list[Case] = []
        self._is_whole = False
        theme.mark(self, role="plain")
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, unit="处",
            empty="没有要核对的地方。两边填得不一样时，会在这里一处一处列出来。",
        )  # fmt: skip
        self.table.view.setAccessibleName("待核对")
        self.table.current_changed.connect(lambda: self._on_current())
        self.table.opened.connect(lambda: self.type_value())
        self.card = Card("待核对")
        self.values = QVBoxLayout()
        self.values.setSpacing(10)
        self.card.body.addWidget(label(WORDS, "quiet", wrap=True))
        self.card.body.addLayout(self.values)
        self.card.body.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.table, 1)
        self.side = scrolled(self.card)
        row.addWidget(self.side, 1)
        self.setFocusProxy(self.table)
        for number in range(1, MOST_KEYS + 1):
            key = QShortcut(QKeySequence(str(number)), self, lambda n=number: self.take(n - 1))
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def reload(self) -> None:
        """Read the cases anew and keep the place."""
        place = max(self.table.view.currentIndex().row(), 0)
        self.cases = worklist.cases(self.desk.db)
        self.table.reload()
        if self.table.current_id() is None and self.cases:
            self.table.select_row(min(place, len(self.cases) - 1))
        self._show()
        self._changed(len(self.cases))

    def _rows(self) -> list[Row]:
        return [(c.id, c.household or "—", c.title) for c in self.cases]

    @property
    def current(self) -> Case | None:
        """The case in view."""
        wanted = self.table.current_id()
        return next((c for c in self.cases if c.id == wanted), None)

    def _on_current(self) -> None:
        self._is_whole = False
        self._show()

    def show_whole(self) -> None:
        """Show what is masked at the counter; it is noted who looked."""
        case = self.current
        if case is not None:
            self.desk.db.note(self.desk.actor, f"查看完整内容 {case.title}", "view")
            self._is_whole = True
            self._show()

    def _show(self) -> None:
        empty(self.values)
        case = self.current
        self.side.setVisible(case is not None)
        if case is None:
            return
        self.card.title.setText(case.title)
        whole = casework.whole_words(case) if self._is_whole else ()
        for number, choice in enumerate(case.values):
            self.values.addWidget(self._choice(number, choice, whole[number] if whole else choice.words))
        self.values.addWidget(self._others(case))

    def _choice(self, number: int, choice: Choice, words: str) -> QFrame:
        frame = QFrame()
        theme.mark(frame, role="tile")
        button = QPushButton(f"用这个（{number + 1}）")
        button.setAccessibleName(f"用第 {number + 1} 个：{words}")
        theme.mark(button, kind="primary" if number == 0 else "plain")
        button.setEnabled(not self.desk.read_only)
        button.clicked.connect(lambda: self.take(number))
        box = QVBoxLayout(frame)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(4)
        box.addWidget(label("现在显示的" if number == 0 else "另一边填的", "label"))
        box.addWidget(label(words, "section", wrap=True))
        box.addWidget(label(said_by(choice), "quiet", wrap=True))
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _others(self, case: Case) -> QWidget:
        whole = QWidget()
        theme.mark(whole, role="plain")
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(10)
        self.typed = small_button("都不对，填正确的（Enter）", self.type_value)
        self.typed.setEnabled(bool(casework.editable(case)) and not self.desk.read_only)
        self.whole = small_button("显示完整内容", self.show_whole)
        self.whole.setVisible(casework.is_private(case) and not self._is_whole)
        self.family = small_button("打开这一户", self.open_family)
        self.family.setEnabled(bool(case.household))
        row.addWidget(self.typed)
        row.addWidget(self.whole)
        row.addWidget(self.family)
        row.addStretch()
        return whole

    def take(self, number: int) -> None:
        """Decide for one of the values."""
        case = self.current
        if case is None or number >= len(case.values) or self.desk.read_only:
            return
        self._decide(case, case.values[number].value)

    def _decide(self, case: Case, value: dict[str, Any]) -> None:
        try:
            worklist.decide(self.desk.db, self.desk.actor, case, value)
        except Failure as failure:
            show_failure(self, failure)
        else:
            self.desk.tell(f"已决定：{case.title}。下次交换时告诉对方。")
        self.reload()

    def type_value(self) -> None:
        """Neither is right: type the value in the field's own editor."""
        case = self.current
        fields = casework.editable(case) if case else {}
        if case is None or not fields or self.desk.read_only:
            return
        form = Form(fields, choices_of(self.desk))
        form.put(casework.shown_values(case))

        def save(values: dict[str, Any], _accepted: dict[str, str]) -> None:
            value = casework.value_of(case, values)
            worklist.decide(self.desk.db, self.desk.actor, case, value)

        dialog = FormDialog("填正确的", form, save, self, words=case.title, save_text="就按这个")
        dialog.saved.connect(lambda: self.reload())
        dialog.open()

    def open_family(self) -> None:
        """The family's own page."""
        case = self.current
        family = casework.family_of(self.desk.db, case) if case else None
        if family is not None:
            self.desk.open_page("households", family)


def said_by(choice: Choice) -> str:
    """Who filled it in, when, where and why."""
    parts = [choice.by, choice.at, divisions.name(choice.office) if choice.office else ""]
    words = " · ".join(p for p in parts if p)
    return f"{words}（{choice.why}）" if choice.why and words else words or choice.why or "原来登记的"
