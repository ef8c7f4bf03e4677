"""One editor for each kind of field; each answers a value, takes one, and keeps its raw text for drafts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from ljfpa_desktop.base import dates, money
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.ui import theme

from .choice_box import Choice, ChoiceBox, Unreadable
from .private_edit import PrivateEdit


class DateReading(Protocol):
    """What reading a date gives; `base.date_reading.DateRead`."""

    @property
    def value(self) -> date | None:
        """The first day of what the precision leaves open."""
        ...

    @property
    def precision(self) -> str:
        """Y, YM, YMD or nothing."""
        ...

    @property
    def doubt(self) -> str:
        """A sentence to ask the clerk."""
        ...


_MONTH_DAY = re.compile(r"(\d{1,2}) ?[./\-月] ?(\d{1,2})[日号]?|(0[1-9]|1[0-2])(\d\d)")
ReadDate = Callable[[str], DateReading]
Choices = Callable[[str], Sequence[Choice]]


def read_any_date(text: str) -> DateReading:
    """Read a date that may also lie ahead."""
    return dates.read_date(text, past=False)


class TextEdit(QLineEdit):
    """One line of text; blanks around it are dropped, nothing is None."""

    committed = Signal()
    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._before = ""
        self.textEdited.connect(lambda: self.edited.emit())
        self.editingFinished.connect(self._on_finished)

    def _on_finished(self) -> None:
        if self.text() != self._before:
            self._before = self.text()
            self.committed.emit()

    def value(self) -> Any:
        """The value typed; raises Unreadable."""
        return self.text().strip() or None

    def put(self, value: Any) -> None:
        """Show a value."""
        self.restore("" if value is None else str(value))

    def raw(self) -> str:
        """The text as it stands."""
        return self.text()

    def restore(self, raw: str) -> None:
        """Take back a text as it stood."""
        self._before = raw
        self.setText(raw)
        self.setCursorPosition(0)


class NumberEdit(TextEdit):
    """A number; full-width digits and thousands' commas are read."""

    def value(self) -> Any:
        """An int, or a float when it has decimals."""
        text = unicodedata.normalize("NFKC", self.text()).replace(",", "").strip()
        if not text:
            return None
        try:
            number = Decimal(text)
        except ArithmeticError:
            raise Unreadable("这里要填数字，例如 3。") from None
        return int(number) if number == number.to_integral_value() else float(number)


class MoneyEdit(TextEdit):
    """An amount as clerks write it; the value is in 分."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("元")

    def value(self) -> int | None:
        """分; raises Unreadable with the sentence of `base.money`."""
        if not self.text().strip():
            return None
        try:
            return money.parse_fen(self.text())
        except money.MoneyError as e:
            raise Unreadable(e.sentence) from None

    def put(self, value: int | None) -> None:
        """Show 分 as 1,200.00."""
        self.restore("" if value is None else f"{money.show(value)}".replace("¥", ""))


class DateEdit(TextEdit):
    """A date typed in any usual way; leaving it writes it out, Up and Down move a day."""

    remarked = Signal(str)

    def __init__(self, read: ReadDate = read_any_date) -> None:
        super().__init__()
        self._read = read
        self.precision = ""
        self.setPlaceholderText("如 2024-02-05")

    def value(self) -> date | None:
        """The day (the first of a month or year when only that is known; see ``precision``)."""
        text = self.text().strip()
        self.precision = ""
        if not text:
            return None
        if text in ("今天", "今日"):
            self.precision = "YMD"
            return dates.today()
        found = self._read_short(text) or self._read(text)
        if found.value is None:
            raise Unreadable(found.doubt or f"看不懂日期“{text}”。请写成 2024-02-05 的样子。")
        self.precision = found.precision
        return found.value

    def _read_short(self, text: str) -> DateReading | None:
        """A month and a day as this year's, such as 11.23, 1123 or 1-5; None when that is not meant."""
        found = _MONTH_DAY.fullmatch(unicodedata.normalize("NFKC", text))
        if not found:
            return None
        month, day = (found[1], found[2]) if found[1] else (found[3], found[4])
        read = self._read(f"{dates.today().year}-{int(month):02}-{int(day):02}")
        return read if read.value else None

    def put(self, value: date | None, precision: str = "YMD") -> None:
        """Show a day as far as it is known."""
        self.precision = precision if value else ""
        self.restore(_day(value, precision) if value else "")

    def _on_finished(self) -> None:
        if self.text() == self._before:
            return
        try:
            day = self.value()
            text = self.text().strip()
            short = text[:1] == "今" or self._read_short(text)
            doubt = self._read(text).doubt if day and not short else ""
        except Unreadable as e:
            self.remarked.emit(str(e))
        else:
            self.setText(_day(day, self.precision) if day else "")
            self.remarked.emit(doubt)
        super()._on_finished()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up: a day later, Down: a day earlier."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if not step or self.isReadOnly():
            super().keyPressEvent(event)
            return
        try:
            day = self.value()
        except Unreadable:
            return
        self.setText(_day(day + timedelta(step) if day else dates.today(), "YMD"))
        self.edited.emit()


def _day(day: date, precision: str) -> str:
    return day.isoformat()[: {"Y": 4, "YM": 7}.get(precision, 10)]


class NoteEdit(QPlainTextEdit):
    """Several lines of text; Tab and Ctrl+Enter move on."""

    committed = Signal()
    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.size("control") * 2 + 12)
        self.textChanged.connect(lambda: self.edited.emit())

    def value(self) -> str | None:
        """The text, or None."""
        return self.toPlainText().strip() or None

    def put(self, value: Any) -> None:
        """Show a text."""
        self.setPlainText("" if value is None else str(value))

    def raw(self) -> str:
        """The text as it stands."""
        return self.toPlainText()

    def restore(self, raw: str) -> None:
        """Take back a text as it stood."""
        self.setPlainText(raw)


class YesBox(QCheckBox):
    """Yes or no."""

    committed = Signal()
    edited = Signal()

    def __init__(self) -> None:
        super().__init__("是")
        self.setMinimumHeight(theme.size("control"))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.edited.emit()
        self.committed.emit()

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.isChecked()

    def put(self, value: Any) -> None:
        """Tick it or not."""
        self.setChecked(bool(value))

    def setReadOnly(self, on: bool) -> None:
        """As the other editors."""
        self.setEnabled(not on)

    def raw(self) -> str:
        """1 or nothing."""
        return "1" if self.isChecked() else ""

    def restore(self, raw: str) -> None:
        """Take back what stood."""
        self.setChecked(raw == "1")


Editor = TextEdit | NoteEdit | ChoiceBox | YesBox | PrivateEdit


def editor_for(declared: Field, choices: Choices, read: ReadDate = read_any_date) -> Editor:
    """The editor of a declared field."""
    if declared.kind in ("choice", "village", "link"):
        return ChoiceBox(choices(declared.choices or declared.kind))
    if declared.kind == "date":
        return DateEdit(read)
    if declared.private and declared.kind != "note":
        return PrivateEdit(declared.kind)
    made: dict[str, Callable[[], Editor]] = {
        "note": NoteEdit, "number": NumberEdit, "money": MoneyEdit, "yes": YesBox,
    }  # fmt: skip
    return made.get(declared.kind, TextEdit)()


def keyboard_of(editor: QWidget) -> QWidget:
    """The widget that has the keyboard while the editor is used."""
    return editor.focusProxy() or editor
