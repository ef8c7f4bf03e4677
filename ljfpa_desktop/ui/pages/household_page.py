"""家庭: the list of families with search and filters, and one family at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QStackedWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import household
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.household_dialog import household_dialog
from ljfpa_desktop.ui.list_out import print_list, save_list
from ljfpa_desktop.ui.page import Deed, Page
from ljfpa_desktop.ui.pages.household.family_acts import (
    FamilyActs,
    change_of_life,
    coming,
    look_for_duplicates,
    plausible,
)
from ljfpa_desktop.ui.pages.household.family_list import FamilyList
from ljfpa_desktop.ui.pages.household.family_view import FamilyView

LOOKS = (
    ("待遇预告", "calendar-event", coming, "Ctrl+Y"),
    ("核对疑点", "clipboard-check", plausible, "Ctrl+K"),
    ("查重复", "users", look_for_duplicates, "Ctrl+D"),
)
NOT_REGISTERED = "在册的家庭才能办理迁出，请先核对它的状态。"


class HouseholdPage(Page):
    """Enter opens the family of the row; Esc goes back to the list."""

    title = "家庭"
    concerned: ClassVar[frozenset[str]] = frozenset(
        {
            "household", "person", "member", "household_category", "visit", "payment", "entitlement",
            "cycle", "transfer", "association_member", "volunteer",
        }
    )  # fmt: skip
    manual: ClassVar[str] = "households"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.acts = FamilyActs(desk, self, lambda: self.family.found.id if self.family.found else None)
        self.families = FamilyList(desk, self.record_visit, self.import_register)
        self.table = self.families.table
        self.family = FamilyView(desk, self.acts)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.families)
        self.stack.addWidget(self.family)
        self.body.addWidget(self.stack, 1)
        self.setFocusProxy(self.families)
        self.families.opened.connect(self.open_record)

    @property
    def is_at_family(self) -> bool:
        """Whether one family is in view, and not the list."""
        return self.stack.currentWidget() is self.family

    def primary(self) -> Deed | None:
        """A visit to the family in view, or a new family where families are registered."""
        if self.is_at_family:
            return Deed("登记走访", "home-heart", self.record_visit, "Ctrl+G")
        return Deed("新增家庭", "plus", self.add_family) if self.families.registers else None

    def deeds(self) -> Sequence[Deed]:
        """The other acts of what is in view."""
        if self.is_at_family:
            why_not = self.acts.closed
            return (
                Deed("返回", "chevron-left", self.show_list, "Esc", writes=False),
                Deed("历史", "history", self.acts.show_history, "Ctrl+H", writes=False, rare=True),
                *self._moving(),
                Deed("家庭变动…", "users", self.change_of_life, "Ctrl+L", why_not=why_not),
                Deed("状态", "refresh", self.acts.status, "Ctrl+T", why_not=why_not, rare=True),
                Deed("修改", "edit", self.acts.edit, "Ctrl+E", why_not=why_not),
            )
        importing = (Deed("导入名册", "file-import", self.import_register, "Ctrl+I"),)
        return (
            *(Deed(text, icon, partial(look, self.desk, self), key, writes=False, rare=True)
              for text, icon, look, key in LOOKS),
            *(importing if self.families.registers else ()),
            Deed("打印", "printer", self.print_families, "Ctrl+P", writes=False),
            Deed("导出", "file-export", self.save_families, writes=False),
        )

    def change_of_life(self) -> None:
        """Births, deaths, marriages ... of the family in view."""
        banner = self.family.banner
        found = self.family.found
        active = found is not None and found.values["status"] == "ACTIVE"
        may_move = active and not banner.is_county and not banner.button.text()
        change_of_life(self.acts, "" if may_move else NOT_REGISTERED)

    def _moving(self) -> tuple[Deed, ...]:
        """A township may send a family that is registered there to another; a move begun is settled first."""
        found, banner = self.family.found, self.family.banner
        if banner.button.text():
            return (Deed(banner.button.text(), "arrows-exchange", banner.settle, "Ctrl+M", rare=True),)
        if banner.is_county or found is None:
            return ()
        why_not = self.acts.closed or ("" if found.values["status"] == "ACTIVE" else NOT_REGISTERED)
        return (Deed("迁出本镇", "logout", self.acts.move, "Ctrl+M", why_not=why_not, rare=True),)

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read the list anew, and the family in view."""
        if tables and not tables & self.concerned:
            return
        self.families.reload()
        counts = household.summary(self.desk.db)
        self.say(
            f"共 {counts.households:,} 户 {counts.persons:,} 人 · 特殊家庭 {counts.special:,} 户"
            f" · 本月新增 {counts.new_this_month:,} 户"
        )
        if self.is_at_family and self.family.found is not None:
            self._show_family(self.family.found.id, note=False)

    def open_record(self, record_id: UUID) -> None:
        """Show one family at a glance; of a restricted one the view is recorded."""
        self.table.select_id(record_id)
        self._show_family(record_id)

    def _show_family(self, household_id: UUID, *, note: bool = True) -> None:
        could = tuple(self.deeds())
        try:
            self.family.put(household_id, note=note)
        except Failure as failure:
            self.show_list()
            self.desk.tell(failure.sentence)
            return
        self.stack.setCurrentWidget(self.family)
        self.setFocusProxy(self.family)
        if tuple(self.deeds()) != could:  # it differs from family to family
            self.deeds_changed.emit()
        if note:
            self.family.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_list(self) -> None:
        """Back from a family to the list, at its row."""
        if self.is_at_family:
            self.stack.setCurrentWidget(self.families)
            self.setFocusProxy(self.families)
            self.families.setFocus(Qt.FocusReason.OtherFocusReason)
            self.deeds_changed.emit()

    def add_family(self) -> None:
        """The dialog for a new family; it is shown when saved."""

        def make() -> QDialog:
            dialog = household_dialog(self.desk, None, self)
            dialog.saved.connect(self.open_record)
            return dialog

        self.acts.open(make)

    def import_register(self) -> None:
        """The dialog that reads registers."""
        from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog  # readers of workbooks cost time

        self.acts.open(lambda: ImportDialog(self.desk, "families", self))

    def print_families(self) -> None:
        """Print the list as it is shown, with what it is narrowed by and its totals."""
        views = self.families.views
        words = [views.say(self.table.model.rowCount()), self.table.totals.text()]
        print_list(self.desk, views.title, self.table.as_rows(), self, "  ".join(w for w in words if w))

    def save_families(self) -> None:
        """Save the list as it is shown, masked where it is masked."""
        save_list(self.desk, self.families.views.title, self.table.as_rows(), self)

    def record_visit(self) -> None:
        """A visit to the family in view, or to those selected in the list."""
        if self.is_at_family and self.family.found is not None:
            self.acts.visit([self.family.found.id])
        else:
            self.acts.visit(self.table.selected_ids())
