"""The cycle in view, shared by its page and its acts; and how an act opens a dialog or says why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services.aid.cycle import CycleView
from ljfpa_desktop.services.aid.entitlement import ListRow
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.dialog import show_failure


@dataclass(slots=True)
class Seen:
    """What the page shows now; dialogs open over ``parent``, ``leave`` goes back to the list of cycles."""

    desk: Desk
    parent: QWidget
    leave: Callable[[], object]
    cycle_id: UUID | None = None
    view: CycleView | None = None
    rows: list[ListRow] = field(default_factory=list[ListRow])

    def attempt(self, do: Callable[[], Any]) -> bool:
        """Do something; why it was not done is said in a window."""
        return attempt(self.parent, do)

    def open(self, make: Callable[[UUID], QDialog], said: Callable[[Any], str] | None = None) -> None:
        """Open the dialog that ``make`` gives for the cycle; once saved, ``said`` is told below."""
        cycle_id = self.cycle_id
        dialog = open_over(self.parent, lambda: make(cycle_id)) if cycle_id is not None else None
        if dialog is not None and said is not None:
            dialog.saved.connect(  # pyright: ignore[reportAttributeAccessIssue]
                lambda result: self.desk.tell(said(result))
            )


def attempt(parent: QWidget, do: Callable[[], Any]) -> bool:
    """Do something; why it was not done is said in a window."""
    try:
        do()
    except Failure as failure:
        show_failure(parent, failure)
        return False
    return True


def open_over(parent: QWidget, make: Callable[[], QDialog]) -> QDialog | None:
    """Make and open a dialog over the page; a failure while making it is said instead."""
    made: list[QDialog] = []
    if not attempt(parent, lambda: made.append(make())):
        return None
    made[0].setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    made[0].open()
    return made[0]
