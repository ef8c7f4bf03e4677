"""F02: rows, subtotals and totals of the register."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ljfpa_desktop.base import money
from ljfpa_desktop.reports import catalogue, register
from ljfpa_desktop.reports.register import RegisterFacts, RegisterRow
from tests.reports.paper_reading import info, run, squeezed, text_of


def made(count: int, **more: object) -> RegisterFacts:
    rows = tuple(
        RegisterRow(village=f"第{i // 5}村", payee=f"林{i:03d}", amount_fen=10_000 + i) for i in range(count)
    )
    return replace(register.sample(), rows=rows, **more)


def pages_of(facts: RegisterFacts, at: Path) -> list[str]:
    text = run("pdftotext", "-layout", "@", "-", data=catalogue.render("F02", [facts]), at=at)
    return [squeezed(page) for page in text.split("\f") if page.strip()]


def figures(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (12, 1), (13, 2), (24, 2), (500, 42)])
def test_twelve_rows_to_a_page(count: int, pages: int, tmp_path: Path) -> None:
    found = pages_of(made(count), tmp_path)
    assert len(found) == pages
    assert f"第{pages}页共{pages}页" in found[-1]


def test_page_subtotals_add_up_to_the_total(tmp_path: Path) -> None:
    facts = made(500)
    found = pages_of(facts, tmp_path)
    total = sum(r.amount_fen for r in facts.rows)
    subtotals = [re.search(r"本页小计(\d+)人([\d,.]+\d\d)(?!\d)", p) for p in found]
    assert sum(int(m[1]) for m in subtotals if m) == 500
    assert sum(figures(m[2]) for m in subtotals if m) == total
    assert f"合计500户金额（大写）：{money.in_words(total)}{money.show(total)}" in found[-1]
    assert not any("合计" in p for p in found[:-1])


def test_each_village_has_its_pages_and_total(tmp_path: Path) -> None:
    found = pages_of(made(15, by_village=True), tmp_path)
    assert len(found) == 3
    for i, page in enumerate(found):
        assert set(re.findall(r"第\d村", page)) == {f"第{i}村"}
        assert "本村合计5人" in page
    assert "合计15户" in found[-1]


def test_void_rows_stay_but_do_not_count(tmp_path: Path) -> None:
    facts = made(3)
    facts = replace(facts, rows=(*facts.rows[:2], replace(facts.rows[2], is_void=True)))
    page = pages_of(facts, tmp_path)[0]
    assert "林002" in page
    assert "作废" in page
    assert f"合计2户金额（大写）：{money.in_words(20_001)}" in page


def test_goods_alone_have_no_figure(tmp_path: Path) -> None:
    rows = (RegisterRow(payee="林秀钦", note="大米一袋"), RegisterRow(payee="陈依妹", amount_fen=60_000))
    page = pages_of(replace(made(0), rows=rows), tmp_path)[0]
    assert page.count("0.00") == page.count("600.00")
    assert "—" in page
    assert "大米一袋" in page
    assert f"合计2户金额（大写）：{money.in_words(60_000)}" in page


def test_rest_of_the_last_page_is_crossed_out(tmp_path: Path) -> None:
    assert "以下空白" in pages_of(made(5), tmp_path)[0]
    assert "以下空白" not in pages_of(made(12), tmp_path)[0]


def test_blank_form_has_no_figures(tmp_path: Path) -> None:
    page = pages_of(register.blank(), tmp_path)[0]
    assert "零元" not in page
    assert "以下空白" not in page
    assert "合计户" in page


def test_transfer_number_stands_in_the_place_of_the_signature(tmp_path: Path) -> None:
    facts = made(1)
    facts = replace(facts, rows=(replace(facts.rows[0], signed="转账 回单20240201001"),))
    assert "转账回单20240201001" in text_of(catalogue.render("F02", [facts]), tmp_path)


def test_author_and_page_size(tmp_path: Path) -> None:
    data = catalogue.render("F02", [register.sample()])
    told = info(data, tmp_path)
    assert told["Author"] == "连江县琯头镇计划生育协会"
    assert told["Page size"].startswith("841.89 x 595.27")
    assert "阿卜杜热西提·买买提江" in text_of(data, tmp_path)
