"""What is checked of the rows of a list before they stand: payee, amount, category, caps, doubles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import codes, dates, money
from ljfpa_desktop.base.errors import Invalid, Warn
from ljfpa_desktop.models.aid import Cycle
from ljfpa_desktop.services import programme
from ljfpa_desktop.services.aid import families
from ljfpa_desktop.services.aid.families import Family
from ljfpa_desktop.services.programme import ProgrammeFacts


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row of a list as asked for; ``person_id`` and ``basis_category`` are found when left open."""

    household_id: UUID
    person_id: UUID | None = None
    amount_fen: int | None = None
    goods: str = ""
    basis_category: str = ""
    reason: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong (``is_error``) or doubtful about the row with this index, from 0."""

    row: int
    field: str
    code: str
    sentence: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class _Given:
    """What one row is judged by."""

    cycle: Cycle
    programme: ProgrammeFacts
    family: Family
    span: tuple[date, date]
    times: int
    is_listed: bool


def examine(s: Session, cycle: Cycle, rows: Sequence[NewRow]) -> tuple[list[NewRow], list[Finding]]:
    """The rows with payee and category filled in, and what is to be said of them; writes nothing."""
    facts = programme.facts_in(s, cycle.programme_code)
    ids = [row.household_id for row in rows]
    known, times = families.load(s, ids), families.times_in_year(s, cycle, ids)
    listed = families.in_cycle(s, cycle.id, ids)
    span = families.span_of(cycle)
    filled: list[NewRow] = []
    found: list[Finding] = []
    seen: set[UUID] = set()
    for index, row in enumerate(rows):
        family = known.get(row.household_id)
        if family is None:
            found.append(Finding(index, "household", "household", "没有这一户的档案，请先建档。", True))
            filled.append(row)
            continue
        given = _Given(
            cycle,
            facts,
            family,
            span,
            times.get(family.id, 0),
            family.id in listed or family.id in seen,
        )
        seen.add(family.id)
        row = _complete(row, given)
        filled.append(row)
        found += [Finding(index, *said) for check in _CHECKS for said in check(row, given)]
    return filled, found


def _complete(row: NewRow, given: _Given) -> NewRow:
    """A row with the usual payee, the category it can be granted under, and the cycle's standard."""
    if row.person_id is None:
        payee = given.family.payee_on(dates.today())
        row = replace(row, person_id=payee.person_id if payee else None)
    if not row.basis_category:
        fitting = [c for c in given.family.holds(*given.span) if given.programme.is_for(c)]
        usual = "99" if given.programme.is_for("99") else given.programme.categories[0]
        row = replace(row, basis_category=(fitting or [usual])[0])
    if row.amount_fen is None and not row.goods.strip():
        row = replace(row, amount_fen=given.cycle.standard_fen)
    return row


Said = tuple[str, str, str, bool]  # field, code, sentence, is it an error


def _check_household(_row: NewRow, given: _Given) -> Iterator[Said]:
    who = f"“{given.family.head}”户"
    if given.is_listed:
        yield "household", "double", f"{who}已在本批次名单里，同一批次只能发一次。", True
    if given.family.status != "ACTIVE":
        status = codes.label("household_status", given.family.status)
        yield "household", "status", f"{who}{status}，请核对，或说明原因。", False


def _check_payee(row: NewRow, given: _Given) -> Iterator[Said]:
    if row.person_id is None:
        yield "person", "payee", f"“{given.family.head}”户没有可以领款的在世成年人，请指定领款人。", True
        return
    payee = given.family.member(row.person_id)
    if payee is None:
        yield "person", "payee", f"领款人不是“{given.family.head}”户的成员，请从家庭成员里选择。", True
    elif payee.is_dead_on(dates.today()) and payee.death:
        day = dates.chinese(payee.death)
        yield "person", "dead", f"“{payee.name}”已于{day}去世，请改由家里其他成员领款。", True


def _check_amount(row: NewRow, given: _Given) -> Iterator[Said]:
    fen, cap = row.amount_fen, given.programme.cap_fen
    who = f"“{given.family.head}”户"
    if fen is not None and fen < 0:
        yield "amount_fen", "amount", f"{who}的金额不能小于0，请重新填写。", True
    elif not fen and not row.goods.strip():
        yield "amount_fen", "amount", f"请填写{who}的金额，只发实物的请填慰问品。", True
    elif fen and cap is not None and fen > cap:
        said = f"{who}的金额 {money.show(fen)} 超过“{given.programme.name}”单笔上限 {money.show(cap)}"
        yield "amount_fen", "cap", f"{said}，请核对，或说明原因。", False


def _check_basis(row: NewRow, given: _Given) -> Iterator[Said]:
    name = codes.label("household_category", row.basis_category)
    if not given.programme.is_for(row.basis_category):
        yield "basis_category", "basis", f"“{given.programme.name}”不发给“{name}”，请改依据类别。", True
    elif row.basis_category != "99" and row.basis_category not in given.family.holds(*given.span):
        said = f"“{given.family.head}”户没有登记为“{name}”"
        yield "basis_category", "category", f"{said}，请核对，或说明原因。", False


def _check_times(_row: NewRow, given: _Given) -> Iterator[Said]:
    limit = given.programme.times_per_year
    if limit is not None and given.times >= limit:
        said = f"“{given.family.head}”户今年已列入“{given.programme.name}”{given.times} 次"
        yield "household", "times", f"{said}，每年不超过 {limit} 次，请核对，或说明原因。", False


_CHECKS: tuple[Callable[[NewRow, _Given], Iterator[Said]], ...] = (
    _check_household,
    _check_payee,
    _check_amount,
    _check_basis,
    _check_times,
)


def refuse_errors(findings: Sequence[Finding]) -> None:
    """Raise `Invalid` with the errors, keyed ``row.field`` with the row counted from 0."""
    errors = {f"{f.row}.{f.field}": f.sentence for f in findings if f.is_error}
    if errors:
        raise Invalid(errors)


def doubts(findings: Sequence[Finding]) -> list[Warn]:
    """The doubts, one for each kind: the first sentence, and how many more rows it concerns."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        if not finding.is_error:
            by_code.setdefault(finding.code, []).append(finding)
    return [
        Warn(code, f"{found[0].row}.{found[0].field}",
             found[0].sentence + (f"另有 {len(found) - 1} 户也是这样。" if len(found) > 1 else ""))
        for code, found in by_code.items()
    ]  # fmt: skip
