"""A whole import taken back: the former state returns, or the reason why not is told by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.services import household
from ljfpa_desktop.services.aid.approval import review
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Result
from ljfpa_desktop.services.importing.undo import undo
from tests.services.importing.samples import REGISTERS, number, xlsx
from tests.services.importing.taking import (
    FAMILY,
    FILES,
    ONE,
    H,
    families,
    relief,
    snapshot,
    take,
    three,
)


@pytest.fixture(name="registers")
def three_registers(db: Database, actor: Actor) -> dict[str, Result]:
    """The township's three registers in an office."""
    return three(db, actor)


def test_undo_restores_the_former_state(db: Database, actor: Actor, registers: dict[str, Result]) -> None:
    states = [snapshot(db)]
    for kind in ("relief", "special"):
        undo(db, actor, registers[kind].batch)
        states.append(snapshot(db))
    assert states[0] != states[1] != states[2]
    take(db, actor, REGISTERS / FILES["special"]["file"], "special")
    assert [b.is_undone for b in intake.batches(db)] == [False, True, True, False]
    undo(db, actor, intake.batches(db)[0].id)
    assert snapshot(db) == states[2]
    result = undo(db, actor, registers["families"].batch)
    assert all(rows == [] for name, rows in snapshot(db).items() if name in result.retired)
    with pytest.raises(Refused, match="已经撤销"):
        undo(db, actor, registers["families"].batch)
    with pytest.raises(Refused, match="没有编号"):
        undo(db, actor, "abc")


def test_undo_refuses_rows_used_or_edited_since_by_name(db: Database, actor: Actor, tmp_path: Path) -> None:
    first = families(db, actor, tmp_path, ONE)
    second = relief(db, actor, tmp_path, ["山兜村", "林勇", H, 600, None])
    with pytest.raises(Refused, match="林勇"):
        undo(db, actor, first.batch)
    undo(db, actor, second.batch)
    with db.read() as s:
        home = s.scalars(select(Household.id)).one()
    household.save(db, actor, {"address": "新村路1号"}, record_id=home)
    with pytest.raises(Refused, match="林勇"):
        undo(db, actor, first.batch)


def test_undo_writes_old_values_back(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    before = snapshot(db)
    changed = families(db, actor, tmp_path, [*ONE[:-1], "13900000000"])
    assert changed.updated == {"household": 1}
    with db.read() as s:
        assert s.scalars(select(Household.phone1)).one() == "13900000000"
    assert undo(db, actor, changed.batch).restored == {"household": 1}
    assert snapshot(db) == before
    with db.read() as s:
        assert s.execute(select(Change.tbl).where(Change.grp == "contact")).all() == [
            ("household",),
            ("household",),
        ]


def test_a_paid_list_is_not_undone(db: Database, actor: Actor, tmp_path: Path) -> None:
    first = families(db, actor, tmp_path, ONE)
    second = relief(db, actor, tmp_path, ["山兜村", "林勇", H, 600, None])
    review(db, actor, "春节慰问名单", dates.today(), "王审核")
    with pytest.raises(Refused, match="春节慰问名单"):
        undo(db, actor, second.batch)
    with pytest.raises(Refused, match="林勇"):
        undo(db, actor, first.batch)


def test_many_names_are_counted(db: Database, actor: Actor, tmp_path: Path) -> None:
    rows = [["山兜村", f"林{n}", number("19600101", n), *[None] * 6] for n in range(1, 16, 2)]
    first = families(db, actor, tmp_path, *rows)
    relief(db, actor, tmp_path, *[["山兜村", r[1], r[2], 600, None] for r in rows])
    with pytest.raises(Refused, match="等8个"):
        undo(db, actor, first.batch)


def test_members_added_by_an_import_leave_again(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ["山兜村", "林勇", H, *[None] * 6])
    before = snapshot(db)
    second = families(db, actor, tmp_path, ONE)
    assert second.created == {"person": 2}
    result = undo(db, actor, second.batch)
    assert result.retired == {"household_category": 1, "member": 2, "person": 2}
    assert snapshot(db) == before


def test_dates_choices_and_yes_no_return_as_they_were(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    with db.read() as s:
        home = s.scalars(select(Household.id)).one()
    household.save(db, actor, {"lives_alone": False, "gp_signed_on": date(2023, 5, 1)}, record_id=home)
    before = snapshot(db)
    titles = [*FAMILY, "是否独居", "户口性质", "家庭医生"]
    path = xlsx(tmp_path / "b.xlsx", [titles, [*ONE, "是", "农业", "王医生"]])
    changed = take(db, actor, path, "families")
    assert changed.updated == {"household": 1}
    assert snapshot(db) != before
    undo(db, actor, changed.batch)
    assert snapshot(db) == before


def test_a_reader_may_not_undo(db: Database, actor: Actor, tmp_path: Path) -> None:
    first = families(db, actor, tmp_path, ONE)
    with pytest.raises(Refused, match="权限"):
        undo(db, Actor("r", "读者", "reader", actor.office), first.batch)
