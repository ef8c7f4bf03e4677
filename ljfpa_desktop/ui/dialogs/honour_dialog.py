"""An honour entered or changed; its certificate's wording follows from what is chosen here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.services import honour, office
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.drafts import draft_of
from ljfpa_desktop.ui.widgets.form import Form

SHOWN = (
    "kind", "title", "recipient_kind", "recipient_name", "level", "grantor", "granted_on", "status",
    "reason", "remark",
)  # fmt: skip


def honour_dialog(desk: Desk, honour_id: UUID | None = None, parent: QWidget | None = None) -> FormDialog:
    """The dialog for a new honour or the one of ``honour_id``; ``result_value`` is its id."""
    values = honour.facts(desk.db, honour_id) if honour_id else _new(desk)
    number = str(values.get("certificate_no") or "")
    states = [c for c in codes.choices("honour_status") if c[0] != honour.REVOKED or c[0] == values["status"]]
    locked = {n for n in SHOWN if n in honour.PRINTED} if number else set[str]()
    form = Form(
        {name: honour.FIELDS[name] for name in SHOWN},
        choices_of(desk, {"honour_status": states}),
        columns=2,
        read_only=True if desk.read_only else locked,
        on_changed={"kind": _on_kind},
    )
    form.put(values)

    def save(given: dict[str, Any], _accepted: dict[str, str]) -> UUID:
        return honour.save(desk.db, desk.actor, given, record_id=honour_id)

    dialog = FormDialog(
        "修改荣誉" if honour_id else "登记荣誉",
        form,
        save,
        parent,
        words=f"证书 {number} 已经签发，上面的字不能再改；写错了请作废后重新登记。" if number else "",
        width=820,
        draft=draft_of(desk, "honour", honour_id),
    )
    dialog.save_button.setEnabled(not desk.read_only)
    return dialog


def _new(desk: Desk) -> dict[str, Any]:
    return {
        "kind": "HONOUR",
        "recipient_kind": "PERSON",
        "level": "TOWNSHIP",
        "grantor": office.facts(desk.db).title,
        "granted_on": dates.today(),
        "status": "AWARDED",
    }


def _on_kind(form: Form) -> None:
    """A certificate for a healthy family is a family's."""
    if form.value("kind") == "HEALTHY_FAMILY":
        form.fill(recipient_kind="FAMILY", **({} if form.value("title") else {"title": "健康家庭"}))
