"""The one place that wires: a command goes to the command line, none opens the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with its arguments (those of the process by default); returns the exit code."""
    from ljfpa_desktop.cli import main as command_line

    return command_line.run(arguments, open_window)


def open_window(folder: Path | None) -> int:
    """Open the window on the office in ``folder``; Qt is loaded here and nowhere before."""
    from ljfpa_desktop.ui import opening

    return opening.run(folder, _make_demo)


def _make_demo(folder: Path) -> None:
    from ljfpa_desktop.services import demo

    demo.build(folder)
