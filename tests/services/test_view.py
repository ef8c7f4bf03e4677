"""A view is kept, read, renamed, taken away and brought back; what it does not know it leaves out."""

from __future__ import annotations

import json

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.models.view import SavedView
from ljfpa_desktop.services import household, office, view
from ljfpa_desktop.services.household.columns import LABELS, SHOWN, as_rows
from ljfpa_desktop.services.view import View
from tests import factories

NAME = "没有走访的低保户"
VIEW = View({"category": "06", "not_visited_months": 3}, ("village", "head", "phone"), ("village", True))


def test_a_view_is_kept_under_its_name(db: Database, actor: Actor) -> None:
    made = view.save(db, actor, f" {NAME} ", VIEW)
    (kept,) = view.listed(db)
    assert (kept.id, kept.name, kept.view) == (made, NAME, VIEW)
    assert view.named(db, NAME) == kept


def test_the_same_name_shows_the_newer(db: Database, actor: Actor) -> None:
    first = view.save(db, actor, NAME, VIEW)
    again = view.save(db, actor, NAME, View({"status": "ACTIVE"}))
    assert first == again
    assert view.named(db, NAME).view == View({"status": "ACTIVE"}, SHOWN, None)


def test_filters_that_are_not_set_are_not_kept(db: Database, actor: Actor) -> None:
    view.save(db, actor, NAME, View({"text": "", "village": None, "ids": [1], "alone": "YES"}))
    assert view.named(db, NAME).view.filters == {"alone": "YES"}


def test_another_name(db: Database, actor: Actor) -> None:
    made = view.save(db, actor, NAME, VIEW)
    view.save(db, actor, "别的", VIEW)
    view.rename(db, actor, made, "低保户")
    assert {kept.name for kept in view.listed(db)} == {"低保户", "别的"}
    view.rename(db, actor, made, "低保户")
    with pytest.raises(Invalid, match="已经有叫“别的”的视图"):
        view.rename(db, actor, made, "别的")


def test_taken_away_and_brought_back(db: Database, actor: Actor) -> None:
    made = view.save(db, actor, NAME, VIEW)
    assert view.remove(db, actor, made) == NAME
    assert view.listed(db) == []
    with pytest.raises(Refused, match="已经不在"):
        view.remove(db, actor, made)
    with pytest.raises(Refused, match="已经不在"):
        view.rename(db, actor, made, "别的")
    view.bring_back(db, actor, made)
    assert view.named(db, NAME).view == VIEW


@pytest.mark.parametrize(("name", "sentence"), [("  ", "起个名称"), ("长" * 41, "最多 40 个字")])
def test_names_that_cannot_be_kept(db: Database, actor: Actor, name: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        view.save(db, actor, name, VIEW)


def test_a_name_that_is_not_there(db: Database, actor: Actor) -> None:
    with pytest.raises(Refused, match="还没有保存过视图"):
        view.named(db, NAME)
    view.save(db, actor, NAME, VIEW)
    with pytest.raises(Refused, match=f"现有的视图：{NAME}。"):
        view.named(db, "别的")


def test_a_reader_keeps_none(db: Database) -> None:
    with pytest.raises(Refused, match="没有“录入”的权限"):
        view.save(db, Actor("r", "看的人", "reader"), NAME, VIEW)


def test_what_a_newer_program_kept_is_read_as_far_as_it_is_known(db: Database, actor: Actor) -> None:
    content = {"filters": {"moon": 1, "alone": "NO"}, "columns": ["moon"], "sort": ["moon", True]}
    with db.transaction(actor, "收到") as s:
        s.add(SavedView(office_id=office.office_id(s), name=NAME, content=json.dumps(content)))
    assert view.named(db, NAME).view == View({"alone": "NO"}, SHOWN, None)


def test_views_of_another_office_are_not_ours(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "收到") as s:
        own = shipped_id("office", "350122104")
        s.add(SavedView(office_id=own, name=NAME, content='{"filters":{},"columns":[],"sort":null}'))
    assert view.listed(db) == []


def test_the_rows_of_a_view_are_those_of_the_list_in_words(db: Database, actor: Actor) -> None:
    factories.household(db, actor, head="郑一", phone1="13805000123", categories=["06"])
    factories.household(db, actor, head="陈二", village="350122103202", categories=["06", "03"])
    factories.household(db, actor, head="林三")
    rows = as_rows(db, VIEW.filters, VIEW.columns, VIEW.sort)
    assert rows == [["村居", "户主", "联系电话"], ["阳岐村", "陈二", ""], ["山兜村", "郑一", "138****0123"]]
    assert as_rows(db, {}, ("head",), None, 2) == [["户主"], ["郑一"], ["林三"]]
    (_, whole) = as_rows(db, {"text": "郑一"}, tuple(LABELS), None)
    line = household.page(db, {"text": "郑一"})[0]
    assert whole == [
        "郑一", "山兜村", "1", "低保", "", "", line.household_no, "", "138****0123", "在册",
    ]  # fmt: skip
