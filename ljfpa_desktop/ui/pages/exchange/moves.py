"""迁入迁出: a township receives arrivals and follows what it offered; the county passes on or sends back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QWidget

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.exchange import transfer as passing
from ljfpa_desktop.services import transfer
from ljfpa_desktop.services.transfer import TransferLine
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.move_dialogs import arrival_dialog, ask_withdraw
from ljfpa_desktop.ui.widgets.dialog import ask, ask_reason, show_failure

from .move_list import TO_PASS_ON, TO_RECEIVE, Answer, MoveList

TITLE = "迁入迁出"
NO_ARRIVALS = "没有迁入的家庭。县里转交以后，接收数据包就会列在这里。"
NO_DEPARTURES = "没有迁出的家庭。要办理时，在“家庭”里打开这一户，按“迁出本镇”。"
NO_OFFERS = "没有要转交的家庭。乡镇办理迁出以后，接收它的数据包就会列在这里。"
TAKEN_BACK = tuple(transfer.WORDS[state] for state in (transfer.DECLINED, transfer.OFFERED))


class Moves(QWidget):
    """``changed(count)`` tells how many moves this office has to answer."""

    def __init__(self, desk: Desk, changed: Callable[[int], None] = lambda _count: None) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.desk, self._changed = desk, changed
        self.is_county = not divisions.is_township(desk.actor.office)
        self.lists = [self._offers()] if self.is_county else [self._arrivals(), self._departures()]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(16)
        for one in self.lists:
            row.addWidget(one, 1)
        self.setFocusProxy(self.lists[0])

    def reload(self) -> None:
        """Read all anew."""
        for one in self.lists:
            one.reload()
        self._changed(self.lists[0].waiting)

    def _arrivals(self) -> MoveList:
        def read() -> list[TransferLine]:
            found = transfer.lines(self.desk.db, transfer.IN)
            return [replace(x, words=TO_RECEIVE) if x.state == transfer.ACCEPTED else x for x in found]

        return MoveList(
            self.desk, "迁入", ("head_name", "people", "from_name", "moved_on", "words"), read,
            [
                Answer("退回", self._give_back, (TO_RECEIVE,)),
                Answer("接收", self._receive, (TO_RECEIVE,), "primary"),
            ],
            name="arrivals", empty=NO_ARRIVALS,
        )  # fmt: skip

    def _departures(self) -> MoveList:
        return MoveList(
            self.desk, "迁出", ("head_name", "people", "to_name", "moved_on", "words", "answer_why"),
            lambda: transfer.lines(self.desk.db, transfer.OUT),
            [Answer("撤回迁出", lambda line: ask_withdraw(self.desk, line, self), TAKEN_BACK)],
            name="departures", empty=NO_DEPARTURES,
            empty_button=("去“家庭”", lambda: self.desk.open_page("households")),
        )  # fmt: skip

    def _offers(self) -> MoveList:
        shown = (
            "head_name", "people", "from_name", "to_name", "moved_on", "why", "words", "answered_on",
            "answer_why",
        )  # fmt: skip
        answers = [
            Answer("退回", self._send_back, (TO_PASS_ON,)),
            Answer("转交", self._pass_on, (TO_PASS_ON,), "primary"),
        ]
        return MoveList(
            self.desk, "乡镇办理的迁出", shown, self._read_offers, answers, name="offers", empty=NO_OFFERS
        )

    def _read_offers(self) -> list[TransferLine]:
        """What townships offered; of a family passed on whether it was received."""
        arrived = {_which(x): x for x in transfer.lines(self.desk.db, transfer.IN)}
        return [at_county(x, arrived.get(_which(x))) for x in transfer.lines(self.desk.db, transfer.OUT)]

    def _receive(self, line: TransferLine) -> None:
        arrival_dialog(self.desk, line, self).open()

    def _give_back(self, line: TransferLine) -> None:
        sentence = f"{line.head_name}户没有迁到本乡镇，退回{line.from_name}。下次上报时交给县里转交。"
        why = ask_reason(self, "退回", sentence, yes="退回")
        if why:
            done = f"{line.head_name}户已退回{line.from_name}，下次上报时交给县里。"
            self._do(lambda: transfer.refuse(self.desk.db, self.desk.actor, line.id, why), done)

    def _pass_on(self, line: TransferLine) -> None:
        sentence = (
            f"{line.head_name}户（{line.people} 人）由{line.from_name}迁往{line.to_name}。转交以后由"
            f"{line.to_name}管理，{line.from_name}只能看，不能收回。确定转交吗？"
        )
        if ask(self, sentence, "转交", title="转交"):
            done = f"{line.head_name}户已转交{line.to_name}，下发数据包时告诉两个乡镇。"
            self._do(lambda: passing.accept(self.desk.db, self.desk.actor, line.id), done)

    def _send_back(self, line: TransferLine) -> None:
        sentence = f"{line.head_name}户由{line.from_name}迁往{line.to_name}，退回给{line.from_name}核对。"
        why = ask_reason(self, "退回", sentence, yes="退回")
        if why:
            done = f"{line.head_name}户已退回{line.from_name}，下发数据包时告诉它。"
            self._do(lambda: passing.decline(self.desk.db, self.desk.actor, line.id, why), done)

    def _do(self, act: Callable[[], None], done: str) -> None:
        try:
            act()
        except Failure as failure:
            show_failure(self, failure)
            self.reload()
        else:
            self.desk.tell(done)


def add_tab(tabs: QTabWidget, desk: Desk) -> Moves:
    """The panel as one more tab, which says how many moves wait; read it with its ``reload``."""

    def tell(count: int) -> None:
        tabs.setTabText(tabs.indexOf(panel), f"{TITLE}（{count}）" if count else TITLE)

    panel = Moves(desk, tell)
    tabs.addTab(panel, TITLE)
    return panel


def _which(line: TransferLine) -> tuple[object, ...]:
    """What the two sides of one move have in common."""
    return line.household_id, line.from_name, line.to_name, line.moved_on


def at_county(line: TransferLine, arrival: TransferLine | None) -> TransferLine:
    """The progress in the county's words."""
    if line.state == transfer.OFFERED:
        return replace(line, words=TO_PASS_ON)
    if line.state == transfer.DECLINED:
        return replace(line, words="已退回")
    if line.state == transfer.ACCEPTED and arrival is not None:
        words = TO_RECEIVE if arrival.state == transfer.ACCEPTED else arrival.words
        return replace(line, words=words)
    return line
