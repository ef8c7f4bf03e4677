"""F02 签收花名册: the signature register of a cycle, with page subtotals and a total (DOMAIN.md 4.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ljfpa_desktop.base import money
from ljfpa_desktop.reports import marks
from ljfpa_desktop.reports.facts import Printed, code_of
from ljfpa_desktop.reports.grid import OUTER, Cell, Grid, Row, label, name, row, value
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import BODY, BODY_BOLD, REGISTER, SMALL, TITLE, Frame

PAPER = REGISTER
COLUMNS = (10.0, 30.0, 22.0, 42.0, 28.0, 28.0, 22.0, 30.0, 30.0, 15.0)
TITLES = (
    "序号",
    "村（居）",
    "领款人",
    "身份证号",
    "家庭类别",
    "联系电话",
    "金额（元）",
    "领款人签字\n（手印）",
    "代领人签字\n及关系",
    "备注",
)
_HEAD, _ROW, _ROWS = 10.0, 8.5, 12
_ROOM = _ROW * _ROWS


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterRow:
    """One payment of the register; ``signed`` fills the signature cell (a transfer's 回单号)."""

    village: str = ""
    payee: str = ""
    id_no: str = ""
    category: str = ""
    phone: str = ""
    amount_fen: int = 0
    signed: str = ""
    proxy: str = ""
    note: str = ""
    is_void: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterFacts(Printed):
    """A register; ``by_village`` begins each village on a page of its own with its own total."""

    serial: str = ""
    title: str = "慰问金发放签收花名册"
    office: str = ""
    programme: str = ""
    document_no: str = ""
    dated: str = ""
    rows: tuple[RegisterRow, ...] = ()
    by_village: bool = False
    responsible: str = ""
    reviewer: str = ""
    preparer: str = ""
    handlers: tuple[str, ...] = ()
    supervisor: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    rows: tuple[tuple[int, RegisterRow], ...]
    grid_rows: tuple[Row, ...]
    closes: tuple[RegisterRow, ...]  # the village's rows, on its last page


def draw(facts: RegisterFacts, sheet: Sheet) -> None:
    """All pages of the register; an empty one is a blank form of one page."""
    pages = list(_paginate(facts))
    for number, page in enumerate(pages, 1):
        frame = sheet.place()
        if number == 1:
            sheet.bookmark(f"{facts.serial} {facts.title}".strip())
        y = _draw_head(facts, sheet, frame)
        head = row(_HEAD, *(label(t, style=SMALL) for t in TITLES), shaded=True)
        y = _draw_rows(sheet, frame, y, head, page)
        totals = [_total("本页小计", [r for _, r in page.rows], bool(facts.rows))]
        if page.closes:
            totals.append(_total("本村合计", page.closes, True))
        if number == len(pages):
            totals.append(_grand_total(facts))
        y = Grid(COLUMNS, totals).draw(sheet, frame.x, y)
        _draw_foot(facts, sheet, frame, y)
        marks.page_number(sheet, frame, number, len(pages))
        marks.print_line(sheet, frame, facts.printed_at, facts.printed_by)


def _paginate(facts: RegisterFacts) -> Iterator[_Page]:
    numbered = list(enumerate(facts.rows, 1))
    if not numbered:
        yield _Page((), tuple(row(_ROW, *(value("") for _ in COLUMNS)) for _ in range(_ROWS)), ())
    groups = groupby(numbered, lambda n: n[1].village) if facts.by_village else [("", iter(numbered))]
    for _, group in groups:
        members = list(group)
        chunks = list(_chunks(members))
        for i, chunk in enumerate(chunks, 1):
            closing = facts.by_village and i == len(chunks)
            closes = tuple(r for _, r in members) if closing else ()
            yield _Page(tuple(m for m, _ in chunk), tuple(r for _, r in chunk), closes)


def _chunks(
    members: list[tuple[int, RegisterRow]],
) -> Iterator[list[tuple[tuple[int, RegisterRow], Row]]]:
    chunk: list[tuple[tuple[int, RegisterRow], Row]] = []
    used = 0.0
    for member in members:
        line = _line(*member)
        height = Grid(COLUMNS, [line]).height
        if chunk and used + height > _ROOM + 0.01:
            yield chunk
            chunk, used = [], 0.0
        chunk.append((member, line))
        used += height
    if chunk:
        yield chunk


def _line(number: int, r: RegisterRow) -> Row:
    note = f"作废 {r.note}".strip() if r.is_void else r.note
    return row(
        _ROW,
        value(str(number), style=SMALL, align="center"),
        value(r.village, style=SMALL),
        name(r.payee),
        value(r.id_no, style=SMALL, align="center"),
        value(r.category, style=SMALL, align="center"),
        value(r.phone, style=SMALL, align="center"),
        value(_amount(r.amount_fen), align="right"),
        value(r.signed, style=SMALL, align="center"),
        value(r.proxy, style=SMALL, align="center"),
        value(note, style=SMALL, align="center"),
    )


def _amount(fen: int) -> str:
    """As a figure without the sign; goods alone have none."""
    return money.show(fen).replace("¥", "") if fen else "—"


def _draw_head(f: RegisterFacts, sheet: Sheet, frame: Frame) -> float:
    if f.serial:
        marks.qr(sheet, frame.right - 12, frame.y - 4, code_of(f.serial, f))
    inner = Frame(frame.x + 14, frame.y, frame.width - 28, frame.height)
    marks.heading(sheet, inner, frame.y + 7.5, f.title, TITLE)
    left = frame.x + 0.5
    words = f"发放单位：{f.office}    项目：{f.programme}"
    sheet.text(left, frame.y + 14.5, words, marks.narrowed(SMALL, words, frame.width - 62), whole=True)
    words = f"编号：{f.serial}    批次文号：{f.document_no}"
    sheet.text(left, frame.y + 19.3, words, marks.narrowed(SMALL, words, frame.width - 62))
    sheet.text(frame.right - 0.5, frame.y + 14.5, f"日期：{f.dated or '    年   月   日'}", SMALL, "right")
    sheet.text(frame.right - 0.5, frame.y + 19.3, "单位：元", SMALL, "right")
    return frame.y + 21


def _draw_rows(sheet: Sheet, frame: Frame, y: float, head: Row, page: _Page) -> float:
    grid = Grid(COLUMNS, [head, *page.grid_rows])
    left_over = _ROOM + _HEAD - grid.height
    bottom = grid.draw(sheet, frame.x, y)
    if left_over < _ROW * 0.9:
        return bottom
    sheet.strokes([Frame(frame.x, bottom, frame.width, left_over).ring()], OUTER)
    middle = frame.x + frame.width / 2
    sheet.text(middle, bottom + 5.6, "以下空白", SMALL, "center")
    if left_over > _ROW * 1.5:
        sheet.strokes([((frame.right - 4, bottom + 2.5), (frame.x + 4, bottom + left_over - 2.5))], 0.4)
    return bottom + left_over


def _valid(rows: Sequence[RegisterRow]) -> tuple[int, int]:
    kept = [r for r in rows if not r.is_void]
    return len(kept), sum(r.amount_fen for r in kept)


def _total(words: str, rows: Sequence[RegisterRow], filled: bool) -> Row:
    count, fen = _valid(rows)
    return row(
        _ROW,
        label(words, 2, SMALL),
        value(f"{count} 人" if filled else "      人", 4, BODY),
        Cell(money.show(fen).replace("¥", "") if filled else "", 1, "right", BODY_BOLD),
        value("", 3),
    )


def _grand_total(f: RegisterFacts) -> Row:
    count, fen = _valid(f.rows)
    filled = bool(f.rows)
    words = f"金额（大写）：{money.in_words(fen)}" if filled else "金额（大写）：人民币"
    return row(
        _ROW,
        label("合计", 2, SMALL),
        value(f"{count} 户" if filled else "      户", 1, BODY),
        Cell(words, 3, "left", BODY_BOLD),
        Cell(money.show(fen) if filled else "¥", 2, "left", BODY_BOLD),
        value("", 2),
    )


def _draw_foot(f: RegisterFacts, sheet: Sheet, frame: Frame, y: float) -> None:
    first, second = (*f.handlers, "", "")[:2]
    pairs = (
        ("单位负责人：", f.responsible),
        ("审核：", f.reviewer),
        ("制表：", f.preparer),
        ("发放人：", first),
        ("", second),
        ("监督人（村务监督）：", f.supervisor),
    )
    shares = (44, 36, 36, 40, 28, 53)
    marks.signatures(sheet, Frame(frame.x, y, frame.width - 20, 0), y + 6.5, pairs, SMALL, shares)
    sheet.text(frame.right, y + 6.5, "（盖章）", SMALL, "right")


def sample() -> RegisterFacts:
    """A register of two pages."""
    people = (
        ("壶江村", "林秀钦", "350122196805150024", "计生困难家庭", "13850112345", 120000),
        ("壶江村", "陈依妹", "350122195201010018", "计生低保家庭", "13950223456", 80000),
        ("塘头村", "郑琯英", "350122195911080041", "计生困难家庭", "13705913344", 120000),
        ("塘头村", "黄𬱖", "350122196003071230", "计生困难家庭", "13600885566", 120000),
        ("东岸村", "阿卜杜热西提·买买提江", "350122197305120012", "计生困难家庭", "13559110077", 150050),
    )
    rows = tuple(
        RegisterRow(village=v, payee=p, id_no=i, category=c, phone=t, amount_fen=a)
        for v, p, i, c, t, a in (*people, *people, *people, *people[:2])
    )
    return RegisterFacts(
        printed_at="2024-02-01 09:30",
        printed_by="王丽琴",
        serial="HZ-350122103-24A-00007-1",
        title="2024年春节慰问计生困难家庭慰问金发放签收花名册",
        office="连江县琯头镇计划生育协会",
        programme="计生困难家庭慰问",
        document_no="连计协〔2024〕3号",
        dated="2024年2月1日",
        rows=rows,
        responsible="陈国栋",
        reviewer="郑美英",
        preparer="王丽琴",
        handlers=("王丽琴", "林志强"),
    )


def blank() -> RegisterFacts:
    """The empty form."""
    return RegisterFacts()
