"""Where packages are written to and read from: a stick or folder, the last one remembered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.save_place import offered

PACKAGES = frozenset({"sync_package"})  # announced after an act of the exchange, which changes no record
LAST = "exchange/folder"  # in the memory
FILES = "加入文件 (*.ljr);;所有文件 (*)"


def last_folder(desk: Desk) -> Path | None:
    """The folder used last, when it is there: the stick is plugged in."""
    kept = str(desk.memory.get(LAST) or "")
    return Path(kept) if kept and Path(kept).is_dir() else None


def ask_folder(desk: Desk, parent: QWidget, title: str) -> Path | None:
    """Let a person choose a stick or folder, beginning where they were last; None when they left."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(last_folder(desk) or ""))
    if not chosen:
        return None
    desk.memory.set(LAST, chosen)
    return Path(chosen)


def ask_file(desk: Desk, parent: QWidget, title: str) -> Path | None:
    """Let a person choose a request or an answer."""
    chosen, _kind = QFileDialog.getOpenFileName(parent, title, str(last_folder(desk) or ""), FILES)
    if not chosen:
        return None
    desk.memory.set(LAST, str(Path(chosen).parent))
    return Path(chosen)


def ask_new_file(desk: Desk, parent: QWidget, title: str, name: str) -> Path | None:
    """Let a person say where a new file is kept, the stick offered first."""
    folder = last_folder(desk)
    start = str(folder / name) if folder else offered(name)
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, start, FILES)
    if not chosen:
        return None
    desk.memory.set(LAST, str(Path(chosen).parent))
    return Path(chosen)
