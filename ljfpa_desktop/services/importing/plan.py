"""Decides for each row what would become of it: new, changed, the same, seen before, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import money
from ljfpa_desktop.services.importing.drafts import settle_states
from ljfpa_desktop.services.importing.family_doubts import (
    Hearths,
    elsewhere,
    join,
    join_code,
    other_half,
    two_of_one,
)
from ljfpa_desktop.services.importing.known import COUPLE, Known, look_up
from ljfpa_desktop.services.importing.match import match, propose_registered, within_family
from ljfpa_desktop.services.importing.parsed import Parsed, ParsedRow, Problem
from ljfpa_desktop.services.importing.planned import Plan, PlannedRow


@dataclass(slots=True)
class _Seen:
    """What earlier rows of the file have claimed: adults and families by their keys."""

    adults: dict[str, PlannedRow] = field(default_factory=dict[str, PlannedRow])
    families: dict[str, PlannedRow] = field(default_factory=dict[str, PlannedRow])
    hearths: Hearths = field(default_factory=Hearths)


def make_plan(s: Session, parsed: Parsed, day: date, listed: Mapping[UUID, int | None] | None = None) -> Plan:
    """Match and judge every row; ``listed`` are the households already on the relief list to be filled."""
    known = look_up(s, parsed, day)
    plan = Plan(parsed, known)
    groups: dict[int, list[ParsedRow]] = {}
    for row in parsed.rows:
        groups.setdefault(row.group, []).append(row)
    seen = _Seen()
    for group in groups.values():
        plan.rows += _plan_group(plan, group, seen, listed or {})
    plan.rows.sort(key=lambda r: r.parsed.row)
    settle_states(plan, day)
    return plan


def _plan_group(
    plan: Plan, group: list[ParsedRow], seen: _Seen, listed: Mapping[UUID, int | None]
) -> list[PlannedRow]:
    village = next((r.village_code for r in group if r.village_code), "")
    rows = [PlannedRow(r, problems=list(r.problems), village=village) for r in group]
    for row in rows:
        row.people = [match(p, village, plan.known, row.problems) for p in row.parsed.people]
        _propose(row, plan.known)
    household = _household(plan, rows)
    for row in rows:
        if household:
            row.people = [within_family(m, household, plan.known) for m in row.people]
        row.household = household
        row.family = str(household) if household else f"new:{group[0].row}"
        _judge(plan, row, rows[0], seen, listed)
        _claim(row, seen)
    doubt = two_of_one(rows) if plan.parsed.kind == "families" else None
    for row in rows if doubt else ():
        row.problems += [doubt] if doubt and row.parsed.row == doubt.row else []
    return rows


def _judge(
    plan: Plan, row: PlannedRow, first: PlannedRow, seen: _Seen, listed: Mapping[UUID, int | None]
) -> None:
    """Hold a row against the records and against the rows before it; ``first`` opens its family."""
    away = elsewhere(plan, row)
    if away:
        row.problems.append(away)
        return
    of_families = plan.parsed.kind == "families"
    if not (of_families and _one_family(plan, row, seen)):
        _repeated(plan, row, seen, listed)
    _placed(plan, row)
    if of_families:
        _other_couple(plan, row)
    if plan.parsed.kind == "relief":
        _alive(row, plan.parsed.setting.today)
    if of_families and row is not first and first.refused:
        message = f"第{first.parsed.row}行的家庭有问题没有导入，这一行也没有导入。"
        row.problems.append(Problem(row.parsed.row, _title(plan), "error", 37, message))


def _one_family(plan: Plan, row: PlannedRow, seen: _Seen) -> bool:
    """The other half of an earlier row's family is told, or joined where known; whether it was found."""
    repeated = any(m.key in seen.adults for m in row.adults)
    found = None if repeated else other_half(row, seen.hearths)
    if found is None:
        return False
    earlier, problem = found
    if _is_one(plan, row, earlier):
        join(row, earlier)
    else:
        row.problems.append(problem)
    return problem.level == "error" or row.family == earlier.family


