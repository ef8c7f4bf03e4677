"""Moves as a list with the buttons that answer the current one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.services.transfer import TransferLine
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cards import label
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

TO_RECEIVE, TO_PASS_ON = "等接收", "等转交"
TONES = {
    TO_RECEIVE: "amber", TO_PASS_ON: "amber", "等县里转交": "amber", "县里退回": "red", "已退回": "red",
    "县里已转交": "green", "已接收": "green",
}  # fmt: skip
COLUMNS: Mapping[str, Column] = {
    c.key: c
    for c in (
        Column("head_name", "户主", width=92),
        Column("household_no", "户编号", width=160),
        Column("people", "人数", "number", width=58),
        Column("from_name", "迁出乡镇", width=96),
        Column("to_name", "迁入乡镇", width=96),
        Column("moved_on", "迁出日期", "date", width=106),
        Column("why", "原因", width=150),
        Column("words", "进度", "pill", width=108, tone=lambda w: TONES.get(w, "slate")),
        Column("answered_on", "答复日期", "date", width=106),
        Column("answer_why", "答复", width=150),
    )
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A button: what it does with a move whose progress is one of ``words``, and its kind of button."""

    text: str
    do: Callable[[TransferLine], object]
    words: tuple[str, ...]
    kind: str = "plain"


class MoveList(QWidget):
    """``read`` gives the moves, ``shown`` names the columns; Enter opens the family."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        shown: Sequence[str],
        read: Callable[[], list[TransferLine]],
        answers: Sequence[Answer],
        *,
        name: str,
        empty: str,
        empty_button: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.desk, self._read, self.answers = desk, read, answers
        self.lines: list[TransferLine] = []
        self._shown = tuple(shown)
        columns = [COLUMNS[key] for key in shown]
        self.table = Table(
            source_of(self._rows, columns), columns, name=name, memory=desk.memory, unit="户", empty=empty,
            empty_button=empty_button,
        )  # fmt: skip
        self.table.view.setAccessibleName(title)
        self.table.opened.connect(lambda: self.open_family())
        self.table.current_changed.connect(lambda: self._let())
        self.buttons = [self._button(answer) for answer in answers]
        head = QHBoxLayout()
        head.addWidget(label(title, "section"))
        head.addStretch()
        before: QWidget = self.table.chooser
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        for button in self.buttons:
            head.addWidget(button)
            QWidget.setTabOrder(before, button)
            before = button
        self.setFocusProxy(self.table)

    def _button(self, answer: Answer) -> QPushButton:
        button = QPushButton(answer.text)
        theme.mark(button, kind=answer.kind)
        button.clicked.connect(lambda: self._answer(answer))
        return button

    def reload(self) -> None:
        """Read the moves anew, those to be answered first; from one just answered it goes to the next.

        From one that needs no answer it goes to one that has come and does.
        """
        place, before, waited = max(self.table.view.currentIndex().row(), 0), self.current, self.waiting
        order = [words for answer in self.answers for words in answer.words]
        self.lines = sorted(self._read(), key=lambda x: [*order, x.words].index(x.words))
        self.table.reload()
        current = self.current
        was_answered = before is not None and self._waits(before) and current and not self._waits(current)
        has_come = self.waiting > waited and current is not None and not self._waits(current)
        if self.lines and (current is None or was_answered or has_come):
            self.table.select_row(max(min(place, self.waiting - 1), 0))
        self._let()

    def _waits(self, line: TransferLine) -> bool:
        return any(line.words in answer.words for answer in self.answers)

    @property
    def waiting(self) -> int:
        """How many of the moves a button can answer."""
        return sum(self._waits(line) for line in self.lines)

    def _rows(self) -> list[Row]:
        return [(x.id, *(getattr(x, key) or None for key in self._shown)) for x in self.lines]

    @property
    def current(self) -> TransferLine | None:
        """The move the keyboard stands on."""
        wanted = self.table.current_id()
        return next((x for x in self.lines if x.id == wanted), None)

    def _let(self) -> None:
        """A button is on for a move it can answer; otherwise it says for which."""
        current = self.current
        for button, answer in zip(self.buttons, self.answers, strict=True):
            can = current is not None and current.words in answer.words
            wanted = "”或“".join(answer.words)
            button.setEnabled(can and not self.desk.read_only)
            button.setToolTip(self.desk.read_only or ("" if can else f"请先选一户“{wanted}”的。"))
            name = f"{answer.text}：{current.head_name}户" if can and current else answer.text
            button.setAccessibleName(name)

    def _answer(self, answer: Answer) -> None:
        current = self.current
        if current is not None and current.words in answer.words:
            answer.do(current)

    def open_family(self) -> None:
        """The family's own page."""
        current = self.current
        if current is not None:
            self.desk.open_page("households", current.household_id)
