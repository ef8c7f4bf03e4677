"""A rule of plausibility: one statement over the whole register, and the sentence for what it finds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal

from sqlalchemy import TextClause, text

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.record import Uuid16
from ljfpa_desktop.services.household import rules

Page = Literal["households", "aid", "events"]
Weight = Literal["wrong", "odd"]


def listed(values: Iterable[str]) -> str:
    """Codes as SQL writes a list: ('02', '12')."""
    return "(" + ", ".join(f"'{v}'" for v in sorted(values)) + ")"


CHILDREN, BORN, SPOUSES = listed(rules.CHILDREN), listed(rules.BORN), listed(rules.SPOUSES)
COUPLE = listed({rules.HEAD, *rules.SPOUSES})
# Who lives in a registered family and has not left; what each family holds today; children beside parents.
_BASE = f"""
WITH here AS MATERIALIZED (
  SELECT m.id AS mid, m.household_id AS h, m.person_id AS p, m.relation AS rel, x.name, x.sex,
         x.birth_date AS born, x.birth_precision AS precision, x.birth_why, x.death_date AS died, x.marital,
         x.id_no, x.id_type, x.disability_grade AS grade, x.disability_no AS cert
  FROM member m JOIN person x ON x.id = m.person_id JOIN household k ON k.id = m.household_id
  WHERE m.retired_on IS NULL AND m.left_on IS NULL AND x.retired_on IS NULL
    AND k.retired_on IS NULL AND k.status = 'ACTIVE'),
family AS (SELECT *, id AS h FROM household WHERE retired_on IS NULL AND status = 'ACTIVE'),
held AS (
  SELECT c.id, c.household_id AS h, c.category, c.valid_from, coalesce(c.basis, '') AS basis
  FROM household_category c JOIN family k ON k.id = c.household_id
  WHERE c.retired_on IS NULL AND c.valid_from <= :today AND coalesce(c.valid_to, '9999') >= :today),
pair AS (
  SELECT c.h, c.p, c.mid, c.name AS child, c.born AS cborn, q.name AS parent, q.born AS pborn,
         q.sex AS psex, q.died AS pdied, c.rel IN {BORN} AS own
  FROM here c JOIN here q ON q.h = c.h AND q.rel IN {COUPLE} WHERE c.rel IN {CHILDREN}
  UNION ALL
  SELECT c.h, q.p, q.mid, c.name, c.born, q.name, q.born, q.sex, q.died, q.rel IN ('51', '52')
  FROM here c JOIN here q ON q.h = c.h AND q.rel IN {listed(rules.PARENTS)} WHERE c.rel = '{rules.HEAD}')
"""
_IDS = {"h": Uuid16, "p": Uuid16, "subject": Uuid16}


@dataclass(frozen=True, slots=True)
class Rule:
    """``sql`` selects h (household), p (person), subject (the record meant), then the facts.

    ``sentence`` names the facts; ``{sex:sex}`` is the word of a code. ``page`` opens the subject, or the
    family on 家庭.
    """

    code: str
    title: str
    weight: Weight
    sql: str
    sentence: str
    page: Page = "households"

    @property
    def statement(self) -> TextClause:
        """The statement with its shared parts; it takes ``today`` and ``villages``."""
        return text(_BASE + self.sql)


def typed(rule: Rule) -> Any:
    """The statement, ids as `UUID`."""
    return rule.statement.columns(**_IDS)


class _Words(Formatter):
    """A fact with the name of a code table after the colon is said in that table's words."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec:
            return codes.label(format_spec, None if value is None else str(value))
        return "" if value is None else str(value)


def words(rule: Rule, facts: Mapping[str, Any]) -> str:
    """The sentence of a rule for the facts it found."""
    return _Words().vformat(rule.sentence, (), facts)


def digest(facts: Mapping[str, Any]) -> str:
    """What stands for the facts in an excuse: 32 hex digits that change when any fact does."""
    said = "\x1f".join(f"{name}={value}" for name, value in sorted(facts.items()) if name not in _IDS)
    return hashlib.sha256(said.encode()).hexdigest()[:32]