def _is_one(plan: Plan, row: PlannedRow, earlier: PlannedRow) -> bool:
    """Whether a clerk has said that two rows are one family, or it is registered as one."""
    told = join_code(earlier, row) in plan.parsed.setting.accepted
    return told or (row.household is not None and row.household == earlier.household)


def _title(plan: Plan, key: str = "id") -> str:
    """The title of the column that a row's problem is shown in."""
    columns = plan.parsed.table.header.columns
    found = next((c.title for c in columns if c.meaning and c.meaning.key == key), None)
    return found or columns[0].title


def _propose(row: PlannedRow, known: Known) -> None:
    """Offer the registered number where the spreadsheet has kept only its first digits."""
    for place, problem in enumerate(row.problems):
        if problem.rule in {1, 2} and not problem.proposal:
            people = [m.parsed for m in row.people if m.parsed.columns.get("id") == problem.column]
            offers = {n for p in people if (n := propose_registered(p, known))}
            if len(offers) == 1:
                row.problems[place] = replace(problem, proposal=offers.pop())


def _household(plan: Plan, rows: list[PlannedRow]) -> UUID | None:
    """The registered family of these rows: that of the couple, else of whoever of them is known."""
    adults = [m.known for r in rows for m in r.adults if m.known]
    couples = [p.household for k in adults for p in k.places if p.relation in COUPLE]
    if len(set(couples)) > 1:
        names = "、".join(k.name for k in adults)
        message = f"{names}登记在不同的家庭里，现记到{adults[0].name}的家庭。请核对是不是一家。"
        rows[0].problems.append(Problem(rows[0].parsed.row, _title(plan, "name"), "warning", 37, message))
    if couples:
        return couples[0]
    if plan.parsed.kind == "families" and adults:
        return None  # grown children found a family of their own
    children = [m.known for r in rows for m in r.people if m.known and m.parsed.role == "child"]
    others = adults if plan.parsed.kind == "relief" else children
    return next((p.household for k in others for p in k.places), None)


def _repeated(plan: Plan, row: PlannedRow, seen: _Seen, listed: Mapping[UUID, int | None]) -> None:
    """Somebody, or a family, that an earlier row has already brought (anomalies 36, 37, 48)."""
    earlier = next((seen.adults[m.key] for m in row.adults if m.key in seen.adults), None)
    if earlier and plan.parsed.kind == "families" and earlier.parsed.group == row.parsed.group:
        earlier = None  # the couple stands in each row of its children
    family = seen.families.get(row.family)
    if earlier is None and family and family.parsed.group != row.parsed.group:
        earlier = family
    if earlier:
        if plan.parsed.kind == "relief":
            _repeated_relief(plan, row, earlier)
        else:
            _repeated_family(plan, row, earlier, seen)
    elif plan.parsed.kind == "relief" and row.household and row.household in listed:
        _listed_before(plan, row, listed[row.household])


def _listed_before(plan: Plan, row: PlannedRow, amount: int | None) -> None:
    """On the cycle's list from an earlier import: the same amount changes nothing, another one is refused."""
    if amount == row.parsed.amount_fen:
        row.state = "repeat"
        return
    listed = money.plain(amount or 0)
    message = f"{row.parsed.title}一户已在这个批次的名单里，金额是{listed}元。要改请到批次里修改。"
    row.problems.append(Problem(row.parsed.row, _title(plan), "error", 48, message))


def _repeated_relief(plan: Plan, row: PlannedRow, earlier: PlannedRow) -> None:
    number, amounts = earlier.parsed.row, {row.parsed.amount_fen, earlier.parsed.amount_fen}
    same_person = bool({m.key for m in row.adults} & {m.key for m in earlier.adults})
    if not same_person:
        both = f"{row.parsed.title}与第{number}行的{earlier.parsed.title}"
        message = f"{both}是一户，同一批次只能列一次。请删去一行。"
        row.problems.append(Problem(row.parsed.row, _title(plan), "error", 48, message))
    elif len(amounts) == 1:
        message = f"{row.parsed.title}与第{number}行重复，金额相同，只导入第{number}行。"
        row.problems.append(Problem(row.parsed.row, _title(plan), "warning", 36, message))
        row.state = "repeat"
    else:
        shown = "元、".join(money.plain(a or 0) for a in (earlier.parsed.amount_fen, row.parsed.amount_fen))
        message = f"{row.parsed.title}与第{number}行重复，金额却是{shown}元。请确认是哪一个，删去一行。"
        row.problems.append(Problem(row.parsed.row, _title(plan), "error", 36, message))


