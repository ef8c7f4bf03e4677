"""What a file is shows in its bytes; every reader gives the same cells."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.properties import CalcProperties

from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.services.importing.read import read
from tests.services.importing.samples import REGISTERS, text_of, xls, xlsx

ROWS = [
    ["琯头镇名单", None, None],
    ["姓名", "身份证号", "出生日期"],
    ["王小明", "350122196805150024", "1968.05"],
    ["陈䶮", 13805912345, "1970-01-02"],
]
HTML = (
    "<html><head><meta charset='gb2312'></head><body><table>"
    "<tr><td colspan=2>慰问名单</td></tr><tr style='display:none'><td>隐藏</td><td>1</td></tr>"
    "<tr><td rowspan=2>山兜村</td><td>林&nbsp;勇</td></tr><tr><td>陈<br>强</td></tr></table></body></html>"
)
ODS_ROWS = (
    "<table:table-row>"
    "<table:table-cell table:number-rows-spanned='2'><text:p>山兜村</text:p></table:table-cell>"
    "<table:table-cell><text:p>隐</text:p></table:table-cell>"
    "<table:table-cell office:value-type='float' office:value='1968.1'><text:p>1968.10</text:p>"
    "</table:table-cell></table:table-row>"
    "<table:table-row table:visibility='collapse'><table:covered-table-cell/><table:table-cell/>"
    "<table:table-cell office:value-type='date' office:date-value='1968-05-01'><text:p>1968年5月</text:p>"
    "</table:table-cell></table:table-row>"
    "<table:table-row table:number-rows-repeated='1000000'><table:table-cell/></table:table-row>"
)
ODS = (
    "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
    "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:spreadsheet>"
    "<table:table table:name='表一'><table:table-column/><table:table-column table:visibility='collapse'/>"
    f"{ODS_ROWS}</table:table></office:spreadsheet></office:body></office:document-content>"
)
XML = (
    "<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>"
    "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
    "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='名单'><Table>"
    "<Row><Cell ss:MergeDown='1'><Data ss:Type='String'>村</Data></Cell>"
    "<Cell><Data ss:Type='Number'>600</Data></Cell></Row><Row ss:Index='4' ss:Hidden='1'>"
    "<Cell ss:Index='3'><Data ss:Type='DateTime'>2024-01-15T00:00:00</Data></Cell></Row>"
    "</Table></Worksheet></Workbook>"
)


def test_xlsx_keeps_values_merges_and_what_is_hidden(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "名单.xls", ROWS, ["A1:C1"], hidden=[4])
    book = read(path)
    sheet = book.visible[0]
    assert book.form == "xlsx"
    assert sheet.text(3, 2) == "350122196805150024"
    assert sheet.cells[4][2].number == 13805912345
    assert sheet.text(4, 1) == "陈䶮"
    assert [(m.top, m.left, m.bottom, m.right) for m in sheet.merges] == [(1, 1, 1, 3)]
    assert sheet.hidden_rows == {4}


def test_a_number_of_18_digits_is_known_to_be_lost(tmp_path: Path) -> None:
    cell = read(xlsx(tmp_path / "a.xlsx", [[3.50122196805150e17, 350122680515002]])).visible[0].cells[1]
    assert cell[1].lost
    assert not cell[2].lost
    assert cell[2].text == "350122680515002"


def test_dates_are_known_as_far_as_their_format_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row, form in enumerate(["yyyy-mm-dd", 'yyyy"年"m"月"', "mmm-yy", "0.00", "General"], 1):
        page.cell(row, 1, datetime(1968, 5, 15) if row < 4 else 1968.1).number_format = form  # noqa: DTZ001
    book.save(tmp_path / "a.xlsx")
    sheet = read(tmp_path / "a.xlsx").visible[0]
    assert [sheet.text(r, 1) for r in range(1, 6)] == [
        "1968-05-15",
        "1968-05",
        "1968-05",
        "1968.10",
        "1968.1",
    ]
    assert sheet.cells[1][1].kind == "date"


def test_the_1904_date_system_is_heeded(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    page["A1"] = date(1968, 5, 15)
    book.save(tmp_path / "mac.xlsx")
    assert read(tmp_path / "mac.xlsx").visible[0].text(1, 1) == "1968-05-15"


def test_a_formula_without_result_is_an_error_and_never_calculated(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [["=1+1", "#REF!", "正常"]])
    cells = read(path).visible[0].cells[1]
    assert cells[1].kind == "error"
    assert cells[2].kind == "error"
    assert cells[3].kind == "text"


def test_hidden_columns_and_sheets_are_not_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["看得见", "看不见"])
    page.column_dimensions["B"].hidden = True
    other = book.create_sheet("旧表")
    other.append(["旧"])
    other.sheet_state = "hidden"
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    book.save(tmp_path / "a.xlsx")
    read_book = read(tmp_path / "a.xlsx")
    assert [c.text for c in read_book.visible[0].visible(1).values()] == ["看得见"]
    assert [s.name for s in read_book.hidden] == ["旧表"]


def test_formatting_down_to_the_last_row_ends_the_list(tmp_path: Path) -> None:
    rows = [["姓名"], ["林勇"], *([[""]] * 300), ["尾巴"]]
    sheet = read(xlsx(tmp_path / "a.xlsx", rows)).visible[0]
    assert sorted(sheet.cells) == [1, 2]


def test_xls_reads_like_xlsx(tmp_path: Path) -> None:
    path = xls(tmp_path / "名单.xlsx", ROWS, [(0, 0, 0, 2)])
    book = read(path)
    assert book.form == "xls"
    assert book.visible[0].text(3, 3) == "1968.05"
    assert book.visible[0].cells[4][2].number == 13805912345
    assert [(m.top, m.left, m.bottom, m.right) for m in book.visible[0].merges] == [(1, 1, 1, 3)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_any_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "名单.xls"
    path.write_bytes(text_of(ROWS, delimiter).encode(encoding))
    sheet = read(path).visible[0]
    assert sheet.text(4, 1) == "陈䶮"
    assert sheet.text(3, 2) == "350122196805150024"
    assert sheet.text(2, 3) == "出生日期"


def test_csv_rows_are_counted_by_record_and_text_formulas_undone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('姓名,身份证号\n"王\n小明","=""350122196805150024"""\n\n林勇,1\n', encoding="utf-8")
    sheet = read(path).visible[0]
    assert sheet.text(2, 2) == "350122196805150024"
    assert sheet.text(4, 1) == "林勇"


