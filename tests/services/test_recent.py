from __future__ import annotations

from datetime import date

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import fund, recent, visit
from tests import factories


def test_a_new_office_has_the_act_that_made_it(db: Database) -> None:
    assert [(a.actor, a.words, a.kind) for a in recent.acts(db)] == [("李经办", "建立单位", "setup")]


def test_the_newest_act_stands_first_and_the_limit_holds(db: Database, actor: Actor) -> None:
    fund.save_source(db, actor, {"name": "春节专项", "kind": "COUNTY"})
    db.note(actor, "导出家庭 3 户", "export")
    assert [a.words for a in recent.acts(db, 2)] == ["导出家庭 3 户", "保存资金来源 春节专项"]
    assert [a.kind for a in recent.acts(db, 2)] == ["export", "save"]
    seqs = [a.seq for a in recent.acts(db)]
    assert seqs == sorted(seqs, reverse=True)
    assert recent.acts(db)[0].at.tzinfo is not None


def test_an_act_without_words_is_not_told(db: Database, actor: Actor) -> None:
    before = recent.acts(db)
    db.note(actor, "", "view")
    assert recent.acts(db) == before


def test_a_reason_once_asked_for_stands_with_its_act(db: Database, actor: Actor) -> None:
    family = factories.household(db, actor)
    values = {"visited_on": date(2020, 1, 5), "occasion": "SPRING", "visitors": "李经办"}
    visit.save(db, actor, {"household_id": family, **values}, accepted={"late": "补录旧账"})
    assert recent.acts(db, 1)[0].words == "登记走访 林建国；放行原因：补录旧账"


def test_acts_are_found_by_any_piece_of_their_words(db: Database, actor: Actor) -> None:
    long = "导出家庭 3 户，用途：上报100%"
    for why in (long, "打印名册", "导出走访 1 行"):
        db.note(actor, why, "export")
    assert [a.words for a in recent.acts(db, words="导出")] == ["导出走访 1 行", long]
    assert [a.words for a in recent.acts(db, 1, words="导出")] == ["导出走访 1 行"]
    assert [a.words for a in recent.acts(db, words="100%")] == [long]
    assert recent.acts(db, words="%名") == []