def _repeated_family(plan: Plan, row: PlannedRow, earlier: PlannedRow, seen: _Seen) -> None:
    number = earlier.parsed.row
    ours = {m.key for m in row.adults}
    theirs = {key for key, r in seen.adults.items() if r.parsed.group == earlier.parsed.group}
    if ours <= theirs:
        message = f"{row.parsed.title}与第{number}行重复，只导入第{number}行。"
        row.problems.append(Problem(row.parsed.row, _title(plan), "warning", 36, message))
        row.state = "repeat"
    elif plan.parsed.kind == "families" and not _is_one(plan, row, earlier):
        message = f"这一户有人已在第{number}行（{earlier.parsed.title}）。请确认是不是同一户，合成一行。"
        code = join_code(earlier, row)
        row.problems.append(Problem(row.parsed.row, _title(plan), "error", 37, message, code=code))
    elif plan.parsed.kind == "families":
        join(row, earlier)
    else:
        row.family, row.household = earlier.family, earlier.household


def _other_couple(plan: Plan, row: PlannedRow) -> None:
    """Half of a registered couple with somebody else: an old number, or a second marriage (anomaly 37)."""
    family = plan.known.households.get(row.household) if row.household else None
    couple = [m for m in row.adults if m.parsed.role != "member"]
    here = [m for m in couple if m.known and family and m.known.id in family.members]
    others = [m for m in couple if m not in here and m.name]
    if not family or family.living_couple < 2 or not here or not others:
        return
    known, other = here[0], others[0]
    message = (
        f"{known.name}已登记为另一对夫妻的一方，与表上的{other.name}不是一户。"
        "请核对身份证号；再婚的请先在原来的家庭登记离开。"
    )
    title = known.parsed.columns.get("id") or _title(plan)
    row.problems.append(Problem(row.parsed.row, title, "error", 37, message))


def _placed(plan: Plan, row: PlannedRow) -> None:
    """A new family needs a village; for a registered one the list's village is only compared."""
    title = _title(plan, "village")
    unknown = [p for p in row.problems if p.rule == 41 or (p.rule == 32 and p.column == title)]
    if row.household is None:
        if not row.village and not unknown and row.people:
            message = "没有写村（居），新的家庭不知道登记到哪里。请填写。"
            row.problems.append(Problem(row.parsed.row, title, "error", 41, message))
        return
    if plan.parsed.kind == "relief":
        row.problems = [replace(p, level="warning") if p.rule == 41 else p for p in row.problems]
    known = plan.known.households.get(row.household)
    if known and row.village and not unknown and known.facts["village_code"] != row.village:
        message = f"{row.parsed.title}登记在别的村（居），没有改。是搬迁的请到家庭里修改。"
        row.problems.append(Problem(row.parsed.row, title, "warning", 41, message))


def _alive(row: PlannedRow, day: date) -> None:
    """Nobody who has died is put on a list of payments (anomaly 47)."""
    for m in row.adults[:1]:
        death = m.known.facts["death_date"] if m.known else None
        if death and death <= day:
            message = f"{m.name}已于{death.isoformat()}去世，不能列入名单。请改由家里其他人领取。"
            title = m.parsed.columns.get("name", "")
            row.problems.append(Problem(row.parsed.row, title, "error", 47, message))


def _claim(row: PlannedRow, seen: _Seen) -> None:
    if row.refused:
        row.state = "error"
        return
    if row.state == "repeat":
        return
    for m in row.adults:
        seen.adults.setdefault(m.key, row)
    seen.families.setdefault(row.family, row)
    seen.hearths.add(row)
