"""People: what a form or a register says of one, read into a record with its checks (DOMAIN.md 2.2-2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from ljfpa_desktop.base import access, dates, divisions, idcard, pinyin, text
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Warn, settle, with_reasons
from ljfpa_desktop.base.fields import fields_of
from ljfpa_desktop.models.household import Household, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import alias, filling

FIELDS = fields_of(Person)
_DATES = {name: declared.label for name, declared in FIELDS.items() if declared.kind == "date"}
CARDS = ("01", "02")  # an ID card, or a child's number in the family's household register


@dataclass(slots=True)
class PersonRead:
    """A person as read: every column value, what forbids saving by field, and what may be overridden."""

    values: dict[str, Any]
    problems: dict[str, str] = field(default_factory=dict[str, str])
    warnings: list[Warn] = field(default_factory=list[Warn])

    def doubt(self, code: str, name: str, sentence: str) -> None:
        """Add a warning that a person may override with a reason."""
        self.warnings.append(Warn(code, name, sentence))


@dataclass(frozen=True, slots=True)
class Known:
    """A person that is already registered, and the family it is found in.

    ``former_names``: the number stands on records merged into this one only, under these names.
    """

    person_id: UUID
    name: str
    id_no: str
    household_id: UUID | None
    household_no: str
    village_code: str
    former_names: frozenset[str] = frozenset()

    @property
    def where(self) -> str:
        """The family as a sentence names it."""
        if self.household_id is None:
            return f"{self.name}（不在任何家庭）"
        return f"{divisions.short_name(self.village_code)} {self.name}（家庭编号 {self.household_no}）"


def read(values: Mapping[str, Any], accepted: Mapping[str, str] | None = None) -> PersonRead:
    """Values of a form or register, of any known field, read into every column of a person.

    The ID number fills sex and birth; where it disagrees with what was typed, the typed value is
    kept only with a reason in ``accepted`` (``sex_differs``, ``birth_differs``, ``id_check``).
    """
    found = PersonRead(dict.fromkeys(FIELDS))
    found.values.update({n: v for n, v in values.items() if n in FIELDS and v != ""})
    _name(found)
    _dates(found)
    _identity(found, accepted or {})
    _sex_and_birth(found, accepted or {})
    _disability(found)
    _phone(found)
    for name, sentence in filling.problems_of(Person, found.values).items():
        found.problems.setdefault(name, sentence)
    return found


def _name(found: PersonRead) -> None:
    name = text.clean_name(found.values["name"])
    found.values["name"] = name or None
    found.values["pinyin"] = pinyin.pinyin_key(name).partition("\0")[0] if name else None
    if found.values["former_name"]:
        found.values["former_name"] = text.clean_name(found.values["former_name"]) or None


def _dates(found: PersonRead) -> None:
    """Dates that came as text are read; of birth and death the precision is kept."""
    for name, label in _DATES.items():
        value = found.values[name]
        if value is None or isinstance(value, date):
            continue
        reading = dates.read_date(value, past=name != "disability_to")
        found.values[name] = reading.value
        if reading.doubt or reading.value is None:
            found.problems[name] = reading.doubt or f"{label}“{value}”看不懂，请写成 1968-05-15。"
        if f"{name.removesuffix('_date')}_precision" in FIELDS:
            found.values[f"{name.removesuffix('_date')}_precision"] = reading.precision or None


def _identity(found: PersonRead, accepted: Mapping[str, str]) -> None:
    values = found.values
    raw = text.clean_text(values["id_no"])
    kind = values["id_type"]
    if not raw:
        values.update(id_no=None, id_type="09" if kind in (None, *CARDS) else kind, id_status="MISSING")
        return
    if kind not in (None, "09", *CARDS):
        number, sentence = idcard.check_other(kind, raw)
        values.update(id_no=number, id_status="FORMAT_ERROR" if sentence else "VALID")
        if sentence:
            found.doubt("id_check", "id_no", sentence)
            values["id_why"] = accepted.get("id_check") or values["id_why"]
        return
    reading = idcard.read_id(raw)
    values.update(
        id_no=reading.value or raw, id_type=kind if kind in CARDS else "01", id_status=reading.status
    )
    if not reading.value:
        found.problems["id_no"] = reading.rules[0].sentence
        return
    if reading.value != raw:
        values["id_original"] = values["id_original"] or raw
    if reading.status == "CHECK_ERROR":
        found.doubt("id_check", "id_no", reading.rules[-1].sentence)
        values["id_why"] = accepted.get("id_check") or values["id_why"]
    else:
        values["id_why"] = None


def _sex_and_birth(found: PersonRead, accepted: Mapping[str, str]) -> None:
    values = found.values
    if values["id_type"] in CARDS and values["id_status"] in ("VALID", "CHECK_ERROR"):
        _by_card(found, str(values["id_no"]), accepted)
    if values["birth_date"] is not None and not values["birth_precision"]:
        values["birth_precision"] = "YMD"
    today = dates.today()
    birth, death = values["birth_date"], values["death_date"]
    if birth is not None and birth > today:
        found.problems["birth_date"] = f"出生日期 {birth} 还没有到，请核对。"
    if death is not None and death > today:
        found.problems["death_date"] = f"死亡日期 {death} 还没有到，请核对。"
    if birth is not None and death is not None and death < birth:
        found.problems["death_date"] = f"死亡日期 {death} 早于出生日期 {birth}，请核对。"


def _by_card(found: PersonRead, number: str, accepted: Mapping[str, str]) -> None:
    values = found.values
    sex, birth = idcard.sex_of(number), idcard.birth_of(number)
    if values["sex"] in (None, "0", "9"):
        values["sex"] = sex
    elif values["sex"] != sex:
        words = "男" if sex == "1" else "女"
        found.doubt("sex_differs", "sex", f"性别与身份证号不符，按身份证号应为{words}。请核对。")
    typed = values["birth_date"]
    if typed is None or typed == birth or _same_start(typed, birth, values["birth_precision"]):
        values.update(birth_date=birth, birth_precision="YMD", birth_why=None)
        return
    found.doubt("birth_differs", "birth_date", f"出生日期与身份证号不符，按身份证号应为 {birth}。请核对。")
    values["birth_why"] = accepted.get("birth_differs") or values["birth_why"]


def _same_start(typed: date, birth: date | None, precision: str | None) -> bool:
    if birth is None or precision not in ("Y", "YM"):
        return False
    return typed.year == birth.year and (precision == "Y" or typed.month == birth.month)


def _disability(found: PersonRead) -> None:
    raw = found.values["disability_no"]
    if not raw:
        return
    reading = text.disability_no(raw, str(found.values["id_no"] or ""))
    found.values["disability_no"] = reading.value or None
    found.values["disability_type"] = reading.type or found.values["disability_type"]
    found.values["disability_grade"] = reading.grade or found.values["disability_grade"]
    for rule in reading.rules:
        found.doubt("disability_no", "disability_no", rule.sentence)


def _phone(found: PersonRead) -> None:
    if found.values["phone"]:
        phones, sentences = text.read_phones(found.values["phone"])
        found.values["phone"] = "/".join(phones) or None
        if sentences:
            found.problems["phone"] = sentences[0]


_KNOWN = (
    select(Person.id, Person.name, Person.id_no, Household.id, Household.household_no, Household.village_code)
    .outerjoin(Member, (Member.person_id == Person.id) & Member.retired_on.is_(None))
    .outerjoin(Household, (Household.id == Member.household_id) & Household.retired_on.is_(None))
    .where(Person.retired_on.is_(None))
    .order_by(Person.id, Member.left_on.is_not(None), Household.household_no)
)


def known_ids(s: Session, numbers: Iterable[str]) -> dict[str, list[Known]]:
    """The registered people who carry these numbers: number -> people, each with one family of theirs.

    A number that only merged records carry is of the people these were merged into (`Known.former_names`).
    """
    wanted = [n for n in dict.fromkeys(numbers) if n]
    found: dict[str, list[Known]] = {}
    for start in range(0, len(wanted), 500):
        for known in _known(s, Person.id_no.in_(wanted[start : start + 500])):
            found.setdefault(known.id_no, []).append(known)
    former = alias.formers(s, [n for n in wanted if n not in found])
    roots = sorted({f.root for f in former})
    for start in range(0, len(roots), 500):
        for known in _known(s, Person.id.in_(roots[start : start + 500])):
            own = [f for f in former if f.root == known.person_id]
            names = frozenset(f.name for f in own)
            for number in sorted({f.id_no for f in own}):
                found.setdefault(number, []).append(replace(known, former_names=names))
    return found


def _known(s: Session, who: ColumnElement[bool]) -> Iterable[Known]:
    people: dict[UUID, Known] = {}
    for pid, name, number, hid, no, village in s.execute(_KNOWN.where(who)):
        people.setdefault(pid, Known(pid, name, str(number or ""), hid, no or "", village or ""))
    return people.values()


def save_in(
    s: Session,
    values: Mapping[str, Any],
    person_id: UUID | None = None,
    accepted: dict[str, str] | None = None,
) -> UUID:
    """Write a new person, or the given values of a known one; raises `Invalid`, `Doubt` or `Refused`."""
    before = values_in(s, person_id) if person_id else {}
    found = read({**before, **values}, accepted)
    _check_number(s, found, person_id)
    if found.problems:
        raise Invalid(found.problems)
    settle(new_warnings(found.warnings, read(before).warnings if person_id else []), accepted)
    record = filling.fill(s, Person, found.values, person_id)
    s.flush()
    return record.id


def new_warnings(now: Iterable[Warn], before: Iterable[Warn]) -> list[Warn]:
    """The warnings that a change brought: what was already so is not asked again."""
    old = {(w.code, w.sentence) for w in before}
    return [w for w in now if (w.code, w.sentence) not in old]


def _check_number(s: Session, found: PersonRead, person_id: UUID | None) -> None:
    number = found.values["id_no"]
    known = known_ids(s, [number]).get(number, []) if number else []
    others = [k for k in known if k.person_id != person_id]
    if not others or len(others) < len(known):  # a number it has already is a case for the county, not a slip
        return
    if others[0].former_names:
        said = f"这个身份证号在并入{others[0].where}的旧记录上，请核对确实不是同一个人。"
        found.doubt("id_of_merged", "id_no", said)
    else:
        found.problems.setdefault("id_no", f"这个身份证号已登记为{others[0].where}，请核对。")


def save(
    db: Database,
    actor: Actor,
    values: Mapping[str, Any],
    person_id: UUID,
    accepted: dict[str, str] | None = None,
) -> UUID:
    """Change a person; raises `Invalid`, `Doubt` or `Refused`."""
    access.require(actor, access.WRITE)
    why = f"修改人员 {values.get('name') or facts(db, person_id)['name']}"
    with db.transaction(actor, with_reasons(why, accepted)) as s:
        return save_in(s, values, person_id, accepted)


def values_in(s: Session, person_id: UUID) -> dict[str, Any]:
    """A person's values as forms take them; raises `Refused` when there is no such person."""
    found = s.get(Person, person_id)
    if found is None or found.retired_on is not None:
        raise Refused("这个人已不在册，请刷新后再试。")
    return filling.plain(found)


def facts(db: Database, person_id: UUID) -> dict[str, Any]:
    """A person's values, read on their own."""
    with db.read() as s:
        return values_in(s, person_id)
