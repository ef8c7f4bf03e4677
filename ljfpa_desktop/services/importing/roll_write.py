"""Writes the rows of a roll within the caller's transaction, through the same service as the form."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ljfpa_desktop.services import association, filling
from ljfpa_desktop.services.importing.parsed import Problem
from ljfpa_desktop.services.importing.planned import Plan, RollDraft
from ljfpa_desktop.services.importing.write import Written

_TRAITS = {"name": "name", "id_no": "id", "birth_date": "birth"}


def write_roll(s: Session, plan: Plan) -> Written:
    """Enrol what is new and bring the rest up to date; an entry that cannot stand is refused in the plan."""
    written = Written()
    for draft in plan.entries:
        if not draft.values:
            continue
        model = association.MODELS[draft.roll]
        problems = filling.problems_of(model, draft.values)
        if draft.record:
            problems = {n: p for n, p in problems.items() if n in draft.values}
        if problems:
            _refuse(draft, *next(iter(problems.items())))
            continue
        association.save_in(s, draft.roll, draft.values, draft.record)
        table = str(model.__tablename__)
        written.count(written.updated if draft.record else written.created, table)
    return written


def _refuse(draft: RollDraft, field: str, sentence: str) -> None:
    row = draft.row
    titles = row.parsed.people[0].columns if row.parsed.people else {}
    title = titles.get(_TRAITS.get(field, ""), "") or titles.get("name", "")
    row.problems.append(Problem(row.parsed.row, title, "error", 24, sentence))
    row.state = "error"
