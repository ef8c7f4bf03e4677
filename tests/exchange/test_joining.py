"""Joining by phone, step by step, and how far this PC has come; a case looked into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.exchange import casework, enrol, fencing, joining, membership, worklist
from ljfpa_desktop.exchange.kernel import identity
from ljfpa_desktop.exchange.pack import pack
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.services import household, office
from tests.factories import household as family
from tests.offices import Offices
from tests.offices import joined as joined
from tests.offices import offices as offices


def test_a_code_heard_wrong_or_of_another_file_stops_everything(offices: Offices, tmp_path: Path) -> None:
    new, county = offices.xiaoao, offices.county
    assert joining.own_code(new.db) == ""
    assert joining.request_name(new.db, "1号/机") == "晓澳镇_1号机_加入申请.ljr"
    ask = tmp_path / "ask.ljr"
    mine = enrol.request(new.db, new.actor, ask, "1号机")
    assert joining.own_code(new.db) == mine.code
    asked = enrol.look(ask)
    other = joining.own_code(county.db)
    misread = ("9" if mine.code[0] != "9" else "8") + mine.code[1:]
    for heard, words in ((misread, joining.MISREAD), ("", joining.MISREAD), (other, joining.DIFFERS)):
        with pytest.raises(Invalid) as refused:
            joining.accept(county.db, county.actor, ask, asked, heard)
        assert refused.value.problems == {"heard": words}
    assert len(membership.machines(county.db)) == 2
    answer, told = joining.accept(county.db, county.actor, ask, asked, mine.code.replace("-", " "))
    assert answer.name == "ask_答复.ljr"
    with pytest.raises(Invalid):
        joining.finish(new.db, new.actor, answer, told, mine.code)
    done = joining.finish(new.db, new.actor, answer, enrol.look_answer(answer), told.code)
    assert done.title == "连江县计划生育协会"
    assert membership.of_this_pc(new.db).state == "joined"
    assert [m.office_name for m in membership.machines(county.db)] == ["连江县", "琯头镇", "晓澳镇"]


def test_how_far_a_pc_has_come(offices: Offices, tmp_path: Path) -> None:
    new, county, at = offices.xiaoao, offices.county, offices.guantou
    assert membership.of_this_pc(new.db) == membership.Membership("alone", False)
    assert [office.has_exchange(pc.db) for pc in (new, county, at)] == [False, True, True]
    enrol.request(new.db, new.actor, tmp_path / "ask.ljr", memory_kib=64)
    assert membership.of_this_pc(new.db).state == "asked"
    assert office.has_exchange(new.db)
    found = membership.of_this_pc(at.db)
    assert (found.state, found.county, found.pc_name, found.no) == (
        "joined", "连江县计划生育协会", "计生办1号机", 1,
    )  # fmt: skip
    assert found.letters
    assert membership.of_this_pc(county.db).is_county


def test_a_stopped_computer_knows_it(offices: Offices) -> None:
    county, at = offices.county, offices.guantou
    (key,) = [m.key for m in membership.machines(county.db) if m.office == at.actor.office]
    enrol.revoke(county.db, county.actor, key, "电脑被盗")
    (stopped,) = [m for m in membership.machines(county.db) if m.revoked_on]
    assert (stopped.revoked_why, stopped.is_ours) == ("电脑被盗", False)


def test_a_stopped_computer_joins_anew_with_other_keys_and_its_records(
    offices: Offices, tmp_path: Path
) -> None:
    county, at = offices.county, offices.guantou
    family(at.db, at.actor)
    unpack(county.db, county.actor, pack(at.db, at.actor, offices.stick).path)
    (key,) = [m.key for m in membership.machines(county.db) if m.office == at.actor.office]
    enrol.revoke(county.db, county.actor, key, "电脑被盗")
    fencing.start_over(at.db, at.actor)
    found = membership.of_this_pc(at.db)
    assert (found.state, found.is_copy) == ("alone", True)
    ask, answer = tmp_path / "ask.ljr", tmp_path / "answer.ljr"
    enrol.request(at.db, at.actor, ask, "2号机", memory_kib=64)
    enrol.accept(county.db, county.actor, ask, answer, memory_kib=64)
    enrol.finish(at.db, at.actor, answer, memory_kib=64)
    found = membership.of_this_pc(at.db)
    assert (found.state, found.pc_name, found.no, found.letters) == ("joined", "2号机", 2, "BEHKN")
    family(at.db, at.actor, head="陈依官")
    done = unpack(county.db, county.actor, pack(at.db, at.actor, offices.stick).path)
    assert (done.refused, done.held) == (0, 0)
    assert household.summary(county.db).households == 2


def test_only_an_administrator_of_a_township_starts_over(offices: Offices) -> None:
    at, county = offices.guantou, offices.county
    with pytest.raises(Refused):
        fencing.start_over(at.db, replace(at.actor, role="clerk"))
    with pytest.raises(Refused, match="县级单位不用申请"):
        fencing.start_over(county.db, county.actor)
    assert membership.of_this_pc(at.db).state == membership.of_this_pc(county.db).state == "joined"


def test_a_copy_of_the_county_does_not_found_it_again(offices: Offices) -> None:
    county = offices.county
    with county.db.transaction(county.actor, "复制", "exchange") as s:
        for name in ("inst", "sign", "age"):
            identity.put(s, name, "")
    assert membership.of_this_pc(county.db).is_copy
    with pytest.raises(Refused, match="复制来的"):
        joining.found(county.db, county.actor)
    with pytest.raises(Refused, match="只有县级"):
        joining.found(offices.xiaoao.db, offices.xiaoao.actor)


@pytest.fixture
def case(offices: Offices) -> worklist.Case:
    """One telephone, filled in differently on both sides, seen at the county."""
    at, county = offices.guantou, offices.county
    home = family(at.db, at.actor)
    unpack(county.db, county.actor, pack(at.db, at.actor, offices.stick).path)
    household.save(county.db, county.actor, {"phone1": "13905910001"}, record_id=home)
    household.save(at.db, at.actor, {"phone1": "13805910002"}, record_id=home)
    unpack(county.db, county.actor, pack(at.db, at.actor, offices.stick).path)
    (found,) = worklist.cases(county.db)
    return found


def test_a_masked_value_is_shown_whole_on_request(offices: Offices, case: worklist.Case) -> None:
    assert casework.is_private(case)
    assert all("****" in v.words for v in case.values)
    assert sorted(casework.whole_words(case)) == ["13805910002", "13905910001"]
    assert casework.family_of(offices.county.db, case) is not None


def test_a_third_value_is_typed_in_the_field_s_own_editor(offices: Offices, case: worklist.Case) -> None:
    county = offices.county
    fields = casework.editable(case)
    assert "phone1" in fields
    assert casework.shown_values(case)["phone1"] in ("13805910002", "13905910001")
    value = casework.value_of(case, {"phone1": "13605910003", "phone2": None})
    worklist.decide(county.db, county.actor, case, value)
    assert worklist.cases(county.db) == []
    home = casework.family_of(county.db, case)
    assert home is not None
    assert household.facts(county.db, home).values["phone1"] == "13605910003"
