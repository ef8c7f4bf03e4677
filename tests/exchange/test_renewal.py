"""A computer changes its keys on real files: what stays, what stops, and what nobody can make of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange import enrol, fencing, fold, registry, renewal
from ljfpa_desktop.exchange.file.keyring import new_keys
from ljfpa_desktop.exchange.file.phone_code import is_code
from ljfpa_desktop.exchange.file.refusal import PackageRefused
from ljfpa_desktop.exchange.file.request import JoinRequest, read_request, write_request
from ljfpa_desktop.exchange.kernel import identity
from ljfpa_desktop.services import backup
from tests.conftest import PASSWORD, QUICK
from tests.exchange import offices as made
from tests.exchange.offices import FIRST, QUICK_CODE, Offices, Pc
from tests.exchange.smuggling import WHEN, me_of


def ask(pc: Pc, file: Path) -> enrol.JoinFacts:
    return enrol.renew(pc.db, pc.actor, file, memory_kib=QUICK_CODE)


def allow(county: Pc, file: Path, answer: Path) -> enrol.JoinFacts:
    return enrol.accept(county.db, county.actor, file, answer, memory_kib=QUICK_CODE)


def end(pc: Pc, answer: Path) -> enrol.JoinFacts:
    return enrol.finish(pc.db, pc.actor, answer, memory_kib=QUICK_CODE)


def renewed(offices: Offices, place: Path, name: str = "first") -> Pc:
    """The computer with new keys, which the county has not heard of yet."""
    pc: Pc = getattr(offices, name)
    ask(pc, place / "r")
    allow(offices.county, place / "r", place / "a")
    end(pc, place / "a")
    return pc


def installed(pc: Pc, office: str = FIRST) -> list[registry.Computer]:
    with pc.db.read() as s:
        return registry.computers(s, office)


def in_use(pc: Pc) -> set[str]:
    return {c.key_id for c in installed(pc) if not c.revoked_on}


def fact(pc: Pc, name: str) -> str:
    with pc.db.read() as s:
        return identity.get(s, name)


def test_new_keys_wait_for_the_county_and_then_sign(offices: Offices, tmp_path: Path, stick: Path) -> None:
    first, county = offices.first, offices.county
    old = me_of(first)
    asked = ask(first, tmp_path / "r")
    again = ask(first, tmp_path / "r2")
    assert asked == again
    assert is_code(asked.code)
    assert enrol.look(tmp_path / "r", memory_kib=QUICK_CODE) == asked
    assert me_of(first) == old
    county.take(first.pack(stick).path)  # the old ones are in use until the answer
    told = allow(county, tmp_path / "r", tmp_path / "a")
    assert in_use(county) >= {old.key_id, read_request(tmp_path / "r").keys.key_id.hex()}
    assert end(first, tmp_path / "a").code == told.code
    new = me_of(first)
    assert (new.inst != old.inst, new.key_id != old.key_id) == (True, True)
    assert (new.office, new.role) == (old.office, old.role)
    assert fact(first, "next") == ""


def test_it_stays_the_same_computer(offices: Offices, tmp_path: Path, stick: Path) -> None:
    first, county = offices.first, offices.county
    first.family("林一")
    county.take(first.pack(stick).path)
    first.take(county.pack(stick, FIRST).path)
    said = first.rows("SELECT inst, have FROM sync_peer ORDER BY inst")
    before = {c.key_id: c for c in installed(county)}[me_of(first).key_id]
    renewed(offices, tmp_path)
    after = {c.key_id: c for c in installed(county)}[me_of(first).key_id]
    assert (after.no, after.letters, after.name) == (before.no, before.letters, before.name)
    assert first.db.pc in after.letters
    assert first.rows("SELECT inst, have FROM sync_peer ORDER BY inst") == said
    first.family("林二")
    sent = first.pack(stick)
    assert sent.segments == 2  # beside the certificate the county is known to have the rest
    done = county.take(sent.path)
    assert (done.held, done.new > 0) == (0, True)
    assert county.heads() == ["林一", "林二"]
    back = county.pack(stick, FIRST)
    assert first.take(back.path).held == 0
    assert fold.faults(first.db) == []
    assert fencing.check(first.db, first.actor) == ""


def test_the_county_knows_what_it_has_from_the_answer_on(
    offices: Offices, tmp_path: Path, stick: Path
) -> None:
    first, county = offices.first, offices.county
    first.family("林一")
    county.take(first.pack(stick).path)
    renewed(offices, tmp_path)
    inst = bytes.fromhex(me_of(first).inst)
    (old,) = [c.inst for c in installed(county) if c.key_id != me_of(first).key_id and c.no == 1]
    have = "SELECT have FROM sync_peer WHERE inst = ?"
    assert county.rows(have, inst) == county.rows(have, bytes.fromhex(old)) != []


def test_the_old_keys_stop_with_the_first_package_of_the_new_ones(
    offices: Offices, tmp_path: Path, stick: Path
) -> None:
    first, county, second = offices.first, offices.county, offices.second
    old = me_of(first).key_id
    first.family("林一")
    first.pack(stick / "lost")
    renewed(offices, tmp_path)
    assert old in in_use(county)
    first.family("林二")
    file = first.pack(stick).path
    county.take(file, dry_run=True)
    assert old in in_use(county)
    county.take(file)
    assert in_use(county) == {me_of(first).key_id, me_of(second).key_id}
    (stopped,) = [c for c in installed(county) if c.key_id == old]
    assert stopped.revoked_heads != ()
    assert county.rows("SELECT revoked_why FROM installation WHERE key_id = ?", old) == [("更换了钥匙",)]
    # What the old ones signed goes on to everyone, and is no forgery to anyone.
    done = second.take(county.pack(stick, FIRST).path)
    assert (done.refused, done.held) == (0, 0)
    assert second.heads() == ["林一", "林二"]
    first.take(county.pack(stick, FIRST).path)
    assert fold.faults(second.db) == fold.faults(first.db) == []
    assert [c.key_id for c in installed(first) if c.revoked_on] == [old]


def test_not_while_something_waits_for_what_the_old_ones_signed(
    offices: Offices, tmp_path: Path, stick: Path
) -> None:
    first, county = offices.first, offices.county
    old = me_of(first).key_id
    first.family("林一")
    late = first.pack(stick / "late").path
    # The county believes that it told of having it: as after its own disk was put back.
    told = first.rows("SELECT have FROM sync_peer")[0][0]
    heads_now = [h for (h,) in first.rows("SELECT hash FROM sync_seg WHERE scope = ? ORDER BY lam", FIRST)]
    with first.db.transaction(first.actor, "试", "exchange") as s:
        s.connection().exec_driver_sql(
            "UPDATE sync_peer SET have = ?", (f'{{"{FIRST}": ["{heads_now[-1].hex()}"]}}',)
        )
    assert told
    renewed(offices, tmp_path)
    first.family("林二")
    assert county.take(first.pack(stick).path).held == 1
    assert old in in_use(county)
    assert county.take(late).refused == 0
    assert county.heads() == ["林一", "林二"]
    first.family("林三")
    county.take(first.pack(stick).path)
    assert old not in in_use(county)


def test_what_the_old_keys_send_afterwards_is_refused(offices: Offices, tmp_path: Path, stick: Path) -> None:
    """A copy of the disk, taken before: its keys are worth nothing any more."""
    first, county = offices.first, offices.county
    offices.pcs.pop("first").close()
    shutil.copytree(offices.place / "first", tmp_path / "copy")
    first = offices.first
    renewed(offices, tmp_path)
    county.take(first.pack(stick).path)
    thief = made.open_pc(tmp_path / "copy")
    offices.pcs["thief"] = thief
    thief.family("假")
    with pytest.raises(PackageRefused, match="^FORGED"):
        county.take(thief.pack(stick / "x").path)
    assert county.heads() == []


def test_a_package_made_for_the_old_keys_still_opens(offices: Offices, tmp_path: Path, stick: Path) -> None:
    county, first = offices.county, offices.first
    ask(first, tmp_path / "r")
    made_before = county.pack(stick / "1", FIRST).path
    also_before = county.pack(stick / "2", FIRST).path
    allow(county, tmp_path / "r", tmp_path / "a")
    made_between = county.pack(stick / "3", FIRST).path
    end(first, tmp_path / "a")
    assert first.take(made_before).sequence == 4
    assert fact(first, "former") != ""
    first.take(made_between)
    assert fact(first, "former") == ""  # all that was in the others is in this one, or comes again
    with pytest.raises(PackageRefused, match="^NOT_FOR_US"):
        first.take(also_before)


def test_a_request_that_the_old_keys_did_not_sign(offices: Offices, tmp_path: Path) -> None:
    first, county = offices.first, offices.county
    ask(first, tmp_path / "r")
    asked = read_request(tmp_path / "r")
    thief = new_keys()
    other = me_of(offices.other)
    before = county.dump()
    for wrong in (
        replace(asked, keys=thief.public),
        replace(asked, keys=thief.public, consent=renewal.consent(thief, thief.public)),
        replace(asked, keys=thief.public, consent=b""),
        replace(
            asked, keys=thief.public, replaces=other.keys.public.key_id,
            consent=renewal.consent(other.keys, thief.public),
        ),
        replace(asked, keys=thief.public, replaces=b"\0" * 16),
        replace(asked, keys=thief.public, replaces=me_of(county).keys.public.key_id),
    ):  # fmt: skip
        write_request(tmp_path / "w", wrong, thief)
        with pytest.raises(Refused, match="不是由原来的那台电脑做的"):
            allow(county, tmp_path / "w", tmp_path / "a")
    assert county.dump() == before
    assert isinstance(asked, JoinRequest)
    assert asked.made > WHEN[:10]


def test_a_stopped_computer_cannot_renew(offices: Offices, tmp_path: Path, stick: Path) -> None:
    first, county = offices.first, offices.county
    ask(first, tmp_path / "r")
    enrol.revoke(county.db, county.actor, me_of(first).key_id, "被盗")
    with pytest.raises(Refused, match="已经停用"):
        allow(county, tmp_path / "r", tmp_path / "a")
    with pytest.raises(Refused, match="不用申请"):
        ask(county, tmp_path / "r2")
    with pytest.raises(Refused, match="还没有加入"):
        ask(offices.fresh("new", FIRST), tmp_path / "r3")


def test_year_after_year_the_number_and_the_letters_stay(
    offices: Offices, tmp_path: Path, stick: Path
) -> None:
    first, county = offices.first, offices.county
    for year in range(8):
        place = tmp_path / str(year)
        place.mkdir()
        renewed(offices, place)
        county.take(first.pack(stick / str(year)).path)
        first.take(county.pack(stick / str(year), FIRST).path)
    assert len(in_use(county)) == 2
    assert {c.no for c in installed(county)} == {1, 2}
    third = offices.fresh("third", FIRST)
    made.join(county, third, tmp_path)
    assert sorted(c.no for c in installed(county) if not c.revoked_on) == [1, 2, 3]


def test_the_power_goes_between_the_commit_and_the_fence(
    offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = offices.first
    fencing.check(first.db, first.actor)
    with monkeypatch.context() as m:
        m.setattr(fencing, "advance", lambda _db: None)
        renewed(offices, tmp_path)
    keys = me_of(first)
    assert fencing.check(first.db, first.actor) == ""
    assert me_of(first) == keys
    assert fencing.check(first.db, first.actor) == ""


def test_a_backup_from_before_must_join_anew(offices: Offices, tmp_path: Path, stick: Path) -> None:
    first, county = offices.first, offices.county
    fencing.check(first.db, first.actor)
    first.family("林一")
    backup.make(first.db, tmp_path / "a.ljbak")
    renewed(offices, tmp_path)
    county.take(first.pack(stick).path)
    first.take(county.pack(stick, FIRST).path)
    offices.pcs.pop("first").close()
    shutil.rmtree(offices.place / "first")
    file = tmp_path / "a.ljbak"
    backup.restore(file, offices.place / "first", login="clerk", password=PASSWORD, cost=QUICK)
    first = offices.first
    assert fencing.check(first.db, first.actor).startswith("本机的数据恢复到了更换钥匙以前")
    assert fencing.check(first.db, first.actor) == ""
    with pytest.raises(Refused, match="还没有加入"):
        first.pack(stick)
    again = tmp_path / "again"
    again.mkdir()
    made.join(county, first, again)
    first.family("林二")
    county.take(first.pack(stick).path)
    first.take(county.pack(stick, FIRST).path)
    assert first.heads() == county.heads() == ["林一", "林二"]
    assert fencing.check(first.db, first.actor) == ""
