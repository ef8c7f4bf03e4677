"""The rows of 查重复: pairs to look at, what was merged, and who was said to be two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ljfpa_desktop.base import dates, masking
from ljfpa_desktop.services import whose
from ljfpa_desktop.services.identity import apart, merging
from ljfpa_desktop.services.identity.evidence import Look
from ljfpa_desktop.services.identity.scan import Pair
from ljfpa_desktop.ui.desk import Desk


@dataclass(frozen=True)
class Line:
    """One row of the list: what it shows, and what the buttons act on."""

    cells: tuple[str, ...]
    whole: str
    pair: Pair | None = None
    gone: UUID | None = None
    said: UUID | None = None


def pair_lines(desk: Desk, found: Sequence[Pair]) -> list[Line]:
    """Pairs still to be looked at; numbers are masked."""
    return [_pair(desk, pair) for pair in found]


def _pair(desk: Desk, pair: Pair) -> Line:
    both = (pair.one, pair.other)
    sides = [side for p in both for side in (p.name, _home(desk, p))]
    numbers = "；".join(f"{p.name} {masking.mask_id(p.id_no) or '没有'}" for p in both)
    certain = "确定" if pair.is_certain else "可能"
    return Line((certain, *sides, pair.reason), f"{pair.reason}证件号：{numbers}。", pair)


def _home(desk: Desk, p: Look) -> str:
    if not p.household_no:
        return f"{whose.name_of(p.office_id)}，不在任何家庭"
    return f"{whose.place(desk.actor.office, p.village)} {p.household_no}"


def merged_lines(desk: Desk) -> list[Line]:
    """The merges that stand."""
    found = [(m, f"{dates.local(m.when):%Y-%m-%d} {m.who}合并") for m in merging.merges(desk.db)]
    return [Line(("已合并", m.keep_name, "", m.gone_name, "", w), w, gone=m.gone) for m, w in found]


def apart_lines(desk: Desk) -> list[Line]:
    """Those who were said to be two people."""
    return [
        Line(("两个人", *_two(x.names), x.why), f"{x.said_on} {x.said_by}：{x.why}", said=x.id)
        for x in apart.everything_said(desk.db)
    ]


def _two(names: str) -> tuple[str, str, str, str]:
    one, _, other = names.partition("、")
    return one, "", other, ""
