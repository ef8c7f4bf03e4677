"""Verified backups of an office and their restore."""

from __future__ import annotations

from pathlib import Path


def before_upgrade(path: Path, key: bytes, version: int) -> None:
    """Keep a copy of an older database before it is migrated."""
