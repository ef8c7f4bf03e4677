"""What a certificate says, by its kind and who receives it."""

from __future__ import annotations

from typing import Any

import pytest

from ljfpa_desktop.base import codes
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.reports import catalogue, honour_facts
from ljfpa_desktop.services import honour
from tests.services.test_honour import granted, number


@pytest.mark.parametrize(
    ("change", "title", "salutation", "body"),
    [
        ({}, "荣誉证书", "林秀钦 同志：", "在2024年度计划生育协会工作中成绩突出，被评为“优秀会员小组长”。"),
        (
            {"reason": "5.29会员活动"},
            "荣誉证书",
            "林秀钦 同志：",
            "在2024年度5.29会员活动中成绩突出，被评为“优秀会员小组长”。",
        ),
        (
            {
                "kind": "HEALTHY_FAMILY",
                "recipient_kind": "FAMILY",
                "recipient_name": "杨玉琴",
                "title": "健康家庭",
                "level": "PROVINCE",
            },
            "荣誉证书",
            "杨玉琴家庭：",
            "被评为2024年度省级“健康家庭”。",
        ),
        (
            {
                "kind": "PRIZE",
                "recipient_kind": "FAMILY",
                "recipient_name": "杨玉琴家庭",
                "title": "一等奖",
            },
            "获奖证书",
            "杨玉琴家庭：",
            "在好家风·健康行活动中荣获“一等奖”。",
        ),
        (
            {"kind": "APPOINTMENT", "title": "法律顾问"},
            "聘书",
            "林秀钦 同志：",
            "兹聘请您担任“法律顾问”，协助开展计划生育协会工作。",
        ),
    ],
)
def test_the_wording_follows_the_kind(
    db: Database, actor: Actor, change: dict[str, Any], title: str, salutation: str, body: str
) -> None:
    f = honour_facts.collect(db, actor, honour.save(db, actor, granted(**change)))
    assert (f.title, f.salutation, f.body) == (title, salutation, body)
    assert (f.number, f.dated, f.grantor) == ("", "二〇二四年五月二十九日", "连江县琯头镇计划生育协会")


@pytest.mark.parametrize("kind", [c for c, _ in codes.choices("certificate_kind")])
@pytest.mark.parametrize("recipient", [c for c, _ in codes.choices("recipient_kind")])
def test_every_kind_and_recipient_has_words_and_prints(
    db: Database, actor: Actor, kind: str, recipient: str
) -> None:
    saved = honour.save(db, actor, granted(kind=kind, recipient_kind=recipient))
    taken = number(db, actor, saved)
    f = honour_facts.collect(db, actor, saved)
    assert f.number == taken
    assert "优秀会员小组长" in f.body
    assert "{" not in f.body + f.salutation
    assert catalogue.render("F10", [f]).startswith(b"%PDF")
