"""The way of a cycle, without a database: every programme, every stage, every act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.aid import Cycle
from ljfpa_desktop.services.aid import approval, stages
from ljfpa_desktop.services.programme import ProgrammeFacts

FULL = ("draft", "reviewed", "approved", "publicised", "paid", "closed")
SPECIAL = ("draft", "reviewed", "approved", "paid", "closed")
URGENT = ("draft", "approved", "paid", "closed")
WAYS = (FULL, SPECIAL, URGENT)
BASE = ProgrammeFacts("P", "某项目", "A01", FULL, ("05",), "", None, None, True)


def _programme(way: tuple[str, ...]) -> ProgrammeFacts:
    return replace(BASE, stages=way)


def _cycle(stage: str, **more: object) -> Cycle:
    return Cycle(name="某批", programme_code="P", year=2024, stage=stage, **more)


def _refusal(way: tuple[str, ...], stage: str, act: str) -> str:
    with pytest.raises(Refused) as refusal:
        stages.require_before(_cycle(stage), _programme(way), act)
    return refusal.value.sentence


ALL = [(way, stage, act) for way in WAYS for stage in way for act in FULL[1:]]


@pytest.mark.parametrize(("way", "stage", "act"), ALL)
def test_an_act_is_allowed_only_right_after_the_stage_before_it(
    way: tuple[str, ...], stage: str, act: str
) -> None:
    follows = (stage, act) in set(pairwise(way))
    late_payment = stage == act == "paid"  # a late row is paid when the others were
    if follows or late_payment:
        stages.require_before(_cycle(stage), _programme(way), act)
    else:
        assert _refusal(way, stage, act).endswith("。")


@pytest.mark.parametrize(
    ("way", "stage", "act", "said"),
    [
        (FULL, "draft", "closed", "还缺：乡镇审核、批准（文号和日期）、公示（起止日期）、发放。请先办理。"),
        (FULL, "approved", "paid", "“某批”还不能办“发放”，还缺：公示（起止日期）。请先办理。"),
        (SPECIAL, "draft", "paid", "还缺：乡镇审核、批准（文号和日期）。"),
        (URGENT, "draft", "paid", "还缺：批准（文号和日期）。"),
        (SPECIAL, "approved", "publicised", "“某项目”不需要“公示”这一步。"),
        (URGENT, "draft", "reviewed", "“某项目”不需要“乡镇审核”这一步。"),
        (FULL, "paid", "approved", "“某批”已经是“发放”阶段，不能再办“批准”。"),
        (FULL, "closed", "paid", "“某批”已经是“办结”阶段，不能再办“发放”。"),
        (URGENT, "closed", "closed", "已经是“办结”阶段，不能再办“办结”。"),
    ],
)
def test_a_refusal_says_what_is_missing(way: tuple[str, ...], stage: str, act: str, said: str) -> None:
    assert said in _refusal(way, stage, act)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_wanting_shrinks_with_every_step(way: tuple[str, ...]) -> None:
    lengths = [len(stages.wanting(_programme(way), stage, "closed")) for stage in way[:-1]]
    assert lengths == list(range(len(way) - 2, -1, -1))


@pytest.mark.parametrize(
    ("way", "before"), [(FULL, "publicised"), (SPECIAL, "approved"), (URGENT, "approved")]
)
def test_the_stage_before_paying(way: tuple[str, ...], before: str) -> None:
    assert stages.before_paying(_programme(way)) == before


@pytest.mark.parametrize("way", WAYS)
def test_the_bar_shows_every_stage_once_and_those_behind_as_done(way: tuple[str, ...]) -> None:
    for place, stage in enumerate(way):
        shown = stages.steps(_cycle(stage), _programme(way))
        assert [step.code for step in shown] == list(way)
        assert [step.is_done for step in shown] == [n <= place for n in range(len(way))]
        assert all(step.name for step in shown)


def test_the_bar_tells_days_names_and_the_document() -> None:
    cycle = _cycle(
        "closed", handler="李经办", reviewer="郑审核", approver="陈审批", approval_doc="连计协〔2024〕3号",
        reviewed_on=date(2024, 1, 25), approved_on=date(2024, 1, 30), public_from=date(2024, 2, 1),
        public_to=date(2024, 2, 7), closed_on=date(2024, 3, 1),
    )  # fmt: skip
    shown = {step.code: (step.on, step.detail) for step in stages.steps(cycle, BASE)}
    assert shown == {
        "draft": (None, "李经办"),
        "reviewed": (date(2024, 1, 25), "郑审核"),
        "approved": (date(2024, 1, 30), "连计协〔2024〕3号 陈审批"),
        "publicised": (date(2024, 2, 7), "2024年2月1日至2024年2月7日"),
        "paid": (None, ""),
        "closed": (date(2024, 3, 1), ""),
    }


def test_the_bar_of_a_bare_draft_is_empty() -> None:
    assert {(s.on, s.detail) for s in stages.steps(_cycle("draft"), BASE)} == {(None, "")}


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DAYS, st.integers(0, 400))
def test_workdays_are_counted_day_by_day(first: date, length: int) -> None:
    last = first + timedelta(length)
    days = [first + timedelta(n) for n in range(length + 1)]
    assert approval.workdays(first, last) == sum(day.isoweekday() < 6 for day in days)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_workdays_add_up(first: date, one: int, two: int) -> None:
    middle = first + timedelta(one)
    last = middle + timedelta(two + 1)
    parts = approval.workdays(first, middle) + approval.workdays(middle + timedelta(1), last)
    assert parts == approval.workdays(first, last)


@given(DAYS)
def test_seven_days_always_hold_five_workdays(first: date) -> None:
    assert approval.workdays(first, first + timedelta(6)) == 5
