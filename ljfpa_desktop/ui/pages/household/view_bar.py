"""More filters and kept views of the list of families, and a line that says what is in force."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import view, whose
from ljfpa_desktop.services.household import filters
from ljfpa_desktop.services.view import Named, View
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.view_dialogs import MORE, filter_dialog, name_dialog
from ljfpa_desktop.ui.widgets.dialog import FormDialog, show_failure

KEEP_WORDS = "筛选条件、显示的列和排序都记在视图里；同名的视图会换成现在这样。"


class ViewBar(QWidget):
    """``chosen(view)`` when a kept view is to be shown, ``narrowed()`` when ``more`` has changed.

    ``shown`` gives the list as it stands, to be kept. The buttons belong to the row of filters.
    """

    chosen = Signal(object)
    narrowed = Signal()

    def __init__(self, desk: Desk, shown: Callable[[], View]) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.desk, self._shown = desk, shown
        self.more: dict[str, Any] = {}
        self.current: Named | None = None
        self.more_button = _button("更多筛选", "filter", "Ctrl+L", self.ask_more)
        self.view_button = _button("视图", "list-details", "Ctrl+B", self.open_menu)
        self.words = QLabel()
        theme.mark(self.words, role="quiet")
        self.words.setWordWrap(True)
        self.clear_button = _button("清除", "x", "", self.clear)
        theme.mark(self.clear_button, kind="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.clear_button)
        self.hide()

    def ask_more(self) -> FormDialog:
        """The dialog of the other filters."""
        dialog = filter_dialog(self.desk, self.more, self)
        dialog.saved.connect(self._narrow)
        dialog.open()
        return dialog

    def _narrow(self, more: dict[str, Any]) -> None:
        self.more = more
        self.narrowed.emit()

    def clear(self) -> None:
        """Show the list without a view and without the other filters."""
        self.current, self.more = None, {}
        self.chosen.emit(View({"status": "ACTIVE"}))

    def take(self, kept: Named) -> None:
        """Show a kept view."""
        self.current = kept
        self.more = {name: value for name, value in kept.view.filters.items() if name in MORE}
        self.chosen.emit(kept.view)

    def say(self, count: int) -> str:
        """Say what is in force, with the number of families; the sentence also stands on what is printed."""
        parts = [self.title] if self.current else []
        place = partial(whose.place, self.desk.actor.office)
        told = filters.in_words(self.desk.db, self._shown().filters, place)
        parts += [told] if told else []
        self.words.setText(" · ".join([*parts, f"{count:,} 户"]))
        self.setVisible(bool(self.current or self.more))
        return told

    @property
    def title(self) -> str:
        """What the list is called: the view's name, or that of the page."""
        return self.current.name if self.current else "家庭名册"

    def menu(self) -> QMenu:
        """The kept views, and what may be done with the one in force."""
        menu = QMenu(self)
        for number, kept in enumerate(view.listed(self.desk.db), 1):
            digit = f"&{number}  " if number < 10 else "    "
            action = menu.addAction(digit + kept.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(self.current is not None and self.current.id == kept.id)
            action.triggered.connect(partial(self.take, kept))
        menu.addSeparator()
        menu.addAction("全部家庭（&A）", self.clear)
        save = menu.addAction("保存为视图…（&S）", lambda: self.keep())
        save.setEnabled(not self.desk.read_only)
        for text, do in (("改名…（&R）", self.rename), ("删除（&D）", self.remove)):
            menu.addAction(text, do).setEnabled(self.current is not None and not self.desk.read_only)
        return menu

    def open_menu(self) -> None:
        """The menu below its button, its first line ready for Enter."""
        menu = self.menu()
        menu.setActiveAction(next(a for a in menu.actions() if not a.isSeparator()))
        menu.popup(self.view_button.mapToGlobal(QPoint(0, self.view_button.height())))

    def keep(self) -> FormDialog:
        """Ask for a name and keep the list as it stands."""
        name = self.current.name if self.current else ""
        return self._named("保存为视图", name, self._keep, KEEP_WORDS)

    def _keep(self, name: str) -> None:
        view.save(self.desk.db, self.desk.actor, name, self._shown())
        self.current = view.named(self.desk.db, name)
        self.desk.tell(f"视图“{self.current.name}”已保存。")
        self.narrowed.emit()

    def rename(self) -> FormDialog | None:
        """Ask for another name of the view in force."""
        kept = self.current
        if kept is None:
            return None

        def change(name: str) -> None:
            view.rename(self.desk.db, self.desk.actor, kept.id, name)
            self.current = view.named(self.desk.db, name)
            self.narrowed.emit()

        return self._named("视图改名", kept.name, change, "")

    def remove(self) -> None:
        """Take the view in force away; it can be brought back."""
        kept = self.current
        if kept is None:
            return
        try:
            name = view.remove(self.desk.db, self.desk.actor, kept.id)
        except Failure as failure:
            show_failure(self, failure)
            return
        self.current = None
        back = partial(view.bring_back, self.desk.db, self.desk.actor, kept.id)
        self.desk.tell(f"视图“{name}”已删除。", back)
        self.narrowed.emit()

    def _named(self, title: str, name: str, keep: Callable[[str], None], words: str) -> FormDialog:
        dialog = name_dialog(title, name, keep, self, words)
        dialog.open()
        return dialog


def _button(text: str, icon: str, shortcut: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(theme.icon(icon), f" {text}")
    if shortcut:
        button.setShortcut(shortcut)
        button.setToolTip(f"{text}（{shortcut}）")
    button.clicked.connect(lambda: do())
    return button