def test_html_and_xml_in_disguise(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(HTML.encode("gb18030"))
    sheet = read(tmp_path / "a.xls").visible[0]
    assert sheet.text(1, 1) == "慰问名单"
    assert sheet.text(3, 1) == "山兜村"
    assert sheet.text(4, 2) == "陈\n强"
    assert sheet.hidden_rows == {2}
    assert {(m.top, m.bottom, m.left, m.right) for m in sheet.merges} == {(1, 1, 1, 2), (3, 4, 1, 1)}
    (tmp_path / "b.xls").write_text(XML, encoding="utf-8")
    table = read(tmp_path / "b.xls").visible[0]
    assert table.text(1, 2) == "600"
    assert table.text(4, 3) == "2024-01-15"
    assert table.hidden_rows == {4}


def test_open_document_sheets(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS)
    sheet = read(tmp_path / "a.ods").visible[0]
    assert sheet.text(1, 1) == "山兜村"
    assert sheet.text(1, 3) == "1968.10"
    assert sheet.text(2, 3) == "1968-05"
    assert sheet.hidden_columns == {2}
    assert sheet.hidden_rows == {2}
    assert [(m.top, m.bottom) for m in sheet.merges] == [(1, 2)]


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("~$名单.xlsx", b"lock", "临时文件"),
        ("空.xlsx", b"", "空文件"),
        ("a.xlsx", b"PK\x03\x04broken", "损坏"),
        ("a.pdf", b"%PDF-1.4 ...", "PDF"),
        ("a.jpg", b"\xff\xd8\xff\xe0....", "图片"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "WPS"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "另存为xlsx"),
        ("a.csv", b"abc\x00\x01\x02" + b"x" * 50, "另存为xlsx"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, word: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Refused, match=word):
        read(tmp_path / name)


def test_missing_files_zip_bombs_and_documents(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="找不到文件"):
        read(tmp_path / "没有.xlsx")
    with pytest.raises(Refused, match="文件夹"):
        read(tmp_path)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * 60_000_000)
    with pytest.raises(Refused, match="不正常"):
        read(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("word/document.xml", "<w/>")
    with pytest.raises(Refused, match="文字文档"):
        read(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as package:
        package.writestr("xl/workbook.bin", "a")
    with pytest.raises(Refused, match="xlsb"):
        read(tmp_path / "a.xlsb")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr("a.txt", "a")
    with pytest.raises(Refused, match="压缩包"):
        read(tmp_path / "a.zip")


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有看得见的内容"):
        read(xlsx(tmp_path / "a.xlsx", [[None]]))


def test_the_registers_of_the_township_read(tmp_path: Path) -> None:
    forms = {p.name: read(p).form for p in REGISTERS.iterdir() if p.suffix in {".xlsx", ".xls", ".csv"}}
    assert sorted(set(forms.values())) == ["csv", "xls", "xlsx"]
    assert len(forms) == 7
