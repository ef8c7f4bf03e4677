"""A stick looked through, packages tried and taken in one after another, and given with a backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.exchange import brake, inbox, outbox, overview
from ljfpa_desktop.exchange.pack import pack, pack_all
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.services import backup, household
from tests.exchange import offices as made
from tests.factories import household as family
from tests.offices import Offices
from tests.offices import joined as joined
from tests.offices import offices as offices


def states(found: list[inbox.Arrival]) -> list[tuple[str, str]]:
    return [(a.state, a.words) for a in found]


def test_what_lies_on_the_stick_is_sorted_by_what_can_be_done_with_it(offices: Offices) -> None:
    at, county, stick = offices.guantou, offices.county, offices.stick
    family(at.db, at.actor, head="林建国")
    first = pack(at.db, at.actor, stick)
    unpack(county.db, county.actor, first.path)
    family(at.db, at.actor, head="陈依官")
    second = pack(at.db, at.actor, stick)
    pack_all(county.db, county.actor, stick)
    torn = stick / "坏的.ljp"
    torn.write_bytes(second.path.read_bytes()[:600])
    (stick / "照片.jpg").write_bytes(b"no package")
    found = inbox.look_through(county.db, stick)
    assert [s for s, _ in states(found)] == ["new", "had", "ours", "bad"]
    assert [a.path for a in found if a.state in ("new", "bad")] == [second.path, torn]
    assert found[1].words == "已接收过"
    assert "没有拷完整" in found[3].words
    (mine,) = [a for a in inbox.look_through(at.db, stick) if a.state == "new"]
    assert (mine.sender, mine.no) == ("连江县", 1)
    (other,) = [a for a in inbox.look_through(offices.xiaoao.db, stick) if a.sender == "连江县"]
    assert (other.state, other.words) == ("other", "给琯头镇的")


def test_what_our_other_computer_reports_can_be_taken_in_here_too(
    offices: Offices, tmp_path: Path
) -> None:
    at, stick = offices.guantou, offices.stick
    made.create(tmp_path / "second", at.actor.office)
    second = made.open_pc(tmp_path / "second")
    try:
        made.join(offices.county, second, tmp_path)
        for packed in pack_all(offices.county.db, offices.county.actor, tmp_path):
            unpack(at.db, at.actor, packed.path)
        family(at.db, at.actor, head="林建国")
        given = pack(at.db, at.actor, stick)
        assert states(inbox.look_through(at.db, stick)) == [("ours", "本机生成的")]
        assert states(inbox.look_through(second.db, stick)) == [("beside", "本单位报县的")]
        done, _ = inbox.preview(second.db, second.actor, given.path)
        assert done.totals["households"] == 1
        unpack(second.db, second.actor, given.path)
        assert states(inbox.look_through(second.db, stick)) == [("had", "已接收过")]
        assert household.summary(second.db).households == 1
    finally:
        second.close()


def test_a_missing_stick_is_told(offices: Offices) -> None:
    with pytest.raises(Trouble, match="打不开"):
        inbox.look_through(offices.county.db, offices.stick / "gone")


def test_a_trial_changes_nothing(offices: Offices) -> None:
    at, county = offices.guantou, offices.county
    family(at.db, at.actor, head="林建国", spouse="陈美珍")
    given = pack(at.db, at.actor, offices.stick)
    done, doubt = inbox.preview(county.db, county.actor, given.path)
    assert (doubt, done.totals["households"], done.totals["persons"]) == (None, 1, 2)
    assert household.summary(county.db).households == 0
    assert overview.read(county.db).received == []
    assert inbox.told(done).startswith("新增 ")
    unpack(county.db, county.actor, given.path)
    again, _ = inbox.preview(county.db, county.actor, given.path)
    assert inbox.told(again) == "里面的内容本机都有了，没有重复接收。"


def test_a_mass_change_is_shown_with_its_figures_and_waits_for_a_reason(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, county, stick = offices.guantou, offices.county, offices.stick
    homes = [family(at.db, at.actor, head=f"林建{n}") for n in "国华民"]
    unpack(county.db, county.actor, pack(at.db, at.actor, stick).path)
    for home in homes:
        household.save(at.db, at.actor, {"phone1": "13850112345"}, record_id=home)
    given = pack(at.db, at.actor, stick)
    monkeypatch.setattr(brake, "FEW", 1)
    done, doubt = inbox.preview(county.db, county.actor, given.path)
    assert doubt is not None
    assert [w.code for w in doubt.warnings] == ["mass"]
    assert done.changed == 3
    (outcome,) = inbox.take_all(county.db, county.actor, [given.path])
    assert outcome.done is None
    assert outcome.sentence.startswith(inbox.LOOK_FIRST)
    accepted = {"mass": "电话核对过，全镇换号"}
    assert unpack(county.db, county.actor, given.path, accepted=accepted).changed == 3


def test_records_taken_out_are_told(offices: Offices) -> None:
    at, county, stick = offices.guantou, offices.county, offices.stick
    home = family(at.db, at.actor)
    unpack(county.db, county.actor, pack(at.db, at.actor, stick).path)
    household.retire(at.db, at.actor, home, "重复登记")
    done, _ = inbox.preview(county.db, county.actor, pack(at.db, at.actor, stick).path)
    assert done.retired > 0
    assert f"撤下 {done.retired} 条" in inbox.told(done)


def test_one_bad_package_never_stops_the_others(offices: Offices) -> None:
    at, county, stick = offices.guantou, offices.county, offices.stick
    family(at.db, at.actor, head="林建国")
    good = pack(at.db, at.actor, stick).path
    torn = stick / "torn.ljp"
    torn.write_bytes(good.read_bytes()[:-10])
    steps: list[tuple[int, int]] = []
    outcomes = inbox.take_all(
        county.db, county.actor, [torn, stick / "gone.ljp", good], lambda *s: steps.append(s)
    )
    assert [o.done is not None for o in outcomes] == [False, False, True]
    assert outcomes[0].sentence == "这个数据包没有拷完整，请重新拷贝一次。"
    assert steps == [(0, 3), (1, 3), (2, 3)]
    assert household.summary(county.db).households == 1


def test_what_waits_for_the_package_before_is_told(offices: Offices) -> None:
    at, county, stick = offices.guantou, offices.county, offices.stick
    family(at.db, at.actor, head="林建国")
    unpack(county.db, county.actor, pack(at.db, at.actor, stick).path)
    (back,) = pack_all(county.db, county.actor, stick)
    unpack(at.db, at.actor, back.path)
    words = inbox.told(inbox.preview(at.db, at.actor, back.path)[0])
    assert words == "里面的内容本机都有了，没有重复接收。"


def test_the_newest_backup_goes_along_on_the_stick(offices: Offices) -> None:
    at = offices.guantou
    family(at.db, at.actor, head="林建国")
    given = outbox.give(at.db, at.actor, offices.stick)
    assert given.packed.no == 1
    assert given.trouble == ""
    assert given.backup is not None
    assert backup.inspect(given.backup).households == 1


def test_without_room_for_the_backup_the_package_stands(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = offices.guantou

    def full(_db: object, _to: Path) -> None:
        raise Trouble("U盘空间不足，", "请换一个U盘。")

    monkeypatch.setattr(backup, "make", full)
    given = outbox.give(at.db, at.actor, offices.stick)
    assert given.packed.path.exists()
    assert (given.backup, given.trouble) == (None, "U盘空间不足，请换一个U盘。")
