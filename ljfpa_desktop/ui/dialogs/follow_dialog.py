"""What is still to be done after changes in families: opened, and settled with its outcome."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import life
from ljfpa_desktop.services.life import Waiting
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import ask_reason, show_failure
from ljfpa_desktop.ui.widgets.table_model import Row

COLUMNS = (
    Column("raised_on", "登记日期", "date", width=104),
    Column("head", "户主", width=90),
    Column("village", "村（居）", width=110),
    Column("text", "要办的事", width=360),
    Column("event", "由来", width=240),
)
WORDS = "按 Enter 打开这一户去办；办好了按 Ctrl+R 写明结果，例如“已上门”“已追回”。"


class FollowDialog(ListDialog):
    """The oldest first; what is settled stands in the family's time line."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self._seen: list[Waiting] = []
        self._rows: list[Row] = []
        super().__init__(
            desk, "家庭变动后要办的事", WORDS, COLUMNS, self._rows, parent, empty="都办好了。"
        )
        self.table.view.setAccessibleName("家庭变动后要办的事")
        self.put()

    def _foot(self) -> QHBoxLayout:
        foot = super()._foot()
        self.settle_button = QPushButton("填结果（Ctrl+R）")
        self.settle_button.setShortcut("Ctrl+R")
        self.settle_button.setAutoDefault(False)
        self.settle_button.clicked.connect(lambda: self.settle())
        foot.insertWidget(foot.count() - 3, self.settle_button)
        return foot

    def put(self) -> None:
        """Read anew what waits."""
        self._seen = life.lines(self._desk.db)
        self._rows[:] = [
            (n, w.raised_on, w.head, w.village, w.text, w.event) for n, w in enumerate(self._seen)
        ]
        self._places = {n: ("households", w.household_id) for n, w in enumerate(self._seen)}
        self.table.reload()
        if self._rows and self.table.current_id() is None:
            self.table.select_row(0)
        self.settle_button.setEnabled(bool(self._rows) and not self._desk.read_only)
        self.table.view.setFocus()

    def settle(self) -> None:
        """Say what came of the current one."""
        at = self.table.current_id()
        if at is None:
            return
        chosen = self._seen[at]
        outcome = ask_reason(self, "填结果", f"{chosen.head}户：{chosen.text}", label="结果", yes="办结")
        if outcome:
            try:
                life.settle(self._desk.db, self._desk.actor, chosen.id, outcome)
            except Failure as failure:
                show_failure(self, failure)
            self.put()
