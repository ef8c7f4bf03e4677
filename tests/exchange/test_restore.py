"""A computer restored, or lost and replaced: nothing exported is lost, no number is given twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ljfpa_desktop.base import paths
from ljfpa_desktop.exchange import fencing
from ljfpa_desktop.services import backup
from ljfpa_desktop.services.check import check
from tests.conftest import PASSWORD, QUICK
from tests.exchange import offices as made
from tests.exchange.offices import FIRST, OTHER, Offices, Pc
from tests.exchange.smuggling import me_of


def letter(pc: Pc) -> str:
    found = pc.rows("SELECT value FROM setting WHERE name = 'office.letter'")
    return found[0][0].strip('"') if found else "A"


def fact(pc: Pc, name: str) -> str:
    return (pc.rows("SELECT v FROM sync_self WHERE k = ?", name) or [("",)])[0][0]


def restored(offices: Offices, name: str, file: Path) -> Pc:
    """The computer as it is after a restore through the program, opened as the window opens it."""
    if name in offices.pcs:
        offices.pcs.pop(name).close()
    shutil.rmtree(offices.place / name, ignore_errors=True)
    backup.restore(file, offices.place / name, login="clerk", password=PASSWORD, cost=QUICK)
    offices.pcs[name] = made.open_pc(offices.place / name)
    fencing.check(offices.pcs[name].db, offices.pcs[name].actor)
    return offices.pcs[name]


def numbers(pc: Pc) -> list[str]:
    return [row[0] for row in pc.rows("SELECT household_no FROM household ORDER BY household_no")]


@pytest.mark.parametrize(("name", "following"), [("first", "D"), ("second", "E")])
def test_a_restore_takes_one_letter_of_the_computer_s_own(
    offices: Offices, stick: Path, name: str, following: str
) -> None:
    pc: Pc = getattr(offices, name)
    fencing.check(pc.db, pc.actor)
    backup.make(pc.db, stick / "a.ljbak")
    pc = restored(offices, name, stick / "a.ljbak")
    assert (letter(pc), fact(pc, "restored"), fact(pc, "reset_have")) == (following, "", "1")
    assert fencing.check(pc.db, pc.actor) == ""
    assert letter(pc) == following
    backup.make(pc.db, stick / "b.ljbak")
    again = restored(offices, name, stick / "b.ljbak")
    assert letter(again) == {"D": "G", "E": "H"}[following]


def test_an_office_that_has_not_joined_takes_the_next_letter(offices: Offices, stick: Path) -> None:
    alone = offices.fresh("alone", OTHER)
    backup.make(alone.db, stick / "a.ljbak")
    back = restored(offices, "alone", stick / "a.ljbak")
    assert (letter(back), fact(back, "restored")) == ("B", "")


def test_work_after_the_backup_comes_back_from_the_county(offices: Offices, stick: Path) -> None:
    offices.other.family("林一")
    backup.make(offices.other.db, stick / "a.ljbak")
    offices.other.family("林二")
    offices.county.take(offices.other.pack(stick / "1").path)
    offices.other.take(offices.county.pack(stick / "2", OTHER).path)
    pc = restored(offices, "other", stick / "a.ljbak")
    assert pc.heads() == ["林一"]
    pc.family("林三")
    offices.county.take(pc.pack(stick / "3").path)
    pc.take(offices.county.pack(stick / "4", OTHER).path)
    assert pc.heads() == offices.county.heads() == ["林一", "林三", "林二"]
    assert len(set(numbers(pc))) == 3
    assert check(pc.db).faults == check(offices.county.db).faults == ()


def test_a_lost_computer_is_a_new_one_and_the_stick(offices: Offices, stick: Path, tmp_path: Path) -> None:
    """The stick of the last report holds the newest backup; the old computer and its note are gone."""
    offices.first.family("林一")
    offices.county.take(offices.first.pack(stick / "1").path)
    backup.make(offices.first.db, stick / "最近.ljbak")
    offices.first.family("林二")
    offices.county.take(offices.first.pack(stick / "2").path)
    offices.first.family("林丢")  # typed after the last report and the backup: nobody has it
    key = me_of(offices.first).key_id
    offices.pcs.pop("first").close()
    shutil.rmtree(offices.place / "first")
    paths.fence_path(offices.place / "first").unlink()
    pc = restored(offices, "first", stick / "最近.ljbak")
    assert me_of(pc).key_id == key
    assert letter(pc) == "D"
    pc.family("林新")
    offices.county.take(pc.pack(stick / "3").path)
    back = offices.county.pack(stick / "4", FIRST)
    pc.take(back.path)
    offices.second.take(back.path)
    for one in (pc, offices.second, offices.county):
        assert one.heads() == ["林一", "林二", "林新"]
        assert len(set(numbers(one))) == 3
        assert check(one.db).faults == ()
    assert [n[12] for n in numbers(pc)] == ["0", "0", "3"]


def test_its_own_last_package_found_again_brings_its_work_back(offices: Offices, stick: Path) -> None:
    offices.other.family("林一")
    backup.make(offices.other.db, stick / "a.ljbak")
    offices.other.family("林二")
    kept = offices.other.pack(stick / "1")
    pc = restored(offices, "other", stick / "a.ljbak")
    assert pc.take(kept.path).totals["households"] == 2
    assert pc.heads() == ["林一", "林二"]
    assert check(pc.db).faults == ()


def test_the_county_restored_gets_from_its_townships_what_it_lost(offices: Offices, stick: Path) -> None:
    offices.other.family("林一")
    offices.county.take(offices.other.pack(stick / "1").path)
    backup.make(offices.county.db, stick / "a.ljbak")
    family = offices.other.family("林二")
    offices.county.take(offices.other.pack(stick / "2").path)
    offices.other.take(offices.county.pack(stick / "3", OTHER).path)
    county = restored(offices, "county", stick / "a.ljbak")
    offices.other.call(family, "13805001111")
    done = county.take(offices.other.pack(stick / "4").path)
    assert done.held == 1  # the township still believes that the county has the family
    offices.other.take(county.pack(stick / "5", OTHER).path)
    assert county.take(offices.other.pack(stick / "6").path).held == 0
    assert county.heads() == ["林一", "林二"]
    assert county.phone(family) == "13805001111"
