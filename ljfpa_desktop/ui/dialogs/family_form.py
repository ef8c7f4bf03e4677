"""The form of a family: where it lives, what it is, and the sheet of its members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from ljfpa_desktop.base.errors import Warn
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services.household import CATEGORY_FIELDS, FIELDS
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.members_grid import MembersGrid
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.form import Form

HOUSEHOLD = ("village_code", "address", "phone1", "phone2", "hukou_kind", "oc_cert_no")
CATEGORY = ("category", "valid_from", "basis")
_MEMBERS = "members"
_OF_CATEGORY = "categories.0."


class FamilyForm(Form):
    """A form whose values are the household's; ``members`` is the sheet, `category` the first category."""

    def __init__(self, desk: Desk, *, with_category: bool) -> None:
        fields: dict[str, Field] = {name: FIELDS[name] for name in HOUSEHOLD}
        if with_category:
            fields.update({name: replace(CATEGORY_FIELDS[name], required=False) for name in CATEGORY})
        self._has_members = False  # the base asks for `raw` before the sheet is there
        super().__init__(fields, choices_of(desk), columns=3, read_only=bool(desk.read_only))
        self.members = MembersGrid()
        self.members.put(())
        self._has_members = True
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(box.count() - 1, self.members, 1)
        self.members.edited.connect(lambda: self.edited.emit())
        self._kept = self.raw()

    def put_family(self, values: Mapping[str, Any], members: Sequence[Mapping[str, Any]]) -> None:
        """Show a registered family; the form counts as unchanged."""
        self.members.put(members)
        self.put(values)

    def category(self) -> list[dict[str, Any]]:
        """The category typed with a new family, none when nothing was chosen."""
        given = {name: self.value(name) for name in CATEGORY if name in self.rows}
        return [given] if given.get("category") else []

    def raw(self) -> dict[str, str]:
        """What stands in the editors and the sheet as text, for a draft."""
        return {**super().raw(), **({_MEMBERS: self.members.raw()} if self._has_members else {})}

    def restore(self, raw: Mapping[str, str]) -> None:
        """Take back a draft."""
        super().restore(raw)
        if _MEMBERS in raw:
            self.members.restore(raw[_MEMBERS])

    def show_problems(self, problems: dict[str, str]) -> None:
        """Beside the fields, in the cells, the rest on top."""
        self.members.show_flaws(problems)
        first = [s for key, s in problems.items() if key.startswith(f"{_MEMBERS}.")]
        rest = {
            k.removeprefix(_OF_CATEGORY): s for k, s in problems.items() if not k.startswith(f"{_MEMBERS}.")
        }
        if first:
            more = f"（共 {len(first)} 处，按 F8 逐处查看）" if len(first) > 1 else ""
            rest[_MEMBERS] = first[0] + more
        super().show_problems(rest)

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        """With reason entries; those of cells on top, the cells marked."""
        self.members.show_flaws({}, warnings)
        super().show_doubts([replace(w, field=w.field.removeprefix(_OF_CATEGORY)) for w in warnings])
