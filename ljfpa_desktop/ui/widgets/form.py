"""A form made from declared fields: values in and out, keys, raw text for drafts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from ljfpa_desktop.base.errors import Invalid
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.ui import theme

from .choice_box import Unreadable
from .editors import Choices, Editor, NoteEdit, ReadDate, editor_for, keyboard_of, read_any_date
from .form_row import FormRow
from .notices import NoticeBoard
from .private_edit import PrivateEdit

Hooks = Mapping[str, Callable[["Form"], None]]


class Form(NoticeBoard):
    """``fields`` name -> `Field`; ``choices(table)`` gives (code, label) pairs; ``on_changed`` name -> hook.

    A hook is called with the form when its field was left with another value. ``read_only`` is True or
    the names that cannot be changed. Enter moves on, Ctrl+S emits ``submitted``.
    """

    submitted = Signal()
    completed = Signal()  # Enter in the last field
    edited = Signal()  # at each key
    revealed = Signal(str)  # a private field's name, for the access log

    def __init__(
        self,
        fields: Mapping[str, Field],
        choices: Choices = lambda _table: (),
        *,
        columns: int = 1,
        read_only: bool | Collection[str] = False,
        on_changed: Hooks | None = None,
        read_date: ReadDate = read_any_date,
    ) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self._hooks = on_changed or {}
        self._hooked = False
        for name, declared in fields.items():
            self.rows[name] = FormRow(name, declared, editor_for(declared, choices, read_date))
        self._lay_out(max(1, columns))
        for name, row in self.rows.items():
            locked = read_only if isinstance(read_only, bool) else name in read_only
            row.editor.setReadOnly(locked)
            row.editor.edited.connect(lambda: self.edited.emit())
            row.editor.committed.connect(lambda n=name: self._on_committed(n))
            if isinstance(row.editor, PrivateEdit):
                row.editor.revealed.connect(lambda n=name: self.revealed.emit(n))
            keyboard_of(row.editor).installEventFilter(self)
        save = QShortcut(QKeySequence("Ctrl+S"), self, self.submitted.emit)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._kept = self.raw()

    def _lay_out(self, columns: int) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        line = place = 0
        for row in self.rows.values():
            wide = columns > 1 and isinstance(row.editor, NoteEdit)
            if place and wide:
                line, place = line + 1, 0
            grid.addWidget(row.label, line, place * 2, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(row, line, place * 2 + 1, 1, columns * 2 - 1 if wide else 1)
            place = columns if wide else place + 1
            if place >= columns:
                line, place = line + 1, 0
        for place in range(columns):
            grid.setColumnStretch(place * 2 + 1, 1)
        box.addWidget(self.banner)
        box.addWidget(self.doubts)
        box.addLayout(grid)
        box.addStretch()

    def editor(self, name: str) -> Editor:
        """The editor of a field."""
        return self.rows[name].editor

    def put(self, values: Mapping[str, Any]) -> None:
        """Show a record's values; what is not named becomes empty. The form counts as unchanged."""
        for name, row in self.rows.items():
            row.editor.put(values.get(name))
        self.clear_problems()
        self.clear_doubts()
        self._kept = self.raw()

    def fill(self, **values: Any) -> None:
        """Set single values, as hooks do; the form counts as changed."""
        for name, value in values.items():
            self.editor(name).put(value)
        self.edited.emit()

    def values(self) -> dict[str, Any]:
        """All values by name. Raises Invalid for what cannot be read and for required ones left empty."""
        found: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for name, row in self.rows.items():
            try:
                found[name] = row.editor.value()
            except Unreadable as e:
                problems[name] = str(e)
                continue
            if row.declared.required and found[name] is None:
                verb = "选择" if row.declared.choices or row.declared.kind == "village" else "填写"
                problems[name] = f"请{verb}{row.declared.label}。"
        if problems:
            raise Invalid(problems)
        return found

    def value(self, name: str) -> Any:
        """One value, None when it cannot be read."""
        try:
            return self.editor(name).value()
        except Unreadable:
            return None

    def raw(self) -> dict[str, str]:
        """What stands in the editors as text, for a draft."""
        return {name: row.editor.raw() for name, row in self.rows.items()}

    def restore(self, raw: Mapping[str, str]) -> None:
        """Take back a draft; the form counts as changed."""
        for name in self.rows.keys() & raw.keys():
            self.editor(name).restore(raw[name])

    def is_changed(self) -> bool:
        """Whether anything differs from what `put` showed."""
        return self.raw() != self._kept

    def _on_committed(self, name: str) -> None:
        if name in self._hooks and not self._hooked:
            self._hooked = True  # a hook may fill other fields, which must not call it again
            try:
                self._hooks[name](self)
            finally:
                self._hooked = False
        self.edited.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter moves on; in notes Ctrl+Enter does."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if enter and (held or not isinstance(watched, NoteEdit)):
                last = [row.editor for row in self.rows.values() if row.editor.isEnabled()][-1]
                self.focusNextChild()
                if watched is keyboard_of(last):
                    self.completed.emit()
                return True
        return super().eventFilter(watched, event)
