"""What waits on 工作台: each line with its count, its page and its weight, and the year at a glance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt
from ljfpa_desktop.services import event, event_list, figures, household, period, setting, todo, transfer
from ljfpa_desktop.services import visit as visits
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment, signing, voiding
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.event_list import Wanted
from ljfpa_desktop.services.todo import Todo
from tests import factories
from tests.services.books import Books, issue
from tests.services.test_transfer import answer, arrived

TODAY = date(2024, 5, 20)


def _at(day: date) -> Callable[[], datetime]:
    return lambda: datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", _at(TODAY))


@pytest.fixture
def books(db: Database, actor: Actor, tmp_path: Path) -> Books:
    """Books of an office that is backed up today, in two places: nothing of that waits."""
    (tmp_path / "stick").mkdir()
    now = dates.now().isoformat()
    setting.save(db, actor, {"backup.last": now, "backup.second_place": str(tmp_path / "stick")})
    return Books(db, actor)


def _waits(db: Database) -> dict[str, Todo]:
    return {t.code: t for t in todo.overview(db).todos}


def _listed(books: Books, *families: UUID, programme: str = "P09E") -> UUID:
    name = f"批次{len(cycle.list_all(books.db))}"
    values = {"programme_code": programme, "year": 2024, "name": name}
    made = cycle.create(books.db, books.actor, values)
    entitlement.add(books.db, books.actor, made, [NewRow(f, amount_fen=10000) for f in families])
    return made


def _approve(books: Books, ref: UUID) -> None:
    approval.approve(books.db, books.actor, ref, "审批表1号", date(2024, 5, 1))


def _close(books: Books, month: str) -> None:
    with pytest.raises(Doubt) as doubt:
        period.close(books.db, books.actor, month)
    period.close(books.db, books.actor, month, {w.code: "试" for w in doubt.value.warnings})


def test_an_office_with_everything_done_waits_for_nothing(books: Books) -> None:
    assert todo.overview(books.db).todos == ()


def test_a_new_office_is_told_of_its_backups_alone(db: Database) -> None:
    assert [(t.code, t.sentence, t.weight, t.page) for t in todo.overview(db).todos] == [
        ("backup", "还没有备份过", "now", "settings"),
        ("second", "还没有设置备份的第二处（U盘或另一块硬盘）", "calm", "settings"),
    ]


@pytest.mark.parametrize(
    ("days", "weight"), [(0, None), (1, None), (2, "soon"), (7, "soon"), (8, "now"), (400, "now")]
)
def test_a_backup_waits_after_two_days_and_presses_after_a_week(
    books: Books, days: int, weight: str | None
) -> None:
    last = dates.now() - timedelta(days)
    setting.save(books.db, books.actor, {"backup.last": last.isoformat()})
    found = _waits(books.db).get("backup")
    assert (found.weight if found else None) == weight
    assert found is None or found.sentence == f"已有 {days} 天没有备份"


def test_a_backup_of_another_zone_is_read_as_the_same_moment(books: Books) -> None:
    here = dates.local(dates.now() - timedelta(days=1, hours=23))
    setting.save(books.db, books.actor, {"backup.last": here.isoformat()})
    assert "backup" not in _waits(books.db)


def test_a_stick_that_is_not_plugged_in_is_asked_for_calmly(books: Books, tmp_path: Path) -> None:
    (tmp_path / "stick").rmdir()
    found = _waits(books.db)["second"]
    assert (found.sentence, found.weight, found.button) == ("备份的第二处（U盘）没有插上", "calm", "去设置")
    (tmp_path / "stick").write_text("a file is no place")
    assert "second" in _waits(books.db)


def test_a_cycle_waits_until_it_is_paid(books: Books) -> None:
    one, two = books.family("05"), books.family("05")
    made = _listed(books, one)
    other = _listed(books, two)
    assert (_waits(books.db)["cycles"].count, _waits(books.db)["cycles"].sentence) == (
        2,
        "2 个帮扶批次正在办理",
    )
    cycle.discard(books.db, books.actor, other)
    _approve(books, made)
    assert _waits(books.db)["cycles"].count == 1
    payment.pay(books.db, books.actor, made, TODAY, "cash")
    assert "cycles" not in _waits(books.db)


def test_receipts_that_are_not_back_wait_whatever_their_cycle(books: Books) -> None:
    first, second = _listed(books, books.family("05")), _listed(books, books.family("05"))
    for made in (first, second):
        _approve(books, made)
        payment.pay(books.db, books.actor, made, TODAY, "cash")
    assert _waits(books.db)["unsigned"].sentence == "2 笔发放还没有登记签字"
    signing.sign(books.db, books.actor, first)
    assert _waits(books.db)["unsigned"].count == 1
    ((number,),) = [[r.receipt_no for r in entitlement.rows(books.db, second)]]
    voiding.void(books.db, books.actor, number, "退回")
    assert "unsigned" not in _waits(books.db)
    assert _waits(books.db)["cycles"].count == 1


@pytest.mark.parametrize("method", ["2", "3", "4"])
def test_money_that_went_by_bank_waits_for_no_signature(books: Books, method: str) -> None:
    made = _listed(books, books.family("05"))
    _approve(books, made)
    payment.pay(books.db, books.actor, made, TODAY, method)
    assert "unsigned" not in _waits(books.db)
    assert [m.code for m in period.missing(books.db, "2024-05")] == []
    assert signing.unsigned(books.db) == []


@pytest.mark.parametrize("method", ["1", "6", "7", "9"])
def test_all_other_ways_wait_for_one(books: Books, method: str) -> None:
    made = _listed(books, books.family("05"))
    _approve(books, made)
    payment.pay(books.db, books.actor, made, TODAY, method)
    assert _waits(books.db)["unsigned"].count == 1
    assert [m.code for m in period.missing(books.db, "2024-05")] == ["unsigned"]


def test_special_families_wait_for_a_visit_or_a_payment_of_this_year(books: Books) -> None:
    seen, helped, waits, hard = (books.family(c) for c in ("03", "04", "03", "05"))
    assert _waits(books.db)["visits"].sentence == "今年还有 3 户特殊家庭没有走访慰问"
    books.visit(seen, date(2024, 1, 1))
    books.visit(seen, date(2024, 5, 2))
    books.visit(hard, date(2024, 5, 2))
    books.visit(waits, date(2023, 12, 31))
    books.pay(helped, date(2024, 2, 1), basis="04")
    assert _waits(books.db)["visits"].count == 1
    with books.db.read() as s:
        assert todo.coverage(s, 2024) == (2, 3)
        assert todo.coverage(s, 2023) == (0, 0)  # the categories begin in 2024
    books.visit(waits, TODAY)
    assert "visits" not in _waits(books.db)


def test_a_visit_taken_back_and_a_payment_voided_leave_the_family_waiting(books: Books) -> None:
    one, two = books.family("03"), books.family("04")
    made = books.visit(one, date(2024, 5, 2))
    paid = books.pay(two, date(2024, 5, 2), basis="04")
    assert "visits" not in _waits(books.db)
    visits.retire(books.db, books.actor, [made], "记错户")
    books.void(paid, date(2024, 5, 3))
    assert _waits(books.db)["visits"].count == 2


def test_a_family_that_left_unseen_waits_no_more(books: Books) -> None:
    family = books.family("03")
    household.set_status(books.db, books.actor, family, "MOVED_OUT", date(2024, 4, 1), "迁往马尾")
    assert "visits" not in _waits(books.db)


@pytest.mark.parametrize(("day", "weight"), [(1, "soon"), (3, "soon"), (4, "now"), (31, "now")])
def test_last_month_waits_and_presses_from_the_fourth_on(
    books: Books, monkeypatch: pytest.MonkeyPatch, day: int, weight: str
) -> None:
    books.pay(books.family("05"), date(2024, 4, 30))
    monkeypatch.setattr(dates, "clock", _at(date(2024, 5, day)))
    found = _waits(books.db)["month"]
    assert (found.sentence, found.weight, found.count, found.page) == (
        "2024年4月还没有结账", weight, 1, "reports",
    )  # fmt: skip


def test_a_month_before_the_first_record_is_not_asked_for(books: Books) -> None:
    books.pay(books.family("05"), date(2024, 5, 1))
    assert "month" not in _waits(books.db)


def test_a_closed_month_waits_no_more_and_a_reopened_one_does(books: Books) -> None:
    books.pay(books.family("05"), date(2024, 4, 30))
    _close(books, "2024-04")
    assert "month" not in _waits(books.db)
    period.reopen(books.db, books.actor, "2024-04", "漏记")
    assert "month" in _waits(books.db)


def test_january_looks_at_december(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    books.pay(books.family("05"), date(2023, 12, 5))
    monkeypatch.setattr(dates, "clock", _at(date(2024, 1, 10)))
    assert _waits(books.db)["month"].sentence == "2023年12月还没有结账"


def test_events_of_this_year_wait_for_what_they_lack_as_their_page_counts_them(books: Books) -> None:
    books.event(date(TODAY.year, 1, 1))
    books.event(date(TODAY.year - 1, 12, 31))
    books.event(TODAY, status="CANCELLED", status_why="台风")
    gone = books.event(TODAY)
    found = _waits(books.db)
    assert found["events"].sentence == f"{TODAY.year}年还有 2 场活动待补内容或照片"
    assert event_list.count(books.db, Wanted(year=TODAY.year, lacking=True))[0] == 2
    assert "events_last" not in found
    event.retire(books.db, books.actor, gone, "重复")
    assert _waits(books.db)["events"].count == 1


def test_till_march_the_events_of_last_year_are_asked_for_too(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books.event(date(2023, 12, 20))
    monkeypatch.setattr(dates, "clock", _at(date(2024, 3, 31)))
    assert _waits(books.db)["events_last"].sentence == "2023年还有 1 场活动待补内容或照片"
    monkeypatch.setattr(dates, "clock", _at(date(2024, 4, 1)))
    assert "events_last" not in _waits(books.db)


def test_the_most_pressing_stands_first(books: Books, tmp_path: Path) -> None:
    (tmp_path / "stick").rmdir()
    setting.save(books.db, books.actor, {"backup.last": (dates.now() - timedelta(3)).isoformat()})
    books.event(TODAY)
    books.pay(books.family("03"), date(2024, 4, 1), basis="05")
    _listed(books, books.family("05"))
    found = [(t.code, t.weight) for t in todo.overview(books.db).todos]
    assert found == [
        ("cycles", "now"), ("unsigned", "now"), ("month", "now"), ("visits", "soon"), ("events", "soon"),
        ("backup", "soon"), ("second", "calm"),
    ]  # fmt: skip
    assert all(t.count > 0 and t.button and t.page for t in todo.overview(books.db).todos)


def test_the_year_at_a_glance(books: Books) -> None:
    special, hard = books.family("03"), books.family("05")
    books.visit(special, date(2024, 3, 1))
    for day, fen in ((date(2024, 1, 31), 100), (date(2024, 2, 1), 250), (date(2024, 2, 29), 50)):
        books.pay(hard, day, fen)
    books.void(books.pay(hard, date(2024, 2, 2), 7), date(2024, 3, 1))
    books.pay(hard, date(2023, 12, 31), 1000)
    books.event(date(2024, 5, 1), heads=40, session_count=2, materials=[issue("BOOKLET", 30)])
    books.event(date(2023, 5, 1), heads=400)
    found = todo.overview(books.db)
    assert (found.year, found.covered, found.to_cover) == (2024, 1, 1)
    assert found.paid_by_month == (100, 300, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    assert [(code, value) for code, _, _, value in found.figures] == [
        ("ZB-E01", 1), ("ZB-G02", 1), ("ZB-P02", 1), ("ZB-B01", 2), ("ZB-B04", 40),
    ]  # fmt: skip
    assert [name for _, name, _, _ in found.figures][:2] == ["计生特殊家庭", "慰问计生困难家庭"]


def test_money_of_december_of_this_year_is_shown_and_of_the_next_is_not(books: Books) -> None:
    family = books.family("05")
    for day in (date(2024, 12, 31), date(2025, 1, 1)):
        books.pay(family, day, 100)
    assert todo.overview(books.db).paid_by_month[11] == 100
    assert sum(todo.overview(books.db).paid_by_month) == 100


def test_an_empty_office_at_a_glance(db: Database) -> None:
    found = todo.overview(db)
    assert (found.covered, found.to_cover, found.paid_by_month) == (0, 0, (0,) * 12)
    assert {value for _, _, _, value in found.figures} == {0}


def test_a_family_in_two_special_lists_is_one_to_visit(db: Database, actor: Actor, books: Books) -> None:
    ended = {
        "category": "04", "valid_from": date(2020, 1, 1), "valid_to": date(2024, 1, 31), "end_why": "死亡",
    }  # fmt: skip
    held = {"category": "03", "valid_from": date(2024, 2, 1)}
    factories.household(db, actor, head="林建国", categories=[ended, held])
    with db.read() as s:
        assert todo.coverage(s, 2024) == (0, 1)


def test_the_lamp_counts_what_presses_as_the_list_does(books: Books, db: Database) -> None:
    assert todo.pressing(books.db) == 0
    made = _listed(books, books.family("03"))
    _listed(books, books.family("05"))
    _approve(books, made)
    payment.pay(books.db, books.actor, made, TODAY, "cash")
    waits = todo.overview(books.db).todos
    assert {t.code for t in waits} == {"cycles", "unsigned"}
    assert todo.pressing(books.db) == sum(t.weight == "now" for t in waits) == 2


def test_arrivals_wait_for_their_village(books: Books) -> None:
    _family, move = arrived(books.db, books.actor)
    found = _waits(books.db)["arrivals"]
    assert (found.sentence, found.page, found.button, found.weight) == (
        "1 户迁入等接收", "exchange", "去接收", "now",
    )  # fmt: skip
    assert todo.pressing(books.db) == 1
    transfer.receive(books.db, books.actor, move, "350122103202")
    assert "arrivals" not in _waits(books.db)


def test_offers_wait_at_the_county_and_sent_back_at_the_township(books: Books) -> None:
    move = transfer.offer(
        books.db, books.actor, books.family("05"), "350122104", date(2024, 5, 6), "随子女生活"
    )
    assert not _waits(books.db).keys() & todo.MOVES
    setting.save(books.db, books.actor, {"office.code": "350122"})
    found = _waits(books.db)["offers"]
    assert (found.sentence, found.button, found.weight) == ("1 户迁出等转交", "去转交", "now")
    answer(books.db, books.actor, move, "DECLINED")
    assert not _waits(books.db).keys() & todo.MOVES
    setting.save(books.db, books.actor, {"office.code": "350122103"})
    assert _waits(books.db)["sent_back"].sentence == "1 户迁出被县里退回"


def test_an_office_has_families_while_one_is_in_the_register(books: Books) -> None:
    assert not todo.has_families(books.db)
    one = books.family("05")
    assert todo.has_families(books.db)
    household.retire(books.db, books.actor, one, "试")
    assert not todo.has_families(books.db)


def test_a_special_family_whose_category_ends_this_year_is_to_be_visited_till_then(
    db: Database, actor: Actor, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending = {
        "category": "03",
        "valid_from": date(2020, 1, 1),
        "valid_to": date(2024, 9, 30),
        "end_why": "到期",
    }
    factories.household(db, actor, head="林建国", categories=[ending])
    assert _waits(db)["visits"].sentence == "今年还有 1 户特殊家庭没有走访慰问"
    found = todo.overview(db)
    assert (found.covered, found.to_cover) == (0, 1)
    assert len(figures.coverage(db, todo.year_so_far(2024)).missing) == 1
    monkeypatch.setattr(dates, "clock", _at(date(2024, 10, 2)))
    assert "visits" not in _waits(db)
