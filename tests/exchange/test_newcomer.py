"""A new computer gets its office as it stands, on real files; who may give it, and what comes after."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange import county_keys, enrol, fold, newcomer, registry, revert
from ljfpa_desktop.exchange.file import package
from ljfpa_desktop.exchange.file.package import open_package
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel import baseline, chunk, conflict, heads, loading, upgrade
from ljfpa_desktop.exchange.kernel.summary import none
from ljfpa_desktop.exchange.kernel.wire import signed
from ljfpa_desktop.migrations.run import NEWEST
from ljfpa_desktop.services import history, search
from tests.exchange import offices as made
from tests.exchange.offices import COUNTY, FIRST, OTHER, Offices, Pc
from tests.exchange.smuggling import WHEN, me_of

SHOWN = ("household", "person", "member", "household_category", "bank_account")


def worked(offices: Offices, stick: Path) -> UUID:
    """Families typed and edited at the first PC, a conflict, all of it at the county; returns a family."""
    first, county = offices.first, offices.county
    family = first.family("林建国", spouse="陈秀英", phone1="13800000001")
    first.family("王依妹", address="东街 2 号")
    county.take(first.pack(stick).path)
    first.call(family, "13800000002")
    county.call(family, "13800000003")
    county.take(first.pack(stick).path)
    return family


def joined(offices: Offices, place: Path, division: str = FIRST) -> Pc:
    pc = offices.fresh("third", division)
    made.join(offices.county, pc, place, "3号机")
    return pc


def kinds(pc: Pc, file: Path) -> list[str]:
    """What a package holds beside segments."""
    with pc.db.read() as s:
        known = {c.key_id: c.keys for c in registry.computers(s)}
    me = me_of(pc)
    opened = open_package(file, [me.keys], me.inst, lambda key: known.get(key.hex()))
    return [p.kind for p in opened.manifest.parts]


def same_rows(one: Pc, two: Pc) -> None:
    mine = made.divisions.name(FIRST)
    assert mine
    for table in SHOWN:
        assert one.rows(f"SELECT * FROM {table} ORDER BY id") == two.rows(
            f"SELECT * FROM {table} ORDER BY id"
        ), table


def states(pc: Pc) -> set[str]:
    return {at for (at,) in pc.rows("SELECT state FROM sync_seg WHERE scope = ?", FIRST)}


def test_a_new_computer_has_the_office_as_it_stands(offices: Offices, stick: Path, tmp_path: Path) -> None:
    family = worked(offices, stick)
    third = joined(offices, tmp_path)
    sent = offices.county.pack(stick, FIRST, baseline=True)
    assert kinds(third, sent.path).count(chunk.KIND) == 1
    done = third.take(sent.path)
    assert third.heads() == offices.county.heads() == ["林建国", "王依妹", "陈秀英"]
    assert (done.new > 5, done.conflicts, done.held, done.already_had) == (True, 1, 0, False)
    same_rows(third, offices.county)
    assert "pruned" in states(third)
    assert fold.faults(third.db) == []
    assert len(search.find(third.db, "王依妹")) == 1
    assert third.phone(family) == offices.county.phone(family)


def test_who_wrote_what_it_shows_is_known(offices: Offices, stick: Path, tmp_path: Path) -> None:
    family = worked(offices, stick)
    third = joined(offices, tmp_path)
    third.take(offices.county.pack(stick, FIRST, baseline=True).path)
    with third.db.read() as s, offices.county.db.read() as c:
        ours, theirs = conflict.open_conflicts(s), conflict.open_conflicts(c)
    assert [(v.value, v.by, v.at, v.office, v.pc) for v in ours[0].values] == [
        (v.value, v.by, v.at, v.office, v.pc) for v in theirs[0].values
    ]
    told = history.of_record(third.db, family)
    assert [(r.label, r.who) for r in told] == [("新建", "李经办")]
    with third.db.read() as s:
        origin = "SELECT office FROM act a JOIN change h ON h.act = a.seq WHERE h.row = ? ORDER BY h.seq"
        found = [x for (x,) in s.connection().exec_driver_sql(origin, (family.bytes,))]
    assert set(found) <= {FIRST, COUNTY}
    assert found[0] == FIRST


def test_work_goes_on_from_it(offices: Offices, stick: Path, tmp_path: Path) -> None:
    family = worked(offices, stick)
    third, county, first = joined(offices, tmp_path), offices.county, offices.first
    third.take(county.pack(stick, FIRST, baseline=True).path)
    with third.db.read() as s:
        (case,) = conflict.open_conflicts(s)
    conflict.resolve(third.db, third.actor, case, dict(case.values[1].value))
    third.family("黄明")
    back = county.take(third.pack(stick).path)
    assert (back.held, back.new) == (0, 3)
    with county.db.read() as s:
        assert conflict.open_conflicts(s) == []
    assert "黄明" in county.heads()
    first.call(family, "13800000009")
    county.take(first.pack(stick).path)
    later = county.pack(stick, FIRST)
    assert [chunk.KIND in kinds(pc, later.path) for pc in (third, first)] == [False, False]
    third.take(later.path)
    first.take(later.path)
    county.take(third.pack(stick).path)
    same_rows(third, county)
    same_rows(first, county)


def test_the_same_package_again_and_where_all_of_it_is(offices: Offices, stick: Path, tmp_path: Path) -> None:
    worked(offices, stick)
    third = joined(offices, tmp_path)
    file = offices.county.pack(stick, FIRST, baseline=True).path
    third.take(file)
    before = third.dump()
    assert third.take(file).already_had
    after = third.dump()
    assert {n for n in before if before[n] != after[n]} <= {"act", "sync_peer"}
    # The PC that typed it all takes what is new to it and passes over the rest.
    offices.first.take(file)
    same_rows(offices.first, offices.county)
    assert "pruned" not in states(offices.first)


def test_a_computer_that_has_a_part_is_told_what_to_do(offices: Offices, stick: Path) -> None:
    county, second, first = offices.county, offices.second, offices.first
    first.family("林一")
    county.take(first.pack(stick).path)
    second.take(county.pack(stick, FIRST).path)
    first.family("林二")
    county.take(first.pack(stick).path)
    file = county.pack(stick, FIRST, baseline=True).path
    before = second.dump()
    with pytest.raises(Refused, match="本机已经有一部分资料"):
        second.take(file)
    assert second.dump() == before
    county.take(second.pack(stick).path)  # as the sentence says
    second.take(county.pack(stick, FIRST).path)
    assert second.heads() == ["林一", "林二"]


def test_what_was_typed_before_stays(offices: Offices, stick: Path, tmp_path: Path) -> None:
    worked(offices, stick)
    third = offices.fresh("third", FIRST)
    third.family("林早")
    made.join(offices.county, third, tmp_path)
    third.take(offices.county.pack(stick, FIRST, baseline=True).path)
    assert "林早" in third.heads()
    assert "王依妹" in third.heads()
    assert offices.county.take(third.pack(stick).path).held == 0
    same_rows(third, offices.county)


def test_one_computer_gives_its_office_to_the_next(offices: Offices, stick: Path) -> None:
    """Within the office, and on from a PC that has no history itself."""
    first, second = offices.first, offices.second
    first.family("林建国")
    second.take(first.pack(stick, FIRST, baseline=True).path)
    assert second.heads() == ["林建国"]
    same_rows(first, second)
    back = first.take(second.pack(stick, FIRST).path)
    assert (back.held, back.new, back.changed, back.conflicts) == (0, 0, 0, 0)
    assert offices.county.take(second.pack(stick).path).held == 0  # what the first PC gave goes on from here
    assert offices.county.heads() == ["林建国"]


def test_a_computer_without_the_history_gives_what_it_has(
    offices: Offices, stick: Path, tmp_path: Path
) -> None:
    worked(offices, stick)
    third, county = joined(offices, tmp_path), offices.county
    third.take(county.pack(stick, FIRST, baseline=True).path)
    offices.second.take(county.pack(stick / "x", FIRST, baseline=True).path)
    fourth = offices.fresh("fourth", FIRST)
    made.join(county, fourth, tmp_path)
    third.take(county.pack(stick, FIRST).path)  # who the fourth is
    sent = third.pack(stick, FIRST)
    assert chunk.KIND in kinds(fourth, sent.path)  # nobody asked for it: there is no other way
    fourth.take(sent.path)
    same_rows(fourth, county)
    fourth.family("林四")
    county.take(fourth.pack(stick).path)
    assert "林四" in county.heads()


def test_a_short_history_travels_as_it_is_and_a_long_one_not(
    offices: Offices, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = worked(offices, stick)
    third, county = joined(offices, tmp_path), offices.county
    assert chunk.KIND not in kinds(third, county.pack(stick, FIRST).path)
    monkeypatch.setattr(newcomer, "LEAST_HISTORY", 1)
    with monkeypatch.context() as m:
        m.setattr(baseline, "history_bytes", lambda *_: 100)
        assert chunk.KIND not in kinds(third, county.pack(stick, FIRST).path)  # it is the smaller one
    for n in range(25):
        offices.first.call(family, f"139{n:08}")
        county.take(offices.first.pack(stick).path)
    sent = county.pack(stick, FIRST)
    assert chunk.KIND in kinds(third, sent.path)
    third.take(sent.path)
    same_rows(third, county)
    assert chunk.KIND not in kinds(third, county.pack(stick, FIRST, everything=True).path)


def test_nobody_new_and_no_county_in_between(offices: Offices, stick: Path) -> None:
    county = offices.county
    county.take(offices.other.pack(stick).path)
    with pytest.raises(Refused, match="都已经报过"):
        county.pack(stick, OTHER, baseline=True)
    with pytest.raises(Refused, match="都已经报过"):
        offices.first.pack(stick, COUNTY, baseline=True)


def test_taking_it_back_takes_nothing_back(offices: Offices, stick: Path, tmp_path: Path) -> None:
    worked(offices, stick)
    third = joined(offices, tmp_path)
    done = third.take(offices.county.pack(stick, FIRST, baseline=True).path)
    undone = revert.revert(third.db, third.actor, done.package)
    assert (undone.restored, undone.retired) == (0, 0)
    assert third.heads() == offices.county.heads()


def test_a_dry_run_leaves_nothing(offices: Offices, stick: Path, tmp_path: Path) -> None:
    worked(offices, stick)
    third = joined(offices, tmp_path)
    file = offices.county.pack(stick, FIRST, baseline=True).path
    before = third.dump()
    tried = third.take(file, dry_run=True)
    assert third.dump() == before
    done = third.take(file)
    assert (tried.new, tried.conflicts, tried.already_had) == (done.new, done.conflicts, done.already_had)


def test_a_baseline_of_an_older_program_is_caught_up(
    offices: Offices, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked(offices, stick)
    third = joined(offices, tmp_path)
    monkeypatch.setattr(baseline, "NEWEST", NEWEST - 1)
    file = offices.county.pack(stick, FIRST, baseline=True).path
    caught: list[str] = []
    honest = upgrade.after_upgrade
    monkeypatch.setattr(upgrade, "after_upgrade", lambda s, me: (caught.append(me.inst), honest(s, me)))
    third.take(file)
    assert caught == [me_of(third).inst]
    same_rows(third, offices.county)


def given(pc: Pc, place: Path, to: Pc, chunks: Iterable[bytes]) -> Path:
    """A package of a computer with these chunks and nothing else."""
    me = me_of(pc)
    with pc.db.read() as s:
        have = {me.office: heads.stated(s.connection(), me.office)}
    draft = package.Draft(
        sender=package.Sender(me.inst, me.office, me.key_id), to=[me_of(to).inst], created=WHEN, no=77,
        scopes=[FIRST], have=have, reset_have=False, app="1", schema=NEWEST, min_reader=1, audit_head="",
        summary=none(), hint={"from": "x", "to": "y", "no": 77},
    )  # fmt: skip
    parts = ((chunk.KIND, raw) for raw in chunks)
    return package.write(place, "x{code}.ljp", draft, (), parts, me.keys, [me_of(to).keys.public.age]).path


def forged(pc: Pc, raw: bytes, **changes: Any) -> bytes:
    """A chunk as another would have signed it."""
    me = me_of(pc)
    body = json.loads(raw.split(b"\n")[0]) | {"inst": me.inst, "key": me.key_id} | changes
    return signed(msgspec.json.encode(body), me.keys, chunk.KIND)


@pytest.fixture
def honest(offices: Offices, stick: Path, tmp_path: Path) -> bytes:
    """The one chunk of the county's baseline of the first township; the third PC waits for it."""
    worked(offices, stick)
    joined(offices, tmp_path)
    county = offices.county
    with county.db.transaction(county.actor, "试", "exchange") as s:
        (raw,) = baseline.make(s, me_of(county), FIRST)
    return raw


