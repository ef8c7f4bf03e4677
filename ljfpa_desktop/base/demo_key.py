"""The key of a demo office, derived beside whatever else a start has to load.

A demo office opens with the password kept in its folder. Deriving its key is a tenth of a second of pure
computing: a start that begins with it does not wait for it.
"""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.keys import Slots
from ljfpa_desktop.base.place import DATABASE

DEMO = "demo.json"
DemoKey = Future[tuple[str, bytes]]


def begin(folder: Path | None) -> DemoKey | None:
    """Start deriving; gives login and key, or raises what `Slots.open` does. None where no demo office is."""
    if folder is None or not ((folder / DEMO).exists() and (folder / DATABASE).exists()):
        return None
    beside = ThreadPoolExecutor(1)
    key = beside.submit(_derive, folder)
    beside.shutdown(wait=False)
    return key


def _derive(folder: Path) -> tuple[str, bytes]:
    try:
        kept = json.loads((folder / DEMO).read_text("utf-8"))
        login, password = str(kept["login"]), str(kept["password"])
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise Trouble(f"“{folder / DEMO}”读不出来，", "请换一个文件夹重新建立演示数据。") from e
    return login, Slots(folder).open(login, password)
