"""Drafts survive a cut, one per form and record, and leave no act."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import draft, office
from tests.conftest import PASSWORD


def acts(db: Database) -> int:
    with db.read() as s:
        return int(s.execute(text("SELECT count(*) FROM act")).scalar_one())


def test_kept_replaced_dropped(db: Database, actor: Actor) -> None:
    before = acts(db)
    record = uuid4()
    assert draft.find(db, "household", None) is None
    assert draft.save(db, actor, "household", None, {"address": "山兜村 1 号"})
    assert draft.save(db, actor, "household", record, {"address": "别的"})
    assert draft.save(db, actor, "household", None, {"address": "山兜村 12 号", "members": [{"name": "林"}]})
    assert draft.find(db, "household", None) == {"address": "山兜村 12 号", "members": [{"name": "林"}]}
    assert [(d.form, d.record) for d in draft.waiting(db)] == [("household", None), ("household", record)]
    draft.drop(db, actor, "household", None)
    assert draft.find(db, "household", None) is None
    assert draft.find(db, "household", record) == {"address": "别的"}
    assert acts(db) == before


def test_nobody_waits_for_a_long_write(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "导入"):
        assert db.is_busy
        assert draft.save(db, actor, "event", None, {"theme": "义诊"}) is False
    assert not db.is_busy
    assert draft.find(db, "event", None) is None
    assert draft.save(db, actor, "event", None, {"theme": "义诊"}) is True


CHILD = """
import os, signal, sys
from pathlib import Path
from ljfpa_desktop.services import draft, office
db, actor, lock = office.open_office(Path(sys.argv[1]), "clerk", sys.argv[2])
draft.save(db, actor, "event", None, {"theme": "义诊进村"})
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_draft_survives_kill_9(office_folder: Path) -> None:
    subprocess.run([sys.executable, "-X", "utf8", "-c", CHILD, str(office_folder), PASSWORD], check=False)
    db, _actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    assert draft.find(db, "event", None) == {"theme": "义诊进村"}
    db.close()
    lock.release()
