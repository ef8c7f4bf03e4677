"""F22 数据上报回执: one package, what was stated and what was received, and lines to sign (DOMAIN.md 8.4)."""

from __future__ import annotations

from dataclasses import dataclass

from ljfpa_desktop.reports import marks
from ljfpa_desktop.reports.facts import Printed, code_of
from ljfpa_desktop.reports.grid import Grid, label, row, value
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import BODY, HEADING, NOTE, PORTRAIT, TITLE, Frame

PAPER = PORTRAIT
_ROW = 9.5
_NOTE = "两边的户数、人数、场次、笔数和金额应当一致；不一致时请互相打电话核对，不要签收。"
_SIGNERS = (("上报人：", "日期："), ("接收人：", "日期："))


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """One line of the totals: what was counted, by the sender and by the receiver."""

    name: str = ""
    stated: str = ""
    received: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoverFacts(Printed):
    """A package that arrived; ``office`` is the one that sent it, all figures are ready to print."""

    number: str = ""
    office: str = ""
    receiver: str = ""
    package_no: str = ""
    code: str = ""
    made_at: str = ""
    received_at: str = ""
    totals: tuple[Counted, ...] = ()
    new: str = ""
    changed: str = ""
    conflicts: str = ""


def draw(facts: HandoverFacts, sheet: Sheet) -> None:
    """One page."""
    frame = sheet.place()
    sheet.bookmark(f"{facts.office} {facts.code}".strip())
    if facts.number:
        marks.qr(sheet, frame.right - 14, frame.y - 4, code_of(facts.number, facts), 14)
    inner = Frame(frame.x + 16, frame.y, frame.width - 32, frame.height)
    marks.heading(sheet, inner, frame.y + 8, "数据上报回执", TITLE)
    y = _draw_parties(facts, sheet, frame)
    y = _draw_totals(facts, sheet, frame, y + 8)
    rows = [
        row(
            _ROW, label("新增（条）"), value(facts.new, align="center"), label("改动（处）"),
            value(facts.changed, align="center"), label("两处不一样（处）"),
            value(facts.conflicts, align="center"),
        )
    ]  # fmt: skip
    sheet.text(frame.x, y + 10, "接收结果", HEADING)
    y = Grid((25.0, 32.0, 25.0, 32.0, 34.0, 27.0), rows).draw(sheet, frame.x, y + 13)
    sheet.text(frame.x, y + 7, _NOTE, NOTE.at(9))
    y += 28
    for pairs in _SIGNERS:
        marks.signatures(sheet, frame, y, [(words, "") for words in pairs], BODY.at(12), (3, 2))
        y += 18
    sheet.text(frame.x, y, "上报单位（盖章）", BODY.at(12))
    sheet.text(frame.x + frame.width / 2, y, "接收单位（盖章）", BODY.at(12))
    marks.page_number(sheet, frame, 1, 1, facts.number)
    marks.print_line(sheet, frame, facts.printed_at, facts.printed_by)


def _draw_parties(f: HandoverFacts, sheet: Sheet, frame: Frame) -> float:
    rows = [
        row(_ROW, label("上报单位"), value(f.office, 3)),
        row(_ROW, label("接收单位"), value(f.receiver, 3)),
        row(
            _ROW,
            label("数据包"),
            value(f.package_no),
            label("核对码"),
            value(f.code, style=HEADING, align="center"),
        ),
        row(_ROW, label("生成时间"), value(f.made_at), label("收到时间"), value(f.received_at)),
    ]
    return Grid((27.0, 60.5, 27.0, 60.5), rows).draw(sheet, frame.x, frame.y + 22)


def _draw_totals(f: HandoverFacts, sheet: Sheet, frame: Frame, y: float) -> float:
    sheet.text(frame.x, y, "数据包里的合计", HEADING)
    rows = [row(_ROW, label("项目"), label("上报数"), label("收到数"), shaded=True)]
    for line in f.totals or tuple(Counted(name=name) for name in NAMES):
        rows.append(
            row(
                _ROW, label(line.name), value(line.stated, align="right"), value(line.received, align="right")
            )
        )
    return Grid((75.0, 50.0, 50.0), rows).draw(sheet, frame.x, y + 3)


NAMES = ("新登记户数（户）", "新登记人数（人）", "活动场次（场）", "发放笔数（笔）", "发放金额（元）")


def sample() -> HandoverFacts:
    """The receipt of a month's package."""
    counted = (("12", "12"), ("37", "37"), ("3", "3"), ("9", "9"), ("5,400.00", "5,400.00"))
    return HandoverFacts(
        printed_at="2024-05-31 16:20",
        printed_by="王丽琴",
        number="HZ-350122103-9554-1952-30",
        office="连江县琯头镇计划生育协会",
        receiver="连江县计划生育协会",
        package_no="第 41 号",
        code="9554-1952-30",
        made_at="2024年5月31日 15:02",
        received_at="2024年5月31日 16:10",
        totals=tuple(
            Counted(name=name, stated=a, received=b) for name, (a, b) in zip(NAMES, counted, strict=True)
        ),
        new="214",
        changed="36",
        conflicts="1",
    )


def blank() -> HandoverFacts:
    """The empty form."""
    return HandoverFacts()
