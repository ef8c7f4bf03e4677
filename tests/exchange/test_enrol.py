"""Joining a county with real files: who is let in, who is not, and what both sides read to each other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange import enrol, registry
from ljfpa_desktop.exchange.file.keyring import new_keys, new_root, root_keys
from ljfpa_desktop.exchange.file.phone_code import is_code
from ljfpa_desktop.exchange.file.refusal import PackageRefused
from ljfpa_desktop.exchange.file.request import (
    JoinRequest,
    read_answer,
    read_request,
    write_answer,
    write_request,
)
from ljfpa_desktop.exchange.kernel import identity
from tests.exchange import offices as made
from tests.exchange.offices import COUNTY, FIRST, OTHER, QUICK_CODE, Offices, Pc
from tests.exchange.smuggling import me_of


def request(pc: Pc, file: Path) -> enrol.JoinFacts:
    return enrol.request(pc.db, pc.actor, file, memory_kib=QUICK_CODE)


def accept(county: Pc, file: Path, answer: Path) -> enrol.JoinFacts:
    return enrol.accept(county.db, county.actor, file, answer, memory_kib=QUICK_CODE)


def finish(pc: Pc, file: Path) -> enrol.JoinFacts:
    return enrol.finish(pc.db, pc.actor, file, memory_kib=QUICK_CODE)


def test_both_sides_read_the_same_codes(offices: Offices, tmp_path: Path) -> None:
    pc = offices.fresh("new", OTHER)
    asked = request(pc, tmp_path / "r")
    seen = enrol.look(tmp_path / "r", memory_kib=QUICK_CODE)
    assert seen == asked
    assert is_code(asked.code)
    assert (asked.office, asked.title) == (OTHER, "连江县晓澳镇计划生育协会")
    told = accept(offices.county, tmp_path / "r", tmp_path / "a")
    done = finish(pc, tmp_path / "a")
    assert done.code == told.code == enrol.look_answer(tmp_path / "a", memory_kib=QUICK_CODE).code
    assert (done.office, done.title) == (COUNTY, "连江县计划生育协会")


def test_asking_again_changes_neither_keys_nor_place(offices: Offices, tmp_path: Path) -> None:
    pc = offices.fresh("new", OTHER)
    first, second = request(pc, tmp_path / "r"), request(pc, tmp_path / "r2")
    assert first.code == second.code
    accept(offices.county, tmp_path / "r", tmp_path / "a")
    accept(offices.county, tmp_path / "r2", tmp_path / "a2")
    assert offices.county.rows("SELECT count(*) FROM installation WHERE of_office = ?", OTHER) == [(2,)]
    finish(pc, tmp_path / "a")
    finish(pc, tmp_path / "a2")
    assert pc.rows("SELECT v FROM sync_self WHERE k = 'gen'") == [("2",)]


def test_each_computer_of_an_office_numbers_under_its_own_letter(offices: Offices) -> None:
    for name, letter in (("first", "A"), ("second", "B"), ("other", "A")):
        pc: Pc = getattr(offices, name)
        assert (pc.db.pc, pc.rows("SELECT value FROM setting WHERE name = 'office.letter'")) in (
            (letter, [(f'"{letter}"',)]),
            (letter, []),
        )
    one, two = offices.first.family("林一"), offices.second.family("林二")
    numbers = [
        pc.rows("SELECT household_no FROM household WHERE id = ?", row.bytes)[0][0]
        for pc, row in ((offices.first, one), (offices.second, two))
    ]
    assert [n[12] for n in numbers] == ["0", "1"]


def test_the_county_founds_once_and_keeps_the_root_s_public_half(offices: Offices, tmp_path: Path) -> None:
    pc = offices.fresh("c", COUNTY)
    code = enrol.found_county(pc.db, pc.actor)
    with pc.db.read() as s:
        assert identity.get(s, "root_age") == root_keys(code).public.age
        assert identity.get(s, "root_sign") == root_keys(code).public.sign.hex()
        assert code not in json.dumps([identity.get(s, k) for k in ("root_age", "root_sign", "sign", "age")])
    with pytest.raises(Refused, match="已经建立"):
        enrol.found_county(pc.db, pc.actor)
    with pytest.raises(Refused, match="不用申请"):
        request(pc, tmp_path / "r")


def test_only_the_county_lets_in_and_only_a_township_asks(offices: Offices, tmp_path: Path) -> None:
    first = offices.first
    with pytest.raises(Refused, match="只有县级单位"):
        enrol.found_county(first.db, first.actor)
    request(first, tmp_path / "r")
    with pytest.raises(Refused, match="只有县级单位"):
        accept(first, tmp_path / "r", tmp_path / "a")
    with pytest.raises(Refused, match="只有县级单位"):
        enrol.revoke(first.db, first.actor, me_of(offices.other).key_id, "x")


@pytest.mark.parametrize("office", [COUNTY, "350123", "350123101", "110101001", "350122999"])
def test_a_request_of_a_place_that_is_not_ours(offices: Offices, tmp_path: Path, office: str) -> None:
    keys = new_keys()
    join = JoinRequest(UUID(int=5), office, "某镇", keys.public, "2026-11-24T08:00:00+00:00", "电脑")
    write_request(tmp_path / "r", join, keys)
    dump = offices.county.dump()
    with pytest.raises(Refused, match="不是本县的单位"):
        accept(offices.county, tmp_path / "r", tmp_path / "a")
    assert offices.county.dump() == dump
    assert not (tmp_path / "a").exists()


def test_a_request_under_a_known_number_with_other_keys(offices: Offices, tmp_path: Path) -> None:
    keys = new_keys()
    for inst in (me_of(offices.county).inst, me_of(offices.first).inst):
        join = JoinRequest(UUID(inst), FIRST, "琯头镇", keys.public, "2026-11-24T08:00:00+00:00", "电脑")
        write_request(tmp_path / "r", join, keys)
        with pytest.raises(Refused, match="已经登记在别的钥匙名下"):
            accept(offices.county, tmp_path / "r", tmp_path / "a")


def test_a_stopped_computer_is_not_let_in_again(offices: Offices, tmp_path: Path) -> None:
    key = me_of(offices.first).key_id
    enrol.revoke(offices.county.db, offices.county.actor, key, "被盗")
    with pytest.raises(Refused, match="没有这台在用的电脑"):
        enrol.revoke(offices.county.db, offices.county.actor, key, "再一次")
    request(offices.first, tmp_path / "r")
    with pytest.raises(Refused, match="已经停用"):
        accept(offices.county, tmp_path / "r", tmp_path / "a")


def test_the_county_does_not_stop_the_computer_it_sits_at(offices: Offices) -> None:
    with pytest.raises(Refused, match="不能停用正在使用的"):
        enrol.revoke(offices.county.db, offices.county.actor, me_of(offices.county).key_id, "x")


def test_more_computers_than_letters_are_refused(offices: Offices, tmp_path: Path) -> None:
    for n in range(registry.MOST_COMPUTERS - 1):
        keys = new_keys()
        join = JoinRequest(UUID(int=n + 9), OTHER, "晓澳镇", keys.public, "2026-11-24T08:00:00+00:00", f"{n}")
        write_request(tmp_path / "r", join, keys)
        accept(offices.county, tmp_path / "r", tmp_path / "a")
    keys = new_keys()
    join = JoinRequest(UUID(int=99), OTHER, "晓澳镇", keys.public, "2026-11-24T08:00:00+00:00", "六")
    write_request(tmp_path / "r", join, keys)
    with pytest.raises(Refused, match="已经登记过 6 台电脑"):
        accept(offices.county, tmp_path / "r", tmp_path / "a")
    letters = [
        r[0] for r in offices.county.rows("SELECT letters FROM installation WHERE of_office = ?", OTHER)
    ]
    assert len(set("".join(letters))) == len("".join(letters))


def test_an_answer_for_another_or_of_another_county(offices: Offices, tmp_path: Path) -> None:
    pc = offices.fresh("new", OTHER)
    request(pc, tmp_path / "r")
    accept(offices.county, tmp_path / "r", tmp_path / "a")
    with pytest.raises(Refused, match="不是给本机的"):
        finish(offices.first, tmp_path / "a")
    stranger = offices.fresh("stranger", COUNTY)
    enrol.found_county(stranger.db, stranger.actor)
    request(offices.first, tmp_path / "r1")
    accept(stranger, tmp_path / "r1", tmp_path / "a1")
    dump = offices.first.dump()
    with pytest.raises(Refused, match="与本机登记的不一样"):
        finish(offices.first, tmp_path / "a1")
    assert offices.first.dump() == dump


def test_an_answer_whose_certificates_are_not_the_county_s(offices: Offices, tmp_path: Path) -> None:
    pc = offices.fresh("new", OTHER)
    request(pc, tmp_path / "r")
    accept(offices.county, tmp_path / "r", tmp_path / "a")
    reply = read_answer(tmp_path / "a")
    stranger, dump = new_keys(), pc.dump()
    write_answer(tmp_path / "b", replace(reply, keys=stranger.public), stranger)
    with pytest.raises(Refused, match="总恢复码的证明不对"):
        finish(pc, tmp_path / "b")
    write_answer(tmp_path / "b", replace(reply, keys=stranger.public, vouch="", links=""), stranger)
    with pytest.raises(PackageRefused, match="^FORGED"):
        finish(pc, tmp_path / "b")
    keys = me_of(offices.county).keys
    write_answer(tmp_path / "c", replace(reply, certificates=reply.certificates[:1]), keys)
    with pytest.raises(Refused, match="没有本机"):
        finish(pc, tmp_path / "c")
    assert pc.dump() == dump
    with pytest.raises(Refused, match="还没有加入"):
        pc.pack(tmp_path / "u")


def test_a_request_is_of_this_computer_and_holds_no_secret(offices: Offices, tmp_path: Path) -> None:
    request(offices.first, tmp_path / "r")
    content, me = (tmp_path / "r").read_text("utf-8"), me_of(offices.first)
    assert read_request(tmp_path / "r").keys == me.keys.public
    assert me.keys.sign.hex() not in content
    assert me.keys.age not in content


def test_what_was_typed_before_joining_goes_with_the_first_package(offices: Offices, tmp_path: Path) -> None:
    pc = offices.fresh("new", "350122105")
    pc.family("林早")
    with pytest.raises(Refused, match="还没有加入"):
        pc.pack(tmp_path / "u")
    made.join(offices.county, pc, tmp_path, "计生办1号机")
    done = offices.county.take(pc.pack(tmp_path / "u").path)
    assert done.totals["households"] == 1
    with offices.county.db.read() as s:
        assert [c.name for c in registry.in_use(s, "350122105")] == ["计生办1号机"]
    assert new_root()[0] != new_root()[0]
