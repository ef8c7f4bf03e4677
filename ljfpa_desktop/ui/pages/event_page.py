"""活动: the list of events with what is still missing (待补), and their papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import event, event_list
from ljfpa_desktop.services.event_list import EventLine, Wanted, wanted_of
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.event_dialog import EventDialog
from ljfpa_desktop.ui.page import Deed, Page
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import ask_reason, show_failure, tell
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Filters, Row, Sort, Source


def _missing(words: tuple[str, ...]) -> str:
    return f"待补 {len(words)} 项" if words else ""


COLUMNS = (
    Column("held_on", "日期", "date", width=104),
    Column("kind", "类别", "pill", width=130, tone=lambda _text: "slate"),
    Column("theme", "活动名称", width=270),
    Column("place", "地点", width=170),
    Column("sessions", "场次", "number", width=60),
    Column("attendance", "人次", "number", width=80),
    Column("state", "状态", "pill", width=110, sortable=False),
    Column("missing", "还差什么", width=190, sortable=False, shown=False),
    Column("heading", "同日总标题", width=180, sortable=False, shown=False),
)


class EventPage(Page):
    """The list of events; Enter opens one, Ctrl+P prints its record."""

    title = "活动"
    concerned: ClassVar[frozenset[str]] = frozenset({"event", "attachment", "material_issue"})
    manual: ClassVar[str] = "events"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        years = [(y, f"{y}年") for y in event_list.years(desk.db)]
        states = [("LACKING", "待补内容或照片"), *codes.choices("event_status")]
        self.filters = FilterBar(
            [
                Filter("year", "全部年份", years, chosen=years[0][0]),
                Filter("kind", "全部类别", codes.choices("event_kind")),
                Filter("state", "全部状态", states),
            ],
            words="活动名称、地点、编号",
            name="events",
            memory=desk.memory,
        )
        self.table = Table(
            Source(self._rows, lambda f: event_list.count(desk.db, wanted_of(f))[0], self._totals),
            COLUMNS,
            name="events",
            memory=desk.memory,
            empty="还没有登记活动。只填类别、日期、地点和人数，一分钟就能登记一场。",
            empty_button=("登记活动", lambda: self.open_dialog(None)),
            unit="场活动",
        )
        self.body.addWidget(self.filters)
        self.body.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.filters.changed.connect(lambda values: self.table.filter_by(**values))
        self.table.opened.connect(self.open_dialog)

    def _rows(self, offset: int, limit: int, sort: Sort, filters: Filters) -> Sequence[Row]:
        lines = event_list.page(self.desk.db, wanted_of(filters), sort=sort, offset=offset, limit=limit)
        return [_row(line) for line in lines]

    def _totals(self, filters: Filters) -> Mapping[str, Any]:
        _, sessions, heads = event_list.count(self.desk.db, wanted_of(filters))
        return {"sessions": sessions, "attendance": heads}

    def primary(self) -> Deed:
        """登记活动."""
        return Deed("登记活动", "plus", lambda: self.open_dialog(None))

    def deeds(self) -> Sequence[Deed]:
        """The papers of the current event, and taking out what was entered by mistake."""
        return (
            Deed("签到表", "clipboard-list", lambda: self._with_current(self.print_signin), writes=False),
            Deed("记录表", "printer", lambda: self._with_current(self.print_record), "Ctrl+P", writes=False),
            Deed("删去错录", "trash", lambda: self._with_current(self.take_out)),
        )

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read the list anew."""
        if tables and not tables & self.concerned:
            return
        self.table.filter_by(**self.filters.values())
        year = self.filters.values().get("year")
        count, sessions, heads = event_list.count(self.desk.db, Wanted(year=year))
        lacking = event_list.count(self.desk.db, Wanted(year=year, lacking=True))[0]
        said = [f"{year}年" if year else "历年", f"{count:,} 场活动、{sessions:,} 场次、{heads:,} 人次"]
        self.say(" · ".join([*said, *([f"待补 {lacking} 场"] if lacking else [])]))

    def open_record(self, record_id: UUID) -> None:
        """Open one event."""
        self.table.select_id(record_id)
        self.open_dialog(record_id)

    def open_dialog(self, event_id: UUID | None) -> None:
        """The dialog for a new event (None) or one of the list."""
        try:
            dialog = EventDialog(self.desk, event_id, self)
        except Failure as failure:
            show_failure(self, failure)
            return
        dialog.saved.connect(self._on_saved)
        self._open(dialog)

    def _on_saved(self, event_id: UUID) -> None:
        self.table.reload()
        self.table.select_id(event_id)
        self.desk.tell("活动已保存。")

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _with_current(self, do: Callable[[UUID], None]) -> None:
        event_id = self.table.current_id()
        if event_id is None:
            tell(self, "请先在列表里选一场活动。")
            return
        try:
            do(event_id)
        except Failure as failure:
            show_failure(self, failure)

    def print_record(self, event_id: UUID) -> None:
        """The record of the event with its photos (F09)."""
        from ljfpa_desktop.reports import office_papers as papers
        from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog

        db, actor = self.desk.db, self.desk.actor
        pdf = papers.preview_event_record(db, actor, event_id)
        self._open(PaperDialog(pdf, "活动记录表", lambda _p: papers.event_record(db, actor, event_id), self))

    def print_signin(self, event_id: UUID) -> None:
        """The sign-in sheet with those named (F08)."""
        from ljfpa_desktop.reports import office_papers as papers
        from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog

        db, actor = self.desk.db, self.desk.actor
        pdf = papers.preview_signin(db, actor, event_id)
        self._open(PaperDialog(pdf, "活动签到表", lambda _p: papers.signin(db, actor, event_id), self))

    def take_out(self, event_id: UUID) -> None:
        """Take out an event entered by mistake, with the reason."""
        theme = event.facts(self.desk.db, event_id).values["theme"]
        words = f"“{theme}”将不再出现在列表和报表里，历史仍然保留。没有办成的活动请改“状态”。"
        why = ask_reason(self, "删去错录的活动", words, yes="删去", danger=True)
        if why:
            event.retire(self.desk.db, self.desk.actor, event_id, why)
            self.desk.tell(f"活动“{theme}”已删去。")


def _row(e: EventLine) -> Row:
    state = _missing(e.missing) or e.status
    return (
        e.id, e.held_on, e.kind, e.theme, e.place, e.sessions, e.attendance, state, "、".join(e.missing),
        e.heading,
    )  # fmt: skip
