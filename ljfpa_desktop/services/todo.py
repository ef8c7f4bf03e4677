"""What waits on 工作台: each line says what, how many, and on which page it is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates, divisions
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.models.aid import Cycle, Payment
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.services import (
    double_benefit,
    duty,
    event_list,
    figures,
    life,
    office,
    plausibility,
    setting,
    sheet,
    transfer,
)
from ljfpa_desktop.services.aid.cycle import BANK
from ljfpa_desktop.services.indicators import BY_CODE, Span

Weight = Literal["now", "soon", "calm"]


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do; ``page`` is the page's key, ``count`` how many records wait."""

    code: str
    sentence: str
    count: int
    page: str
    button: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Overview:
    """The year at a glance: figures by indicator code, coverage, money per month in 分, and what waits.

    ``todos`` come the most pressing first.
    """

    year: int
    figures: tuple[tuple[str, str, str, float | None], ...]
    covered: int
    to_cover: int
    paid_by_month: tuple[int, ...]
    todos: tuple[Todo, ...]


ARRIVALS, OFFERS, SENT_BACK = "arrivals", "offers", "sent_back"
MOVES = frozenset({ARRIVALS, OFFERS, SENT_BACK})  # settled at 迁入迁出
LAST_YEAR_UNTIL = 4  # till the end of March what last year's events lack is still asked for
SHOWN = ("ZB-E01", "ZB-G02", "ZB-P02", "ZB-B01", "ZB-B04")


def has_families(db: Database) -> bool:
    """Whether there is a family in status 在册: an office without any sees the first steps."""
    query = select(Household.id).where(Household.retired_on.is_(None), Household.status == "ACTIVE").limit(1)
    with db.read() as s:
        return s.scalar(query) is not None


def pressing(db: Database) -> int:
    """How many things of weight "now" wait; cheaper than the whole list, for the lamp after each act."""
    with db.read() as s:
        return sum(t.weight == "now" for t in _may_press(s, dates.today()) if t.count)


def _may_press(s: Session, today: date) -> list[Todo]:
    return [*_moves(s), _duties(s), _cycles(s), _unsigned(s), _month(s, today), _backup(s)]


def _waiting(
    s: Session, today: date, covered: int, whole: int, unfinished: dict[int, int]
) -> tuple[Todo, ...]:
    *moves, duties, cycles, unsigned, month, backup = _may_press(s, today)
    found = [
        *moves,
        duties,
        cycles,
        unsigned,
        _uncovered(whole - covered),
        month,
        _doubles(s),
        *(_unfinished(year, n) for year, n in unfinished.items()),
        backup,
        _second_place(s),
        _plausible(s),
        _follow_ups(s),
    ]
    order = {"now": 0, "soon": 1, "calm": 2}
    return tuple(sorted((t for t in found if t.count), key=lambda t: order[t.weight]))


def _moves(s: Session) -> list[Todo]:
    """Families that wait: at a township to be received, at the county to be passed on; offers sent back."""
    n, back = transfer.waiting_in(s)
    if divisions.is_township(str(setting.value(s, "office.code"))):
        waits = Todo(ARRIVALS, f"{n} 户迁入等接收", n, "exchange", "去接收", "now")
    else:
        waits = Todo(OFFERS, f"{n} 户迁出等转交", n, "exchange", "去转交", "now")
    return [waits, Todo(SENT_BACK, f"{back} 户迁出被县里退回", back, "exchange", "去核对", "now")]


def _duties(s: Session) -> Todo:
    n = duty.open_in(s)
    return Todo("duties", f"县里交办 {n} 件重复登记或发放要核对", n, "exchange", "去核对", "now")


def _doubles(s: Session) -> Todo:
    n = double_benefit.unsent_in(s)
    return Todo("doubles", f"{n} 件重复登记或发放还没交办乡镇", n, "exchange", "去交办", "soon")


def _cycles(s: Session) -> Todo:
    n = s.execute(
        select(func.count()).where(
            Cycle.retired_on.is_(None),
            Cycle.stage.not_in(("paid", "closed")),
            Cycle.office_id == office.office_id(s),
        )
    ).scalar_one()
    return Todo("cycles", f"{n} 个帮扶批次正在办理", n, "aid", "去办理", "now")


