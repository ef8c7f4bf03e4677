"""What an outside tool changed behind our back is found by folding the signed segments again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from uuid import UUID

from ljfpa_desktop.base import db as base_db
from ljfpa_desktop.base.capture import trigger_statements
from ljfpa_desktop.exchange import fold
from tests.exchange.offices import Offices, Pc


def outside(pc: Pc, *statements: str) -> None:
    """What someone with the key and another program does: triggers off, edit, triggers back."""
    with closing(base_db.connect(pc.db.path, pc.db.key)) as c:
        for (name,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            c.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            assert c.execute(statement).rowcount > 0, statement
        for statement in trigger_statements():
            c.execute(statement)


def worked(offices: Offices, stick: Path) -> Pc:
    """A township with families sealed, edited, and a package under way; the county has them."""
    first = offices.first
    family = first.family("林建国", spouse="陈秀英", phone1="13800000001")
    first.family("王依妹", address="东街 2 号")
    offices.county.take(first.pack(stick).path)
    first.call(family, "13800000002")
    offices.county.take(first.pack(stick).path)
    return first


def test_honest_offices_have_no_fault(offices: Offices, stick: Path) -> None:
    first = worked(offices, stick)
    assert fold.faults(first.db) == []
    assert fold.faults(offices.county.db) == []
    assert fold.faults(offices.other.db) == []


def test_work_not_sealed_yet_is_no_fault(offices: Offices, stick: Path) -> None:
    first = worked(offices, stick)
    first.family("黄明")
    (row,) = first.rows("SELECT id FROM household WHERE phone1 = '13800000002'")
    first.call(UUID(bytes=row[0]), "13800000003")
    assert fold.faults(first.db) == []


def test_an_edit_of_an_insert_is_found(offices: Offices, stick: Path) -> None:
    first = worked(offices, stick)
    outside(first, "UPDATE household SET address = '西街 9 号' WHERE address = '东街 2 号'")
    (fault,) = fold.faults(first.db)
    assert fault == "有资料与封存的记录不一样，可能被别的程序改过：家庭 1 处。请打电话告诉县里。"


def test_an_edit_of_a_later_version_and_of_a_person_is_found(offices: Offices, stick: Path) -> None:
    worked(offices, stick)
    county = offices.county
    outside(
        county,
        "UPDATE household SET phone1 = '13999999999' WHERE phone1 = '13800000002'",
        "UPDATE person SET name = '林建囯' WHERE name = '林建国'",
    )
    (fault,) = fold.faults(county.db)
    assert "人员 1 处、家庭 1 处" in fault or "家庭 1 处、人员 1 处" in fault


def test_a_row_deleted_by_an_outside_tool_is_found(offices: Offices, stick: Path) -> None:
    first = worked(offices, stick)
    outside(first, "DELETE FROM member WHERE relation = '12'")
    (fault,) = fold.faults(first.db)
    assert "家庭成员" in fault


def test_a_segment_that_was_touched_is_found(offices: Offices, stick: Path) -> None:
    first = worked(offices, stick)
    outside(first, "UPDATE sync_seg SET body = zeroblob(40) WHERE sid = (SELECT max(sid) FROM sync_seg)")
    faults = fold.faults(first.db)
    assert faults[0].startswith("有 1 段封存的记录被改动过或已损坏")
