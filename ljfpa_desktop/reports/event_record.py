"""F09 活动记录表: what an event was, who came, what it cost, with its pictures (DOMAIN.md 4.10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from ljfpa_desktop.base import money
from ljfpa_desktop.reports import marks
from ljfpa_desktop.reports.facts import Printed, code_of
from ljfpa_desktop.reports.grid import Cell, Grid, Row, label, row, value
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import BODY, MM, NOTE, PORTRAIT, SMALL, TITLE, Frame
from ljfpa_desktop.reports.wrap import LEADING, wrap

PAPER = PORTRAIT
_COLUMNS = (27.0, 60.5, 27.0, 60.5)
_LONG = 175.0 - 27.0 - 2.8  # mm for text beside a label
_PHOTO = Frame(0, 0, 80, 60)
_PITCH = 1.5  # line distance of long text in sizes
_STEP = BODY.size * _PITCH / MM


@dataclass(frozen=True, kw_only=True, slots=True)
class Photo:
    """A picture of the event: JPEG or PNG bytes, its words and the time it was taken."""

    data: bytes
    caption: str = ""
    taken_at: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EventFacts(Printed):
    """One event; counts and hours are text, ``materials`` and ``gifts`` hold one line each."""

    event_no: str = ""
    office: str = ""
    name: str = ""
    kind: str = ""
    held_at: str = ""
    place: str = ""
    host: str = ""
    co_hosts: str = ""
    speaker: str = ""
    audience: str = ""
    planned: str = ""
    offline_attendance: str = ""
    online_views: str = ""
    family_groups: str = ""
    materials: tuple[str, ...] = ()
    gifts: tuple[str, ...] = ()
    volunteers: str = ""
    volunteer_hours: str = ""
    fund_source: str = ""
    cost_fen: int | None = None
    description: str = ""
    outcome: str = ""
    photos: tuple[Photo, ...] = ()
    recorder: str = ""
    responsible: str = ""
    recorded_on: str = ""


def draw(facts: EventFacts, sheet: Sheet) -> None:
    """The table, more pages where the description is long, then the pictures, six to a page."""
    frame = sheet.paper.frame()
    blocks = _description_pages(facts, frame)
    photo_pages = [facts.photos[i : i + 6] for i in range(0, len(facts.photos), 6)]
    pages = len(blocks) + len(photo_pages)
    for number, rows in enumerate(blocks, 1):
        _begin(facts, sheet, number, pages)
        y = frame.y + 9.0
        if number == 1:
            _draw_head(facts, sheet, frame)
        else:
            marks.heading(sheet, frame, frame.y + 5, "活动记录表（续）", TITLE.at(14))
        bottom = Grid(_COLUMNS, rows).draw(sheet, frame.x, y)
        if number == len(blocks):
            _draw_foot(facts, sheet, frame, bottom)
    for number, photos in enumerate(photo_pages, len(blocks) + 1):
        _begin(facts, sheet, number, pages)
        marks.heading(sheet, frame, frame.y + 5, f"{facts.name or '活动'} 照片", TITLE.at(14))
        _draw_photos(sheet, frame, photos)


def _begin(f: EventFacts, sheet: Sheet, number: int, pages: int) -> None:
    frame = sheet.place()
    if number == 1:
        sheet.bookmark(f"{f.event_no} {f.name}".strip())
    marks.page_number(sheet, frame, number, pages)
    marks.print_line(sheet, frame, f.printed_at, f.printed_by)


def _draw_head(f: EventFacts, sheet: Sheet, frame: Frame) -> None:
    if f.event_no:
        marks.qr(sheet, frame.right - 12, frame.y - 6, code_of(f.event_no, f))
    inner = Frame(frame.x + 14, frame.y, frame.width - 28, frame.height)
    marks.heading(sheet, inner, frame.y + 5, f"{f.office}活动记录表", TITLE)


def _facts_rows(f: EventFacts) -> list[Row]:
    cost = "" if f.cost_fen is None else money.show(f.cost_fen)
    funds = "    ".join(p for p in (f"来源：{f.fund_source}" if f.fund_source else "", cost) if p)
    present = [f"线下 {f.offline_attendance} 人次"] if f.offline_attendance else []
    present += [f"线上 {f.online_views} 人次"] if f.online_views else []
    helpers = [f"{f.volunteers} 人"] if f.volunteers else []
    helpers += [f"{f.volunteer_hours} 小时"] if f.volunteer_hours else []
    return [
        row(8, label("活动编号"), value(f.event_no), label("类别"), value(f.kind)),
        row(8, label("活动名称"), value(f.name, 3)),
        row(8, label("时间"), value(f.held_at, 3)),
        row(8, label("地点（阵地）"), value(f.place, 3)),
        row(8, label("主办"), value(f.host), label("协办"), value(f.co_hosts)),
        row(8, label("主讲（主持）人"), value(f.speaker), label("参加对象"), value(f.audience)),
        row(8, label("计划人数"), value(f.planned), label("实到"), value("  ".join(present))),
        row(8, label("家庭组数"), value(f.family_groups), label("志愿者"), value("  ".join(helpers))),
        _list_row("发放资料", f.materials),
        _list_row("物品", f.gifts),
        row(8, label("经费"), value(funds, 3)),
    ]


def _list_row(words: str, items: tuple[str, ...]) -> Row:
    return row(max(8, 5.2 * len(items) + 2.4), label(words), value("\n".join(items), 3))


def _long(lines: list[str]) -> Cell:
    return Cell("\n".join(lines), 3, "left", BODY, top=True, pitch=_PITCH)


def _description_pages(f: EventFacts, frame: Frame) -> list[list[Row]]:
    """The rows of each page: long lists and texts flow on, and no line of theirs is lost."""
    rows = _facts_rows(f)
    room = frame.height - 9 - 12
    flow = (("活动内容", _lines(f.description), 92.0), ("成效及反馈", _lines(f.outcome), 36.0))
    pages: list[list[Row]] = [[]]
    left = room
    for r in _split_rows(rows, room):
        height = Grid(_COLUMNS, [r]).height
        if height > left and pages[-1]:
            pages.append([])
            left = room
        pages[-1].append(r)
        left -= height
    for words, lines, least in flow:
        while True:
            fits = int((left - 2.5) / _STEP)
            if fits < 4 and pages[-1]:
                pages.append([])
                left = room
                continue
            part, lines = lines[:fits], lines[fits:]
            height = min(max(least, len(part) * _STEP + 2.5), left)
            pages[-1].append(row(height, label(words), _long(part)))
            left -= height
            if not lines:
                break
            words = words.removesuffix("（续）") + "（续）"
    return pages


def _split_rows(rows: list[Row], room: float) -> Iterator[Row]:
    """Rows taller than a page (hundreds of lines of materials) as several rows."""
    for r in rows:
        if Grid(_COLUMNS, [r]).height <= room:
            yield r
            continue
        lines = _lines(r.cells[1].text, SMALL.size)
        fits = int((room - 3) / (SMALL.size * LEADING / MM))
        for i in range(0, len(lines), fits):
            yield row(8, r.cells[0], value("\n".join(lines[i : i + fits]), 3, SMALL))


def _lines(text: str, size: float = BODY.size) -> list[str]:
    return wrap(text, BODY.font, size, _LONG) if text else []


def _draw_foot(f: EventFacts, sheet: Sheet, frame: Frame, y: float) -> None:
    pairs = (("记录人：", f.recorder), ("负责人：", f.responsible), ("日期：", f.recorded_on))
    marks.signatures(sheet, frame, y + 7, pairs, BODY)


def _draw_photos(sheet: Sheet, frame: Frame, photos: tuple[Photo, ...]) -> None:
    gap = frame.width - 2 * _PHOTO.width
    for i, photo in enumerate(photos):
        x = frame.x + (i % 2) * (_PHOTO.width + gap)
        y = frame.y + 12 + (i // 2) * (_PHOTO.height + 18)
        shown = sheet.image(photo.data, Frame(x, y, _PHOTO.width, _PHOTO.height))
        sheet.strokes([shown.ring()], 0.4)
        if photo.taken_at:
            wide = marks.width_of(photo.taken_at, NOTE) + 3
            sheet.fills([Frame(shown.right - wide, shown.bottom - 4.6, wide, 4.6)], (1, 1, 1))
            sheet.text(shown.right - 1.5, shown.bottom - 1.4, photo.taken_at, NOTE, "right")
        for line, words in enumerate(wrap(photo.caption, SMALL.font, SMALL.size, _PHOTO.width)[:2]):
            sheet.text(x + _PHOTO.width / 2, y + _PHOTO.height + 5 + line * 4, words, SMALL, "center")


def _sample_photo(sky: tuple[int, int, int]) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (640, 480), sky)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 330, 640, 480), fill=(176, 186, 150))
    for x in range(60, 600, 90):
        pen.ellipse((x, 230, x + 44, 274), fill=(236, 196, 160))
        pen.rectangle((x - 8, 274, x + 52, 380), fill=(180, 60 + x // 5, 70))
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def sample() -> EventFacts:
    """An event of one table page and one page of pictures."""
    return EventFacts(
        printed_at="2024-05-29 16:20",
        printed_by="王丽琴",
        event_no="HD-350122103-24A-00015",
        office="连江县琯头镇计划生育协会",
        name="5.29会员活动日暨新型婚育文化宣传服务",
        kind="宣传活动",
        held_at="2024年5月29日 09:00至11:30",
        place="琯头镇文化广场",
        host="琯头镇计划生育协会",
        co_hosts="琯头中心卫生院",
        speaker="郑美英（主治医师）",
        audience="会员及计生家庭",
        planned="120",
        offline_attendance="136",
        online_views="420",
        materials=("《新型婚育文化倡议书》 × 150 份", "《健康素养66条》 × 130 册"),
        gifts=("环保袋 × 120 件",),
        volunteers="12",
        volunteer_hours="36",
        fund_source="县计生协专项经费",
        cost_fen=326050,
        description="活动设宣传咨询、义诊、有奖问答三个区。工作人员向群众发放宣传资料，讲解三孩生育政策"
        "及配套支持措施、优生优育知识，倡导婚事新办、婚育新风。卫生院医生为老年群众测量血压血糖，"
        "解答常见病预防问题。\n志愿者入户走访计生特殊家庭2户，送去节日问候。",
        outcome="群众反响良好，现场收到意见3条，均已答复。",
        photos=(
            Photo(data=_sample_photo((190, 215, 235)), caption="宣传咨询现场", taken_at="2024-05-29 09:32"),
            Photo(data=_sample_photo((225, 225, 230)), caption="义诊现场", taken_at="2024-05-29 10:05"),
        ),
        recorder="王丽琴",
        responsible="陈国栋",
        recorded_on="2024年5月29日",
    )


def blank() -> EventFacts:
    """The empty form."""
    return EventFacts()
