"""The list of documents and the one function that makes a file."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.reports import catalogue, receipt
from ljfpa_desktop.reports.catalogue import Marks, render
from ljfpa_desktop.reports.marks import reprint_words
from ljfpa_desktop.reports.overlay import lay_over
from tests.reports.paper_reading import info, run, text_of


def test_the_spine_has_its_documents() -> None:
    assert {"F01", "F02", "F08", "F09", "F10", "F11"} <= set(catalogue.REPORTS)
    assert all(d.title and d.sample() and d.blank() for d in catalogue.REPORTS.values())


def test_listing_documents_does_not_load_the_pdf_library() -> None:
    script = (
        "import sys; from ljfpa_desktop.reports import catalogue; "
        "print([d.title for d in catalogue.REPORTS.values()]); "
        "assert not [m for m in sys.modules if m.startswith(('reportlab', 'segno', 'PIL', 'pypdfium2'))]"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, cwd=Path.cwd())


def test_codes_are_read_in_small_letters_too() -> None:
    assert catalogue.find("f01").title == "慰问金领款单"


def test_an_unknown_code_is_told_what_there_is() -> None:
    with pytest.raises(Refused, match="F99.*F01"):
        render("F99", [receipt.sample()])


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(Refused, match="没有可打印"):
        render("F01", [])


def test_only_receipts_can_share_a_page() -> None:
    with pytest.raises(Refused, match="每页"):
        render("F02", [catalogue.find("F02").sample()], per_page=2)


@pytest.mark.parametrize(("per_page", "pages"), [(1, 7), (2, 4), (3, 3)])
def test_receipts_share_pages(per_page: int, pages: int, tmp_path: Path) -> None:
    facts = [replace(receipt.sample(), serial=f"LK-350122103-24A-{i:05d}-0") for i in range(7)]
    data = render("F01", iter(facts), per_page=per_page)
    told = info(data, tmp_path)
    assert told["Pages"] == str(pages)
    assert told["Title"] == "慰问金领款单"
    assert told["Author"] == "连江县琯头镇计划生育协会"
    outlines = run("qpdf", "--json", "--json-key=outlines", "@", data=data, at=tmp_path)
    assert outlines.count('"title"') == 7


@pytest.mark.parametrize("code", sorted(catalogue.REPORTS))
def test_marks_are_on_every_page(code: str, tmp_path: Path) -> None:
    words = reprint_words(2, "2024-05-30 10:21")
    data = lay_over(render(code, [catalogue.find(code).sample()]), Marks(is_void=True, reprint=words))
    found = text_of(data, tmp_path)
    pages = int(info(data, tmp_path)["Pages"])
    assert found.count("补打第2次2024-05-3010:21") == pages
    assert found.count("作废") >= pages


def test_each_receipt_of_a_page_has_its_marks(tmp_path: Path) -> None:
    kept, marks = render("F01", [receipt.sample()] * 4, per_page=3), Marks(reprint="补打 第3次")
    data = lay_over(lay_over(kept, marks, pages=[1], slots=3), marks, pages=[2], slots=3, only=[1])
    assert text_of(data, tmp_path).count("补打第3次") == 4


def test_a_character_no_font_has_is_refused() -> None:
    facts = replace(receipt.sample(), payee="林\ue000")
    with pytest.raises(Refused, match="U.E000"):
        render("F01", [facts])
