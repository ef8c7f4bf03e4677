"""Cycles (批次): made, found, listed and looked at; their steps stand in `approval` and `payment`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.models.aid import Cycle, Entitlement, Payment
from ljfpa_desktop.models.programme import Programme
from ljfpa_desktop.services import filling, fund, office, programme, setting, whose
from ljfpa_desktop.services.aid import stages
from ljfpa_desktop.services.aid.stages import Step
from ljfpa_desktop.services.programme import ProgrammeFacts

CycleRef = UUID | str  # an id or a name
REJECTED, STOPPED = "REJECTED", "STOPPED"  # before the approval, and after it
BANK = ("2", "3", "4")  # a bank slip stands for the signature


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A cycle as the list shows it; sums are in 分, ``unsigned`` leaves transfers out.

    ``office`` names the township where the cycle is not this office's own, as at the county.
    """

    id: UUID
    name: str
    programme_code: str
    programme: str
    year: int
    stage: str
    approved_total_fen: int | None
    rows: int
    total_fen: int
    paid_rows: int
    paid_fen: int
    unsigned: int
    office: str = ""

    @property
    def title(self) -> str:
        """The name, at the county with the township it is of."""
        return f"{self.office} {self.name}".strip()

    @property
    def stage_name(self) -> str:
        """The stage in words."""
        return stages.NAMES[self.stage]


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle with its way, its sums, and what the next step still needs."""

    line: CycleLine
    values: dict[str, Any]
    programme: ProgrammeFacts
    steps: tuple[Step, ...]
    next_act: str
    lacking: tuple[str, ...]

    @property
    def gap_fen(self) -> int | None:
        """Approved total less the rows' sum; None before the approval."""
        approved = self.line.approved_total_fen
        return None if approved is None else approved - self.line.total_fen


def find_in(s: Session, ref: CycleRef) -> Cycle:
    """The cycle of an id or a name; raises `Refused` when there is none or the name is not unique."""
    query = select(Cycle).where(Cycle.retired_on.is_(None))
    found = (
        s.execute(query.where(Cycle.id == ref if isinstance(ref, UUID) else Cycle.name == ref))
        .scalars()
        .all()
    )
    if not found and not isinstance(ref, UUID):
        found = s.execute(query.where(Cycle.name.contains(ref, autoescape=True))).scalars().all()
    # The county keeps the cycles of all townships, which are named alike: its own comes first.
    found = [c for c in found if c.office_id == office.office_id(s)] or found
    if not found:
        raise Refused(f"没有“{ref}”这个批次，请核对批次名称。")
    if len(found) > 1:
        of = whose.names(s)
        names = "、".join(of(c.office_id) + c.name for c in found[:5])
        raise Refused(f"“{ref}”对应 {len(found)} 个批次，请写全名称：{names}。")
    return found[0]


def require_own(s: Session, cycle: Cycle) -> None:
    """Raise `Refused` for a cycle of another office: the county sees the townships' but pays its own only."""
    whose_it_is = whose.names(s)(cycle.office_id)
    if whose_it_is:
        raise Refused(f"“{cycle.name}”是{whose_it_is}的批次，请由{whose_it_is}发放，本单位不能代办。")


def of_record(db: Database, record_id: UUID) -> UUID | None:
    """The cycle of this id, or the one a payment or a row of this id belongs to."""
    with db.read() as s:
        for query in (
            select(Cycle.id).where(Cycle.id == record_id, Cycle.retired_on.is_(None)),
            select(Payment.cycle_id).where(Payment.id == record_id),
            select(Entitlement.cycle_id).where(Entitlement.id == record_id),
        ):
            found = s.execute(query).scalar()
            if found is not None:
                return found
    return None


def create(db: Database, actor: Actor, values: Mapping[str, Any]) -> UUID:
    """Open a draft cycle: programme_code, year; name, occasion, standard_fen, fund_source_id, handler,
    remark. Raises `Invalid`; returns its id.
    """
    access.require(actor, access.WRITE)
    with db.transaction(actor, f"新建批次 {values.get('name') or values.get('programme_code')}") as s:
        return create_in(s, actor, values)


