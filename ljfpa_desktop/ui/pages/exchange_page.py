"""数据交换: a township gives and takes packages; the county sees who gave when, and lets computers join."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.exchange import board, joining, membership, overview
from ljfpa_desktop.exchange.membership import Membership
from ljfpa_desktop.services import office
from ljfpa_desktop.ui.desk import OPEN_CASES, Desk
from ljfpa_desktop.ui.dialogs.code_dialogs import RootCodeDialog
from ljfpa_desktop.ui.dialogs.join_dialogs import RECOVERED, recover_dialog
from ljfpa_desktop.ui.page import Deed, Page
from ljfpa_desktop.ui.widgets.dialog import show_failure
from ljfpa_desktop.ui.widgets.states import StateView

from .exchange import county, township
from .exchange.county import County
from .exchange.join_steps import JoinSteps, start_over
from .exchange.passages import PassageList
from .exchange.places import PACKAGES
from .exchange.tabs import bring_up
from .exchange.township import Township

V = TypeVar("V", JoinSteps, Township, County, StateView)
NOT_FOUNDED = (
    "本县的数据交换还没有建立。建立以后会给出一份总恢复码，请打印封存；然后就可以登记各乡镇的电脑。\n"
    "县里换了电脑、以前建立过的，不要再建立：请点“接替原来的电脑”，输入信封里的县级总恢复码。"
)
OF_THE_WINDOW = frozenset({"setting", "draft"})


class ExchangePage(Page):
    """Shows what this office is: not joined yet, a township, or the county."""

    title = "数据交换"
    manual: ClassVar[str] = "exchange"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.member: Membership = membership.of_this_pc(desk.db)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack, 1)
        self.view: JoinSteps | Township | County | StateView | None = None
        self._open_cases = False

    def primary(self) -> Deed | None:
        """接收 at the county; a township has its two big buttons."""
        return Deed("接收", "download", self.view.take, "Ctrl+R") if isinstance(self.view, County) else None

    def deeds(self) -> Sequence[Deed]:
        """The rarer deeds."""
        view = self.view
        if isinstance(view, Township):
            return (
                Deed(
                    "打印回执", "printer", lambda: self.print_receipt(view.passages), "Ctrl+P", writes=False
                ),
                Deed("重新加入", "file-export", lambda: start_over(self.desk, self)),
                Deed("全部重发", "refresh", view.give_again),
            )
        if isinstance(view, County):
            return (
                Deed("登记电脑", "plus", view.register, "Ctrl+J"),
                Deed("停用电脑", "ban", view.stop),
                Deed(
                    "打印回执", "printer", lambda: self.print_receipt(view.passages), "Ctrl+P", writes=False
                ),
                Deed("全部下发", "upload", view.give_all, "Ctrl+U"),
            )
        if self.member.is_county:
            return (Deed("接替原来的电脑", "history", self.recover),)
        return ()

    def print_receipt(self, passages: PassageList) -> None:
        """The receipt of the package in view."""
        view = self.view
        if isinstance(view, Township | County):
            bring_up(view.tabs, passages)
        passages.print_receipt(self)

    def reload(self, tables: frozenset[str] = frozenset()) -> None:
        """Read anew; which view it is may have changed."""
        if tables and tables <= OF_THE_WINDOW:
            return
        self.member = membership.of_this_pc(self.desk.db)
        is_in = self.member.state == "joined"
        if self.member.is_county:
            self._show_county(is_in)
        elif is_in:
            found = overview.read(self.desk.db)
            self._bring_up(Township, lambda: Township(self.desk, self._on_cases)).put(found)
            self.say(township.counts_line(found))
        else:
            self._bring_up(JoinSteps, lambda: JoinSteps(self.desk, self._on_joined)).put(self.member)
            self.say("等县里的答复" if self.member.state == "asked" else "本机还没有加入")
        self._to_cases()

    def _show_county(self, is_in: bool) -> None:
        if not is_in:
            view = self._bring_up(StateView, StateView)
            sentence = joining.COPIED if self.member.is_copy else NOT_FOUNDED
            button = "" if self.member.is_copy or self.desk.read_only else "建立"
            view.show_state("transfer", sentence, button, self.found)
            self.say("还没有建立")
            return
        lines = board.lines(self.desk.db)
        self._bring_up(County, lambda: County(self.desk, self._on_cases)).put(lines)
        self.say(county.counts_line(lines))

    def _bring_up(self, kind: type[V], make: Callable[[], V]) -> V:
        view = self.view
        if not isinstance(view, kind):
            if view is not None:
                self.stack.removeWidget(view)
                view.deleteLater()
            view = make()
            self.view = view
            self.stack.addWidget(view)
            self.setFocusProxy(view)
            if isinstance(view, Township | County):
                view.tabs.currentChanged.connect(self._on_tab)
            self.deeds_changed.emit()
        return view

    def _on_tab(self, number: int) -> None:
        """Coming back, the keyboard stands where one was."""
        view = self.view
        if isinstance(view, Township | County):
            self.setFocusProxy(view.tabs.currentWidget() if number else view)

    def found(self) -> None:
        """Found the county's exchange; its root code is shown once."""
        try:
            code = joining.found(self.desk.db, self.desk.actor)
        except Failure as failure:
            show_failure(self, failure)
            return
        RootCodeDialog(office.facts(self.desk.db).title, code, self).open()
        self.reload()

    def recover(self) -> None:
        """In the place of the county's lost computer, with the printed root code."""
        dialog = recover_dialog(self.desk, self)
        dialog.saved.connect(lambda: self._on_recovered())
        dialog.open()

    def _on_recovered(self) -> None:
        self.desk.hub.announce(PACKAGES)
        self.reload()
        if isinstance(self.view, County):
            self.view.banner.say(RECOVERED, "good")

    def _on_joined(self, sentence: str) -> None:
        self.desk.hub.announce(PACKAGES)
        self.reload()
        if isinstance(self.view, Township):
            self.view.banner.say(sentence, "good")

    def _on_cases(self, count: int) -> None:
        if isinstance(self.view, Township | County):
            self.view.show_cases(count)

    def _to_cases(self) -> None:
        """A to-do of 工作台 leads to the cases, to what the county asks, or to families that move."""
        view, wanted = self.view, self.desk.memory.get(OPEN_CASES)
        if wanted and isinstance(view, Township | County):
            self.desk.memory.set(OPEN_CASES, "")
            own = {"duties": view.duties} if isinstance(view, Township) else {"doubles": view.doubles}
            part = {**own, "moves": view.moves}.get(wanted, view.cases)
            view.tabs.setCurrentWidget(part)
            part.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Coming back reads anew: days pass, and a to-do may lead to the cases."""
        super().showEvent(event)
        if self.view is not None:
            self.reload()
