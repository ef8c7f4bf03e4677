"""Every table at once: imported by what looks at all of them; a start maps only what it reads."""

from ljfpa_desktop.models import (
    account,
    aid,
    attachment,
    draft,
    duty,
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
    sync,
    transfer,
    visit,
)

__all__ = [
    "account", "aid", "attachment", "draft", "duty", "event", "fund", "honour", "household", "importing",
    "learned", "number", "office", "paper", "period", "person", "programme", "search", "setting", "site",
    "sync", "transfer", "visit",
]  # fmt: skip
