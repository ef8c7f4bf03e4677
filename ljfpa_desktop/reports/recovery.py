"""The recovery code on paper, to be sealed in an envelope; it is never kept in the program."""

from __future__ import annotations

from collections.abc import Sequence

from ljfpa_desktop.base import dates
from ljfpa_desktop.reports import marks
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import BODY, HEADING, PORTRAIT, TITLE, Frame

_LINES = (
    "一、忘记密码时：打开程序，点“忘记密码”，输入恢复码，设一个新密码。",
    "二、换电脑或数据损坏时：选“从备份恢复”，用备份文件和恢复码恢复。",
    "三、恢复码等同于密码：请装入信封封口、盖骑缝章，交单位负责人保管，不要拍照、不要放在电脑里。",
    "四、恢复码遗失且忘记密码时，数据无法打开，任何人都不能补发。",
)

_ROOT_LINES = (
    "一、用途：县里办数据交换的电脑丢失、损坏时，用它打开发给本县的数据包，证明换上的电脑是县里的。",
    "二、拿到它的人能读出发给本县的每一个数据包，请像公章一样保管。",
    "三、请装入信封封口、盖骑缝章，交单位负责人保管，不要拍照、不要放在电脑里。",
    "四、总恢复码遗失时任何人都不能补发。请同时按时备份，备份和总恢复码分开存放。",
)


def pdf(office: str, login: str, code: str) -> bytes:
    """One A4 page with the office's recovery code; ``code`` is seven groups of four signs."""
    return _page("数据恢复码", office, f"账号：{login}    ", code, _LINES)


def root_pdf(office: str, code: str) -> bytes:
    """One A4 page with the county's root code, from which its exchange can be taken up again."""
    return _page("县级总恢复码", office, "", code, _ROOT_LINES)


def _page(title: str, office: str, words: str, code: str, lines: Sequence[str]) -> bytes:
    sheet = Sheet(PORTRAIT, title, office)
    frame = sheet.place()
    marks.heading(sheet, frame, frame.y + 20, title, TITLE)
    middle = frame.x + frame.width / 2
    sheet.text(middle, frame.y + 34, office, marks.narrowed(HEADING, office, frame.width), "center")
    printed = f"{words}打印日期：{dates.chinese(dates.today())}"
    sheet.text(middle, frame.y + 44, printed, BODY, "center")
    box = Frame(frame.x + 10, frame.y + 54, frame.width - 20, 26)
    sheet.strokes([box.ring()], 0.4)
    sheet.text(middle, box.y + 15.5, code, marks.narrowed(HEADING.at(19), code, box.width - 8), "center")
    y = box.bottom + 16
    for line in lines:
        for part in _folded(line, 37):
            sheet.text(frame.x + 10, y, part, BODY.at(12))
            y += 8
        y += 2
    signed = "封存人：____________    监交人：____________    日期：____________"
    sheet.text(frame.x + 10, y + 12, signed, BODY.at(12))
    return sheet.finish()


def _folded(line: str, signs: int) -> list[str]:
    return [line[i : i + signs] for i in range(0, len(line), signs)]
