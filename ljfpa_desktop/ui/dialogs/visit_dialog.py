"""A visit to one family or to several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.services import household, visit
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.drafts import draft_of
from ljfpa_desktop.ui.widgets.form import Form

SHOWN = ("visited_on", "occasion", "visitors", "goods", "goods_value_fen", "state", "needs", "remark")
LAST = "visit/last"


def visit_dialog(
    desk: Desk, household_ids: Sequence[UUID], visit_id: UUID | None = None, parent: QWidget | None = None
) -> FormDialog:
    """The dialog for a visit to these families, or for that of ``visit_id``; ``result_value``: its ids."""
    form = Form(
        {name: visit.FIELDS[name] for name in SHOWN},
        choices_of(desk),
        columns=2,
        read_only=bool(desk.read_only),
    )
    if visit_id is not None:
        form.put(visit.values_of(desk.db, visit_id))
    else:
        last = dict(desk.memory.get(LAST) or {})
        form.put({"visited_on": dates.today(), "visitors": desk.actor.name, **last})

    def save(values: dict[str, Any], accepted: dict[str, str]) -> list[UUID]:
        ids = visit.save_many(
            desk.db, desk.actor, household_ids, values, record_id=visit_id, accepted=accepted
        )
        desk.memory.set(LAST, {name: values[name] for name in ("occasion", "visitors")})
        if visit_id is None:
            desk.tell(f"已登记走访 {len(ids)} 户。", lambda: visit.retire(desk.db, desk.actor, ids, "误登"))
        return ids

    whom = household.facts(desk.db, household_ids[0]).head_name + " 家庭"
    if len(household_ids) > 1:
        whom += f"等 {len(household_ids)} 户"
    dialog = FormDialog(
        f"{whom} · {'修改走访' if visit_id else '登记走访'}",
        form,
        save,
        parent,
        words="" if visit_id else "日期、事由、走访人填好就能保存，其余以后补。",
        width=820,
        draft=draft_of(desk, "visit", visit_id or household_ids[0]),
    )
    dialog.save_button.setEnabled(not desk.read_only)
    return dialog
