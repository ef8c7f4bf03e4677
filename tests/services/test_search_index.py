"""The index follows every act, and says when it does not."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from ljfpa_desktop.base.capture import ChangeRow
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import household, person, search, search_index
from tests import factories


def names(db: Database, typed: str) -> list[str]:
    return [hit.name for hit in search.find(db, typed) if not hit.is_near]


def check(db: Database) -> list[str]:
    with db.read() as s:
        return search.differences(s)


def test_the_index_follows_every_change(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, spouse="陈秀英", children=["林小妹"], phone1="13805001234")
    man, wife, child = household.facts(db, made).members
    household.save(db, actor, {"phone1": "13805009999"}, record_id=made)
    assert (names(db, "1234"), names(db, "9999")) == ([], ["林建国"])
    person.save(db, actor, {"name": "陈美珍"}, wife.person_id)
    assert (names(db, "陈秀英"), names(db, "陈美珍")) == ([], ["陈美珍"])
    household.save(db, actor, {}, members=[{"id": child.id, "left_on": date(2020, 1, 1)}], record_id=made)
    assert names(db, "林小妹") == []
    household.change_head(db, actor, made, {man.id: "11", wife.id: "02", child.id: "30"})
    assert names(db, "山兜") == ["陈美珍"]
    household.save(db, actor, {"village_code": "350122103202"}, record_id=made)
    assert (names(db, "山兜"), names(db, "阳岐")) == ([], ["陈美珍"])
    assert check(db) == []
    household.retire(db, actor, made, "重复录入")
    assert names(db, "陈") == []
    assert check(db) == []


def test_what_is_rolled_back_is_not_found(db: Database, actor: Actor) -> None:
    entry = household.Entry(
        {"village_code": factories.VILLAGE}, [factories.person("陈秀英", "02", "2", date(1964, 1, 1))]
    )
    with db.transaction(actor, "试", keep=False) as s:
        household.save_in(s, entry)
    assert names(db, "陈秀英") == []
    assert check(db) == []


def test_a_bulk_write_is_found_at_once(db: Database, actor: Actor) -> None:
    ready = [
        household.read(
            household.Entry(
                {"village_code": factories.VILLAGE}, [factories.person(f"陈{c}", "02", "2", date(1964, 1, 1))]
            ),
            "350122103",
        )
        for c in "一二三四五六七八九十" * 60
    ]
    with db.transaction(actor, "导入", "import") as s:
        household.insert_many(s, ready)
    assert len(search.find(db, "陈九", limit=100)) == 60
    assert check(db) == []


def test_a_spoilt_index_is_noticed_and_rebuilt(db: Database, actor: Actor) -> None:
    for head in ("林一", "林二", "林三"):
        factories.household(db, actor, head=head)
    with db.writer.begin() as c:
        rank = c.execute(text("SELECT max(rank) FROM search_row")).scalar_one()
        c.execute(text("UPDATE search_row SET words = 'x' WHERE rank = :r"), {"r": rank})
        c.execute(text("DELETE FROM search_words WHERE rowid = :r"), {"r": rank})
        c.execute(
            text(
                "INSERT INTO search_row(rank, household_id, words) "
                "SELECT 7, household_id, 'y' FROM search_row LIMIT 1"
            )
        )
    assert check(db) == [
        "查找索引有 1 行与档案不符。", "查找索引多出 1 行。", "查找索引的词表与行表相差 2 行。",
    ]  # fmt: skip
    assert search.rebuild(db, actor) == 3
    assert check(db) == []
    assert names(db, "林三") == ["林三"]


def test_a_bulk_load_gathers_its_words_in_8_mb(
    db: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gathered() -> object:
        with db.read() as s:
            return s.scalar(text("SELECT v FROM search_words_config WHERE k = 'hashsize'"))

    factories.household(db, actor)
    assert gathered() is None
    monkeypatch.setattr(search_index, "CHUNK", 1)
    with db.transaction(actor, "导入", "import") as s:
        for head in ("林二", "林三"):
            entry = household.Entry(
                {"village_code": factories.VILLAGE}, [factories.person(head, "02", "1", date(1964, 1, 1))]
            )
            household.save_in(s, entry)
    assert gathered() == 8_000_000
    assert (names(db, "林三"), check(db)) == (["林三"], [])


def test_an_act_on_other_tables_leaves_the_index_alone(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor)
    with db.writer.begin() as c:
        c.execute(text("UPDATE search_row SET words = words || '!'"))
    household.add_category(db, actor, made, {"category": "06", "valid_from": date(2024, 1, 1)})
    assert check(db) == ["查找索引有 1 行与档案不符。"]


def test_a_number_given_twice_shows_both_families(db: Database, actor: Actor) -> None:
    """Two computers of an office may have given one number, before the county brought them together."""
    one = factories.household(db, actor, head="林一", spouse="陈一")
    two = factories.household(db, actor, head="林二", spouse="陈二", children=["林小二"])
    with db.transaction(actor, "同号") as s:
        s.execute(
            text("UPDATE household SET household_no = (SELECT household_no FROM household WHERE id = :one)"),
            {"one": one.bytes},
        )
    assert check(db) == []
    assert [names(db, n) for n in ("林一", "陈一", "林二", "陈二", "林小二")] == [
        ["林一"], ["陈一"], ["林二"], ["陈二"], ["林小二"]
    ]  # fmt: skip
    household.save(db, actor, {"phone1": "13805009999"}, record_id=two)
    household.save(db, actor, {"phone1": "13805008888"}, record_id=one)
    assert (names(db, "9999"), names(db, "8888")) == (["林二"], ["林一"])
    assert check(db) == []
    household.retire(db, actor, one, "重复录入")
    assert (names(db, "林一"), names(db, "林小二")) == ([], ["林小二"])
    assert check(db) == []


def test_a_family_without_a_head_is_found(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor, head="林一", spouse="陈一", children=["林小一"])
    with db.transaction(actor, "去世") as s:
        s.execute(text("UPDATE member SET retired_on = '2024-01-01' WHERE relation = '02'"))
    assert names(db, "林小一") == ["林小一"]
    assert names(db, "陈一") == ["陈一"]
    assert check(db) == []
    assert made


def test_a_save_reads_its_own_history_and_families_only(db: Database, actor: Actor) -> None:
    """However many years stand in the tables."""
    factories.household(db, actor)
    heard: list[str] = []
    with db.transaction(actor, "改") as s:
        s.execute(text("UPDATE household SET phone1 = '13805910009'"))
        driver = s.connection().connection.dbapi_connection
        assert driver is not None
        driver.set_trace_callback(heard.append)
        search_index.follow(s, [ChangeRow("household", b"", "contact")])
        driver.set_trace_callback(None)
        plans = [
            plan[3]
            for sql in heard
            if sql.strip().startswith(("SELECT", "INSERT OR IGNORE", "DELETE FROM search_row"))
            for plan in driver.execute(f"EXPLAIN QUERY PLAN {sql}")
        ]
    assert any("ix_change_act" in plan for plan in plans)
    read_whole = {plan.split()[1] for plan in plans if plan.startswith("SCAN")}
    assert read_whole.isdisjoint({"change", "household", "member", "person", "search_row"})
