"""Papers coming back: 全部已签,除…; and the bank's slip numbers for transfers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services.aid import register, signing
from ljfpa_desktop.services.aid.cycle import BANK
from ljfpa_desktop.services.aid.entitlement import ListRow
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.choice_box import Choice
from ljfpa_desktop.ui.widgets.dialog import Dialog, FormDialog
from ljfpa_desktop.ui.widgets.form import Form
from ljfpa_desktop.ui.widgets.grid import Answer, Grid, GridColumn
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

COLUMNS = (
    Column("number", "行号", "number", width=60),
    Column("payee", "领款人", width=110),
    Column("amount", "金额", "money", width=110),
    Column("state", "状态", "pill", width=110),
)
_ROWS = re.compile(r"\s*(\d+)(?:\s*[-–~至]\s*(\d+))?\s*")


def row_numbers(text: str) -> list[int]:
    """The line numbers of a text such as 3、7-9; raises `Invalid` for anything else."""
    numbers: list[int] = []
    for part in filter(None, re.split(r"[、,，;；\s]+", re.sub(r"\s*([-–~至])\s*", r"\1", text.strip()))):
        found = _ROWS.fullmatch(part)
        if not found:
            raise Invalid({"except_rows": f"看不懂“{part}”，请写行号，例如 3、7-9。"})
        numbers += range(int(found[1]), int(found[2] or found[1]) + 1)
    return numbers


class SignDialog(FormDialog):
    """The register's lines with an entry for those not signed; ``result_value`` is `signing.Signed`."""

    def __init__(self, desk: Desk, cycle_id: UUID, parent: QWidget | None = None) -> None:
        self._desk, self._cycle = desk, cycle_id
        printed: list[Choice] = [
            (line.number, f"{'补发' + str(line.supplement) if line.supplement else '花名册'} {line.number}")
            for line in register.list_of(desk.db, cycle_id)
        ]
        fields = {
            "register": Field("花名册", "choice", choices="register", note="不选就是整个批次。"),
            "on": Field("签回日期", "date", required=True),
            "way": Field("签字方式", "choice", required=True, choices="way"),
            "except_rows": Field(
                "没有签的行", note="写行号，例如 3、7-9；全签了就留空。表里按 Enter 也能选。"
            ),
        }
        if not printed:
            fields.pop("register")
        ways: list[Choice] = [("1", "本人签字"), ("2", "本人按手印")]
        form = Form(fields, lambda table: printed if table == "register" else ways, columns=2,
                    on_changed={"register": lambda _form: self.table.reload()})  # fmt: skip
        form.put({"register": printed[0][0] if printed else None, "on": dates.today(), "way": "1"})
        self.table = Table(source_of(self._rows, COLUMNS), COLUMNS, empty="没有要签回的户。", unit="行")
        self.table.setMinimumHeight(theme.scaled(200))  # scrolls by itself: the body around it must fit
        super().__init__(
            "签回登记", form, self._sign, parent, words="收回签好的花名册后登记。转账的不在其中，填回单号。",
            save_text="其余全部已签", width=860, extra=self.table,
        )  # fmt: skip
        self.table.opened.connect(self._toggle)
        self.table.reload()

    def _register(self) -> str:
        return str(self.form.value("register") or "") if "register" in self.form.rows else ""

    def _rows(self) -> list[Row]:
        lines = signing.lines(self._desk.db, self._cycle, self._register())
        return [(n, n, line.payee, line.amount_fen, line.state) for n, line in lines.items()]

    def _toggle(self, number: int) -> None:
        numbers = set(row_numbers(self.form.raw()["except_rows"])) ^ {number}
        self.form.fill(except_rows="、".join(map(str, sorted(numbers))))

    def _sign(self, values: dict[str, Any], _accepted: dict[str, str]) -> signing.Signed:
        numbers = row_numbers(values["except_rows"] or "")
        return signing.sign(
            self._desk.db, self._desk.actor, self._cycle, numbers, values["on"], register=self._register(),
            way=values["way"],
        )  # fmt: skip


class SlipDialog(Dialog):
    """回单号 for the transfers of a cycle, typed or pasted as a column; ``result_value`` is how many."""

    def __init__(self, desk: Desk, rows: list[ListRow], parent: QWidget | None = None) -> None:
        self._desk = desk
        self._rows = [r for r in rows if r.receipt_no and r.method in BANK]
        columns = [
            GridColumn("payee", "领款人", width=110, editable=False),
            GridColumn("amount", "金额", "money", width=110, editable=False, total=True),
            GridColumn("receipt", "领款单号", width=220, editable=False),
            GridColumn("ref", "回单号", width=200),
        ]
        self.grid = Grid(columns, self._on_edited)
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.grid)
        words = "按银行回单填写，可以从 WPS 粘贴一整列。回单号代替签字。"
        super().__init__("登记回单号", body, parent, words=words, width=760)
        self.setMinimumHeight(440)
        shown = [
            {"payee": r.payee, "amount": r.amount_fen, "receipt": r.receipt_no, "ref": r.bank_ref or None}
            for r in self._rows
        ]
        self.grid.put(shown)
        self.grid.setFocus()

    def _on_edited(self, number: int, key: str, text: str) -> Answer:
        return Answer({**self.grid.rows()[number], key: text or None})

    def _given(self) -> Mapping[str, str]:
        return {r.receipt_no: row["ref"] for r, row in zip(self._rows, self.grid.rows(), strict=True)
                if row["ref"] and row["ref"] != r.bank_ref}  # fmt: skip

    def is_changed(self) -> bool:
        """Whether a number was typed."""
        return bool(self._given())

    def do(self) -> int:
        """Save the numbers typed."""
        given = self._given()
        if not given:
            raise Refused("还没有填写回单号。")
        return signing.bank_ref(self._desk.db, self._desk.actor, given)
