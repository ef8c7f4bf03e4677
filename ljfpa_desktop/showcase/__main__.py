"""``FOLDER``: the demo office, its papers and its pages; ``FOLDER --screens``: the pictures of docs/."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.services import demo, event_list, honour, office
from ljfpa_desktop.services.aid import cycle
from ljfpa_desktop.services.demo.desk import standing_at

DAY = date(2025, 11, 20)  # the day of the pictures, so that two runs show the same
LARGE = "--large"
USAGE = "用法： python -m ljfpa_desktop.showcase 文件夹 [--screens]"


def main(arguments: Sequence[str]) -> int:
    """Write what is asked for and say where each file is; 2 for arguments that are not understood."""
    folders = [a for a in arguments if not a.startswith("--")]
    if LARGE in arguments and len(folders) == 2:
        with standing_at(DAY):
            return _large(Path(folders[0]), Path(folders[1]))
    if len(folders) != 1:
        say(USAGE)
        return 2
    if "--screens" not in arguments:
        return _show(Path(folders[0]))
    with standing_at(DAY):
        return _document(Path(folders[0]))


def _show(out: Path) -> int:
    """A demo office of today with its papers and main pages: what there is to see without a screen."""
    place = out / "demo-office"
    if not (place / office.DATABASE).exists():
        demo.build(place)
    opened = office.open_office(place, demo.LOGIN, demo.PASSWORD)
    try:
        for path in papers(opened[0], opened[1], out / "papers"):
            say(str(path))
        _pages(opened, out / "screens")
    finally:
        _close(opened)
    return 0


def _document(out: Path) -> int:
    """Every page, dialog and paper into docs/; the main pages also as a larger screen shows them."""
    from ljfpa_desktop.showcase import paper_pictures, tour

    for path in paper_pictures.write(out / "papers"):
        say(str(path))
    with tempfile.TemporaryDirectory(prefix="ljfpa-") as aside:
        place = Path(aside) / "office"
        demo.build(place)
        command = [sys.executable, "-m", "ljfpa_desktop.showcase", LARGE, str(place), str(out / "screens")]
        for old in (out / "screens").glob("*.png"):
            old.unlink()
        subprocess.run(command, check=True)  # Qt takes one scale in the life of a program
        tour.whole(place, Path(aside), out, say)
    return 0


def _large(place: Path, folder: Path) -> int:
    opened = office.open_office(place, demo.LOGIN, demo.PASSWORD)
    try:
        _pages(opened, folder, "大屏-", pixels=(1920, 1080), scale=1.25, taken=200)
    finally:
        _close(opened)
    return 0


def _pages(opened: Any, folder: Path, prefix: str = "", **screen: Any) -> None:
    from ljfpa_desktop.showcase.camera import Camera
    from ljfpa_desktop.showcase.scene import Scene

    with Camera.on_screen(folder, say, **screen) as camera, Scene.of(camera, opened) as scene:
        for line in scene.window.lines:
            scene.page(line.key)
            camera.take(scene.window, prefix + line.title)


def _close(opened: Any) -> None:
    opened[0].close()
    opened[2].release()


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
