"""A command written wrongly is answered in Chinese alone."""

from __future__ import annotations

import re

import pytest

from ljfpa_desktop.cli import main

CASES = [
    (["nichts"], "没有“nichts”这个命令"),
    (["check", "--nichts"], "没有“--nichts”这个选项"),
    (["check", "zuviel"], "多写了“zuviel”"),
    (["demo", "--households"], "选项“--households”后面缺少内容，或者不该有内容"),
    (["demo", "--households", "viele"], " --households 写得不对"),
    (["print"], "请写文书编号"),
    (["merge"], "缺少 KEEP（写法"),
    (["--office"], "选项“--office”后面缺少内容"),
    (["import", "nichts"], "写得不对"),
]


@pytest.mark.parametrize(("arguments", "said"), CASES, ids=[" ".join(a) for a, _ in CASES])
def test_what_is_wrong_is_said_in_chinese(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(arguments, lambda _folder: 0) == main.MISUSED
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("命令写法不对：")
    assert told.err.rstrip().endswith("（写法见 --help）。")
    assert said in told.err
    assert not re.search(r"\b(Error|requires|Missing|Got|No such|Invalid|option|argument)\b", told.err)