def create_in(s: Session, actor: Actor, values: Mapping[str, Any]) -> UUID:
    """The same within a transaction; an importer may give ``import_id`` and ``approved_total_fen`` too."""
    given = {k: v for k, v in values.items() if k in _EDITABLE or k in ("import_id", "programme_code")}
    facts = programme.facts_in(s, str(given.get("programme_code") or ""))
    year = given.get("year") or dates.today().year
    default = f"{year}年{given.get('occasion') or ''}{facts.name}"
    name = str(given.get("name") or "").strip() or _free_name(s, default)
    by_account = bool(setting.value(s, "aid.roles_by_account"))
    named = str(given.get("handler") or setting.value(s, "paper.handler") or "").strip()
    handler = actor.name if by_account or not named else named
    filled = {**given, "year": year, "name": name, "handler": handler, "stage": stages.DRAFT}
    _check(s, filled, None)
    cycle = filling.fill(s, Cycle, filled)
    s.flush()
    return cycle.id


_EDITABLE = (
    "name",
    "year",
    "occasion",
    "standard_fen",
    "fund_source_id",
    "handler",
    "remark",
    "approved_total_fen",
)


def edit(db: Database, actor: Actor, ref: CycleRef, values: Mapping[str, Any]) -> None:
    """Change a cycle's name, year, occasion, standard, fund source, handler or remark; raises `Invalid`."""
    access.require(actor, access.WRITE)
    given = {k: v for k, v in values.items() if k in _EDITABLE and k != "approved_total_fen"}
    with db.transaction(actor, "修改批次") as s:
        cycle = find_in(s, ref)
        if cycle.stage == stages.CLOSED:
            raise Refused(f"“{cycle.name}”已办结，不能修改。")
        if "handler" in given and (setting.value(s, "aid.roles_by_account") or cycle.stage != stages.DRAFT):
            given.pop("handler")
        _check(s, {**filling.plain(cycle), **given}, cycle.id)
        filling.fill(s, Cycle, given, cycle.id)


def _check(s: Session, values: Mapping[str, Any], own: UUID | None) -> None:
    problems = filling.problems_of(Cycle, values)
    year = values.get("year")
    if "year" not in problems and (not isinstance(year, int) or not 2000 <= year <= dates.today().year + 1):
        problems["year"] = "年度不对，请填四位年份。"
    mine = Cycle.office_id == office.office_id(s)
    twin = select(Cycle.id).where(Cycle.name == values["name"], Cycle.retired_on.is_(None), mine)
    if s.execute(twin).scalar() not in (None, own):
        problems["name"] = f"已经有叫“{values['name']}”的批次，请换一个名称。"
    if values.get("fund_source_id"):
        fund.find_in(s, values["fund_source_id"])
    if problems:
        raise Invalid(problems)


def _free_name(s: Session, wanted: str) -> str:
    taken = set(
        s.execute(
            select(Cycle.name).where(Cycle.name.startswith(wanted), Cycle.retired_on.is_(None))
        ).scalars()
    )
    n, name = 1, wanted
    while name in taken:
        n += 1
        name = f"{wanted}（第{n}批）"
    return name


