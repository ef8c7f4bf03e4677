"""One call of the command line: which office, who, the password, and how results are written."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import click

from ljfpa_desktop.base import paths
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.demo_key import DEMO
from ljfpa_desktop.base.errors import Doubt, Refused
from ljfpa_desktop.base.files import require_writable, write_replacing
from ljfpa_desktop.base.lock import OfficeLock

T = TypeVar("T")


def writable(_context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
    """A place for a result, tried before anything is done: what fails must have changed nothing."""
    if value and str(value) != "-":
        require_writable(Path(value))
    return value


json_option = click.option("--json", "to", callback=writable, help="把结果写成 JSON 文件；- 是标准输出。")
accept_option = click.option("--accept", default="", metavar="原因", help="对提醒的情况说明原因后照办。")


class Call:
    """What every command gets; the office is opened when first asked for and let go of at the end."""

    def __init__(self, folder: Path | None, user: str) -> None:
        self.folder = folder
        self.user = user
        self._opened: tuple[Database, Actor, OfficeLock] | None = None

    def __enter__(self) -> Call:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._opened:
            self._opened[0].close()
            self._opened[2].release()
            self._opened = None

    def open(self) -> tuple[Database, Actor]:
        """The open office and who acts."""
        from ljfpa_desktop.services import office

        if self._opened is None:
            folder = self.place()
            known = _demo_of(folder)
            user = self.user or known.get("login", "")
            given = known.get("password") or os.environ.get("LJFPA_PASSWORD", "")
            if not given and not (folder / office.DATABASE).exists():
                raise Refused(f"“{folder}”里没有单位数据，请先用 init 建立单位，或用 --office 指明文件夹。")
            self._opened = office.open_office(folder, user, given or ask())
            self._look_at_the_fence()
        return self._opened[0], self._opened[1]

    def _look_at_the_fence(self) -> None:
        from ljfpa_desktop.exchange import fencing

        if sentence := fencing.check(*self.open()):
            click.echo(f"注意：{sentence}", err=True)

    def place(self) -> Path:
        """The folder of the office; the only one of this computer when none was named."""
        found = self.folder or paths.only_office()
        if found is None:
            raise Refused("请用 --office 指明单位数据的文件夹；本机没有或不止一个单位。")
        return found


def _demo_of(folder: Path) -> dict[str, str]:
    file = folder / DEMO
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def password(*, new: bool = False) -> str:
    """The password from the environment, else asked for; a new one is asked twice."""
    return os.environ.get("LJFPA_PASSWORD") or ask(new=new)


def ask(*, new: bool = False) -> str:
    """Ask for the password; raises `Refused` where nobody can answer."""
    if not sys.stdin.isatty():
        raise Refused("没有密码，请设置环境变量 LJFPA_PASSWORD。")
    return click.prompt("密码", hide_input=True, confirmation_prompt="再输一次" if new else False, err=True)


def write_json(to: str, value: Any) -> None:
    """Write a result as UTF-8 JSON to a file, or to standard output for ``-``."""
    content = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    if to == "-":
        click.echo(content, nl=False)
    else:
        write_replacing(Path(to), content.encode())


def answer(to: str | None, value: Any, *lines: str) -> None:
    """The result as JSON where asked for, else (or beside a file) as lines for people."""
    if to:
        write_json(to, value)
    if to != "-":
        for line in lines:
            click.echo(line)


def accepting(reason: str, act: Callable[[dict[str, str]], T]) -> T:
    """Run ``act`` with every warning accepted for ``reason``; without one, warnings stop it."""
    accepted: dict[str, str] = {}
    while True:
        try:
            return act(accepted)
        except Doubt as doubt:
            fresh = [w for w in doubt.warnings if w.code not in accepted]
            if not reason or not fresh:
                raise
            for warning in fresh:
                click.echo(f"注意：{warning.sentence}", err=True)
            accepted |= {w.code: reason for w in fresh}


def working(words: str) -> None:
    """Say on a terminal that something longer is being done."""
    if sys.stderr.isatty():
        click.echo(f"{words}……", err=True)
