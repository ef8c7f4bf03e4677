"""What stands between the rows of a list, and what is filled down."""

from __future__ import annotations

from pathlib import Path

from ljfpa_desktop.services.importing.headers import find_header
from ljfpa_desktop.services.importing.read import read
from ljfpa_desktop.services.importing.rows import Table, classify, section_village
from tests.services.importing.samples import Rows, xlsx

TITLES = ["序号", "村居", "户主姓名", "身份证号", "慰问金", "备注"]


def table(path: Path, rows: Rows, merges: list[str] | None = None, hidden: list[int] | None = None) -> Table:
    sheet = read(xlsx(path / "a.xlsx", rows, merges or [], hidden or [])).visible[0]
    header = find_header(sheet, "relief")
    assert header is not None
    return classify(sheet, header, lambda name: "x" if name in {"山兜村", "长门村"} else None)


def test_every_kind_of_row(tmp_path: Path) -> None:
    rows = [
        ["某镇名单"],
        ["填报单位：某镇计生协会   2024年1月9日"],
        TITLES,
        [1, "山兜村", "林勇", "350122198008121756", 600, None],
        ["小计", None, "1户", None, 600, None],
        [None] * 6,
        ["某镇名单"],
        TITLES,
        ["二、长门村（共2户）"],
        [2, "长门村", "陈强", "350122198505062335", 500, None],
        [3, "长门村", "隐藏", "350122198505062335", 500, None],
        [4, None, None, None, None, None],
        ["合  计", None, "2户", None, 1100, None],
        ["合计金额（大写）：人民币壹仟壹佰元整"],
        ["制表人：林某", None, "审核人：陈某"],
        ["注：1.本表一户一行。"],
        ["    2.慰问品由镇里统一采购，随慰问金一并发放。"],
    ]
    kinds = table(tmp_path, rows, ["A1:F1", "A17:F17"], [11]).kinds
    assert list(kinds.values()) == [
        "title",
        "title",
        "header",
        "data",
        "subtotal",
        "blank",
        "title",
        "header",
        "section",
        "data",
        "hidden",
        "blank",
        "total",
        "words",
        "signature",
        "note",
        "note",
    ]


def test_section_lines_give_their_village_until_the_next_sum(tmp_path: Path) -> None:
    titles = ["序号", "户主姓名", "身份证号", "慰问金"]
    rows = [
        titles,
        ["一、山兜村"],
        [1, "林勇", "350122198008121756", 600],
        ["小计", None, None, 600],
        [2, "陈强", "1", 5],
    ]
    found = table(tmp_path, rows)
    assert found.sections == {3: "一、山兜村"}
    assert section_village("一、山兜村（15户）") == "山兜村"


def test_fill_down_within_merges_only_and_for_ditto(tmp_path: Path) -> None:
    rows = [
        TITLES,
        [1, "山兜村", "林勇", "1", 600, "甲"],
        [2, None, "陈强", "2", 600, "同上"],
        [3, None, "王健", "3", 600, "〃"],
        [4, None, "刘斌", "4", 600, " ″ "],
    ]
    found = table(tmp_path, rows, ["B2:B3"])
    assert [c.text if (c := found.cell(r, 2)) else None for r in range(2, 6)] == [
        "山兜村",
        "山兜村",
        None,
        None,
    ]
    assert [c.text if (c := found.cell(r, 6)) else None for r in range(2, 6)] == ["甲"] * 4
    assert found.is_ditto(4, 6)
    assert not found.is_ditto(2, 6)


def test_a_row_without_a_name_but_with_an_amount_stays_a_row(tmp_path: Path) -> None:
    found = table(
        tmp_path, [TITLES, [1, "山兜村", "林勇", "1", 600, None], [2, "山兜村", None, None, 600, None]]
    )
    assert found.kinds[3] == "data"


def test_a_person_whose_village_is_named_like_a_sum_is_no_sum(tmp_path: Path) -> None:
    rows = [TITLES, [1, "合计村", "林勇", "350122198008121756", 600, None]]
    assert table(tmp_path, rows).kinds[2] == "data"


def test_a_bare_amount_under_the_list_is_its_sum(tmp_path: Path) -> None:
    rows = [TITLES, [1, "山兜村", "林勇", "1", 600, None], [None, None, None, None, 600, None]]
    assert table(tmp_path, rows).kinds[3] == "total"


def test_ditto_marks_may_stand_among_blanks(tmp_path: Path) -> None:
    rows = [TITLES, [1, "山兜村", "林勇", "1", 600, None], [2, "　 同 上 　", "林强", "2", 600, None]]
    cell = table(tmp_path, rows).cell(3, 2)
    assert cell is not None
    assert cell.text == "山兜村"
