"""What a register says, row by row, before anything is matched or written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ljfpa_desktop.base import codes
from ljfpa_desktop.services.importing.rows import Table
from ljfpa_desktop.services.importing.wording import plain

Level = Literal["error", "warning"]
Kind = Literal["families", "special", "relief", "members", "volunteers"]

ROLE_NAMES = {
    "husband": "夫", "wife": "妻", "spouse": "配偶", "head": "户主", "child": "子女", "member": "本人",
    "payee": "领款人", "student": "学生", "guardian": "家长", "holder": "投保人", "insured": "被保险人",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend or to know: ``column`` is the sheet's own title, ``rule`` a number of DOMAIN.md 8.3.

    ``code`` and ``term`` group like problems (the word not understood); ``proposal`` is a value to
    put into the cell at a click. A problem without a row speaks of the whole file.
    """

    row: int | None
    column: str
    level: Level
    rule: int
    message: str
    raw: str = ""
    code: str = ""
    term: str = ""
    proposal: str = ""


@dataclass(slots=True)
class ParsedPerson:
    """One person of a row; ``role`` is the column's subject, ``columns`` the titles by trait."""

    role: str
    name: str = ""
    name_unsure: bool = False
    id_no: str = ""
    id_status: str = "MISSING"
    id_original: str = ""
    mask: str = ""
    prefix: str = ""
    birth: date | None = None
    birth_precision: str = ""
    sex: str = ""
    relation: str = ""
    facts: dict[str, str] = field(default_factory=dict[str, str])
    death: date | None = None
    death_precision: str = ""
    deceased: bool = False
    columns: dict[str, str] = field(default_factory=dict[str, str])
    row: int = 0


@dataclass(slots=True)
class ParsedRow:
    """One row of the list; rows of one family that stand under each other share ``group``."""

    row: int
    group: int
    village_code: str = ""
    village_text: str = ""
    people: list[ParsedPerson] = field(default_factory=list[ParsedPerson])
    categories: list[str] = field(default_factory=list[str])
    facts: dict[str, str] = field(default_factory=dict[str, str])
    amount_fen: int | None = None
    goods: str = ""
    problems: list[Problem] = field(default_factory=list[Problem])

    @property
    def refused(self) -> bool:
        """Whether a problem keeps the row out."""
        return any(p.level == "error" for p in self.problems)

    @property
    def title(self) -> str:
        """The names of the row, for messages."""
        return "、".join(p.name for p in self.people[:2] if p.name)


@dataclass(slots=True)
class Parsed:
    """A whole register; ``table`` and ``setting`` are kept so that a mended cell can be read again."""

    kind: Kind
    file: str
    sheet: str
    table: Table
    setting: Setting
    content_hash: str = ""
    title: str = ""
    rows: list[ParsedRow] = field(default_factory=list[ParsedRow])
    problems: list[Problem] = field(default_factory=list[Problem])
    skipped: int = 0
    hidden: int = 0

    def row(self, number: int) -> ParsedRow | None:
        """The row of this number in the sheet."""
        return next((r for r in self.rows if r.row == number), None)


@dataclass(frozen=True, slots=True)
class Setting:
    """What reading depends on beside the file: the township, the day, and what clerks taught the program.

    ``learned`` maps (kind, word) to a code; kinds are code tables and "village".
    """

    township: str
    today: date
    learned: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    accepted: frozenset[str] = frozenset()

    def code_of(self, table: str, word: str) -> str | None:
        """The code of a word in a code table: as clerks taught it, else by the table's own words."""
        return self.learned.get((table, plain(word))) or codes.resolve(table, word)
