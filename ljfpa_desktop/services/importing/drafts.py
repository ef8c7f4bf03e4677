"""What a register would write of each family: new ones whole, of registered ones only what is new."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ljfpa_desktop.services.importing.known import KnownHousehold, KnownPerson
from ljfpa_desktop.services.importing.match import Match
from ljfpa_desktop.services.importing.parsed import ParsedRow
from ljfpa_desktop.services.importing.planned import FamilyDraft, Plan, PlannedRow

_HOUSEHOLD = {
    "phone1": "phone1", "phone2": "phone2", "address": "address", "hukou": "hukou_kind",
    "cert_no": "oc_cert_no", "reason": "hardship_reason", "contact1": "contact1", "contact2": "contact2",
    "doctor": "gp_doctor", "dibao": "dibao_no",
}  # fmt: skip
_SUPPORT = {"03": "R02", "04": "R03"}
_ORDER = ("head", "husband", "member", "wife", "spouse", "child")


def settle_states(plan: Plan, day: date) -> None:
    """Draft every family of the rows that are taken, and say of each row whether it changes anything."""
    since = category_day(plan, day)
    for row in plan.rows:
        if row.state in {"error", "repeat"}:
            continue
        draft = plan.drafts.setdefault(row.family, FamilyDraft(row.household, []))
        draft.rows.append(row)
    for draft in plan.drafts.values():
        known = plan.known.households.get(draft.household) if draft.household else None
        for row in draft.rows:
            _household(plan, draft, row, known)
            _categories(plan, draft, row.parsed, known, since)
        _members(plan, draft, known)
        for row in draft.rows:
            row.state = "new" if known is None else "same" if draft.is_empty else "update"


def category_day(plan: Plan, day: date) -> date:
    """From when the register's categories hold: the year its title names, else this year."""
    years = [int(y) for y in re.findall(r"(?<!\d)(20[0-4]\d)(?!\d)", plan.parsed.title)]
    return date(min(max(years, default=day.year), day.year), 1, 1)


def _household(plan: Plan, draft: FamilyDraft, row: PlannedRow, known: KnownHousehold | None) -> None:
    """The household's columns: a families register brings them up to date, other lists fill what is empty."""
    facts, kind = row.parsed.facts, plan.parsed.kind
    told: dict[str, Any] = {
        column: facts[key]
        for key, column in _HOUSEHOLD.items()
        if facts.get(key) and not (kind == "special" and key.startswith("phone"))
    }
    if "alone" in facts:
        told["lives_alone"] = facts["alone"] == "1"
    if kind == "families" and facts.get("note"):
        told["remark"] = facts["note"]
    if known is None:
        told["village_code"] = row.village
        draft.values = {**told, **draft.values}
        return
    for column, value in told.items():
        held = known.facts[column]
        fresh = held in (None, "") or (kind == "families" and column != "remark" and held != value)
        if fresh and column not in draft.values:
            draft.values[column] = value


def _categories(
    plan: Plan, draft: FamilyDraft, row: ParsedRow, known: KnownHousehold | None, since: date
) -> None:
    held = known.categories if known else set[str]()
    drafted = {c["category"] for c in draft.categories}
    basis = f"{plan.parsed.title}（导入）"[:120]
    draft.categories += [
        {"category": code, "valid_from": since, "basis": basis}
        for code in row.categories
        if code not in held | drafted
    ]


def _members(plan: Plan, draft: FamilyDraft, known: KnownHousehold | None) -> None:
    """New members with their relation, and of registered ones what was not known yet."""
    people = {m.key: (m, r) for r in reversed(draft.rows) for m in reversed(r.people)}
    ordered = sorted(people.values(), key=lambda pair: (_ORDER.index(_role(pair[0])), pair[1].parsed.row))
    has_head = known.has_head if known else False
    for m, row in ordered:
        if m.parsed.id_status == "FORMAT_ERROR":
            continue
        values = person_values(plan, m, row.parsed)
        belongs = known is not None and m.known is not None and m.known.id in known.members
        if m.known:
            values = _unknown_yet(values, m.known)
        if belongs and not values:
            continue
        if m.known:
            values["person_id"] = m.known.id
        if not belongs:
            if m.known:
                values |= {"name": m.name, "id_no": m.known.id_no or values.get("id_no", "")}
            values["relation"] = _relation(m, has_head)
            has_head = has_head or values["relation"] == "02"
        draft.members[m.key] = values


def _role(m: Match) -> str:
    role = m.parsed.role
    return "head" if m.parsed.relation == "02" else role if role in _ORDER else "member"


def _relation(m: Match, has_head: bool) -> str:
    """The relation to the head by GB/T 4761, as the column and the sex tell."""
    sex = m.parsed.sex
    if m.parsed.role == "child":
        return m.parsed.relation or ("30" if sex == "2" else "20")
    if m.parsed.relation and (m.parsed.relation != "02" or not has_head):
        return m.parsed.relation
    if not has_head:
        return "02"
    return {"1": "11", "2": "12"}.get(sex, "10")


def person_values(plan: Plan, m: Match, row: ParsedRow) -> dict[str, Any]:
    """A person's columns as the register tells them, without what it leaves open."""
    p, facts = m.parsed, m.parsed.facts
    values: dict[str, Any] = {
        "name": m.name,
        "id_no": p.id_no,
        "id_original": p.id_original,
        "sex": p.sex,
        "birth_date": p.birth,
        "birth_precision": p.birth_precision,
        "phone": facts.get("phone1") or facts.get("phone"),
        "health": facts.get("health"),
        "education": facts.get("education"),
        "ethnicity": facts.get("ethnicity"),
        "marital": facts.get("marital"),
        "political": facts.get("political"),
        "occupation": facts.get("occupation"),
        "disability_no": facts.get("disability_no"),
        "disability_type": facts.get("disability_type"),
        "disability_grade": facts.get("disability_grade"),
        "death_date": p.death,
        "death_precision": p.death_precision,
    }
    if p.id_status == "CHECK_ERROR":
        values["id_why"] = "导入时按原件核对放行"
    remarks = ("已故，日期不详" if p.deceased and not p.death else "", facts.get("kept_birth", ""))
    values["remark"] = "；".join(r for r in remarks if r)
    if plan.parsed.kind == "special" and p.role != "child":
        kinds = [_SUPPORT[c] for c in row.categories if c in _SUPPORT]
        values["support_kind"] = kinds[0] if kinds else None
        values["support_from"] = date.fromisoformat(facts["since"]) if facts.get("since") else None
    return {k: v for k, v in values.items() if v not in (None, "")}


def _unknown_yet(values: dict[str, Any], known: KnownPerson) -> dict[str, Any]:
    """Of a registered person only what is empty is filled; a birth date known to the month gets its day."""
    out: dict[str, Any] = {}
    for column, value in values.items():
        if column in known.facts and known.facts[column] in (None, ""):
            out[column] = value
    if "birth_date" in values and known.facts["birth_precision"] in ("Y", "YM") and values.get("id_no"):
        out |= {"birth_date": values["birth_date"], "birth_precision": "YMD"}
    if "id_no" in out and "id_original" in values:
        out["id_original"] = values["id_original"]
    if "birth_date" in out:
        out["birth_precision"] = values["birth_precision"]
    if "death_date" in out and "death_precision" in values:
        out["death_precision"] = values["death_precision"]
    return out
