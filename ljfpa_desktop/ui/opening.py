"""From the start of the program to its window: one instance, first start, login.

What this module imports is what a start cannot do without; the database's part is loaded after it,
beside the deriving of a demo office's key and behind the login of a real one.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMessageBox

from ljfpa_desktop.base import demo_key, paths
from ljfpa_desktop.base.demo_key import DemoKey
from ljfpa_desktop.base.errors import Failure, Refused
from ljfpa_desktop.base.keys import Slots
from ljfpa_desktop.base.place import DATABASE
from ljfpa_desktop.ui import errors, theme
from ljfpa_desktop.ui.bugs import BugHook

if TYPE_CHECKING:
    from ljfpa_desktop.ui.office_window import Opened


def run(folder: Path | None, make_demo: Callable[[Path], None], key: DemoKey | None = None) -> int:
    """Open the window on the office in ``folder`` (or the only one here); returns the exit code.

    ``key`` is that office's, if it is a demo and its key is being derived since before this was loaded.
    """
    app = QApplication([*theme.ARGUMENTS])
    app.setApplicationName("ljfpa")
    errors.log_to(paths.data_root() / "log")
    hook = BugHook(app)
    hook.install()
    place, opened = folder or paths.only_office(), None
    if place is None:
        theme.install(app)
        place, opened = _first_start(make_demo)
    if place is None or (opened is None and raise_first_window(place)):
        return 0
    opened = opened or _open(app, place, key or demo_key.begin(place))
    if opened is None:
        return 1
    from ljfpa_desktop.ui import office_window

    window = office_window.show(opened)
    server = listen(place, window)
    _loaded()
    code = app.exec()
    server.close()
    return code


def _loaded() -> None:
    """What was loaded so far stays; from here on garbage is collected, of what comes later alone."""
    gc.freeze()
    gc.enable()


def _first_start(make_demo: Callable[[Path], None]) -> tuple[Path | None, Opened | None]:
    from ljfpa_desktop.ui.dialogs.first_start_dialog import FirstStartDialog

    def demo() -> Path:
        place = paths.data_root() / "demo"
        if not (place / DATABASE).exists():
            make_demo(place)
        return place

    _loaded()
    dialog = FirstStartDialog(demo)
    done = dialog.exec() == QDialog.DialogCode.Accepted
    return (dialog.folder, dialog.opened) if done else (None, None)


def _open(app: QApplication, folder: Path, key: DemoKey | None) -> Opened | None:
    """Open a demo office with its key, a real one by asking for the password."""
    theme.install(app)
    try:
        if key is not None:
            return open_demo(folder, key)
        if not (folder / DATABASE).exists():
            raise Refused(f"“{folder}”里没有单位数据，请检查文件夹。")
        from ljfpa_desktop.ui.dialogs.login_dialog import LoginDialog

        _loaded()
        dialog = LoginDialog(folder, "单位数据", Slots(folder).users())
        return dialog.opened if dialog.exec() == QDialog.DialogCode.Accepted else None
    except Failure as e:
        QMessageBox.warning(None, "没有打开", e.sentence)
        return None


def open_demo(folder: Path, key: DemoKey) -> Opened:
    """Open a demo office; what the window needs is loaded before the key is waited for."""
    from ljfpa_desktop.services import office
    from ljfpa_desktop.ui import office_window as office_window

    login, derived = key.result()
    return office.open_with_key(folder, derived, login)


def _channel(folder: Path) -> str:
    return "ljfpa-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def raise_first_window(folder: Path) -> bool:
    """Ask a program that has this office open to come to the front; whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_channel(folder))
    if not socket.waitForConnected(300):
        return False
    socket.write(b"raise")
    socket.waitForBytesWritten(300)
    socket.disconnectFromServer()
    return True


def listen(folder: Path, window: QMainWindow) -> QLocalServer:
    """Come to the front when a second start asks for it."""
    QLocalServer.removeServer(_channel(folder))
    server = QLocalServer(window)

    def on_asked() -> None:
        server.nextPendingConnection()
        window.showNormal()
        window.raise_()
        window.activateWindow()

    server.newConnection.connect(on_asked)
    server.listen(_channel(folder))
    return server
