"""A command line on a copy of the template office: what it prints, and its exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.cli.main import run
from tests.conftest import PASSWORD

REGISTERS = Path(__file__).parents[1] / "data" / "registers"


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote to standard output as JSON."""
        return json.loads(self.out)


Line = Callable[..., Done]


def no_window(_folder: Path | None) -> int:
    raise AssertionError("a command opened the window")


@pytest.fixture
def anywhere(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Line:
    """Run the command line with these arguments."""
    monkeypatch.setenv("LJFPA_PASSWORD", PASSWORD)

    def call(*arguments: object) -> Done:
        capsys.readouterr()
        code = run([str(a) for a in arguments], no_window)
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return call


@pytest.fixture
def line(anywhere: Line, office_folder: Path) -> Line:
    """Run the command line on a fresh office."""
    return lambda *arguments: anywhere("--office", office_folder, *arguments)


def good(done: Done) -> Done:
    """That it went well."""
    assert (done.code, done.err) == (0, ""), done
    return done


def refused(done: Done, sentence: str) -> None:
    """That it was refused with one sentence and nothing on standard output."""
    assert done.code == 1, done
    assert sentence in done.err
    assert done.err.count("\n") == 1
    assert done.out == ""
