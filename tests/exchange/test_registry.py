"""Who may write what: a table of what must be refused, and what a stopped computer may still have said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.base.errors import Doubt
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.exchange import enrol, registry
from ljfpa_desktop.exchange.file.package import Sender
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel import state
from ljfpa_desktop.exchange.kernel.identity import office_bytes
from ljfpa_desktop.exchange.kernel.wire import Op
from ljfpa_desktop.services.check import check
from tests.exchange.offices import FIRST, OTHER, Offices, Pc
from tests.exchange.smuggling import me_of, op, segment, smuggled

OURS, THEIRS = office_bytes(FIRST).hex(), office_bytes(OTHER).hex()
VISIT = {"office_id": OURS, "visited_on": "2026-01-02", "household_id": ""}


def programme(offices: Offices) -> tuple[bytes, str]:
    """The county's programme and the segment that brought it."""
    return offices.first.rows(
        "SELECT p.id, lower(hex(e.hash)) FROM programme p JOIN sync_ver v ON v.row = p.id AND v.grp = 'main' "
        "JOIN sync_seg e ON e.sid = v.sid LIMIT 1"
    )[0]  # type: ignore[return-value]


def a_certificate_of_its_own(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    row = offices.first.rows("SELECT lower(hex(id)), of_office FROM installation WHERE role = 'county'")[0]
    value = {
        "office_id": OURS, "key_id": "00" * 16, "of_office": row[1], "role": "county", "pc_name": "假",
        "pc_no": 1, "sign_key": "00" * 32, "age_key": "age1", "letters": "A",
    }  # fmt: skip
    return [op("installation", new_id().bytes, value)], {"scope": "*"}


def a_certificate_in_its_own_scope(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    ops, _ = a_certificate_of_its_own(offices)
    return ops, {}


def a_rate_of_the_county(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    row, base = programme(offices)
    return [op("programme", row, {"office_id": OURS, "name": "改"}, "main", base)], {}


def another_scope(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    return [op("fund_source", new_id().bytes, {"office_id": THEIRS, "name": "假"})], {"scope": OTHER}


def a_row_under_another_s_name(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    return [op("fund_source", new_id().bytes, {"office_id": THEIRS, "name": "假"})], {}


def _their_family(offices: Offices) -> tuple[bytes, str]:
    family = offices.other.family("郑他")
    offices.county.take(offices.other.pack(offices.place / "t").path)
    found = offices.county.rows(
        "SELECT lower(hex(e.hash)) FROM sync_ver v JOIN sync_seg e ON e.sid = v.sid WHERE v.row = ?",
        family.bytes,
    )
    return family.bytes, found[0][0]


def an_edit_of_another_s_family(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    row, base = _their_family(offices)
    return [op("household", row, {"phone1": "13800000000"}, "contact", base)], {}


def an_edit_without_a_base(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    row, _ = _their_family(offices)
    return [op("household", row, {"phone1": "13800000000"}, "contact")], {}


def a_second_beginning_of_another_s_family(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    row, _ = _their_family(offices)
    return [op("household", row, {"office_id": OURS, "household_no": "1" * 17, "status": "ACTIVE"})], {}


def in_another_s_name(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    return [op("fund_source", new_id().bytes, {"office_id": OURS, "name": "假"})], {
        "inst": me_of(offices.other).inst
    }


def columns_missing(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    return [op("fund_source", new_id().bytes, {"office_id": OURS})], {}


def values_of_the_wrong_kind(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    row = new_id().bytes
    return [op("fund_source", row, {"office_id": OURS, "name": ["假"], "kind": {"a": 1}})], {}


def ids_that_are_none(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    return [Op("fund_source", "kein", "", {"office_id": OURS}, "", (), 0)], {}


def an_act_that_is_not_there(offices: Offices) -> tuple[list[Op], dict[str, Any]]:
    value = {"office_id": OURS, "name": "假", "kind": "X", "position": 1}
    return [Op("fund_source", new_id().hex, "", value, "", (), 7)], {}


Case = Callable[[Offices], tuple[list[Op], dict[str, Any]]]
CASES: list[tuple[Case, Code]] = [
    (a_certificate_of_its_own, Code.FORGED),
    (a_certificate_in_its_own_scope, Code.FORGED),
    (a_rate_of_the_county, Code.FORGED),
    (another_scope, Code.FORGED),
    (a_row_under_another_s_name, Code.FORGED),
    (an_edit_of_another_s_family, Code.FORGED),
    (an_edit_without_a_base, Code.FORGED),
    (a_second_beginning_of_another_s_family, Code.FORGED),
    (in_another_s_name, Code.FORGED),
    (columns_missing, Code.DAMAGED),
    (values_of_the_wrong_kind, Code.DAMAGED),
    (ids_that_are_none, Code.DAMAGED),
    (an_act_that_is_not_there, Code.DAMAGED),
]


@pytest.mark.parametrize(("case", "code"), CASES, ids=lambda c: getattr(c, "__name__", str(c)))
def test_a_township_writes_its_own_rows_alone(offices: Offices, stick: Path, case: Case, code: Code) -> None:
    ops, changes = case(offices)
    offices.county.take(offices.first.pack(stick / "1").path)
    good = segment(offices.first, [])
    file = smuggled(offices.first, offices.county, stick, [segment(offices.first, ops, **changes).raw])
    before, dump = offices.county.file_hash(), offices.county.dump()
    with pytest.raises(PackageRefused) as refused:
        offices.county.take(file)
    assert refused.value.code == code
    assert (offices.county.file_hash(), offices.county.dump()) == (before, dump)
    assert len(list((offices.county.folder / "quarantine").glob("*.ljp"))) == 1
    # The very same way with nothing wrong in it is taken.
    assert offices.county.take(smuggled(offices.first, offices.county, stick, [good.raw])).held == 0


def test_an_unknown_signer_of_a_segment_refuses_the_package(offices: Offices, stick: Path) -> None:
    raw = segment(offices.first, []).raw.replace(me_of(offices.first).key_id.encode(), b"0" * 32)
    with pytest.raises(PackageRefused, match="^UNKNOWN_SENDER"):
        offices.county.take(smuggled(offices.first, offices.county, stick, [raw]))


def test_a_sender_is_who_its_key_is(offices: Offices, stick: Path) -> None:
    mine, other = me_of(offices.first), me_of(offices.other)
    for sender in (
        Sender(other.inst, mine.office, mine.key_id),
        Sender(mine.inst, other.office, mine.key_id),
        Sender(me_of(offices.county).inst, mine.office, mine.key_id),
    ):
        file = smuggled(offices.first, offices.county, stick, [], sender=sender)
        dump = offices.county.dump()
        with pytest.raises(PackageRefused, match="^FORGED"):
            offices.county.take(file)
        assert offices.county.dump() == dump


def test_a_township_gives_no_receipts_and_states_only_hashes(offices: Offices, stick: Path) -> None:
    offices.county.pack(stick, FIRST)
    digest = offices.county.rows("SELECT digest FROM sync_package WHERE way = 'out'")[0][0].hex()
    said = [{"digest": digest, "no": 1, "code": "1", "at": "2026-01-01T00:00:00+00:00", "facts": {}}]
    parts = [("receipts", json.dumps(said).encode())]
    have = {FIRST: ["no hash", "ab" * 32, "-" + "cd" * 32], "*": ["zz"]}
    file = smuggled(offices.first, offices.county, stick, [], parts, have=have)
    assert offices.county.take(file).receipts == 0
    peers = offices.county.rows("SELECT have FROM sync_peer WHERE last_no = 77")
    assert json.loads(peers[0][0]) == {FIRST: ["ab" * 32, "-" + "cd" * 32], "*": []}
    assert offices.county.pack(stick, FIRST).segments > 0


def test_receipts_that_are_none_are_damage(offices: Offices, stick: Path) -> None:
    for content in (b"", b"[1]", b'[{"digest":"x","no":1,"code":"","at":"2026-01-01","facts":{}}]'):
        file = smuggled(offices.county, offices.first, stick, [], [("receipts", content)])
        with pytest.raises(PackageRefused, match="^DAMAGED"):
            offices.first.take(file)


def stop(offices: Offices, pc: Pc) -> None:
    enrol.revoke(offices.county.db, offices.county.actor, me_of(pc).key_id, "被盗")


def test_a_stopped_computer_s_packages_are_refused(offices: Offices, stick: Path) -> None:
    offices.second.family("林二")
    offices.county.take(offices.second.pack(stick / "1").path)
    stop(offices, offices.second)
    offices.second.family("林三")
    late = offices.second.pack(stick / "2")
    dump = offices.county.dump()
    with pytest.raises(PackageRefused, match="已被县里停用"):
        offices.county.take(late.path)
    assert offices.county.dump() == dump


def test_what_it_wrote_before_reaches_everyone_with_the_stop_itself(offices: Offices, stick: Path) -> None:
    offices.second.family("林二")
    offices.county.take(offices.second.pack(stick / "1").path)
    offices.second.family("林三")
    offices.county.take(offices.second.pack(stick / "2").path)
    stop(offices, offices.second)
    # The stop comes first in the package, what it accepts behind it.
    done = offices.first.take(offices.county.pack(stick, FIRST).path)
    assert (done.refused, offices.first.heads()) == (0, ["林三", "林二"])
    with offices.first.db.read() as s:
        assert registry.in_use(s, FIRST)[0].inst == me_of(offices.first).inst
        assert len(registry.in_use(s, FIRST)) == 1


def test_what_it_wrote_after_is_left_out_and_said(offices: Offices, stick: Path) -> None:
    offices.second.family("林二")
    offices.county.take(offices.second.pack(stick / "1").path)
    stop(offices, offices.second)
    offices.second.family("林盗")
    offices.first.take(offices.second.pack(stick, FIRST).path)  # the office does not know of the stop yet
    offices.first.family("林好")
    sent = offices.first.pack(stick)
    with pytest.raises(Doubt, match="有 1 段是已停用的电脑后来写的"):
        offices.county.take(sent.path)
    assert offices.county.heads() == ["林二"]
    done = offices.county.take(sent.path, accepted={"revoked": "已核对"})
    assert (done.refused, done.held) == (1, 1)  # what follows it waits for a decision
    assert offices.county.heads() == ["林二"]
    assert check(offices.county.db).faults == ()


def test_letters_of_the_computers_of_an_office_are_never_shared() -> None:
    letters = [registry.letters_of(n) for n in range(1, registry.MOST_COMPUTERS + 1)]
    assert letters[0][0] == "A"
    assert sorted("".join(letters)) == sorted(set("".join(letters)))
    assert all(len(own) >= 3 for own in letters)


def test_the_county_corrects_in_a_township_s_scope(offices: Offices, stick: Path) -> None:
    family = offices.first.family()
    offices.county.take(offices.first.pack(stick).path)
    with offices.county.db.transaction(offices.county.actor, "县里更正") as s:
        state.run(s.connection(), "UPDATE household SET phone1 = '13805009999' WHERE id = ?", (family.bytes,))
    offices.first.take(offices.county.pack(stick, FIRST).path)
    assert offices.first.phone(family) == "13805009999"
