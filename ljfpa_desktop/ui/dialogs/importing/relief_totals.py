"""The sums under a relief list: what it says, what is taken, and the gap to what was approved."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit

from ljfpa_desktop.base import money
from ljfpa_desktop.services.importing.intake import Review
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.choice_box import Unreadable
from ljfpa_desktop.ui.widgets.editors import MoneyEdit


class ReliefTotals(QFrame):
    """Sums in 元; the approved total is typed from the approval, the cycle's name can be changed."""

    def __init__(self, review: Review) -> None:
        super().__init__()
        theme.mark(self, role="card")
        self._review = review
        self.cycle = QLineEdit(review.cycle)
        self.cycle.setAccessibleName("批次名称")
        self.cycle.setMinimumWidth(theme.scaled(220))
        self.cycle.editingFinished.connect(self._on_cycle)
        self.approved = MoneyEdit()
        self.approved.setAccessibleName("批准总额")
        self.approved.setFixedWidth(theme.scaled(120))
        self.approved.edited.connect(lambda: self.tell(self._review))
        self.sums = QLabel()
        self.gap = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(10)
        for widget in (_label("批次名称"), self.cycle, self.sums):
            row.addWidget(widget, 1 if widget is self.cycle else 0)
        for widget in (_label("批准总额"), self.approved, self.gap):
            row.addWidget(widget)
        self.tell(review)

    def tell(self, review: Review) -> None:
        """Show the sums of a review."""
        self._review = review
        listed, taken = review.list_total_fen, review.taken_total_fen
        words = f"名单合计 {money.show(listed)} · 将导入 {money.show(taken)}"
        if listed != taken:
            words += f" · 未导入 {money.show(listed - taken)}"
        self.sums.setText(words)
        try:
            approved = self.approved.value()
        except Unreadable as fault:
            self._say(str(fault), "problem")
            return
        if approved is None:
            self._say("", "quiet")
        elif approved == taken:
            self._say("与批准总额一致", "good")
        else:
            side = "少" if taken < approved else "多"
            self._say(f"比批准总额{side} {money.show(abs(approved - taken))}", "problem")

    def _say(self, sentence: str, role: str) -> None:
        self.gap.setText(sentence)
        self.gap.setVisible(bool(sentence))
        theme.mark(self.gap, role=role)

    def _on_cycle(self) -> None:
        self._review.cycle = self.cycle.text().strip() or self._review.cycle


def _label(words: str) -> QLabel:
    label = QLabel(words)
    theme.mark(label, role="label")
    return label
