"""What the monthly sheet prints: units, blanks, groups, corrections, editions."""

from __future__ import annotations

from datetime import date

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.reports import catalogue, month_facts
from ljfpa_desktop.reports.monthly import Figure
from ljfpa_desktop.services import period, setting
from ljfpa_desktop.services.indicators import BY_CODE, INDICATORS
from tests.services.books import Books
from tests.services.test_period import ALL


@pytest.fixture
def books(db: Database, actor: Actor) -> Books:
    """Books to write facts into."""
    return Books(db, actor)


def printed(books: Books, month: str) -> dict[str, Figure]:
    """The figures of the sheet by code."""
    facts = month_facts.collect(books.db, books.actor, month)
    return {f.code: f for g in facts.groups for f in g.figures}


def test_head_groups_and_names(books: Books) -> None:
    setting.save(books.db, books.actor, {"paper.approver": "陈主任", "paper.phone": "0591-26100000"})
    f = month_facts.collect(books.db, books.actor, "2024-02")
    assert (f.period, f.office, f.made_by) == ("2024年2月", "连江县琯头镇计划生育协会", "连江县计划生育协会")
    assert [g.title for g in f.groups] == ["宣传", "特殊家庭关怀", "困难帮扶", "汇总"]
    assert [x.code for g in f.groups for x in g.figures] == [i.code for i in INDICATORS]
    assert (f.responsible, f.preparer, f.phone, f.reported_on, f.version) == (
        "陈主任",
        "李经办",
        "0591-26100000",
        "",
        "",
    )
    assert catalogue.render("F11", [f]).startswith(b"%PDF")


def test_zero_is_printed_the_unreported_is_blank_and_a_share_of_nobody_is_a_dash(books: Books) -> None:
    found = printed(books, "2024-02")
    b01, e05 = found["ZB-B01"], found["ZB-E05"]
    assert (b01.month, b01.year_to_date, b01.same_period, b01.change_percent) == ("0", "0", "", "")
    assert (e05.month, e05.year_to_date, e05.same_period) == ("—", "—", "")


def test_money_prints_in_its_unit(books: Books) -> None:
    books.pay(books.family("05"), date(2023, 2, 5), 300_000)
    books.pay(books.family("05"), date(2024, 2, 5), 1_234_500)
    books.pay(books.family("03"), date(2024, 2, 6), 60_050, basis="03")
    found = printed(books, "2024-02")
    g03, e13 = found["ZB-G03"], found["ZB-E13"]
    assert (g03.month, g03.year_to_date, g03.same_period, g03.change_percent) == (
        "1.23",
        "1.23",
        "0.3",
        "311.5",
    )
    assert (e13.month, e13.same_period, e13.change_percent) == ("600.50", "0", "—")


def test_a_later_correction_stands_in_the_note_and_in_the_annex(books: Books) -> None:
    paid = books.pay(books.family("05"), date(2024, 1, 5), 50_000)
    period.close(books.db, books.actor, "2024-01", ALL)
    books.void(paid, date(2024, 2, 5), "重复发放")
    facts = month_facts.collect(books.db, books.actor, "2024-02")
    assert printed(books, "2024-02")["ZB-G03"].note == "调整上月 -0.05"
    annex = {c.code: c for c in facts.corrections}
    assert set(annex) == {"ZB-G02", "ZB-G03", "ZB-P02"}
    g03 = annex["ZB-G03"]
    assert (g03.month, g03.was, g03.now, g03.by, g03.why) == (
        "2024-01",
        "0.05",
        "",
        "李经办",
        "作废领款单：重复发放",
    )
    assert g03.name.startswith("困难家庭慰问资金：")
    assert catalogue.render("F11", [facts]).startswith(b"%PDF")


def test_the_closed_sheet_prints_as_frozen_with_its_edition(books: Books) -> None:
    books.event(date(2024, 1, 5), heads=40)
    period.close(books.db, books.actor, "2024-01", ALL)
    first = month_facts.collect(books.db, books.actor, "2024-01")
    books.event(date(2024, 1, 6), heads=60)
    again = month_facts.collect(books.db, books.actor, "2024-01")
    assert again.groups == first.groups
    assert first.reported_on
    assert first.version == ""
    period.reopen(books.db, books.actor, "2024-01", "漏报")
    period.close(books.db, books.actor, "2024-01", ALL)
    second = month_facts.collect(books.db, books.actor, "2024-01")
    assert second.version == "第2版（重报）"
    assert second.groups[0].figures[0].month == "2"


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("ZB-G03", 64_420_000, "64.42"),
        ("ZB-G03", 61_000_000, "61"),
        ("ZB-G03", 1_200_000, "1.2"),
        ("ZB-E13", 600_000, "6000"),
        ("ZB-E05", 66.67, "66.67"),
        ("ZB-E05", 100, "100"),
        ("ZB-B01", 0, "0"),
        ("ZB-B01", None, ""),
    ],
)
def test_a_figure_in_its_unit(code: str, value: float | None, words: str) -> None:
    assert month_facts.shown(BY_CODE[code], value) == words


def test_figures_are_grouped_for_the_screen_only() -> None:
    shown = [month_facts.grouped(t) for t in ("0", "999", "1234", "-1234567", "18000.50", "33.33", "", "—")]
    assert shown == ["0", "999", "1,234", "-1,234,567", "18,000.50", "33.33", "", "—"]
