"""Paying: when, how, from which source; for one family alone also who collects for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import codes, dates, money
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services.aid import cycle, payment
from ljfpa_desktop.services.aid.entitlement import ListRow
from ljfpa_desktop.services.aid.proxy import Proxy
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.choice_box import Choice
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.form import Form

from .cycle_dialog import funds

METHODS = ("1", "2", "3", "4", "6", "9")  # 实物 follows from the list, 抵缴保费 is not paid out
LAST_METHOD = "aid/method"
PAYING = {
    "paid_on": Field("发放日期", "date", required=True),
    "method": Field("发放方式", "choice", required=True, choices="pay_method"),
    "fund": Field("资金来源", "choice", choices="fund"),
}
PROXY = {
    "name": Field("代领人", note="本人领款不用填。"),
    "relation": Field("与领款人关系", "choice", choices="payee_relation"),
    "id_no": Field("代领人身份证号"),
    "phone": Field("代领人电话"),
    "why": Field("代领原因"),
}


def choices_of_paying(desk: Desk, table: str) -> Sequence[Choice]:
    """What the fields of paying and of proxies choose from."""
    if table == "fund":
        return funds(desk)
    found = codes.choices(table)
    return [c for c in found if c[0] in METHODS] if table == "pay_method" else found


def proxy_of(values: dict[str, Any]) -> Proxy | None:
    """The proxy typed, None when nothing of it was."""
    given = {name: str(values.get(name) or "") for name in PROXY}
    return Proxy(**given) if any(given.values()) else None


def pay_dialog(
    desk: Desk, cycle_id: UUID, rows: Sequence[ListRow], parent: QWidget | None = None
) -> FormDialog:
    """Pays the rows given; ``result_value`` is `payment.Paid`."""
    single = len(rows) == 1
    form = Form(_single() if single else PAYING, lambda table: choices_of_paying(desk, table),
                columns=2 if single else 1)  # fmt: skip
    source = cycle.view(desk.db, cycle_id).values["fund_source_id"]
    form.put({"paid_on": dates.today(), "method": desk.memory.get(LAST_METHOD, "1"), "fund": source})
    chosen = [row.id for row in rows if not row.is_dead or single]

    def save(values: dict[str, Any], accepted: dict[str, str]) -> payment.Paid:
        proxy = proxy_of(values) if single else None
        paid = payment.pay(
            desk.db, desk.actor, cycle_id, values["paid_on"], values["method"], values["fund"], chosen,
            {rows[0].id: proxy} if proxy else None, accepted,
        )  # fmt: skip
        desk.memory.set(LAST_METHOD, values["method"])
        return paid

    title = f"发放：{rows[0].payee}" if single else f"发放 {len(chosen)} 户"
    return PayDialog(
        title, form, save, parent, words=_words(rows, single), save_text="发放", width=820 if single else 600
    )


def _single() -> dict[str, Field]:
    """The fields in two columns, those of the proxy side by side."""
    return {"paid_on": PAYING["paid_on"], "method": PAYING["method"], **PROXY, "fund": PAYING["fund"]}


def _words(rows: Sequence[ListRow], single: bool) -> str:
    dead = [] if single else [row for row in rows if row.is_dead]
    total = sum(row.amount_fen or 0 for row in rows if row not in dead)
    said = f"合计 {money.show(total)}。发放时取领款单号，发错了只能作废重开。"
    if dead:
        said += f" 已去世的不发放：{'、'.join(row.payee for row in dead)}。"
    return said


class PayDialog(FormDialog):
    """Shows the problems of the one row paid beside the proxy's fields."""

    def show_problems(self, problems: dict[str, str]) -> None:
        """``0.proxy.name`` stands beside the field name."""
        super().show_problems({key.removeprefix("0.proxy."): said for key, said in problems.items()})


def said_of(paid: payment.Paid) -> str:
    """What was paid, in a sentence for the foot of the window."""
    said = f"已发放 {len(paid.receipts)} 户，合计 {money.show(paid.total_fen)}。"
    return said + "".join(paid.held) + "".join(paid.notes)
