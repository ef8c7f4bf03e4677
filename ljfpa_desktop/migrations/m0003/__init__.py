"""Families in depth: who is one person, what was learned of layouts, views kept under a name."""

from __future__ import annotations

from types import ModuleType

from alembic.operations import Operations

PARTS: tuple[ModuleType, ...] = ()


def upgrade(op: Operations) -> None:
    """Create the tables of every part; each part is a module with ``create(op)``."""
    for part in PARTS:
        part.create(op)
