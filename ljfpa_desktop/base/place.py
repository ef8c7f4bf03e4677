"""The folder of an office: built beside, put in place whole."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.base.files import sync_folder
from ljfpa_desktop.base.lock import refuse_shared_place

DATABASE = "office.db"
ASIDE = ".backup-"  # where a copy is checked before it becomes a backup


@contextmanager
def fresh_folder(folder: Path) -> Generator[Path]:
    """A place to build an office in; its files move to ``folder`` when the block ends well.

    The database moves last, so an office is there whole or not at all. Raises `Refused` when
    ``folder`` already holds one.
    """
    refuse_shared_place(folder)
    if (folder / DATABASE).exists():
        raise Refused(f"“{folder}”里已经有一个单位的数据，请换一个文件夹，或直接打开它。")
    new = folder / ".new"
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        yield new
        for part in sorted(new.iterdir(), key=lambda p: p.name == DATABASE):
            if part.is_dir() and (folder / part.name).exists():
                shutil.copytree(part, folder / part.name, dirs_exist_ok=True)
            else:
                part.replace(folder / part.name)
        sync_folder(folder)
    except OSError as e:
        raise Trouble(f"“{folder}”不能写入（{e.strerror}），", "请换一个文件夹，或检查磁盘空间。") from e
    finally:
        shutil.rmtree(new, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what a cut left half written; only whoever holds the office's lock may do so."""
    for rest in folder.glob(f"{ASIDE}*"):
        shutil.rmtree(rest, ignore_errors=True)
    for part in (*folder.glob(".*.part"), *folder.glob("backups/.*.part")):
        part.unlink(missing_ok=True)
