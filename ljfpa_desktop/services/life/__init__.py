"""The life of a family: births, adoptions, marriages, divorces, deaths, disability, splitting a household."""

from ljfpa_desktop.services.life.deed import Outlook, Tick, look, record, take_back
from ljfpa_desktop.services.life.follow import Proposal
from ljfpa_desktop.services.life.kinds import FIELDS_OF, NAMES
from ljfpa_desktop.services.life.waiting import Waiting, lines, open_in, settle

__all__ = [
    "FIELDS_OF", "NAMES", "Outlook", "Proposal", "Tick", "Waiting", "lines", "look", "open_in", "record",
    "settle", "take_back",
]  # fmt: skip
