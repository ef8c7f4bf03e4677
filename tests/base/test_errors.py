"""Warnings stop a save until each has its reason, and the reason is kept with the act."""

from __future__ import annotations

import pytest

from ljfpa_desktop.base.errors import Doubt, Warn, settle, with_reasons

WARNINGS = [Warn("old", "held_on", "日期太早。"), Warn("many", "people", "人数太多。")]


@pytest.mark.parametrize("accepted", [None, {}, {"old": "  "}, {"many": "已核对"}])
def test_a_warning_without_a_reason_stops(accepted: dict[str, str] | None) -> None:
    with pytest.raises(Doubt) as told:
        settle(WARNINGS, accepted)
    assert told.value.warnings[0].code == "old"


def test_with_a_reason_for_each_it_goes_on() -> None:
    settle(WARNINGS, {"old": "补录", "many": "已核对"})
    settle([], None)


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        (None, "登记活动"),
        ({"old": " "}, "登记活动"),
        ({"old": "补录 "}, "登记活动；放行原因：补录"),
        ({"old": "已核对", "many": "已核对"}, "登记活动；放行原因：已核对"),
        ({"old": "补录", "many": "已核对"}, "登记活动；放行原因：补录；已核对"),
    ],
)
def test_the_reasons_stand_with_the_act(accepted: dict[str, str] | None, words: str) -> None:
    assert with_reasons("登记活动", accepted) == words
