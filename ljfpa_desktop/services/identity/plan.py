"""Two records of one person side by side: what differs, what a merge moves, and what speaks against it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes, divisions
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Refused, Warn
from ljfpa_desktop.base.fields import Field, fields_of
from ljfpa_desktop.models.aid import Cycle, Entitlement
from ljfpa_desktop.models.event import Event
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import filling, office, person, setting
from ljfpa_desktop.services.display import shown
from ljfpa_desktop.services.history import WORDS
from ljfpa_desktop.services.household.moving import require_here
from ljfpa_desktop.services.identity import scan
from ljfpa_desktop.services.identity.evidence import Look
from ljfpa_desktop.services.identity.following import Fate, Step, steps

GONE = "这个人已不在册，请刷新后再试。"
# What goes with a value and is not chosen by itself.
WITH: dict[str, tuple[str, ...]] = {
    "name": ("pinyin",), "birth_date": ("birth_precision", "birth_why"),
    "id_no": ("id_type", "id_status", "id_original", "id_why"), "death_date": ("death_precision",),
}  # fmt: skip
_FOLLOWING = {name for names in WITH.values() for name in names}
CHOSEN: dict[str, Field] = {n: field for n, field in person.FIELDS.items() if n not in _FOLLOWING}
_NAMED: tuple[tuple[str, Any], ...] = (
    ("household_id", Household.household_no), ("cycle_id", Cycle.name), ("event_id", Event.theme),
)  # fmt: skip
_SPOUSES = {"02", "10", "11", "12"}


@dataclass(frozen=True)
class Choice:
    """One value of both records in words, ``differs`` before masking; ``takes_other``: it is proposed."""

    name: str
    label: str
    keep: str
    gone: str
    differs: bool
    takes_other: bool


@dataclass(frozen=True)
class Moving:
    """One row that names the record that goes: what it is, and what becomes of it."""

    kind: str
    words: str
    fate: Fate


@dataclass(frozen=True)
class Plan:
    """A merge before it is done; ``against`` must be accepted with a reason each."""

    keep: Look
    gone: Look
    choices: tuple[Choice, ...]
    moving: tuple[Moving, ...]
    against: tuple[Warn, ...]


def plan(db: Database, keep: UUID, gone: UUID, *, full: bool = True) -> Plan:
    """What merging ``gone`` into ``keep`` would do; private values are masked unless ``full``.

    Raises `Refused` for records that cannot be merged here.
    """
    with db.read() as s:
        return plan_in(s, keep, gone, full=full)


def plan_in(s: Session, keep: UUID, gone: UUID, *, full: bool = True) -> Plan:
    """The same within a transaction of the caller."""
    one, other = (filling.kept(s, Person, i, GONE) for i in (keep, gone))
    require_mergeable(s, one, other)
    looks = {p.id: p for p in scan.people(s, [keep, gone])}
    found = list(steps(s, gone, keep))
    return Plan(
        looks[keep], looks[gone], tuple(_choices(one, other, looks[keep], looks[gone], full=full)),
        tuple(_moving(s, step) for step in found), tuple(_against(s, looks[keep], looks[gone])),
    )  # fmt: skip


def require_mergeable(s: Session, one: Person, other: Person) -> None:
    """Raise `Refused` unless these are two people of one office that this one may change."""
    if one.id == other.id:
        raise Refused("这是同一条记录，请选两个人。")
    if one.office_id != other.office_id:
        raise Refused("两人登记在两个乡镇，不能合并：请到“重复核对”交办两个乡镇，由其中一方办理迁出。")
    is_township = divisions.is_township(str(setting.value(s, "office.code")))
    if is_township and one.office_id != office.office_id(s):
        raise Refused("这两人是别的乡镇登记的，请由登记的乡镇合并。")
    homes = select(Member.household_id).where(
        Member.person_id.in_((one.id, other.id)), Member.retired_on.is_(None)
    )
    for home in s.scalars(homes):
        require_here(s, home)


def _choices(one: Person, other: Person, keep: Look, gone: Look, *, full: bool) -> Iterator[Choice]:
    better = {
        "id_no": bool(gone.number.whole) and (not keep.number.whole or _is_sounder(gone, keep)),
        "birth_date": gone.is_exact and not keep.is_exact,
    }
    for name, field in CHOSEN.items():
        values = [getattr(p, name) for p in (one, other)]
        words = [shown(field, v, full=full) for v in values]
        one_value, other_value = (None if v == "" else v for v in values)
        takes_other = other_value is not None and (one_value is None or better.get(name, False))
        yield Choice(name, field.label, words[0], words[1], one_value != other_value, takes_other)


def _is_sounder(gone: Look, keep: Look) -> bool:
    return gone.number.is_sound and not keep.number.is_sound


def _moving(s: Session, step: Step) -> Moving:
    declared = fields_of(step.link.model)
    words = [_name(s, name, step.row[name]) for name, _ in _NAMED if step.row.get(name)]
    listed = [n for n, f in declared.items() if f.listed] or list(declared)
    said = (shown(declared[n], step.row[n]) for n in listed if declared[n].kind != "link")
    words += [w for w in said if w][:4]
    kind = WORDS.get(str(step.link.table.name), "记录")
    return Moving(kind, "，".join(words), step.fate)


def _name(s: Session, link: str, record: UUID) -> str:
    column = dict(_NAMED)[link]
    return str(s.scalar(select(column).where(column.class_.id == record)) or "")


def _against(s: Session, keep: Look, gone: Look) -> Iterator[Warn]:
    if keep.number.is_sound and gone.number.is_sound and keep.number.whole != gone.number.whole:
        yield Warn("two_numbers", "", "两人的身份证号都正确，却不相同，很可能是两个人。")
    if keep.sex != gone.sex and {keep.sex, gone.sex} <= {"1", "2"}:
        yield Warn("two_sexes", "", "两人一男一女，请核对是不是同一人。")
    if keep.is_exact and gone.is_exact and keep.birth != gone.birth:
        yield Warn("two_births", "", f"两人的出生日期不同：{keep.birth} 和 {gone.birth}。")
    relations = {keep.relation, gone.relation}
    if keep.household_id and keep.household_id == gone.household_id and len(relations & _SPOUSES) == 2:
        labels = "和".join(codes.label("relation", p.relation) for p in (keep, gone))
        yield Warn("spouses", "", f"两人在同一户里是{labels}，很可能是两个人。")
    for name in _listed_twice(s, (keep.id, gone.id)):
        yield Warn("listed_twice", "", f"两人都在“{name}”的名单里，合并后一个人有两行，请先核对发放。")


def _listed_twice(s: Session, both: Collection[UUID]) -> Sequence[str]:
    query = (
        select(Cycle.name).join(Entitlement, Entitlement.cycle_id == Cycle.id)
        .where(Entitlement.person_id.in_(both), Entitlement.retired_on.is_(None), Cycle.retired_on.is_(None))
        .group_by(Cycle.id, Cycle.name).having(func.count(Entitlement.person_id.distinct()) > 1)
    )  # fmt: skip
    return s.scalars(query).all()
