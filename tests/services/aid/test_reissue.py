"""Receipts issued anew: chains, sources that are used up, accounts, days, and what stays as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import figures, fund, household
from ljfpa_desktop.services import office as offices
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, register, signing, voiding
from tests import factories

from .conftest import TODAY, Office

PAID_ON = date(2024, 2, 9)
SOURCE = "县级财政"


def _income(office: Office, fen: int, day: date = date(2024, 1, 5)) -> UUID:
    return fund.add_income(office.db, office.actor, SOURCE, {"amount_fen": fen, "received_on": day})


def _paid(office: Office, count: int = 2, source: str | None = None) -> tuple[UUID, list[str]]:
    made = office.approved(count)
    paid = payment.pay(office.db, office.actor, made, PAID_ON, "cash", source)
    return made, [number for _, number in paid.receipts]


def _by_no(office: Office) -> dict[str, Payment]:
    with office.db.read() as s:
        return {p.receipt_no: p for p in s.execute(select(Payment)).scalars()}


def _balances(office: Office) -> list[tuple[date, int, int]]:
    return [(x.on, x.amount_fen, x.balance_fen) for x in fund.ledger(office.db, SOURCE)]


def test_a_spoilt_receipt_is_issued_anew_though_the_source_is_used_up(office: Office) -> None:
    """The county gave exactly the approved sum: the money of the spoilt receipt is the new one's."""
    _income(office, 120000)
    made, (first, _) = _paid(office, 2, SOURCE)
    new = voiding.reissue(office.db, office.actor, first, "污损")
    assert (_by_no(office)[new].paid_on, _by_no(office)[first].voided_on) == (PAID_ON, TODAY)
    (balance,) = [b for b in fund.balances(office.db) if b.name == SOURCE]
    assert (balance.income_fen, balance.paid_fen, balance.left_fen) == (120000, 120000, 0)
    by_day = {on: left for on, _, left in _balances(office)}
    assert by_day == {date(2024, 1, 5): 120000, PAID_ON: 0}
    assert cycle.view(office.db, made).line.paid_fen == 120000


def test_a_larger_amount_still_needs_the_money(office: Office) -> None:
    _income(office, 120000)
    made, (first, second) = _paid(office, 2, SOURCE)
    voiding.reissue(office.db, office.actor, second, "多写", {"amount_fen": 50000})
    approval.correct_total(office.db, office.actor, made, 130000, "县里加拨")
    with pytest.raises(Refused, match=r"可用 ¥700.00，这次要发 ¥700.01，还差 ¥0.01"):
        voiding.reissue(office.db, office.actor, first, "少写", {"amount_fen": 70001})
    assert _by_no(office)[first].voided_on is None
    new = voiding.reissue(office.db, office.actor, first, "少写", {"amount_fen": 70000})
    assert _by_no(office)[new].amount_fen == 70000
    assert _balances(office)[-1][2] == 0


def test_money_moved_to_another_source_comes_back_to_the_first(office: Office) -> None:
    _income(office, 120000)
    _, (first, _) = _paid(office, 2, SOURCE)
    new = voiding.reissue(office.db, office.actor, first, "资金来源写错", {"fund": "慈善总会"})
    left = {b.name: (b.paid_fen, b.left) for b in fund.balances(office.db)}
    assert left[SOURCE] == (60000, "¥600.00")
    assert left["慈善总会"] == (60000, "未登记收入")
    assert _by_no(office)[new].fund_source_id != _by_no(office)[first].fund_source_id


def test_a_day_before_the_money_came_is_refused(office: Office) -> None:
    _income(office, 120000, PAID_ON)
    _, (first, _) = _paid(office, 2, SOURCE)
    with pytest.raises(Refused, match=r"可用 ¥0.00"):
        voiding.reissue(office.db, office.actor, first, "日期写错", {"paid_on": date(2024, 2, 8)})
    new = voiding.reissue(office.db, office.actor, first, "日期写错", {"paid_on": date(2024, 2, 10)})
    assert _by_no(office)[new].paid_on == date(2024, 2, 10)
    assert min(left for _, _, left in _balances(office)) >= 0


