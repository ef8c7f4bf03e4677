"""The one place that wires: a command goes to the command line, none opens the window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ljfpa_desktop.base.errors import Trouble


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with its arguments (those of the process by default); returns the exit code."""
    from ljfpa_desktop.cli import main as command_line

    return command_line.run(arguments, open_window)


def open_window(folder: Path | None) -> int:
    """Open the window on the office in ``folder``; Qt is loaded here and nowhere before."""
    if not has_screen():
        raise Trouble(
            "这台机器没有屏幕，窗口打不开，", "请换有屏幕的电脑，或用命令办理（--help 列出全部命令）。"
        )
    gc.disable()  # loading makes no garbage, looking for it costs a tenth of the start; `opening` enables it
    from ljfpa_desktop.base import demo_key, paths

    key = demo_key.begin(folder or paths.only_office())
    from ljfpa_desktop.ui import opening

    return opening.run(folder, _make_demo, key)


def has_screen() -> bool:
    """Whether a window can be opened: on Linux some display, or a platform Qt was told to use."""
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in known)


def _make_demo(folder: Path) -> None:
    from ljfpa_desktop.services import demo

    demo.build(folder)
