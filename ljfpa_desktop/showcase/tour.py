"""The whole tour of docs/screens: from the first start to the settings, then an office still empty."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from ljfpa_desktop.services import demo, office
from ljfpa_desktop.showcase import aid, checks, doors, exchange, families, registers, settings, window, work
from ljfpa_desktop.showcase.camera import Camera
from ljfpa_desktop.showcase.scene import Scene

ROOMS = (window.walk, families.walk, registers.walk, checks.walk, aid.walk, work.walk, settings.walk)
FIRST = "工作台"  # the picture of README.md


def whole(place: Path, aside: Path, docs: Path, say: Callable[[str], None]) -> None:
    """Take every picture of the demo office at ``place``; files made on the way lie ``aside``."""
    with Camera.on_screen(docs / "screens", say) as camera:
        doors.walk(camera, place, aside)
        opened = office.open_office(place, demo.LOGIN, demo.PASSWORD)
        try:
            with Scene.of(camera, opened) as scene:
                for walk in ROOMS:
                    walk(scene, aside)
            window.large_type(camera, opened)
        finally:
            opened[0].close()
            opened[2].release()
        doors.empty_office(camera, aside)
        exchange.walk(camera, aside / "exchange")
    picture = next((docs / "screens").glob(f"[0-9][0-9][0-9]-{FIRST}.png"))
    shutil.copyfile(picture, docs / "desk.png")
