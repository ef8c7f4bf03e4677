"""F01 慰问金领款单: one household's payment, one, two or three to a page (DOMAIN.md 4.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ljfpa_desktop.base import money
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.reports import fonts, marks
from ljfpa_desktop.reports.facts import Printed, code_of
from ljfpa_desktop.reports.grid import Grid, Row, label, name, row, value
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import GREY, MM, NOTE, RECEIPTS, Frame, Style

COPIES = ("第一联 存根（乡镇）", "第二联 记账（县财务）", "第三联 领款人")
NOTE_TEXT = "一式三联：一联存根，二联记账，三联交领款人。涂改无效；代领须附双方身份证复印件。"
PAPERS = RECEIPTS
PAPER = RECEIPTS[1]
_UPRIGHT = str.maketrans("(\uff08)\uff09", "\ufe35\ufe35\ufe36\ufe36")  # brackets of vertical writing
_ABOVE_GRID = 2.2  # mm from the line of date and number to the grid
_COLUMNS = (25.0, 35.0, 25.0, 35.0, 20.0, 35.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptFacts(Printed):
    """One receipt; ``amount_fen`` None prints a blank form; ``goods`` given alone stand in its place."""

    serial: str = ""
    office: str = ""
    document_title: str = "慰问金领款单"
    filled_on: str = ""
    copy_kind: str = ""
    payee: str = ""
    id_no: str = ""
    household_no: str = ""
    category: str = ""
    phone: str = ""
    address: str = ""
    reason: str = ""
    amount_fen: int | None = None
    goods: str = ""
    pay_method: str = ""
    bank_account: str = ""
    proxy: str = ""
    proxy_relation: str = ""
    proxy_id_no: str = ""
    paid_on: str = ""
    approver: str = ""
    reviewer: str = ""
    handlers: tuple[str, ...] = ()
    witness: str = ""
    is_void: bool = False


# What differs from one receipt of a run to the next.
_OWN: dict[str, Any] = {
    name: ReceiptFacts.__dataclass_fields__[name].default
    for name in (
        "serial", "payee", "id_no", "household_no", "category", "phone", "address", "reason", "amount_fen",
        "goods", "bank_account", "proxy", "proxy_relation", "proxy_id_no", "paid_on", "pay_method", "is_void",
    )
}


@dataclass(frozen=True, slots=True)
class _Size:
    """Measures of one layout: heights in mm, sizes in points."""

    row: float
    sign: float
    font: float
    title: float
    office: float
    head: float
    foot: float


_SIZES = {
    1: _Size(10, 18, 12, 20, 14, 26, 16),
    2: _Size(9, 15, 10.5, 17, 12, 22, 12),
    3: _Size(6.8, 11, 9, 14, 10.5, 15.5, 7.2),
}


def copies(facts: ReceiptFacts) -> list[ReceiptFacts]:
    """The three 联 of one receipt, in order."""
    return [replace(facts, copy_kind=kind) for kind in COPIES]


def draw(facts: ReceiptFacts, sheet: Sheet) -> None:
    """One slot of the sheet: head, grid, signature line, note; a cut line above all but the first."""
    frame = sheet.place()
    size = _SIZES[sheet.paper.slots]
    sheet.bookmark(f"{facts.serial} {facts.payee}".strip())
    top = frame.y + size.head
    bottom = Grid(_COLUMNS, _rows(facts, size)).draw(sheet, frame.x, top)
    same = replace(facts, **_OWN)  # what the receipts of a run have in common is drawn once
    sheet.stamp((same, bool(facts.serial), bottom), lambda: _draw_common(facts, sheet, frame, bottom))
    line = top - _ABOVE_GRID
    if facts.serial:
        marks.qr(sheet, frame.x, top - 14, code_of(facts.serial, facts))
    number = f"No. {facts.serial}" if facts.serial else "No. ______________"
    sheet.text(frame.right, line, number, Style(fonts.SONG, size.font * 0.95), "right")
    if sheet.slot > 1:
        sheet.stamp("cut", lambda: sheet.strokes([((6, 0), (204, 0))], 0.4, GREY, (3, 3)))
    if facts.is_void:
        marks.void(sheet, Frame(frame.x, top, frame.width, bottom - top))


def _draw_common(f: ReceiptFacts, sheet: Sheet, frame: Frame, bottom: float) -> None:
    size = _SIZES[sheet.paper.slots]
    _draw_head(f, sheet, frame, size)
    _draw_foot(f, sheet, frame, bottom, size)


def _rows(f: ReceiptFacts, size: _Size) -> list[Row]:
    words = Style(fonts.HEI, size.font * 0.9)
    text = Style(fonts.SONG, size.font)
    bold = Style(fonts.SONG_BOLD, size.font)
    number = text.at(min(size.font, 9.5))
    blank = f.amount_fen is None
    in_words = "人民币" if f.amount_fen is None else money.in_words(f.amount_fen)
    in_figures = "¥" if f.amount_fen is None else money.show(f.amount_fen)
    return [
        row(size.row, label("领款人", 1, words), name(f.payee, 1, text), label("身份证号", 1, words),
            value(f.id_no, 3, text)),
        row(size.row, label("家庭编号", 1, words), value(f.household_no, 1, number),
            label("家庭类别", 1, words), value(f.category, 1, text), label("电话", 1, words),
            value(f.phone, 1, text)),
        row(size.row, label("家庭住址", 1, words), value(f.address, 5, text)),
        row(size.row, label("领款事由", 1, words), value(f.reason, 5, text)),
        row(size.row, label("慰问品", 1, words), name(f.goods, 3, bold, "left"),
            label("金额", 1, words), value("—", 1, text)) if f.goods and not f.amount_fen else
        row(size.row, label("金额（大写）", 1, words), name(in_words, 3, text if blank else bold, "left"),
            label("小写", 1, words), name(in_figures, 1, text if blank else bold, "left")),
        row(size.row, label("发放方式", 1, words), value(f.pay_method, 1, text),
            label("开户行及账号", 1, words), value(f.bank_account, 3, text)),
        row(size.row, label("代领人", 1, words), name(f.proxy, 1, text), label("与领款人关系", 1, words),
            value(f.proxy_relation, 1, text, "center"), label("身份证号", 1, words),
            value(f.proxy_id_no, 1, number)),
        row(size.sign, label("领款（代领）人\n签字、手印", 1, words.at(8.5)), value("", 3, text),
            label("领款日期", 1, words), value(f.paid_on or "    年   月   日", 1, number, "center")),
    ]


def _draw_head(f: ReceiptFacts, sheet: Sheet, frame: Frame, size: _Size) -> None:
    office = Style(fonts.SONG, size.office)
    title = Style(fonts.SONG_BOLD, size.title, spacing=1.0)
    middle = frame.x + frame.width / 2
    line = frame.y + size.head - _ABOVE_GRID
    base = line - size.font * 0.45 - size.title / MM * 0.55
    gap = marks.width_of(f.office, office) + 2.5
    wide = marks.width_of(f.document_title, title)
    room = frame.width - 2 * 14
    if gap + wide <= room:
        start = frame.x + (frame.width - gap - wide) / 2
        sheet.text(start, base, f.office, office, whole=True)
        sheet.text(start + gap, base, f.document_title, title)
    else:
        shrunk = marks.narrowed(office, f.office, room)
        sheet.text(middle, base - size.title / MM, f.office, shrunk, "center", whole=True)
        sheet.text(middle, base, f.document_title, title, "center")
    left = frame.x + (14 if f.serial else 0)
    dated = f"填单日期 {f.filled_on or '    年   月   日'}"
    sheet.text(left, line, dated, Style(fonts.SONG, size.font * 0.95))


def _draw_foot(f: ReceiptFacts, sheet: Sheet, frame: Frame, top: float, size: _Size) -> None:
    text = Style(fonts.SONG, min(size.font, 10.5))
    line = top + size.foot * 0.8
    first, second = (*f.handlers, "", "")[:2]
    pairs = (
        ("审批：", f.approver),
        ("审核：", f.reviewer),
        ("发放人：", first),
        ("", second),
        ("见证人：", f.witness),
    )
    narrow = Frame(frame.x, frame.y, frame.width - 20, 0)
    line = marks.signatures(sheet, narrow, line, pairs, text, (1, 1, 1.1, 0.8, 1.1))
    below = line + size.foot * 0.2 + 2.9
    if below > sheet.paper.height / sheet.paper.slots - sheet.paper.bottom:
        raise Refused(f"“{f.payee}”的领款单内容太长，一页打{sheet.paper.slots}份放不下，请减少每页份数。")
    sheet.text(frame.right, line, "（单位盖章）", text.at(9), "right")
    sheet.text(frame.x, below, NOTE_TEXT, NOTE)
    used = marks.width_of(NOTE_TEXT, NOTE) + 2
    rest = Frame(frame.x + used, 0, frame.width - used, 0)
    marks.print_line(sheet, rest, f.printed_at, f.printed_by, below)
    _down(sheet, frame.right + 5.5, frame.y + size.head + 2, f.copy_kind, text.at(9))


def _down(sheet: Sheet, x: float, y: float, words: str, style: Style) -> None:
    """Write downwards, one character under another, as the 联 stands on the edge of a form."""
    step = style.size / MM * 1.06
    for char in words.translate(_UPRIGHT):
        y += step * (0.6 if char == " " else 1.0)
        sheet.text(x, y, char.strip(), style, "center")


def sample() -> ReceiptFacts:
    """A plausible receipt of 琯头镇."""
    return ReceiptFacts(
        printed_at="2024-02-01 09:30",
        printed_by="王丽琴",
        serial="LK-350122103-24A-00123-7",
        office="连江县琯头镇计划生育协会",
        filled_on="2024年2月1日",
        copy_kind=COPIES[0],
        payee="林秀钦",
        id_no="350122196805150024",
        household_no="35012210320100123",
        category="计生困难家庭",
        phone="13850112345",
        address="连江县琯头镇壶江村坵中路12号",
        reason="2024年春节走访慰问计生困难家庭慰问金",
        amount_fen=120000,
        pay_method="现金",
        approver="陈国栋",
        reviewer="郑美英",
        handlers=("王丽琴", "林志强"),
        witness="黄依妹",
    )


def blank() -> ReceiptFacts:
    """The empty form of an office whose name is not yet known."""
    return ReceiptFacts(office="连江县      计划生育协会")
