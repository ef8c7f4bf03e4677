"""Imports a register: looked at, mended in place, committed as one act, and found again (DOMAIN.md 8.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, codes, dates, divisions
from ljfpa_desktop.base.bulk import collector_paused
from ljfpa_desktop.base.capture import Act, Context
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.importing import ImportBatch
from ljfpa_desktop.models.learned import LearnedTerm
from ljfpa_desktop.services import office, setting, whose
from ljfpa_desktop.services.importing import layouts
from ljfpa_desktop.services.importing.family_doubts import JOINED
from ljfpa_desktop.services.importing.layouts import Layout
from ljfpa_desktop.services.importing.listing import Target, fill_list, target
from ljfpa_desktop.services.importing.parsed import Kind, Parsed, Problem, Setting
from ljfpa_desktop.services.importing.plan import make_plan
from ljfpa_desktop.services.importing.planned import Plan, PlannedRow
from ljfpa_desktop.services.importing.register import KIND_NAMES, parse, parse_again, recheck
from ljfpa_desktop.services.importing.roll_plan import ROLLS, make_roll_plan
from ljfpa_desktop.services.importing.roll_write import write_roll
from ljfpa_desktop.services.importing.wording import plain
from ljfpa_desktop.services.importing.write import Written, write

DONE, UNDONE = "DONE", "UNDONE"


@dataclass(slots=True)
class Review:
    """A register before it is taken in: its rows, what would become of each, and where it would go."""

    parsed: Parsed
    plan: Plan
    cycle: str = ""
    again: str = ""
    made: tuple[int, date] | None = None
    """The last act the plan knows of, and its day; None once it was written: a plan serves once."""

    @property
    def rows(self) -> list[PlannedRow]:
        """The rows of the list with their fates, in the order of the sheet."""
        return self.plan.rows

    @property
    def problems(self) -> list[Problem]:
        """What is said of the file and of its rows, in the order of the sheet."""
        found = self.parsed.problems + [p for r in self.plan.rows for p in r.problems]
        if self.again:
            found = [Problem(None, "", "warning", 50, self.again), *found]
        return sorted(found, key=lambda p: p.row or 0)

    def counts(self) -> dict[str, int]:
        """How many rows are new, update, same, repeat and error."""
        states = [r.state for r in self.plan.rows]
        return {s: states.count(s) for s in ("new", "update", "same", "repeat", "error")}

    @property
    def list_total_fen(self) -> int:
        """The sum of all rows as the list has them."""
        return sum(r.parsed.amount_fen or 0 for r in self.plan.rows)

    @property
    def taken_total_fen(self) -> int:
        """The sum of the rows that would be imported."""
        return sum(r.parsed.amount_fen or 0 for r in self.plan.taken)


@dataclass(slots=True)
class Result:
    """What an import did, as CLI.md writes it."""

    kind: Kind
    file: str
    sheet: str
    header_row: int
    batch: str
    dry_run: bool
    rows_seen: int
    created: dict[str, int] = field(default_factory=dict[str, int])
    updated: dict[str, int] = field(default_factory=dict[str, int])
    unchanged: int = 0
    skipped: int = 0
    amount_total_fen: int = 0
    problems: list[Problem] = field(default_factory=list[Problem])
    cycle: str = ""

    @property
    def refused(self) -> int:
        """How many rows were not imported."""
        return len({p.row for p in self.problems if p.level == "error"})

    def as_json(self) -> dict[str, Any]:
        """The result as plain values."""
        names = (
            "kind", "file", "sheet", "header_row", "batch", "dry_run", "rows_seen", "created", "updated",
            "unchanged", "skipped", "amount_total_fen",
        )  # fmt: skip
        said = [
            {"row": p.row, "column": p.column, "level": p.level, "rule": p.rule, "message": p.message}
            for p in self.problems
        ]
        return {**{n: getattr(self, n) for n in names}, "problems": said}


@dataclass(frozen=True, slots=True)
class Question:
    """A word many rows share and nobody understands: asked once.

    ``choices`` are (code, label); ``proposal`` is the code whose label is most like the word, if any.
    """

    table: str
    term: str
    rows: tuple[int, ...]
    sentence: str
    choices: tuple[tuple[str, str], ...]
    proposal: str = ""


def open_register(
    db: Database, path: Path, kind: Kind, *, sheet: str = "", mapping: Mapping[str, str] | None = None,
    cycle: str = "", layout: Layout | None = None,
) -> Review:  # fmt: skip
    """Read a file and hold it against the records; raises Refused or Trouble when it cannot be read.

    Layouts the office has learned are known again; ``layout`` is one to be tried instead.
    """
    with db.read() as s:
        whose.require_township(s)
        known = _setting(s)
        taught = {t.term: t.code for t in _taught(s) if t.kind == f"column:{kind}"}
        kept = [layout] if layout else layouts.kept_in(s, kind)
    with collector_paused():
        parsed = parse(path, kind, known, sheet, {**taught, **(mapping or {})}, kept)
        with db.read() as s:
            return _review(s, parsed, cycle)


def _setting(s: Session) -> Setting:
    learned = {(t.kind, plain(t.term)): t.code for t in _taught(s)}
    return Setting(str(setting.value(s, "office.code")), dates.today(), learned)


def _taught(s: Session) -> list[LearnedTerm]:
    own = LearnedTerm.office_id == office.office_id(s)
    query = select(LearnedTerm).where(own, LearnedTerm.retired_on.is_(None))
    return list(s.scalars(query.order_by(LearnedTerm.id)))


def _review(s: Session, parsed: Parsed, cycle: str) -> Review:
    again = _imported_before(s, parsed)
    goal = Target("", None, {})
    if parsed.kind == "relief":
        try:
            goal = target(s, parsed, cycle)
        except Refused:
            if not again:  # a list that was imported before is only told so
                raise
    if parsed.kind in ROLLS:
        plan = make_roll_plan(s, parsed)
    else:
        plan = make_plan(s, parsed, dates.today(), goal.listed)
    return Review(parsed, plan, goal.name or cycle, again, _now(s))


def _now(s: Session) -> tuple[int, date]:
    return s.scalar(select(func.max(Act.seq))) or 0, dates.today()


def _imported_before(s: Session, parsed: Parsed) -> str:
    """The sentence on an earlier import of the same content that stands (anomaly 50)."""
    query = (
        select(ImportBatch.file_name, Act.at)
        .join(Act, Act.seq == ImportBatch.act)
        .where(ImportBatch.content_hash == parsed.content_hash, ImportBatch.status == DONE)
    )
    found = s.execute(query.where(ImportBatch.retired_on.is_(None))).first()
    if found is None:
        return ""
    day = dates.chinese(dates.local(found.at).date())
    return f"同样内容的表“{found.file_name}”已于{day}导入，这次没有重复导入。"


def mend(db: Database, review: Review, row: int, column: str, text: str) -> Review:
    """Put a text into a cell and judge again; KeyError for a cell that is not there."""
    recheck(review.parsed, row, column, text)
    with db.read() as s:
        return _review(s, review.parsed, review.cycle)


def questions(review: Review) -> list[Question]:
    """The words not understood, each once with all its rows, the most frequent first."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for p in review.problems:
        if p.term and p.row is not None:
            groups.setdefault((p.code, p.term), []).append(p)
    found = [_question(review, *key, problems) for key, problems in groups.items()]
    return sorted(found, key=lambda q: -len(q.rows))


