"""A spreadsheet as it was read: cells, merged ranges and what is hidden, whatever its file format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

CellKind = Literal["text", "number", "date", "bool", "error"]

MAX_BLANK_ROWS = 200
MAX_ROWS = 100_000
MAX_COLUMNS = 400


class Cell(NamedTuple):
    """One value: ``text`` is what a person reads in the cell, numbers without their rounding undone.

    A date's text is ISO, cut to year and month where its format shows no day. ``lost`` marks a
    number of more than 15 digits, whose last digits the spreadsheet program has thrown away;
    ``from_1904`` that dates count from 1904 in its workbook.
    """

    text: str
    kind: CellKind = "text"
    number: float | None = None
    lost: bool = False
    from_1904: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, bounds 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One worksheet; rows and columns are 1-based as in the file."""

    name: str
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict[int, dict[int, Cell]])
    merges: list[Merge] = field(default_factory=list[Merge])
    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    hidden: bool = False
    cut: int = 0
    """The first row that was not read, behind a long run of blank rows; 0 when all was."""

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Store a cell unless it is blank or out of bounds."""
        if cell.text.strip("\u200b\ufeff \t\r\n\xa0\u3000") and column <= MAX_COLUMNS:
            self.cells.setdefault(row, {})[column] = cell

    def text(self, row: int, column: int) -> str:
        """The text of a cell, empty when there is none."""
        cell = self.cells.get(row, {}).get(column)
        return cell.text if cell else ""

    def visible(self, row: int) -> dict[int, Cell]:
        """The cells of a row that stand in visible columns."""
        cells = self.cells.get(row, {})
        return (
            {c: v for c, v in cells.items() if c not in self.hidden_columns} if self.hidden_columns else cells
        )

    def close(self) -> None:
        """Drop what stands behind a long run of blank rows: formatting, not a list."""
        last = 0
        for row in sorted(self.cells):
            if row - last > MAX_BLANK_ROWS + 1 or row > MAX_ROWS:
                self.cut = row
                self.cells = {r: v for r, v in self.cells.items() if r <= last}
                break
            last = row
        self.hidden_rows = {r for r in self.hidden_rows if r in self.cells}


@dataclass(slots=True)
class Book:
    """A whole file; ``form`` is what its bytes turned out to be, ``encoding`` that of a text file."""

    form: str
    sheets: list[Sheet]
    encoding: str = ""
    repaired: bool = False
    is_open: bool = False
    """Whether a spreadsheet program had the file open when it was read."""

    @property
    def visible(self) -> list[Sheet]:
        """The sheets that a person sees and that hold anything."""
        return [s for s in self.sheets if not s.hidden and s.cells]

    @property
    def hidden(self) -> list[Sheet]:
        """Hidden sheets that hold anything."""
        return [s for s in self.sheets if s.hidden and s.cells]