def discard(db: Database, actor: Actor, ref: CycleRef) -> None:
    """Retire a draft cycle with its rows; a cycle that was approved or paid stays."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "取消批次") as s:
        cycle = find_in(s, ref)
        if s.execute(select(Payment.id).where(Payment.cycle_id == cycle.id).limit(1)).first():
            raise Refused(f"“{cycle.name}”已有发放记录，不能取消，只能作废领款单。")
        if cycle.approved_on:
            raise Refused(f"“{cycle.name}”已经批准，不能取消。")
        rows = select(Entitlement).where(Entitlement.cycle_id == cycle.id, Entitlement.retired_on.is_(None))
        for row in s.execute(rows).scalars():
            row.retired_on = dates.today()
        cycle.retired_on = dates.today()


def live_payment() -> Any:
    """The condition that a payment stands: neither voided nor retired."""
    return and_(Payment.voided_on.is_(None), Payment.retired_on.is_(None))


def granted() -> Any:
    """The condition that a row of a list still counts: not rejected, stopped or retired."""
    return and_(Entitlement.status.not_in((REJECTED, STOPPED)), Entitlement.retired_on.is_(None))


def is_explained(approved_fen: int, total_fen: int, stopped_fen: int) -> bool:
    """Whether rows given and rows stopped account for an approved total; a late row may replace one."""
    return total_fen <= approved_fen <= total_fen + stopped_fen


def list_all(db: Database, year: int | None = None) -> list[CycleLine]:
    """The cycles with their sums, the newest first; ``year`` narrows to one year."""
    with db.read() as s:
        query = _lines()
        return _read(s, query if year is None else query.where(Cycle.year == year))


def _lines() -> Any:
    e, p = Entitlement, Payment
    rows = (
        select(e.cycle_id, func.count().label("rows"), func.sum(func.coalesce(e.amount_fen, 0)).label("fen"))
        .where(granted()).group_by(e.cycle_id).subquery()
    )  # fmt: skip
    unsigned = case((and_(p.signed_on.is_(None), p.method.not_in(BANK)), 1), else_=0)
    paid = (
        select(p.cycle_id, func.count().label("rows"), func.sum(p.amount_fen).label("fen"),
               func.sum(unsigned).label("unsigned"))
        .where(live_payment()).group_by(p.cycle_id).subquery()
    )  # fmt: skip
    zero = func.coalesce
    query: Any = (
        select(
            Cycle.id, Cycle.name, Cycle.programme_code, zero(Programme.name, Cycle.programme_code),
            Cycle.year,
            Cycle.stage, Cycle.approved_total_fen, zero(rows.c.rows, 0), zero(rows.c.fen, 0),
            zero(paid.c.rows, 0),
            zero(paid.c.fen, 0), zero(paid.c.unsigned, 0), Cycle.office_id,
        )
        .outerjoin(Programme, and_(Programme.code == Cycle.programme_code, Programme.retired_on.is_(None)))
        .outerjoin(rows, rows.c.cycle_id == Cycle.id)
        .outerjoin(paid, paid.c.cycle_id == Cycle.id)
        .where(Cycle.retired_on.is_(None))
        .order_by(Cycle.year.desc(), Cycle.id.desc())
    )  # fmt: skip
    return query


def _read(s: Session, query: Any) -> list[CycleLine]:
    of = whose.names(s)
    return [replace(CycleLine(*row), office=of(row[-1])) for row in s.execute(query).all()]


def view(db: Database, ref: CycleRef) -> CycleView:
    """One cycle with its way and what its next step lacks."""
    with db.read() as s:
        return view_in(s, find_in(s, ref))


def view_in(s: Session, cycle: Cycle) -> CycleView:
    """The same within a session."""
    facts = programme.facts_in(s, cycle.programme_code)
    line = _read(s, _lines().where(Cycle.id == cycle.id))[0]
    place = facts.stages.index(cycle.stage)
    following = facts.stages[place + 1] if cycle.stage != stages.CLOSED else ""
    return CycleView(
        line,
        filling.plain(cycle),
        facts,
        stages.steps(cycle, facts),
        following,
        tuple(_lacking(line, following, _stopped(s, cycle.id))),
    )


def _stopped(s: Session, cycle_id: UUID) -> int:
    stopped = select(func.coalesce(func.sum(Entitlement.amount_fen), 0)).where(
        Entitlement.cycle_id == cycle_id, Entitlement.status == STOPPED, Entitlement.retired_on.is_(None)
    )
    return s.execute(stopped).scalar() or 0


def _lacking(line: CycleLine, following: str, stopped_fen: int) -> list[str]:
    open_rows = line.rows - line.paid_rows
    lacking = {
        stages.REVIEWED: ["名单里还没有人"] if not line.rows else [],
        stages.APPROVED: ["名单里还没有人"] if not line.rows else ["批准文号和日期"],
        stages.PUBLICISED: ["公示起止日期"],
        stages.CLOSED: [f"还有 {line.unsigned} 户没有签回"] if line.unsigned else [],
    }.get(following, [])
    if following in (stages.PAID, stages.CLOSED) and open_rows > 0:
        lacking.insert(0, f"还有 {open_rows} 户没有发放")
    approved = line.approved_total_fen
    if following not in (stages.PAID, stages.CLOSED) or approved is None:
        return lacking
    if not is_explained(approved, line.total_fen, stopped_fen):
        lacking.append("名单合计与批准总额不一致")
    return lacking
