"""A family moves to another township, is taken back, or arrives and gets its village."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import dates, divisions
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import household, transfer
from ljfpa_desktop.services.transfer import TransferLine
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.dialog import FormDialog, ask_reason, show_failure
from ljfpa_desktop.ui.widgets.form import Form

ENTERED_WRONGLY = "误办"  # the reason kept for an offer taken back at once
LEAVES = "只用于迁往本县别的乡镇；迁到县外请改“状态”。保存后本单位只能看，下次上报时交给县里转交。"


def move_dialog(desk: Desk, household_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """The dialog that offers a family to another township of the county."""
    own = desk.actor.office
    others = [(code, name, *divisions.initials(code)) for code, name in divisions.townships() if code != own]
    form = Form(transfer.FIELDS, choices_of(desk, {"township": others}))
    form.put({"moved_on": dates.today()})
    name = household.facts(desk.db, household_id).head_name

    def save(values: dict[str, Any], accepted: dict[str, str]) -> UUID:
        to, on, why = values["to_office"], values["moved_on"], values["why"]
        move = transfer.offer(desk.db, desk.actor, household_id, to, on, why, accepted)
        desk.tell(
            f"{name}户已办理迁往{divisions.name(to)}，下次上报时交给县里。",
            lambda: transfer.withdraw(desk.db, desk.actor, move, ENTERED_WRONGLY),
        )
        return household_id

    dialog = FormDialog(f"{name} 家庭 · 迁往别的乡镇", form, save, parent, words=LEAVES, save_text="办理迁出")
    dialog.save_button.setEnabled(not desk.read_only)
    return dialog


def arrival_dialog(desk: Desk, move: TransferLine, parent: QWidget | None = None) -> FormDialog:
    """The dialog that takes a family that moved here into one of our villages."""
    village = replace(household.FIELDS["village_code"], required=True)
    form = Form({"village_code": village}, choices_of(desk))

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> UUID:
        code = values["village_code"]
        transfer.receive(desk.db, desk.actor, move.id, code)
        desk.tell(f"{move.head_name}户已接收到{divisions.short_name(code)}。")
        return move.household_id

    words = (
        f"由{move.from_name}迁入，{move.people} 人，{move.moved_on} 迁出。成员、类别和账户都随这一户迁来，"
        f"以前的发放留在{move.from_name}。"
    )
    title = f"{move.head_name} 家庭 · 接收"
    dialog = FormDialog(title, form, save, parent, words=words, save_text="接收")
    dialog.save_button.setEnabled(not desk.read_only)
    return dialog


def ask_withdraw(desk: Desk, move: TransferLine, parent: QWidget) -> None:
    """Take an offer back, with the reason; the family is registered here again."""
    sentence = f"{move.head_name}户不迁往{move.to_name}了，仍在本单位登记，可以再改。"
    why = ask_reason(parent, "撤回迁出", sentence, yes="撤回")
    if not why:
        return
    try:
        transfer.withdraw(desk.db, desk.actor, move.id, why)
    except Failure as failure:
        show_failure(parent, failure)
    else:
        desk.tell(f"{move.head_name}户的迁出已撤回。")