def _unsigned(s: Session) -> Todo:
    n = s.execute(
        select(func.count()).where(
            Payment.retired_on.is_(None),
            Payment.voided_on.is_(None),
            Payment.signed_on.is_(None),
            Payment.method.not_in(BANK),
            Payment.office_id == office.office_id(s),
        )
    ).scalar_one()
    return Todo("unsigned", f"{n} 笔发放还没有登记签字", n, "aid", "登记签回", "now")


def _uncovered(left: int) -> Todo:
    return Todo("visits", f"今年还有 {left} 户特殊家庭没有走访慰问", left, "reports", "看名单", "soon")


def year_so_far(year: int) -> Span:
    """The year till today: a family special today is to be visited, though not special in December."""
    return Span(date(year, 1, 1), min(date(year, 12, 31), dates.today()))


def coverage(s: Session, year: int) -> tuple[int, int]:
    """How many special families were visited in a year, and how many there are to visit (ZB-E05)."""
    indicator, span = BY_CODE["ZB-E05"], year_so_far(year)
    visited, whole = figures.parts(s, indicator, span)
    return int(visited), int(whole)


def _unfinished(year: int, n: int) -> Todo:
    code = "events" if year == dates.today().year else "events_last"
    return Todo(code, f"{year}年还有 {n} 场活动待补内容或照片", n, "events", "去补", "soon")


def _month(s: Session, today: date) -> Todo:
    last = today.replace(day=1) - timedelta(days=1)
    begins = figures.begins(s)
    waits = begins is not None and begins <= last and not sheet.closed_in(s, last)
    sentence = f"{last.year}年{last.month}月还没有结账"
    return Todo("month", sentence, int(waits), "reports", "去结账", "now" if today.day > 3 else "soon")


def _backup(s: Session) -> Todo:
    last = str(setting.value(s, "backup.last"))
    days = (dates.now() - datetime.fromisoformat(last)).days if last else 999
    sentence = f"已有 {days} 天没有备份" if last else "还没有备份过"
    return Todo("backup", sentence, int(days >= 2), "settings", "现在备份", "now" if days > 7 else "soon")


def _second_place(s: Session) -> Todo:
    place = str(setting.value(s, "backup.second_place"))
    missing = not place or not Path(place).is_dir()
    sentence = "备份的第二处（U盘）没有插上" if place else "还没有设置备份的第二处（U盘或另一块硬盘）"
    return Todo("second", sentence, int(missing), "settings", "去设置", "calm")


def _follow_ups(s: Session) -> Todo:
    n = life.open_in(s)
    return Todo("follow_ups", f"家庭变动后还有 {n} 件事要办", n, "households", "看名单", "soon")


def _plausible(s: Session) -> Todo:
    n, on = plausibility.last_in(s)
    return Todo("plausible", f"资料里还有 {n} 处疑点（{on} 核对）", n, "households", "去核对", "soon")


def overview(db: Database) -> Overview:
    """This year's figures, coverage, money given month by month, and what waits; each counted once."""
    today = dates.today()
    years = (today.year, today.year - 1) if today.month < LAST_YEAR_UNTIL else (today.year,)
    unfinished = {year: event_list.unfinished(db, year) for year in years}
    span = Span(date(today.year, 1, 1), today)
    with db.read() as s:
        values = [(c, BY_CODE[c].name, BY_CODE[c].unit, figures.figure(s, BY_CODE[c], span)) for c in SHOWN]
        covered, whole = coverage(s, today.year)
        month = extract("month", Payment.paid_on)
        paid = s.execute(
            select(month, func.sum(Payment.amount_fen))
            .where(
                Payment.retired_on.is_(None),
                Payment.voided_on.is_(None),
                Payment.paid_on.between(span.first, date(today.year, 12, 31)),
            )
            .group_by(month)
        ).all()
        todos = _waiting(s, today, covered, whole, unfinished)
    by_month = {int(m): int(total or 0) for m, total in paid}
    paid_by_month = tuple(by_month.get(m, 0) for m in range(1, 13))
    return Overview(today.year, tuple(values), covered, whole, paid_by_month, todos)
