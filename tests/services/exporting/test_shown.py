"""A list as shown, as a workbook or CSV: figures as numbers, texts never as formulas, and logged."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.exporting import shown

ROWS = [
    ["户主", "编号", "金额", "备注"],
    ["陈依妹", "35012210320100001", "1,234.50", "=HYPERLINK(1)"],
    ["林依弟", "0591", "-3", "350122********0024"],
]


def test_a_workbook_has_numbers_for_figures_and_text_for_codes(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    assert shown.save(db, actor, tmp_path / "名单.xlsx", "慰问名单", ROWS) == 2
    book = load_workbook(tmp_path / "名单.xlsx").active
    assert book is not None
    values = list(book.values)
    assert values[0][0] == "慰问名单"
    assert values[2] == ("户主", "编号", "金额", "备注")
    assert values[3] == ("陈依妹", "35012210320100001", 1234.5, "=HYPERLINK(1)")
    assert book["D4"].data_type == "s"
    assert values[4] == ("林依弟", "0591", -3, "350122********0024")
    with db.read() as s:
        assert s.scalars(select(Act.why).where(Act.kind == "export")).all() == [
            "导出慰问名单 2 行到“名单.xlsx”"
        ]


def test_csv_opens_in_excel_and_disarms_formulas(db: Database, actor: Actor, tmp_path: Path) -> None:
    shown.save(db, actor, tmp_path / "名单.csv", "慰问名单", ROWS)
    data = (tmp_path / "名单.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[1] == ["陈依妹", "35012210320100001", "1,234.50", "'=HYPERLINK(1)"]
    assert rows[2][2] == "-3"


def test_another_ending_is_refused(db: Database, actor: Actor, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"\.doc"):
        shown.save(db, actor, tmp_path / "名单.doc", "慰问名单", ROWS)
    assert list(tmp_path.glob("*.doc")) == []
