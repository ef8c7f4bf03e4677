"""A member or volunteer entered or changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.services import association
from ljfpa_desktop.services.association import NAMES, Roll
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.drafts import draft_of
from ljfpa_desktop.ui.widgets.form import Form


def roll_dialog(
    desk: Desk, roll: Roll, record_id: UUID | None = None, parent: QWidget | None = None
) -> FormDialog:
    """The dialog for a new entry or the one of ``record_id``; ``result_value`` is its id."""
    values = association.facts(desk.db, roll, record_id) if record_id else {"status": association.ACTIVE}
    if roll == "members" and record_id is None:
        values |= {"kind": "PERSON", "post": "MEMBER"}
    form = Form(association.form_fields(roll), choices_of(desk), columns=2, read_only=bool(desk.read_only))
    form.put(values)

    def save(given: dict[str, Any], _accepted: dict[str, str]) -> UUID:
        return association.save(desk.db, desk.actor, roll, given, record_id=record_id)

    dialog = FormDialog(
        f"{'修改' if record_id else '登记'}{NAMES[roll]}",
        form,
        save,
        parent,
        words="填了身份证号，就和家庭里登记的同一个人连起来，性别和出生日期自动填好。",
        width=820,
        draft=draft_of(desk, roll, record_id),
    )
    dialog.save_button.setEnabled(not desk.read_only)
    return dialog
