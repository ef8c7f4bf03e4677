"""Values as people read them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services.display import shown


@pytest.mark.parametrize(
    ("declared", "value", "words"),
    [
        (Field("金额", "money"), 60000, "600.00"),
        (Field("性别", "choice", choices="sex"), "1", "男性"),
        (Field("村（居）", "village"), "350122103201", "山兜村"),
        (Field("独居", "yes"), True, "是"),
        (Field("独居", "yes"), 0, "否"),
        (Field("日期", "date"), date(2024, 2, 3), "2024-02-03"),
        (Field("日期", "date"), "2024-02-03", "2024-02-03"),
        (Field("人数", "number"), 0, "0"),
        (Field("姓名"), None, ""),
        (Field("姓名"), "", ""),
        (Field("未知表", "choice", choices="no_such_table"), "X", "X"),
    ],
)
def test_in_words(declared: Field, value: Any, words: str) -> None:
    assert shown(declared, value) == words


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("id_card", "350122196203050024", "350122********0024"),
        ("phone", "13805901234", "138****1234"),
        ("account", "6217001234567890", "************7890"),
        ("note", "情绪低落，经常失眠，需要陪伴", "******"),
        ("text", "离", "*"),
    ],
)
def test_private_values_are_masked_unless_asked_in_full(kind: Any, value: str, masked: str) -> None:
    declared = Field("私", kind, private=True)
    assert shown(declared, value) == masked
    assert shown(declared, value, full=True) == value
