"""Where a form says what is wrong: beside its field, on top, or with an entry for the reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base.errors import Warn

from .banner import Banner, Doubts
from .form_row import FormRow


class NoticeBoard(QWidget):
    """Holds the rows of a form with a banner and doubts on top; answers to `ui.errors.Places`."""

    def __init__(self) -> None:
        super().__init__()
        self.banner = Banner()
        self.doubts = Doubts()
        self.rows: dict[str, FormRow] = {}

    def _doubts(self) -> list[Doubts]:
        return [self.doubts, *(row.doubts for row in self.rows.values())]

    def accepted(self) -> dict[str, str]:
        """The reasons given for doubts: code -> reason."""
        return {code: reason for place in self._doubts() for code, reason in place.given().items()}

    def clear_problems(self) -> None:
        """Take away all that is said to be wrong; doubts stay with the reasons given."""
        self.banner.say("")
        for row in self.rows.values():
            row.show_problem("")

    def clear_doubts(self) -> None:
        """Take away the doubts and their reasons, for another record."""
        for place in self._doubts():
            place.reasons = {}
            place.show_warnings(())

    def show_problems(self, problems: dict[str, str]) -> None:
        """Sentences beside their fields, the rest on top; the first field gets the keyboard."""
        for name, row in self.rows.items():
            row.show_problem(problems.get(name, ""))
        self.banner.say(" ".join(s for name, s in problems.items() if name not in self.rows))
        wrong = [row.editor for name, row in self.rows.items() if name in problems]
        if wrong:
            QTimer.singleShot(0, wrong[0], lambda: wrong[0].setFocus(Qt.FocusReason.OtherFocusReason))

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        """Warnings beside their fields with reason entries; those without a field on top."""
        self.clear_problems()
        for name, row in self.rows.items():
            row.show_doubts([w for w in warnings if w.field == name])
        self.doubts.show_warnings([w for w in warnings if w.field not in self.rows])
        entries = [entry for place in self._doubts() for entry in place.reasons.values()]
        if entries:
            entries[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_sentence(self, sentence: str, state: str = "problem") -> None:
        """One sentence on top; empty takes it away."""
        self.banner.say(sentence, state)
