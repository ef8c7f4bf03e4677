"""Decides for each row of a roll what becomes of it: enrolled, brought up to date, the same, or refused."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from sqlalchemy.orm import Session

from ljfpa_desktop.base import divisions
from ljfpa_desktop.services.association import LEFT, NAMES, Roll
from ljfpa_desktop.services.importing import enrolled
from ljfpa_desktop.services.importing.enrolled import Enrolled, Standing
from ljfpa_desktop.services.importing.known import Known, KnownPerson, look_up
from ljfpa_desktop.services.importing.match import (
    Match,
    compare_names,
    match_masked,
    namesakes,
    numbered,
    without_former,
)
from ljfpa_desktop.services.importing.parsed import Level, Parsed, ParsedPerson, ParsedRow, Problem
from ljfpa_desktop.services.importing.planned import Plan, PlannedRow, RollDraft

ROLLS = frozenset(NAMES)
_FACTS = {
    "group": "group_name", "post": "post", "member_no": "cert_no", "member_kind": "kind", "phone1": "phone",
    "ethnicity": "ethnicity", "education": "education", "political": "political",
    "occupation": "occupation", "skills": "skills", "service": "service_time",
}  # fmt: skip
# What stays as it was registered, unless it was empty.
_KEPT = frozenset(
    {
        "name", "person_id", "id_no", "sex", "birth_date", "birth_precision", "village_code", "remark",
        "joined_on", "joined_precision", "kind",
    }
)  # fmt: skip


def make_roll_plan(s: Session, parsed: Parsed) -> Plan:
    """Match every row with the roll and with the registered people, and judge it."""
    plan = Plan(parsed, look_up(s, parsed, parsed.setting.today))
    roll = cast(Roll, parsed.kind)
    told = [_values(r) for r in parsed.rows]
    standing = enrolled.look_up(s, roll, told)
    for row, values in zip(parsed.rows, told, strict=True):
        plan.rows.append(_plan_row(plan, row, values, standing))
    return plan


def _plan_row(plan: Plan, parsed: ParsedRow, values: dict[str, Any], standing: Standing) -> PlannedRow:
    row = PlannedRow(parsed, problems=list(parsed.problems), village=parsed.village_code)
    person = next(iter(parsed.people), None)
    if person is not None:
        known = _person(person, parsed.village_code, plan.known, row.problems)
        row.people = [Match(person, known, str(known.id) if known else f"row:{parsed.row}")]
        if known:
            values["person_id"] = known.id
            values["name"] = known.name
            if person.id_no not in ("", known.id_no):
                _as_registered(values, known)
            _alive(row, known, person)
        elif person.name_unsure:
            _say(row, "error", 49, f"姓名“{person.name}”里有看不清的字。请按身份证填写。")
    if row.refused:
        row.state = "error"
        return row
    _settle(plan, row, values, standing)
    return row


def _person(
    person: ParsedPerson, village: str, known: Known, problems: list[Problem]
) -> KnownPerson | None:
    """The registered person this is: by number, masked or not, or the only one of this name and birth."""
    if person.mask:
        return match_masked(person, known, problems)
    if person.id_no:
        found = numbered(person, known)
        if found:
            compare_names(person, found, problems)
            without_former(person, found, problems)
        return found
    if not (village or person.birth):
        return None
    found_here = namesakes(person, village, known)
    return found_here[0] if len(found_here) == 1 else None


def _as_registered(values: dict[str, Any], known: KnownPerson) -> None:
    """Of a row with the number of a merged record: number, sex and birth of the one that stands for it."""
    facts = known.facts
    own = {
        "id_no": known.id_no, "sex": facts["sex"], "birth_date": known.birth,
        "birth_precision": facts["birth_precision"],
    }  # fmt: skip
    for column in own:
        values.pop(column, None)
    values |= {column: value for column, value in own.items() if value}


def _alive(row: PlannedRow, known: KnownPerson, person: ParsedPerson) -> None:
    death = known.facts["death_date"]
    if death:
        title = person.columns.get("name", "")
        message = f"{known.name}已登记于{death.isoformat()}去世，仍在名册上。请核对。"
        row.problems.append(Problem(row.parsed.row, title, "warning", 47, message))


def _settle(plan: Plan, row: PlannedRow, values: dict[str, Any], standing: Standing) -> None:
    """New, the same as before, more than before, or a second time in the file."""
    roll = cast(Roll, plan.parsed.kind)
    found = standing.same(values)
    if len(found) > 1:
        places = "、".join(f"第{e.row}行" if e.row else _where(e) for e in found[:3])
        _say(row, "error", 40, f"名册上有{len(found)}个“{values['name']}”（{places}），分不清是哪一个。"
             "请填写身份证号或出生年月。")  # fmt: skip
        row.state = "error"
        return
    if found and found[0].row:
        other = _other(found[0], values)
        words = f"，{other}不一样" if other else ""
        number = found[0].row
        _say(row, "warning", 36, f"{values['name']}与第{number}行重复{words}，只导入第{number}行。请核对。")
        row.state = "repeat"
        return
    entry = found[0] if found else None
    draft = RollDraft(row, roll, values, entry.record if entry else None)
    if entry:
        _compare(row, entry, draft)
    else:
        _namesakes_told(row, values, standing)
        row.state = "new"
    claimed = Enrolled(values, None, row.parsed.row)
    if entry:
        standing.replace(entry, claimed)
    else:
        standing.add(claimed)
    plan.entries.append(draft)


def _compare(row: PlannedRow, entry: Enrolled, draft: RollDraft) -> None:
    """Of somebody on the roll only what is new is written; who has left stays so until a clerk changes it."""
    if entry.values["status"] == LEFT:
        _say(row, "warning", 36, f"{entry.values['name']}在名册上已登记退出，没有改。请核对。")
        draft.values, row.state = {}, "same"
        return
    draft.values = {
        column: value
        for column, value in draft.values.items()
        if value != entry.values.get(column) and (column not in _KEPT or not entry.values.get(column))
    }
    row.state = "update" if draft.values else "same"


def _namesakes_told(row: PlannedRow, values: dict[str, Any], standing: Standing) -> None:
    """The same name in the same village as another person is told (anomaly 40)."""
    here = [
        e
        for e in standing.by_name.get(values["name"], [])
        if e.values.get("village_code") == values.get("village_code") and e.values.get("id_no")
    ]
    if here and values.get("id_no"):
        place = f"第{here[0].row}行" if here[0].row else "名册上"
        _say(row, "warning", 40, f"{place}已有同名的{values['name']}，身份证号不同，按另一个人登记。请核对。")


def _other(entry: Enrolled, values: dict[str, Any]) -> str:
    """The first thing in which two rows of one person differ, in words."""
    labels = {"phone": "电话", "post": "职务", "cert_no": "证号", "group_name": "小组", "joined_on": "时间"}
    return next((w for c, w in labels.items() if entry.values.get(c) != values.get(c)), "")


def _where(entry: Enrolled) -> str:
    village = entry.values.get("village_code")
    return divisions.short_name(village) if village else "没有写村居"


def _values(row: ParsedRow) -> dict[str, Any]:
    """The columns of the roll as this row tells them, without what it leaves open."""
    facts = row.facts
    found: dict[str, Any] = {column: facts[key] for key, column in _FACTS.items() if facts.get(key)}
    person = next(iter(row.people), None)
    if person is not None:
        found |= {
            "name": person.name, "sex": person.sex, "id_no": person.id_no, "birth_date": person.birth,
            "birth_precision": person.birth_precision,
        }  # fmt: skip
        found.setdefault("phone", person.facts.get("phone"))
    found["village_code"] = row.village_code
    if facts.get("joined"):
        found["joined_on"] = date.fromisoformat(facts["joined"])
        found["joined_precision"] = facts["joined_precision"]
    if facts.get("hours"):
        found["hours"] = int(facts["hours"])
    kept = ((person.facts if person else {}).get("kept_birth"), facts.get("kept"), facts.get("note"))
    found["remark"] = "；".join(k for k in kept if k)
    return {"name": "", **{k: v for k, v in found.items() if v not in (None, "")}}


def _say(row: PlannedRow, level: Level, rule: int, message: str) -> None:
    person = next(iter(row.parsed.people), None)
    title = person.columns.get("name", "") if person else ""
    row.problems.append(Problem(row.parsed.row, title, level, rule, message))
