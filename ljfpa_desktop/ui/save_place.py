"""Where files that leave the program are offered to be kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def offered(name: str) -> str:
    """The name in the person's own documents, not in the program's folder."""
    return str(
        Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)) / name
    )
