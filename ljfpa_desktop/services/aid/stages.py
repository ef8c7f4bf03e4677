"""The stages a cycle walks through, as its programme declares them, and what is missing for the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.aid import Cycle
from ljfpa_desktop.services.programme import ProgrammeFacts

DRAFT, REVIEWED, APPROVED, PUBLICISED, PAID, CLOSED = (
    "draft", "reviewed", "approved", "publicised", "paid", "closed",
)  # fmt: skip
NAMES = {
    DRAFT: "拟定名单",
    REVIEWED: "乡镇审核",
    APPROVED: "批准",
    PUBLICISED: "公示",
    PAID: "发放",
    CLOSED: "办结",
}
_WANTING = {
    REVIEWED: "乡镇审核",
    APPROVED: "批准（文号和日期）",
    PUBLICISED: "公示（起止日期）",
    PAID: "发放",
    CLOSED: "办结",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a cycle's way: done or not, on which day, and the words beside it."""

    code: str
    name: str
    is_done: bool
    on: date | None
    detail: str


def has_passed(programme: ProgrammeFacts, stage: str, wanted: str) -> bool:
    """Whether a cycle at ``stage`` has reached ``wanted``, a stage of its programme."""
    return programme.stages.index(stage) >= programme.stages.index(wanted)


def wanting(programme: ProgrammeFacts, stage: str, act: str) -> list[str]:
    """The stages still to be gone through before ``act`` (itself a stage) can follow, in words."""
    way = programme.stages
    return [_WANTING[code] for code in way[way.index(stage) + 1 : way.index(act)]]


def require_before(cycle: Cycle, programme: ProgrammeFacts, act: str) -> None:
    """Raise `Refused`, saying what is missing, unless the cycle stands right before ``act``."""
    if act not in programme.stages:
        raise Refused(f"“{programme.name}”不需要“{NAMES[act]}”这一步。")
    if cycle.stage == CLOSED or (act != PAID and has_passed(programme, cycle.stage, act)):
        raise Refused(f"“{cycle.name}”已经是“{NAMES[cycle.stage]}”阶段，不能再办“{NAMES[act]}”。")
    lacking = wanting(programme, cycle.stage, act)
    if lacking:
        raise Refused(f"“{cycle.name}”还不能办“{NAMES[act]}”，还缺：{'、'.join(lacking)}。请先办理。")


def steps(cycle: Cycle, programme: ProgrammeFacts) -> tuple[Step, ...]:
    """The cycle's way for the stage bar."""
    return tuple(
        Step(code, NAMES[code], has_passed(programme, cycle.stage, code), *_said(cycle, code))
        for code in programme.stages
    )


def _said(cycle: Cycle, code: str) -> tuple[date | None, str]:
    match code:
        case "draft":
            return None, cycle.handler or ""
        case "reviewed":
            return cycle.reviewed_on, cycle.reviewer or ""
        case "approved":
            return cycle.approved_on, " ".join(filter(None, (cycle.approval_doc, cycle.approver)))
        case "publicised" if cycle.public_from and cycle.public_to:
            return cycle.public_to, f"{dates.chinese(cycle.public_from)}至{dates.chinese(cycle.public_to)}"
        case "closed":
            return cycle.closed_on, ""
        case _:
            return None, ""


def before_paying(programme: ProgrammeFacts) -> str:
    """The stage a cycle stands at while it can be paid and is not yet."""
    return programme.stages[programme.stages.index(PAID) - 1]