def _question(review: Review, table: str, term: str, problems: list[Problem]) -> Question:
    rows = tuple(sorted({p.row for p in problems if p.row is not None}))
    if table == "village":
        choices = divisions.villages(review.parsed.setting.township)
    else:
        choices = codes.choices(table)
    likely = get_close_matches(term, [label for _, label in choices], 1, 0.5)
    code = next((code for code, label in choices if label in likely), "")
    asked = f"按“{likely[0]}”登记吗？" if likely else "按哪一个登记？"
    sentence = f"{len(rows)}行的{problems[0].column}写“{term}”，{asked}"
    return Question(table, term, rows, sentence, tuple(choices), code)


def answer(db: Database, actor: Actor, review: Review, question: Question, code: str) -> Review:
    """Teach the program a word; every row of the register is read again with it."""
    access.require(actor, access.WRITE)
    meant = dict(question.choices).get(code, code)
    with db.transaction(actor, f"“{question.term}”按{meant}登记", "teach") as s:
        s.add(LearnedTerm(office_id=office.office_id(s), kind=question.table, term=question.term, code=code))
    with db.read() as s:
        accepted = review.parsed.setting.accepted
        parse_again(review.parsed, replace(_setting(s), accepted=accepted))
        return _review(s, review.parsed, review.cycle)


