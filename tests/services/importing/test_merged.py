"""A register that still carries what stood on a merged record is about the person it was merged into."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.association import Volunteer
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import association
from ljfpa_desktop.services.identity import merging
from tests.services.importing.samples import number, xlsx
from tests.services.importing.taking import ONE, H, families, relief, snapshot, take

OLD = number("19750507", 3)  # the mistaken number of the same man
OLD_ROW = ["山兜村", "林勇", OLD, "吴美", None, None, None, None, "13805912345"]


def who(db: Database, name: str, id_no: str) -> Any:
    with db.read() as s:
        return s.scalars(select(Person).where(Person.name == name, Person.id_no == id_no)).one()


@pytest.fixture(name="merged")
def two_made_one(db: Database, actor: Actor, tmp_path: Path) -> Path:
    """林勇, registered under two numbers, his second record merged into the first."""
    families(db, actor, tmp_path, ONE)
    families(db, actor, tmp_path, ["长门村", "林勇", OLD, *[None] * 6])
    keep, gone = who(db, "林勇", H), who(db, "林勇", OLD)
    merging.merge(db, actor, keep.id, gone.id, accepted={"two_numbers": "一个是抄错的"})
    return tmp_path


KEPT = "林勇的这个身份证号在已并入的旧记录上，按同一个人处理，登记的号码没有改。请核对。"
RENAMED = "林永的旧记录已并入林勇，按同一个人处理，姓名没有改。"


def told(result: Any) -> list[str]:
    return [p.message for p in result.problems if p.rule in (39, 40)]


def people(db: Database) -> list[Any]:
    """All that stands of people and their families."""
    rows = snapshot(db)
    return [rows[name] for name in ("person", "member", "household")]


def test_the_old_number_again_makes_nothing_new_and_changes_nothing(
    db: Database, actor: Actor, merged: Path
) -> None:
    before = people(db)
    result = families(db, actor, merged, OLD_ROW)
    assert (result.created, told(result)) == ({}, [KEPT])
    assert [p.proposal for p in result.problems if p.rule == 40] == [H]
    assert people(db) == before


def test_a_list_pays_the_person_it_was_merged_into(db: Database, actor: Actor, merged: Path) -> None:
    before = people(db)
    result = relief(db, actor, merged, ["山兜村", "林勇", OLD, 600, None])
    assert (result.created.get("person"), told(result)) == (None, [KEPT])
    assert people(db) == before
    again = relief(db, actor, merged, ["山兜村", "林勇", OLD[:6] + "********" + OLD[14:], 600, None])
    assert again.created == {}


def test_both_numbers_in_one_file_are_one_person(db: Database, actor: Actor, merged: Path) -> None:
    rows = [["山兜村", "林勇", n, 600, None] for n in (H, OLD)]
    result = relief(db, actor, merged, *rows)
    assert result.created.get("person") is None
    assert "只导入第3行" in result.problems[-1].message


def test_somebody_else_with_that_number_is_somebody_else(db: Database, actor: Actor, merged: Path) -> None:
    result = families(db, actor, merged, ["长门村", "陈新", OLD, *[None] * 6])
    assert (result.created["person"], told(result)) == (1, [])
    assert who(db, "陈新", OLD).retired_on is None
    again = families(db, actor, merged, ["长门村", "陈新", OLD, *[None] * 6])
    assert again.created == {}


def test_a_number_not_taken_over_is_not_filled_in(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ["山兜村", "林勇", None, *[None] * 6])
    families(db, actor, tmp_path, ["长门村", "林勇", OLD, *[None] * 6])
    with db.read() as s:
        keep, gone = s.scalars(select(Person.id).order_by(Person.id_no.is_not(None))).all()
    merging.merge(db, actor, keep, gone)
    before = people(db)
    result = families(db, actor, tmp_path, OLD_ROW[:3] + [None] * 6)
    assert (result.created, told(result)) == ({}, [KEPT])
    assert people(db) == before


@pytest.mark.parametrize("born", [date(1975, 5, 7), date(1975, 7, 5)])
def test_the_name_and_birth_of_a_merged_record_are_known(
    db: Database, actor: Actor, tmp_path: Path, born: date
) -> None:
    titles = ["村居", "户主姓名", "身份证号", "出生日期"]
    families(db, actor, tmp_path, ONE)
    first = [titles, ["山兜村", "林永", None, "1975-07-05"]]
    take(db, actor, xlsx(tmp_path / "旧.xlsx", first), "families")
    with db.read() as s:
        gone = s.scalars(select(Person.id).where(Person.name == "林永")).one()
    merging.merge(db, actor, who(db, "林勇", H).id, gone, accepted={"two_births": "抄错"})
    before = people(db)
    again = [[*titles, "序号"], ["山兜村", "林永", None, born.isoformat(), "1"]]
    result = take(db, actor, xlsx(tmp_path / "又.xlsx", again), "families")
    assert (result.created, told(result)) == ({}, [RENAMED])
    assert people(db) == before
    other = [titles, ["山兜村", "林永", None, "1988-01-01"]]
    assert take(db, actor, xlsx(tmp_path / "另.xlsx", other), "families").created["person"] == 1


def test_a_roll_is_tied_to_the_person_it_was_merged_into(db: Database, actor: Actor, merged: Path) -> None:
    rows = [["姓名", "身份证号", "电话"], ["林勇", OLD, "13805912345"]]
    result = take(db, actor, xlsx(merged / "志愿者.xlsx", rows), "volunteers")
    assert told(result) == [KEPT]
    with db.read() as s:
        assert s.scalars(select(Volunteer.person_id)).all() == [who(db, "林勇", H).id]


@pytest.mark.parametrize("numbers", [(H, OLD), (OLD, H), (OLD, OLD)])
def test_nobody_stands_twice_on_a_roll_under_both_numbers(
    db: Database, actor: Actor, merged: Path, numbers: tuple[str, str]
) -> None:
    titles = ["姓名", "身份证号", "电话"]
    for n in numbers:
        take(db, actor, xlsx(merged / "志愿者.xlsx", [titles, ["林勇", n, "13805912345"]]), "volunteers")
    with db.read() as s:
        assert s.scalars(select(Volunteer.id_no)).all() == [H]


def test_who_was_enrolled_before_the_merge_stands_once(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    families(db, actor, tmp_path, ["长门村", "林勇", OLD, *[None] * 6])
    rows = [["姓名", "身份证号", "电话"], ["林勇", OLD, "13805912345"]]
    take(db, actor, xlsx(tmp_path / "志愿者.xlsx", rows), "volunteers")
    keep, gone = who(db, "林勇", H).id, who(db, "林勇", OLD).id
    merging.merge(db, actor, keep, gone, accepted={"two_numbers": "一个是抄错的"})
    for n in (OLD, H):
        again = [rows[0], ["林勇", n, "13805912345"]]
        assert take(db, actor, xlsx(tmp_path / "又.xlsx", again), "volunteers").created == {}
    with db.read() as s:
        assert s.scalars(select(Volunteer.person_id)).all() == [keep]


def test_the_form_of_a_roll_knows_the_old_number_too(db: Database, actor: Actor, merged: Path) -> None:
    typed = {"name": "林勇", "id_no": OLD, "status": "ACTIVE"}
    record = association.save(db, actor, "volunteers", typed)
    assert association.facts(db, "volunteers", record)["person_id"] == who(db, "林勇", H).id
