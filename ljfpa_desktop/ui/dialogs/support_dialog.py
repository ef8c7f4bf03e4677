"""待遇预告: what a family may be given as of a day and why, and who reaches the age in a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base import dates, money
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import household, support
from ljfpa_desktop.services.support import Coming, Line
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog, looked_through
from ljfpa_desktop.ui.lookup import choices_of, places
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import FormDialog, ask, show_failure
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.form import Form
from ljfpa_desktop.ui.widgets.table_model import Row
from ljfpa_desktop.ui.worker import Progress

TONES = {"符合": "green", "已享受": "blue", "未到龄": "amber", "可列入": "green"}
FAMILY = (
    Column("who", "成员", width=80),
    Column("what", "项目", width=170),
    Column("state", "结论", "pill", width=84, tone=lambda word: TONES.get(word, "slate")),
    Column("why", "为什么", width=330),
    Column("missing", "还缺", width=150),
    Column("when", "到龄日期", "date", width=104),
)
COMING = (
    Column("person", "姓名", width=86),
    Column("village", "村（居）", width=110),
    Column("what", "项目", width=140),
    Column("when", "到龄日期", "date", width=104),
    Column("missing", "还缺的材料", width=200),
    Column("why", "依据", width=250),
    Column("household_no", "家庭编号", width=160, shown=False),
)
TERMS = (
    Column("name", "项目", width=150),
    Column("valid_from", "启用日期", "date", width=104),
    Column("age", "年满周岁", "number", width=84),
    Column("born_from", "出生不早于", "date", width=104),
    Column("amount", "每人每月", "number", width=90),
    Column("source", "文件依据", width=300),
    Column("own", "来源", "pill", width=84, tone=lambda word: "green" if word == "本地" else "slate"),
)
OF_FAMILY = "特扶、奖扶由政府发放，这里按登记的资料预告；项目和批次按今天算。"
OF_YEAR = "这一年里到龄、其他条件也符合、还没有享受的人。按 Enter 打开这一户，补齐还缺的材料。"
OF_TERMS = "年龄和条件是国家规定；福建、福州和本县的标准没有核实，请按文件添加。没有变的留空。"


class _Refreshed(ListDialog):
    """A list whose rows are read anew; its extra buttons stand before those of every list."""

    _rows: list[Row]

    def _show(self, rows: list[Row], places_: dict[int, tuple[str, UUID]]) -> None:
        self._rows[:] = rows
        self._places = places_
        self.table.reload()
        if rows:
            self.table.select_row(0)
        if not isinstance(self.focusWidget(), QComboBox):  # who goes through a filter's choices stays there
            self.table.view.setFocus()

    def _extra(self, foot: QHBoxLayout, text: str, key: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(f"{text}（{key}）")
        button.setShortcut(key)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: do())
        foot.insertWidget(foot.count() - 3, button)
        return button

    def _put_filters(self, filters: FilterBar) -> None:
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(2, filters)
        filters.changed.connect(lambda _values: self.put())

    def put(self) -> None:
        """Read anew; a list without filters has nothing to choose."""


class SupportDialog(_Refreshed):
    """One family: every support and programme, as of a day that can be chosen."""

    def __init__(self, desk: Desk, household_id: UUID, parent: QWidget | None = None) -> None:
        self._rows, self._seen = [], list[Line]()
        self.household_id = household_id
        name = household.facts(desk.db, household_id).head_name
        super().__init__(
            desk, f"{name} 家庭 · 待遇预告", OF_FAMILY, FAMILY, self._rows, parent,
            told=lambda at: self._seen[at].words if at < len(self._seen) else "",
        )  # fmt: skip
        self.filters = FilterBar([Filter("day", "今天", support.days()[1:])])
        self._put_filters(self.filters)
        self.put()

    def put(self) -> None:
        """Judge anew for the day chosen."""
        day: date = self.filters.values().get("day", dates.today())
        try:
            self._seen = support.lines_of(self._desk.db, self.household_id, day)
        except Failure as failure:
            show_failure(self, failure)
            self._seen = []
        rows: list[Row] = [
            (n, x.who, x.what, x.state, x.why, x.missing, x.when) for n, x in enumerate(self._seen)
        ]
        self._show(rows, {})


class ComingDialog(_Refreshed):
    """A year: who reaches 49 or 60, with what is still missing; 待遇标准 leads to the terms."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._rows, self._seen = [], list[Coming]()
        super().__init__(
            desk, "待遇预告", OF_YEAR, COMING, self._rows, parent, empty="这一年没有到龄的人。",
            told=lambda at: self._seen[at].verdict.words if at < len(self._seen) else "",
        )  # fmt: skip
        this = dates.today().year
        self.filters = FilterBar(
            [
                Filter("year", f"{this + 1}年", [(year, f"{year}年") for year in (this, this + 2)]),
                Filter("kind", "全部项目", [(kind, support.name_of(kind)) for kind in support.KINDS]),
                Filter("village", *places(desk)),
            ]
        )
        self._put_filters(self.filters)

    def _foot(self) -> QHBoxLayout:
        foot = super()._foot()
        self._extra(foot, "待遇标准", "Ctrl+T", lambda: TermsDialog(self._desk, self).open())
        return foot

    def put(self) -> None:
        """Look through the register for the year and kind chosen."""
        chosen = self.filters.values()
        year = int(chosen.get("year", dates.today().year + 1))

        def work(_progress: Progress) -> list[Coming]:
            return support.of_year(self._desk.db, year, village=str(chosen.get("village", "")))

        found = looked_through(self, "正在计算", work)
        if found is None:
            return
        self._seen = [c for c in found if chosen.get("kind", c.verdict.kind) == c.verdict.kind]
        rows: list[Row] = [
            (n, c.verdict.person, c.village, c.verdict.name, c.verdict.when, "、".join(c.verdict.missing),
             "；".join(c.verdict.reasons), c.household_no)
            for n, c in enumerate(self._seen)
        ]  # fmt: skip
        self._show(rows, {n: ("households", c.household_id) for n, c in enumerate(self._seen)})


