"""What can be done with a family: each act opens its dialog over the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import history, household, paper
from ljfpa_desktop.services.life import NAMES
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.category_dialog import category_dialog, end_category_dialog, status_dialog
from ljfpa_desktop.ui.dialogs.history_dialog import HistoryDialog
from ljfpa_desktop.ui.dialogs.household_dialog import file_dialog, household_dialog
from ljfpa_desktop.ui.dialogs.life_dialog import KindsDialog, LifeDialog
from ljfpa_desktop.ui.dialogs.move_dialogs import move_dialog
from ljfpa_desktop.ui.dialogs.person_dialog import person_dialog, successor_dialog
from ljfpa_desktop.ui.dialogs.print_log_dialog import print_log_dialog
from ljfpa_desktop.ui.dialogs.visit_dialog import visit_dialog
from ljfpa_desktop.ui.widgets.dialog import ask_reason, show_failure

PAGE_OF = {"event": "events", "honour": "certificates", "paid": "aid", "void": "aid", "listed": "aid"}


class FamilyActs:
    """``current()`` is the family in view, None for none; dialogs belong to ``over``.

    ``closed`` is the sentence why the family in view can only be read; its file opens read only then.
    """

    def __init__(self, desk: Desk, over: QWidget, current: Callable[[], UUID | None]) -> None:
        self.desk, self.over, self.current = desk, over, current
        self.closed = ""

    def open(self, make: Callable[[], QDialog]) -> QDialog | None:
        """Show a dialog over the page; a failure while reading what it shows is said instead."""
        try:
            dialog = make()
        except Failure as failure:
            show_failure(self.over, failure)
            return None
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _in_family(self, make: Callable[[UUID], QDialog]) -> None:
        household_id = self.current()
        if household_id is not None:
            self.open(lambda: make(household_id))

    def edit(self) -> None:
        """Change place, phones and members."""
        self._in_family(lambda i: household_dialog(self.desk, i, self.over))

    def file(self) -> None:
        """Change the rest of the file."""
        self._in_family(lambda i: file_dialog(reading(self.desk, self.closed), i, self.over))

    def member(self, member_id: UUID | None = None) -> None:
        """Change a member, or add one."""
        self._in_family(lambda i: person_dialog(reading(self.desk, self.closed), i, member_id, self.over))

    def successor(self) -> None:
        """Another head."""
        self._in_family(lambda i: successor_dialog(self.desk, i, self.over))

    def category(self) -> None:
        """Recognise a category."""
        self._in_family(lambda i: category_dialog(self.desk, i, self.over))

    def end_category(self, category_id: UUID) -> None:
        """End a category."""
        self._in_family(lambda i: end_category_dialog(self.desk, i, category_id, self.over))

    def status(self) -> None:
        """Moved out, back, or closed."""
        self._in_family(lambda i: status_dialog(self.desk, i, self.over))

    def move(self) -> None:
        """To another township of the county."""
        self._in_family(lambda i: move_dialog(self.desk, i, self.over))

    def show_history(self) -> None:
        """Who changed what in this family."""

        def make(household_id: UUID) -> QDialog:
            name = household.facts(self.desk.db, household_id).head_name
            return HistoryDialog(
                f"{name} 家庭 · 历史", lambda: history.of_family(self.desk.db, household_id), self.over
            )

        self._in_family(make)

    def show_prints(self) -> None:
        """Which receipts and certificates of this family were printed, when and by whom."""

        def make(household_id: UUID) -> QDialog:
            name = household.facts(self.desk.db, household_id).head_name
            found = paper.printed_of_household(self.desk.db, household_id)
            return print_log_dialog(self.desk, f"{name} 家庭 · 打印记录", found, self.over)

        self._in_family(make)

    def visit(self, household_ids: Sequence[UUID]) -> None:
        """A visit to these families."""
        if household_ids:
            self.open(lambda: visit_dialog(self.desk, household_ids, None, self.over))

    def happening(self, kind: str, record: UUID) -> None:
        """A moment of the time line: a visit opens here, everything else on its own page."""
        if kind == "visit":
            self._in_family(lambda i: visit_dialog(self.desk, [i], record, self.over))
        else:
            self.desk.open_page(PAGE_OF[kind], record)


def change_of_life(acts: FamilyActs, move_why_not: str = "") -> None:
    """Births, deaths, marriages ... of the family in view; moves and the status are among them."""
    household_id = acts.current()
    if household_id is None:
        return
    name = household.facts(acts.desk.db, household_id).head_name

    def door(kind: str) -> tuple[str, Callable[[], object], str]:
        def make() -> QDialog:
            return LifeDialog(acts.desk, household_id, kind, acts.over)

        return NAMES[kind], lambda: acts.open(make), ""

    doors = [
        *(door(kind) for kind in NAMES),
        ("迁往本县别的乡镇", acts.move, move_why_not),
        ("迁到县外、全户亡故、销户", acts.status, ""),
    ]
    acts.open(lambda: KindsDialog(f"{name} 家庭 · 家庭变动", doors, acts.over))


def support_of(acts: FamilyActs) -> None:
    """What the family in view may be given, as of a day, and why."""
    from ljfpa_desktop.ui.dialogs.support_dialog import SupportDialog  # dialogs load when first used

    household_id = acts.current()
    if household_id is not None:
        acts.open(lambda: SupportDialog(acts.desk, household_id, acts.over))


def plausible(desk: Desk, over: QWidget) -> None:
    """The worklist of what cannot be so, or hardly."""
    from ljfpa_desktop.ui.dialogs.plausible_dialog import open_plausible

    open_plausible(desk, over)


def coming(desk: Desk, over: QWidget) -> None:
    """Who reaches the age of a support next year."""
    from ljfpa_desktop.ui.dialogs.support_dialog import open_coming

    open_coming(desk, over)


def take_out(acts: FamilyActs) -> None:
    """Take out the family in view, entered by mistake, with the reason."""
    household_id = acts.current()
    if household_id is None:
        return
    name = household.facts(acts.desk.db, household_id).head_name
    sentence = f"“{name}”家庭将不再出现在名册和报表里，历史仍然保留。迁出或亡故请改“状态”。"
    why = ask_reason(acts.over, "删去错录的家庭", sentence, yes="删去", danger=True)
    if why:
        try:
            household.retire(acts.desk.db, acts.desk.actor, household_id, why)
        except Failure as failure:
            show_failure(acts.over, failure)


def look_for_duplicates(desk: Desk, over: QWidget) -> None:
    """The pairs of records that may be one person."""
    from ljfpa_desktop.ui.dialogs.duplicates_dialog import open_duplicates  # nobody needs it at the start

    open_duplicates(desk, over)


def reading(desk: Desk, closed: str) -> Desk:
    """The desk for a family that can only be read; itself without a sentence why."""
    return replace(desk, read_only=closed) if closed else desk
