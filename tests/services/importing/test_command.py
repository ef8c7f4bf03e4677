"""The command line as other programs call it: import, dry run, undo, map, sheet, errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.services.importing.samples import number, xlsx
from tests.services.importing.taking import FAMILY, LIST, ONE, C, H, W

ROOT = Path(__file__).parents[3]


class Office:
    """An office of its own that is only spoken to by commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        assert self.run("init", "--division", "350122103").returncode == 0

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """The command's outcome."""
        command = [
            sys.executable,
            str(ROOT / "main.py"),
            "--office",
            str(self.folder / "o"),
            *map(str, words),
        ]
        given = {**os.environ, "LJFPA_PASSWORD": "Check-2024-pass"}
        return subprocess.run(command, capture_output=True, text=True, env=given, cwd=ROOT, check=False)

    def take(self, kind: str, path: Path, *more: str | Path) -> dict[str, Any]:
        """The result of an import that must succeed."""
        told = self.folder / "told.json"
        done = self.run("import", kind, path, "--json", told, *more)
        assert done.returncode == 0, done.stderr
        return json.loads(told.read_text("utf-8"))

    def exported(self, kind: str = "families") -> list[dict[str, Any]]:
        """What the office holds, as its export tells."""
        path = self.folder / "out.json"
        done = self.run("export", kind, path, "--full-ids", "--why", "核对")
        assert done.returncode == 0, done.stderr
        return json.loads(path.read_text("utf-8"))


@pytest.fixture
def desk_office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_dry_run_says_the_same_and_keeps_nothing(desk_office: Office, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [FAMILY, ONE])
    before = desk_office.exported()
    dry = desk_office.take("families", path, "--dry-run")
    assert dry["dry_run"]
    assert dry["batch"] == ""
    assert desk_office.exported() == before
    real = desk_office.take("families", path)
    changed = {"dry_run": True, "batch": ""}
    assert {**real, **changed} == dry
    assert real["created"] == {"household": 1, "person": 3}
    assert len(desk_office.exported()) == 1


def test_an_import_is_taken_back_to_the_last_letter(desk_office: Office, tmp_path: Path) -> None:
    desk_office.take("families", xlsx(tmp_path / "a.xlsx", [FAMILY, ONE]))
    before = desk_office.exported(), desk_office.exported("persons")
    other = ["长门村", "陈强", number("19650302", 5), None, None, None, None, "99", None]
    changed = [*ONE[:-1], "13900000000"]
    batch = desk_office.take("families", xlsx(tmp_path / "b.xlsx", [FAMILY, changed, other]))["batch"]
    assert desk_office.exported() != before[0]
    undone = desk_office.run("import", "--undo", batch)
    assert undone.returncode == 0
    assert (desk_office.exported(), desk_office.exported("persons")) == before
    again = desk_office.run("import", "--undo", batch)
    assert (again.returncode, again.stderr.strip()) == (1, "“b.xlsx”的导入已经撤销过了。")


def test_titles_nobody_knows_are_told_by_a_map(desk_office: Office, tmp_path: Path) -> None:
    rows = [["名单"], ["所在地", "大名", "码", "给多少"], ["山兜村", "林勇", H, 600]]
    path = xlsx(tmp_path / "春节慰问名单.xlsx", rows)
    refused = desk_office.run("import", "relief", path)
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1
    told = tmp_path / "map.json"
    names = {"所在地": "village", "大名": "head.name", "码": "head.id", "给多少": "amount"}
    told.write_text(json.dumps(names, ensure_ascii=False), "utf-8")
    result = desk_office.take("relief", path, "--map", told)
    assert (result["amount_total_fen"], result["problems"]) == (60000, [])


def test_the_named_sheet_is_taken(desk_office: Office, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [LIST, ["山兜村", "林勇", H, 600, None]], sheet="山兜")
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("长门")
    for row in [LIST, ["长门村", "吴美", W, 500, None], ["长门村", "林小", C, 400, None]]:
        page.append(row)
    book.create_sheet("空表")
    book.save(path)
    result = desk_office.take("relief", path, "--sheet", "山兜", "--cycle", "山兜慰问")
    assert (result["sheet"], result["amount_total_fen"]) == ("山兜", 60000)
    assert [p["rule"] for p in result["problems"]] == [31]
    wrong = desk_office.run("import", "relief", path, "--sheet", "长们")
    assert wrong.returncode == 1
    assert "“山兜”、“长门”" in wrong.stderr


def test_the_error_list_is_mended_and_comes_in_once(desk_office: Office, tmp_path: Path) -> None:
    title = "2024年春节慰问困难家庭名单"
    rows = [["山兜村", "林勇", H, 600, None], ["山兜村", "吴美", W[:17], 500, None]]
    path, errors = xlsx(tmp_path / "a.xlsx", [[title], LIST, *rows]), tmp_path / "错误.xlsx"
    first = desk_office.take("relief", path, "--errors", errors)
    assert first["amount_total_fen"] == 60000
    book = openpyxl.load_workbook(errors)
    page = book["待修改的行"]
    assert page.max_row == 3
    page["D3"] = W
    book.save(errors)
    second = desk_office.take("relief", errors)
    assert (second["amount_total_fen"], second["created"]["entitlement"]) == (50000, 1)
    third = desk_office.take(
        "relief", xlsx(tmp_path / "b.xlsx", [[title], LIST, rows[0], [*rows[1][:2], W, 500]])
    )
    assert (third["created"], third["unchanged"]) == ({}, 2)
    assert sum(r["amount_fen"] for r in desk_office.exported("entitlements")) == 110000


def test_what_cannot_be_read_is_one_sentence(desk_office: Office, tmp_path: Path) -> None:
    empty = xlsx(tmp_path / "空.xlsx", [])
    only = xlsx(tmp_path / "表头.xlsx", [FAMILY])
    (tmp_path / "坏.xlsx").write_bytes(only.read_bytes()[:900])
    (tmp_path / "图.xlsx").write_bytes(b"\x89PNG\r\n")
    for path in (empty, only, tmp_path / "坏.xlsx", tmp_path / "图.xlsx", tmp_path / "没有.xlsx", tmp_path):
        done = desk_office.run("import", "families", path)
        sentence = done.stderr.strip()
        assert done.returncode == 1
        assert path.name in sentence
        assert sentence.endswith("。")
        assert "\n" not in sentence
    assert desk_office.exported() == []
