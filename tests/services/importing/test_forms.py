"""One register in every container a clerk may hand in; what cannot be read says why (33, 34, 52)."""

from __future__ import annotations

import errno
import os
import struct
import zipfile
from pathlib import Path

import pytest

from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.services.importing.book import Book
from ljfpa_desktop.services.importing.read import read
from ljfpa_desktop.services.importing.sniff import load, lock_beside
from tests.services.importing.samples import parsed, text_of, xls, xlsx
from tests.services.importing.taking import FAMILY, ONE

TABLE = [["琯头镇计生家庭台账"], FAMILY, ONE]


def whole(path: Path) -> list[str]:
    """The names in the one row of the register."""
    found = parsed(path, "families")
    assert found.problems == []
    return [p.name for p in found.rows[0].people]


def as_html(declared: str) -> str:
    body = "".join("<tr>" + "".join(f"<td>{c or ''}</td>" for c in row) + "</tr>" for row in TABLE)
    return f"<html><head><meta charset={declared}></head><body><table>{body}</table></body></html>"


def as_xml(declared: str) -> str:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in row) + "</Row>"
        for row in TABLE
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    names = f'xmlns="{space}" xmlns:ss="{space}"'
    head = f'<?xml version="1.0" encoding="{declared}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    return f'{head}<Workbook {names}><Worksheet ss:Name="一"><Table>{rows}</Table></Worksheet></Workbook>'


@pytest.mark.parametrize("name", ["台账.xls", "台账.xlsx", "台账.et", "台账.csv", "台账(1)", "台账.TXT"])
@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_the_name_of_a_workbook_means_nothing(tmp_path: Path, name: str, form: str) -> None:
    made = xlsx(tmp_path / "a", TABLE) if form == "xlsx" else xls(tmp_path / "b", TABLE)
    made.rename(tmp_path / name)
    assert whole(tmp_path / name) == ["林勇", "吴美", "林小"]
    assert read(tmp_path / name).form == form


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_in_every_encoding(tmp_path: Path, encoding: str, mark: str) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(text_of(TABLE, mark).encode(encoding))
    assert whole(path) == ["林勇", "吴美", "林小"]


def test_text_that_is_in_no_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(text_of(TABLE).encode("gb18030").replace("独生".encode("gb18030"), b"\xff\xff\x81"))
    assert (None, 34) in {(p.row, p.rule) for p in parsed(path, "families").problems}


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gbk"])
def test_pages_and_tables_of_2003_under_an_old_name(tmp_path: Path, encoding: str) -> None:
    page = tmp_path / "台账.xls"
    written = "gbk" if encoding == "gb2312" else encoding  # files declare less than they hold
    page.write_bytes(as_html(encoding).encode(written))
    assert (read(page).form, whole(page)) == ("html", ["林勇", "吴美", "林小"])
    page.write_bytes(as_xml(encoding).encode(written))
    assert (read(page).form, whole(page)) == ("xml", ["林勇", "吴美", "林小"])


def test_macros_are_left_alone(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "台账.xlsx", TABLE).rename(tmp_path / "台账.xlsm")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Auto_Open")
    assert whole(path) == ["林勇", "吴美", "林小"]


def _refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(Refused) as told:
        read(path)
    return told.value.sentence


def test_a_password_is_said_in_every_form(tmp_path: Path) -> None:
    start = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    old = start + struct.pack("<HH6x", 0x002F, 6)
    assert "密码" in _refused(tmp_path / "a.xls", old)
    assert "密码" in _refused(tmp_path / "b.et", old)
    ods = tmp_path / "c.ods"
    with zipfile.ZipFile(ods, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
        package.writestr("content.xml", b"\x01\x02\x03")
    assert "密码" in _refused(ods, ods.read_bytes())
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    locked = ole + "EncryptedPackage".encode("utf-16-le")
    assert "密码" in _refused(tmp_path / "d.xlsx", locked)


def test_a_package_that_only_claims_to_be_small_is_not_unfolded(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part in range(9):
            package.writestr(f"xl/worksheets/sheet{part}.xml", b" " * 70_000_000)
        package.writestr("xl/workbook.xml", "<w/>")
    assert "大得不正常" in _refused(path, path.read_bytes())


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (errno.EACCES, "占用"),
        (errno.EBUSY, "占用"),
        (errno.ENAMETOOLONG, "太长"),
        (errno.EIO, "U盘"),
    ],
)
def test_why_a_disk_gives_nothing_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, word: str
) -> None:
    path = xlsx(tmp_path / "台账.xlsx", TABLE)

    def fails(_path: Path) -> bytes:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, "read_bytes", fails)
    with pytest.raises(Trouble) as told:
        load(path)
    assert word in told.value.sentence
    assert not any(
        "a" <= c <= "z" for c in told.value.sentence.lower().replace("u盘", "").replace("xlsx", "")
    )


def test_a_name_longer_than_any_disk_takes_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="太长"):
        load(tmp_path / ("台" * 200 + ".xlsx"))


def test_a_lock_of_another_file_is_none(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "台账.xlsx", TABLE)
    (tmp_path / "~$别的.xlsx").write_bytes(b"x")
    assert (lock_beside(path), read(path).is_open, Book("csv", []).is_open) == (False, False, False)
