"""Keeps a small office of the schema as it is now, for the upgrade tests of later versions.

Run once per released schema: ``python tests/old_databases/make.py``. It refuses to overwrite one
that was released; while a schema is still being made, delete its folder first.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from ljfpa_desktop.migrations.run import NEWEST  # noqa: E402
from ljfpa_desktop.services import demo, office  # noqa: E402
from ljfpa_desktop.services.backup.snapshot import tally  # noqa: E402

KEPT = ("office.db", "slots.json", "slots.copy.json")


def main() -> None:
    """Build a demo office of one year and keep its database, slots, password and counts."""
    to = HERE / f"v{NEWEST}"
    if to.exists():
        sys.exit(f"{to} is there already")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "office"
        demo.build(folder, households=20, year=2024)
        db, _actor, lock = office.open_office(folder, demo.LOGIN, demo.PASSWORD)
        with db.writer.connect() as c:
            c.exec_driver_sql("COMMIT")
            c.exec_driver_sql("VACUUM")
            counted = tally(c.connection)
        db.close()
        lock.release()
        to.mkdir()
        for name in KEPT:
            shutil.copy(folder / name, to / name)
    known = {"login": demo.LOGIN, "password": demo.PASSWORD, **counted.plain()}
    (to / "known.json").write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
