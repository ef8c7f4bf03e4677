"""What a page is: a title with counts, its actions, and when it reloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from .desk import Desk
from .theme import mark


@dataclass(frozen=True, slots=True)
class Deed:
    """A button of the header. ``writes`` ones are off while the office can only be read.

    ``why_not`` is the sentence why it cannot be done now; then it is off and says so.
    ``rare`` ones stand together behind one button 更多; their keys work all the same.
    """

    text: str
    icon: str
    do: Callable[[], object]
    shortcut: str = ""
    writes: bool = True
    why_not: str = ""
    rare: bool = False


class Page(QWidget):
    """Base of all pages; the window makes one when it is first shown.

    Class attributes: ``title``; ``concerned``, the tables whose change makes it reload (empty: any);
    ``manual``, the manual page of F1 (file name without .md). Lay widgets out in ``self.body``.
    """

    title: ClassVar[str] = ""
    concerned: ClassVar[frozenset[str]] = frozenset()
    manual: ClassVar[str] = "index"

    subtitle_changed = Signal(str)
    deeds_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.subtitle = ""
        mark(self, role="page")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 4, 20, 16)
        self.body.setSpacing(14)

    def primary(self) -> Deed | None:
        """The one primary button of the page (Ctrl+N)."""
        return None

    def deeds(self) -> Sequence[Deed]:
        """The other buttons of the header, left of the primary one."""
        return ()

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read anew; ``tables`` says what changed, empty on first show and on F5."""

    def open_record(self, record_id: UUID) -> None:
        """Show one record of this page."""

    def may_leave(self) -> bool:
        """Whether another page may be shown now; a page with unsaved entries asks here."""
        return True

    def say(self, subtitle: str) -> None:
        """Set the line of counts below the title."""
        self.subtitle = subtitle
        self.subtitle_changed.emit(subtitle)