def test_a_chain_of_receipts_names_each_the_one_before(office: Office) -> None:
    made, (number,) = _paid(office, 1)
    chain = [number]
    for why in ("污损", "名字印歪", "再次污损"):
        chain.append(voiding.reissue(office.db, office.actor, chain[-1], why))
    kept = _by_no(office)
    assert [kept[no].replaces_id for no in chain] == [None, *(kept[no].id for no in chain[:-1])]
    assert [no[-7:-2] for no in chain] == ["00001", "00002", "00003", "00004"]
    assert [kept[no].voided_on for no in chain] == [TODAY, TODAY, TODAY, None]
    with pytest.raises(Refused, match="不能再次作废"):
        voiding.reissue(office.db, office.actor, chain[0], "旧的")
    view = cycle.view(office.db, made).line
    assert (view.paid_rows, view.paid_fen, view.stage) == (1, 60000, "paid")


def test_money_handed_back_and_paid_again_names_the_last_void(office: Office) -> None:
    made, (first,) = _paid(office, 1)
    voiding.void(office.db, office.actor, first, "退回")
    ((_, second),) = payment.pay(office.db, office.actor, made, TODAY, "cash").receipts
    voiding.void(office.db, office.actor, second, "又退回")
    ((_, third),) = payment.pay(office.db, office.actor, made, TODAY, "cash").receipts
    kept = _by_no(office)
    assert (kept[second].replaces_id, kept[third].replaces_id) == (kept[first].id, kept[second].id)


def test_figures_count_a_reissued_receipt_once_in_its_own_month(office: Office) -> None:
    _, (first, _) = _paid(office, 2)
    voiding.reissue(office.db, office.actor, first, "多写", {"amount_fen": 50000})
    rows = figures.rows(office.db, "ZB-G03", "2024-02")
    assert sorted(r.row.value for r in rows) == [50000, 60000]


def test_another_member_of_the_family_becomes_payee(office: Office) -> None:
    made = office.approved(1)
    (row,) = office.rows(made)
    wife = factories.person("陈秀英", "12", "2", date(1964, 8, 20))
    household.save(office.db, office.actor, {}, members=[wife], record_id=row.household_id)
    ((_, old),) = payment.pay(office.db, office.actor, made, PAID_ON, "cash").receipts
    member = household.facts(office.db, row.household_id).members[1]
    new = voiding.reissue(office.db, office.actor, old, "户主住院", {"person_id": member.person_id})
    kept = _by_no(office)
    assert (kept[new].payee_name, kept[new].payee_id_no) == ("陈秀英", member.id_no)
    assert kept[old].payee_name == "林秀钦"
    with pytest.raises(Invalid, match="领款人不是"):
        voiding.reissue(office.db, office.actor, new, "错", {"person_id": made})


def test_a_payee_who_died_before_the_day_is_refused(office: Office) -> None:
    made, (number,) = _paid(office, 1)
    with office.db.transaction(office.actor, "死亡") as s:
        s.get_one(Person, office.rows(made)[0].person_id).death_date = date(2024, 2, 9)
    with pytest.raises(Invalid, match="已于2024年2月9日去世，不能发放"):
        voiding.reissue(office.db, office.actor, number, "污损")
    assert _by_no(office)[number].voided_on is None


def test_a_transfer_anew_goes_to_the_account_of_now(office: Office) -> None:
    made, (number,) = _paid(office, 1)
    with office.db.transaction(office.actor, "账号") as s:
        whose = {"office_id": offices.office_id(s), "person_id": office.rows(made)[0].person_id}
        s.add(BankAccount(**whose, account_no="6228230000000000011", account_name="别人", bank_name="农信"))
    with pytest.raises(Doubt, match="银行户名是“别人”"):
        voiding.reissue(office.db, office.actor, number, "改转账", {"method": "transfer"})
    new = voiding.reissue(
        office.db, office.actor, number, "改转账", {"method": "transfer"}, {"account_name": "儿子的卡"}
    )
    assert (_by_no(office)[new].method, _by_no(office)[new].account_no) == ("2", "6228230000000000011")


