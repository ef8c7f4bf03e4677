"""A member of a family: everything about the person, the relation, and the days of joining and leaving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Doubt, Invalid
from ljfpa_desktop.services import household, person
from ljfpa_desktop.services.household import MEMBER_FIELDS
from ljfpa_desktop.services.life import heirs
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.drafts import draft_of
from ljfpa_desktop.ui.widgets.form import Form

SHOWN = (
    "name", "id_no", "sex", "birth_date", "id_type", "former_name", "phone", "ethnicity", "education",
    "marital", "marital_on", "health", "disability_no", "disability_type", "disability_grade",
    "disability_to", "occupation", "political", "is_veteran", "veteran_no", "support_kind", "support_from",
    "death_date", "remark",
)  # fmt: skip
_PREFIX = "members.0."


def person_dialog(
    desk: Desk, household_id: UUID, member_id: UUID | None = None, parent: QWidget | None = None
) -> FormDialog:
    """The dialog for a new member of the family or the membership of ``member_id``."""
    known = household.facts(desk.db, household_id)
    values = next((m.values for m in known.members if m.id == member_id), {})
    fields = {name: person.FIELDS[name] for name in SHOWN[:4]}
    fields["relation"] = MEMBER_FIELDS["relation"]
    fields.update({name: person.FIELDS[name] for name in SHOWN[4:]})
    fields.update({name: MEMBER_FIELDS[name] for name in ("joined_on", "left_on", "left_why")})
    form = Form(
        fields,
        choices_of(desk),
        columns=2,
        read_only=bool(desk.read_only),
        on_changed={"id_no": fill_from_number},
    )
    form.put(values)
    form.revealed.connect(
        lambda name: desk.db.note(desk.actor, f"显示{fields[name].label} {known.household_no}", "view")
    )

    def save(values: dict[str, Any], accepted: dict[str, str]) -> UUID:
        row = {**values, "id": member_id}
        return _own(lambda: household.save(
            desk.db, desk.actor, {}, members=[row], record_id=household_id, accepted=accepted
        ))  # fmt: skip

    dialog = FormDialog(
        f"{values['name']} · 人员资料" if values else f"{known.head_name} 家庭 · 添加成员",
        form,
        save,
        parent,
        width=940,
        draft=draft_of(desk, "member", member_id or household_id),
    )
    dialog.save_button.setEnabled(not desk.read_only)
    return dialog


def fill_from_number(form: Form) -> None:
    """An ID number says sex and birth date."""
    read = person.read({"name": "某", "id_no": form.value("id_no")})
    if read.values["birth_date"] is not None and "id_no" not in read.problems:
        form.fill(sex=read.values["sex"], birth_date=read.values["birth_date"])


def _own(save: Any) -> UUID:
    """Problems and doubts of the one row given stand beside this form's own fields."""
    try:
        return save()
    except Invalid as e:
        raise Invalid({key.removeprefix(_PREFIX): s for key, s in e.problems.items()}) from e
    except Doubt as e:
        raise Doubt([replace(w, field=w.field.removeprefix(_PREFIX)) for w in e.warnings]) from e


def successor_dialog(desk: Desk, household_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """Another head for a family: who, and how the others stand to the new head."""
    known = household.facts(desk.db, household_id)
    living = [m for m in known.members if m.left_on is None]
    relation = MEMBER_FIELDS["relation"]
    fields = {
        m.id.hex: replace(relation, label=f"{m.name}（现为{m.relation_label}）", required=True)
        for m in living
    }
    form = Form(fields, choices_of(desk), read_only=bool(desk.read_only))
    form.put(suggested(living))

    def save(values: dict[str, Any], accepted: dict[str, str]) -> UUID:
        relations = {UUID(hex=key): str(code) for key, code in values.items()}
        household.change_head(desk.db, desk.actor, household_id, relations, accepted)
        return household_id

    words = "请把一名成员选为“户主”，其余成员选与新户主的关系。已按常见情况先填好。"
    return FormDialog(f"{known.head_name} 家庭 · 更换户主", form, save, parent, words=words, width=620)


def suggested(members: list[household.MemberFacts]) -> Mapping[str, str]:
    """Relations around the likeliest new head; as they are where nobody could follow."""
    likely = heirs.heirs(members, dates.today())
    has_head = any(m.relation == household.HEAD for m in members)
    as_they_are = {m.id: m.relation for m in members}
    found = heirs.around(members, likely[0].id) if likely and has_head else as_they_are
    return {member_id.hex: relation for member_id, relation in found.items()}
