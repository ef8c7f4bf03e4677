"""Files that are damaged, dangerous or no tables are refused in one sentence; nothing else may happen."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.services.importing.read import read
from ljfpa_desktop.services.importing.register import parse_book
from tests.services.importing.samples import (
    REGISTERS,
    SETTING,
    number,
    parsed,
    problems_of,
    text_of,
    xls,
    xlsx,
)

ROWS = [
    ["台账"],
    ["村居", "户主", "身份证号", "电话"],
    *[["山兜村", f"林{c}", number("19700101", 2 * i + 1), "13805912345"] for i, c in enumerate("甲乙丙丁")],
]


def sound(folder: Path, form: str) -> bytes:
    """A register in this form, as bytes."""
    path = folder / f"好.{form}"
    if form == "xlsx":
        xlsx(path, ROWS, ["A1:D1"])
    elif form == "xls":
        xls(path, ROWS)
    elif form == "html":
        body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in ROWS)
        path.write_text(f"<html><meta charset=utf-8><table>{body}</table>", "utf-8")
    elif form == "xml":
        cells = "".join(
            "<Row>" + "".join(f'<Cell><Data Type="String">{c}</Data></Cell>' for c in row) + "</Row>"
            for row in ROWS
        )
        head = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
        path.write_text(f'{head}<Worksheet Name="一"><Table>{cells}</Table></Worksheet></Workbook>', "utf-8")
    else:
        path.write_text(text_of(ROWS), "gb18030")
    return path.read_bytes()


def damaged(chance: random.Random, data: bytes) -> bytes:
    """The bytes with some of them changed, lost, doubled, or cut off."""
    broken = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(broken))
        match chance.randrange(4):
            case 0:
                broken[place] = chance.randrange(256)
            case 1:
                del broken[place : place + chance.randint(1, 40)]
            case 2:
                broken[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 40)))
            case _:
                broken[place:] = broken[place:][: chance.randint(1, max(1, len(broken) - place))]
        if not broken:
            break
    return bytes(broken)


def outcome(path: Path) -> str:
    """The sentence with which the file is refused, empty when it is read; nothing else is allowed."""
    try:
        parse_book(read(path), path.name, "families", SETTING)
    except (Refused, Trouble) as told:
        return told.sentence
    return ""


@pytest.mark.parametrize("form", ["xlsx", "xls", "html", "xml", "csv"])
def test_damage_anywhere_is_read_or_refused(tmp_path: Path, form: str) -> None:
    good = sound(tmp_path, form)
    path = tmp_path / f"坏.{form}"
    refused = 0
    for seed in range(120):
        path.write_bytes(damaged(random.Random(seed), good))
        sentence = outcome(path)
        refused += bool(sentence)
        assert not sentence or sentence.endswith("。")
        assert "\n" not in sentence
    assert 0 < refused <= 120


def test_damage_inside_the_package_is_read_or_refused(tmp_path: Path) -> None:
    good = tmp_path / "好.xlsx"
    good.write_bytes(sound(tmp_path, "xlsx"))
    with zipfile.ZipFile(good) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    path = tmp_path / "坏.xlsx"
    for seed in range(150):
        chance = random.Random(seed)
        hurt = chance.choice([n for n in parts if n.startswith("xl/")])
        with zipfile.ZipFile(path, "w") as package:
            for name, data in parts.items():
                package.writestr(name, damaged(chance, data) if name == hurt else data)
        sentence = outcome(path)
        assert not sentence or sentence.endswith("。")


def test_the_townships_own_registers_cut_short_are_refused(tmp_path: Path) -> None:
    for source in sorted(REGISTERS.glob("*.xls*")):
        data = source.read_bytes()
        path = tmp_path / source.name
        path.write_bytes(data[: len(data) * 2 // 3])
        with pytest.raises(Refused):
            read(path)


def test_a_shared_text_that_is_not_there_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheet = "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>5</v></c></row></sheetData></worksheet>"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<w xmlns:r='r'><sheets><sheet name='a' r:id='r1'/></sheets></w>")
        package.writestr(
            "xl/_rels/workbook.xml.rels", "<R><Relationship Id='r1' Target='worksheets/sheet1.xml'/></R>"
        )
        package.writestr("xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(Refused, match="损坏"):
        read(path)


def test_a_package_that_unfolds_too_far_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<a/>")
        package.writestr("xl/big.xml", b"0" * 120_000_000)
    with pytest.raises(Refused, match="展开后"):
        read(path)


def test_entities_are_not_unfolded(tmp_path: Path) -> None:
    names = "abcdefgh"
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip(names, names[1:], strict=False)
    )
    cell = "<Worksheet><Table><Row><Cell><Data>&h;</Data></Cell></Row></Table></Worksheet>"
    path = tmp_path / "a.xml"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE l [{entities}]>'
        f'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">{cell}</Workbook>',
        "utf-8",
    )
    with pytest.raises(Refused, match="损坏"):
        read(path)


def test_a_cell_without_end_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a" * 200_000, "utf-8")
    with pytest.raises(Refused, match="不像表格"):
        read(path)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_stands_far_below_is_not_read_and_told(tmp_path: Path, form: str) -> None:
    rows = [*ROWS, *[[None]] * 250, ROWS[-1]]
    path = tmp_path / f"a.{form}"
    if form == "xlsx":
        xlsx(path, rows)
    else:
        path.write_text(text_of(rows), "utf-8")
    found = parsed(path, "families")
    assert len(found.rows) == 4
    assert [(p.row, p.level, p.rule) for p in found.problems] == [(None, "warning", 53)]
    assert f"第{len(rows)}行" in found.problems[0].message


def test_formats_down_to_the_last_row_are_nothing(tmp_path: Path) -> None:
    import openpyxl

    path = xlsx(tmp_path / "a.xlsx", ROWS)
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    page.row_dimensions[1_048_576].height = 20
    page.cell(1_048_576, 1).number_format = "@"
    book.save(path)
    found = parsed(path, "families")
    assert (len(found.rows), problems_of(found)) == (4, [])
