"""The cycles of the demo year: 春节 for hardship and special families, one emergency, one still open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from ljfpa_desktop.services import fund
from ljfpa_desktop.services.aid import (
    approval,
    cycle,
    eligibility,
    entitlement,
    payment,
    register,
    signing,
    voiding,
)
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.demo.desk import DemoDesk, agreed, standing_at

COUNTY, TOWNSHIP_FUND = "县级财政", "乡镇财政"
NOTICE = 12  # days from the list to the payment
NAMES: dict[str, Any] = {"handler": "李经办", "reviewer": "王主任", "approver": "陈会长"}


def income(desk: DemoDesk, year: int) -> None:
    """What the county and the township put in for a year; more for a larger township."""
    scale = 1 + len(desk.hard) // 100
    for source, amount in ((COUNTY, 30_000_000 * scale), (TOWNSHIP_FUND, 5_000_000 * scale)):
        values: dict[str, Any] = {
            "amount_fen": amount, "received_on": date(year, 1, 6), "payer": source,
            "document_no": f"连财社〔{year}〕6号", "purpose": f"{year}年计生家庭帮扶",
        }  # fmt: skip
        fund.add_income(desk.db, desk.actor, source, values)


def hardship(desk: DemoDesk, year: int, last: date) -> None:
    """春节 for hardship families: listed, approved, publicised, paid in cash, signed, closed."""
    found = _opened(desk, date(year, 1, 7), "P09", f"{year}年春节慰问计生困难家庭")
    _list(desk, found, _hard_rows(desk, found))
    _approved(desk, found, date(year, 1, 13), last)
    if date(year, 1, 22) > last:
        return
    with standing_at(date(year, 1, 22)):
        first, end = date(year, 1, 14), date(year, 1, 22)
        agreed(lambda ok: approval.publicise(desk.db, desk.actor, found, first, end, ok))
    paid = _paid(desk, found, date(year, 1, 26), last, "cash")
    if paid:
        _mistake(desk, paid[1], date(year, 1, 27), last)
        _closed(desk, found, date(year, 1, 30), last)


def special(desk: DemoDesk, year: int, last: date, *, occasion: str, day: date) -> None:
    """A round for the special families, without publicity, by transfer or cash."""
    found = _opened(desk, day - timedelta(days=NOTICE), "P06", f"{year}年{occasion}慰问计生特殊家庭")
    rows = [c.row() for c in eligibility.candidates(desk.db, found, eligible_only=True)]
    _list(desk, found, rows)
    _approved(desk, found, day - timedelta(days=6), last)
    if _paid(desk, found, day, last, "cash"):
        _closed(desk, found, day + timedelta(days=4), last)


def emergency(desk: DemoDesk, year: int, month: int, last: date) -> None:
    """Two families in sudden need, approved on paper and paid by transfer."""
    found = _opened(desk, date(year, month, 8), "P09E", f"{year}年{month}月临时救助")
    amounts = (300_000, 200_000)
    rows = [
        NewRow(h, amount_fen=a, reason="突发重病，自付费用较高")
        for h, a in zip(desk.hard[month % 3 :][:2], amounts, strict=True)
    ]
    _list(desk, found, rows)
    _approved(desk, found, date(year, month, 10), last)
    receipts = _paid(desk, found, date(year, month, 16), last, "transfer")
    if not receipts:
        return
    with standing_at(date(year, month, 18)):
        slips = {number: f"{year}{month:02d}18{n:04d}" for n, number in enumerate(receipts, 1)}
        signing.bank_ref(desk.db, desk.actor, slips, date(year, month, 18))
    _closed(desk, found, date(year, month, 20), last, signs=False)


def still_open(desk: DemoDesk, today: date) -> None:
    """A round that waits for its publicity on the day the demo is opened."""
    day = max(today - timedelta(days=8), date(today.year, 1, 2))
    found = _opened(desk, day, "P09", f"{today.year}年冬季送温暖慰问计生困难家庭")
    with standing_at(day):
        rows = _hard_rows(desk, found)
        _list(desk, found, rows[: max(4, len(rows) // 2)])
    _approved(desk, found, max(day, today - timedelta(days=2)), today)


def _hard_rows(desk: DemoDesk, found: UUID) -> list[NewRow]:
    """The eligible families, every fourth with the higher standard."""
    rows = [c.row() for c in eligibility.candidates(desk.db, found, eligible_only=True)]
    return [replace(r, amount_fen=60_000 if n % 4 else 120_000) for n, r in enumerate(rows)]


def _opened(desk: DemoDesk, day: date, programme: str, name: str) -> UUID:
    values = {"programme_code": programme, "year": day.year, "name": name}
    with standing_at(day):
        return cycle.create(desk.db, desk.actor, values)


def _list(desk: DemoDesk, found: UUID, rows: list[NewRow]) -> None:
    agreed(lambda ok: entitlement.add(desk.db, desk.actor, found, rows, ok))


def _approved(desk: DemoDesk, found: UUID, day: date, last: date) -> None:
    if day > last:
        return
    with standing_at(day):
        doc = f"连计协〔{day.year}〕{day.month + 2}号"
        agreed(lambda ok: approval.approve(desk.db, desk.actor, found, doc, day, accepted=ok, **NAMES))


def _paid(desk: DemoDesk, found: UUID, day: date, last: date, method: str) -> list[str]:
    """The receipt numbers of a payment, none when the day has not come."""
    if day > last:
        return []
    with standing_at(day):
        done = agreed(lambda ok: payment.pay(desk.db, desk.actor, found, day, method, COUNTY, accepted=ok))
    return [number for _row, number in done.receipts]


def _mistake(desk: DemoDesk, receipt: str, day: date, last: date) -> None:
    """A receipt written wrong, voided and issued anew."""
    if day <= last:
        with standing_at(day):
            agreed(lambda ok: voiding.reissue(desk.db, desk.actor, receipt, "发放日期写错", None, ok))


def _closed(desk: DemoDesk, found: UUID, day: date, last: date, *, signs: bool = True) -> None:
    if day > last:
        return
    with standing_at(day):
        if signs:
            register.issue(desk.db, desk.actor, found)
            signing.sign(desk.db, desk.actor, found, on=day)
        agreed(lambda ok: approval.close(desk.db, desk.actor, found, day, ok))
