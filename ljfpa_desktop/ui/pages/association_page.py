"""会员: the association's members and its volunteers, found, entered, mended, taken in from registers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from ljfpa_desktop.base import codes, divisions
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import association
from ljfpa_desktop.services.association import NAMES, Roll, RollLine
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.roll_dialog import roll_dialog
from ljfpa_desktop.ui.list_out import print_list, save_list
from ljfpa_desktop.ui.lookup import places
from ljfpa_desktop.ui.page import Deed, Page
from ljfpa_desktop.ui.widgets.cells import Column, masked
from ljfpa_desktop.ui.widgets.dialog import ask_reason, show_failure, tell
from ljfpa_desktop.ui.widgets.filters import Filter, FilterBar
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Filters, Row, Sort, Source

COLUMNS = (
    Column("name", "姓名", width=90),
    Column("sex", "性别", width=60),
    Column("birth_date", "出生日期", "date", width=110),
    Column("place", "村（居）", width=120),
    Column("group", "小组", width=110),
    Column("post", "职务", width=80),
    Column("skills", "特长", width=140),
    Column("cert_no", "证号", width=130),
    Column("joined_on", "入会（注册）", "date", width=116),
    Column("phone", "电话", width=116, show=lambda v: masked(v or "", "phone")),
    Column("status", "状态", "pill", width=90, tone=lambda t: "slate" if t == "已退出" else "green"),
)

EMPTY = "名册上还没有人。可以导入会员登记表、志愿者登记表，也可以一个一个登记。"
EMPTY_AT_COUNTY = "还没有乡镇报来会员和志愿者。到“数据交换”里接收乡镇的数据包。"


class AssociationPage(Page):
    """One of the two rolls at a time, chosen above the list; Enter opens a line."""

    title = "会员"
    concerned: ClassVar[frozenset[str]] = frozenset({"association_member", "volunteer"})
    manual: ClassVar[str] = "association"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.registers = divisions.is_township(desk.actor.office)
        words, villages = places(desk)
        filters = (
            Filter("roll", NAMES["members"], [("volunteers", NAMES["volunteers"])]),
            Filter("village", words, villages),
            Filter("status", "全部状态", codes.choices("member_status")),
        )
        self.filters = FilterBar(filters, words="姓名、证号、电话、身份证号、小组、特长")
        self.table = Table(
            Source(self._rows, lambda filters: len(self._lines(filters))),
            COLUMNS,
            name="association",
            memory=desk.memory,
            empty=EMPTY if self.registers else EMPTY_AT_COUNTY,
            empty_button=("导入登记表", self.import_roll) if self.registers else None,
            unit="人",
        )
        self.body.addWidget(self.filters)
        self.body.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.filters.changed.connect(self._on_filter)
        self.table.opened.connect(self.open_dialog)

    @property
    def roll(self) -> Roll:
        """The roll in view."""
        return cast(Roll, self.filters.values().get("roll", "members"))

    def _on_filter(self, values: dict[str, Any]) -> None:
        self.table.filter_by(**values)
        self.deeds_changed.emit()  # the primary one speaks of the roll in view

    def _lines(self, filters: Filters) -> list[RollLine]:
        wanted = {k: str(filters.get(k) or "") for k in ("village", "status")}
        roll = cast(Roll, filters.get("roll") or "members")
        return association.page(self.desk.db, roll, words=str(filters.get("text") or ""), **wanted)

    def _rows(self, offset: int, limit: int, sort: Sort, filters: Filters) -> Sequence[Row]:
        lines = self._lines(filters)
        if sort:
            lines.sort(key=lambda x: _rank(getattr(x, sort[0])), reverse=sort[1])
        return [
            (
                x.id, x.name, x.sex, x.birth_date, x.place, x.group, x.post, x.skills, x.cert_no, x.joined_on,
                x.phone, x.status,
            )
            for x in lines[offset : offset + limit]
        ]  # fmt: skip

    def primary(self) -> Deed:
        """登记会员, or 登记志愿者."""
        return Deed(f"登记{NAMES[self.roll]}", "plus", lambda: self.open_dialog(None))

    def deeds(self) -> Sequence[Deed]:
        """Registers in, lists out, mistakes taken off."""
        importing = (Deed("导入", "file-import", self.import_roll, "Ctrl+I"),)
        return (
            *(importing if self.registers else ()),
            Deed("打印", "printer", lambda: self.put_out(print_list), "Ctrl+P", writes=False),
            Deed("导出", "file-export", lambda: self.put_out(save_list), writes=False),
            Deed("删去错录", "trash", self.take_out),
        )

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read the list anew."""
        if tables and not tables & self.concerned:
            return
        self.table.filter_by(**self.filters.values())
        counts = association.totals(self.desk.db)
        self.say(f"在册会员 {counts['members']:,} 人 · 在册志愿者 {counts['volunteers']:,} 人")

    def open_record(self, record_id: UUID) -> None:
        """Show the roll a record stands on, and open it."""
        box = self.filters.boxes["roll"]
        box.setCurrentIndex(int(association.roll_of(self.desk.db, record_id) == "volunteers"))
        self.table.select_id(record_id)
        self.open_dialog(record_id)

    def open_dialog(self, record_id: UUID | None) -> None:
        """The dialog for a new entry (None) or one of the list."""

        def make() -> QDialog:
            dialog = roll_dialog(self.desk, self.roll, record_id, self)
            dialog.saved.connect(self.table.select_id)
            return dialog

        self._open(make)

    def import_roll(self) -> None:
        """The dialog that reads registers, at the roll in view."""
        from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog  # readers of workbooks cost time

        self._open(lambda: ImportDialog(self.desk, self.roll, self))

    def _open(self, make: Callable[[], QDialog]) -> None:
        try:
            dialog = make()
        except Failure as failure:
            show_failure(self, failure)
            return
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def put_out(self, how: Callable[[Desk, str, Sequence[Sequence[str]], QWidget], object]) -> None:
        """Print or save the list as it is shown, masked where it is masked."""
        how(self.desk, f"{NAMES[self.roll]}名册", self.table.as_rows(), self)

    def take_out(self) -> None:
        """Take somebody entered by mistake off the roll, with the reason."""
        record_id = self.table.current_id()
        if record_id is None:
            tell(self, "请先在列表里选一个人。")
            return
        name = association.facts(self.desk.db, self.roll, record_id)["name"]
        why = ask_reason(
            self, f"删去错录的{NAMES[self.roll]}",
            f"“{name}”将不再出现在名册里，历史仍然保留。退出的请改“状态”。", yes="删去", danger=True,
        )  # fmt: skip
        if why:
            try:
                association.retire(self.desk.db, self.desk.actor, self.roll, record_id, why)
            except Failure as failure:
                show_failure(self, failure)
            else:
                self.desk.tell(f"“{name}”已从名册删去。")


def _rank(value: Any) -> tuple[bool, Any]:
    return value is not None, value
