"""Names that are one in other characters, and the table that says so."""

from __future__ import annotations

import json

import pytest

from ljfpa_desktop.base.name_variants import blurred, plain
from ljfpa_desktop.base.paths import resources

TABLE = json.loads((resources() / "codes" / "name_variants.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("張麗", "张丽"), ("陳秀蘭", "陈秀兰"), ("畬小明", "畲小明"), ("林 国強", "林国强"), ("鍾愛", "钟爱")],
)
def test_traditional_characters_and_variants_are_plain_ones(one: str, other: str) -> None:
    assert plain(one) == plain(other)
    assert blurred(one) == blurred(other)


@pytest.mark.parametrize(
    ("one", "other"), [("张莉", "张丽"), ("林依俤", "林依弟"), ("林己", "林已"), ("張莉", "张利")]
)
def test_characters_that_look_alike_are_one_only_when_blurred(one: str, other: str) -> None:
    assert plain(one) != plain(other)
    assert blurred(one) == blurred(other)


def test_other_names_stay_apart() -> None:
    assert len({blurred(n) for n in ("林建国", "林国强", "陈秀英", "黄海", "Anna Li", "")}) == 6
    assert plain("") == ""


def test_the_table_is_of_single_characters_and_leads_nowhere_twice() -> None:
    pairs = list(zip(TABLE["traditional"][::2], TABLE["traditional"][1::2], strict=True))
    assert len(pairs) > 500
    turned = dict(pairs)
    assert len(turned) == len(pairs)
    assert [(a, b) for a, b in pairs if a == b or b in turned] == []
    mistaken = "".join(TABLE["alike"])
    assert len(set(mistaken)) == len(mistaken)
    assert all(len(group) > 1 for group in TABLE["alike"])
    assert not set(mistaken) & set(turned)
