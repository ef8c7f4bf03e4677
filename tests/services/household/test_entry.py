"""A family read from a form or a register, before anything is written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ljfpa_desktop.services import household
from tests import factories

TOWNSHIP = "350122103"
HEAD: dict[str, Any] = {"name": "林建国", "relation": "02", "id_no": "350122196203050018"}
WIFE: dict[str, Any] = {"name": "陈秀英", "relation": "12", "sex": "2", "birth_date": "1964年8月"}


def read(
    values: dict[str, Any] | None = None,
    members: tuple[dict[str, Any], ...] = (HEAD,),
    categories: tuple[dict[str, Any], ...] = (),
    accepted: dict[str, str] | None = None,
) -> household.Ready:
    given = {"village_code": factories.VILLAGE, **(values or {})}
    return household.read(household.Entry(given, members, categories), TOWNSHIP, accepted)


def test_every_column_is_there_so_that_rows_can_be_written_together() -> None:
    ready = read({"address": "  东街\u3000１号 "}, (HEAD, WIFE))
    assert ready.problems == {}
    assert set(ready.household) == set(household.FIELDS)
    assert ready.household["address"] == "东街 １号"
    assert (ready.household["status"], ready.household["privacy_level"]) == ("ACTIVE", "NORMAL")
    assert len({frozenset(m.person) for m in ready.members}) == 1
    assert ready.head_name == "林建国"


def test_a_family_without_a_head_has_a_word_for_it() -> None:
    ready = read(members=({**WIFE},))
    assert ready.head_name == "新家庭"
    assert "还没有户主" in ready.problems["members"]


@pytest.mark.parametrize(
    ("village", "sentence"),
    [
        ("", "请填写村（居）。"),
        ("350122100001", "不是琯头镇的村（居），请从列表选择。"),
        ("350122103999", "不是琯头镇的村（居），请从列表选择。"),
    ],
)
def test_only_a_village_of_the_township_is_taken(village: str, sentence: str) -> None:
    assert read({"village_code": village}).problems["village_code"].endswith(sentence)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("13805001234", "", ("13805001234", None)),
        ("13805001234、0591-26221234", "", ("13805001234", "0591-26221234")),
        ("", "13805001234", ("13805001234", None)),
        ("13805001234", "13805001234", ("13805001234", None)),
        ("无", "", (None, None)),
    ],
)
def test_phones_are_read_and_shared_out(first: str, second: str, expected: tuple[str | None, ...]) -> None:
    ready = read({"phone1": first, "phone2": second})
    assert ready.problems == {}
    assert (ready.household["phone1"], ready.household["phone2"]) == expected


def test_a_wrong_phone_is_named_where_it_stands() -> None:
    assert list(read({"phone1": "1380500"}).problems) == ["phone1"]
    assert list(read({"phone2": "1380500"}).problems) == ["phone2"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("address", "长" * 121),
        ("born_sons", -1),
        ("hukou_kind", "8"),
        ("oc_cert_date", "不知道"),
        ("hardship_reason", "77"),
    ],
)
def test_values_are_held_to_their_fields(name: str, value: Any) -> None:
    problems = read({name: value}).problems
    assert list(problems) == [name]
    assert problems[name].endswith("。")


def test_dates_may_come_as_text() -> None:
    ready = read(
        {"oc_cert_date": "1990年3月5日"},
        (HEAD, {**WIFE, "joined_on": "1985.6.1", "left_on": "2020-01-02"}),
        ({"category": "06", "valid_from": "2024.2.1", "valid_to": "2024年12月"},),
    )
    assert ready.problems == {}
    assert ready.household["oc_cert_date"] == date(1990, 3, 5)
    assert (ready.members[1].member["joined_on"], ready.members[1].member["left_on"]) == (
        date(1985, 6, 1), date(2020, 1, 2),
    )  # fmt: skip
    assert ready.members[1].person["birth_precision"] == "YM"
    assert ready.categories[0]["valid_from"] == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("category", "privacy", "until"),
    [
        ("01", "NORMAL", None),
        ("03", "RESTRICTED", None),
        ("04", "RESTRICTED", None),
        ("05", "NORMAL", date(2024, 12, 31)),
        ("11", "RESTRICTED", None),
    ],
)
def test_what_follows_from_a_category(category: str, privacy: str, until: date | None) -> None:
    ready = read(categories=({"category": category, "valid_from": date(2024, 2, 1)},))
    assert ready.household["privacy_level"] == privacy
    assert ready.categories[0]["valid_to"] == until


def test_a_stated_end_is_kept() -> None:
    held = {"category": "05", "valid_from": date(2024, 2, 1), "valid_to": date(2025, 6, 30)}
    assert read(categories=(held,)).categories[0]["valid_to"] == date(2025, 6, 30)


def test_doubts_name_the_member_they_are_about() -> None:
    ready = read(members=(HEAD, {**WIFE, "sex": "1"}, {**WIFE, "name": "郑美珍"}))
    assert [(w.code, w.field) for w in ready.warnings] == [
        ("two_spouses", "members"), ("relation_sex", "members.1.relation"),
    ]  # fmt: skip


def test_reasons_go_to_the_person_they_are_about() -> None:
    wrong = {**HEAD, "birth_date": date(1962, 4, 5)}
    ready = read(members=(wrong,), accepted={"birth_differs": "户口簿如此"})
    assert ready.members[0].person["birth_why"] == "户口簿如此"
    assert ready.members[0].person["birth_date"] == date(1962, 4, 5)
