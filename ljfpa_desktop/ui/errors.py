"""Failures come to the right place on the screen; what is known of a bug goes into the log without data."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Protocol

from ljfpa_desktop import __version__
from ljfpa_desktop.base.errors import Doubt, Failure, Invalid, Warn

log = logging.getLogger("ljfpa_desktop")


class Places(Protocol):
    """Where a form or dialog shows what went wrong."""

    def show_problems(self, problems: dict[str, str]) -> None:
        """Sentences beside their fields."""
        ...

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        """Warnings beside their fields, each with an entry for the reason."""
        ...

    def show_sentence(self, sentence: str, state: str = "problem") -> None:
        """One sentence on top; empty takes it away."""
        ...


def place(failure: Failure, places: Places) -> None:
    """Show a failure where it belongs: beside its field, with a reason entry, or on top."""
    if isinstance(failure, Invalid):
        places.show_problems(failure.problems)
    elif isinstance(failure, Doubt):
        places.show_doubts(failure.warnings)
    else:
        places.show_sentence(failure.sentence)


def sentence_of(error: BaseException) -> str:
    """The sentence for a person; for a bug one that says it is ours."""
    if isinstance(error, Failure):
        return error.sentence
    return "程序出了问题，这一步没有完成，已保存的内容不受影响。请按 F5 再试一次。"


def log_to(folder: Path) -> Path:
    """Write the log to ``folder``/ljfpa.log, three files of at most 1 MB; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ljfpa.log"
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.handlers[:] = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False
    return path


def without_data(error: BaseException) -> str:
    """What is known of an error without the words in it, which may be a family's: types and places."""
    lines = [f"ljfpa_desktop {__version__} · Python {sys.version.split()[0]} · {sys.platform}"]
    current: BaseException | None = error
    while current is not None:
        kind = type(current)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        for frame in traceback.extract_tb(current.__traceback__):
            lines.append(f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}")
        current = current.__cause__ or current.__context__
    return "\n".join(lines)
