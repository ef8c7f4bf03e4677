"""Packages taken in: once, whole, in any order, tried first, and refused without a trace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ljfpa_desktop.base.errors import Doubt, Refused
from ljfpa_desktop.exchange import worklist
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.services import search
from ljfpa_desktop.services.check import check
from tests.exchange.offices import FIRST, OTHER, Offices, Pc


def test_a_family_arrives_once_and_whole(offices: Offices, stick: Path) -> None:
    offices.first.family("林建国", spouse="陈秀英", categories=("01",))
    sent = offices.first.pack(stick)
    done = offices.county.take(sent.path)
    assert (done.sender, done.sequence, done.package) == (FIRST, 1, sent.code)
    assert done.totals == sent.totals == {
        "households": 1, "persons": 2, "payments": 0, "amount_fen": 0, "events": 0
    }  # fmt: skip
    assert (done.new > 4, done.changed, done.conflicts, done.held, done.already_had) == (True, 0, 0, 0, False)
    assert offices.county.heads() == ["林建国", "陈秀英"]
    assert [hit.name for hit in search.find(offices.county.db, "陈秀英")] == ["陈秀英"]
    assert check(offices.county.db).faults == ()


def test_the_same_package_again_changes_nothing(offices: Offices, stick: Path) -> None:
    offices.first.family()
    sent = offices.first.pack(stick)
    offices.county.take(sent.path)
    copy = stick / "复件 (1).ljp.txt"
    copy.write_bytes(sent.path.read_bytes())
    before = offices.county.rows("SELECT count(*) FROM change")
    again = offices.county.take(copy)
    assert (again.already_had, again.new, again.changed, again.segments) == (True, 0, 0, 2)
    assert offices.county.rows("SELECT count(*) FROM change") == before
    assert len(offices.county.rows("SELECT 1 FROM sync_package WHERE way = 'in'")) == 1


def test_our_own_package_is_read_again(offices: Offices, stick: Path) -> None:
    offices.first.family()
    sent = offices.first.pack(stick)
    before = offices.first.rows("SELECT * FROM sync_peer")
    assert offices.first.take(sent.path).already_had
    assert offices.first.rows("SELECT * FROM sync_peer") == before


def claim(pc: Pc, scope: str) -> None:
    """The county is said to have all of a scope: a county that lost it again looks like this."""
    names = "SELECT hash FROM sync_seg WHERE scope = ? ORDER BY lam"
    every = {name: pc.rows(names, name) for name in ("*", scope)}
    had = {name: [h.hex() for (h,) in rows][-1:] for name, rows in every.items()}
    with pc.db.transaction(pc.actor, "t", "exchange") as s:
        s.connection().exec_driver_sql("UPDATE sync_peer SET have = ?", (json.dumps(had),))


def test_a_package_whose_forerunner_is_missing_is_held_and_released(offices: Offices, stick: Path) -> None:
    family = offices.other.family()
    one = offices.other.pack(stick)
    claim(offices.other, OTHER)
    offices.other.call(family, "13805001111")
    two = offices.other.pack(stick)
    assert (one.segments, two.segments) == (2, 1)
    dump = offices.county.dump()
    assert offices.county.take(two.path, dry_run=True).held == 1
    assert offices.county.dump() == dump
    done = offices.county.take(two.path)
    assert (done.held, done.new, done.already_had) == (1, 0, False)
    again = offices.county.take(two.path)
    assert (again.held, again.already_had) == (1, True)
    done = offices.county.take(one.path)
    assert (done.held, done.changed) == (0, 1)
    assert offices.county.phone(family) == "13805001111"
    assert check(offices.county.db).faults == ()


def test_what_the_county_lost_again_goes_again_by_what_it_says(offices: Offices, stick: Path) -> None:
    offices.other.family()
    offices.other.pack(stick)
    claim(offices.other, OTHER)
    assert offices.other.pack(stick).segments == 0
    answer = offices.county.pack(stick, OTHER)
    offices.other.take(answer.path)
    sent = offices.other.pack(stick)
    assert sent.segments == 2
    assert offices.county.take(sent.path).held == 0
    assert offices.county.heads() == ["林建国"]


def test_a_lost_package_goes_again_until_it_is_confirmed(offices: Offices, stick: Path) -> None:
    offices.other.family("林一")
    lost = offices.other.pack(stick)
    lost.path.unlink()
    offices.other.family("林二")
    sent = offices.other.pack(stick)
    offices.county.take(sent.path)
    assert offices.county.heads() == ["林一", "林二"]
    answer = offices.county.pack(stick, OTHER)
    assert offices.other.take(answer.path).receipts == 1
    assert offices.other.pack(stick).segments == 0
    given_to_all = offices.other.rows("SELECT count(*) FROM sync_seg WHERE scope = '*'")[0][0]
    assert offices.other.pack(stick, everything=True).segments == 3 + given_to_all


def test_an_older_package_found_late_changes_nothing(offices: Offices, stick: Path) -> None:
    family = offices.first.family()
    old = offices.first.pack(stick)
    offices.first.call(family, "13805001111")
    offices.county.take(offices.first.pack(stick).path)
    done = offices.county.take(old.path)
    assert done.already_had
    assert offices.county.phone(family) == "13805001111"
    assert offices.county.rows("SELECT last_no FROM sync_peer") == [(2,)]


def test_two_computers_of_one_office_meet_at_the_county(offices: Offices, stick: Path) -> None:
    ours = offices.first.family("林一")
    theirs = offices.second.family("林二")
    offices.county.take(offices.first.pack(stick / "1").path)
    offices.county.take(offices.second.pack(stick / "2").path)
    back = offices.county.pack(stick, FIRST)
    for pc in (offices.first, offices.second):
        pc.take(back.path)
        assert pc.heads() == ["林一", "林二"]
        assert check(pc.db).faults == ()
    numbers = offices.county.rows("SELECT household_no FROM household ORDER BY household_no")
    assert len(set(numbers)) == 2
    assert ours != theirs


def test_both_changed_the_same_item_is_a_conflict(offices: Offices, stick: Path) -> None:
    family = offices.first.family()
    offices.second.take(offices.first.pack(stick, FIRST).path)
    offices.first.call(family, "13805001111")
    offices.second.call(family, "13805002222")
    offices.county.take(offices.first.pack(stick / "1").path)
    done = offices.county.take(offices.second.pack(stick / "2").path)
    assert done.conflicts == 1
    assert len(worklist.cases(offices.county.db)) == 1


def test_both_typed_the_same_and_there_is_nothing_to_decide(offices: Offices, stick: Path) -> None:
    family = offices.first.family()
    offices.second.take(offices.first.pack(stick, FIRST).path)
    offices.first.call(family, "13805001111")
    offices.second.call(family, "13805001111")
    offices.county.take(offices.first.pack(stick / "1").path)
    done = offices.county.take(offices.second.pack(stick / "2").path)
    assert done.conflicts == 0
    assert offices.county.rows("SELECT count(*) FROM sync_sib WHERE row = ?", family.bytes) == [(1,)]
    assert worklist.cases(offices.county.db) == []


@pytest.mark.parametrize("dry_first", [True, False])
def test_a_dry_run_is_the_real_run_rolled_back(offices: Offices, stick: Path, dry_first: bool) -> None:
    family = offices.first.family("林建国", spouse="陈秀英")
    offices.county.take(offices.first.pack(stick / "0").path)
    offices.first.call(family, "13805001111")
    offices.first.family("林二")
    sent = offices.first.pack(stick)
    before, dump = offices.county.file_hash(), offices.county.dump()
    tried = offices.county.take(sent.path, dry_run=True) if dry_first else None
    assert (offices.county.file_hash(), offices.county.dump()) == (before, dump)
    done = offices.county.take(sent.path)
    assert (done.changed, done.totals["households"]) == (1, 2)
    if tried:
        assert {**vars(tried), "id": None} == {**vars(done), "id": None}
    assert offices.county.dump() != dump


def test_a_package_for_another_is_refused_and_set_aside(offices: Offices, stick: Path) -> None:
    offices.first.family()
    sent = offices.first.pack(stick)
    before, dump = offices.other.file_hash(), offices.other.dump()
    with pytest.raises(PackageRefused, match="^NOT_FOR_US：") as refused:
        offices.other.take(sent.path)
    assert refused.value.code == Code.NOT_FOR_US
    assert (offices.other.file_hash(), offices.other.dump()) == (before, dump)
    kept = list((offices.other.folder / "quarantine").glob("*.ljp"))
    assert [p.read_bytes() for p in kept] == [sent.path.read_bytes()]


def test_a_file_that_is_no_package_is_not_kept(offices: Offices, stick: Path) -> None:
    film = stick / "电影.mp4"
    film.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(PackageRefused, match="^NOT_A_PACKAGE"):
        offices.county.take(film)
    assert not (offices.county.folder / "quarantine").exists()


def test_a_damaged_package_changes_nothing(offices: Offices, stick: Path) -> None:
    offices.first.family()
    whole = offices.first.pack(stick).path.read_bytes()
    before, dump = offices.county.file_hash(), offices.county.dump()
    for at, size in ((len(whole) // 2, len(whole)), (0, len(whole) - 7), (0, 30)):
        content = bytearray(whole[:size])
        content[at] ^= 1 if at else 0
        file = stick / "坏.ljp"
        file.write_bytes(content)
        with pytest.raises(PackageRefused):
            offices.county.take(file)
    assert (offices.county.file_hash(), offices.county.dump()) == (before, dump)


def test_mass_changes_stop_until_a_person_says_yes(offices: Offices, stick: Path) -> None:
    made = [offices.first.family(f"林{n}") for n in range(22)]
    done = offices.county.take(offices.first.pack(stick / "1").path)
    assert done.totals["households"] == 22  # new families are no mass change
    for n, family in enumerate(made):
        offices.first.call(family, f"138050011{n:02d}")
    sent = offices.first.pack(stick)
    before, dump = offices.county.file_hash(), offices.county.dump()
    for dry in (True, False):
        with pytest.raises(Doubt, match="一次改动 22 户") as doubt:
            offices.county.take(sent.path, dry_run=dry)
        assert [w.code for w in doubt.value.warnings] == ["mass"]
    assert (offices.county.file_hash(), offices.county.dump()) == (before, dump)
    done = offices.county.take(sent.path, accepted={"mass": "统一改电话"})
    assert done.changed == 22
    assert offices.county.rows("SELECT why FROM act WHERE why LIKE '%统一改电话'")


def test_an_office_that_has_not_joined_is_told(offices: Offices, stick: Path, desk: object) -> None:
    from ljfpa_desktop.exchange import unpack

    offices.first.family()
    sent = offices.first.pack(stick)
    db, actor = desk  # type: ignore[misc]
    with pytest.raises(Refused, match="还没有加入"):
        unpack.unpack(db, actor, sent.path)


def test_a_township_packs_for_its_county_alone(offices: Offices, stick: Path) -> None:
    with pytest.raises(Refused, match="只能发给本县"):
        offices.first.pack(stick, OTHER)
    with pytest.raises(Refused, match="没有别的电脑"):
        offices.other.pack(stick, OTHER)
    with pytest.raises(Refused, match="请说明发给哪个乡镇"):
        offices.county.pack(stick)
    with pytest.raises(Refused, match="还没有电脑加入"):
        offices.county.pack(stick, "350122105")
    assert list(stick.iterdir()) == []
