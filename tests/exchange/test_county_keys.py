"""The county's computer is lost, or changes its keys: on real files, with the printed root code alone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ljfpa_desktop.base.errors import Doubt, Refused
from ljfpa_desktop.exchange import county_keys, enrol, fencing, registry
from ljfpa_desktop.exchange.file import package
from ljfpa_desktop.exchange.file.introduction import HINT, links_of
from ljfpa_desktop.exchange.file.keyring import new_root
from ljfpa_desktop.exchange.file.refusal import PackageRefused
from ljfpa_desktop.exchange.kernel import identity
from ljfpa_desktop.exchange.unpack import inspect
from ljfpa_desktop.services import attachment, backup
from tests.exchange import offices as made
from tests.exchange.offices import COUNTY, FIRST, OTHER, QUICK_CODE, Offices, Pc
from tests.exchange.recovering import (
    counties,
    everything_of,
    fact,
    gone,
    in_step,
    is_sound,
    recovered,
    restored,
    take,
)
from tests.exchange.smuggling import me_of


def test_an_empty_computer_gets_back_everything_from_the_townships(offices: Offices, stick: Path) -> None:
    home = in_step(offices, stick)
    first, other, second = offices.first, offices.other, offices.second
    old = me_of(offices.county)
    gone(offices)
    first.family("林二")
    county = recovered(offices)
    assert county.db.pc == "D"  # the first letter numbered papers of the lost one
    # The townships know nothing of it: they send everything to the lost one, and the root opens it.
    file = everything_of(first, stick)
    with pytest.raises(Doubt, match="没有登记"):
        county.take(file)
    assert county.heads() == []
    done = take(county, file)
    assert (done.held, done.refused, done.sender) == (0, 0, FIRST)
    assert county.heads() == ["林一", "林二"]
    assert county.phone(home) == "13905910001"  # what the county itself had written
    done = county.take(everything_of(other, stick))  # known by what the first one brought
    assert (done.held, done.refused) == (0, 0)
    assert county.heads() == ["林一", "林二", "陈一"]
    assert counties(county) == {old.key_id: county_keys.LOST, me_of(county).key_id: ""}
    # And they take the new one from its first package on.
    for pc, code in ((first, FIRST), (second, FIRST), (other, OTHER)):
        back = pc.take(county.pack(stick, code).path)
        assert (back.held, back.refused) == (0, 0)
        assert counties(pc) == counties(county)
    assert second.heads() == first.heads() == ["林一", "林二"]
    assert county.rows("SELECT count(*) FROM sync_sib") == [(0,)]
    assert is_sound(county, first, second, other)


def test_work_goes_on_with_the_new_computer(offices: Offices, tmp_path: Path, stick: Path) -> None:
    home = in_step(offices, stick)
    first, other = offices.first, offices.other
    gone(offices)
    county = recovered(offices)
    take(county, everything_of(first, stick))
    county.take(everything_of(other, stick))
    county.call(home, "13905910002")
    for pc, code in ((first, FIRST), (other, OTHER)):
        pc.take(county.pack(stick, code).path)
    assert first.phone(home) == "13905910002"
    first.family("林三")
    assert fact(county, "rescue") != ""
    assert county.take(first.pack(stick).path).segments == 1
    assert fact(county, "recovering") == "1"
    county.take(other.pack(stick).path)
    # Every township has heard of it: the root's key is forgotten here.
    assert {fact(county, name) for name in ("rescue", "recovering", "former")} == {""}
    third = offices.fresh("third", OTHER)
    made.join(county, third, tmp_path)
    third.take(county.pack(stick, OTHER).path)
    assert third.heads() == ["陈一"]
    assert fencing.check(county.db, county.actor) == ""
    assert is_sound(county, first, other, third)


def test_a_backup_and_what_came_after_it(offices: Offices, tmp_path: Path, stick: Path) -> None:
    first, other, county = offices.first, offices.other, offices.county
    backup.make(county.db, stick / "a.ljbak")
    home = in_step(offices, stick)  # a correction the backup does not have
    late = offices.fresh("late", OTHER)  # and a computer let in after it
    made.join(county, late, tmp_path)
    late.take(county.pack(stick, OTHER).path)
    late.family("陈二")
    old = me_of(county)
    gone(offices)
    county = recovered(offices, stick / "a.ljbak")
    assert counties(county) == {old.key_id: county_keys.LOST, me_of(county).key_id: ""}
    assert [c.no for c in _computers(county)] == [1, 1]
    file = late.pack(stick).path  # it was made for the lost one, of which we have the keys
    with pytest.raises(PackageRefused, match="全部重发"):
        take(county, file)
    assert take(county, everything_of(late, stick)).refused == 0
    assert county.take(everything_of(first, stick)).refused == 0
    assert county.heads() == ["林一", "陈一", "陈二"]
    assert county.phone(home) == "13905910001"
    for pc, code in ((first, FIRST), (late, OTHER), (other, OTHER), (offices.second, FIRST)):
        back = pc.take(county.pack(stick, code).path)
        assert (back.held, back.refused) == (0, 0)
    assert other.heads() == ["陈一", "陈二"]
    assert is_sound(county, first, late, other, offices.second)


def _computers(pc: Pc) -> list[registry.Computer]:
    with pc.db.read() as s:
        return registry.computers(s, COUNTY)


def test_a_new_township_joins_the_county_that_was_replaced(
    offices: Offices, tmp_path: Path, stick: Path
) -> None:
    in_step(offices, stick)
    gone(offices)
    county = recovered(offices)
    take(county, everything_of(offices.first, stick))
    new = offices.fresh("new", "350122105")
    made.join(county, new, tmp_path)
    assert counties(new) == counties(county)
    new.family("吴一")
    assert county.take(new.pack(stick).path).refused == 0
    # And is lost again: what the first one signed is still proven to the third.
    gone(offices)
    again = recovered(offices)
    assert take(again, everything_of(new, stick)).refused == 0
    assert len(counties(again)) == 3
    assert again.heads() == ["吴一"]
    assert take(again, everything_of(offices.first, stick)).refused == 0
    assert again.heads() == ["吴一", "林一"]
    new.take(again.pack(stick, "350122105").path)
    assert counties(new) == counties(again)
    assert is_sound(again, new)


def test_a_wrong_code_changes_nothing(offices: Offices, stick: Path) -> None:
    county, first = offices.county, offices.first
    before = county.dump()
    for code, said in ((offices.root_code[:-1] + "-", "抄写有误"), (new_root()[0], "这不是本县的")):
        with pytest.raises(Refused, match=said):
            county_keys.recover(county.db, county.actor, code)
    assert county.dump() == before
    before = first.dump()
    with pytest.raises(Refused, match="只有县级单位"):
        county_keys.recover(first.db, first.actor, offices.root_code)
    with pytest.raises(Refused, match="只有县级单位"):
        county_keys.renew(first.db, first.actor)
    assert first.dump() == before


def test_another_code_in_an_empty_office_convinces_nobody(offices: Offices, stick: Path) -> None:
    in_step(offices, stick)
    gone(offices)
    county = offices.fresh("county", COUNTY)
    county_keys.recover(county.db, county.actor, new_root()[0])
    with pytest.raises(PackageRefused, match="^NOT_FOR_US"):
        county.take(everything_of(offices.first, stick))


def test_the_county_changes_its_keys(offices: Offices, tmp_path: Path, stick: Path) -> None:
    home = in_step(offices, stick)
    first, other, county = offices.first, offices.other, offices.county
    old = me_of(county)
    first.family("林二")
    on_the_way = first.pack(stick).path
    before = county.pack(stick, OTHER).path
    county_keys.renew(county.db, county.actor)
    new = me_of(county)
    assert (new.inst != old.inst, new.key_id != old.key_id, new.role) == (True, True, "county")
    assert counties(county) == {old.key_id: "更换了钥匙", new.key_id: ""}
    assert [(c.no, c.name, c.letters) for c in _computers(county)][0] == [
        (c.no, c.name, c.letters) for c in _computers(county)
    ][1]
    assert county.take(on_the_way).new > 0  # it was made for the old ones
    county.call(home, "13905910009")
    assert first.take(county.pack(stick, FIRST).path).refused == 0
    assert first.phone(home) == "13905910009"
    assert counties(first) == counties(county)
    other.take(before)  # made before, taken after: still the old one's word
    other.take(county.pack(stick, OTHER).path)
    with pytest.raises(PackageRefused, match="^FORGED.*停用"):
        other.take(before)
    assert fact(county, "former") != ""
    for pc in (first, other):
        county.take(pc.pack(stick).path)
    assert fact(county, "former") == ""
    third = offices.fresh("third", OTHER)
    made.join(county, third, tmp_path)
    assert counties(third) == counties(county)
    assert fencing.check(county.db, county.actor) == ""
    assert is_sound(county, first, other, third)


def test_year_after_year_and_a_township_that_slept(offices: Offices, stick: Path) -> None:
    first, county = offices.first, offices.county
    for _ in range(county_keys.MOST_RENEWALS - 1):
        county_keys.renew(county.db, county.actor)
    with pytest.raises(Refused, match="总恢复码更换"):
        county_keys.renew(county.db, county.actor)
    first.family("林一")
    file = county.pack(stick, FIRST).path
    assert len(links_of(str(package.look(file).hint[HINT]))) == county_keys.MOST_RENEWALS
    first.take(file)
    county.take(first.pack(stick).path)
    county_keys.recover(county.db, county.actor, offices.root_code)
    file = county.pack(stick, FIRST).path
    assert len(links_of(str(package.look(file).hint[HINT]))) == 1
    first.take(file)
    assert counties(first) == counties(county)
    assert {no for (no,) in county.rows("SELECT pc_no FROM installation WHERE role = 'county'")} == {1}
    assert is_sound(county, first)


def test_the_power_goes_while_the_county_changes_its_keys(
    offices: Offices, monkeypatch: pytest.MonkeyPatch, stick: Path
) -> None:
    county, first = offices.county, offices.first
    old = me_of(county)

    def gone(*_: Any) -> None:
        raise OSError("no power")

    with monkeypatch.context() as m:
        m.setattr(county_keys, "seal", gone)
        with pytest.raises(OSError, match="no power"):
            county_keys.renew(county.db, county.actor)
    assert me_of(county) == old
    county_keys.renew(county.db, county.actor)
    assert len(counties(county)) == 2
    with monkeypatch.context() as m:
        m.setattr(fencing, "advance", lambda _db: None)
        county_keys.recover(county.db, county.actor, offices.root_code)
    assert fencing.check(county.db, county.actor) == ""
    assert first.take(county.pack(stick, FIRST).path).refused == 0


def test_a_county_that_is_not_founded_renews_nothing(offices: Offices) -> None:
    county = offices.fresh("empty", COUNTY)
    with pytest.raises(Refused, match="还没有建立"):
        county_keys.renew(county.db, county.actor)
    county_keys.recover(county.db, county.actor, offices.root_code)
    with pytest.raises(Refused, match="已经建立"):
        enrol.found_county(county.db, county.actor)
    assert inspect(offices.first.db, _own(offices)).manifest.sender.office == FIRST


def _own(offices: Offices) -> Path:
    return offices.first.pack(offices.place / "u").path


def test_the_answer_to_a_renewal_may_come_from_the_new_county(
    offices: Offices, tmp_path: Path, stick: Path
) -> None:
    """A township changes its keys and hears of the county's new computer with the answer."""
    in_step(offices, stick)
    first = offices.first
    enrol.renew(first.db, first.actor, tmp_path / "r", memory_kib=QUICK_CODE)
    gone(offices)
    county = recovered(offices)
    take(county, everything_of(first, stick))
    enrol.accept(county.db, county.actor, tmp_path / "r", tmp_path / "a", memory_kib=QUICK_CODE)
    enrol.finish(first.db, first.actor, tmp_path / "a", memory_kib=QUICK_CODE)
    assert counties(first) == counties(county)
    first.family("林九")
    assert county.take(first.pack(stick).path).refused == 0
    assert county.heads() == ["林一", "林九"]


