"""The association's members and volunteers: entered, listed, found in their families (DOMAIN.md 1 P17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, codes, dates, idcard
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid
from ljfpa_desktop.base.fields import Field, fields_of
from ljfpa_desktop.models.association import AssociationMember, Volunteer
from ljfpa_desktop.models.household import Member
from ljfpa_desktop.services import filling, person, whose

Roll = Literal["members", "volunteers"]
Entry = AssociationMember | Volunteer

MODELS: dict[Roll, type[AssociationMember] | type[Volunteer]] = {
    "members": AssociationMember, "volunteers": Volunteer,
}  # fmt: skip
NAMES: dict[Roll, str] = {"members": "会员", "volunteers": "志愿者"}
ACTIVE, LEFT = "ACTIVE", "LEFT"
GONE = "这个人已经不在名册上了，请刷新列表。"
_HIDDEN = ("person_id", "birth_precision", "joined_precision")


@dataclass(frozen=True, slots=True)
class RollLine:
    """A member or volunteer as the lists show it; ``place`` is the village as it is named here."""

    id: UUID
    roll: Roll
    name: str
    sex: str
    birth_date: date | None
    village_code: str
    place: str
    group: str
    post: str
    skills: str
    cert_no: str
    joined_on: date | None
    phone: str
    status: str
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody of a family is in the association: 会员，理事，2019-03-01 入会."""

    record: UUID
    roll: Roll
    person_id: UUID
    words: str


def form_fields(roll: Roll) -> dict[str, Field]:
    """The fields of the form, in the order of the columns."""
    return {n: f for n, f in fields_of(MODELS[roll]).items() if n not in _HIDDEN}


def save(
    db: Database, actor: Actor, roll: Roll, values: Mapping[str, Any], *, record_id: UUID | None = None
) -> UUID:
    """Save a member or volunteer; raises `Invalid`. Somebody with a registered number is linked to it."""
    access.require(actor, access.WRITE)
    given = dict(values)
    problems = filling.problems_of(MODELS[roll], given) | _identity(given) | _days(given)
    if problems:
        raise Invalid(problems)
    words = f"{'修改' if record_id else '登记'}{NAMES[roll]}{given['name']}"
    with db.transaction(actor, words) as s:
        if given.get("id_no"):
            given["person_id"] = _person_of(s, str(given["id_no"]))
        _know_whole_days(given, filling.kept(s, MODELS[roll], record_id, GONE) if record_id else None)
        return save_in(s, roll, given, record_id)


def _know_whole_days(given: dict[str, Any], before: Entry | None) -> None:
    """A day typed anew is known to the day; one that stands keeps what was known of it."""
    for day, precision in (("birth_date", "birth_precision"), ("joined_on", "joined_precision")):
        if day in given and precision not in given and given[day] != getattr(before, day, None):
            given[precision] = "YMD" if given[day] else None


def save_in(s: Session, roll: Roll, values: Mapping[str, Any], record_id: UUID | None = None) -> UUID:
    """Write what was checked, within the caller's transaction."""
    record = filling.fill(s, MODELS[roll], values, record_id)
    s.flush()
    return record.id


def _person_of(s: Session, id_no: str) -> UUID | None:
    """The registered person of this number, a merged record's too; None unless there is exactly one."""
    found = person.known_ids(s, [id_no]).get(id_no, [])
    return found[0].person_id if len(found) == 1 else None


def _identity(values: dict[str, Any]) -> dict[str, str]:
    """Read the ID number into its canonical form; sex and birth follow from it."""
    if not values.get("id_no"):
        return {}
    read = idcard.read_id(values["id_no"])
    if read.status != "VALID":
        return {"id_no": read.rules[0].sentence if read.rules else "身份证号看不懂，请按身份证填写。"}
    values["id_no"] = read.value
    values["sex"] = idcard.sex_of(read.value)
    values["birth_date"], values["birth_precision"] = idcard.birth_of(read.value), "YMD"
    return {}


def _days(values: Mapping[str, Any]) -> dict[str, str]:
    """Days that cannot lie ahead, and a leaving that has its day and reason."""
    today = dates.today()
    found = {
        name: "这个日期还没有到，请核对。"
        for name in ("birth_date", "joined_on", "left_on")
        if isinstance(values.get(name), date) and values[name] > today
    }
    if values.get("status") == LEFT and not values.get("left_on"):
        found["left_on"] = "退出的要写明退出日期。"
    joined, left = values.get("joined_on"), values.get("left_on")
    if joined and left and left < joined and "left_on" not in found:
        found["left_on"] = "退出日期早于入会（注册）日期，请核对。"
    return found


