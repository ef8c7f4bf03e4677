"""Any list on paper: all its rows, page by page, whatever its names and width."""

from __future__ import annotations

from pathlib import Path

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.reports import listing
from ljfpa_desktop.reports.kept import page_count
from tests.reports import paper_reading

HEAD = ["户主", "村（居）", "摘要", "数值"]


def words(pdf: bytes, tmp_path: Path) -> str:
    """The text of a PDF without blanks."""
    return "".join(paper_reading.text_of(pdf, tmp_path).split())


def test_every_row_is_printed_and_pages_are_counted(db: Database, actor: Actor, tmp_path: Path) -> None:
    rows = [HEAD, *([f"林依{n}", "山兜村", f"LK-{n:05d}", str(n)] for n in range(90))]
    pdf = listing.render(db, actor, "慰问计生困难家庭 2024年2月", rows, "合计 90 户。")
    text = words(pdf, tmp_path)
    assert all(f"LK-{n:05d}" in text for n in range(90))
    assert page_count(pdf) == 3
    assert text.count("户主") == 3
    assert "第3页共3页" in text
    assert "合计90户。" in text
    assert "李经办" in text
    assert paper_reading.words_outside(pdf, tmp_path) == []


@pytest.mark.parametrize("columns", [1, 4, 9])
def test_long_and_rare_names_stay_inside_the_page(
    db: Database, actor: Actor, tmp_path: Path, columns: int
) -> None:
    long = "欧阳" + "长" * 60
    rows = [
        [f"列{n}" for n in range(columns)],
        *([[name] * columns for name in (long, "黄𬱖", "", "陈依妹")]),
    ]
    pdf = listing.render(db, actor, "名单", rows)
    assert paper_reading.words_outside(pdf, tmp_path) == []
    assert "黄𬱖" in words(pdf, tmp_path)


def test_an_empty_list_is_one_page_with_its_head(db: Database, actor: Actor, tmp_path: Path) -> None:
    pdf = listing.render(db, actor, "名单", [HEAD])
    assert page_count(pdf) == 1
    assert "户主" in words(pdf, tmp_path)
