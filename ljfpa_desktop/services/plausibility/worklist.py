"""The worklist: what all rules find, what was explained, and how many questions are open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.models.life import Excuse
from ljfpa_desktop.services import filling, household, office, setting, whose
from ljfpa_desktop.services.alias import root_of
from ljfpa_desktop.services.plausibility import categories, families, given, people
from ljfpa_desktop.services.plausibility.rule import Page, Rule, Weight, digest, typed, words

RULES: tuple[Rule, ...] = (*families.RULES, *people.RULES, *categories.RULES, *given.RULES)
BY_CODE = {rule.code: rule for rule in RULES}
LAST = "plausible.last"
GONE = "这处疑点已经不在了，请重新核对。"
MOST = 200  # characters of an explanation


@dataclass(frozen=True, slots=True)
class Finding:
    """One odd thing: ``record`` on ``page`` is where it is mended; ``excuse`` is the explanation's id."""

    rule: str
    title: str
    weight: Weight
    sentence: str
    household_id: UUID | None
    household_no: str
    village_code: str
    village: str
    head: str
    person_id: UUID | None
    subject_id: UUID
    facts: str
    page: Page
    excuse: UUID | None
    excuse_why: str

    @property
    def record(self) -> UUID:
        """What its page opens."""
        return self.household_id if self.page == "households" and self.household_id else self.subject_id


def findings(
    db: Database,
    *,
    rules: Sequence[str] = (),
    village: str = "",
    step: Callable[[int, int, str], None] | None = None,
) -> list[Finding]:
    """What the rules find today, of all families or those of a village, the surely wrong first.

    Explained findings stand in it with their ``excuse``; when their facts changed they are open again.
    ``step(done, total, title)`` is told of each rule. Raises `Refused` for an unknown rule.
    """
    chosen = [_rule(code) for code in rules] or list(RULES)
    with db.read() as s:
        given_ = {"today": dates.today().isoformat(), "villages": _villages(s)}
        found: list[tuple[Rule, Any]] = []
        for number, rule in enumerate(chosen):
            if step is not None:
                step(number, len(chosen), rule.title)
            found += [(rule, row) for row in s.execute(typed(rule), given_).mappings()]
        made = list(_findings(s, found))
    order = {rule.code: number for number, rule in enumerate(RULES)}
    kept = [f for f in made if f.village_code.startswith(village)]
    return sorted(kept, key=lambda f: (f.weight == "odd", order[f.rule], f.village_code, f.household_no))


def _rule(code: str) -> Rule:
    if code not in BY_CODE:
        raise Refused(f"没有“{code}”这条核对规则，可用的有：{'、'.join(BY_CODE)}。")
    return BY_CODE[code]


def _villages(s: Session) -> str:
    own = str(setting.value(s, "office.code"))
    towns = [own] if divisions.is_township(own) else [code for code, _ in divisions.townships()]
    return json.dumps([code for town in towns for code, _ in divisions.villages(town)])


def _findings(s: Session, found: Sequence[tuple[Rule, Any]]) -> Iterator[Finding]:
    ids = list(dict.fromkeys(row["h"] for _, row in found if row["h"]))
    places, heads, excuses = _places(s, ids), household.heads_in(s, ids), _excuses(s)
    named = whose.places(s)
    for rule, row in found:
        family: UUID | None = row["h"]
        key = digest(row)
        if family is not None and family not in places:
            continue
        number, village = places[family] if family else ("", "")
        excuse, why = excuses.get((rule.code, row["subject"], key), (None, ""))
        head = heads[family].name if family and family in heads else ""
        yield Finding(
            rule.code, rule.title, rule.weight, words(rule, row), family, number, village,
            named(village) if village else "", head, row["p"], row["subject"], key, rule.page, excuse, why,
        )  # fmt: skip


def _places(s: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    found: dict[UUID, tuple[str, str]] = {}
    for start in range(0, len(ids), 500):
        query = select(Household.id, Household.household_no, Household.village_code).where(
            Household.id.in_(ids[start : start + 500]), Household.retired_on.is_(None)
        )
        found.update((i, (no, village)) for i, no, village in s.execute(query))
    return found


def _excuses(s: Session) -> dict[tuple[str, UUID, str], tuple[UUID, str]]:
    """By rule, record and facts; what was said of a merged record is said of the one it stands for."""
    query = select(Excuse, root_of(Excuse.subject_id)).where(Excuse.retired_on.is_(None))
    return {
        (e.rule, subject, e.facts): (e.id, f"{e.why}（{e.excused_by}）") for e, subject in s.execute(query)
    }


def excuse(db: Database, actor: Actor, found: Sequence[Finding], why: str) -> None:
    """Say why these findings are right all the same; they come back when their facts change.

    Raises `Invalid` without a reason, `Refused` without the right to write.
    """
    access.require(actor, access.WRITE)
    said = why.strip()
    if not said or len(said) > MOST:
        raise Invalid({"why": f"说明最多 {MOST} 个字，请缩短。" if said else "请写明为什么没有错。"})
    with db.transaction(actor, f"说明疑点 {len(found)} 处：{said}") as s:
        own, known = office.office_id(s), _excuses(s)
        for f in found:
            if (f.rule, f.subject_id, f.facts) not in known:
                s.add(
                    Excuse(
                        office_id=own, rule=f.rule, subject_id=f.subject_id, facts=f.facts, why=said,
                        excused_on=dates.today(), excused_by=actor.name,
                    )
                )  # fmt: skip


def ask_again(db: Database, actor: Actor, excuse_ids: Sequence[UUID]) -> None:
    """Take explanations back: their findings are open again; raises `Refused` for one that is gone."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, f"取消疑点说明 {len(excuse_ids)} 处") as s:
        for excuse_id in excuse_ids:
            filling.kept(s, Excuse, excuse_id, GONE).retired_on = dates.today()


def remember(db: Database, actor: Actor, found: Sequence[Finding]) -> None:
    """Keep how many questions of all families are open, for 工作台: looking costs seconds there."""
    count = sum(f.excuse is None for f in found)
    setting.remember(db, actor, LAST, {"count": count, "on": dates.today().isoformat()})


def last_in(s: Session) -> tuple[int, str]:
    """How many questions were open when last looked at, and the day; (0, "") when never."""
    kept: dict[str, Any] = setting.value(s, LAST)
    return int(kept.get("count", 0)), str(kept.get("on", ""))
