"""The steps of a cycle: 乡镇审核, 批准, 公示, 办结, each with the names and days on its paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import dates, money
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services import setting
from ljfpa_desktop.services.aid import approval, cycle
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.form import Form

_PAPER = "以签字盖章的纸质材料为准，这里登记上面的姓名和日期。"


def _named(desk: Desk, cycle_id: UUID) -> dict[str, Any]:
    values = cycle.view(desk.db, cycle_id).values
    roles = ("handler", "reviewer", "approver")
    return {role: values[role] or setting.get(desk.db, f"paper.{role}") or None for role in roles}


def review_dialog(desk: Desk, cycle_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """乡镇审核: when, and by whom."""
    fields = {"on": Field("审核日期", "date", required=True), "reviewer": Field("审核人", required=True)}
    form = Form(fields)
    form.put({"on": dates.today(), "reviewer": _named(desk, cycle_id)["reviewer"]})

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> None:
        approval.review(desk.db, desk.actor, cycle_id, values["on"], values["reviewer"])

    return FormDialog("乡镇审核", form, save, parent, words=_PAPER, save_text="审核通过")


def approve_dialog(desk: Desk, cycle_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """批准: document number, day, the three names and the approved total."""
    view = cycle.view(desk.db, cycle_id)
    fields = {
        "doc": Field("批准文号", required=True),
        "on": Field("批准日期", "date", required=True),
        "handler": Field("经办人"),
        "reviewer": Field("审核人"),
        "approver": Field("审批人"),
        "total_fen": Field("批准总额", "money", required=True, note="按批准文件填写。"),
    }
    form = Form(fields)
    form.put({**_named(desk, cycle_id), "total_fen": view.line.total_fen})

    def save(values: dict[str, Any], accepted: dict[str, str]) -> None:
        names = {role: values[role] or "" for role in ("handler", "reviewer", "approver")}
        approval.approve(
            desk.db, desk.actor, cycle_id, values["doc"], values["on"], total_fen=values["total_fen"],
            accepted=accepted, **names,
        )  # fmt: skip

    words = f"名单 {view.line.rows} 户，合计 {money.show(view.line.total_fen)}。{_PAPER}"
    return FormDialog("批准", form, save, parent, words=words, save_text="登记批准")


def publicise_dialog(desk: Desk, cycle_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """公示: from which day to which."""
    fields = {
        "first": Field("公示开始", "date", required=True),
        "last": Field("公示结束", "date", required=True, note="不少于 5 个工作日或 7 天。"),
    }
    form = Form(fields)

    def save(values: dict[str, Any], accepted: dict[str, str]) -> None:
        approval.publicise(desk.db, desk.actor, cycle_id, values["first"], values["last"], accepted)

    return FormDialog("公示", form, save, parent, words="张贴后拍照留底。", save_text="登记公示")


def close_dialog(desk: Desk, cycle_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """办结: sums are compared, what is missing is said."""
    view = cycle.view(desk.db, cycle_id)
    form = Form({"on": Field("办结日期", "date", required=True)})
    form.put({"on": dates.today()})

    def save(values: dict[str, Any], accepted: dict[str, str]) -> approval.Closing:
        return approval.close(desk.db, desk.actor, cycle_id, values["on"], accepted)

    approved = money.show(view.line.approved_total_fen or 0)
    words = f"批准总额 {approved}，已发放 {view.line.paid_rows} 户 {money.show(view.line.paid_fen)}。"
    return FormDialog("批次办结", form, save, parent, words=words, save_text="办结")


def total_dialog(desk: Desk, cycle_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """更正批准总额: the right total and why."""
    fields = {
        "total_fen": Field("批准总额", "money", required=True),
        "why": Field("更正原因", required=True),
    }
    form = Form(fields)
    form.put({"total_fen": cycle.view(desk.db, cycle_id).line.approved_total_fen})

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> None:
        approval.correct_total(desk.db, desk.actor, cycle_id, values["total_fen"], values["why"])

    return FormDialog("更正批准总额", form, save, parent, words="只更正登记时抄错的总额。")


STEPS = {
    "reviewed": review_dialog,
    "approved": approve_dialog,
    "publicised": publicise_dialog,
    "closed": close_dialog,
}
