"""Says which rows of a register are one family: by merged cells, relations, or a couple repeated."""

from __future__ import annotations

from ljfpa_desktop.base.text import normalise
from ljfpa_desktop.services.importing.headers import Column
from ljfpa_desktop.services.importing.people import nothing
from ljfpa_desktop.services.importing.rows import Table
from ljfpa_desktop.services.importing.wording import plain

ADULTS = ("head", "husband", "wife", "spouse", "member")
MOST_ROWS = 60  # of one family; a longer run is a column that says something else
_COUPLE = ("head", "husband", "wife", "spouse")
_MERGED = (("seq", ""), ("name", "head"), ("name", "husband"), ("name", "child"))


def group_of(table: Table, row: int) -> int:
    """The first row of the family this row belongs to, by merged cells or by its relation to the head."""
    return _climb(table, row, by_children=False)


def family_of(table: Table, row: int) -> int:
    """As `group_of`, and by what a families register writes under a couple: their further children."""
    return _climb(table, row, by_children=True)


def _climb(table: Table, row: int, *, by_children: bool) -> int:
    for _ in range(MOST_ROWS):
        joined = _merged_with(table, row)
        before = table.above(row)
        if joined is None and before:
            further = _is_further_member(table, row, before)
            if by_children and not further:
                further = hangs_below(table, row) or _is_couple_again(table, row, before)
            joined = before if further else None
        if joined is None:
            break
        row = joined
    return row


def _merged_with(table: Table, row: int) -> int | None:
    for key, subject in _MERGED:
        column = table.header.find(key, subject)
        if column and (top := table.top(row, column.index)) < row:
            return top
    return None


def _text(table: Table, row: int, column: Column | None) -> str:
    cell = table.cell(row, column.index) if column else None
    return plain(cell.text) if cell and not nothing(cell.text) else ""


def relation_text(table: Table, row: int) -> str:
    """What the row says of its person's relation to the head."""
    return _text(table, row, table.header.find("relation") or table.header.find("relation", "member"))


def names_head_apart(table: Table) -> bool:
    """Whether a list of one person a row says in a column of its own whose family it is."""
    return bool(table.header.find("name", "head") and table.header.find("name", "member"))


def _is_further_member(table: Table, row: int, before: int) -> bool:
    """In a list of one person a row, whether this one belongs to the family above."""
    relation = relation_text(table, row)
    if relation in {"户主", "本人"}:
        return False
    if not names_head_apart(table):
        return bool(relation)
    head = table.header.find("name", "head")
    own = _text(table, row, head)
    return not own or own == head_above(table, before)


def head_above(table: Table, row: int) -> str:
    """The head named in this row, or in the nearest one above that names any."""
    head = table.header.find("name", "head")
    for _ in range(MOST_ROWS):
        own = _text(table, row, head)
        if own or not row:
            return own
        row = table.above(row)
    return ""


def hangs_below(table: Table, row: int) -> bool:
    """Whether a row names only children, without a number: they belong to the couple above it."""
    seq = table.header.find("seq")
    if _text(table, row, seq) or any(_text(table, row, c) for c in _columns(table, ADULTS)):
        return False
    if _merged_with(table, row) is not None:
        return False
    return any(_text(table, row, c) for c in _children(table))


def _is_couple_again(table: Table, row: int, before: int) -> bool:
    """Whether the row repeats the couple above it, to name another child."""
    numbered = False
    for column in _columns(table, _COUPLE):
        own, above = (normalise(_text(table, r, column)) for r in (row, before))
        if own != above:
            return False
        numbered = numbered or len(own) >= 15
    if not numbered:
        return False
    children = [_children_of(table, r) for r in (row, before)]
    return bool(children[0]) and not children[0] & children[1]


def _children_of(table: Table, row: int) -> set[str]:
    """The children a row names, each with its number where it has one."""
    found: set[str] = set()
    for slot in table.header.slots("child"):
        traits = table.header.traits("child", slot)
        name, number = (normalise(_text(table, row, traits.get(key))) for key in ("name", "id"))
        found |= {f"{name} {number}"} if name else set()
    return found


def _columns(table: Table, subjects: tuple[str, ...]) -> list[Column]:
    found = (table.header.find(key, subject) for subject in subjects for key in ("name", "id"))
    return [c for c in found if c]


def _children(table: Table) -> list[Column]:
    return [
        traits["name"]
        for s in table.header.slots("child")
        if "name" in (traits := table.header.traits("child", s))
    ]
