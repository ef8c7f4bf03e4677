"""Sitting down at the computers of several offices, a stick in the hand that goes from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import sheet
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.ui import office_window
from ljfpa_desktop.ui.dialogs.join_dialogs import CodeReadDialog, HeardDialog
from ljfpa_desktop.ui.dialogs.receive_dialog import ReceiveDialog
from ljfpa_desktop.ui.main_window import MainWindow
from ljfpa_desktop.ui.pages.exchange_page import ExchangePage
from ljfpa_desktop.ui.pages.household_page import HouseholdPage
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from tests.ui.keyboard import activate, press, tab_to, write

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
THIS_YEAR = {"category": "05", "valid_from": date(dates.today().year, 1, 1)}  # a family in hardship
W = TypeVar("W", bound=QWidget)


class Place(Protocol):
    """An office open at a computer."""

    @property
    def db(self) -> Database: ...
    @property
    def actor(self) -> Actor: ...


Sit = Callable[[Place], AbstractContextManager[MainWindow]]


@dataclass
class Hand:
    """What a person picks in the system's windows of files: always the stick, and there ``file``."""

    stick: Path
    file: Path | None = None


@pytest.fixture
def hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """The pickers of the system answer with the stick."""
    found = Hand(tmp_path / "stick")
    found.stick.mkdir(exist_ok=True)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(found.stick))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(found.stick / Path(a[2]).name), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(found.file or ""), ""))
    return found


@pytest.fixture
def sit(hand: Hand, qtbot: QtBot, qapp: QApplication) -> Sit:
    """Sits down at an office: its window has the keyboard."""
    del hand, qapp

    @contextmanager
    def at(office: Place) -> Iterator[MainWindow]:
        window = MainWindow(office_window.make_desk(office.db, office.actor))
        qtbot.addWidget(window)
        window.show()
        activate(window)
        yield window
        window.desk.hub.let_go_of(office.db)
        window.close()

    return at


def until(look: Callable[[], Any]) -> Any:
    """Wait for what a key brings up: a button pressed by its key shows that it is, for a moment."""
    for _ in range(150):
        found = look()
        if found:
            return found
        QTest.qWait(20)
    raise AssertionError("it did not come")


def shown(kind: type[W], over: QWidget | None = None) -> W:
    """The window of this kind that comes up; it has the keyboard."""

    def look() -> W | None:
        all_ = over.findChildren(kind) if over else QApplication.topLevelWidgets()
        return next((w for w in all_ if isinstance(w, kind) and w.isVisible()), None)

    found: W = until(look)
    activate(found)
    return found


def texts(widget: QWidget) -> list[str]:
    """The sentences in view."""
    return [w.text() for w in widget.findChildren(QLabel) if w.isVisible() and w.text()]


def exchange(window: MainWindow) -> Any:
    """数据交换 by its key; what it shows there."""
    activate(window)
    place = [line.key for line in window.lines].index("exchange") + 1
    press(Qt.Key(Qt.Key.Key_0.value + place % 10), ALT)
    page = window.pages["exchange"]
    assert isinstance(page, ExchangePage)
    return page.view


def find(window: MainWindow, words: str) -> HouseholdPage:
    """A family found by name and opened."""
    activate(window)
    press(Qt.Key.Key_F, CTRL)
    write(words)
    until(window.header.search.hits.isVisible)
    press(Qt.Key.Key_Return)
    page = window.pages["households"]
    assert isinstance(page, HouseholdPage)
    until(lambda: page.is_at_family)
    return page


def todo(window: MainWindow, sentence: str, button: str) -> None:
    """From 工作台 to where something that waits there is settled."""
    activate(window)
    press(Qt.Key.Key_1, ALT)
    until(lambda: sentence in texts(window))
    tab_to(f"{sentence}：{button}")
    press(Qt.Key.Key_Space)
    activate(window)


def give(window: MainWindow) -> str:
    """上报 at a township, 全部下发 at the county: the package onto the stick; what is said then."""
    view = exchange(window)
    view.banner.say("")
    press(Qt.Key.Key_U, CTRL)
    return until(view.banner.words.text)


