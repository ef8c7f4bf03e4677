"""A family entered or changed, and the rest of its file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QPushButton, QWidget

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import household
from ljfpa_desktop.services.household import FIELDS
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.family_form import FamilyForm
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.dialog import FormDialog, ask
from ljfpa_desktop.ui.widgets.drafts import draft_of
from ljfpa_desktop.ui.widgets.form import Form

LAST = "household/last"
COPIED = ("village_code", "address", "hukou_kind", "category", "basis")
FILE = (
    "hukou_no", "oc_cert_date", "born_sons", "born_daughters", "living_sons", "living_daughters", "adopted",
    "lives_alone", "housing", "annual_income_fen", "dibao_no", "hardship_reason", "contact1", "contact2",
    "gp_doctor", "gp_signed_on", "green_channel_on", "live_address", "remark",
)  # fmt: skip


def household_dialog(
    desk: Desk, household_id: UUID | None = None, parent: QWidget | None = None
) -> FormDialog:
    """The dialog for a new family or the one of ``household_id``; ``result_value`` is its id."""
    form = FamilyForm(desk, with_category=household_id is None)
    if household_id is not None:
        known = household.facts(desk.db, household_id)
        form.put_family(known.values, [m.values for m in known.members if m.left_on is None])
    name = household.facts(desk.db, household_id).head_name if household_id else ""
    dialog = FormDialog(
        f"修改 {name} 家庭" if household_id else "新增家庭",
        form,
        lambda values, accepted: _save(desk, form, household_id, values, accepted),
        parent,
        words="" if household_id else "先填村（居）和户主就能保存，其余以后补。",
        width=1000,
        draft=draft_of(desk, "household", household_id),
    )
    dialog.save_button.setEnabled(not desk.read_only)
    form.revealed.connect(lambda _name: _note_reveal(desk, household_id))
    if household_id is None:
        _offer_last(desk, dialog, form)
    return dialog


def _save(
    desk: Desk, form: FamilyForm, household_id: UUID | None, values: dict[str, Any], accepted: dict[str, str]
) -> UUID:
    form.members.finish()
    gone = form.members.gone()
    if gone and not ask(
        form, f"有 {len(gone)} 名成员被清空，保存后不再是这一户的人。", "保存", "再看看", danger=True
    ):
        raise Refused("没有保存。请核对家庭成员后再保存。")
    saved = household.save(
        desk.db,
        desk.actor,
        {name: values[name] for name in values if name in FIELDS},
        members=form.members.members(),
        categories=form.category(),
        gone=gone,
        record_id=household_id,
        accepted=accepted,
    )
    if household_id is None:
        raw = form.raw()
        desk.memory.set(LAST, {name: raw[name] for name in COPIED if name in raw})
    return saved


def _offer_last(desk: Desk, dialog: FormDialog, form: FamilyForm) -> None:
    """复制上一户: what neighbours on a list share."""
    kept = dict(desk.memory.get(LAST) or {})
    button = QPushButton("复制上一户（F7）")
    button.setAutoDefault(False)
    button.setShortcut("F7")
    button.setToolTip("带出上一户的村（居）、住址、户口性质、类别和依据（F7）")
    button.setEnabled(bool(kept))
    button.clicked.connect(lambda: form.restore(kept))
    dialog.foot.insertWidget(0, button)


def _note_reveal(desk: Desk, household_id: UUID | None) -> None:
    if household_id is not None:
        number = household.facts(desk.db, household_id).household_no
        desk.db.note(desk.actor, f"显示完整证件号或电话 {number}", "view")


def file_dialog(desk: Desk, household_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """The rest of a family's file: children, living, contacts; ``result_value`` is its id."""
    known = household.facts(desk.db, household_id)
    form = Form(
        {name: FIELDS[name] for name in FILE}, choices_of(desk), columns=2, read_only=bool(desk.read_only)
    )
    form.put(known.values)

    def save(values: dict[str, Any], accepted: dict[str, str]) -> UUID:
        return household.save(desk.db, desk.actor, values, record_id=household_id, accepted=accepted)

    dialog = FormDialog(
        f"{known.head_name} 家庭 · 更多资料",
        form,
        save,
        parent,
        width=900,
        draft=draft_of(desk, "household_file", household_id),
    )
    dialog.save_button.setEnabled(not desk.read_only)
    return dialog
