"""Verified backups of an office, when they are made, which are kept, and their restore."""

from .making import BackupFacts, before_import, before_upgrade, make
from .plan import BackupLine, DayFacts, daily, listed
from .restoring import RestoreFacts, division_of, inspect, restore, restore_by_secret, set_aside

__all__ = [
    "BackupFacts", "BackupLine", "DayFacts", "RestoreFacts", "before_import", "before_upgrade", "daily",
    "division_of", "inspect", "listed", "make", "restore", "restore_by_secret", "set_aside",
]  # fmt: skip
