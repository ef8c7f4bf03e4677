"""The tables, one file per subject; importing this package maps them all."""

from ljfpa_desktop.models import (
    account,
    aid,
    attachment,
    draft,
    event,
    fund,
    honour,
    household,
    importing,
    learned,
    number,
    office,
    paper,
    period,
    person,
    programme,
    search,
    setting,
    site,
    visit,
)

__all__ = [
    "account", "aid", "attachment", "draft", "event", "fund", "honour", "household", "importing", "learned",
    "number", "office", "paper", "period", "person", "programme", "search", "setting", "site", "visit",
]  # fmt: skip
