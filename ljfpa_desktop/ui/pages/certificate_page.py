"""证书: the register of honours, and their certificates previewed, printed and voided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import honour, paper
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.honour_dialog import honour_dialog
from ljfpa_desktop.ui.page import Deed, Page
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.dialog import ask_reason, show_failure, tell
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Filters, Row, Sort, Source

COLUMNS = (
    Column("granted_on", "授予日期", "date", width=110),
    Column("title", "荣誉名称", width=210),
    Column("recipient", "获得者", width=150),
    Column("level", "级别", width=80),
    Column("grantor", "授予机关", width=210),
    Column("certificate_no", "证书编号", width=210),
    Column("status", "状态", "pill", width=90),
)
YEARS_BACK = 10


class CertificatePage(Page):
    """The register of certificates; Enter opens a line, Ctrl+P prints its certificate."""

    title = "证书"
    concerned: ClassVar[frozenset[str]] = frozenset({"honour"})
    manual: ClassVar[str] = "certificates"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        this = dates.today().year
        years = Filter("year", "全部年份", [(y, f"{y}年") for y in range(this, this - YEARS_BACK, -1)])
        self.filters = FilterBar([years], words="荣誉名称、获得者、证书编号")
        self.table = Table(
            Source(self._rows, lambda filters: len(self._lines(filters))),
            COLUMNS,
            name="honours",
            memory=desk.memory,
            empty="还没有登记荣誉。登记以后就能打印证书，编号自动连续。",
            empty_button=("登记荣誉", lambda: self.open_dialog(None)),
            unit="项",
        )
        self.body.addWidget(self.filters)
        self.body.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.filters.changed.connect(lambda values: self.table.filter_by(**values))
        self.table.opened.connect(self.open_dialog)

    def _lines(self, filters: Filters) -> list[honour.HonourLine]:
        return honour.page(self.desk.db, words=str(filters.get("text") or ""), year=filters.get("year"))

    def _rows(self, offset: int, limit: int, sort: Sort, filters: Filters) -> Sequence[Row]:
        lines = self._lines(filters)
        if sort:
            lines.sort(key=lambda x: getattr(x, sort[0]), reverse=sort[1])
        return [
            (x.id, x.granted_on, x.title, x.recipient, x.level, x.grantor, x.certificate_no, x.status)
            for x in lines[offset : offset + limit]
        ]

    def primary(self) -> Deed:
        """登记荣誉."""
        return Deed("登记荣誉", "plus", lambda: self.open_dialog(None))

    def deeds(self) -> Sequence[Deed]:
        """Print, what was printed, void."""
        return (
            Deed("打印证书", "printer", lambda: self._with_current(self.print_out), "Ctrl+P"),
            Deed("打印记录", "history", self.show_log, writes=False),
            Deed("作废", "ban", lambda: self._with_current(self.take_out)),
        )

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read the list anew."""
        if tables and not tables & self.concerned:
            return
        self.table.filter_by(**self.filters.values())
        lines = honour.page(self.desk.db)
        issued = sum(1 for x in lines if x.certificate_no)
        self.say(f"共 {len(lines)} 项荣誉 · 已签发证书 {issued} 张")

    def open_record(self, record_id: UUID) -> None:
        """Open one honour."""
        self.table.select_id(record_id)
        self.open_dialog(record_id)

    def open_dialog(self, honour_id: UUID | None) -> None:
        """The dialog for a new honour (None) or one of the list."""
        try:
            dialog = honour_dialog(self.desk, honour_id, self)
        except Failure as failure:
            show_failure(self, failure)
            return
        dialog.saved.connect(self.table.select_id)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _with_current(self, do: Callable[[UUID, dict[str, Any]], None]) -> None:
        honour_id = self.table.current_id()
        if honour_id is None:
            tell(self, "请先在列表里选一项荣誉。")
            return
        try:
            do(honour_id, honour.facts(self.desk.db, honour_id))
        except Failure as failure:
            show_failure(self, failure)

    def print_out(self, honour_id: UUID, values: dict[str, Any]) -> None:
        """Show the certificate; printing it issues it the first time, later copies say 补打."""
        from ljfpa_desktop.reports import office_papers
        from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog

        db, actor = self.desk.db, self.desk.actor
        honour.require_awarded(values)
        copy = office_papers.next_copy(db, str(values["certificate_no"] or ""))
        self._open(
            PaperDialog(
                office_papers.preview_certificate(db, actor, honour_id),
                f"证书 {values['recipient_name']}",
                lambda printer: office_papers.print_certificate(db, actor, honour_id, printer),
                self,
                note="打印时取得证书编号，以后不能改字" if copy == 1 else f"将补打第{copy}次",
            )
        )

    def show_log(self) -> None:
        """The last printings of all papers of the office."""
        from ljfpa_desktop.ui.dialogs.print_log_dialog import print_log_dialog

        log = paper.print_log(self.desk.db, limit=2000)
        self._open(print_log_dialog(self.desk, "打印记录", log, self))

    def take_out(self, honour_id: UUID, values: dict[str, Any]) -> None:
        """Void an issued certificate; what was never issued is taken out as entered by mistake."""
        number = values["certificate_no"]
        words = (
            f"证书 {number} 将标记“作废”，编号不再使用，以后补打会盖“作废”。"
            if number
            else f"“{values['title']} {values['recipient_name']}”还没有签发，将从登记簿里删去，历史仍然保留。"
        )
        heading = "作废证书" if number else "删去错录的荣誉"
        why = ask_reason(self, heading, words, yes=heading[:2], danger=True)
        if why:
            (honour.revoke if number else honour.retire)(self.desk.db, self.desk.actor, honour_id, why)
            self.desk.tell(f"证书 {number} 已作废。" if number else "错录的荣誉已删去。")
