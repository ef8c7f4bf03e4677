"""A segment's operations on their way into the tables: facts, voids, second inserts, search and history."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel import identity, state
from ljfpa_desktop.exchange.kernel.apply import Receiver
from ljfpa_desktop.exchange.kernel.seal import seal
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.services import search
from ljfpa_desktop.services.check import check
from tests import factories
from tests.conftest import DIVISION
from tests.exchange import desks
from tests.exchange.desks import FAMILY, OFFICE, give, sealed, shown, siblings, waiting
from tests.exchange.simulation.replica import Replica

PAYMENT, CYCLE, ENTITLEMENT, PERSON = (bytes([n]) * 16 for n in (11, 12, 13, 2))


def paid(pc: Replica) -> None:
    """A payment of 100 yuan with all that it names."""
    desks.person(pc)
    cycle = {"office_id": OFFICE, "name": "春节", "programme_code": "P01", "year": 2026, "stage": "draft"}
    pc.insert("cycle", CYCLE, cycle)
    named = {"household_id": FAMILY, "person_id": PERSON, "cycle_id": CYCLE, "office_id": OFFICE}
    pc.insert("entitlement", ENTITLEMENT, {**named, "basis_category": "01", "status": "PAID"})
    fact = {
        "entitlement_id": ENTITLEMENT, "programme_code": "P01", "aid_kind": "101", "basis_category": "01",
        "payee_name": "林建国", "amount_fen": 10000, "method": "1", "paid_on": "2026-01-20",
        "receipt_no": "LK-1",
    }  # fmt: skip
    pc.insert("payment", PAYMENT, {**named, **fact})


def with_payment() -> tuple[Replica, Replica]:
    one, two = desks.pair()
    paid(one)
    give(two, *sealed(one))
    return one, two


def test_two_voids_of_one_receipt_leave_it_void_with_both_reasons() -> None:
    one, two = with_payment()
    one.edit("payment", PAYMENT, {"voided_on": "2026-02-01", "void_why": "重"})
    two.edit("payment", PAYMENT, {"voided_on": "2026-02-02", "void_why": "误"})
    mine, theirs = sealed(one), sealed(two)
    give(one, *theirs)
    give(two, *mine)
    assert shown(one, "void_why", "payment", PAYMENT) == shown(two, "void_why", "payment", PAYMENT)
    assert siblings(one) == siblings(two)
    assert len(siblings(one)) == 1


def test_a_later_copy_of_the_unvoided_receipt_does_not_revive_it() -> None:
    """A restored PC seals the payment a second time, in the tail of a long chain: later than the void."""
    one, two = with_payment()
    insert = next(op for op in sealed_ops(one) if op.tbl == "payment")
    two.edit("payment", PAYMENT, {"voided_on": "2026-02-01", "void_why": "误"})
    void = sealed(two)
    last = desks.segment_of(one, one.rows("SELECT hash FROM sync_seg ORDER BY lam DESC LIMIT 1")[0][0])
    later = desks.forged(one, [insert], last, no=99, lam=99, parents=(last.hash.hex(),))
    give(one, *void, later)
    give(two, later)
    for pc in (one, two):
        assert shown(pc, "voided_on", "payment", PAYMENT) == "2026-02-01"
        assert ("voided", "{}") in siblings(pc)
    three = desks.county()
    backwards = one.rows("SELECT hash FROM sync_seg ORDER BY lam DESC")
    give(three, *(desks.segment_of(one, h) for (h,) in backwards))
    assert shown(three, "voided_on", "payment", PAYMENT) == "2026-02-01"
    assert siblings(three) == siblings(one)


def test_a_second_insert_of_a_row_meets_the_first_group_by_group() -> None:
    one, two = desks.town(1), desks.town(2)
    desks.family(one, phone1="1", address="村口")
    image = one.backup()
    give(two, *sealed(one))
    one.restore(image, noticed=False)
    one.edit("household", FAMILY, {"phone1": "2"})
    second = sealed(one)
    tally = give(two, *second)[1]
    assert (tally.new, tally.waiting) == (0, 0)
    assert tally.conflicts == len(siblings(two))
    assert {shown(two, "phone1"), *(v for g, v in siblings(two) if g == "contact")} & {"1", "2"}
    assert shown(two, "address") == "村口"
    assert waiting(two)[0][0] == "again"
    assert "contact" in waiting(two)[0][1].split()


def test_a_second_fact_under_one_number_is_refused_and_nothing_stays() -> None:
    one, two = with_payment()
    insert = next(op for op in sealed_ops(one) if op.tbl == "payment")
    other = insert._replace(value={**insert.value, "amount_fen": 99})
    last = desks.segment_of(one, one.rows("SELECT hash FROM sync_seg ORDER BY lam DESC LIMIT 1")[0][0])
    false = desks.forged(one, [other], last, no=99, lam=99, parents=(last.hash.hex(),))
    before = two.dump()
    with pytest.raises(PackageRefused) as refused:
        give(two, false)
    assert refused.value.code == Code.FORGED
    assert "打电话" in str(refused.value)
    assert two.dump() == before
    edit = insert._replace(grp="fact", value={**insert.value, "payee_name": "别人"}, base=last.hash.hex())
    with pytest.raises(PackageRefused):
        give(two, desks.forged(one, [edit], last, no=99, lam=99, parents=(last.hash.hex(),)))
    assert two.dump() == before


def sealed_ops(pc: Replica) -> list[desks.wire.Op]:
    names = pc.rows("SELECT hash FROM sync_seg ORDER BY lam")
    return [op for (h,) in names for op in desks.segment_of(pc, h).body.ops]


def test_the_same_fact_again_is_no_quarrel() -> None:
    one, two = with_payment()
    insert = next(op for op in sealed_ops(one) if op.tbl == "payment")
    last = desks.segment_of(one, one.rows("SELECT hash FROM sync_seg ORDER BY lam DESC LIMIT 1")[0][0])
    again = desks.forged(one, [insert], last, no=99, lam=99, parents=(last.hash.hex(),))
    assert give(two, again)[0] == ["applied"]
    assert shown(two, "amount_fen", "payment", PAYMENT) == 10000


def test_an_unsealed_edit_is_never_met_by_a_package() -> None:
    one, two = desks.pair()
    one.edit("household", FAMILY, {"phone1": "2"})
    two.edit("household", FAMILY, {"phone1": "3"})
    with pytest.raises(RuntimeError, match="seal first"):
        give(two, *sealed(one))


def test_new_rows_come_with_their_history_their_version_and_what_a_newer_program_added() -> None:
    one, two = desks.pair()
    (first,) = [desks.segment_of(one, h) for (h,) in one.rows("SELECT hash FROM sync_seg")]
    insert, rows = first.body.ops[0], [bytes([n]) * 16 for n in (23, 21, 22, 24)]
    added = [{}, {"moon": "满"}, {"moon": "新"}, {"moon": "缺"}]
    ops: list[tuple[Any, ...]] = [
        insert._replace(row=row.hex(), value=insert.value | more)
        for row, more in zip(rows, added, strict=True)
    ]
    later = desks.forged(one, ops, first, no=2, lam=2, parents=(first.hash.hex(),))
    tally = give(two, later)[1]
    assert (tally.new, tally.tables, tally.changed) == (4, {"household": 4}, 0)
    assert [shown(two, "phone1", row=row) for row in rows] == ["1"] * 4
    noted = two.rows("SELECT row, grp, old, seg FROM change WHERE seg = ?", (later.hash,))
    assert sorted(noted) == sorted((row, "", None, later.hash) for row in rows)
    versions = two.rows("SELECT v.row, e.hash FROM sync_ver v JOIN sync_seg e USING (sid) WHERE v.grp = ''")
    assert sorted(versions) == sorted([(FAMILY, first.hash), *((row, later.hash) for row in rows)])
    assert two.rows("SELECT row, grp, val FROM sync_extra ORDER BY row") == [
        (row, "", f'{{"moon":"{moon}"}}') for row, moon in zip(rows[1:], "满新缺", strict=True)
    ]


def test_an_operation_of_an_unknown_table_or_group_waits() -> None:
    one, two = desks.pair()
    last = desks.segment_of(one, one.rows("SELECT hash FROM sync_seg")[0][0])
    ops = [
        ("moon", "0a" * 16, "", {"phase": 1}, "", (), 0),
        ("household", FAMILY.hex(), "moon", {"phase": 1}, last.hash.hex(), (), 0),
        ("household", FAMILY.hex(), "contact", {"phone1": "7", "phone9": "9"}, last.hash.hex(), (), 0),
    ]
    newer = desks.forged(one, ops, last, no=2, lam=2, parents=(last.hash.hex(),))
    assert give(two, newer)[1].waiting == 2
    assert waiting(two) == [("newer", ""), ("newer", "")]
    assert shown(two, "phone1") == "7"
    assert two.rows("SELECT grp, val FROM sync_extra") == [("contact", '{"phone9":"9"}')]


@pytest.fixture
def here(db: Database, actor: Actor) -> Database:
    """The office of the template, with keys of its own."""
    me = desks.town(2).me
    with db.transaction(actor, "建立", "setup") as s:
        identity.remember(s, me)
    with db.transaction(actor, "封存", "seal") as s:
        seal(s, me)
    return db


def test_a_real_office_finds_and_proves_what_came(here: Database, actor: Actor) -> None:
    """Listeners hear of rows that came, the search finds them, the chain of acts holds."""
    one = desks.town(1)
    desks.family(one)
    desks.person(one, name="欧阳小明", pinyin="ouyang xiaoming")
    desks.member(one)
    heard: list[str] = []
    here.before_commit.append(lambda _s, changes: heard.extend(c.tbl for c in changes))
    with here.transaction(actor, "接收", "receive") as s:
        for segment in sealed(one):
            Receiver(s).receive(segment)
    assert sorted(heard) == ["household", "member", "person"]
    assert [hit.name for hit in search.find(here, "欧阳")] == ["欧阳小明"]
    one.edit("person", PERSON, {"name": "欧阳大明"})
    with here.transaction(actor, "接收", "receive") as s:
        for segment in sealed(one):
            Receiver(s).receive(segment)
    assert [hit.name for hit in search.find(here, "欧阳大")] == ["欧阳大明"]
    assert check(here).faults == ()


def test_a_real_office_gives_a_family_as_it_stands(here: Database, actor: Actor) -> None:
    assert DIVISION == desks.TOWN
    row = factories.household(here, actor, phone1="13805910001", categories=["01"])
    with here.transaction(actor, "封存", "seal") as s:
        made = seal(s, desks.town(2).me)
        segments = [state.segment(s.connection(), h) for h in made]
    tables = {op.tbl for g in segments for op in g.body.ops}
    assert {"household", "person", "member", "household_category"} <= tables
    values = next(op.value for g in segments for op in g.body.ops if op.tbl == "household")
    with here.read() as s:
        family = s.scalars(select(Household).where(Household.id == row)).one()
        assert (values["phone1"], values["village_code"]) == (family.phone1, family.village_code)
        assert "retired_on" not in values
    held = next(op.value for g in segments for op in g.body.ops if op.tbl == "household_category")
    assert held["valid_from"] == "2024-01-01"
