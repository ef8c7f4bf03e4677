"""A register held against the office's records: each row's fate and each family's draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from ljfpa_desktop.services.association import Roll
from ljfpa_desktop.services.importing.known import Known
from ljfpa_desktop.services.importing.match import Match
from ljfpa_desktop.services.importing.parsed import Parsed, ParsedRow, Problem

State = Literal["new", "update", "same", "repeat", "error"]


@dataclass(slots=True)
class PlannedRow:
    """A row with all that is said of it; ``household`` is a registered family, ``family`` a key."""

    parsed: ParsedRow
    people: list[Match] = field(default_factory=list[Match])
    problems: list[Problem] = field(default_factory=list[Problem])
    household: UUID | None = None
    family: str = ""
    village: str = ""
    state: State = "new"

    @property
    def refused(self) -> bool:
        """Whether the row is kept out by a problem."""
        return any(p.level == "error" for p in self.problems)

    @property
    def adults(self) -> list[Match]:
        """The row's people but the children."""
        return [m for m in self.people if m.parsed.role != "child"]


@dataclass(slots=True)
class FamilyDraft:
    """What is to be written of one family: values, members and categories as `household` takes them."""

    household: UUID | None
    rows: list[PlannedRow]
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    members: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    categories: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.values or self.members or self.categories)


@dataclass(slots=True)
class RollDraft:
    """What is to be written of one row of a roll: a new entry, or of ``record`` what is new."""

    row: PlannedRow
    roll: Roll
    values: dict[str, Any]
    record: UUID | None = None


@dataclass(slots=True)
class Plan:
    """The whole register as it would be written: ``drafts`` by the families' keys, ``entries`` of a roll."""

    parsed: Parsed
    known: Known
    rows: list[PlannedRow] = field(default_factory=list[PlannedRow])
    drafts: dict[str, FamilyDraft] = field(default_factory=dict[str, FamilyDraft])
    entries: list[RollDraft] = field(default_factory=list[RollDraft])

    @property
    def taken(self) -> list[PlannedRow]:
        """The rows that are written."""
        return [r for r in self.rows if r.state not in {"error", "repeat"}]
