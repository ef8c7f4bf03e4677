"""Void and reissue: the old number stays used, the new one names it, money and stage follow."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.services import fund, period
from ljfpa_desktop.services.aid import approval, cycle, payment, signing, voiding
from ljfpa_desktop.services.aid.proxy import Proxy

from .conftest import TODAY, Office

DAUGHTER = Proxy("林小妹", "30", "350122199911080043", "13850112345", "本人住院")


def _paid(office: Office, count: int = 2, fund: str | None = None) -> list[str]:
    made = office.approved(count)
    paid = payment.pay(office.db, office.actor, made, date(2024, 2, 9), "cash", fund)
    return [number for _, number in paid.receipts]


def _left(office: Office) -> int | None:
    return next(b.left_fen for b in fund.balances(office.db) if b.name == "县级财政")


def _by_no(office: Office) -> dict[str, Payment]:
    with office.db.read() as s:
        return {p.receipt_no: p for p in s.execute(select(Payment)).scalars()}


def test_a_void_frees_its_row_and_keeps_its_number(office: Office) -> None:
    first, _ = _paid(office)
    voiding.void(office.db, office.actor, first, "金额写错")
    old = _by_no(office)[first]
    assert (old.voided_on, old.void_why, old.void_by) == (TODAY, "金额写错", "李经办")
    view = cycle.view(office.db, office.name)
    assert (view.line.stage, view.line.paid_rows, view.line.paid_fen) == ("publicised", 1, 60000)
    (again,) = payment.pay(office.db, office.actor, office.name, date(2024, 2, 10), "cash").receipts
    new = _by_no(office)[again[1]]
    assert new.replaces_id == old.id
    assert [no[-7:-2] for no in sorted(_by_no(office))] == ["00001", "00002", "00003"]
    assert cycle.view(office.db, office.name).line.stage == "paid"


def test_a_void_needs_a_reason_a_receipt_and_happens_once(office: Office) -> None:
    first, _ = _paid(office)
    with pytest.raises(Invalid, match="请填写作废原因"):
        voiding.void(office.db, office.actor, first, " ")
    with pytest.raises(Refused, match="没有编号为“LK-1”的领款单"):
        voiding.void(office.db, office.actor, "LK-1", "错")
    voiding.void(office.db, office.actor, first, "错")
    with pytest.raises(Refused, match="已于2024年2月20日作废，不能再次作废"):
        voiding.void(office.db, office.actor, first, "错")
    reviewer = type(office.actor)("zheng", "郑", "reviewer")
    with pytest.raises(Refused, match="没有“作废”的权限"):
        voiding.void(office.db, reviewer, first, "错")


def test_the_reason_of_a_void_stands_in_the_history(office: Office) -> None:
    first, _ = _paid(office)
    voiding.void(office.db, office.actor, first, "重复")
    with office.db.read() as s:
        act = s.execute(select(Act).order_by(Act.seq.desc()).limit(1)).scalar_one()
    assert (act.kind, act.why) == ("void", f"作废 {first}：重复")


def test_a_void_returns_the_money_to_its_source(office: Office) -> None:
    fund.add_income(
        office.db, office.actor, "县级财政", {"amount_fen": 120000, "received_on": date(2024, 1, 1)}
    )
    first, _ = _paid(office, fund="县级财政")
    assert _left(office) == 0
    voiding.void(office.db, office.actor, first, "错")
    assert _left(office) == 60000
    lines = fund.ledger(office.db, "县级财政")
    assert [(x.on, x.amount_fen, x.is_void) for x in lines] == [
        (date(2024, 1, 1), 120000, False),
        (date(2024, 2, 9), -60000, False),
        (date(2024, 2, 9), -60000, False),
        (TODAY, 60000, True),
    ]
    with pytest.raises(Refused, match="可用 ¥0.00"):  # on the 10th the money was not back yet
        payment.pay(office.db, office.actor, office.name, date(2024, 2, 10), "cash", "县级财政")
    payment.pay(office.db, office.actor, office.name, TODAY, "cash", "县级财政")


def test_a_void_reopens_a_closed_cycle(office: Office) -> None:
    first, _ = _paid(office)
    signing.sign(office.db, office.actor, office.name)
    approval.close(office.db, office.actor, office.name)
    voiding.void(office.db, office.actor, first, "退回")
    view = cycle.view(office.db, office.name)
    assert (view.line.stage, view.values["closed_on"]) == ("publicised", None)


def test_reissue_changes_what_was_wrong_and_keeps_the_rest(office: Office) -> None:
    made = office.approved(2)
    rows = office.rows(made)
    ((_, old_no), _) = payment.pay(
        office.db, office.actor, made, date(2024, 2, 9), "cash", "慈善总会", proxies={rows[0].id: DAUGHTER}
    ).receipts
    new_no = voiding.reissue(
        office.db, office.actor, old_no, "金额多写", {"amount_fen": 50000, "method": "2"}
    )
    old, new = _by_no(office)[old_no], _by_no(office)[new_no]
    assert (new.replaces_id, new.amount_fen, new.method, new.paid_on) == (
        old.id,
        50000,
        "2",
        date(2024, 2, 9),
    )
    assert (new.proxy_name, new.fund_source_id) == ("林小妹", old.fund_source_id)
    assert (old.amount_fen, old.voided_on) == (60000, TODAY)
    assert (office.rows(made)[0].amount_fen, office.rows(made)[0].receipt_no) == (50000, new_no)
    assert cycle.view(office.db, made).line.stage == "paid"


def test_a_reissue_that_fails_leaves_the_old_receipt_standing(office: Office) -> None:
    first, _ = _paid(office)
    for changes in ({"amount_fen": 70000}, {"paid_on": date(2024, 3, 1)}, {"method": "x"}, {"fund": "没有"}):
        with pytest.raises((Refused, Invalid)):
            voiding.reissue(office.db, office.actor, first, "改", changes)
    assert _by_no(office)[first].voided_on is None
    assert len(_by_no(office)) == 2
    assert voiding.reissue(office.db, office.actor, first, "污损")[-7:-2] == "00003"


def test_a_proxy_is_added_or_dropped_by_reissue(office: Office) -> None:
    first, second = _paid(office)
    new = voiding.reissue(office.db, office.actor, first, "代领", {"proxy": DAUGHTER})
    assert _by_no(office)[new].proxy_why == "本人住院"
    newer = voiding.reissue(office.db, office.actor, new, "本人来领", {"proxy": None})
    assert _by_no(office)[newer].proxy_name is None
    assert _by_no(office)[second].voided_on is None


def test_a_receipt_of_a_closed_month_is_reissued_as_of_today(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = _paid(office)
    with pytest.raises(Doubt) as doubt:
        period.close(office.db, office.actor, "2024-02")
    period.close(office.db, office.actor, "2024-02", {w.code: "试" for w in doubt.value.warnings})
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 3, 5, 2, tzinfo=UTC))
    new = voiding.reissue(office.db, office.actor, first, "金额错", {"amount_fen": 50000})
    assert _by_no(office)[new].paid_on == date(2024, 3, 5)
    assert _by_no(office)[first].voided_on == date(2024, 3, 5)
