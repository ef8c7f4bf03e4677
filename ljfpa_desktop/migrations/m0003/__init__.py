"""Families in depth: who is one person, what was learned of layouts, views kept under a name."""

from __future__ import annotations

from types import ModuleType

from alembic.operations import Operations

from ljfpa_desktop.migrations.m0003 import identity, layouts, life, members, search, views

PARTS: tuple[ModuleType, ...] = (identity, layouts, life, members, search, views)


def upgrade(op: Operations) -> None:
    """Create the tables of every part; each part is a module with ``create(op)``."""
    for part in PARTS:
        part.create(op)
