"""The program's start: no command and no screen is a sentence, not a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ljfpa_desktop import app

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_says_so(tmp_path: Path) -> None:
    here = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [sys.executable, "main.py", "--office", str(tmp_path)],
        cwd=ROOT,
        env=here,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert "没有屏幕" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_platform_named_to_qt_is_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert app.has_screen()


def test_the_window_waits_for_nothing_it_does_not_show() -> None:
    """What papers, registers and counting need is loaded behind the first paint."""
    code = "import sys; from ljfpa_desktop.ui import opening, office_window; "
    code += "from ljfpa_desktop.ui.pages import desk_page; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    loaded = set(done.stdout.decode().split())
    late = {"reportlab", "xlsxwriter", "openpyxl", "python_calamine", "PIL", "alembic"}
    late |= {f"ljfpa_desktop.{name}" for name in ("reports", "models.every", "ui.manual")}
    late |= {f"ljfpa_desktop.services.{name}" for name in ("backup", "household", "search", "todo")}
    assert "sqlalchemy" in loaded
    assert late & loaded == set()


def test_a_command_loads_no_window() -> None:
    code = "import sys; from ljfpa_desktop.app import main; main(['print', '--list'])"
    code += "; sys.exit('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
    assert "F01" in done.stdout.decode()
