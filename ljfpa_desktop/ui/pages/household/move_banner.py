"""What stands on top of a family that is moving, has moved, or arrived, and the button that settles it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QPushButton

from ljfpa_desktop.base import divisions
from ljfpa_desktop.services import transfer
from ljfpa_desktop.services.transfer import TransferLine
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import OPEN_CASES, Desk
from ljfpa_desktop.ui.dialogs.move_dialogs import arrival_dialog, ask_withdraw
from ljfpa_desktop.ui.widgets.banner import Banner


def standing_of(move: TransferLine, is_county: bool) -> tuple[str, str, str]:
    """The sentence on top, its state, and the button's text (empty: none) for a move."""
    if is_county:
        return f"由{move.from_name}迁往{move.to_name}，等县里转交。", "info", "去转交"
    if move.way == transfer.IN:
        return f"由{move.from_name}迁入，请选村（居）接收。", "doubt", "接收"
    if move.state == transfer.OFFERED:
        return f"正迁往{move.to_name}，等县里转交；资料只能看。", "info", "撤回迁出"
    if move.state == transfer.DECLINED:
        sentence = f"县里退回了迁往{move.to_name}的办理：{move.answer_why}。请撤回迁出，核对以后再办。"
        return sentence, "doubt", "撤回迁出"
    return f"已迁往{move.to_name}，{move.answered_on} 县里转交；资料只能看。", "info", ""


def closed_of(move: TransferLine | None, is_county: bool) -> str:
    """Why the family cannot be changed here, as a sentence; empty when it can."""
    if move is None or is_county:
        return ""
    if move.way == transfer.IN:
        return "请先选村（居）接收这一户，再改资料。"
    if move.state == transfer.ACCEPTED:
        return f"这一户已迁往{move.to_name}，这里只能看。"
    return f"这一户正迁往{move.to_name}，这里只能看；要改请先撤回迁出。"


class MoveBanner(Banner):
    """Hidden while the family is simply here."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.line: TransferLine | None = None
        self.is_county = not divisions.is_township(desk.actor.office)
        self.button = QPushButton()
        theme.mark(self.button, kind="small")
        self.button.clicked.connect(lambda: self.settle())
        row = self.layout()
        assert isinstance(row, QBoxLayout)
        row.setAlignment(self.picture, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button)

    def put(self, move: TransferLine | None) -> None:
        """Show the move to deal with, if any."""
        self.line = move
        sentence, state, button = standing_of(move, self.is_county) if move else ("", "info", "")
        self.say(sentence, state)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.button.setEnabled(not self.desk.read_only)

    def settle(self) -> None:
        """What its button says: receive, take back, or go where the county passes on."""
        if self.line is None:
            return
        if self.is_county:
            self.desk.memory.set(OPEN_CASES, "moves")
            self.desk.open_page("exchange")
        elif self.line.way == transfer.IN:
            arrival_dialog(self.desk, self.line, self).open()
        else:
            ask_withdraw(self.desk, self.line, self)
