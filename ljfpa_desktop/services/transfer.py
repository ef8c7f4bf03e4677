"""A family moves to another township: offered here, passed on by the county, received there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Warn, settle, with_reasons
from ljfpa_desktop.base.fields import fields_of
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.transfer import Transfer
from ljfpa_desktop.services import filling, office, setting
from ljfpa_desktop.services.aid.cycle import granted
from ljfpa_desktop.services.household.facts import head_name_of
from ljfpa_desktop.services.household.moving import UNDER_WAY, require_here

OUT, IN = "OUT", "IN"
OFFERED, WITHDRAWN, DECLINED, ACCEPTED, RECEIVED, REFUSED, ENDED = (
    "OFFERED", "WITHDRAWN", "DECLINED", "ACCEPTED", "RECEIVED", "REFUSED", "ENDED",
)  # fmt: skip
WORDS = {
    OFFERED: "等县里转交", WITHDRAWN: "已撤回", DECLINED: "县里退回", ACCEPTED: "县里已转交",
    RECEIVED: "已接收", REFUSED: "已退回", ENDED: "已迁回",
}  # fmt: skip
GONE = "这次迁移已经有了结果，请刷新。"
ONLY_TOWNSHIPS = "迁出由家庭所在的乡镇办理；县里收到以后转交。"
_DECLARED = fields_of(Transfer)
FIELDS = {  # of the form of an offer
    "to_office": replace(_DECLARED["to_office"], label="迁入乡镇", kind="choice", choices="township"),
    "moved_on": _DECLARED["moved_on"],
    "why": replace(_DECLARED["why"], label="迁出原因", required=True),
}


@dataclass(frozen=True, slots=True)
class TransferLine:
    """One move as lists show it; offices by name, ``state`` as a code with ``words`` for people."""

    id: UUID
    household_id: UUID
    way: str
    household_no: str
    head_name: str
    people: int
    from_name: str
    to_name: str
    moved_on: date
    why: str
    state: str
    words: str
    answered_on: date | None
    answer_why: str


def offer(
    db: Database,
    actor: Actor,
    household_id: UUID,
    to_office: str,
    on: date,
    why: str,
    accepted: dict[str, str] | None = None,
) -> UUID:
    """Offer a family to another township of the county; from then on it is only read here.

    Raises `Invalid` beside ``to_office``, ``moved_on`` or ``why``, `Refused`, and `Doubt` while it
    stands on a list that has not been paid out.
    """
    access.require(actor, access.WRITE)
    with db.read() as s:
        name = head_name_of(s, household_id)
    words = with_reasons(f"{name}户迁往{divisions.name(to_office)}", accepted)
    with db.transaction(actor, words) as s:
        own = str(setting.value(s, "office.code"))
        if not divisions.is_township(own):
            raise Refused(ONLY_TOWNSHIPS)
        _check(own, to_office, on, why)
        home = filling.kept(s, Household, household_id, "这一户已不在册，请刷新后再试。")
        require_here(s, household_id)
        if home.status != "ACTIVE":
            raise Refused("这一户不是在册状态，不能办理迁出，请先核对它的状态。")
        settle(_unpaid(s, household_id), accepted)
        living = select(func.count()).where(
            Member.household_id == household_id, Member.left_on.is_(None), Member.retired_on.is_(None)
        )
        move = Transfer(
            office_id=office.office_id(s), household_id=household_id, way=OUT, household_no=home.household_no,
            head_name=name, people=s.scalar(living) or 0, from_office=own, to_office=to_office, moved_on=on,
            why=why.strip(), state=OFFERED,
        )  # fmt: skip
        s.add(move)
        home.status, home.status_on = "MOVED_OUT", on
        home.status_why = f"迁往{divisions.name(to_office)}：{why.strip()}"[:120]
        s.flush()
        return move.id


def _check(own: str, to_office: str, on: date, why: str) -> None:
    problems: dict[str, str] = {}
    if to_office not in dict(divisions.townships()) or to_office == own:
        problems["to_office"] = "请选择本县的另一个乡镇；迁到县外请改“状态”。"
    if on > dates.today():
        problems["moved_on"] = f"日期 {on} 还没有到，请核对。"
    if not why.strip():
        problems["why"] = "请填写迁出原因。"
    if problems:
        raise Invalid(problems)


def _unpaid(s: Session, household_id: UUID) -> list[Warn]:
    paid = select(Payment.entitlement_id).where(Payment.voided_on.is_(None))
    names = s.scalars(
        select(Cycle.name)
        .join(Entitlement, Entitlement.cycle_id == Cycle.id)
        .where(
            Entitlement.household_id == household_id,
            granted(),
            Cycle.closed_on.is_(None),
            Cycle.retired_on.is_(None),
            Entitlement.id.not_in(paid),
        )
    ).all()
    if not names:
        return []
    words = "、".join(names)
    return [Warn("unpaid", "", f"这一户在“{words}”的名单里还没有发放。请先发放，或说明原因。")]


def withdraw(db: Database, actor: Actor, transfer_id: UUID, why: str) -> None:
    """Take an offer back before the county passed it on; the family is registered here again."""
    access.require(actor, access.WRITE)
    filling.require_reason(why)
    with db.transaction(actor, f"撤回迁出：{why.strip()}") as s:
        move = _open(s, transfer_id, OUT, (OFFERED, DECLINED))
        move.state, move.answered_on, move.answer_why = WITHDRAWN, dates.today(), why.strip()[:120]
        home = s.get_one(Household, move.household_id)
        home.status, home.status_on, home.status_why = "ACTIVE", dates.today(), None
        given_back = select(Transfer).where(
            Transfer.household_id == move.household_id, Transfer.way == IN, Transfer.state == REFUSED,
            Transfer.office_id == move.office_id,
        )  # fmt: skip
        for arrival in s.scalars(given_back):  # it has no village here yet: it waits to be received again
            arrival.state, arrival.answered_on, arrival.answer_why = ACCEPTED, None, None


def refuse(db: Database, actor: Actor, transfer_id: UUID, why: str) -> None:
    """Give back an arrival that does not live here: it is offered to where it came from, with the reason."""
    access.require(actor, access.WRITE)
    filling.require_reason(why)
    reason = why.strip()
    with db.transaction(actor, f"退回迁入的家庭：{reason}") as s:
        move, today = _open(s, transfer_id, IN, (ACCEPTED,)), dates.today()
        move.state, move.answered_on, move.answer_why = REFUSED, today, reason[:120]
        s.add(
            Transfer(
                office_id=move.office_id, household_id=move.household_id, way=OUT,
                household_no=move.household_no, head_name=move.head_name, people=move.people,
                from_office=move.to_office, to_office=move.from_office, moved_on=today,
                why=f"退回：{reason}"[:120], state=OFFERED,
            )
        )  # fmt: skip
        home = s.get_one(Household, move.household_id)
        home.status, home.status_on = "MOVED_OUT", today
        home.status_why = f"退回{divisions.name(move.from_office)}：{reason}"[:120]


def receive(db: Database, actor: Actor, transfer_id: UUID, village_code: str) -> None:
    """Take a family that moved here into one of our villages; an earlier move away from here ends."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "接收迁入的家庭") as s:
        own = str(setting.value(s, "office.code"))
        if village_code not in dict(divisions.villages(own)):
            raise Invalid({"village_code": "请选择本乡镇的村（居）。"})
        move = _open(s, transfer_id, IN, (ACCEPTED,))
        move.state, move.answered_on = RECEIVED, dates.today()
        home = s.get_one(Household, move.household_id)
        home.village_code = village_code
        earlier = select(Transfer).where(
            Transfer.household_id == move.household_id, Transfer.way == OUT, Transfer.state == ACCEPTED,
            Transfer.office_id == move.office_id,
        )  # fmt: skip
        for left in s.scalars(earlier):
            left.state = ENDED


