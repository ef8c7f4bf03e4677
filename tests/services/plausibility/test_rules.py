"""Each rule finds what breaks it, says so in words, and nothing else is found in a sound register."""

from __future__ import annotations

import re

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import plausibility
from ljfpa_desktop.services.plausibility.rule import digest, words

from .broken import BREAKS, Home, family


def test_there_is_a_case_for_every_rule() -> None:
    assert set(BREAKS) == set(plausibility.BY_CODE)
    assert len(plausibility.RULES) >= 20


def test_a_sound_register_raises_no_question(db: Database, actor: Actor) -> None:
    for head in ("林建国", "陈志强", "黄明"):
        family(db, actor, head=head)
    assert plausibility.findings(db) == []


@pytest.mark.parametrize("code", BREAKS)
def test_a_rule_finds_its_case_alone(code: str, db: Database, actor: Actor) -> None:
    sound = family(db, actor, head="陈志强")
    broken = family(db, actor)
    with db.transaction(actor, "弄错") as s:
        BREAKS[code](Home(s, broken))
    found = plausibility.findings(db)
    assert [f.rule for f in found] == [code]
    (one,) = found
    assert one.household_id != sound or code == "shared_phone"  # one line for a phone, at its first family
    assert one.title == plausibility.BY_CODE[code].title
    assert one.sentence.endswith("。")
    assert "None" not in one.sentence
    assert "{" not in one.sentence
    assert not re.search(r"\d{17}[0-9X]", one.sentence), "an ID number in words"
    assert one.record in (one.household_id, one.subject_id)
    assert one.page == plausibility.BY_CODE[code].page


def test_words_of_codes_and_facts_that_are_missing() -> None:
    rule = plausibility.BY_CODE["relation_sex"]
    said = words(rule, {"name": "林某", "sex": "2", "rel": "11"})
    assert said == "林某是女性，关系却是“夫”，请核对。"
    rule = plausibility.BY_CODE["bereaved"]
    assert "（ 出生）" in words(rule, {"name": "林某", "born": None})


def test_the_digest_follows_the_facts_and_not_the_ids() -> None:
    facts = {"h": b"1", "p": None, "subject": b"2", "name": "林某", "died": "2024-01-02"}
    assert digest(facts) == digest({**facts, "h": b"9"})
    assert digest(facts) != digest({**facts, "died": "2024-01-03"})
    assert len(digest(facts)) == 32
