"""One signal after each commit: which tables changed."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal


class Committing(Protocol):
    """What tells us of commits: `base.db.Database`."""

    after_commit: list[Any]


class Hub(QObject):
    """``changed`` carries the frozenset of changed tables and always arrives in the window's thread."""

    changed = Signal(frozenset)

    def listen_to(self, db: Committing) -> None:
        """Pass on the commits of a database; those of a worker's thread are queued by Qt."""
        db.after_commit.append(self.announce)

    def let_go_of(self, db: Committing) -> None:
        """Stop passing on, before a database closes."""
        if self.announce in db.after_commit:
            db.after_commit.remove(self.announce)

    def announce(self, tables: frozenset[str]) -> None:
        """Say that these tables changed."""
        self.changed.emit(tables)
