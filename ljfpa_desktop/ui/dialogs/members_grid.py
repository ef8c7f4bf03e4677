"""The members of a family as a sheet: an ID number fills sex, birth and age as it is typed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.errors import Warn
from ljfpa_desktop.services import person
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.grid import Answer, Flaw, Grid, GridColumn

TYPED = ("name", "relation", "id_no", "sex", "birth_date", "phone")
HIDDEN = ("id", "person_id")
EMPTY_ROWS = 4


def _columns() -> list[GridColumn]:
    relations = [label for _, label in codes.choices("relation")]
    return [
        GridColumn("name", "姓名 *", width=110),
        GridColumn("relation", "与户主关系 *", width=120, choices=relations),
        GridColumn("id_no", "身份证号", "masked", width=190),
        GridColumn("sex", "性别", width=64, choices=("男性", "女性")),
        GridColumn("birth_date", "出生日期", width=116),
        GridColumn("age", "年龄", "number", width=60, editable=False),
        GridColumn("phone", "电话", "masked", width=140),
    ]


class MembersGrid(QWidget):
    """Rows without anything typed are left out; a known member whose cells were emptied is to go."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.grid = Grid(_columns(), self._on_edited, new_row=dict)
        self.grid.view.setAccessibleName("家庭成员")
        self.grid.setMinimumHeight(theme.scaled(226))
        self.setFocusProxy(self.grid)
        self.more = QPushButton("添加成员（F6）")
        self.more.setAutoDefault(False)
        self.more.setShortcut("F6")
        theme.mark(self.more, kind="small")
        self.more.clicked.connect(self.add_row)
        title = QLabel("家庭成员")
        hint = QLabel("填身份证号，性别、出生日期和年龄自动带出；可以从表格软件里整块粘贴。")
        theme.mark(title, role="section")
        theme.mark(hint, role="quiet")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(hint, 1)
        head.addWidget(self.more)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.grid, 1)
        self.grid.edited.connect(self.edited)

    def put(self, members: Sequence[Mapping[str, Any]]) -> None:
        """Show registered members (their values), with empty rows to type into."""
        rows = [_shown(values) for values in members] or [{"relation": "户主"}]
        self.grid.put([*rows, *({} for _ in range(EMPTY_ROWS - len(rows)))])

    def add_row(self) -> None:
        """One more row, ready to be typed into."""
        self.grid.model.put([*self.grid.rows(), {}], [*self.grid.flaws(), {}])
        last = self.grid.model.rowCount() - 1
        self.grid.view.setCurrentIndex(self.grid.model.index(last, 0))
        self.grid.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Take what still stands in an open cell: Ctrl+S saves it as well."""
        if self.grid.view.isAncestorOf(QApplication.focusWidget() or self):
            self.grid.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def members(self) -> list[dict[str, Any]]:
        """The typed rows as the service takes them."""
        return [_values(row) for _, row in self._filled()]

    def gone(self) -> list[UUID]:
        """The memberships whose rows were emptied."""
        return [row["id"] for row in self.grid.rows() if row.get("id") and not _is_filled(row)]

    def _filled(self) -> list[tuple[int, dict[str, Any]]]:
        return [(n, row) for n, row in enumerate(self.grid.rows()) if _is_filled(row)]

    def raw(self) -> str:
        """The rows as text, for a draft."""
        rows = [{key: str(row[key]) for key in (*TYPED, *HIDDEN) if row.get(key)} for row in self.grid.rows()]
        return json.dumps([row for row in rows if row], ensure_ascii=False)

    def restore(self, raw: str) -> None:
        """Take back the rows of a draft."""
        rows: list[dict[str, Any]] = []
        for kept in json.loads(raw):
            row = {**kept, **{key: UUID(kept[key]) for key in HIDDEN if key in kept}}
            row["age"] = _age(row)
            rows.append(row)
        self.grid.put([*rows, *({} for _ in range(EMPTY_ROWS - len(rows)))])

    def show_flaws(self, problems: Mapping[str, str], warnings: Sequence[Warn] = ()) -> None:
        """Mark the cells that the service named (``members.0.id_no``) and go to the first."""
        numbers = [number for number, _ in self._filled()]
        flaws: list[dict[str, Flaw]] = [{} for _ in self.grid.rows()]
        said = [(w.field, Flaw("doubt", w.sentence)) for w in warnings]
        said += [(key, Flaw("problem", sentence)) for key, sentence in problems.items()]
        for key, flaw in said:
            _, _, place = key.partition("members.")
            number, _, name = place.partition(".")
            if number.isdigit() and int(number) < len(numbers):
                flaws[numbers[int(number)]][name] = flaw
        for number, (row, found) in enumerate(zip(self.grid.rows(), flaws, strict=True)):
            self.grid.set_row(number, row, found)
        if any(key.startswith("members.") for key in problems):
            self.grid.next_flaw()

    def _on_edited(self, number: int, key: str, typed: str) -> Answer:
        """One cell typed: the row anew, as the service reads it, with what is wrong in it."""
        row: dict[str, Any] = {**self.grid.model.rows[number], key: typed}
        if key == "id_no" and typed:
            row.update(sex="", birth_date="")  # the number says both
        if key in ("relation", "sex"):
            row[key] = codes.label(key, codes.resolve(key, typed)) or typed
        if not _is_filled(row):
            return Answer({name: row[name] for name in HIDDEN if row.get(name)})
        found = person.read(_values(row))
        for name in ("sex", "birth_date", "id_no", "phone", "name"):
            if name not in found.problems:
                row[name] = _shown(found.values)[name]
        row["age"] = _age(row)
        flaws = {w.field: Flaw("doubt", w.sentence) for w in found.warnings if w.field in TYPED}
        flaws.update({name: Flaw("problem", s) for name, s in found.problems.items() if name in TYPED})
        if row.get("relation") and codes.resolve("relation", row["relation"]) is None:
            flaws["relation"] = Flaw("problem", f"没有“{row['relation']}”这种关系，请从列表选择。")
        return Answer(row, flaws)


def _is_filled(row: Mapping[str, Any]) -> bool:
    return any(row.get(key) for key in TYPED if key != "relation")


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the sheet as values of person and membership; emptied cells are None."""
    values: dict[str, Any] = {key: row.get(key) or None for key in TYPED}
    for key in ("relation", "sex"):
        values[key] = codes.resolve(key, str(values[key] or "")) or values[key]
    return {**values, **{key: row[key] for key in HIDDEN if row.get(key)}}


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of person and membership as a row of the sheet."""
    row: dict[str, Any] = {key: values.get(key) or "" for key in TYPED}
    row["relation"] = codes.label("relation", values.get("relation"))
    row["sex"] = codes.label("sex", values.get("sex"))
    birth = values.get("birth_date")
    if birth:
        row["birth_date"] = birth.isoformat()[
            : {"Y": 4, "YM": 7}.get(values.get("birth_precision") or "", 10)
        ]
    row["age"] = _age(row)
    return {**row, **{key: values[key] for key in HIDDEN if values.get(key)}}


def _age(row: Mapping[str, Any]) -> int | None:
    birth = dates.read_date(row.get("birth_date") or "").value
    return dates.age_on(birth, dates.today()) if birth else None
