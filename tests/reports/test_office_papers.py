"""Certificates, event papers and the monthly sheet: numbered once, kept, marked, noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.reports import month_facts, office_papers
from ljfpa_desktop.reports.facts import code_of
from ljfpa_desktop.services import event, honour, paper, period
from tests.reports import paper_reading
from tests.services.books import Books
from tests.services.test_event import minute
from tests.services.test_honour import granted
from tests.services.test_period import ALL

TextOf = Callable[[bytes], str]


@pytest.fixture
def text_of(tmp_path: Path) -> TextOf:
    """The words of a PDF without blanks."""
    return lambda pdf: "".join(paper_reading.text_of(pdf, tmp_path).split())


def test_a_certificate_is_numbered_and_kept_at_its_first_print(
    db: Database, actor: Actor, text_of: TextOf
) -> None:
    saved = honour.save(db, actor, granted())
    before = office_papers.preview_certificate(db, actor, saved)
    assert "编号" not in text_of(before)
    assert honour.facts(db, saved)["certificate_no"] is None
    first = office_papers.print_certificate(db, actor, saved, "HP")
    (number,) = first.numbers
    assert number in text_of(first.pdf)
    assert first.title == "荣誉证书 林秀钦 同志"
    again = office_papers.print_certificate(db, actor, saved)
    assert "补打第2次" in text_of(again.pdf)
    assert [(p.copy_no, p.printer) for p in paper.print_log(db, number)] == [(2, ""), (1, "HP")]
    assert paper.content(db, paper.known(db, [number])[number].sha256) == first.pdf


def test_a_voided_certificate_comes_out_as_void(db: Database, actor: Actor, text_of: TextOf) -> None:
    saved = honour.save(db, actor, granted())
    office_papers.print_certificate(db, actor, saved)
    honour.revoke(db, actor, saved, "姓名写错")
    assert "作废" in text_of(office_papers.print_certificate(db, actor, saved).pdf)


def test_a_recommendation_takes_no_number(db: Database, actor: Actor) -> None:
    saved = honour.save(db, actor, granted(status="RECOMMENDED"))
    with pytest.raises(Refused, match="还没有授予"):
        office_papers.print_certificate(db, actor, saved)


def test_event_papers_are_printed_as_they_stand_and_noted(
    db: Database, actor: Actor, text_of: TextOf
) -> None:
    saved = event.save(db, actor, minute(), attendees=[{"name": "林依弟", "phone": "13805900001"}])
    record = office_papers.event_record(db, actor, saved)
    sheet = office_papers.signin(db, actor, saved, shows_phone=False)
    assert "琯头文化广场" in text_of(record.pdf)
    assert "林依弟" in text_of(sheet.pdf)
    assert "13805900001" not in text_of(sheet.pdf)
    event.save(db, actor, minute(place="镇政府礼堂"), record_id=saved)
    assert "镇政府礼堂" in text_of(office_papers.event_record(db, actor, saved).pdf)
    assert (record.title, paper.print_log(db)) == ("活动记录表 5.29会员活动日宣传", [])


def test_an_open_month_prints_a_draft_and_a_closed_one_is_kept(
    db: Database, actor: Actor, text_of: TextOf
) -> None:
    books = Books(db, actor)
    books.event(date(2024, 1, 5), heads=40)
    draft = office_papers.month(db, actor, "2024-01")
    assert (draft.title, draft.numbers) == ("2024年1月月报表（未结账）", ())
    period.close(db, actor, "2024-01", ALL)
    first = office_papers.month(db, actor, "2024-01")
    assert first.numbers == ("YB-350122103-202401",)
    assert "补打" in text_of(office_papers.month(db, actor, "2024-01").pdf)
    facts = month_facts.collect(db, actor, "2024-01")
    assert paper.is_genuine(db, code_of(facts.number, facts))
    period.reopen(db, actor, "2024-01", "漏报")
    books.event(date(2024, 1, 6), heads=60)
    period.close(db, actor, "2024-01", ALL)
    second = office_papers.month(db, actor, "2024-01")
    assert second.numbers == ("YB-350122103-202401-2",)
    assert "重报" in text_of(second.pdf)
    assert "补打" not in text_of(second.pdf)
