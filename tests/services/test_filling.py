"""The rules every form and import shares follow from the fields' own declarations."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.fields import fields_of
from ljfpa_desktop.models.event import Event
from ljfpa_desktop.models.honour import Honour
from ljfpa_desktop.models.site import Site
from ljfpa_desktop.services import filling

SITE = {"name": "暖心家园", "kind": "WARM_HOME"}


def test_values_as_declared_have_no_problems() -> None:
    assert (
        filling.problems_of(
            Site, {**SITE, "opened_on": date(2024, 1, 1), "area_m2": 0, "remark": "长" * 5000}
        )
        == {}
    )


def test_what_is_required_and_has_no_default_must_be_there() -> None:
    assert filling.problems_of(Site, {}) == {"name": "请填写名称。", "kind": "请填写阵地类别。"}
    assert set(filling.problems_of(Honour, {})) == {
        "title",
        "kind",
        "level",
        "grantor",
        "granted_on",
        "recipient_kind",
        "recipient_name",
    }


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("name", "长" * 81, "名称最多 80 个字，请缩短。"),
        ("kind", "HOTEL", "阵地类别“HOTEL”不在代码表里，请从列表选择。"),
        ("village_code", "350122", ""),
        ("area_m2", -1, "面积（平方米）应填不小于 0 的数，请改正。"),
        ("area_m2", "六十", "面积（平方米）应填不小于 0 的数，请改正。"),
        ("area_m2", 6.5, "面积（平方米）应填不小于 0 的数，请改正。"),
        ("opened_on", "2024", "启用日期“2024”看不懂，请写成 2024-05-29。"),
    ],
)
def test_each_kind_has_its_sentence(name: str, value: Any, words: str) -> None:
    found = filling.problems_of(Site, {**SITE, name: value})
    assert found == ({name: words} if words else {})


@pytest.mark.parametrize("model", [Event, Site, Honour])
def test_every_sentence_names_its_field(model: Any) -> None:
    declared = fields_of(model)
    wrong: dict[str, Any] = {
        n: -1 if f.kind in ("number", "money") else "×" * 9999 for n, f in declared.items()
    }
    for name, sentence in filling.problems_of(model, wrong).items():
        assert sentence.startswith(declared[name].label)
        assert sentence.endswith("。")


def test_filling_writes_declared_values_and_leaves_the_rest(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "登记阵地") as s:
        made = filling.fill(s, Site, {**SITE, "address": "", "nonsense": 1, "id": "ignored"})
        s.flush()
        assert (made.name, made.address) == ("暖心家园", None)
        assert isinstance(made.id, UUID)
    with db.transaction(actor, "修改阵地") as s:
        again = filling.fill(s, Site, {"address": "街心路1号"}, made.id)
        assert (again.name, again.address) == ("暖心家园", "街心路1号")
    with db.read() as s:
        values = filling.plain(s.get_one(Site, made.id))
    assert (values["id"], values["address"], values["kind"]) == (made.id, "街心路1号", "WARM_HOME")
    assert set(values) == {"id", *fields_of(Site)}


def test_a_record_that_is_gone_is_refused(db: Database, actor: Actor) -> None:
    with pytest.raises(Refused, match="不在了"), db.transaction(actor, "修改阵地") as s:
        filling.fill(s, Site, SITE, uuid4())


def test_the_same_values_again_leave_no_history(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "登记阵地") as s:
        made = filling.fill(s, Site, SITE)
        s.flush()
    heard: list[frozenset[str]] = []
    db.after_commit.append(heard.append)
    with db.transaction(actor, "修改阵地") as s:
        filling.fill(s, Site, SITE, made.id)
    assert heard == []


def test_what_must_hold_something_falls_back_to_its_default(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "登记阵地") as s:
        made = filling.fill(s, Site, {**SITE, "status": None})
        s.flush()
        assert made.status == "ACTIVE"
    with db.transaction(actor, "修改阵地") as s:
        filling.fill(s, Site, {"status": "CLOSED"}, made.id)
        s.flush()
        filling.fill(s, Site, {"status": ""}, made.id)
        s.flush()
    with db.read() as s:
        assert s.get_one(Site, made.id).status == "ACTIVE"


def test_a_number_too_long_for_the_database_is_said() -> None:
    assert filling.problems_of(Site, {**SITE, "area_m2": 10**20}) == {
        "area_m2": "面积（平方米）太大，请核对是不是多写了几位。"
    }
