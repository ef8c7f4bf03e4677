"""Events: one in a minute by keyboard, the rest later, drafts, photos, papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import attachment, draft, event, event_list
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.event_body import ATTENDEES_PAGE, CONTENT_PAGE, MATERIALS_PAGE, PHOTOS_PAGE
from ljfpa_desktop.ui.dialogs.event_dialog import EventDialog
from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog
from ljfpa_desktop.ui.pages import event_page
from ljfpa_desktop.ui.pages.event_page import EventPage
from ljfpa_desktop.ui.widgets import dialog as dialogs
from ljfpa_desktop.ui.widgets.editors import keyboard_of
from tests.services.books import OLD, issue
from tests.services.test_attachment import picture
from tests.services.test_event import DAY, minute
from tests.ui.keyboard import activate, press, write

Show = Callable[[QWidget], QWidget]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(seat: Desk, shown: Show) -> EventPage:
    made = EventPage(seat)
    made.reload()
    seat.hub.changed.connect(made.reload)
    made.resize(1140, 640)
    shown(made)
    return made


@pytest.fixture
def dialog(page: EventPage) -> EventDialog:
    """The dialog for a new event, with the keyboard."""
    page.primary().do()
    return dialog_of(page)


def dialog_of(page: QWidget) -> EventDialog:
    """The dialog that stands open over the page."""
    found = next(d for d in page.findChildren(EventDialog) if d.isVisible())
    activate(found)
    return found


def type_first_minute(people: str = "320") -> None:
    """Kind, date (as it stands), name, place, people."""
    for text in ("宣传活动", "", "5.29会员活动日宣传", "琯头文化广场", people):
        write(text)
        press(Qt.Key.Key_Return)


def test_an_event_in_a_minute_by_keyboard_alone(
    page: EventPage, dialog: EventDialog, seat: Desk, qtbot: QtBot
) -> None:
    type_first_minute()
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    (line,) = event_list.page(seat.db)
    assert (line.kind, line.theme, line.place, line.attendance) == (
        "宣传活动",
        "5.29会员活动日宣传",
        "琯头文化广场",
        320,
    )
    assert line.held_on == dates.today()
    assert line.missing == ("活动内容", "照片")  # host and recorder are known
    assert page.table.as_rows()[1][6] == "待补 2 项"
    assert "1 场活动、1 场次、320 人次 · 待补 1 场" in page.subtitle


def test_mistakes_stand_beside_their_fields(dialog: EventDialog, seat: Desk) -> None:
    press(Qt.Key.Key_S, CTRL)
    rows = dialog.parts.forms["first"].rows
    assert [rows[n].problem.text() for n in ("kind", "theme", "place")] == [
        "请选择活动类别。",
        "请填写活动名称。",
        "请填写地点。",
    ]
    assert event_list.count(seat.db)[0] == 0
    type_first_minute(people="")
    dialog.save_button.click()
    assert "参加人数" in rows["offline_attendance"].problem.text()
    assert dialog.isVisible()


def test_a_mistake_on_a_page_brings_it_to_the_front(dialog: EventDialog) -> None:
    type_first_minute()
    dialog.parts.tabs.setCurrentIndex(PHOTOS_PAGE)
    dialog.parts.forms["content"].fill(host_org="长" * 121)
    dialog.save_button.click()
    assert dialog.parts.tabs.currentIndex() == CONTENT_PAGE
    assert "最多 120 个字" in dialog.parts.forms["content"].rows["host_org"].problem.text()


def test_an_old_date_is_saved_after_a_reason(dialog: EventDialog, seat: Desk, qtbot: QtBot) -> None:
    type_first_minute()
    dialog.parts.forms["first"].fill(held_on=dates.today() - timedelta(days=500))
    dialog.save_button.click()
    assert dialog.isVisible()
    write("补录旧账")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert event_list.count(seat.db)[0] == 1


def test_materials_and_people_are_typed_and_pasted(dialog: EventDialog, seat: Desk, qtbot: QtBot) -> None:
    type_first_minute("")
    materials, attendees = dialog.parts.grids["materials"], dialog.parts.grids["attendees"]
    dialog.parts.tabs.setCurrentIndex(MATERIALS_PAGE)
    materials.view.setFocus()
    QGuiApplication.clipboard().setText("手册\t健康素养66条\t1,200\n宣传品\t环保袋\t90")
    press(Qt.Key.Key_V, CTRL)
    assert materials.totals.text().endswith("数量合计 1,290")
    dialog.parts.tabs.setCurrentIndex(ATTENDEES_PAGE)
    attendees.view.setFocus()
    QGuiApplication.clipboard().setText(
        "\n".join(f"林依{c}\t山兜村\t1380590000{i}" for i, c in enumerate("弟妹俤"))
    )
    press(Qt.Key.Key_V, CTRL)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    (line,) = event_list.page(seat.db)
    facts = event.facts(seat.db, line.id)
    assert [(m["kind"], m["title"], m["quantity"]) for m in facts.materials] == [
        ("BOOKLET", "健康素养66条", 1200),
        ("GIFT", "环保袋", 90),
    ]
    assert [a["name"] for a in facts.attendees] == ["林依弟", "林依妹", "林依俤"]
    assert line.offline == 3  # the people named


def test_a_wrong_cell_says_what_is_wrong(dialog: EventDialog, seat: Desk) -> None:
    type_first_minute()
    materials = dialog.parts.grids["materials"]
    materials.model.change([(0, 0, "水果"), (1, 0, "宣传册"), (1, 1, "手册"), (2, 2, "十本")])
    told = [{k: f.sentence for k, f in flaws.items()} for flaws in materials.flaws()[:3]]
    assert told[0]["kind"] == "没有“水果”这一类，请从列表里选。"
    assert told[1] == {"quantity": "请填写数量。"}
    assert told[2]["quantity"] == "这里要填数字，例如 3。"
    dialog.save_button.click()
    assert dialog.parts.tabs.currentIndex() == MATERIALS_PAGE
    assert event_list.count(seat.db)[0] == 0


def test_tags_and_the_headings_of_the_day(page: EventPage, dialog: EventDialog, seat: Desk) -> None:
    event.save(seat.db, seat.actor, minute(heading="5.29系列活动"))
    first = dialog.parts.forms["first"]
    day = first.editor("held_on")
    day.setFocus()
    day.put(None)
    write(DAY.isoformat())
    press(Qt.Key.Key_Return)
    assert dialog.parts.tags.value() == "529"  # the day itself says so
    heading = keyboard_of(dialog.parts.forms["more"].editor("heading"))
    assert isinstance(heading, QLineEdit)
    assert heading.placeholderText() == "当天已有：5.29系列活动"
    dialog.leave()


def test_the_rest_is_added_later(page: EventPage, seat: Desk, qtbot: QtBot) -> None:
    saved = event.save(seat.db, seat.actor, minute(), materials=[issue("GIFT", 30)])
    page.table.select_row(0)
    page.table.view.setFocus()
    press(Qt.Key.Key_Return)
    dialog = dialog_of(page)
    assert not dialog.is_changed()
    assert dialog.parts.tabs.tabText(MATERIALS_PAGE) == "发放资料 1"
    dialog.parts.forms["content"].fill(content="宣传新型婚育文化。", host_org="镇计生协", recorder="李经办")
    dialog.parts.photos.add([picture(colour="red"), picture(colour="blue")])
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert event_list.page(seat.db)[0].missing == ()
    assert len(attachment.of_record(seat.db, saved)) == 2
    assert [m["quantity"] for m in event.facts(seat.db, saved).materials] == [30]


def test_many_photos_are_saved_behind_a_progress_window(
    dialog: EventDialog, seat: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    type_first_minute()
    for name, colour in (("a", "red"), ("b", "blue"), ("c", "teal"), ("d", "navy"), ("e", "white")):
        (tmp_path / f"{name}.jpg").write_bytes(picture(colour=colour, suffix="JPEG"))
    given = QMimeData()
    given.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    dialog.parts.photos.take_mime(given)
    assert dialog.parts.photos.count() == 5
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    (line,) = event_list.page(seat.db)
    assert len(attachment.of_record(seat.db, line.id)) == 5


def test_what_is_no_photo_is_said_on_top(dialog: EventDialog, tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_text("x", "utf-8")
    dialog.parts.photos.add([tmp_path / "x.jpg"])
    assert "“x.jpg”不是能打开的照片" in dialog.banner.words.text()


def test_a_draft_survives_a_power_cut(
    page: EventPage, dialog: EventDialog, seat: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "合影.jpg").write_bytes(picture(suffix="JPEG"))
    type_first_minute()
    dialog.parts.grids["materials"].model.change([(0, 0, "宣传册"), (0, 1, "手册"), (0, 2, "50")])
    dialog.parts.tags.boxes["MOTHERS_DAY"].click()
    dialog.parts.photos.add([tmp_path / "合影.jpg"])
    qtbot.waitUntil(lambda: draft.find(seat.db, "event", None) is not None, timeout=3000)
    dialog.hide()  # the program is gone: nothing was saved or given up
    page.primary().do()
    again = dialog_of(page)
    assert again is not dialog
    first = again.parts.forms["first"]
    assert (first.value("theme"), first.value("offline_attendance")) == ("5.29会员活动日宣传", 320)
    assert again.parts.tags.value() == "MOTHERS_DAY"
    assert [m["quantity"] for m in again.parts.grids["materials"].lines()] == [50]
    assert again.parts.photos.count() == 1
    again.save_button.click()
    qtbot.waitUntil(lambda: not again.isVisible())
    assert draft.find(seat.db, "event", None) is None
    assert event_list.count(seat.db)[0] == 1


def test_leaving_asks_only_when_something_was_typed(
    dialog: EventDialog, seat: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(_parent: QWidget, sentence: str, *_a: str, **_k: object) -> bool:
        asked.append(sentence)
        return len(asked) > 1

    monkeypatch.setattr(dialogs, "ask", ask)
    type_first_minute()
    press(Qt.Key.Key_Escape)
    assert dialog.isVisible()
    press(Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert len(asked) == 2
    assert draft.find(seat.db, "event", None) is None


def test_filters_and_totals(page: EventPage, seat: Desk, qtbot: QtBot) -> None:
    event.save(seat.db, seat.actor, minute())
    event.save(seat.db, seat.actor, minute(kind="PARENT_CLASS", theme="家长课堂", offline_attendance=40))
    event.save(seat.db, seat.actor, minute(held_on=date(2024, 5, 1)), accepted=OLD)
    page.filters.boxes["year"].setCurrentIndex(0)
    assert page.table.totals.text() == "共 3 场活动 · 场次合计 3 · 人次合计 680"
    page.filters.boxes["kind"].setCurrentText("家长公益课堂")
    assert page.table.totals.text() == "共 1 场活动 · 场次合计 1 · 人次合计 40"
    page.filters.boxes["kind"].setCurrentIndex(0)
    page.table.view.sortByColumn(5, Qt.SortOrder.AscendingOrder)
    assert [r[5] for r in page.table.as_rows()[1:]] == ["40", "320", "320"]
    page.filters.entry.setText("家长")
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 1)


def do(page: EventPage, text: str) -> None:
    """A button of the header."""
    next(d for d in page.deeds() if d.text == text).do()


def test_papers_of_the_current_event(
    page: EventPage, seat: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []
    files: list[Path] = []

    def chosen(_parent: QWidget, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        files.append(tmp_path / name)
        return str(files[-1]), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    monkeypatch.setattr(event_page, "tell", lambda _p, sentence: told.append(sentence))
    do(page, "记录表")
    assert told == ["请先在列表里选一场活动。"]
    event.save(seat.db, seat.actor, minute())
    page.table.select_row(0)
    for text, title in (("记录表", "活动记录表"), ("签到表", "活动签到表")):
        do(page, text)
        preview = next(d for d in page.findChildren(PaperDialog) if d.isVisible())
        assert preview.windowTitle() == title
        preview.save()
        assert files[-1].read_bytes().startswith(b"%PDF")


def test_an_event_entered_by_mistake_goes_with_a_reason(
    page: EventPage, seat: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = event.save(seat.db, seat.actor, minute())
    page.table.select_row(0)
    monkeypatch.setattr(event_page, "ask_reason", lambda *_a, **_k: "重复登记")
    do(page, "删去错录")
    assert event_list.count(seat.db)[0] == 0
    told: list[str] = []

    def failed(_parent: QWidget, failure: Failure) -> None:
        told.append(failure.sentence)

    monkeypatch.setattr(event_page, "show_failure", failed)
    page.open_record(saved)
    assert told == ["这场活动已经不在了，请刷新列表。"]


def test_a_read_only_office_shows_events_and_saves_nothing(seat: Desk, shown: Show) -> None:
    saved = event.save(seat.db, seat.actor, minute())
    page = EventPage(replace(seat, read_only="U盘写保护，只能查看。"))
    page.reload()
    shown(page)
    page.open_record(saved)
    dialog = dialog_of(page)
    assert not dialog.save_button.isEnabled()
    assert not dialog.parts.grids["materials"].isEnabled()
    assert all(not box.isEnabled() for box in dialog.parts.tags.boxes.values())
    assert isinstance(dialog, QDialog)