def test_a_county_put_back_gets_what_it_gave_to_all_since_then(
    offices: Offices, tmp_path: Path, stick: Path
) -> None:
    """Its computer broke and is at hand: the backup alone is enough, no code is typed."""
    county = offices.county
    backup.make(county.db, stick / "a.ljbak")
    in_step(offices, stick)
    late = offices.fresh("late", OTHER)
    made.join(county, late, tmp_path)
    offices.first.take(county.pack(stick, FIRST).path)
    gone(offices)
    county = restored(offices, stick / "a.ljbak")
    assert [c for c in machines(county) if c == me_of(late).key_id] == []
    for pc, code in ((offices.other, OTHER), (offices.first, FIRST)):
        pc.take(county.pack(stick, code).path)
        county.take(pc.pack(stick).path)
    assert [c for c in machines(county) if c == me_of(late).key_id] != []
    assert county.heads() == ["林一", "陈一"]
    assert is_sound(county, offices.first, offices.other)


def machines(pc: Pc) -> list[str]:
    return [key for (key,) in pc.rows("SELECT key_id FROM installation")]


def test_a_computer_that_began_with_a_baseline_gives_it_all(
    offices: Offices, tmp_path: Path, stick: Path
) -> None:
    """All that is left of an office is a computer that never had its history."""
    home = in_step(offices, stick)
    county = offices.county
    new = offices.fresh("new", FIRST)
    new.family("林早")  # before it joined
    made.join(county, new, tmp_path)
    new.take(county.pack(stick, FIRST, baseline=True).path)
    new.family("林新")
    gone(offices)
    county = recovered(offices)
    done = take(county, everything_of(new, stick))
    assert (done.held, done.refused) == (0, 0)
    assert county.heads() == new.heads() == ["林一", "林新", "林早"]
    assert county.phone(home) == "13905910001"
    assert county.take(everything_of(offices.first, stick)).refused == 0
    county.call(home, "13905910007")
    for pc in (new, offices.first, offices.second):
        back = pc.take(county.pack(stick, FIRST).path)
        assert (back.held, back.refused) == (0, 0)
        assert pc.phone(home) == "13905910007"
    assert is_sound(county, new, offices.first, offices.second)


