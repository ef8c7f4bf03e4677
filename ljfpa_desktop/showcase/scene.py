"""What a tour walks through: an open office in its window, and the camera before it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.showcase.camera import Camera
from ljfpa_desktop.ui import office_window
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.main_window import PAGES, MainWindow


@dataclass(frozen=True, slots=True)
class Scene:
    """The camera, the window it looks at, and what the window works with."""

    camera: Camera
    desk: Desk
    window: MainWindow

    @classmethod
    @contextmanager
    def of(cls, camera: Camera, opened: Any) -> Generator[Scene]:
        """The window as large as the screen."""
        db, actor, _lock = opened
        desk = office_window.make_desk(db, actor)
        window = MainWindow(desk, PAGES)
        window.resize(window.screen().size())
        window.show()
        window.activateWindow()
        try:
            yield cls(camera, desk, window)
        finally:
            desk.hub.let_go_of(db)
            window.close()

    @property
    def db(self) -> Database:
        """The office's database."""
        return self.desk.db

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.desk.actor

    def page(self, key: str) -> Any:
        """Bring up a page of the window."""
        self.window.open_page(key)
        return self.window.pages[key]

    def show(self, key: str, name: str) -> Any:
        """Bring up a page and take its picture."""
        page = self.page(key)
        self.camera.take(self.window, name)
        return page
