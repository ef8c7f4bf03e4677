"""Issued papers: kept once, numbered once, every printing in the log."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.services import paper
from ljfpa_desktop.services.paper import NewPaper
from tests.services.books import Books

PDF = b"%PDF-1.4 kept for good"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "clock", lambda: datetime(2024, 5, 30, 2, 21, tzinfo=UTC))


def _issue(db: Database, actor: Actor, *numbers: str) -> None:
    papers = [
        NewPaper(no, f"{no} 林秀钦", new_id(), "A1B2C3D4", 1 + n // 2, 1 + n % 2, 2)
        for n, no in enumerate(numbers)
    ]
    paper.issue(db, actor, "F01", PDF, papers, 2, "HP-1020")


def test_the_file_is_kept_and_stays_the_same(db: Database, actor: Actor) -> None:
    _issue(db, actor, "LK-1", "LK-2", "LK-3")
    found = paper.known(db, ["LK-1", "LK-3", "LK-9"])
    assert sorted(found) == ["LK-1", "LK-3"]
    line = found["LK-3"]
    assert (line.kind, line.page, line.slot, line.slots, line.pages, line.copies) == ("F01", 2, 1, 2, 2, 1)
    assert line.issued_on == date(2024, 5, 30)
    assert paper.content(db, line.sha256) == PDF
    kept = next((db.folder / "papers").rglob("*/*"))
    assert PDF not in kept.read_bytes()
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    with pytest.raises(Trouble, match="已损坏"):
        paper.content(db, line.sha256)


def test_a_number_has_one_paper(db: Database, actor: Actor) -> None:
    _issue(db, actor, "LK-1")
    with pytest.raises(Refused, match="“LK-1”已经打印过，再打印是补打"):
        _issue(db, actor, "LK-2", "LK-1")
    assert paper.known(db, ["LK-2"]) == {}


def test_copies_are_counted_marked_and_logged(db: Database, actor: Actor) -> None:
    _issue(db, actor, "LK-1", "LK-2")
    (second,) = paper.copy(db, actor, ["LK-1"], "HP-1020")
    third = paper.copy(db, actor, ["LK-2", "LK-1"], "PDF", void=["LK-1"])[1]
    assert (second.copy_no, second.mark) == (2, "补打 第2次 2024-05-30 10:21")
    assert (third.copy_no, third.mark) == (3, "补打 第3次 2024-05-30 10:21")
    log = paper.print_log(db, "LK-1")
    assert [(x.copy_no, x.printer, x.mark) for x in log] == [
        (3, "PDF", "作废 补打 第3次 2024-05-30 10:21"),
        (2, "HP-1020", "补打 第2次 2024-05-30 10:21"),
        (1, "HP-1020", ""),
    ]
    assert {x.actor for x in log} == {"李经办"}
    assert len(paper.print_log(db)) == 5
    with pytest.raises(Refused, match="“LK-9”还没有打印过"):
        paper.copy(db, actor, ["LK-9"])


def test_printing_is_an_act_of_the_history(db: Database, actor: Actor) -> None:
    _issue(db, actor, "LK-1", "LK-2")
    paper.copy(db, actor, ["LK-1"])
    with db.read() as s:
        acts = [(a.kind, a.why) for a in s.query(Act).order_by(Act.seq.desc()).limit(2)]
    assert acts == [("print", "补打 LK-1"), ("print", "打印 LK-1 林秀钦 等2份")]


def test_a_qr_code_is_checked_against_the_paper(db: Database, actor: Actor) -> None:
    _issue(db, actor, "LK-1")
    assert paper.is_genuine(db, "LK-1 A1B2C3D4")
    assert not paper.is_genuine(db, "LK-1 A1B2C3D5")
    assert not paper.is_genuine(db, "LK-2 A1B2C3D4")
    assert not paper.is_genuine(db, "")


def test_the_log_of_a_cycle_and_of_a_family(db: Database, actor: Actor) -> None:
    books = Books(db, actor)
    family, other = books.family("05"), books.family("05")
    paid = books.pay(family, date(2024, 2, 1))
    with db.read() as s:
        found = s.get_one(Payment, paid)
        cycle_id, number = found.cycle_id, found.receipt_no
    paper.issue(db, actor, "F01", PDF, [NewPaper(number, "领款单 林秀钦", paid, "00000000")], 1)
    paper.issue(db, actor, "F02", PDF, [NewPaper("HZ-9", "花名册", new_id(), "00000000")], 1)
    paper.copy(db, actor, [number])
    assert [(x.number, x.copy_no) for x in paper.printed_of_cycle(db, cycle_id)] == [(number, 2), (number, 1)]
    assert [(x.number, x.copy_no) for x in paper.printed_of_household(db, family)] == [
        (number, 2),
        (number, 1),
    ]
    assert paper.printed_of_household(db, other) == []
    assert paper.printed_of_cycle(db, new_id()) == []
    assert [x.copy_no for x in paper.printed_of_household(db, family, limit=1)] == [2]


def test_who_may_only_read_prints_nothing(db: Database, actor: Actor) -> None:
    reader = Actor("r", "只读", "reader", actor.office)
    with pytest.raises(Refused, match="没有“录入”的权限"):
        _issue(db, reader, "LK-1")
    _issue(db, actor, "LK-1")
    with pytest.raises(Refused, match="没有“录入”的权限"):
        paper.copy(db, reader, ["LK-1"])
    assert [p.copy_no for p in paper.print_log(db)] == [1]