def refusal(offices: Offices, pc: Pc, stick: Path, *chunks: bytes) -> PackageRefused:
    third = offices.pcs["third"]
    before = third.dump()
    with pytest.raises(PackageRefused) as told:
        third.take(given(pc, stick, third, chunks))
    assert third.dump() == before
    return told.value


def test_only_the_county_and_the_own_office_give_one(offices: Offices, stick: Path, honest: bytes) -> None:
    county, third = offices.county, offices.pcs["third"]
    third.take(county.pack(stick, FIRST).path)
    assert refusal(offices, offices.other, stick, forged(offices.other, honest)).code == Code.FORGED
    assert refusal(offices, county, stick, forged(county, honest, scope=OTHER)).code == Code.NOT_FOR_US
    assert refusal(offices, county, stick, forged(county, honest, inst="ab" * 16)).code == Code.FORGED
    strange = json.loads(honest.split(b"\n")[1]) | {"key": "00" * 16}
    unknown = honest.split(b"\n")[0] + b"\n" + msgspec.json.encode(strange, order="deterministic") + b"\n"
    assert refusal(offices, county, stick, unknown).code == Code.UNKNOWN_SENDER


def test_a_township_s_baseline_holds_its_own_records_alone(
    offices: Offices, stick: Path, honest: bytes
) -> None:
    first = offices.first
    body = json.loads(honest.split(b"\n")[0])
    for name, value in (("tbl", "installation"), ("tbl", "rate"), ("office", "ab" * 16)):
        items = json.loads(json.dumps(body["items"]))
        row = next(i for i in items if i[0] == "row")
        if name == "tbl":
            row[1] = value
        else:
            row[3]["office_id"] = value
        assert refusal(offices, first, stick, forged(first, honest, items=items)).code == Code.FORGED
        if name == "tbl":  # not even the county's, here
            assert refusal(offices, offices.county, stick, forged(offices.county, honest, items=items)).code


