"""What is odd in a family, each rule with a case on either side of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ljfpa_desktop.services.household import rules


def member(relation: str, sex: str, birth: date | None, **more: Any) -> dict[str, Any]:
    return {"name": f"人{relation}", "relation": relation, "sex": sex, "birth_date": birth, **more}


HEAD = member("02", "1", date(1960, 1, 1))
WIFE = member("12", "2", date(1962, 6, 15))


def codes(*members: dict[str, Any], household: dict[str, Any] | None = None, category: str = "") -> list[str]:
    held = [{"category": category, "valid_from": date(2024, 1, 1)}] if category else []
    return [w.code for w in rules.warnings(household or {}, list(members), held)]


def test_a_usual_family_is_not_odd() -> None:
    assert codes(HEAD, WIFE, member("30", "2", date(1990, 1, 1)), member("51", "1", date(1930, 1, 1))) == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (member("12", "2", date(1963, 1, 1)), ["two_spouses"]),
        (member("12", "2", date(1963, 1, 1), death_date=date(2000, 1, 1)), []),
        (member("12", "2", date(1963, 1, 1), left_on=date(2000, 1, 1)), []),
    ],
)
def test_two_spouses(second: dict[str, Any], expected: list[str]) -> None:
    assert codes(HEAD, WIFE, second) == expected


@pytest.mark.parametrize(
    ("relation", "sex", "expected"),
    [
        ("12", "1", ["relation_sex"]),
        ("20", "2", ["relation_sex"]),
        ("28", "1", []),
        ("38", "2", []),
        ("99", "1", []),
    ],
)
def test_sex_and_relation(relation: str, sex: str, expected: list[str]) -> None:
    assert codes(HEAD, member(relation, sex, None)) == expected


@pytest.mark.parametrize(
    ("relation", "birth", "expected"),
    [
        ("30", date(1959, 12, 31), ["child_older"]),
        ("37", date(1959, 12, 31), ["child_older"]),
        ("30", date(1976, 6, 14), ["mother_age"]),
        ("30", date(1976, 6, 15), []),
        ("30", date(2018, 6, 14), []),
        ("30", date(2018, 6, 15), ["mother_age"]),
        ("37", date(1970, 1, 1), []),
        ("30", None, []),
    ],
)
def test_children_and_the_ages_of_their_parents(
    relation: str, birth: date | None, expected: list[str]
) -> None:
    wife = {**WIFE, "birth_date": date(1962, 6, 15)}
    got = codes({**HEAD, "birth_date": date(1960, 1, 1)}, wife, member(relation, "2", birth))
    assert sorted(set(got)) == expected


def test_a_parent_of_the_head_is_older() -> None:
    assert codes(HEAD, member("51", "1", date(1965, 1, 1))) == ["child_older"]
    assert codes(HEAD, member("52", "2", date(1950, 1, 1))) == ["mother_age"]


@pytest.mark.parametrize(
    ("category", "household", "children", "expected"),
    [
        ("01", {}, [("20", "1", {})], []),
        ("01", {}, [("20", "1", {}), ("30", "2", {})], ["category"]),
        ("01", {"born_sons": 2}, [], ["category"]),
        ("02", {}, [("30", "2", {}), ("33", "2", {})], []),
        ("02", {}, [("30", "2", {}), ("23", "1", {})], ["category"]),
        ("02", {"hukou_kind": "2"}, [("30", "2", {}), ("33", "2", {})], ["category"]),
        ("03", {}, [("20", "1", {"death_date": date(2010, 1, 1)})], []),
        ("03", {}, [("20", "1", {})], ["category"]),
        ("03", {"living_daughters": 1}, [], ["category"]),
        ("04", {}, [("20", "1", {"disability_grade": "3"})], []),
        ("04", {}, [("20", "1", {"disability_grade": "4"})], ["category"]),
        ("05", {}, [("20", "1", {}), ("30", "2", {})], []),
    ],
)
def test_categories_and_children(
    category: str,
    household: dict[str, Any],
    children: list[tuple[str, str, dict[str, Any]]],
    expected: list[str],
) -> None:
    rows = [member(r, sex, date(1990, 1, 1), **more) for r, sex, more in children]
    assert codes(HEAD, WIFE, *rows, household=household, category=category) == expected


def test_a_category_that_has_ended_is_not_doubted() -> None:
    held = [{"category": "03", "valid_from": date(2010, 1, 1), "valid_to": date(2012, 1, 1)}]
    assert rules.warnings({}, [HEAD, member("20", "1", date(1990, 1, 1))], held) == []


def held(category: str, start: date, end: date | None = None) -> dict[str, Any]:
    return {"category": category, "valid_from": start, "valid_to": end}


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        ([held("03", date(2020, 1, 1)), held("04", date(2024, 1, 1))], ["categories"]),
        ([held("04", date(2020, 1, 1), date(2023, 12, 31)), held("03", date(2024, 1, 1))], []),
        ([held("05", date(2024, 1, 1)), held("05", date(2024, 6, 1))], ["categories"]),
        ([held("05", date(2023, 1, 1), date(2023, 12, 31)), held("05", date(2024, 1, 1))], []),
        ([held("05", date(2024, 1, 1), date(2023, 1, 1))], ["categories.0.valid_to"]),
        ([held("01", date(2024, 1, 1)), held("05", date(2024, 1, 1))], []),
    ],
)
def test_categories_that_exclude_each_other(categories: list[dict[str, Any]], expected: list[str]) -> None:
    assert list(rules.problems([HEAD], categories)) == expected
