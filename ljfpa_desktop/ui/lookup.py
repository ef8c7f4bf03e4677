"""What forms choose from: code tables, the villages of the township, and lists of the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ljfpa_desktop.base import codes, divisions
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.choice_box import Choice


def choices_of(
    desk: Desk, links: Mapping[str, Sequence[Choice]] | None = None
) -> Callable[[str], Sequence[Choice]]:
    """Code tables by name; ``village``: those of this township; ``links`` gives or replaces others."""

    def choices(table: str) -> Sequence[Choice]:
        if links and table in links:
            return links[table]
        if table == "village":
            return villages(desk)
        return codes.choices(table)

    return choices


def villages(desk: Desk) -> list[Choice]:
    """The villages of this township with the initials they are found by."""
    names = [(code, divisions.short_name(code)) for code, _ in divisions.villages(desk.actor.office)]
    return [(code, name, *divisions.initials(code)) for code, name in names]
