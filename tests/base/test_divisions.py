"""Townships and villages as clerks write them."""

from __future__ import annotations

from datetime import date

import pytest

from ljfpa_desktop.base import divisions, pinyin
from ljfpa_desktop.base.divisions import Division, resolve_village

GUANTOU, DANYANG, FENGCHENG, DONGHU = "350122103", "350122106", "350122100", "350122105"


def test_twenty_two_offices_and_their_villages() -> None:
    offices = divisions.townships()
    assert len(offices) == 22
    assert (GUANTOU, "琯头镇") in offices
    assert divisions.NOMINAL not in dict(offices)
    assert divisions.name(divisions.NOMINAL) == "马祖乡"
    assert sum(len(divisions.villages(code)) for code, _ in offices) == 286
    assert len(divisions.villages(GUANTOU)) == 28


def test_names() -> None:
    assert divisions.name("350122") == "连江县"
    assert divisions.name("350122103201") == "山兜村委会"
    assert divisions.name("350122999") == "350122999"
    assert divisions.short_name("350122103201") == "山兜村"
    assert divisions.short_name("350122100001") == "东南街社区"
    assert divisions.short_name("350122107500") == "长龙华侨农场生活区"
    assert divisions.short_name(GUANTOU) == "琯头镇"
    assert divisions.division("1") is None


def test_a_code_holds_between_its_days() -> None:
    made = Division("1", "新村委会", "village", GUANTOU, date(2022, 1, 1), date(2023, 12, 31))
    held = [made.holds_on(date(year, 6, 1)) for year in (2021, 2022, 2023, 2024)]
    assert held == [False, True, True, False]
    assert len(divisions.townships(date(2024, 1, 1))) == 22


@pytest.mark.parametrize(
    ("text", "township", "code"),
    [
        ("山兜", GUANTOU, "350122103201"),
        ("山兜村", DANYANG, "350122106205"),
        ("山兜村委会", DANYANG, "350122106205"),
        ("山兜村民委员会", DANYANG, "350122106205"),
        ("琯头镇山兜村", GUANTOU, "350122103201"),
        ("琯头山兜", GUANTOU, "350122103201"),
        ("福建省福州市连江县琯头镇山兜村", GUANTOU, "350122103201"),
        ("连江县 琯头镇 山兜村委会", GUANTOU, "350122103201"),
        ("东南街", FENGCHENG, "350122100001"),
        ("东南街社区", FENGCHENG, "350122100001"),
        ("东南街居委会", FENGCHENG, "350122100001"),
        ("东湖", DONGHU, "350122105201"),
        ("东湖村", DONGHU, "350122105201"),
        ("东湖镇东湖村", DONGHU, "350122105201"),
        ("罗山社区", DONGHU, "350122105001"),
        ("罗山(畬族)社区居委会", DONGHU, "350122105001"),
        ("罗山畲族社区", DONGHU, "350122105001"),
        ("丹阳", DANYANG, "350122106217"),
        ("丹阳村", DANYANG, "350122106217"),
        ("丹阳社区", DANYANG, "350122106001"),
        ("丹阳街", DANYANG, "350122106001"),
        ("利畬村", "350122202", "350122202211"),
        ("潘渡乡潘渡村", "350122116", "350122116209"),
        ("潘度乡贵安村", "350122116", "350122116208"),
        ("350122103201", GUANTOU, "350122103201"),
        ("长龙华侨农场", "350122107", "350122107500"),
        ("开发区", "350122101", "350122101400"),
        ("琯头", GUANTOU, None),
        ("琯头镇", GUANTOU, None),
        ("350122106205", GUANTOU, None),
        ("长沙村", GUANTOU, None),
        ("村", GUANTOU, None),
        ("", GUANTOU, None),
    ],
)
def test_villages_as_written(text: str, township: str, code: str | None) -> None:
    assert resolve_village(text, township) == code


def test_every_official_and_short_name_finds_its_village() -> None:
    for township, full in divisions.townships():
        for code, official in divisions.villages(township):
            for text in (official, divisions.short_name(code), f"连江县{full}{official}"):
                assert resolve_village(text, township) == code


def test_the_shipped_initials_are_those_of_the_names() -> None:
    codes = [c for c, _ in divisions.townships()]
    codes += [c for township in list(codes) for c, _ in divisions.villages(township)]
    assert len(codes) > 300
    for code in codes:
        assert divisions.initials(code) == tuple(pinyin.reading(divisions.short_name(code)).initials), code
    assert divisions.initials("999999") == ()


def test_a_township_is_told_from_its_county_and_its_villages() -> None:
    assert [divisions.is_township(c) for c in ("350122", "350122103", "350122103201", "")] == [
        False, True, False, False,
    ]  # fmt: skip