def _wanted(
    model: type[AssociationMember] | type[Volunteer], words: str, village: str, status: str
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [model.retired_on.is_(None)]
    typed = words.strip()
    if typed:
        more = AssociationMember.group_name if model is AssociationMember else Volunteer.skills
        columns = (model.name, model.cert_no, model.phone, model.id_no, more)
        found.append(or_(*(c.contains(typed, autoescape=True) for c in columns)))
    if village:
        found.append(model.village_code.startswith(village, autoescape=True))
    if status:
        found.append(model.status == status)
    return found


def page(
    db: Database, roll: Roll, *, words: str = "", village: str = "", status: str = ""
) -> list[RollLine]:
    """The roll by village and name; ``village`` is a division code or the beginning of one."""
    model = MODELS[roll]
    query = select(model).where(*_wanted(model, words, village, status))
    query = query.order_by(model.village_code, model.name, model.id)
    with db.read() as s:
        place = whose.places(s)
        return [_line(roll, x, place(x.village_code) if x.village_code else "") for x in s.scalars(query)]


def _line(roll: Roll, x: Entry, place: str) -> RollLine:
    is_member = isinstance(x, AssociationMember)
    return RollLine(
        id=x.id, roll=roll, name=x.name, sex=codes.label("sex", x.sex)[:1], birth_date=x.birth_date,
        village_code=x.village_code or "", place=place, group=(x.group_name or "") if is_member else "",
        post=codes.label("member_post", x.post) if is_member else "",
        skills="" if is_member else x.skills or "", cert_no=x.cert_no or "", joined_on=x.joined_on,
        phone=x.phone or "", status=codes.label("member_status", x.status), person_id=x.person_id,
    )  # fmt: skip


def totals(db: Database) -> dict[Roll, int]:
    """How many stand on each roll and have not left."""
    with db.read() as s:
        return {
            roll: s.scalar(
                select(func.count()).where(model.retired_on.is_(None), model.status == ACTIVE)
            ) or 0
            for roll, model in MODELS.items()
        }  # fmt: skip


def facts(db: Database, roll: Roll, record_id: UUID) -> dict[str, Any]:
    """The values as a form takes them; raises `Refused` when the record is gone."""
    with db.read() as s:
        return filling.plain(filling.kept(s, MODELS[roll], record_id, GONE))


def roll_of(db: Database, record_id: UUID) -> Roll:
    """Which roll a record stands on; raises `Refused` when it is gone."""
    with db.read() as s:
        if s.get(Volunteer, record_id) is not None:
            return "volunteers"
        filling.kept(s, AssociationMember, record_id, GONE)
        return "members"


def retire(db: Database, actor: Actor, roll: Roll, record_id: UUID, why: str) -> None:
    """Take somebody entered by mistake off the roll; who leaves gets the status 已退出 instead."""
    access.require(actor, access.WRITE)
    filling.require_reason(why)
    with db.transaction(actor, f"删去错录的{NAMES[roll]}：{why.strip()}") as s:
        filling.kept(s, MODELS[roll], record_id, GONE).retired_on = dates.today()


def of_family(db: Database, household_id: UUID) -> list[Part]:
    """What the members of a family are in the association, the members of it before the volunteers."""
    people = select(Member.person_id).where(
        Member.household_id == household_id, Member.retired_on.is_(None), Member.left_on.is_(None)
    )
    found: list[Part] = []
    with db.read() as s:
        for roll, model in MODELS.items():
            query = select(model).where(
                model.person_id.in_(people), model.retired_on.is_(None), model.status == ACTIVE
            )
            found += [
                Part(x.id, roll, x.person_id, _words(roll, x))
                for x in s.scalars(query.order_by(model.name))
                if x.person_id
            ]
    return found


def _words(roll: Roll, x: Entry) -> str:
    """会员，理事，第一小组，2019-03-01 入会."""
    if isinstance(x, AssociationMember):
        parts = [codes.label("member_post", x.post if x.post != "MEMBER" else None), x.group_name]
        since = "入会"
    else:
        parts, since = [x.skills, f"服务 {x.hours} 小时" if x.hours else ""], "注册"
    joined = f"{_known(x.joined_on, x.joined_precision)} {since}" if x.joined_on else ""
    return "，".join(p for p in (NAMES[roll], *parts, joined) if p)


def _known(day: date, precision: str | None) -> str:
    return day.isoformat()[: {"Y": 4, "YM": 7}.get(precision or "", 10)]
