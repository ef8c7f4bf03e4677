"""What a package carries, in words."""

from __future__ import annotations

import pytest

from ljfpa_desktop.ui.exchange_words import ONLY_CHANGES, content_words

COUNTS = {"households": 12, "persons": 30, "payments": 3, "events": 0, "amount_fen": 5}


@pytest.mark.parametrize(
    ("counts", "how", "words"),
    [
        (COUNTS, {}, "12 户，30 人，3 笔发放"),
        (COUNTS, {"short": True, "new": 99}, "12 户，30 人，3 笔"),
        ({"households": 0}, {}, ONLY_CHANGES),
        ({}, {"new": 31}, "31 条资料"),
    ],
)
def test_content(counts: dict[str, int], how: dict[str, int], words: str) -> None:
    assert content_words(counts, **how) == words  # pyright: ignore[reportArgumentType]
