"""Shows the program without a screen: papers of the demo office as PDF and pictures of the pages."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.services import demo, event_list, honour, office
from ljfpa_desktop.services.aid import cycle

SIZE = (1366, 768)
SETTLE_MS = 400  # until a page has drawn what it loads


def main(arguments: Sequence[str]) -> int:
    """``FOLDER [--screens]``: papers and pages, or the pages alone, into the folder; says where they are."""
    folders = [a for a in arguments if not a.startswith("--")]
    if len(folders) != 1:
        say("用法: python -m ljfpa_desktop.showcase 文件夹 [--screens]")
        return 2
    out = Path(folders[0])
    with tempfile.TemporaryDirectory(prefix="ljfpa-") as aside:
        place = Path(aside) / "office" if "--screens" in arguments else out / "demo-office"
        if not (place / office.DATABASE).exists():
            demo.build(place)
        opened = office.open_office(place, demo.LOGIN, demo.PASSWORD)
        try:
            if "--screens" not in arguments:
                for path in papers(opened[0], opened[1], out / "papers"):
                    say(str(path))
            for path in screens(opened, out / "screens"):
                say(str(path))
        finally:
            opened[0].close()
            opened[2].release()
    return 0


def say(words: str) -> None:
    """A line on standard output."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def papers(db: Database, actor: Actor, folder: Path) -> Iterator[Path]:
    """Write receipts, register, certificate, event papers and the monthly sheet of the demo office."""
    from ljfpa_desktop.reports import aid_papers, office_papers

    paid = next(c for c in cycle.list_all(db) if c.paid_rows)
    held = event_list.page(db)[0]
    month = f"{held.held_on:%Y-%m}"
    makers = {
        "领款单.pdf": lambda: aid_papers.print_receipts(db, actor, cycle=paid.id).pdf,
        "签收花名册.pdf": lambda: aid_papers.print_register(db, actor, cycle=paid.id).pdf,
        "荣誉证书.pdf": lambda: office_papers.print_certificate(db, actor, honour.page(db)[0].id).pdf,
        "活动记录表.pdf": lambda: office_papers.event_record(db, actor, held.id).pdf,
        "活动签到表.pdf": lambda: office_papers.signin(db, actor, held.id).pdf,
        f"月报{month}.pdf": lambda: office_papers.month(db, actor, month).pdf,
    }
    for name, make in makers.items():
        write_replacing(folder / name, make())
        yield folder / name


def screens(opened: Any, folder: Path) -> Iterator[Path]:
    """Take a picture of each page of the window, drawn off the screen."""
    from PySide6.QtWidgets import QApplication

    from ljfpa_desktop.ui import opening, theme
    from ljfpa_desktop.ui.main_window import PAGES, MainWindow

    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["ljfpa"])
    theme.install(app)
    desk = opening.make_desk(opened[0], opened[1])
    window = MainWindow(desk, PAGES)
    window.resize(*SIZE)
    window.show()
    folder.mkdir(parents=True, exist_ok=True)
    for number, line in enumerate(PAGES, 1):
        window.open_page(line.key)
        _settle(app)
        path = folder / f"{number:02d}-{line.title}.png"
        window.grab().save(str(path))
        yield path
    desk.hub.let_go_of(opened[0])
    window.close()


def _settle(app: Any) -> None:
    """Let timers and workers finish what a page shows."""
    from PySide6.QtCore import QElapsedTimer

    clock = QElapsedTimer()
    clock.start()
    while clock.elapsed() < SETTLE_MS:
        app.processEvents()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
