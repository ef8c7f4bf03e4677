"""Every table at once: imported by what looks at all of them; a start maps only what it reads."""

from ljfpa_desktop.models import (
    account,
    aid,
    association,
    attachment,
    draft,
    duty,
    event,
    fund,
    honour,
    household,
    identity,
    importing,
    learned,
    life,
    number,
    office,
    paper,
    period,
    person,
    policy,
    programme,
    search,
    setting,
    site,
    sync,
    transfer,
    view,
    visit,
)

__all__ = [
    "account", "aid", "association", "attachment", "draft", "duty", "event", "fund", "honour", "household",
    "identity", "importing", "learned", "life", "number", "office", "paper", "period", "person", "policy",
    "programme", "search", "setting", "site", "sync", "transfer", "view", "visit",
]  # fmt: skip
