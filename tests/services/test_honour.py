"""Honours: the register of certificates, numbers taken once, and words that stay once issued."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.services import honour


def granted(**more: Any) -> dict[str, Any]:
    """An honour of the township."""
    return {
        "title": "优秀会员小组长",
        "kind": "HONOUR",
        "level": "TOWNSHIP",
        "grantor": "连江县琯头镇计划生育协会",
        "granted_on": date(2024, 5, 29),
        "status": "AWARDED",
        "recipient_kind": "PERSON",
        "recipient_name": "林秀钦",
        **more,
    }


def number(db: Database, actor: Actor, honour_id: UUID) -> str:
    """Take the certificate's number as its first issue does."""
    with db.transaction(actor, "签发证书") as s:
        return honour.take_certificate_no(s, honour_id)


def test_an_honour_is_listed_newest_first(db: Database, actor: Actor) -> None:
    first = honour.save(db, actor, granted())
    honour.save(
        db, actor, granted(title="健康家庭", recipient_name="杨玉琴家庭", granted_on=date(2024, 9, 1))
    )
    assert [x.recipient for x in honour.page(db)] == ["杨玉琴家庭", "林秀钦"]
    line = honour.page(db, words="小组长")[0]
    assert (line.id, line.level, line.status, line.certificate_no) == (first, "乡镇级", "已获得", "")
    assert [x.title for x in honour.page(db, year=2023)] == []
    assert honour.page(db, words="_") == []
    assert honour.facts(db, first)["grantor"] == "连江县琯头镇计划生育协会"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"level": "WORLD"}, "level"),
        ({"recipient_name": None}, "recipient_name"),
        ({"granted_on": date(2999, 1, 1)}, "granted_on"),
        ({"granted_on": None}, "granted_on"),
        ({"reason": "长" * 121}, "reason"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    db: Database, actor: Actor, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        honour.save(db, actor, granted(**change))
    assert list(refused.value.problems) == [field]


def test_a_number_is_taken_once_and_never_by_the_form(db: Database, actor: Actor) -> None:
    first = honour.save(db, actor, granted(certificate_no="自编1号"))
    assert honour.facts(db, first)["certificate_no"] is None
    taken = number(db, actor, first)
    assert taken.startswith("ZS-350122103-24A-00001-")
    assert number(db, actor, first) == taken
    second = honour.save(db, actor, granted(recipient_name="陈依妹"))
    assert number(db, actor, second).startswith("ZS-350122103-24A-00002-")
    assert [x.recipient for x in honour.page(db, words="00002")] == ["陈依妹"]


def test_a_number_rolled_back_is_given_to_the_next(db: Database, actor: Actor) -> None:
    first = honour.save(db, actor, granted())
    with db.transaction(actor, "试打", keep=False) as s:
        honour.take_certificate_no(s, first)
    assert number(db, actor, first).startswith("ZS-350122103-24A-00001-")


def test_a_recommendation_has_no_certificate(db: Database, actor: Actor) -> None:
    saved = honour.save(db, actor, granted(status="RECOMMENDED"))
    with pytest.raises(Refused, match="还没有授予"):
        number(db, actor, saved)
    with pytest.raises(Refused, match="不在了"):
        number(db, actor, uuid4())


def test_what_stands_on_an_issued_certificate_does_not_change(db: Database, actor: Actor) -> None:
    saved = honour.save(db, actor, granted())
    number(db, actor, saved)
    with pytest.raises(Refused, match="获得者"):
        honour.save(db, actor, granted(recipient_name="林秀琴"), record_id=saved)
    honour.save(db, actor, granted(remark="由村里转交"), record_id=saved)
    assert honour.facts(db, saved)["remark"] == "由村里转交"
    with pytest.raises(Refused, match="已经签发"):
        honour.retire(db, actor, saved, "重复")


def test_an_issued_certificate_is_voided_not_deleted(db: Database, actor: Actor) -> None:
    saved = honour.save(db, actor, granted(remark="旧备注"))
    with pytest.raises(Refused, match="还没有签发"):
        honour.revoke(db, actor, saved, "写错")
    taken = honour.issue(db, actor, saved)
    with pytest.raises(Invalid):
        honour.revoke(db, actor, saved, " ")
    honour.revoke(db, actor, saved, "姓名写错")
    values = honour.facts(db, saved)
    assert (values["status"], values["certificate_no"]) == ("REVOKED", taken)
    assert values["remark"] == "旧备注\n作废：姓名写错"
    assert honour.issue(db, actor, saved) == taken
    with pytest.raises(Refused, match="已经作废"):
        honour.revoke(db, actor, saved, "再来")
    assert [(x.status, x.certificate_no) for x in honour.page(db)] == [("已作废", taken)]


def test_the_form_alone_voids_nothing(db: Database, actor: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        honour.save(db, actor, granted(status="REVOKED"))
    assert "作废证书" in refused.value.problems["status"]


def test_an_honour_entered_by_mistake_is_taken_out_with_a_reason(db: Database, actor: Actor) -> None:
    saved = honour.save(db, actor, granted())
    with pytest.raises(Invalid):
        honour.retire(db, actor, saved, " ")
    honour.retire(db, actor, saved, "重复")
    assert honour.page(db) == []
    with pytest.raises(Refused):
        honour.facts(db, saved)


def test_a_reader_may_not_write(db: Database) -> None:
    with pytest.raises(Refused, match="录入"):
        honour.save(db, Actor("r", "只读", "reader"), granted())
