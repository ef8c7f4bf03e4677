"""Collecting for another: what of a proxy is read, what is refused, who collects too often."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ljfpa_desktop.base import codes, idcard
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.services.aid import payment, proxy, signing, voiding
from ljfpa_desktop.services.aid.proxy import Proxy
from tests import factories

from .conftest import Office

PAID_ON = date(2024, 2, 9)
NUMBER = "350122199911080043"
DAUGHTER = Proxy("林小妹", "30", NUMBER, "13850112345", "本人住院")
CADRE = Proxy("黄主任", "C1", "350122197505050018", "0591-26221234", "行动不便")


def _paid(office: Office, count: int) -> list[str]:
    made = office.approved(count)
    return [no for _, no in payment.pay(office.db, office.actor, made, PAID_ON, "cash").receipts]


def _kept(office: Office, number: str) -> tuple[str | None, ...]:
    with office.db.read() as s:
        p = s.execute(select(Payment).where(Payment.receipt_no == number)).scalar_one()
        return (p.proxy_name, p.proxy_relation, p.proxy_id_no, p.proxy_phone, p.proxy_why)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "林 秀钦"}, "name"),  # the payee's own name with a blank in it
        ({"relation": "02"}, "relation"),
        ({"relation": ""}, "relation"),
        ({"id_no": ""}, "id_no"),
        ({"id_no": NUMBER[:-1] + "4"}, "id_no"),
        ({"id_no": "350122********0043"}, "id_no"),
        ({"phone": ""}, "phone"),
        ({"phone": "无"}, "phone"),
        ({"phone": "1385011234"}, "phone"),
        ({"why": " \t"}, "why"),
    ],
)
def test_what_a_proxy_cannot_lack(change: dict[str, str], field: str) -> None:
    _, problems = proxy.checked(replace(DAUGHTER, **change), "林秀钦", "3.proxy.")
    assert list(problems) == [f"3.proxy.{field}"]
    assert "“林秀钦”" in problems[f"3.proxy.{field}"]
    assert problems[f"3.proxy.{field}"].endswith("。")


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"name": "林　小妹"}, ("name", "林小妹")),
        ({"id_no": "３５0122199911080043"}, ("id_no", NUMBER)),
        ({"id_no": "35012219680515002x"}, ("id_no", "")),
        ({"id_no": "350122991108004"}, ("id_no", NUMBER)),  # the number of before 1999
        ({"phone": "138 5011 2345"}, ("phone", "13850112345")),
        ({"phone": "13850112345/26221234"}, ("phone", "13850112345")),
        ({"phone": "059126221234"}, ("phone", "0591-26221234")),
        ({"why": " 住院 "}, ("why", "住院")),
    ],
)
def test_what_a_proxy_is_read_into(change: dict[str, str], kept: tuple[str, str]) -> None:
    clean, problems = proxy.checked(replace(DAUGHTER, **change), "林秀钦")
    field, value = kept
    if value:
        assert problems == {}
        assert getattr(clean, field) == value
    else:
        assert list(problems) == [field]


@pytest.mark.parametrize("relation", [code for code, _ in codes.choices("payee_relation")])
def test_every_relation_of_the_table_may_collect(relation: str) -> None:
    assert proxy.checked(replace(DAUGHTER, relation=relation), "林秀钦")[1] == {}


@given(st.dates(date(1930, 1, 1), date(2006, 12, 31)), st.sampled_from("12"), st.integers(0, 449))
def test_any_true_id_number_is_taken_and_any_wrong_last_digit_is_not(
    birth: date, sex: str, serial: int
) -> None:
    number = factories.id_number(birth, sex, serial)
    clean, problems = proxy.checked(replace(DAUGHTER, id_no=number.lower()), "林秀钦")
    assert (problems, clean.id_no) == ({}, number)
    wrong = next(c for c in "0123456789X" if c != idcard.checksum(number[:17]))
    assert list(proxy.checked(replace(DAUGHTER, id_no=number[:17] + wrong), "林秀钦")[1]) == ["id_no"]


def test_a_cadre_is_known_by_the_number_whatever_the_name(office: Office) -> None:
    numbers = _paid(office, 3)
    for number, name in zip(numbers[:2], ("黄主任", "黄 大明"), strict=True):
        proxy.record(office.db, office.actor, number, replace(CADRE, name=name))
    with pytest.raises(Doubt, match=r"村干部“黄明”在这一批次代领 3 户，3 户以上要说明原因"):
        proxy.record(office.db, office.actor, numbers[2], replace(CADRE, name="黄明"))
    proxy.record(office.db, office.actor, numbers[2], CADRE, {"cadre": "三户都是孤老"})
    assert _kept(office, numbers[2])[0] == "黄主任"


def test_receipts_collected_as_a_neighbour_count_once_the_cadre_is_named(office: Office) -> None:
    """Who first writes 非亲属 and then 村干部 for the same number is still seen."""
    numbers = _paid(office, 3)
    for number in numbers[:2]:
        proxy.record(office.db, office.actor, number, replace(CADRE, relation="99"))
    with pytest.raises(Doubt, match="代领 3 户"):
        proxy.record(office.db, office.actor, numbers[2], CADRE)


def test_a_voided_receipt_no_longer_counts_for_the_cadre(office: Office) -> None:
    numbers = _paid(office, 3)
    for number in numbers[:2]:
        proxy.record(office.db, office.actor, number, CADRE)
    voiding.void(office.db, office.actor, numbers[0], "退回")
    proxy.record(office.db, office.actor, numbers[2], CADRE)
    assert _kept(office, numbers[2])[1] == "C1"


def test_another_cycle_is_another_count(office: Office) -> None:
    for name in ("第一批", "第二批"):
        office.name = name
        for number in _paid(office, 2):
            proxy.record(office.db, office.actor, number, CADRE)
    with office.db.read() as s:
        found = s.execute(select(Payment.id).where(Payment.proxy_id_no == CADRE.id_no)).scalars().all()
    assert len(found) == 4


def test_three_at_once_are_flagged_as_three_one_by_one(office: Office) -> None:
    made = office.approved(3)
    rows: list[UUID] = [r.id for r in office.rows(made)]
    with pytest.raises(Doubt) as doubt:
        payment.pay(office.db, office.actor, made, PAID_ON, "cash", proxies=dict.fromkeys(rows, CADRE))
    assert [(w.code, w.field) for w in doubt.value.warnings] == [("cadre", "proxy")]
    payment.pay(office.db, office.actor, made, PAID_ON, "cash", proxies=dict.fromkeys(rows, DAUGHTER))


def test_reissuing_a_cadre_s_receipt_does_not_count_it_twice(office: Office) -> None:
    numbers = _paid(office, 2)
    for number in numbers:
        proxy.record(office.db, office.actor, number, CADRE)
    new = voiding.reissue(office.db, office.actor, numbers[0], "污损")
    assert _kept(office, new)[:2] == ("黄主任", "C1")


def test_proxies_of_rows_that_are_not_paid_are_not_looked_at(office: Office) -> None:
    made = office.approved(2)
    first, second = (r.id for r in office.rows(made))
    empty = Proxy("", "", "", "", "")
    paid = payment.pay(office.db, office.actor, made, PAID_ON, "cash", rows=[first], proxies={second: empty})
    assert len(paid.receipts) == 1
    with pytest.raises(Invalid) as problem:
        payment.pay(office.db, office.actor, made, PAID_ON, "cash", rows=[second], proxies={second: empty})
    assert {key.split(".")[0] for key in problem.value.problems} == {"0"}


def test_a_record_changes_nothing_once_the_paper_is_back_or_void(office: Office) -> None:
    first, second = _paid(office, 2)
    proxy.record(office.db, office.actor, first, DAUGHTER)
    signing.sign_one(office.db, office.actor, first)
    voiding.void(office.db, office.actor, second, "错")
    for number, state in ((first, "签回"), (second, "作废")):
        with pytest.raises(Refused, match=f"已{state}，不能再改代领人"):
            proxy.record(office.db, office.actor, number, None)
    assert _kept(office, first) == ("林小妹", "30", NUMBER, "13850112345", "本人住院")
    signing.take_back(office.db, office.actor, [first], "签错人")
    proxy.record(office.db, office.actor, first, None)
    assert _kept(office, first) == (None,) * 5


def test_a_number_with_blanks_around_finds_its_receipt(office: Office) -> None:
    (number,) = _paid(office, 1)
    proxy.record(office.db, office.actor, f" {number} ", DAUGHTER)
    assert _kept(office, number)[0] == "林小妹"
    with pytest.raises(Refused, match="没有编号为“”的领款单"):
        proxy.record(office.db, office.actor, "", DAUGHTER)


def test_a_reader_records_no_proxy(office: Office) -> None:
    (number,) = _paid(office, 1)
    with pytest.raises(Refused, match="没有“录入”的权限"):
        proxy.record(office.db, type(office.actor)("guest", "来宾", "reader"), number, DAUGHTER)
