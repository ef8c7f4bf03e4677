"""The page of families: its list, one family at a glance, and every act by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.services import household, visit
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.history_dialog import HistoryDialog
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog
from ljfpa_desktop.ui.dialogs.rows_dialog import ListDialog
from ljfpa_desktop.ui.pages.household_page import HouseholdPage
from ljfpa_desktop.ui.widgets.cards import label
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.preview import PreviewDialog
from tests import factories
from tests.services.test_timeline import paid
from tests.ui.keyboard import activate, answer, press, write

Show = Callable[[QWidget], QWidget]
D = TypeVar("D", bound=QDialog)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def families(seat: Desk) -> list[UUID]:
    """A family in 山兜村, a special one in 阳岐村, and one that moved away."""
    db, actor = seat.db, seat.actor
    made = [
        factories.household(
            db,
            actor,
            head="张桂兰",
            children=["张小妹"],
            categories=["06"],
            phone1="13805001234",
            address="东街",
        ),
        factories.household(
            db, actor, head="陈頔", village="350122103202", categories=["04"], address="密街"
        ),
        factories.household(db, actor, head="林三"),
    ]
    household.set_status(db, actor, made[2], "MOVED_OUT", date(2024, 5, 1), "迁往马尾")
    return made


@pytest.fixture
def page(seat: Desk, families: list[UUID], shown: Show) -> HouseholdPage:
    made = HouseholdPage(seat)
    made.reload()
    seat.hub.changed.connect(made.reload)
    made.resize(1140, 640)
    shown(made)
    return made


def dialog_of(page: QWidget, kind: type[D]) -> D:
    """The dialog that stands open over the page, with the keyboard."""
    found = next(d for d in page.findChildren(kind) if d.isVisible())
    activate(found)
    return found


def heads(page: HouseholdPage) -> list[str]:
    return [row[0] for row in page.table.as_rows()[1:]]


def words(widget: QWidget) -> str:
    """All words shown in a widget, one line each."""
    kinds = (type(label("", "quiet")), QPushButton)
    return "\n".join(w.text() for kind in kinds for w in widget.findChildren(kind) if w.isVisibleTo(widget))


def deed(page: HouseholdPage, text: str) -> None:
    next(d for d in page.deeds() if d.text == text).do()


def test_the_list_and_its_counts(page: HouseholdPage) -> None:
    assert heads(page) == ["张桂兰", "陈頔"]
    assert page.subtitle == "共 2 户 3 人 · 特殊家庭 1 户 · 本月新增 2 户"
    assert page.table.totals.text() == "共 2 户 · 人口合计 3 · 今年帮扶合计 ¥0.00"
    assert page.table.as_rows()[1] == ["张桂兰", "山兜村", "2", "低保", "—", "—"]


def test_search_and_filters(page: HouseholdPage, qtbot: QtBot) -> None:
    page.families.filters.entry.setFocus()
    write("zgl")
    qtbot.waitUntil(lambda: heads(page) == ["张桂兰"])
    page.families.filters.entry.setText("没有这个人")
    qtbot.waitUntil(lambda: page.table.stack.currentWidget() is page.table.state)
    assert page.families.panel.title.text() == "请选一户"
    page.families.filters.entry.clear()
    page.families.filters.boxes["status"].setCurrentIndex(0)
    qtbot.waitUntil(lambda: len(heads(page)) == 3)
    page.families.filters.boxes["category"].setCurrentIndex(1)
    qtbot.waitUntil(lambda: heads(page) == ["陈頔"])


def test_the_panel_masks_and_keeps_restricted_families_shut(
    page: HouseholdPage, families: list[UUID]
) -> None:
    page.table.select_id(families[0])
    said = words(page.families.panel)
    assert "张桂兰 家庭" in said
    assert "138****1234" in said
    assert "13805001234" not in said
    page.table.select_id(families[1])
    said = words(page.families.panel)
    assert "受限家庭" in said
    assert "密街" not in said


def test_enter_opens_a_family_and_esc_goes_back(
    page: HouseholdPage, families: list[UUID], seat: Desk
) -> None:
    page.table.select_id(families[1])
    page.table.view.setFocus()
    press(Qt.Key.Key_Return)
    assert page.is_at_family
    assert "陈頔 家庭" in words(page.family)
    assert "密街" in words(page.family)
    with seat.db.read() as s:
        assert s.scalars(select(Act.why).where(Act.kind == "view")).all() == [
            "查看受限家庭 35012210320200001"
        ]
    back = page.deeds()[0]
    assert (back.text, back.shortcut) == ("返回", "Esc")
    back.do()
    assert not page.is_at_family
    assert page.table.current_id() == families[1]
    assert page.table.view.hasFocus()


def test_a_family_at_a_glance(page: HouseholdPage, families: list[UUID], seat: Desk) -> None:
    paid(seat.db, seat.actor, families[1])
    page.open_record(families[1])
    said = words(page.family)
    shown = "春节慰问 1000.00元", "认定为计生特殊家庭（伤残）", "可列入", "不符合", "需要是计生困难家庭"
    for piece in shown:
        assert piece in said
    assert page.family.members.as_rows()[1][:4] == ["陈頔", "户主", "男", str(_age(date(1962, 3, 5)))]
    opened: list[tuple[str, UUID]] = []
    seat.open_page = lambda key, record: opened.append((key, record))
    next(b for b in page.family.line.findChildren(QPushButton) if "春节慰问" in b.text()).click()
    assert [key for key, _ in opened] == ["aid"]


def _age(birth: date) -> int:
    return dates.age_on(birth, dates.today())


def test_a_visit_is_recorded_by_keyboard_and_opened_again(
    page: HouseholdPage, families: list[UUID], seat: Desk, qtbot: QtBot
) -> None:
    told: list[str] = []
    seat.tell = lambda sentence, _undo=None: told.append(sentence)
    page.open_record(families[0])
    page.primary().do()
    dialog = dialog_of(page, FormDialog)
    press(Qt.Key.Key_Return)
    write("春节")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert told == ["已登记走访 1 户。"]
    assert visit.list_of(seat.db, household_id=families[0])[0].visited_on == dates.today()
    assert page.is_at_family
    next(b for b in page.family.line.findChildren(QPushButton) if "走访" in b.text()).click()
    again = dialog_of(page, FormDialog)
    assert again.form.value("occasion") == "SPRING"
    again.form.fill(goods="大米一袋")
    again.save_button.click()
    qtbot.waitUntil(lambda: not again.isVisible())
    assert visit.list_of(seat.db)[0].goods == "大米一袋"


def test_several_families_are_visited_at_once_and_it_can_be_taken_back(
    page: HouseholdPage, seat: Desk, qtbot: QtBot
) -> None:
    undo: list[Callable[[], object]] = []
    seat.tell = lambda _sentence, do: undo.append(do)
    page.table.view.selectAll()
    assert page.families.panel.visit_button.text() == "登记走访 2 户"
    press(Qt.Key.Key_G, CTRL, page.table.view)
    qtbot.waitUntil(lambda: bool(page.findChildren(FormDialog)))
    dialog = dialog_of(page, FormDialog)
    assert "等 2 户" in dialog.windowTitle()
    dialog.form.fill(occasion="SPRING")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert len(visit.list_of(seat.db)) == 2
    undo[0]()
    assert visit.list_of(seat.db) == []


def test_categories_begin_and_end(page: HouseholdPage, families: list[UUID], qtbot: QtBot) -> None:
    page.open_record(families[0])
    page.acts.category()
    dialog = dialog_of(page, FormDialog)
    write("困难")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    held = {c.category: c for c in household.facts(page.desk.db, families[0]).categories}
    assert held["05"].valid_to == date(dates.today().year, 12, 31)
    end = next(b for b in page.family.findChildren(QPushButton) if b.accessibleName() == "终止计生低保家庭")
    end.click()
    dialog = dialog_of(page, FormDialog)
    dialog.save_button.click()
    assert dialog.form.rows["end_why"].problem.text() == "请填写终止原因。"
    dialog.form.fill(end_why="退出低保")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    qtbot.waitUntil(lambda: "退出低保" in words(page.family))


def test_a_category_that_does_not_fit_is_said_beside_its_field(
    page: HouseholdPage, families: list[UUID]
) -> None:
    page.open_record(families[0])
    page.acts.category()
    dialog = dialog_of(page, FormDialog)
    dialog.form.fill(category="03")
    dialog.save_button.click()
    assert "失独" in words(dialog.form.rows["category"])
    write("公安已注销")
    dialog.save_button.click()
    assert not dialog.isVisible()


def test_a_family_moves_away(page: HouseholdPage, families: list[UUID], qtbot: QtBot) -> None:
    page.open_record(families[0])
    deed(page, "状态")
    dialog = dialog_of(page, FormDialog)
    dialog.form.fill(status="MOVED_OUT", status_why="迁往马尾")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    qtbot.waitUntil(lambda: "已迁出" in words(page.family))
    page.show_list()
    assert heads(page) == ["陈頔"]


def test_the_widow_becomes_the_head(page: HouseholdPage, seat: Desk, qtbot: QtBot) -> None:
    man = {"name": "吴大", "death_date": date(2024, 1, 2)}
    made = factories.household(seat.db, seat.actor, head=man, spouse="郑美", children=["吴小"])
    page.open_record(made)
    assert page.family.heir.isVisible()
    page.family.heir.click()
    dialog = dialog_of(page, FormDialog)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    found = household.facts(seat.db, made)
    assert {m.name: m.relation_label for m in found.members} == {"郑美": "户主", "吴大": "夫", "吴小": "女"}
    assert not page.family.heir.isVisible()


def test_history(page: HouseholdPage, families: list[UUID]) -> None:
    household.save(page.desk.db, page.desk.actor, {"address": "西街"}, record_id=families[0])
    page.open_record(families[0])
    deed(page, "历史")
    rows = dialog_of(page, HistoryDialog).table.as_rows()
    assert rows[1][1:] == ["李经办", "修改家庭", "家庭", "家庭住址", "东街", "西街"]


def test_a_mistaken_family_is_taken_out_with_a_reason(page: HouseholdPage, families: list[UUID]) -> None:
    page.open_record(families[0])
    answer(reason="重复录入")
    page.family.mistake.click()
    assert not page.is_at_family
    assert heads(page) == ["陈頔"]


def test_a_family_that_was_paid_stays(
    page: HouseholdPage, families: list[UUID], seat: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid(seat.db, seat.actor, families[1])
    page.open_record(families[1])
    said: list[str] = []
    monkeypatch.setattr(
        "ljfpa_desktop.ui.pages.household.family_acts.show_failure",
        lambda _over, failure: said.append(failure.sentence),
    )
    answer(reason="重复录入")
    page.family.mistake.click()
    assert "有发放记录" in said[0]
    assert len(heads(page)) == 2


def test_a_family_gone_meanwhile_leads_back_to_the_list(
    page: HouseholdPage, families: list[UUID], seat: Desk
) -> None:
    said: list[str] = []
    seat.tell = lambda sentence, _undo=None: said.append(sentence)
    page.open_record(families[0])
    household.retire(seat.db, seat.actor, families[0], "重复录入")
    assert not page.is_at_family
    assert "已不在册" in said[0]


def test_the_list_is_saved_as_it_is_shown(
    page: HouseholdPage, seat: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    seat.tell = lambda sentence, _undo=None: told.append(sentence)
    path = tmp_path / "家庭名册.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    deed(page, "导出")
    lines = path.read_text("utf-8-sig").splitlines()
    assert lines[0] == "户主,村居,人口,类别,上次走访,今年帮扶"
    assert lines[1] == "张桂兰,山兜村,2,低保,—,—"
    assert told == ["已导出 2 行到“家庭名册.csv”。"]


def test_the_list_is_printed(page: HouseholdPage) -> None:
    deed(page, "打印")
    dialog_of(page, PreviewDialog).reject()


def test_importing_starts_here(page: HouseholdPage) -> None:
    deed(page, "导入名册")
    dialog_of(page, ImportDialog).reject()


def test_an_empty_office_says_what_to_do(seat: Desk, shown: Show) -> None:
    page = HouseholdPage(seat)
    page.families.filters.boxes["status"].setCurrentIndex(0)
    page.reload()
    shown(page)
    assert "还没有登记家庭" in words(page.table.state)
    assert "导入名册" in words(page.table.state)
    assert page.families.panel.title.text() == "请选一户"


def test_the_prints_of_a_family_are_behind_its_time_line(page: HouseholdPage, families: list[UUID]) -> None:
    page.open_record(families[1])
    door = next(b for b in page.findChildren(QPushButton) if b.text() == "打印记录" and b.isVisible())
    door.click()
    dialog = dialog_of(page, ListDialog)
    assert dialog.windowTitle().endswith("家庭 · 打印记录")
    assert "还没有打印过" in words(dialog.table.state)