def _open(s: Session, transfer_id: UUID, way: str, states: tuple[str, ...]) -> Transfer:
    move = filling.kept(s, Transfer, transfer_id, GONE)
    if move.way != way or move.state not in states or move.office_id != office.office_id(s):
        raise Refused(GONE)
    return move


def lines(db: Database, way: str | None = None, states: tuple[str, ...] = ()) -> list[TransferLine]:
    """Moves, newest first; at the county those of every township (both sides where it passed one on)."""
    query = select(Transfer).where(Transfer.retired_on.is_(None)).order_by(Transfer.moved_on.desc())
    if way is not None:
        query = query.where(Transfer.way == way)
    if states:
        query = query.where(Transfer.state.in_(states))
    with db.read() as s:
        return [_line(x) for x in s.scalars(query)]


def of_family(db: Database, household_id: UUID) -> TransferLine | None:
    """The move to deal with before a family is changed here: to receive, on its way, or gone.

    At the county the one that waits to be passed on; None for a family that is simply here.
    """
    with db.read() as s:
        for conditions in (_to_answer(s), (*_ours(s), Transfer.state.in_(UNDER_WAY))):
            query = select(Transfer).where(Transfer.household_id == household_id, *conditions)
            found = s.scalars(query.order_by(Transfer.moved_on.desc())).first()
            if found is not None:  # a family that comes back is received before anything else
                return _line(found)
    return None


def _to_answer(s: Session) -> tuple[ColumnElement[bool], ...]:
    """The moves this office has to answer: the county the offers, a township the arrivals."""
    kept = Transfer.retired_on.is_(None)
    if not divisions.is_township(str(setting.value(s, "office.code"))):
        return kept, Transfer.way == OUT, Transfer.state == OFFERED
    return kept, Transfer.way == IN, Transfer.state == ACCEPTED, Transfer.office_id == office.office_id(s)


def _ours(s: Session) -> tuple[ColumnElement[bool], ...]:
    return Transfer.retired_on.is_(None), Transfer.way == OUT, Transfer.office_id == office.office_id(s)


def waiting_in(s: Session) -> tuple[int, int]:
    """How many moves this office has to answer, and how many of its own offers were sent back."""
    query = select(func.count()).select_from(Transfer)
    sent_back = query.where(*_ours(s), Transfer.state == DECLINED)
    return s.scalar(query.where(*_to_answer(s))) or 0, s.scalar(sent_back) or 0


def _line(x: Transfer) -> TransferLine:
    return TransferLine(
        x.id, x.household_id, x.way, x.household_no, x.head_name, x.people, divisions.name(x.from_office),
        divisions.name(x.to_office), x.moved_on, x.why or "", x.state, WORDS.get(x.state, x.state),
        x.answered_on, x.answer_why or "",
    )  # fmt: skip
