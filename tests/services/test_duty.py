"""What the county asks a township to look into: listed, answered once, on 工作台 until then."""

from __future__ import annotations

from datetime import date

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.record import new_id, shipped_id
from ljfpa_desktop.models.duty import Duty
from ljfpa_desktop.services import duty, history, todo
from ljfpa_desktop.services.identity import merging
from tests import factories
from tests.conftest import DIVISION
from tests.services.identity.books import twice

TOLD = date(2024, 5, 6)


def ask(
    db: Database, actor: Actor, text: str, *, office: str = DIVISION, on: date = TOLD, **links: object
) -> None:
    """A question as it stands after the county's package."""
    with db.transaction(actor, "交办") as s:
        s.add(
            Duty(
                office_id=shipped_id("office", office), kind=duty.PAID, matter=new_id().hex, text=text,
                told_on=on, **links,
            )
        )  # fmt: skip


def waiting(db: Database) -> list[tuple[int, str, str]]:
    return [(t.count, t.page, t.weight) for t in todo.overview(db).todos if t.code == "duties"]


def test_a_question_waits_until_it_is_answered(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor)
    assert waiting(db) == []
    pressing = todo.pressing(db)
    ask(db, actor, "林建国的慰问，另一个乡镇也发放过。", household_id=family)
    assert waiting(db) == [(1, "exchange", "now")]
    assert todo.pressing(db) == pressing + 1
    (line,) = duty.lines(db)
    assert (line.kind_name, line.office, line.household_id) == ("别处也发放过", "", family)
    assert (line.told_on, line.closed_on, line.closed_why) == (TOLD, None, "")
    duty.close(db, actor, line.id, " 已追回 ")
    assert duty.lines(db) == []
    assert waiting(db) == []
    (line,) = duty.lines(db, open_only=False)
    assert line.closed_why == "已追回"
    assert line.closed_on is not None
    told = [(r.label, r.new) for r in history.of_record(db, line.id)]
    assert ("处理结果", "已追回") in told


def test_the_oldest_comes_first_and_another_office_is_named(db: Database, actor: Actor) -> None:
    ask(db, actor, "乙", on=date(2024, 6, 1))
    ask(db, actor, "甲", on=date(2024, 5, 1), office="350122104")
    assert [(x.text, x.office) for x in duty.lines(db)] == [("甲", "晓澳镇"), ("乙", "")]
    assert waiting(db) == [(1, "exchange", "now")]


@pytest.mark.parametrize("why", ["", "  ", "长" * 201])
def test_an_answer_is_asked_for(db: Database, actor: Actor, why: str) -> None:
    ask(db, actor, "甲")
    with pytest.raises(Invalid) as e:
        duty.close(db, actor, duty.lines(db)[0].id, why)
    assert set(e.value.problems) == {"closed_why"}
    assert len(duty.lines(db)) == 1


def test_closed_or_gone_is_refused(db: Database, actor: Actor) -> None:
    ask(db, actor, "甲")
    asked = duty.lines(db)[0].id
    duty.close(db, actor, asked, "不重复")
    with pytest.raises(Refused, match="已经办结"):
        duty.close(db, actor, asked, "再来")
    with pytest.raises(Refused, match="已经不在了"):
        duty.close(db, actor, new_id(), "没有")
    reader = Actor("look", "看", "reader", DIVISION)
    with pytest.raises(Refused):
        duty.close(db, reader, asked, "不许")


def test_a_question_about_a_merged_record_opens_the_person_it_stands_for(db: Database, actor: Actor) -> None:
    both = twice(db, actor)
    ask(db, actor, "林建国，另一个乡镇也登记着。", person_id=both.gone)
    ask(db, actor, "陈秀英，另一个乡镇也登记着。")
    merging.merge(db, actor, both.keep, both.gone)
    assert {x.person_id for x in duty.lines(db)} == {both.keep, None}
