"""A category recognised or ended, and the status of a family."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.errors import Doubt, Invalid
from ljfpa_desktop.services import household
from ljfpa_desktop.services.household import CATEGORY_FIELDS, FIELDS
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.form import Form

NEW = ("category", "valid_from", "valid_to", "basis", "approver")


def category_dialog(desk: Desk, household_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """The dialog that recognises a category of a family."""
    form = Form(
        {name: CATEGORY_FIELDS[name] for name in NEW}, choices_of(desk), read_only=bool(desk.read_only)
    )
    form.put({"valid_from": dates.today()})

    def save(values: dict[str, Any], accepted: dict[str, str]) -> UUID:
        try:
            household.add_category(desk.db, desk.actor, household_id, values, accepted)
        except Invalid as e:
            raise Invalid({_own(key): sentence for key, sentence in e.problems.items()}) from e
        except Doubt as e:
            raise Doubt([replace(w, field=_own(w.field)) for w in e.warnings]) from e
        return household_id

    name = household.facts(desk.db, household_id).head_name
    words = "困难家庭不填终止日期时，按名单年度到 12 月 31 日为止；其余类别到登记终止为止。"
    return FormDialog(f"{name} 家庭 · 认定类别", form, save, parent, words=words, save_text="认定")


def _own(key: str) -> str:
    """The field's own name: the new category stands first among those given."""
    return key.removeprefix("categories.0.") if key.startswith("categories.0.") else key


def end_category_dialog(
    desk: Desk, household_id: UUID, category_id: UUID, parent: QWidget | None = None
) -> FormDialog:
    """The dialog that ends a category on its last day."""
    known = household.facts(desk.db, household_id)
    label = next((c.label for c in known.categories if c.id == category_id), "")
    fields = {name: replace(CATEGORY_FIELDS[name], required=True) for name in ("valid_to", "end_why")}
    form = Form(fields, choices_of(desk), read_only=bool(desk.read_only))
    form.put({"valid_to": dates.today()})

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> UUID:
        household.end_category(desk.db, desk.actor, category_id, values["valid_to"], values["end_why"])
        return household_id

    title = f"{known.head_name} 家庭 · 终止“{label}”"
    return FormDialog(title, form, save, parent, words="历史仍然保留，报表按日期计算。", save_text="终止")


def status_dialog(desk: Desk, household_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """The dialog that moves a family out, back, or closes it."""
    known = household.facts(desk.db, household_id)
    offered = [(code, label) for code, label in codes.choices("household_status") if code != "MERGED"]
    fields = {name: FIELDS[name] for name in ("status", "status_on", "status_why")}
    fields["status_on"] = replace(fields["status_on"], required=True)
    form = Form(fields, choices_of(desk, {"household_status": offered}), read_only=bool(desk.read_only))
    form.put({"status": known.values["status"], "status_on": dates.today()})

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> UUID:
        why = values["status_why"] or ""
        household.set_status(desk.db, desk.actor, household_id, values["status"], values["status_on"], why)
        return household_id

    return FormDialog(
        f"{known.head_name} 家庭 · 状态", form, save, parent, words="迁出或销户的家庭不再列入名单。"
    )
