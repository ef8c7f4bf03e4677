"""What stands in the event dialog: the first minute's fields, tags, and the pages for the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from ljfpa_desktop.base.errors import Invalid, Warn
from ljfpa_desktop.services import event, fund, site
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.event_parts import (
    CONTENT,
    FIELDS,
    FIRST,
    MORE,
    Tags,
    attendees_grid,
    materials_grid,
)
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.editors import keyboard_of
from ljfpa_desktop.ui.widgets.form import Form
from ljfpa_desktop.ui.widgets.photo_strip import PhotoStrip
from ljfpa_desktop.ui.widgets.states import scrolled

CONTENT_PAGE, MORE_PAGE, MATERIALS_PAGE, ATTENDEES_PAGE, PHOTOS_PAGE = range(5)


class EventBody(QWidget):
    """All that can be said of an event; ``edited`` at each change."""

    edited = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._make_parts(bool(desk.read_only))
        self._lay_out()
        self._kept = self.raw()
        for part in (*self.forms.values(), self.tags, *self.grids.values(), self.photos):
            part.edited.connect(self.edited)

    def _make_parts(self, read_only: bool) -> None:
        sites = [(x.id, x.name, x.kind) for x in site.page(self.desk.db)]
        funds = [(b.id, b.name) for b in fund.balances(self.desk.db)]
        choices = choices_of(self.desk, {"site": sites, "fund": funds})

        def form(names: Sequence[str], columns: int, **hooks: Any) -> Form:
            fields = {name: FIELDS[name] for name in names}
            return Form(fields, choices, columns=columns, read_only=read_only, on_changed=hooks)

        self.forms = {
            "first": form(FIRST, 2, held_on=self._on_day),
            "content": form(CONTENT, 2),
            "more": form(MORE, 3),
        }
        self.tags = Tags(read_only=read_only)
        self.grids = {"materials": materials_grid(), "attendees": attendees_grid()}
        self.photos = PhotoStrip(read_only=read_only)
        for grid, name in zip(self.grids.values(), ("发放资料", "参加人员"), strict=True):
            grid.view.setAccessibleName(name)
            grid.setEnabled(not read_only)

    def _lay_out(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for part, name in (
            (scrolled(self.forms["content"]), "内容和主办"),
            (scrolled(self.forms["more"]), "时间、人数和经费"),
            (self.grids["materials"], "发放资料"),
            (self.grids["attendees"], "参加人员"),
            (self.photos, "照片"),
        ):
            self.tabs.addTab(part, name)
        self.tabs.setMinimumHeight(theme.scaled(250))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 2, 10, 2)
        box.setSpacing(10)
        box.addWidget(self.forms["first"])
        box.addWidget(self.tags)
        box.addWidget(self.tabs, 1)

    def put(self, values: Mapping[str, Any], facts: event.EventFacts | None = None) -> None:
        """Show an event; it counts as unchanged."""
        for form in self.forms.values():
            form.put(values)
        self.tags.put(values.get("tags"))
        if facts is not None:
            self.grids["materials"].put(facts.materials)
            self.grids["attendees"].put(facts.attendees)
            self.photos.put(self.desk.db, facts.values["id"])
        self._suggest_heading()
        self._kept = self.raw()
        self.count_pages()

    def count_pages(self) -> None:
        """Say on the tabs how many lines and photos stand on them."""
        counts = (*(len(grid.lines()) for grid in self.grids.values()), self.photos.count())
        for page, count in zip((MATERIALS_PAGE, ATTENDEES_PAGE, PHOTOS_PAGE), counts, strict=True):
            name = self.tabs.tabText(page).split(" ")[0]
            self.tabs.setTabText(page, f"{name} {count}" if count else name)

    def _on_day(self, form: Form) -> None:
        day = form.value("held_on")
        if day is not None and (day.month, day.day) == (5, 29):
            self.tags.boxes["529"].setChecked(True)
        self._suggest_heading()

    def _suggest_heading(self) -> None:
        """Offer the headings of the day, so that several events of one day stand together."""
        day = self.forms["first"].value("held_on")
        line = keyboard_of(self.forms["more"].editor("heading"))
        if day is None or not isinstance(line, QLineEdit):
            return
        known = event.headings(self.desk.db, day)
        finder = QCompleter(known, line)
        theme.mark(finder.popup(), role="popup")
        line.setCompleter(finder)
        line.setPlaceholderText(f"当天已有：{known[0]}" if known else "同一天几场活动可共用一个标题")

    def raw(self) -> dict[str, str]:
        """Everything typed as text, for a draft."""
        forms = self.forms.items()
        found = {f"{key}/{name}": text for key, form in forms for name, text in form.raw().items()}
        for key, grid in self.grids.items():
            found[key] = json.dumps(grid.lines(), ensure_ascii=False, default=str)
        files = [str(path) for path in self.photos.waiting()]
        return {**found, "tags": self.tags.value() or "", "photos": json.dumps(files, ensure_ascii=False)}

    def restore(self, kept: Mapping[str, str]) -> None:
        """Take back a draft; it counts as changed. Photos that have gone from their place are left out."""
        for key, form in self.forms.items():
            form.restore({n.partition("/")[2]: text for n, text in kept.items() if n.startswith(f"{key}/")})
        for key, grid in self.grids.items():
            rows = json.loads(kept[key])
            grid.put([{**row, "id": UUID(row["id"])} if row.get("id") else row for row in rows])
        self.tags.put(kept["tags"])
        self.photos.add(p for name in json.loads(kept["photos"]) if (p := Path(name)).exists())
        self.count_pages()

    def is_changed(self) -> bool:
        """Whether anything differs from what was shown first."""
        return self.raw() != self._kept or self.photos.is_changed()

    def values(self) -> dict[str, Any]:
        """All values by name; raises `Invalid` with what cannot be read on any page."""
        values: dict[str, Any] = {"tags": self.tags.value()}
        problems: dict[str, str] = {}
        for form in self.forms.values():
            form.clear_problems()
            try:
                values |= form.values()
            except Invalid as e:
                problems |= e.problems
        if problems:
            raise Invalid(problems)
        return values

    def accepted(self) -> dict[str, str]:
        """The reasons given for doubts."""
        return {code: why for form in self.forms.values() for code, why in form.accepted().items()}

    def show_problems(self, problems: Mapping[str, str]) -> str:
        """Each sentence beside its field or in its cell; returns those that have no place here.

        The page of the first one comes to the front, unless the fields above have one.
        """
        rest, pages = dict(problems), list[int]()
        for page, form in zip((-1, CONTENT_PAGE, MORE_PAGE), self.forms.values(), strict=True):
            own = {name: rest.pop(name) for name in form.rows.keys() & rest.keys()}
            form.show_problems(own)
            pages += [page] if own else []
        for page, (key, grid) in zip((MATERIALS_PAGE, ATTENDEES_PAGE), self.grids.items(), strict=True):
            own = {n.partition(".")[2]: rest.pop(n) for n in list(rest) if n.startswith(f"{key}.")}
            grid.show_problems(own)
            pages += [page] if own else []
        if pages and pages[0] >= 0:
            self.tabs.setCurrentIndex(pages[0])
        return "\n".join(rest.values())

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        """Each warning beside its field, with an entry for the reason."""
        for form in self.forms.values():
            form.show_doubts([w for w in warnings if w.field in form.rows])
