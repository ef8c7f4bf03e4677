"""What forms choose from: code tables, the villages of the township, and lists of the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ljfpa_desktop.base import codes, divisions
from ljfpa_desktop.services import whose
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
    """The villages of this township with the initials they are found by; at the county those of each."""
    own = desk.actor.office
    townships = [own] if divisions.is_township(own) else [code for code, _ in divisions.villages(own)]
    codes_ = [code for township in townships for code, _ in divisions.villages(township)]
    return [(code, whose.place(own, code), *divisions.initials(code)) for code in codes_]


def places(desk: Desk) -> tuple[str, list[tuple[str, str]]]:
    """What a list is narrowed to, the words for all and (code, name): villages, at the county townships."""
    own = desk.actor.office
    words = "全部村居" if divisions.is_township(own) else "全部乡镇"
    return words, [(code, divisions.short_name(code)) for code, _ in divisions.villages(own)]
