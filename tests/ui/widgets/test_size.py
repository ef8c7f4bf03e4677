"""The kit stays small enough to be read (ARCHITECTURE.md 3, RULINGS.md 27)."""

from __future__ import annotations

from pathlib import Path

from ljfpa_desktop.ui import widgets


def lines(name: str) -> int:
    return len((Path(widgets.__path__[0]) / name).read_text("utf-8").splitlines())


def test_form_and_table_together_are_no_framework() -> None:
    assert lines("form.py") + lines("table.py") <= 350


def test_the_grid_stays_readable() -> None:
    assert lines("grid.py") <= 300
