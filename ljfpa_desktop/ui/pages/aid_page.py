"""帮扶: the cycles, and one of them from its list to the signed papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from PySide6.QtWidgets import QStackedWidget, QWidget

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.aid import cycle
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.aid.cycle_dialog import cycle_dialog
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog
from ljfpa_desktop.ui.page import Deed, Page

from .aid.cycle_list import CycleList
from .aid.cycle_view import CycleDetail
from .aid.seen import open_over


class AidPage(Page):
    """The list of cycles; Enter opens one in its place."""

    title = "帮扶"
    concerned: ClassVar[frozenset[str]] = frozenset(
        {"cycle", "entitlement", "payment", "register", "fund_source", "fund_income", "person", "household"}
    )
    manual: ClassVar[str] = "aid"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list = CycleList(desk, self.create_cycle)
        self.detail = CycleDetail(desk)
        self._deeds = (False, "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.detail)
        self.body.addWidget(self.stack, 1)
        self.setFocusProxy(self.list)
        self.list.opened.connect(self.open_record)
        self.detail.left.connect(self.show_list)

    @property
    def shows_one(self) -> bool:
        """Whether one cycle is in view."""
        return self.stack.currentWidget() is self.detail

    def primary(self) -> Deed | None:
        """新建批次, or the next step of the cycle in view."""
        if self.shows_one:
            return self.detail.primary()
        return Deed("新建批次", "plus", self.create_cycle)

    def deeds(self) -> Sequence[Deed]:
        """Importing a list, or the acts of the cycle in view."""
        if self.shows_one:
            return self.detail.deeds()
        return (Deed("导入名单", "file-import", self.import_list),)

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read anew what is in view."""
        if tables and not tables & self.concerned:
            return
        if self.shows_one:
            try:
                self.say(self.detail.reload())
            except Refused:  # taken back elsewhere
                self.show_list()
                return
        else:
            self.say(self.list.reload())
        view = self.detail.seen.view if self.shows_one else None
        deeds = (self.shows_one, view.next_act if view else "")
        if deeds != self._deeds:  # new buttons would take the keyboard away
            self._deeds = deeds
            self.deeds_changed.emit()

    def open_record(self, record_id: UUID) -> None:
        """Show one cycle, or the cycle of a payment."""
        cycle_id = cycle.of_record(self.desk.db, record_id)
        if cycle_id is None:
            return
        self._bring_up(self.detail)
        self.detail.show_cycle(cycle_id)
        self.reload()
        self.detail.table.setFocus()

    def show_list(self) -> None:
        """Back to the cycles, at the one last seen."""
        self._bring_up(self.list)
        self.reload()
        self.list.table.select_id(self.detail.seen.cycle_id)
        self.list.table.setFocus()

    def _bring_up(self, part: QWidget) -> None:
        self.stack.setCurrentWidget(part)
        self.setFocusProxy(part)

    def create_cycle(self) -> None:
        """A new draft cycle, shown once saved."""
        dialog = open_over(self, lambda: cycle_dialog(self.desk, None, self))
        if dialog is not None:
            dialog.saved.connect(self.open_record)  # pyright: ignore[reportAttributeAccessIssue]

    def import_list(self) -> None:
        """A list from a spreadsheet: it becomes a draft cycle named after its title."""
        open_over(self, lambda: ImportDialog(self.desk, "relief", self))
