"""回执 F22: the same figures and the same code at the township and at the county."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange.pack import pack, pack_all
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.reports import exchange_papers
from ljfpa_desktop.reports.facts import code_of
from ljfpa_desktop.services import recent
from tests.factories import household as family
from tests.offices import Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.reports import paper_reading


def test_a_receipt_is_the_same_on_both_sides(offices: Offices, tmp_path: Path) -> None:
    at, county = offices.guantou, offices.county
    family(at.db, at.actor, spouse="陈美珍")
    given = pack(at.db, at.actor, offices.stick)
    with pytest.raises(Refused, match="县里还没有告诉我们"):
        exchange_papers.collect(at.db, at.actor, given.code)
    unpack(county.db, county.actor, given.path)
    there = exchange_papers.collect(county.db, county.actor, given.code)
    (back,) = pack_all(county.db, county.actor, offices.stick)
    unpack(at.db, at.actor, back.path)
    here = exchange_papers.collect(at.db, at.actor, given.code)
    assert code_of(here.number, here) == code_of(there.number, there)
    assert (here.office, here.receiver) == ("连江县琯头镇计划生育协会", "连江县计划生育协会")
    assert [(c.stated, c.received) for c in here.totals] == [
        ("1", "1"), ("2", "2"), ("0", "0"), ("0", "0"), ("0.00", "0.00"),
    ]  # fmt: skip
    assert re.fullmatch(r"HZ-350122103-\d{4}-\d{4}-\d\d", here.number)
    pdf = exchange_papers.preview_receipt(at.db, at.actor, given.code)
    text = "".join(paper_reading.text_of(pdf, tmp_path).split())
    for words in (given.code, "数据上报回执", "上报人：", "接收人：", "第1号"):
        assert words.replace(" ", "") in text
    assert paper_reading.codes_of(pdf, tmp_path) == [code_of(here.number, here)]


def test_a_printed_receipt_is_noted_and_an_unknown_code_told(offices: Offices) -> None:
    at, county = offices.guantou, offices.county
    given = pack(at.db, at.actor, offices.stick)
    unpack(county.db, county.actor, given.path)
    printed = exchange_papers.receipt(county.db, county.actor, given.code)
    assert printed.pdf.startswith(b"%PDF")
    assert recent.acts(county.db, 1)[0].words == f"打印 数据上报回执 {given.code}"
    with pytest.raises(Refused, match="没有核对码"):
        exchange_papers.receipt(county.db, county.actor, "0000-0000-97")
