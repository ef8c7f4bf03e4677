"""A member's own dialog: the number fills, problems stand beside their fields, heads change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ljfpa_desktop.services import household
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.person_dialog import person_dialog, successor_dialog
from tests import factories
from tests.ui.keyboard import press, write

Show = Callable[[QWidget], QWidget]
NUMBER = "350122199006010029"


@pytest.fixture
def known(seat: Desk) -> UUID:
    return factories.household(seat.db, seat.actor, spouse="陈秀英", children=["林小妹"])


def test_a_member_is_added_by_keyboard(known: UUID, seat: Desk, shown: Show) -> None:
    number = factories.id_number(date(1995, 2, 3), "2")
    dialog = person_dialog(seat, known)
    shown(dialog)
    write("林小二")
    press(Qt.Key.Key_Return)
    write(number)
    press(Qt.Key.Key_Return)
    assert (dialog.form.value("sex"), dialog.form.value("birth_date")) == ("2", date(1995, 2, 3))
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    write("次女")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    added = household.facts(seat.db, known).members[-1]
    assert (added.name, added.relation, added.id_no) == ("林小二", "33", number)


def test_a_member_is_changed_and_nothing_else(known: UUID, seat: Desk, shown: Show) -> None:
    before = household.facts(seat.db, known)
    dialog = person_dialog(seat, known, before.members[1].id)
    shown(dialog)
    assert not dialog.is_changed()
    dialog.form.fill(education="70", occupation="渔民")
    dialog.save_button.click()
    after = household.facts(seat.db, known)
    assert (after.members[1].values["education"], after.members[1].values["occupation"]) == ("70", "渔民")
    assert (after.members[0], after.members[2]) == (before.members[0], before.members[2])
    assert after.members[1].id_no == before.members[1].id_no


def test_problems_and_doubts_stand_beside_their_fields(known: UUID, seat: Desk, shown: Show) -> None:
    member = household.facts(seat.db, known).members[2]
    dialog = person_dialog(seat, known, member.id)
    shown(dialog)
    dialog.form.fill(death_date=date(1980, 1, 1))
    dialog.save_button.click()
    assert "早于出生日期" in dialog.form.rows["death_date"].problem.text()
    dialog.form.fill(death_date=None, sex="1")
    dialog.save_button.click()
    assert dialog.isVisible()
    said = dialog.form.rows["sex"].doubts.findChildren(QWidget)[0].property("text")
    assert "性别与身份证号不符" in said
    dialog.leave()


def test_a_month_of_birth_stays_a_month(seat: Desk, shown: Show) -> None:
    head = {"name": "林依妹", "id_no": None, "sex": "2", "birth_date": "1950-05"}
    made = factories.household(seat.db, seat.actor, head=head)
    dialog = person_dialog(seat, made, household.facts(seat.db, made).members[0].id)
    shown(dialog)
    dialog.form.fill(occupation="务农")
    dialog.save_button.click()
    found = household.facts(seat.db, made).members[0].values
    assert (found["birth_date"], found["birth_precision"]) == (date(1950, 5, 1), "YM")


def test_the_eldest_child_follows_where_there_is_no_spouse(seat: Desk, shown: Show) -> None:
    man = {"name": "吴大", "death_date": date(2024, 1, 2)}
    made = factories.household(seat.db, seat.actor, head=man, children=["吴一", "吴二"])
    dialog = successor_dialog(seat, made)
    shown(dialog)
    dialog.save_button.click()
    found = {m.name: m.relation_label for m in household.facts(seat.db, made).members}
    assert found == {"吴一": "户主", "吴大": "父亲", "吴二": "兄弟姐妹"}


def test_two_heads_are_refused(known: UUID, seat: Desk, shown: Show) -> None:
    dialog = successor_dialog(seat, known)
    shown(dialog)
    for row in dialog.form.rows.values():
        row.editor.put("02")
    dialog.save_button.click()
    assert dialog.isVisible()
    assert household.facts(seat.db, known).head_name == "林建国"
    dialog.leave()
