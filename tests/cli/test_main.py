"""The root of the command line: window or command, exit codes, one sentence for a failure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ljfpa_desktop import __version__
from ljfpa_desktop.cli import main as command_line
from tests.cli.conftest import Line, good, refused
from tests.conftest import PASSWORD

ROOT = Path(__file__).parents[2]


def test_without_a_command_the_window_is_asked_for(tmp_path: Path) -> None:
    asked: list[Path | None] = []

    def window(folder: Path | None) -> int:
        asked.append(folder)
        return 7

    assert command_line.run([], window) == 7
    assert command_line.run(["--office", str(tmp_path)], window) == 7
    assert asked == [None, tmp_path]


def test_a_command_never_imports_qt(office_folder: Path) -> None:
    program = (
        "import sys; from ljfpa_desktop.app import main;"
        f"code = main(['--office', {str(office_folder)!r}, 'find', '林', '--json', '-']);"
        "sys.exit(code or 10 * any(m.startswith('PySide6') for m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={"LJFPA_PASSWORD": PASSWORD, "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_main_py_runs_a_command_in_any_locale(office_folder: Path) -> None:
    arguments = [
        "--office",
        str(office_folder),
        "cycle",
        "approve",
        "没有",
        "--doc",
        "1",
        "--date",
        "2024-01-01",
    ]
    done = subprocess.run(
        [sys.executable, "main.py", *arguments], cwd=ROOT, env={"LJFPA_PASSWORD": PASSWORD, "LC_ALL": "C"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "没有" in done.stderr
    assert done.stdout == ""


def test_every_command_is_there_with_help(anywhere: Line) -> None:
    listed = good(anywhere("--help")).out
    for name in command_line.COMMANDS:
        assert f"\n  {name} " in listed
        assert "Usage: main.py " in good(anywhere(name, "--help")).out
    assert good(anywhere("--version")).out.strip() == __version__


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",), ("import",), ("import", "bogus", "x.xlsx"), ("find",), ("sheet",),
        ("cycle", "approve", "A"),
        ("cycle", "pay", "A", "--date", "5.2.2024", "--method", "cash"), ("print",), ("print", "F01"),
        ("cycle", "pay", "A", "--date", "2024-02-05", "--method", "card"), ("void", "LK-1"), ("--nosuch",),
        ("cycle", "sign", "A", "--except", "eins"), ("init",), ("demo", "--households", "1"),
    ],
)  # fmt: skip
def test_wrong_usage_is_2(line: Line, arguments: tuple[str, ...]) -> None:
    done = line(*arguments)
    assert done.code == 2, done
    assert done.err.startswith("命令写法不对：")
    assert done.out == ""


def test_without_office_or_password(anywhere: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path))
    refused(anywhere("find", "林"), "请用 --office 指明单位数据的文件夹")
    refused(anywhere("--office", tmp_path, "find", "林"), "里没有单位数据")
    monkeypatch.delenv("LJFPA_PASSWORD")
    refused(anywhere("--office", tmp_path, "find", "林"), "里没有单位数据，请先用 init")
    (tmp_path / "office.db").touch()
    refused(anywhere("--office", tmp_path, "find", "林"), "没有密码，请设置环境变量 LJFPA_PASSWORD")


def test_a_wrong_password_or_account(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(line("--user", "head", "find", "林"), "没有“head”这个账号")
    good(line("--user", "clerk", "find", "林"))
    monkeypatch.setenv("LJFPA_PASSWORD", "wrong-password")
    refused(line("find", "林"), "密码不对")


def test_a_bug_is_told_in_one_sentence_and_lets_go(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise KeyError("林建国 350122196203050018")

    monkeypatch.setattr("ljfpa_desktop.services.search.find", broken)
    done = line("find", "林")
    refused(done, "程序内部出错（KeyError，test_main.py:")
    assert "350122" not in done.err
    monkeypatch.undo()
    monkeypatch.setenv("LJFPA_PASSWORD", PASSWORD)
    good(line("find", "林"))
