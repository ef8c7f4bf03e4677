"""The parts of the event dialog: which fields stand where, its grids, and its tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from ljfpa_desktop.base import codes
from ljfpa_desktop.services import event
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.editors import NumberEdit, Unreadable
from ljfpa_desktop.ui.widgets.grid import Answer, Flaw, Grid, GridColumn

FIRST = ("kind", "held_on", "theme", "place", "offline_attendance", "online_views")
CONTENT = (
    "content", "effect", "host_org", "co_orgs", "speaker", "speaker_org", "audience", "recorder", "principal",
)  # fmt: skip
MORE = (
    "heading", "session_count", "mode", "status", "status_why", "ended_on", "start_time", "end_time",
    "village_code", "site_id", "planned", "platform", "family_groups", "staff_count", "volunteer_count",
    "volunteer_hours", "cost_fen", "fund_source_id",
)  # fmt: skip
# The links say which list they are chosen from.
FIELDS = {
    **event.FIELDS,
    "site_id": replace(event.FIELDS["site_id"], choices="site"),
    "fund_source_id": replace(event.FIELDS["fund_source_id"], choices="fund"),
}
TAGS_IN_A_ROW = 6
BLANK_LINES = 8


class Tags(QWidget):
    """The marks an event may carry, each a box to tick."""

    edited = Signal()

    def __init__(self, *, read_only: bool = False) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for place, (code, label) in enumerate(codes.choices("event_tag")):
            box = QCheckBox(label)
            box.setEnabled(not read_only)
            box.clicked.connect(lambda: self.edited.emit())
            self.boxes[code] = box
            grid.addWidget(box, place // TAGS_IN_A_ROW, place % TAGS_IN_A_ROW)

    def value(self) -> str | None:
        """The codes ticked, with commas."""
        return ",".join(code for code, box in self.boxes.items() if box.isChecked()) or None

    def put(self, value: str | None) -> None:
        """Tick these codes."""
        chosen = (value or "").split(",")
        for code, box in self.boxes.items():
            box.setChecked(code in chosen)


class LineGrid(Grid):
    """A grid whose cells are checked by the service's rules for one line; blank lines are left out."""

    def __init__(
        self, columns: Sequence[GridColumn], check: Callable[[Mapping[str, Any]], dict[str, str]]
    ) -> None:
        self._columns = columns
        self._check = check
        super().__init__(columns, self._answer, new_row=lambda: {})
        self.view.setMinimumHeight(theme.scaled(190))
        self.put(())

    def _answer(self, number: int, key: str, text: str) -> Answer:
        row, flaws = dict(self.model.rows[number]), dict[str, Flaw]()
        column = next(c for c in self._columns if c.key == key)
        try:
            row[key] = _read(column, text)
        except Unreadable as e:
            row[key] = text
            flaws[key] = Flaw("problem", str(e))
        for name, sentence in self._check(coded(row)).items():
            flaws.setdefault(name, Flaw("problem", sentence))
        return Answer(row, flaws)

    def put(
        self, rows: Sequence[Mapping[str, Any]], flaws: Sequence[Mapping[str, Flaw]] | None = None
    ) -> None:
        """Show lines with labels for their codes, and blank ones below to type into."""
        blank = [dict[str, Any]() for _ in range(BLANK_LINES)]
        super().put([*(labelled(row) for row in rows), *blank], [*flaws, *blank] if flaws else None)

    def lines(self) -> list[dict[str, Any]]:
        """The lines that say something, with codes."""
        return [coded(row) for row in self.rows() if any(v not in (None, "") for v in row.values())]

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Sentences by ``number.column`` of `lines`."""
        places = [i for i, row in enumerate(self.rows()) if any(v not in (None, "") for v in row.values())]
        for key, sentence in problems.items():
            number, _, name = key.partition(".")
            place = places[int(number)]
            flaws = {**self.model.flaws[place], name: Flaw("problem", sentence)}
            self.set_row(place, self.model.rows[place], flaws)


def _read(column: GridColumn, text: str) -> Any:
    if not text:
        return None
    if column.kind == "number":
        edit = NumberEdit()
        edit.setText(text)
        return edit.value()
    if column.choices:
        code = codes.resolve("material_kind", text)
        if code is None:
            raise Unreadable(f"没有“{text}”这一类，请从列表里选。")
        return codes.label("material_kind", code)
    return text


def labelled(row: Mapping[str, Any]) -> dict[str, Any]:
    """A line with the label of its kind."""
    return {**row, "kind": codes.label("material_kind", row["kind"])} if row.get("kind") else dict(row)


def coded(row: Mapping[str, Any]) -> dict[str, Any]:
    """A line with the code of its kind."""
    kind = row.get("kind")
    return {**row, "kind": codes.resolve("material_kind", str(kind)) or kind} if kind else dict(row)


def materials_grid() -> LineGrid:
    """What was given out: kind, title, quantity."""
    kinds = [label for _, label in codes.choices("material_kind")]
    columns = (
        GridColumn("kind", "资料类别", width=150, choices=kinds),
        GridColumn("title", "名称", width=420),
        GridColumn("quantity", "数量", "number", width=110, total=True),
    )
    return LineGrid(columns, lambda row: event.material_problems({**row, "event_id": None}))


def attendees_grid() -> LineGrid:
    """Who came by name; with children their names and months."""
    columns = (
        GridColumn("name", "姓名", width=130),
        GridColumn("place", "单位或村居", width=220),
        GridColumn("phone", "联系电话", width=150),
        GridColumn("child_name", "儿童姓名", width=130),
        GridColumn("child_months", "儿童月龄", "number", width=100),
    )
    return LineGrid(columns, lambda row: event.attendee_problems({**row, "event_id": None}))