class TermsDialog(_Refreshed):
    """The terms by the day they begin; new ones are added here, shipped ones stay as they are."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._rows, self._seen = [], list[support.Terms]()
        super().__init__(
            desk, "待遇标准", OF_TERMS, TERMS, self._rows, parent
        )
        self.table.current_changed.connect(lambda _at: self._let())
        self.put()

    def _foot(self) -> QHBoxLayout:
        foot = super()._foot()
        add = self._extra(foot, "添加", "Ctrl+N", self.add)
        add.setEnabled(not self._desk.read_only)
        self.drop_button = self._extra(foot, "取消本地的", "Ctrl+D", self.drop)
        self.drop_button.setToolTip("国家规定的不能取消，只能取消本地添加的")
        return foot

    def _chosen(self) -> UUID | None:
        """The terms in the current row, where they were added here."""
        at = self.table.current_id()
        return self._seen[at].id if at is not None else None

    def _let(self) -> None:
        self.drop_button.setEnabled(self._chosen() is not None and not self._desk.read_only)

    def put(self) -> None:
        """Read the terms."""
        self._seen = support.listed(self._desk.db)
        rows: list[Row] = [
            (n, t.name, t.valid_from, t.age, t.born_from,
             "" if t.amount_fen is None else money.plain(t.amount_fen), t.source,
             "国家" if t.id is None else "本地")
            for n, t in enumerate(self._seen)
        ]  # fmt: skip
        self._show(rows, {})
        self._let()

    def add(self) -> None:
        """Ask for new terms."""
        offered = [(kind, support.name_of(kind)) for kind in support.KINDS]
        form = Form(support.FIELDS, choices_of(self._desk, {"aid_kind": offered}))

        def save(values: dict[str, object], _accepted: dict[str, str]) -> UUID:
            return support.save(self._desk.db, self._desk.actor, values)

        dialog = FormDialog("添加待遇标准", form, save, self, words="从启用日期起代替以前的，没有变的留空。")
        dialog.saved.connect(lambda _id: self.put())
        dialog.open()

    def drop(self) -> None:
        """Take back terms that were added here."""
        chosen = self._chosen()
        if chosen is None or not ask(self, "取消这条本地标准？以前的会重新生效。", "取消标准", "不取消"):
            return
        try:
            support.retire(self._desk.db, self._desk.actor, chosen)
        except Failure as failure:
            show_failure(self, failure)
        self.put()


def open_coming(desk: Desk, over: QWidget) -> ComingDialog:
    """The preview of next year over a page."""
    dialog = ComingDialog(desk, over)
    dialog.open()
    dialog.put()
    return dialog
