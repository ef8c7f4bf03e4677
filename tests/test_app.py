"""What wires the program together: window or command, the demo for the first start, the showcase."""

from __future__ import annotations

from pathlib import Path

import pytest

from ljfpa_desktop import app, self_test, showcase
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.services import demo
from ljfpa_desktop.ui import opening


def test_no_command_opens_the_window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Path | None] = []

    def window(folder: Path | None, make_demo: object) -> int:
        asked.append(folder)
        assert callable(make_demo)
        make_demo(tmp_path / "demo")
        return 0

    monkeypatch.setattr(opening, "run", window)
    monkeypatch.setattr(demo, "build", lambda folder: asked.append(folder))
    assert app.main(["--office", str(tmp_path)]) == 0
    assert asked == [tmp_path, tmp_path / "demo"]


def test_a_command_goes_to_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["nosuch"]) == 2
    assert "命令写法不对" in capsys.readouterr().err


def test_the_self_test_stops_at_the_first_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ljfpa_desktop.services.search.find", lambda *_args: [])
    told: list[str] = []
    with pytest.raises(Trouble, match="自检没有通过:查找没有结果,请重新安装"):
        told.extend(self_test.run())
    monkeypatch.undo()


def test_the_showcase_writes_papers_and_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: object
) -> None:
    assert showcase.main([str(tmp_path)]) == 0
    told = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert len([p for p in told if p.suffix == ".pdf"]) == 6
    pictures = [p for p in told if p.suffix == ".png"]
    assert len(pictures) >= 8
    for path in told:
        assert path.stat().st_size > 5000
    assert showcase.main([]) == 2
