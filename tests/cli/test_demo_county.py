"""demo-county on the command line, and the offices it leaves behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Line, good, refused

PLACES = ("350122", "350122100", "350122101")


def sheet(anywhere: Line, folder: Path) -> dict[str, Any]:
    done = good(anywhere("--office", folder, "sheet", "2024-09", "--json", "-")).json
    return {line["code"]: line for line in done["indicators"]}


def test_a_county_is_built_and_every_office_opens(
    anywhere: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "county"
    build = ("demo-county", "--out", out, "--townships", "2", "--households", "20", "--seed", "7")
    done = good(anywhere(*build))
    assert f"县级演示单位已生成：{out / '350122'}\n2 个乡镇，40 户，" in done.out
    assert sorted(p.name for p in out.iterdir() if p.is_dir()) == list(PLACES)
    monkeypatch.setenv("LJFPA_PASSWORD", "of-another-office")
    for name in PLACES:
        assert "检查通过" in good(anywhere("--office", out / name, "check")).out
    county, *townships = (sheet(anywhere, out / name) for name in PLACES)
    for code, line in county.items():
        if line["unit"] != "%":
            for cell in ("month", "year_to_date"):
                assert line[cell] == sum(t[code][cell] for t in townships), code
    rows = good(anywhere("--office", out / "350122", "rows", "ZB-G02", "2024", "--json", "-")).json
    assert {row["office"] for row in rows} == set(PLACES[1:])
    listed = good(anywhere("--office", out / "350122", "cycle", "list")).out
    assert "凤城镇 2024年春节慰问计生困难家庭" in listed
    assert "敖江镇 2024年春节慰问计生困难家庭" in listed
    packages = list((out / "350122100" / "outgoing").iterdir())
    assert len(packages) == 1
    again = good(anywhere("--office", out / "350122", "unpack", packages[0]))
    assert "ALREADY_HAVE" in again.out
    refused(anywhere(*build), "已经有一个单位的数据")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("--townships", "23"), "乡镇个数请填 1 到 22"),
        (("--year", "2023"), "年份请填 2024 到"),
        (("--households", "3"), "每个乡镇至少 20 户"),
    ],
)
def test_wrong_numbers_change_nothing(
    anywhere: Line, tmp_path: Path, wrong: tuple[str, str], sentence: str
) -> None:
    refused(anywhere("demo-county", "--out", tmp_path / "c", *wrong), sentence)
    assert not (tmp_path / "c").exists()
    assert anywhere("demo-county").code == 2
