"""What an older program kept for a newer one is put in place after its upgrade."""

from __future__ import annotations

import json

import pytest

from ljfpa_desktop.exchange.kernel import identity, upgrade
from ljfpa_desktop.exchange.kernel.shape import shape
from ljfpa_desktop.migrations.run import NEWEST
from tests.exchange import desks
from tests.exchange.desks import FAMILY, give, sealed, shown, siblings, waiting
from tests.exchange.kernel.test_batch import PAYMENT, paid
from tests.exchange.simulation.replica import Replica
from tests.exchange.simulation.skew import old_shape


@pytest.fixture
def fleet() -> tuple[Replica, Replica]:
    """A PC of the newest version and one of an older, which misses phone2, remark, visits and more."""
    newer, older = desks.town(1), desks.town(2)
    older.known = old_shape()
    desks.family(newer, phone1="1", phone2="2", remark="记", hukou_kind="10")
    give(older, *sealed(newer))
    return newer, older


def extras(pc: Replica) -> dict[str, dict[str, str]]:
    return {grp: json.loads(val) for grp, val in pc.rows("SELECT grp, val FROM sync_extra")}


def test_columns_of_a_new_row_are_kept_and_then_placed(fleet: tuple[Replica, Replica]) -> None:
    _, older = fleet
    assert extras(older)[""] == {"phone2": "2", "remark": "记", "hukou_kind": "10"}
    assert shown(older, "phone2") is None
    older.upgrade()
    for column, value in (("phone2", "2"), ("remark", "记"), ("hukou_kind", "10"), ("phone1", "1")):
        assert shown(older, column) == value
    assert extras(older) == {}
    assert sealed(older) == []  # nothing of it is work of this PC


def test_they_survive_edits_by_the_older_program(fleet: tuple[Replica, Replica]) -> None:
    newer, older = fleet
    for phone in ("5", "6"):
        older.edit("household", FAMILY, {"phone1": phone})
        give(newer, *sealed(older))
        assert (shown(newer, "phone1"), shown(newer, "phone2")) == (phone, "2")
        assert (shown(newer, "remark"), siblings(newer)) == ("记", [])
    older.upgrade()
    assert (shown(older, "phone1"), shown(older, "phone2"), shown(older, "hukou_kind")) == ("6", "2", "10")


def test_a_later_edit_of_the_group_replaces_what_was_kept(fleet: tuple[Replica, Replica]) -> None:
    newer, older = fleet
    newer.edit("household", FAMILY, {"phone2": None})
    give(older, *sealed(newer))
    older.upgrade()
    assert shown(older, "phone2") is None
    assert shown(older, "remark") == "记"


def test_edits_of_an_unknown_group_wait(fleet: tuple[Replica, Replica]) -> None:
    newer, older = fleet
    newer.edit("household", FAMILY, {"remark": "新"})
    give(older, *sealed(newer))
    assert waiting(older) == [("newer", "")]
    older.upgrade()
    assert (shown(older, "remark"), waiting(older), siblings(older)) == ("新", [], [])


def test_rows_of_an_unknown_table_wait(fleet: tuple[Replica, Replica]) -> None:
    newer, older = fleet
    visit = bytes([40]) * 16
    given = {"household_id": FAMILY, "visited_on": "2026-01-02", "occasion": "FESTIVAL", "visitors": "李"}
    newer.insert("visit", visit, {"office_id": desks.OFFICE, **given})
    give(older, *sealed(newer))
    newer.edit("visit", visit, {"goods": "米"})
    give(older, *sealed(newer))
    assert waiting(older) == [("newer", ""), ("newer", "")]
    older.upgrade()
    assert shown(older, "goods", "visit", visit) == "米"
    assert waiting(older) == []


def test_a_new_column_of_a_fact_is_filled_though_facts_are_written_once(
    fleet: tuple[Replica, Replica],
) -> None:
    newer, older = fleet
    paid(newer)
    (segment,) = sealed(newer)
    payment = next(op for op in segment.body.ops if op.tbl == "payment")
    with_goods = payment._replace(row="2b" * 16, value={**payment.value, "goods": "米"})
    more = desks.forged(newer, [with_goods], segment, no=9, lam=9, parents=(segment.hash.hex(),))
    give(older, segment, more)
    older.upgrade()
    assert shown(older, "goods", "payment", bytes.fromhex("2b" * 16)) == "米"
    assert shown(older, "goods", "payment", PAYMENT) is None
    with pytest.raises(Exception, match="written once"):
        older.edit("payment", PAYMENT, {"goods": "油"})


def test_what_a_clerk_typed_since_the_upgrade_stays(fleet: tuple[Replica, Replica]) -> None:
    _, older = fleet
    older.known = shape()
    older.edit("household", FAMILY, {"phone2": "8"})
    older.edit("household", FAMILY, {"address": "村口"})
    older.upgrade()
    assert (shown(older, "phone2"), shown(older, "remark"), shown(older, "address")) == ("8", "记", "村口")


def test_second_inserts_meet_in_the_groups_an_upgrade_brings() -> None:
    """A restored PC sealed the family twice; two older PCs took the two in, each in another order."""
    newer, older = desks.town(1), desks.town(2)
    older.known = old_shape()
    desks.family(newer, remark="一")
    image = newer.backup()
    first = sealed(newer)
    newer.restore(image, noticed=False)
    newer.edit("household", FAMILY, {"remark": "二"})
    second = sealed(newer)
    give(newer, *first)
    give(older, *first, *second)
    assert waiting(older)[0][0] == "again"
    older.upgrade()
    assert shown(older, "remark") == shown(newer, "remark")
    assert siblings(older) == siblings(newer)
    before = older.dump()
    older.upgrade()
    assert {k for k, v in older.dump().items() if before[k] != v} <= {"act"}


def test_a_waiting_sibling_keeps_only_what_belongs_to_its_group(fleet: tuple[Replica, Replica]) -> None:
    newer, older = fleet
    older.edit("household", FAMILY, {"phone1": "5"})
    newer.edit("household", FAMILY, {"phone1": "6"})
    mine, theirs = sealed(older), sealed(newer)
    give(older, *theirs)
    give(newer, *mine)
    older.upgrade()
    assert siblings(older) == siblings(newer)
    assert shown(older, "phone2") == shown(newer, "phone2") == "2"


def test_it_is_done_once_when_the_schema_grew(fleet: tuple[Replica, Replica]) -> None:
    _, older = fleet
    older.known = shape()

    def catch_up() -> None:
        with older.db.transaction(older.actor, "升级", "receive") as s:
            upgrade.catch_up(s, older.me)

    catch_up()  # the first program that looks notes its version alone
    assert shown(older, "phone2") is None
    with older.db.transaction(older.actor, "旧", "setup") as s:
        assert identity.get(s, "schema") == str(NEWEST)
        identity.put(s, "schema", "1")
    catch_up()
    assert shown(older, "phone2") == "2"
