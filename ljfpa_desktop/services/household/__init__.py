"""Families: entered, changed, listed, and taken out (DOMAIN.md 2)."""

from ljfpa_desktop.services.household.entry import (
    CATEGORY_FIELDS,
    FIELDS,
    MEMBER_FIELDS,
    Entry,
    MemberRead,
    Ready,
    read,
)
from ljfpa_desktop.services.household.facts import (
    CategoryFacts,
    Head,
    HouseholdFacts,
    MemberFacts,
    categories_in,
    facts,
    facts_in,
    head_name_of,
    heads_in,
    held_on,
    short_labels,
    view,
)
from ljfpa_desktop.services.household.listing import Line, Summary, count, page, summary, totals
from ljfpa_desktop.services.household.rules import HEAD, SPECIAL
from ljfpa_desktop.services.household.state import (
    add_category,
    change_head,
    end_category,
    retire,
    retire_in,
    set_status,
)
from ljfpa_desktop.services.household.write import insert_many, save, save_in

__all__ = [
    "CATEGORY_FIELDS", "FIELDS", "HEAD", "MEMBER_FIELDS", "SPECIAL", "CategoryFacts", "Entry", "Head",
    "HouseholdFacts", "Line", "MemberFacts", "MemberRead", "Ready", "Summary", "add_category",
    "categories_in", "change_head", "count", "end_category", "facts", "facts_in", "head_name_of", "heads_in",
    "held_on", "insert_many", "page", "read", "retire", "retire_in", "save", "save_in", "set_status",
    "short_labels", "summary", "totals", "view",
]  # fmt: skip