def test_goods_in_place_of_money(office: Office) -> None:
    made, (number, _) = _paid(office, 2)
    change = {"amount_fen": 0, "goods": "大米2袋"}
    new = voiding.reissue(office.db, office.actor, number, "改发实物", change)
    kept = _by_no(office)[new]
    assert (kept.aid_kind, kept.method, kept.amount_fen, kept.goods) == ("A02", "5", 0, "大米2袋")
    assert cycle.view(office.db, made).line.total_fen == 60000


def test_nothing_in_place_of_money_is_refused(office: Office) -> None:
    _, (number,) = _paid(office, 1)
    with pytest.raises(Invalid) as problem:
        voiding.reissue(office.db, office.actor, number, "错", {"amount_fen": 0})
    assert list(problem.value.problems) == ["amount_fen"]
    assert len(_by_no(office)) == 1


def test_a_new_receipt_of_a_printed_register_waits_for_a_supplement_and_a_signature(office: Office) -> None:
    made, (first, second) = _paid(office, 2)
    register.issue(office.db, office.actor, made)
    signing.sign(office.db, office.actor, made)
    assert not register.is_waiting(office.db, made)
    new = voiding.reissue(office.db, office.actor, first, "污损")
    assert register.is_waiting(office.db, made)
    assert [u.receipt_no for u in signing.unsigned(office.db, made)] == [new]
    assert _by_no(office)[first].signed_on == TODAY  # the spoilt paper was signed, and stays so
    assert _by_no(office)[second].signed_on == TODAY
    number = register.issue(office.db, office.actor, made)
    assert signing.sign(office.db, office.actor, made, register=number) == signing.Signed(1, ())


def test_a_receipt_of_last_year_keeps_its_day_and_takes_a_number_of_that_year(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (number,) = _paid(office, 1)
    monkeypatch.setattr(dates, "clock", lambda: datetime(2025, 1, 10, 2, tzinfo=UTC))
    new = voiding.reissue(office.db, office.actor, number, "污损")
    assert _by_no(office)[new].paid_on == PAID_ON
    assert new.startswith("LK-350122103-24A-00002-")
    newer = voiding.reissue(office.db, office.actor, new, "当年重发", {"paid_on": date(2025, 1, 10)})
    assert newer.startswith("LK-350122103-25A-00001-")


def test_each_act_says_in_the_history_what_and_why(office: Office) -> None:
    _, (first, second) = _paid(office, 2)
    voiding.reissue(office.db, office.actor, first, " 污损 ")
    voiding.void(office.db, office.actor, second, "退回")
    with office.db.read() as s:
        acts = s.execute(select(Act.kind, Act.why).order_by(Act.seq.desc()).limit(2)).all()
    assert [tuple(act) for act in acts] == [
        ("void", f"作废 {second}：退回"),
        ("void", f"作废重开 {first}：污损"),
    ]


def test_rows_of_the_list_follow_their_receipts(office: Office) -> None:
    made, (first, _) = _paid(office, 2)
    voiding.void(office.db, office.actor, first, "退回")
    row = office.rows(made)[0]
    assert (row.state, row.receipt_no, row.paid_on) == ("待发放", "", None)
    entitlement.edit(office.db, office.actor, row.id, {"amount_fen": 55000})
    ((_, new),) = payment.pay(office.db, office.actor, made, TODAY, "cash").receipts
    row = office.rows(made)[0]
    assert (row.state, row.receipt_no, row.amount_fen) == ("已发放", new, 55000)
