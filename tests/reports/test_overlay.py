"""A kept paper stays what it is: marks are laid over a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from ljfpa_desktop.reports import catalogue, receipt
from ljfpa_desktop.reports.catalogue import Marks, render
from ljfpa_desktop.reports.overlay import lay_over
from tests.reports.paper_reading import codes_of, fonts_of, info, run, text_of

BOTH = Marks(is_void=True, reprint="补打 第2次 2024-05-30 10:21")


@pytest.mark.parametrize("code", sorted(catalogue.REPORTS))
def test_the_copy_says_the_same_and_the_marks_more(code: str, tmp_path: Path) -> None:
    kept = render(code, [catalogue.find(code).sample()])
    marked = lay_over(kept, BOTH)
    run("qpdf", "--check", "@", data=marked, at=tmp_path)
    pages = int(info(kept, tmp_path)["Pages"])
    assert info(marked, tmp_path)["Pages"] == str(pages)
    before, after = text_of(kept, tmp_path), text_of(marked, tmp_path)
    assert after.count("补打第2次2024-05-3010:21") == pages
    assert after.count("作废") == before.count("作废") + pages
    assert sorted(after.replace("补打第2次2024-05-3010:21", "").replace("作废", "")) == sorted(
        before.replace("作废", "")
    )
    assert all(row[-5] == "yes" for row in fonts_of(marked, tmp_path))
    assert codes_of(marked, tmp_path) == codes_of(kept, tmp_path)


def test_one_receipt_of_three_is_marked(tmp_path: Path) -> None:
    kept = render("F01", receipt.copies(receipt.sample()), per_page=3)
    marked = lay_over(kept, BOTH, slots=3, only={2})
    boxes = run("pdftotext", "-bbox", "@", "-", data=marked, at=tmp_path)
    line = next(line for line in boxes.splitlines() if "补打" in line)
    assert 99 < float(line.split('yMin="')[1].split('"')[0]) * 25.4 / 72 < 110
    assert text_of(marked, tmp_path).count("作废") == 1


def test_only_the_named_pages_are_marked(tmp_path: Path) -> None:
    kept = render("F01", [receipt.sample()] * 3)
    assert text_of(lay_over(kept, BOTH, pages=[3]), tmp_path).count("补打") == 1


def test_no_marks_leave_the_text_alone(tmp_path: Path) -> None:
    kept = render("F10", [catalogue.find("F10").sample()])
    assert text_of(lay_over(kept, Marks()), tmp_path) == text_of(kept, tmp_path)


@pytest.mark.parametrize("per_page", [1, 2, 3])
def test_the_stamp_of_a_demo_paper_stands_where_that_of_a_real_one_does(
    per_page: int, tmp_path: Path
) -> None:
    def stamp(demo: bool) -> list[str]:
        kept = render("F01", [receipt.sample()], demo=demo, per_page=per_page)
        marked = lay_over(kept, Marks(is_void=True), slots=per_page, only={1})
        boxes = run("pdftotext", "-bbox", "@", "-", data=marked, at=tmp_path).splitlines()
        return [line for line in boxes if ">作废<" in line or ">作<" in line or ">废<" in line]

    assert stamp(demo=True) == stamp(demo=False) != []