def receive(window: MainWindow, state: str = "") -> str:
    """接收: the first package of the list (in this state) is tried, then taken in; what is said then."""
    exchange(window)
    press(Qt.Key.Key_R, CTRL)
    dialog = shown(ReceiveDialog)
    dialog.table.view.setFocus()
    states = [row[0] for row in dialog.table.as_rows()[1:]]
    for _ in range(states.index(state) if state else 0):
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    until(lambda: dialog.take_button.isEnabled() or dialog.banner.words.text())
    activate(dialog)  # the window of the work behind it had the keyboard
    if dialog.take_button.isEnabled():
        assert dialog.take_button.hasFocus()
        press(Qt.Key.Key_Space)
        activate(dialog)
    said = dialog.banner.words.text()
    press(Qt.Key.Key_Escape)
    activate(window)
    return said


def ask_to_join(window: MainWindow, name: str) -> str:
    """The first step of joining; the code to read to the county."""
    steps = exchange(window)
    tab_to("生成申请文件")
    press(Qt.Key.Key_Space)
    dialog = shown(FormDialog, window)
    write(name)
    press(Qt.Key.Key_S, CTRL)
    until(lambda: not dialog.isVisible())
    return until(lambda: steps.code.isVisible() and steps.code.accessibleName()).removeprefix("核对码 ")


def let_in(window: MainWindow, hand: Hand, heard: str) -> str:
    """登记电脑 at the county with the code heard by phone; the county's own code. The answer is in hand."""
    (hand.file,) = [f for f in hand.stick.glob("*加入申请.ljr") if not _answer_to(f).exists()]
    exchange(window)
    press(Qt.Key.Key_J, CTRL)
    dialog = shown(HeardDialog)
    write(heard)
    press(Qt.Key.Key_S, CTRL)
    until(lambda: not dialog.isVisible())
    told = shown(CodeReadDialog)
    code = next(w.accessibleName() for w in told.findChildren(QLabel) if w.accessibleName())
    press(Qt.Key.Key_S, CTRL)
    hand.file = _answer_to(hand.file)
    return code.removeprefix("核对码 ")


def _answer_to(request: Path) -> Path:
    return request.with_name(f"{request.stem}_答复.ljr")


def finish(window: MainWindow, heard: str) -> str:
    """The last step of joining, with the code the county read; what the page says then."""
    exchange(window)
    tab_to("选县里的答复文件")
    press(Qt.Key.Key_Space)
    dialog = shown(HeardDialog)
    write(heard)
    press(Qt.Key.Key_S, CTRL)
    until(lambda: not dialog.isVisible())
    return exchange(window).banner.words.text()


def paid(at: Place, name: str, day: date, fen: int, *families: UUID) -> list[str]:
    """Relief given to families in cash; the numbers of the receipts."""
    made = cycle.create(at.db, at.actor, {"programme_code": "P09", "year": day.year, "name": name})
    entitlement.add(at.db, at.actor, made, [NewRow(x, amount_fen=fen) for x in families])
    before = [day - timedelta(n) for n in (10, 9, 1)]
    approval.approve(at.db, at.actor, made, f"{name}批复", before[0], reviewer="郑审核", approver="陈审批")
    approval.publicise(at.db, at.actor, made, before[1], before[2])
    done = payment.pay(at.db, at.actor, made, day, "cash", accepted={"public_running": "试"})
    return [number for _, number in done.receipts]


def letter_of(receipt: str) -> str:
    """The letter of the series: LK-350122103-26A-00001-7."""
    return receipt.split("-")[2][-1]


def figures(at: Place) -> list[float]:
    """What the sheet of this month says: families in hardship, those helped, their money, all helped."""
    found = {line.indicator.code: line.month for line in sheet.of(at.db, dates.month_of(dates.today())).lines}
    return [found[code] or 0 for code in ("ZB-G01", "ZB-G02", "ZB-G03", "ZB-P02")]
