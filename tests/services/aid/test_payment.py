"""Paying: a fact with its number, and everything that must stop it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.errors import Doubt, Invalid, Refused
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import fund, household, period
from ljfpa_desktop.services import office as offices
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.aid.proxy import Proxy
from tests import factories

from .conftest import Office

PAID_ON = date(2024, 2, 9)


def _pay(office: Office, ref: object, **given_: object) -> payment.Paid:
    day = given_.pop("paid_on", PAID_ON)
    method = given_.pop("method", "cash")
    return payment.pay(office.db, office.actor, ref, day, method, **given_)  # pyright: ignore


def _close_february(office: Office) -> None:
    with pytest.raises(Doubt) as doubt:
        period.close(office.db, office.actor, "2024-02")
    period.close(office.db, office.actor, "2024-02", {w.code: "试" for w in doubt.value.warnings})


def _payments(office: Office) -> list[Payment]:
    with office.db.read() as s:
        return list(s.execute(select(Payment).order_by(Payment.receipt_no)).scalars())


def test_the_fact_carries_everything_the_paper_says(office: Office) -> None:
    made = office.approved(1)
    paid = _pay(office, made, fund="慈善总会")
    (p,) = _payments(office)
    (row,) = office.rows(made)
    assert paid.receipts == ((row.id, p.receipt_no),)
    assert (p.aid_kind, p.basis_category, p.programme_code, p.method) == ("A01", "05", "P09", "1")
    assert (p.payee_name, p.payee_id_no, p.amount_fen, p.paid_on) == ("林秀钦", row.id_no, 60000, PAID_ON)
    assert p.receipt_no.startswith("LK-350122103-24A-00001-")
    assert (row.state, row.receipt_no, row.paid_on) == ("已发放", p.receipt_no, PAID_ON)
    assert cycle.view(office.db, made).line.stage == "paid"


def test_the_fact_is_never_rewritten(office: Office) -> None:
    _pay(office, office.approved(1))
    for column in ("amount_fen = 1", "payee_name = '别人'", "receipt_no = 'X'", "paid_on = '2024-01-01'"):
        with (
            pytest.raises(DatabaseError, match="written once"),
            office.db.transaction(office.actor, "改") as s,
        ):
            s.execute(text(f"UPDATE payment SET {column}"))


def test_some_rows_now_and_the_rest_later(office: Office) -> None:
    made = office.approved(3)
    rows = office.rows(made)
    assert _pay(office, made, rows=[rows[2].id, rows[0].id]).total_fen == 120000
    view = cycle.view(office.db, made)
    assert (view.line.stage, view.line.paid_rows) == ("publicised", 2)
    with pytest.raises(Refused, match=r"“林秀钦”已经发放过（领款单 LK-.*），不能重复发放"):
        _pay(office, made, rows=[rows[0].id, rows[1].id])
    assert len(_payments(office)) == 2
    assert _pay(office, made).total_fen == 60000
    with pytest.raises(Refused, match="没有等待发放的户"):
        _pay(office, made)
    assert [p.receipt_no[-7:-2] for p in _payments(office)] == ["00001", "00002", "00003"]


def test_goods_alone_are_paid_in_kind(office: Office) -> None:
    made = cycle.create(office.db, office.actor, {"programme_code": "P06", "year": 2024, "name": "物"})
    one, two = office.families(2, "03")
    rows = [NewRow(one, goods="大米2袋"), NewRow(two, amount_fen=100, goods="油")]
    entitlement.add(office.db, office.actor, made, rows)
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30))
    assert _pay(office, made).total_fen == 100
    got = [(p.aid_kind, p.method, p.amount_fen, p.goods) for p in _payments(office)]
    assert got == [("A02", "5", 0, "大米2袋"), ("A01", "1", 100, "油")]


def test_days_that_cannot_be(office: Office) -> None:
    made = office.approved(1)
    for day, said in ((date(2024, 2, 21), "不能晚于今天"), (date(2024, 1, 29), "早于批准日期")):
        with pytest.raises(Invalid, match=said):
            _pay(office, made, paid_on=day)
    with pytest.raises(Invalid, match="请选择发放方式"):
        _pay(office, made, method="wechat")
    assert _payments(office) == []


def test_a_closed_month_takes_no_payment(office: Office) -> None:
    made = office.approved(1)
    _close_february(office)
    with pytest.raises(Refused, match="2024年2月的月报已结账，不能再登记2024年2月的发放"):
        _pay(office, made)
    assert cycle.view(office.db, made).line.stage == "publicised"


def test_the_dead_are_held_back_and_named(office: Office) -> None:
    made = office.approved(3)
    rows = office.rows(made)
    with office.db.transaction(office.actor, "死亡") as s:
        s.get_one(Person, rows[1].person_id).death_date = date(2024, 2, 9)
    with pytest.raises(Invalid, match="已于2024年2月9日去世，不能发放"):
        _pay(office, made, rows=[rows[1].id])
    paid = _pay(office, made)
    assert paid.held == ("“陈依妹”已于2024年2月9日去世，不能发放。请改领款人，或停发这一户。",)
    assert [row for row, _ in paid.receipts] == [rows[0].id, rows[2].id]
    with pytest.raises(Refused, match="“陈依妹”已于2024年2月9日去世"):
        _pay(office, made)
    assert cycle.view(office.db, made).line.stage == "publicised"


def test_one_who_died_after_the_day_had_been_paid(office: Office) -> None:
    made = office.approved(1)
    with office.db.transaction(office.actor, "死亡") as s:
        s.get_one(Person, office.rows(made)[0].person_id).death_date = date(2024, 2, 10)
    assert _pay(office, made).held == ()


def test_a_source_is_held_to_only_where_its_income_is_recorded(office: Office) -> None:
    made = office.approved(2)
    rows = [r.id for r in office.rows(made)]
    income = {"amount_fen": 100000, "received_on": date(2024, 1, 5)}
    fund.add_income(office.db, office.actor, "县级财政", income)
    with pytest.raises(Refused, match=r"“县级财政”可用 ¥1,000.00，这次要发 ¥1,200.00，还差 ¥200.00"):
        _pay(office, made, fund="县级财政")
    assert _pay(office, made, fund="县级财政", rows=rows[:1]).notes == ()
    assert _pay(office, made, fund="乡镇财政").notes == ("“乡镇财政”未登记收入，没有核对结余。",)
    left = {b.name: b.left for b in fund.balances(office.db)}
    assert left == {"县级财政": "¥400.00", "乡镇财政": "未登记收入", "慈善总会": "未登记收入"}
    with pytest.raises(Refused, match="没有“省财政”这个资金来源，现有"):
        _pay(office, made, fund="省财政")


def test_money_that_came_later_does_not_cover_an_earlier_day(office: Office) -> None:
    made = office.approved(1)
    fund.add_income(
        office.db, office.actor, "县级财政", {"amount_fen": 10**7, "received_on": date(2024, 2, 10)}
    )
    with pytest.raises(Refused, match="可用 ¥0.00"):
        _pay(office, made, fund="县级财政")
    _pay(office, made, fund="县级财政", paid_on=date(2024, 2, 10))


def test_above_the_approved_total_nothing_is_paid(office: Office) -> None:
    made = office.listed(2)
    approval.approve(office.db, office.actor, made, "文号", date(2024, 1, 30), total_fen=119999,
                     accepted={"total_differs": "试"})  # fmt: skip
    approval.publicise(office.db, office.actor, made, date(2024, 2, 1), date(2024, 2, 8))
    with pytest.raises(Refused, match=r"会超过批准总额 ¥1,199.99"):
        _pay(office, made)


def _proxy(**changes: str) -> Proxy:
    values = {"name": "林小妹", "relation": "30", "id_no": "350122199911080043", "phone": "13850112345",
              "why": "本人住院", **changes}  # fmt: skip
    return Proxy(**values)


def test_a_proxy_needs_everything(office: Office) -> None:
    made = office.approved(1)
    (row,) = office.rows(made)
    bad = Proxy("林秀钦", "02", "350122199911080044", "123", " ")
    with pytest.raises(Invalid) as problem:
        _pay(office, made, proxies={row.id: bad})
    assert set(problem.value.problems) == {
        f"0.proxy.{f}" for f in ("name", "relation", "id_no", "phone", "why")
    }
    _pay(office, made, proxies={row.id: _proxy(name=" 林 小妹", phone="138 5011 2345")})
    (p,) = _payments(office)
    assert (p.proxy_name, p.proxy_relation, p.proxy_id_no, p.proxy_phone, p.proxy_why) == (
        "林小妹", "30", "350122199911080043", "13850112345", "本人住院",
    )  # fmt: skip


def test_a_cadre_who_collects_for_three_families_is_flagged(office: Office) -> None:
    made = office.approved(4)
    rows = [r.id for r in office.rows(made)]
    cadre = _proxy(name="黄主任", relation="C1")
    _pay(office, made, rows=rows[:2], proxies=dict.fromkeys(rows[:2], cadre))
    with pytest.raises(Doubt, match="村干部“黄主任”在这一批次代领 3 户"):
        _pay(office, made, rows=rows[2:3], proxies={rows[2]: cadre})
    daughter = {rows[2]: _proxy()}
    _pay(office, made, rows=rows[2:3], proxies=daughter)
    _pay(office, made, rows=rows[3:], proxies={rows[3]: cadre}, accepted={"cadre": "孤老无人可代"})


def test_transfers_go_to_the_payees_account(office: Office) -> None:
    made = office.approved(3)
    rows = office.rows(made)
    with office.db.transaction(office.actor, "账号") as s:
        own = offices.office_id(s)
        for row, name in ((rows[0], rows[0].payee), (rows[1], "别人")):
            s.add(BankAccount(office_id=own, person_id=row.person_id, account_no="6228230000000000011",
                              account_name=name, bank_name="连江农信"))  # fmt: skip
    with pytest.raises(Doubt, match="“陈依妹”的银行户名是“别人”，与领款人不同"):
        _pay(office, made, method="transfer")
    paid = _pay(office, made, method="transfer", accepted={"account_name": "母亲的卡"})
    assert "1 人没有登记银行账号：单雪梅。" in paid.notes
    got = [(p.method, p.bank_name, p.account_no) for p in _payments(office)]
    assert got[0] == ("2", "连江农信", "6228230000000000011")
    assert got[2] == ("2", None, None)


def test_paying_leaves_its_reasons_in_the_history(office: Office) -> None:
    made = office.approved(1)
    _pay(office, made, paid_on=date(2024, 2, 8), accepted={"public_running": "除夕前发"})
    with office.db.read() as s:
        assert s.execute(select(Act.why).order_by(Act.seq.desc()).limit(1)).scalar() == (
            "发放 2024-02-08；放行原因：除夕前发"
        )


def test_a_renamed_payee_keeps_the_name_on_the_paper(office: Office) -> None:
    made = office.approved(1)
    _pay(office, made)
    (row,) = office.rows(made)
    with office.db.transaction(office.actor, "改名") as s:
        s.get_one(Person, row.person_id).name = "林新名"
    assert _payments(office)[0].payee_name == "林秀钦"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(st.integers(min_value=1, max_value=500000), min_size=1, max_size=5),
    income=st.integers(min_value=1, max_value=1500000),
)
def test_whatever_the_amounts_rows_payments_and_balance_agree(
    office: Office, amounts: list[int], income: int
) -> None:
    name = f"批次{len(cycle.list_all(office.db))}"
    source = f"来源{name}"
    fund.save_source(office.db, office.actor, {"name": source, "kind": "OTHER"})
    fund.add_income(office.db, office.actor, source, {"amount_fen": income, "received_on": date(2024, 1, 1)})
    cycle.create(office.db, office.actor, {"programme_code": "P09E", "year": 2024, "name": name})
    families = [factories.household(office.db, office.actor, head=f"林{n}") for n in range(len(amounts))]
    rows = [NewRow(f, amount_fen=a) for f, a in zip(families, amounts, strict=True)]
    entitlement.add(office.db, office.actor, name, rows)
    total = approval.approve(office.db, office.actor, name, "文号", date(2024, 1, 30))
    assert total == sum(amounts)
    if sum(amounts) > income:
        with pytest.raises(Refused, match="还差"):
            _pay(office, name, fund=source)
        paid = 0
    else:
        paid = _pay(office, name, fund=source).total_fen
        assert paid == total
    (balance,) = [b for b in fund.balances(office.db) if b.name == source]
    lines = fund.ledger(office.db, source)
    assert balance.left_fen == income - paid == lines[-1].balance_fen
    assert min(line.balance_fen for line in lines) >= 0


@pytest.mark.parametrize(("status", "words"), [("MOVED_OUT", "迁出"), ("CLOSED", "销户")])
def test_a_family_gone_since_the_approval_is_asked_about(office: Office, status: str, words: str) -> None:
    made = office.approved(3)
    gone = office.rows(made)[1]
    household.set_status(office.db, office.actor, gone.household_id, status, date(2024, 2, 5), "随子女生活")
    with pytest.raises(Doubt) as doubt:
        _pay(office, made)
    (warning,) = doubt.value.warnings
    assert (warning.code, warning.field) == ("status", "1.household")
    assert gone.payee in warning.sentence
    assert words in warning.sentence
    assert _payments(office) == []
    paid = _pay(office, made, rows=[r.id for r in office.rows(made) if r.id != gone.id])
    assert len(paid.receipts) == 2
    assert len(_pay(office, made, accepted={"status": "1月已住满"}).receipts) == 1
