"""What happens to one receipt: voided, issued anew, collected by somebody else."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services.aid import proxy, voiding
from ljfpa_desktop.services.aid.entitlement import ListRow
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.form import Form

from .pay_dialog import PAYING, PROXY, choices_of_paying, proxy_of


def void_dialog(desk: Desk, row: ListRow, parent: QWidget | None = None) -> FormDialog:
    """作废: the reason; the family can be paid again afterwards."""
    form = Form({"why": Field("作废原因", required=True)})

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> None:
        voiding.void(desk.db, desk.actor, row.receipt_no, values["why"])

    words = f"“{row.payee}”的领款单 {row.receipt_no} 作废后号码不再使用，这一户可以重新发放。"
    return FormDialog("作废领款单", form, save, parent, words=words, save_text="作废")


def reissue_dialog(desk: Desk, row: ListRow, parent: QWidget | None = None) -> FormDialog:
    """作废重开: what was wrong is corrected, a new number is taken; ``result_value`` is the number."""
    fields = {
        "why": Field("重开原因", required=True),
        "amount_fen": Field("金额", "money"),
        "goods": Field("慰问品"),
        "paid_on": PAYING["paid_on"],
        "method": PAYING["method"],
    }
    form = Form(fields, lambda table: choices_of_paying(desk, table))
    method = row.method if row.amount_fen else None
    form.put(
        {"amount_fen": row.amount_fen, "goods": row.goods, "paid_on": row.paid_on, "method": method or "1"}
    )

    def save(values: dict[str, Any], accepted: dict[str, str]) -> str:
        changes = {name: values[name] for name in ("amount_fen", "goods", "method")}
        if values["paid_on"] != row.paid_on:
            changes["paid_on"] = values["paid_on"]
        return voiding.reissue(desk.db, desk.actor, row.receipt_no, values["why"], changes, accepted)

    words = f"“{row.payee}”的领款单 {row.receipt_no} 作废，同时开一张新的，两张互相注明。"
    return FormDialog("作废重开", form, save, parent, words=words, save_text="作废重开")


def proxy_dialog(desk: Desk, row: ListRow, parent: QWidget | None = None) -> FormDialog:
    """登记代领: who collected for the payee, as written on the register that came back."""
    form = Form(PROXY, lambda table: choices_of_paying(desk, table))

    def save(values: dict[str, Any], accepted: dict[str, str]) -> None:
        proxy.record(desk.db, desk.actor, row.receipt_no, proxy_of(values), accepted)

    day = dates.chinese(row.paid_on) if row.paid_on else ""
    words = f"“{row.payee}”{day}的款由谁代领。全部留空表示由本人领取。"
    return FormDialog("登记代领", form, save, parent, words=words)
