"""Cycles as an office collects them: names, years, standards, rights, sums of many, acts in the history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.services import fund, setting
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, signing, voiding
from ljfpa_desktop.services.aid.checks import NewRow
from tests import factories

from .conftest import Office


def _make(office: Office, **values: Any) -> UUID:
    return cycle.create(office.db, office.actor, {"programme_code": "P09E", "year": 2024, **values})


def _values(office: Office, ref: UUID | str) -> dict[str, Any]:
    return cycle.view(office.db, ref).values


def _line(office: Office, ref: UUID | str) -> cycle.CycleLine:
    return cycle.view(office.db, ref).line


@pytest.mark.parametrize(
    ("year", "is_right"),
    [(1999, False), (2000, True), (2024, True), (2025, True), (2026, False), (24, False)],
)
def test_years(office: Office, year: int, is_right: bool) -> None:
    if is_right:
        assert _line(office, _make(office, year=year)).year == year
    else:
        with pytest.raises(Invalid, match="年度"):
            _make(office, year=year)


def test_without_a_year_it_is_this_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 12, 31, 16, 30, tzinfo=UTC))
    made = cycle.create(office.db, office.actor, {"programme_code": "P09E"})
    assert (_line(office, made).year, _line(office, made).name) == (2025, "2025年临时救助")


def test_names_of_many_batches_are_counted_on(office: Office) -> None:
    made = [_make(office) for _ in range(3)]
    assert [_line(office, ref).name for ref in made] == [
        "2024年临时救助",
        "2024年临时救助（第2批）",
        "2024年临时救助（第3批）",
    ]
    cycle.discard(office.db, office.actor, made[1])
    assert _line(office, _make(office)).name == "2024年临时救助（第2批）"


@pytest.mark.parametrize("name", ["春节%", "a_b", "第1批'", "“春节”", "😀批", "x" * 80])
def test_odd_names_are_kept_and_found(office: Office, name: str) -> None:
    made = _make(office, name=f" {name} ")
    _make(office, name="别的")
    assert (_line(office, name).id, _line(office, name).name) == (made, name)
    with pytest.raises(Invalid, match="已经有叫"):
        _make(office, name=name)


def test_a_name_too_long_or_empty_is_refused(office: Office) -> None:
    with pytest.raises(Invalid, match="最多 80 个字"):
        _make(office, name="批" * 81)
    made = _make(office, name="甲")
    for name in ("", None):
        with pytest.raises(Invalid, match="请填写批次名称"):
            cycle.edit(office.db, office.actor, made, {"name": name})


def test_a_whole_name_goes_before_a_part_of_a_longer_one(office: Office) -> None:
    short = _make(office, name="春节")
    _make(office, name="春节第二批")
    assert _line(office, "春节").id == short
    assert _line(office, "第二").name == "春节第二批"
    with pytest.raises(Refused, match="没有“中秋”这个批次"):
        cycle.view(office.db, "中秋")
    with pytest.raises(Refused):
        cycle.view(office.db, new_id())


def test_a_name_is_free_again_when_its_draft_was_given_up(office: Office) -> None:
    first = _make(office, name="春节")
    cycle.discard(office.db, office.actor, first)
    second = _make(office, name="春节")
    assert _line(office, "春节").id == second
    with pytest.raises(Refused):
        cycle.view(office.db, first)


def test_editing_keeps_what_is_not_given(office: Office) -> None:
    source = next(b.id for b in fund.balances(office.db) if b.name == "慈善总会")
    made = _make(office, name="甲", standard_fen=100, fund_source_id=source, occasion="春节", remark="一")
    cycle.edit(office.db, office.actor, made, {"standard_fen": 200})
    values = _values(office, made)
    assert (values["name"], values["standard_fen"], values["fund_source_id"]) == ("甲", 200, source)
    assert (values["occasion"], values["remark"], values["handler"]) == ("春节", "一", "李经办")
    cycle.edit(office.db, office.actor, made, {"fund_source_id": None, "standard_fen": None, "remark": ""})
    values = _values(office, made)
    assert (values["fund_source_id"], values["standard_fen"], values["remark"]) == (None, None, None)


def test_steps_and_totals_are_not_edited_as_values(office: Office) -> None:
    made = _make(office, name="甲")
    cycle.edit(
        office.db, office.actor, made,
        {
            "stage": "closed", "approved_total_fen": 10**9, "approved_on": date(2024, 1, 1),
            "programme_code": "P06",
        },
    )  # fmt: skip
    values = _values(office, made)
    assert (values["stage"], values["approved_total_fen"], values["approved_on"]) == ("draft", None, None)
    assert values["programme_code"] == "P09E"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"standard_fen": -1}, "标准应填不小于 0 的数"),
        ({"standard_fen": 1.5}, "标准应填不小于 0 的数"),
        ({"fund_source_id": "省财政"}, "没有“省财政”这个资金来源"),
    ],
)
def test_wrong_values(office: Office, values: dict[str, Any], said: str) -> None:
    with pytest.raises((Invalid, Refused), match=said):
        _make(office, **values)
    assert cycle.list_all(office.db) == []


def test_the_handler_comes_from_the_settings_or_is_who_acts(office: Office) -> None:
    assert _values(office, _make(office, name="一"))["handler"] == "李经办"
    setting.save(office.db, office.actor, {"paper.handler": " 王手 "})
    assert _values(office, _make(office, name="二"))["handler"] == "王手"
    assert _values(office, _make(office, name="三", handler="赵手"))["handler"] == "赵手"
    setting.save(office.db, office.actor, {"aid.roles_by_account": True})
    assert _values(office, _make(office, name="四", handler="赵手"))["handler"] == "李经办"


def test_the_handler_stands_once_the_list_is_reviewed(office: Office) -> None:
    made = office.listed(1)
    cycle.edit(office.db, office.actor, made, {"handler": "王手"})
    approval.review(office.db, office.actor, made, date(2024, 1, 20), "郑审核")
    cycle.edit(office.db, office.actor, made, {"handler": "别人", "remark": "补"})
    assert (_values(office, made)["handler"], _values(office, made)["remark"]) == ("王手", "补")


def test_the_source_of_the_cycle_is_the_source_of_its_payments(office: Office) -> None:
    source = next(b.id for b in fund.balances(office.db) if b.name == "慈善总会")
    made = office.approved(1)
    cycle.edit(office.db, office.actor, made, {"fund_source_id": source})
    payment.pay(office.db, office.actor, made, date(2024, 2, 9), "cash")
    assert {b.name: b.paid_fen for b in fund.balances(office.db)}["慈善总会"] == 60000


def test_a_cycle_with_money_given_is_not_given_up(office: Office) -> None:
    made = office.approved(1)
    ((_, number),) = payment.pay(office.db, office.actor, made, date(2024, 2, 9), "cash").receipts
    for _ in range(2):
        with pytest.raises(Refused, match="已有发放记录，不能取消，只能作废领款单"):
            cycle.discard(office.db, office.actor, made)
        if not office.rows(made)[0].receipt_no:
            break
        voiding.void(office.db, office.actor, number, "退回")


def test_a_reviewed_draft_may_still_be_given_up(office: Office) -> None:
    made = office.listed(2)
    approval.review(office.db, office.actor, made, date(2024, 1, 20))
    rows = [r.household_id for r in office.rows(made)]
    cycle.discard(office.db, office.actor, made)
    again = _make(office, programme_code="P09", name="重来")
    entitlement.add(office.db, office.actor, again, [NewRow(h, amount_fen=1) for h in rows])
    assert _line(office, again).rows == 2


def test_the_list_of_cycles_goes_by_year_the_newest_first(office: Office) -> None:
    made = {
        year: [_make(office, year=year, name=f"{year}-{n}") for n in range(2)] for year in (2023, 2025, 2024)
    }
    assert [line.name for line in cycle.list_all(office.db)] == [
        "2025-1", "2025-0", "2024-1", "2024-0", "2023-1", "2023-0",
    ]  # fmt: skip
    assert {line.id for line in cycle.list_all(office.db, 2023)} == set(made[2023])


def test_sums_of_one_cycle_do_not_leak_into_another(office: Office) -> None:
    families = office.families(3)
    first, second = _make(office, name="甲"), _make(office, name="乙")
    for ref, fen in ((first, 100), (second, 7)):
        rows = [NewRow(f, amount_fen=fen) for f in families]
        entitlement.add(office.db, office.actor, ref, rows)
        approval.approve(office.db, office.actor, ref, "审批表", date(2024, 2, 1))
    payment.pay(office.db, office.actor, first, date(2024, 2, 9), "cash")
    payment.pay(office.db, office.actor, second, date(2024, 2, 9), "transfer",
                rows=[office.rows(second)[0].id])  # fmt: skip
    one, two = _line(office, first), _line(office, second)
    assert (one.total_fen, one.paid_fen, one.paid_rows, one.unsigned) == (300, 300, 3, 3)
    assert (two.total_fen, two.paid_fen, two.paid_rows, two.unsigned) == (21, 7, 1, 0)
    signing.sign(office.db, office.actor, first)
    assert (_line(office, first).unsigned, _line(office, second).stage) == (0, "approved")


def test_what_the_next_step_lacks(office: Office) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P09", "year": 2024, "name": "甲"})
    assert cycle.view(office.db, made).lacking == ("名单里还没有人",)
    family = factories.household(office.db, office.actor, head="林秀钦", categories=["05"])
    entitlement.add(office.db, office.actor, made, [NewRow(family, amount_fen=100)])
    steps: list[tuple[str, tuple[str, ...]]] = []

    def note() -> None:
        view = cycle.view(office.db, made)
        steps.append((view.next_act, view.lacking))

    note()
    approval.review(office.db, office.actor, made, date(2024, 1, 20))
    note()
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    note()
    approval.publicise(office.db, office.actor, made, date(2024, 2, 1), date(2024, 2, 8))
    note()
    payment.pay(office.db, office.actor, made, date(2024, 2, 9), "cash")
    note()
    signing.sign(office.db, office.actor, made)
    note()
    approval.close(office.db, office.actor, made)
    note()
    assert steps == [
        ("reviewed", ()),
        ("approved", ("批准文号和日期",)),
        ("publicised", ("公示起止日期",)),
        ("paid", ("还有 1 户没有发放",)),
        ("closed", ("还有 1 户没有签回",)),
        ("closed", ()),
        ("", ()),
    ]


def test_a_row_added_after_paying_is_told_as_not_paid(office: Office) -> None:
    made = office.approved(1)
    payment.pay(office.db, office.actor, made, date(2024, 2, 9), "cash")
    approval.correct_total(office.db, office.actor, made, 120000, "加一户")
    late = factories.household(office.db, office.actor, head="吴宝金", categories=["05"], address="新村")
    entitlement.add(office.db, office.actor, made, [NewRow(late, amount_fen=60000)])
    assert cycle.view(office.db, made).lacking == ("还有 1 户没有发放", "还有 1 户没有签回")


def test_acts_tell_what_was_done(office: Office) -> None:
    made = _make(office, name="甲")
    cycle.edit(office.db, office.actor, made, {"remark": "改"})
    cycle.discard(office.db, office.actor, made)
    with office.db.read() as s:
        said = s.execute(select(Act.why).order_by(Act.seq.desc()).limit(3)).scalars().all()
    assert list(said) == ["取消批次", "修改批次", "新建批次 甲"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 10**7), st.booleans()), min_size=1, max_size=4))
def test_lines_equal_sums_by_hand(office: Office, asked: list[tuple[int, bool]]) -> None:
    known = cycle.list_all(office.db)
    made = _make(office, name=f"批次{len(known)}")
    rows = [
        NewRow(factories.household(office.db, office.actor, head=f"林{len(known)}{n}"), amount_fen=fen)
        for n, (fen, _) in enumerate(asked)
    ]
    ids = entitlement.add(office.db, office.actor, made, rows, {"cap": "大病"})
    out = [row for row, (_, stays) in zip(ids, asked, strict=True) if not stays]
    if out:
        entitlement.reject(office.db, office.actor, out, "不符")
    with office.db.read() as s:
        by_hand = s.execute(
            text("SELECT count(*), coalesce(sum(amount_fen), 0) FROM entitlement "
                 "WHERE cycle_id = :c AND status <> 'REJECTED'"), {"c": made.bytes},
        ).one()  # fmt: skip
    line = _line(office, made)
    assert (line.rows, line.total_fen) == tuple(by_hand)
    assert cycle.list_all(office.db)[0] == line
    assert line.total_fen == sum(fen for fen, stays in asked if stays)
