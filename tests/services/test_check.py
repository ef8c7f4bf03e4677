"""What was touched from outside is found and named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ljfpa_desktop.base import db as base_db
from ljfpa_desktop.base.capture import trigger_statements
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.vault import Vault
from ljfpa_desktop.models.attachment import Attachment
from ljfpa_desktop.services import office
from ljfpa_desktop.services.attachment import FOLDER
from ljfpa_desktop.services.check import check
from tests import factories


@pytest.fixture
def worked(db: Database, actor: Actor) -> Database:
    """An office with families and a few edits."""
    for head in ("林建国", "陈国强", "郑志明"):
        factories.household(db, actor, head=head)
    for n in range(3):
        with db.transaction(actor, f"备注{n}") as s:
            s.execute(text(f"UPDATE household SET remark = '第{n}次'"))
    return db


def tamper(db: Database, *statements: str) -> None:
    """What someone with the key and another tool does: triggers off, change, triggers on."""
    with closing(base_db.connect(db.path, db.key)) as c:
        for (name,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            c.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            c.execute(statement)
        for statement in trigger_statements():
            c.execute(statement)


def test_all_is_as_it_was_written(worked: Database) -> None:
    found = check(worked)
    assert found.faults == ()
    assert found.acts == 7
    assert found.changes > 20


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE change SET old = '{\"remark\": \"\"}' WHERE act = 6", "第 6 次.*备注1.*明细被删改过"),
        ("DELETE FROM change WHERE act = 3", "第 3 次操作.*的修改明细被删改过"),
        ("UPDATE act SET why = '改过' WHERE seq = 5", "第 5 次操作.*的记录被改过"),
        ("UPDATE act SET actor = '别人' WHERE seq = 2", "第 2 次操作.*别人.*的记录被改过"),
        ("UPDATE act SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 4", "第 4 次操作.2020-01-01"),
        ("DELETE FROM act WHERE seq = 4", "在第 5 次操作.*之前被删改过"),
        ("DELETE FROM act WHERE seq = 7", "操作记录的末尾被删过"),
        ("DELETE FROM act WHERE seq = 1", "在第 2 次操作.*之前被删改过"),
    ],
)  # fmt: skip
def test_the_first_broken_link_is_named(worked: Database, statement: str, sentence: str) -> None:
    tamper(worked, statement)
    faults = check(worked).faults
    assert len(faults) == 1 or statement.startswith("DELETE FROM change")  # then rows lack their record too
    with pytest.raises(AssertionError, match=sentence):
        raise AssertionError(faults[0])


def test_changes_of_no_act(worked: Database) -> None:
    tamper(worked, "INSERT INTO change(act, tbl, row, grp) SELECT 0, tbl, row, grp FROM change WHERE act = 3")
    assert "条修改明细找不到对应的操作" in check(worked).faults[0]


def test_rows_that_came_or_went_unrecorded(worked: Database) -> None:
    names = "household_id, person_id, relation, id, office_id"
    tamper(
        worked,
        f"INSERT INTO member({names}) SELECT household_id, person_id, relation, randomblob(16), office_id "
        "FROM member LIMIT 1",
    )
    assert check(worked).faults[0] == "有 1 条“家庭成员”没有登记的操作，是绕过程序加进去的，请联系县里核查。"
    tamper(worked, "DELETE FROM member WHERE id IN (SELECT row FROM change WHERE tbl = 'member' LIMIT 2)")
    assert "有 2 条“家庭成员”被绕过程序删掉，请联系县里核查。" in check(worked).faults


def test_the_last_acts_taken_away_with_their_changes(worked: Database, actor: Actor) -> None:
    before = check(worked).acts
    factories.household(worked, actor, head="黄水官")
    tamper(
        worked,
        "DELETE FROM change WHERE act = (SELECT max(seq) FROM act)",
        "DELETE FROM act WHERE seq = (SELECT max(seq) FROM act)",
    )
    found = check(worked)
    assert found.acts == before
    assert "有 1 条“家庭”没有登记的操作，是绕过程序加进去的，请联系县里核查。" in found.faults


def test_triggers_that_are_missing(worked: Database) -> None:
    with closing(base_db.connect(worked.path, worked.key)) as c:
        c.execute("DROP TRIGGER note_household_main")
    assert check(worked).faults == ("数据库里记录修改的触发器被改动过，请联系县里核查。",)


def test_references_that_do_not_hold(worked: Database) -> None:
    with closing(base_db.connect(worked.path, worked.key)) as c:
        c.execute("PRAGMA foreign_keys = OFF")
    tamper(worked, "PRAGMA foreign_keys = OFF", "DELETE FROM household WHERE rowid = 1")
    assert check(worked).faults[0].startswith("数据文件有损坏或记录之间对不上。请不要改动数据")


def test_an_index_that_lags(worked: Database) -> None:
    tamper(worked, "UPDATE search_row SET words = '改了' WHERE rank = (SELECT min(rank) FROM search_row)")
    assert check(worked).faults == ("查找索引有 1 行与档案不符。",)


def test_files_that_are_gone(worked: Database, actor: Actor, office_folder: Path) -> None:
    sha = Vault(office_folder / FOLDER, worked.key).put(b"photo")
    with worked.transaction(actor, "照片") as s:
        own = office.office_id(s)
        values: dict[str, Any] = {
            "office_id": own, "owner_table": "office", "owner_id": own, "sha256": sha,
            "file_name": "1.jpg", "media_type": "image/jpeg", "size": 5, "position": 0,
        }  # fmt: skip
        s.add(Attachment(**values))
    assert (check(worked).faults, check(worked).files) == ((), 1)
    kept = office_folder / FOLDER / sha[:2] / sha
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    assert check(worked).faults == ("有 1 个附件或文书的文件不见了或已损坏，请从备份恢复。",)
    kept.unlink()
    assert check(worked).faults == ("有 1 个附件或文书的文件不见了或已损坏，请从备份恢复。",)


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b[:-5000] + bytes(5000)])
def test_a_damaged_file(worked: Database, damage: Callable[[bytes], bytes]) -> None:
    worked.close()
    worked.path.write_bytes(damage(worked.path.read_bytes()))
    try:
        faults = check(worked).faults
    except Trouble as e:
        faults = (e.sentence,)
    assert "损坏" in faults[0]
