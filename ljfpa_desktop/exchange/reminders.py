"""What of the exchange waits on 工作台, and what the status bar says of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.exchange import board, membership
from ljfpa_desktop.exchange.overview import LATE_DAYS, cases_in, days_since, last_sent, unsent_in

Weight = Literal["now", "soon"]
SOON_DAYS = 7  # since the last package, while something waits to be sent


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something of the exchange that waits on 工作台, and the part of the page that settles it."""

    code: Literal["cases", "report", "quiet"]
    sentence: str
    count: int
    button: str
    weight: Weight


def waiting(db: Database) -> list[Waiting]:
    """What of the exchange belongs on 工作台, the most pressing first; nothing before joining."""
    with db.read() as s:
        member = membership.in_session(s)
        if member.state != "joined":
            return []
        found = _cases(cases_in(s))
        return [*found, *(_quiet(s) if member.is_county else _report(s))]


def pressing(db: Database) -> int:
    """How many of `waiting` are pressing, for the lamp after each act: it counts no more than it must."""
    with db.read() as s:
        member = membership.in_session(s)
        if member.state != "joined":
            return 0
        found = _cases(cases_in(s))
        last = None if member.is_county else last_sent(s)
        if last is not None and days_since(last.at) > LATE_DAYS:
            found += _report(s)
        return sum(1 for w in found if w.weight == "now")


def _cases(count: int) -> list[Waiting]:
    sentence = f"有 {count} 处两边填得不一样，要核对"
    return [Waiting("cases", sentence, count, "去核对", "now")] if count else []


def _report(s: Session) -> list[Waiting]:
    if not unsent_in(s):
        return []
    last = last_sent(s)
    if last is None:
        return [Waiting("report", "加入以后还没有上报过", 1, "去上报", "soon")]
    days = days_since(last.at)
    if days < SOON_DAYS:
        return []
    weight: Weight = "now" if days > LATE_DAYS else "soon"
    return [Waiting("report", f"已有 {days} 天没有上报", days, "去上报", weight)]


def _quiet(s: Session) -> list[Waiting]:
    """At the county: offices with a computer in use from which nothing came for a month."""
    late = [line for line in board.lines_in(s) if line.is_late]
    sentence = f"有 {len(late)} 个乡镇超过 {LATE_DAYS} 天没有上报"
    return [Waiting("quiet", sentence, len(late), "看是哪几个", "soon")] if late else []


def status_words(db: Database) -> str:
    """For the status bar: 上次上报 第7包 4月30日 县里已收到; empty before the first or at the county."""
    with db.read() as s:
        member = membership.in_session(s)
        last = None if member.is_county else last_sent(s)
    if last is None:
        return ""
    day = dates.local(last.at)
    receipt = "县里已收到" if "receipt" in json.loads(last.facts) else "在路上"
    return f"第{last.no}包 {day.month}月{day.day}日 {receipt}"
