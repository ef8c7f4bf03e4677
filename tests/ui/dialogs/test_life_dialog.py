"""家庭变动 with the keyboard: the kinds, what follows with ticks, the deed undone, what waits settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.services import household, life
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.follow_dialog import FollowDialog
from ljfpa_desktop.ui.dialogs.life_dialog import KindsDialog, LifeDialog
from ljfpa_desktop.ui.pages.household_page import HouseholdPage
from tests import factories
from tests.ui.keyboard import activate, answer, press, write

Show = Callable[[QWidget], QWidget]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def told(seat: Desk) -> list[Any]:
    """What was said below, with its undo."""
    found: list[Any] = []
    seat.tell = lambda sentence, undo=None: found.append((sentence, undo))
    return found


@pytest.fixture
def family(seat: Desk) -> UUID:
    return factories.household(
        seat.db, seat.actor, spouse="陈美珍", children=["林小燕"], categories=["01"], phone1="13850112345"
    )


def relations(seat: Desk, household_id: UUID) -> dict[str, str]:
    found = household.facts(seat.db, household_id)
    return {m.name: m.relation for m in found.members if m.left_on is None}


def test_the_door_on_the_page_lists_the_kinds_by_digit(
    seat: Desk, family: UUID, shown: Show, qtbot: QtBot
) -> None:
    page = HouseholdPage(seat)
    page.reload()
    shown(page)
    page.open_record(family)
    deed = next(d for d in page.deeds() if d.text == "家庭变动…")
    assert deed.shortcut == "Ctrl+L"
    deed.do()
    (kinds,) = page.findChildren(KindsDialog)
    assert [b.text()[2:] for b in kinds.buttons] == [
        *life.NAMES.values(), "迁往本县别的乡镇", "迁到县外、全户亡故、销户",
    ]  # fmt: skip
    activate(kinds)
    press(Qt.Key.Key_6)
    qtbot.waitUntil(lambda: bool(page.findChildren(LifeDialog)))
    (dialog,) = page.findChildren(LifeDialog)
    assert dialog.kind == "DEATH"
    dialog.leave()


def test_a_death_proposes_the_heir_then_what_follows_and_can_be_undone(
    seat: Desk, family: UUID, told: list[Any], shown: Show
) -> None:
    dialog = LifeDialog(seat, family, "DEATH")
    shown(dialog)
    write("林建国")
    press(Qt.Key.Key_Return)
    spouse = next(m for m in household.facts(seat.db, family).members if m.name == "陈美珍")
    write("2024-05-06")
    press(Qt.Key.Key_Return)
    assert dialog.form.value("heir") == spouse.id.hex
    press(Qt.Key.Key_S, CTRL)
    assert relations(seat, family)["林建国"] == "02"
    assert list(dialog.ticks.rows) == ["visit"]
    press(Qt.Key.Key_S, CTRL)
    assert not dialog.isVisible()
    assert relations(seat, family) == {"林建国": "11", "陈美珍": "02", "林小燕": "30"}
    ((sentence, undo),) = told
    assert sentence == "林建国家庭的“去世”已登记。"
    undo()
    assert relations(seat, family)["林建国"] == "02"


def test_a_tick_taken_away_asks_why_and_a_changed_form_looks_again(
    seat: Desk, family: UUID, told: list[Any], shown: Show
) -> None:
    dialog = LifeDialog(seat, family, "DEATH")
    shown(dialog)
    child = next(m for m in household.facts(seat.db, family).members if m.name == "林小燕")
    dialog.form.fill(member=child.id.hex)
    dialog.form.fill(on=child.birth_date)
    dialog.carry_out()
    assert list(dialog.ticks.rows) == ["end:01", "add:03", "apply", "visit"]
    tick, why = dialog.ticks.rows["visit"]
    tick.click()
    assert why.isVisible()
    why.setText("家属不愿打扰")
    dialog.form.fill(on=child.birth_date.replace(year=2020) if child.birth_date else None)
    dialog.carry_out()
    assert dialog.isVisible()
    assert dialog.ticks.rows["visit"][1].text() == "家属不愿打扰"
    dialog.carry_out()
    assert [w.text[:6] for w in life.lines(seat.db)] == ["独生子女去世"]


def test_a_household_is_split_by_choosing_relations(
    seat: Desk, family: UUID, told: list[Any], shown: Show
) -> None:
    dialog = LifeDialog(seat, family, "SPLIT")
    shown(dialog)
    child = next(m for m in household.facts(seat.db, family).members if m.name == "林小燕")
    dialog.form.fill(on=child.birth_date)
    dialog.carry_out()
    assert dialog.isVisible()
    dialog.form.fill(**{child.id.hex: "02"})
    dialog.carry_out()
    dialog.carry_out()
    assert not dialog.isVisible()
    assert relations(seat, family) == {"林建国": "02", "陈美珍": "12"}


@pytest.mark.parametrize("kind", life.NAMES)
def test_every_kind_opens_and_says_what_is_missing(seat: Desk, family: UUID, shown: Show, kind: str) -> None:
    dialog = LifeDialog(seat, family, kind)
    shown(dialog)
    dialog.form.put({})
    dialog.carry_out()
    assert dialog.isVisible()
    assert relations(seat, family) == {"林建国": "02", "陈美珍": "12", "林小燕": "30"}


def test_what_waits_is_opened_and_settled(seat: Desk, family: UUID, shown: Show, qtbot: QtBot) -> None:
    led: list[Any] = []
    seat.open_page = lambda key, record_id=None: led.append((key, record_id))
    child = next(m for m in household.facts(seat.db, family).members if m.name == "林小燕")
    values = {"member": child.id, "on": child.birth_date}
    life.record(seat.db, seat.actor, family, "DEATH", values)
    dialog = FollowDialog(seat)
    shown(dialog)
    assert len(dialog.table.as_rows()) == 3
    answer(reason="已上门")
    press(Qt.Key.Key_R, CTRL)
    qtbot.waitUntil(lambda: len(dialog.table.as_rows()) == 2)
    activate(dialog)
    dialog.table.view.setFocus()
    press(Qt.Key.Key_Return)
    assert led == [("households", family)]


def test_a_reader_sees_and_changes_nothing(seat: Desk, family: UUID, shown: Show) -> None:
    seat.read_only = "只能查看。"
    dialog = LifeDialog(seat, family, "DEATH")
    shown(dialog)
    assert not dialog.save_button.isEnabled()
    waiting = FollowDialog(seat)
    shown(waiting)
    assert not waiting.settle_button.isEnabled()
    waiting.settle()