def test_a_baseline_comes_to_no_county_that_lost_nothing(
    offices: Offices, tmp_path: Path, stick: Path
) -> None:
    in_step(offices, stick)
    county = offices.county
    new = offices.fresh("new", FIRST)
    made.join(county, new, tmp_path)
    new.take(county.pack(stick, FIRST, baseline=True).path)
    done = county.take(everything_of(new, stick))
    assert (done.new, done.changed, done.held, done.refused) == (0, 0, 0, 0)


def test_photos_come_back_too(offices: Offices, stick: Path) -> None:
    first, county = offices.first, offices.county
    home = first.family("林一")
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(drawn, "PNG")
    attachment.add_photo(first.db, first.actor, "household", home, drawn.getvalue())
    county.take(first.pack(stick).path)
    first.take(county.pack(stick, FIRST).path)
    assert first.pack(stick).segments == 0
    gone(offices)
    county = recovered(offices)
    done = take(county, everything_of(first, stick))
    assert done.pictures == 1


def test_a_copy_that_was_told_to_be_one_takes_the_place_too(offices: Offices, stick: Path) -> None:
    """Its backup came over another computer's data: its keys are forgotten, the code makes new ones."""
    in_step(offices, stick)
    first, county = offices.first, offices.county
    old = me_of(county)
    with county.db.transaction(county.actor, "复制", "exchange") as s:
        for name in ("inst", "sign", "age"):
            identity.put(s, name, "")
    with pytest.raises(Refused, match="还没有建立"):
        county_keys.renew(county.db, county.actor)
    first.family("林二")
    on_the_way = first.pack(stick).path  # for the keys that are forgotten: the root opens it
    county_keys.recover(county.db, county.actor, offices.root_code)
    assert county.take(on_the_way).new > 0
    assert counties(county) == {old.key_id: county_keys.LOST, me_of(county).key_id: ""}
    assert first.take(county.pack(stick, FIRST).path).refused == 0
