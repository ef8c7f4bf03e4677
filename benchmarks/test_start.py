"""How long the first window takes: the program with 10,000 households against a bare window with a table."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.ratio import compare

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem
import sqlalchemy.orm, sqlcipher3.dbapi2, PySide6.QtSvg, PySide6.QtNetwork
app = QApplication(sys.argv)
table = QTableWidget(30, 6)
for i in range(30):
    for j in range(6):
        table.setItem(i, j, QTableWidgetItem("x"))
table.resize(1366, 768)
table.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""
OURS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ljfpa_desktop.ui import opening, theme
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv)
theme.install(app)
window = opening.show(opening.open_demo(Path(sys.argv[1])))
QTimer.singleShot(0, app.quit)
app.exec()
"""


def test_first_window(tmp_path: Path) -> None:
    """PERFORMANCE.md: at most 1.3 times a bare window with the same imports."""
    office = tmp_path / "office"
    here = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    make = [sys.executable, "main.py", "--office", str(office), "demo", "--households", "10000"]
    subprocess.run(make, check=True, env=here)

    def start(code: str, *args: str) -> None:
        subprocess.run([sys.executable, "-c", code, *args], check=True, env=here)

    assert compare("first window", lambda: start(OURS, str(office)), lambda: start(BARE), 1.3, rounds=7) > 0