def accept(db: Database, review: Review, problem: Problem) -> Review:
    """Let a number with a wrong check digit stand as it is on the paper (DOMAIN.md 2.3): a warning remains.

    Two rows that look like one family are taken as one. Raises Refused for any other problem: what is
    wrong there has to be mended.
    """
    number = problem.rule == 9 and problem.code.startswith("id:")
    if not number and not problem.code.startswith(JOINED):
        raise Refused("这个问题不能放行，请修改单元格。")
    known = review.parsed.setting
    parse_again(review.parsed, replace(known, accepted=known.accepted | {problem.code}))
    with db.read() as s:
        return _review(s, review.parsed, review.cycle)


def teach_column(db: Database, actor: Actor, kind: Kind, title: str, meaning: str) -> None:
    """Remember what a column of this title means in registers of this kind: "amount", "child.id"."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, f"列“{title}”按{meaning}导入", "teach") as s:
        own = office.office_id(s)
        s.add(LearnedTerm(office_id=own, kind=f"column:{kind}", term=title[:80], code=meaning))


def commit(db: Database, actor: Actor, review: Review, *, dry_run: bool = False) -> Result:
    """Write the register as one act, or nothing; ``dry_run`` does the same work and rolls it back.

    The same content a second time changes nothing and says so (RULINGS.md 18).
    """
    access.require(actor, access.WRITE)
    parsed = review.parsed
    if review.again and not dry_run:
        return _result(parsed, None, Written(), "", [Problem(None, "", "warning", 50, review.again)])
    batch = new_id()
    why = f"导入{KIND_NAMES[parsed.kind]}“{parsed.file}”"
    with collector_paused(), db.transaction(actor, why, "import", keep=not dry_run) as s:
        fresh = review if review.made == _now(s) else _review(s, parsed, review.cycle)
        review.made = None
        written = write_roll(s, fresh.plan) if parsed.kind in ROLLS else write(s, fresh.plan)
        cycle_id: UUID | None = None
        if parsed.kind == "relief":
            goal = target(s, parsed, review.cycle)
            cycle_id = fill_list(s, actor, fresh.plan, goal, batch, written)
        result = _result(parsed, fresh.plan, written, "" if dry_run else str(batch), fresh.problems)
        result.dry_run, result.cycle = dry_run, fresh.cycle
        _record(s, parsed, result, batch, cycle_id)
    return result


def _result(
    parsed: Parsed, plan: Plan | None, written: Written, batch: str, problems: list[Problem]
) -> Result:
    rows = plan.rows if plan else []
    same = sum(r.state in {"same", "repeat"} for r in rows) if plan else len(parsed.rows)
    return Result(
        kind=parsed.kind,
        file=parsed.file,
        sheet=parsed.sheet,
        header_row=parsed.table.header.rows[0],
        batch=batch,
        dry_run=False,
        rows_seen=len(parsed.rows),
        created=written.created,
        updated=written.updated,
        unchanged=same,
        skipped=parsed.skipped,
        amount_total_fen=sum(r.parsed.amount_fen or 0 for r in plan.taken) if plan else 0,
        problems=sorted(problems, key=lambda p: p.row or 0),
    )


def _record(s: Session, parsed: Parsed, result: Result, batch: UUID, cycle_id: UUID | None) -> None:
    act = s.execute(select(Context.act)).scalar_one()
    s.add(
        ImportBatch(
            id=batch, office_id=office.office_id(s), kind=parsed.kind, file_name=parsed.file[:200],
            sheet=parsed.sheet[:80] or None, content_hash=parsed.content_hash, rows_seen=result.rows_seen,
            result=json.dumps(result.as_json(), ensure_ascii=False), amount_total_fen=result.amount_total_fen,
            cycle_id=cycle_id, act=act or 0, status=DONE,
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BatchLine:
    """An import as the list of imports shows it."""

    id: UUID
    kind: str
    file_name: str
    day: date
    actor: str
    rows_seen: int
    amount_total_fen: int
    is_undone: bool


def batches(db: Database) -> list[BatchLine]:
    """All imports, the newest first."""
    query = (
        select(ImportBatch, Act.at, Act.actor)
        .join(Act, Act.seq == ImportBatch.act)
        .where(ImportBatch.retired_on.is_(None))
        .order_by(ImportBatch.act.desc())
    )
    with db.read() as s:
        return [
            BatchLine(
                b.id, b.kind, b.file_name, dates.local(at).date(), actor, b.rows_seen, b.amount_total_fen,
                b.status == UNDONE,
            )
            for b, at, actor in s.execute(query)
        ]  # fmt: skip
