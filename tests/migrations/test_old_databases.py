"""A database of every released version opens in this one with nothing lost."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from ljfpa_desktop.base import db as base_db
from ljfpa_desktop.migrations.run import NEWEST
from ljfpa_desktop.services import backup, office, search, sheet
from ljfpa_desktop.services.backup.snapshot import tally
from ljfpa_desktop.services.check import check

OLD = sorted((Path(__file__).parents[1] / "old_databases").glob("v*"))


def test_one_is_kept_for_every_version() -> None:
    assert [p.name for p in OLD] == [f"v{n}" for n in range(1, NEWEST + 1)]


@pytest.mark.parametrize("old", OLD, ids=lambda p: p.name)
def test_it_opens_with_everything_in_it(old: Path, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    shutil.copytree(old, folder)
    known = json.loads((old / "known.json").read_text("utf-8"))
    db, actor, lock = office.open_office(folder, known["login"], known["password"])
    with closing(base_db.connect(db.path, db.key)) as c:
        found = tally(c)
    assert found.version == NEWEST
    for table, count in known["rows"].items():
        assert found.rows[table] >= count, table
    for column, total in known["sums"].items():
        assert found.sums.get(column, total) == total, column
    assert found.head == known["head"]
    assert actor.login == known["login"]
    if known["version"] == NEWEST:
        # The photos stayed behind; everything else is as it was written, triggers and schema too.
        assert [f for f in check(db).faults if "附件或文书" not in f] == []
    else:
        assert [b.kind for b in backup.listed(folder / "backups")] == ["升级前"]
    assert search.find(db, "1")
    assert sheet.of(db, "2024-05").is_closed
    db.close()
    lock.release()