def test_a_stopped_computer_s_is_refused(offices: Offices, stick: Path, honest: bytes) -> None:
    first, county, third = offices.first, offices.county, offices.pcs["third"]
    enrol.revoke(county.db, county.actor, me_of(first).key_id, "被盗")
    third.take(county.pack(stick, FIRST, baseline=True).path)
    assert refusal(offices, first, stick, forged(first, honest)).code == Code.FORGED


def test_a_newer_or_broken_one_is_refused(offices: Offices, stick: Path, honest: bytes) -> None:
    county = offices.county
    body = json.loads(honest.split(b"\n")[0])
    newer = forged(county, honest, schema=NEWEST + 1)
    assert refusal(offices, county, stick, newer).code == Code.NEWER_FORMAT
    assert refusal(offices, county, stick, forged(county, honest, last=False)).code == Code.DAMAGED
    assert refusal(offices, county, stick, honest, honest).code == Code.DAMAGED
    gone = [i for i in body["items"] if not (i[0] == "row" and i[1] == "person")]
    assert refusal(offices, county, stick, forged(county, honest, items=gone)).code == Code.DAMAGED
    unnamed = [i for i in body["items"] if i[0] != "act"]
    assert refusal(offices, county, stick, forged(county, honest, items=unnamed)).code == Code.DAMAGED
    made_up = json.loads(json.dumps(body["items"]))
    made_up[0][-1] = "{}\n"
    assert refusal(offices, county, stick, forged(county, honest, items=made_up)).code == Code.DAMAGED
    assert loading.PARTLY.endswith("。")
    offices.pcs["third"].take(given(county, stick, offices.pcs["third"], [honest]))
    assert offices.pcs["third"].heads() == county.heads()


def test_a_county_that_lost_everything_takes_of_each_office_its_own(
    offices: Offices, stick: Path, honest: bytes
) -> None:
    first, other, county = offices.first, offices.other, offices.county
    county_keys.recover(county.db, county.actor, offices.root_code)
    before = county.dump()
    for pc, raw, code in (
        (other, forged(other, honest), Code.NOT_FOR_US),  # the records of its neighbour
        (other, forged(other, honest, scope=OTHER), Code.FORGED),  # and these as its own
        (first, forged(first, honest, inst="ab" * 16), Code.FORGED),
    ):
        with pytest.raises(PackageRefused) as told:
            county.take(given(pc, stick, county, [raw]))
        assert told.value.code == code
    assert county.dump() == before
