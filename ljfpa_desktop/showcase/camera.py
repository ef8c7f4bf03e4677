"""Takes pictures of windows and dialogs drawn off the screen, small enough to be kept."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from PySide6.QtCore import QElapsedTimer, QEvent, QTimer
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.widgets.dialog import Dialog
from ljfpa_desktop.ui.worker import BusyDialog

USUAL = (1366, 768)
SETTLE_MS = 350  # until a page has drawn what it loads
PATIENCE = 60  # looks at a dialog that does not come
COMMON, VIVID = 128, 60  # of 256 colours; how far from grey a vivid colour is


class Camera:
    """Numbers the pictures in the order they are taken."""

    def __init__(self, app: QApplication, folder: Path, say: Callable[[str], None], taken: int = 0) -> None:
        self._app, self._folder, self._say = app, folder, say
        self._number = taken

    @classmethod
    @contextmanager
    def on_screen(
        cls,
        folder: Path,
        say: Callable[[str], None],
        pixels: tuple[int, int] = USUAL,
        scale: float = 1,
        taken: int = 0,
    ) -> Generator[Camera]:
        """A camera before a made-up screen, numbering from ``taken``; the first one decides the screen."""
        running = QApplication.instance()
        with TemporaryDirectory(prefix="ljfpa-") as aside:
            if not isinstance(running, QApplication):
                file = Path(aside) / "screen.json"
                file.write_text(json.dumps({"screens": [_screen(pixels, scale)]}))
                os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"
                running = QApplication([*theme.ARGUMENTS])
            running.setCursorFlashTime(0)
            theme.install(running)
            folder.mkdir(parents=True, exist_ok=True)
            yield cls(running, folder, say, taken)

    def settle(self) -> None:
        """Let timers and workers finish what is shown."""
        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < SETTLE_MS:
            self._app.processEvents()
            self._app.sendPostedEvents(
                None, QEvent.Type.DeferredDelete
            )  # as the loop of a running program does

    def take(self, widget: QWidget, name: str) -> None:
        """A picture of the widget, with the menu open over it if there is one."""
        self.settle()
        picture = widget.grab()
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            with QPainter(picture) as painter:
                painter.drawPixmap(widget.mapFromGlobal(menu.pos()), menu.grab())
            menu.close()
        self._number += 1
        path = self._folder / f"{self._number:03d}-{name}.png"
        write_replacing(path, as_png(picture))
        self._say(str(path))

    def dialog(
        self, open_it: Callable[[], object], name: str, prepare: Callable[[Any], object] | None = None
    ) -> None:
        """Open a dialog or a question, do ``prepare`` in it, take its picture and leave it.

        Works for those that wait for an answer too. RuntimeError when none opens.
        """
        failures: list[Exception] = []
        waiting = QTimer(interval=SETTLE_MS)
        looks = [0]

        def look() -> None:
            found = QApplication.activeModalWidget()
            looks[0] += 1
            if (found is None or isinstance(found, BusyDialog)) and looks[0] < PATIENCE:
                return
            waiting.stop()
            try:
                self._take_dialog(found, name, prepare)
            except Exception as failure:  # told where the dialog was asked for, not in the timer
                failures.append(failure)
                if found is not None:
                    found.hide()

        waiting.timeout.connect(look)
        waiting.start()
        kept = open_it()
        while waiting.isActive():
            self._app.processEvents()
        del kept
        if failures:
            raise failures[0]

    def _take_dialog(self, found: QWidget | None, name: str, prepare: Callable[[Any], object] | None) -> None:
        if not isinstance(found, QDialog):
            raise RuntimeError(f"{name}: no dialog opened")
        if prepare is not None:
            prepare(found)
        self.take(found, name)
        if isinstance(found, Dialog):
            found.leave()
        else:
            found.done(QDialog.DialogCode.Rejected)


def as_png(picture: QPixmap) -> bytes:
    """The picture in 256 colours, a third of its size; the same bytes for the same picture."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    size = (image.width(), image.height())
    plain = Image.frombytes("RGBA", size, bytes(image.constBits())).convert("RGB")
    out = io.BytesIO()
    plain.quantize(palette=_palette(plain), dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _palette(plain: Image.Image) -> Image.Image:
    """Half are the commonest colours, unchanged; half stand for the vivid ones, such as a small red icon."""
    counted = sorted(plain.convert("RGB").getcolors(1 << 24) or [], key=lambda c: (-c[0], c[1]))
    colours = [colour for _count, colour in counted if isinstance(colour, tuple)]
    vivid = [c for c in colours[COMMON:] if max(c) - min(c) > VIVID] or colours[:1]
    rare = Image.new("RGB", (len(vivid), 1))
    rare.putdata(vivid)
    others = rare.quantize(256 - COMMON, method=Image.Quantize.MEDIANCUT).getpalette() or []
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in colours[:COMMON] for part in colour] + others)
    return made


def _screen(pixels: tuple[int, int], scale: float) -> dict[str, Any]:
    dpi = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": scale}
    return {"name": "picture", "x": 0, "y": 0, "width": pixels[0], "height": pixels[1], **dpi}
