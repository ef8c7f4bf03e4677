"""No raw code, English word or piece of an id stands in a history."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.fields import fields_of
from ljfpa_desktop.base.record import captured_tables
from ljfpa_desktop.services import history, history_words, view
from ljfpa_desktop.services.view import View
from tests import factories


@pytest.mark.parametrize(
    ("table", "name", "value", "words"),
    [
        ("entitlement", "status", "STOPPED", "已停发"),
        ("transfer", "to_office", "350122104", "晓澳镇"),
        ("transfer", "way", "OUT", "迁出"),
        ("person", "id_status", "CHECK_ERROR", "校验位不符"),
        ("person", "birth_precision", "YM", "只到月"),
        ("follow_up", "state", "DROPPED", "不办"),
        ("import_batch", "status", "UNDONE", "已撤销"),
        ("saved_view", "content", "{}", "筛选条件、列和排序"),
        ("person", "name", "林", None),
        ("transfer", "way", None, None),
    ],
)
def test_codes_in_words(table: str, name: str, value: object, words: str | None) -> None:
    assert history_words.said(table, name, value) == words


def test_every_table_and_field_has_chinese_words() -> None:
    for model in captured_tables():
        assert re.search("[\u4e00-\u9fff]", history.WORDS[str(model.__tablename__)])
        for name, declared in fields_of(model).items():
            assert re.search("[\u4e00-\u9fff]", declared.label), (model.__tablename__, name)
            assert not declared.choices or declared.choices in codes.names(), (model.__tablename__, name)


def test_a_cycle_a_person_and_a_view_are_told_in_words(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor)
    with db.transaction(actor, "更正") as s:
        s.execute(text("UPDATE person SET id_status = 'FORMAT_ERROR', birth_precision = 'YM'"))
        s.execute(text("UPDATE household SET live_division_code = '350122104'"))
    told = {(r.label, r.old, r.new) for r in history.of_family(db, made) if r.why == "更正"}
    assert ("证件号状态", "有效", "格式不对") in told
    assert ("现居地", "", "晓澳镇") in told
    assert not [row for row in told if re.search("[A-Z]{2}", "".join(row[1:]))]
    kept = view.save(db, actor, "走访", View({"status": "ACTIVE"}))
    view.save(db, actor, "走访", View({"alone": "YES"}))
    assert [(r.record, r.label, r.new) for r in history.of_record(db, kept)][1:] == [
        ("视图", "视图内容", "筛选条件、列和排序")
    ]


def test_a_record_that_never_came_is_said_so(db: Database, actor: Actor) -> None:
    made = factories.household(db, actor)
    with db.transaction(actor, "并入") as s:
        s.execute(text("UPDATE household SET merged_into = x'00000000000000000000000000000001'"))
    last = history.of_record(db, made)[-1]
    assert (last.label, last.new) == ("并入", "（没有收到的记录）")
