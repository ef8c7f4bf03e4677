"""A site entered or changed: what it is, where, since when, and who keeps it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.services import site
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.drafts import draft_of
from ljfpa_desktop.ui.widgets.form import Form


def site_dialog(desk: Desk, site_id: UUID | None = None, parent: QWidget | None = None) -> FormDialog:
    """The dialog for a new site or the one of ``site_id``; ``result_value`` is its id."""
    form = Form(site.FIELDS, choices_of(desk), columns=2, read_only=bool(desk.read_only))
    form.put(site.facts(desk.db, site_id) if site_id else {"status": "ACTIVE"})

    def save(values: dict[str, Any], accepted: dict[str, str]) -> UUID:
        return site.save(desk.db, desk.actor, values, record_id=site_id, accepted=accepted)

    dialog = FormDialog(
        "修改阵地" if site_id else "登记阵地",
        form,
        save,
        parent,
        words="" if site_id else "先填名称和类别就能保存，其余以后补。",
        width=860,
        draft=draft_of(desk, "site", site_id),
    )
    dialog.save_button.setEnabled(not desk.read_only)
    return dialog
