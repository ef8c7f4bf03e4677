"""Support by the government, recorded and predicted here: who is entitled, why not, and when next."""

from ljfpa_desktop.services.support.judging import Verdict
from ljfpa_desktop.services.support.lines import Line, days, lines_of
from ljfpa_desktop.services.support.outlook import Coming, of_family, of_year
from ljfpa_desktop.services.support.terms import FIELDS, KINDS, Terms, listed, name_of, retire, save

__all__ = [
    "FIELDS", "KINDS", "Coming", "Line", "Terms", "Verdict", "days", "lines_of", "listed", "name_of",
    "of_family", "of_year", "retire", "save",
]  # fmt: skip
