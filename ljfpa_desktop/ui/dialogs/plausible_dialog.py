"""核对疑点: what cannot be so or hardly, each opened where it is mended, or explained with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import plausibility
from ljfpa_desktop.services.plausibility import Finding
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog, looked_through
from ljfpa_desktop.ui.lookup import places
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import ask_reason, show_failure
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table_model import Row
from ljfpa_desktop.ui.worker import Progress

TITLE = "核对疑点"
OPEN, EXPLAINED = "open", "explained"
WEIGHTS = {"wrong": "有错", "odd": "可疑"}
TONES = {"有错": "red", "可疑": "amber", "已说明": "green"}
COLUMNS = (
    Column("weight", "", "pill", width=76, tone=lambda word: TONES[word]),
    Column("title", "疑点", width=170),
    Column("head", "户主", width=86),
    Column("village", "村（居）", width=104),
    Column("sentence", "情况", width=470),
    Column("why", "说明", width=180, shown=False),
)
WORDS = "按 Enter 打开这条记录去改；确实没有错的，按 Ctrl+R 写明原因，资料不变就不再问。"


class PlausibleDialog(ListDialog):
    """The worklist; what is explained is shown when 已说明 is chosen, and can be asked again."""

    def __init__(self, desk: Desk, found: Sequence[Finding], parent: QWidget | None = None) -> None:
        self._desk, self.found = desk, list(found)
        self._seen: list[Finding] = []
        self._rows: list[Row] = []
        super().__init__(
            desk, TITLE, WORDS, COLUMNS, self._rows, parent, empty="没有疑点，资料都对得上。",
            told=lambda at: self._seen[at].sentence if at < len(self._seen) else "",
        )  # fmt: skip
        self.table.view.setAccessibleName(TITLE)
        self.filters = FilterBar(_filters(desk, self.found), name="plausible", memory=desk.memory)
        self.filters.changed.connect(lambda _values: self.put())
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(2, self.filters)
        self.table.current_changed.connect(lambda _id: self._name_button())
        self.put()
        self.table.view.setFocus()  # an empty list had given the keyboard away

    def _foot(self):  # the explanation's button stands before those of every list
        foot = super()._foot()
        self.explain_button = QPushButton("说明情况（Ctrl+R）")
        self.explain_button.setShortcut("Ctrl+R")
        self.explain_button.setAutoDefault(False)
        self.explain_button.clicked.connect(lambda: self.explain())
        foot.insertWidget(foot.count() - 3, self.explain_button)
        return foot

    @property
    def shows_explained(self) -> bool:
        """Whether the explained ones are in view."""
        return self.filters.values().get("state", OPEN) == EXPLAINED

    def put(self) -> None:
        """Show what the filters let through."""
        chosen = self.filters.values()
        self._seen = [
            f
            for f in self.found
            if (f.excuse is not None) == self.shows_explained
            and chosen.get("rule", f.rule) == f.rule
            and f.village_code.startswith(chosen.get("village", ""))
        ]
        self._rows[:] = [_row(number, f) for number, f in enumerate(self._seen)]
        self._places = {n: (f.page, f.record) for n, f in enumerate(self._seen)}
        self.table.reload()
        if self._rows and self.table.current_id() is None:
            self.table.select_row(0)
        self._name_button()

    def _name_button(self) -> None:
        self.explain_button.setText("重新核对（Ctrl+R）" if self.shows_explained else "说明情况（Ctrl+R）")
        self.explain_button.setShortcut("Ctrl+R")  # a new text takes the key away
        self.explain_button.setEnabled(bool(self._rows) and not self._desk.read_only)

    def explain(self) -> None:
        """Say why the selected ones are right, or ask those explained again."""
        chosen = [self._seen[number] for number in self.table.selected_ids()]
        if not chosen:
            return
        if self.shows_explained:
            ids = [f.excuse for f in chosen if f.excuse is not None]
            self._carry_out(lambda: plausibility.ask_again(self._desk.db, self._desk.actor, ids))
            return
        words = chosen[0].sentence if len(chosen) == 1 else f"选中的 {len(chosen)} 处都没有错。"
        why = ask_reason(self, "说明情况", words, label="为什么没有错", yes="说明")
        if why:
            self._carry_out(lambda: plausibility.excuse(self._desk.db, self._desk.actor, chosen, why))

    def _carry_out(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Failure as failure:
            show_failure(self, failure)
            return
        self.found = plausibility.findings(self._desk.db)
        plausibility.remember(self._desk.db, self._desk.actor, self.found)
        self.put()


def _row(number: int, f: Finding) -> Row:
    weight = "已说明" if f.excuse is not None else WEIGHTS[f.weight]
    return number, weight, f.title, f.head, f.village, f.sentence, f.excuse_why


def _filters(desk: Desk, found: Sequence[Finding]) -> list[Filter]:
    met = list(dict.fromkeys((f.rule, f.title) for f in found))
    return [
        Filter("state", "待核对", [(EXPLAINED, "已说明")]),
        Filter("rule", "全部疑点", met),
        Filter("village", *places(desk)),
    ]


def open_plausible(desk: Desk, over: QWidget) -> PlausibleDialog | None:
    """Look through the whole register and show what is odd; None when it was cancelled or failed."""

    def work(progress: Progress) -> list[Finding]:
        return plausibility.findings(desk.db, step=progress.step)

    found = looked_through(over, "正在核对全部资料", work)
    if found is None:
        return None
    plausibility.remember(desk.db, desk.actor, found)
    dialog = PlausibleDialog(desk, found, over)
    dialog.open()
    return dialog
