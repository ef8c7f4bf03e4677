"""A cycle entered or changed: which programme, year, occasion, standard and source of money."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import dates, money
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services import fund, programme
from ljfpa_desktop.services.aid import cycle
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.choice_box import Choice
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.drafts import draft_of
from ljfpa_desktop.ui.widgets.form import Form

FIELDS = {
    "programme_code": Field("项目", "choice", required=True, choices="programme"),
    "year": Field("年度", "number", required=True),
    "occasion": Field("节点", note="例如：春节、中秋、重阳。"),
    "name": Field("批次名称", note="不填就用年度、节点和项目名称。"),
    "standard_fen": Field("每户标准", "money", note="各户不同时不用填。"),
    "fund_source_id": Field("资金来源", "choice", choices="fund"),
    "handler": Field("经办人"),
    "remark": Field("备注", "note"),
}


def funds(desk: Desk) -> list[Choice]:
    """The sources of money with what is left of each."""
    return [(b.id, f"{b.name}（{b.left}）") for b in fund.balances(desk.db)]


def cycle_dialog(desk: Desk, cycle_id: UUID | None = None, parent: QWidget | None = None) -> FormDialog:
    """The dialog for a new cycle or the one of ``cycle_id``; ``result_value`` is its id."""
    programmes: list[Choice] = [(p.code, p.name) for p in programme.list_all(desk.db)]
    form = Form(
        FIELDS,
        choices_of(desk, {"programme": programmes, "fund": funds(desk)}),
        columns=2,
        read_only={"programme_code"} if cycle_id else (),
        on_changed={} if cycle_id else {"programme_code": lambda f: _offer_standard(desk, f)},
    )
    form.put(cycle.view(desk.db, cycle_id).values if cycle_id else {"year": dates.today().year})

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> UUID:
        if cycle_id is None:
            return cycle.create(desk.db, desk.actor, values)
        cycle.edit(desk.db, desk.actor, cycle_id, {**values, "name": values["name"] or ""})
        return cycle_id

    return FormDialog(
        "修改批次" if cycle_id else "新建批次",
        form,
        save,
        parent,
        words="" if cycle_id else "选好项目就能保存，然后加入名单。已有表格的，用“导入名单”。",
        width=820,
        draft=draft_of(desk, "cycle", cycle_id),
    )


def _offer_standard(desk: Desk, form: Form) -> None:
    """Fill in the programme's standard when it has one, or say which there are."""
    code = form.value("programme_code")
    found = programme.rates(desk.db, code) if code else []
    if len(found) == 1:
        form.fill(standard_fen=found[0].amount_fen)
    elif found:
        said = "、".join(f"{r.label} {money.show(r.amount_fen)}" for r in found)
        form.show_sentence(f"这个项目的标准：{said}。", "info")
