"""init, demo, backup, restore, check and selftest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ljfpa_desktop.base.keys import new_recovery_code
from tests.cli.conftest import Line, good, refused


def test_init_back_up_restore_by_code(
    anywhere: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, stick, other = tmp_path / "单位", tmp_path / "U盘", tmp_path / "新电脑"
    init = ("--office", folder, "init", "--division", "350122103")
    made = good(anywhere(*init, "--account", "li", "--name", "李"))
    code = re.search(r"恢复码：((?:[A-Z2-9]{4}-){6}[A-Z2-9]{4})", made.out)
    assert code is not None
    refused(anywhere(*init), "已经有一个单位的数据")
    done = good(anywhere("--office", folder, "backup", "-o", stick)).out
    file = next(stick.iterdir())
    assert f"备份已做好并核对：{file}\n0 户，0 人，0 笔发放，共 ¥0.00。\n" == done
    assert "-手动.ljbak" in good(anywhere("--office", folder, "backup")).out
    monkeypatch.setenv("LJFPA_PASSWORD", "another-password")
    refused(anywhere("--office", other, "restore", file), "密码不对")
    by_code = ("--office", other, "restore", file, "--recovery-code", code[1])
    assert "已恢复琯头镇" in good(anywhere(*by_code)).out
    assert "检查通过" in good(anywhere("--office", other, "check")).out
    refused(anywhere(*by_code), "已经有一个单位")
    refused(anywhere("--office", tmp_path / "x", "restore", tmp_path / "no.ljbak"), "找不到备份文件")


def test_init_with_a_code_printed_beforehand(anywhere: Line, tmp_path: Path) -> None:
    code = new_recovery_code()
    done = anywhere("--office", tmp_path / "o", "init", "--division", "350122100", "--recovery-code", code)
    assert f"恢复码：{code}\n" in good(done).out
    refused(anywhere("--office", tmp_path / "p", "init", "--division", "350122400"), "没有区划代码")


def test_check_names_the_faults(line: Line, office_folder: Path) -> None:
    assert "检查通过：1 次操作" in good(line("check")).out
    (office_folder / "office.db").write_bytes(b"SQLite format 3\x00" * 400)
    refused(line("check"), "数据文件打不开或已损坏")


def test_demo_opens_without_a_password(
    anywhere: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LJFPA_PASSWORD", "of-another-office")
    folder = tmp_path / "demo"
    done = good(anywhere("--office", folder, "demo", "--households", "24", "--year", "2025", "--seed", "3"))
    assert "24 户" in done.out
    assert len(good(anywhere("--office", folder, "cycle", "list", "--json", "-")).json) == 11
    assert "检查通过" in good(anywhere("--office", folder, "check")).out


def test_selftest(anywhere: Line) -> None:
    told = good(anywhere("selftest")).out.splitlines()
    assert told[0].startswith("程序版本")
    assert told[-1] == "自检通过。"
    assert "排版 7 种文书" in told[-2]
