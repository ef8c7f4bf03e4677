"""The four ways a wish can fail; everything else that is raised is a bug of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class Failure(Exception):
    """A failure that a clerk is told about in one plain sentence."""

    @property
    def sentence(self) -> str:
        """The sentence shown to the clerk."""
        return str(self)


class Invalid(Failure):
    """Values that cannot be saved: ``problems`` maps a field name to its sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("；".join(problems.values()))
        self.problems = problems


class Refused(Failure):
    """A wish that a rule forbids, with the reason as a sentence."""


class Trouble(Failure):
    """A fault of the world (disk, lock, printer, file): what happened and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}{remedy}")
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Warn:
    """A warning a person may override with a reason; ``code`` names it for ``accepted``."""

    code: str
    field: str
    sentence: str


class Doubt(Failure):
    """Warnings that stop a save until each code is accepted with a reason (RULINGS.md 26)."""

    def __init__(self, warnings: list[Warn]) -> None:
        super().__init__("；".join(w.sentence for w in warnings))
        self.warnings = warnings


def with_reasons(words: str, accepted: Mapping[str, str] | None) -> str:
    """The words of an act with the reasons given for what was accepted: a reason asked for is kept."""
    reasons = "；".join(dict.fromkeys(r.strip() for r in (accepted or {}).values() if r.strip()))
    return f"{words}；放行原因：{reasons}" if reasons else words


def settle(warnings: list[Warn], accepted: dict[str, str] | None) -> None:
    """Raise `Doubt` for the warnings whose code has no reason in ``accepted``."""
    open_ones = [w for w in warnings if not (accepted or {}).get(w.code, "").strip()]
    if open_ones:
        raise Doubt(open_ones)
