"""The command line's root: common options, the commands by name, failures as one sentence."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from ljfpa_desktop import __version__
from ljfpa_desktop.base.errors import Doubt, Failure
from ljfpa_desktop.cli import usage

# Loaded when called, so that the window does not pay for them.
COMMANDS = {
    "init": "setup", "demo": "setup", "demo-county": "setup", "backup": "safety", "restore": "safety",
    "check": "safety", "selftest": "safety", "import": "registers", "export": "registers", "find": "records",
    "history": "records", "cycle": "aid", "void": "aid", "sheet": "figures", "rows": "figures",
    "print": "papers", "enrol": "exchange", "pack": "exchange", "inspect": "exchange", "unpack": "exchange",
    "conflicts": "exchange", "resolve": "exchange", "plausible": "plausible", "duplicates": "identity",
    "merge": "identity",
}  # fmt: skip
FAILED, MISUSED = 1, 2


class Commands(click.Group):
    """The root group; a command's module is imported when it is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"ljfpa_desktop.cli.{COMMANDS[cmd_name]}")
        return getattr(module, f"{cmd_name.replace('-', '_')}_command")


@click.group(cls=Commands, invoke_without_command=True)
@click.option("--office", type=click.Path(path_type=Path), help="单位数据所在的文件夹。")
@click.option("--user", default="", help="账号；只有一个账号时可以不写。")
@click.version_option(__version__, message="%(version)s")
@click.pass_context
def root(ctx: click.Context, office: Path | None, user: str) -> None:
    """家庭服务工作台。不带命令打开窗口；密码取自环境变量 LJFPA_PASSWORD，没有则询问。"""
    if ctx.invoked_subcommand is None:
        open_window: Callable[[Path | None], int] = ctx.obj
        ctx.exit(open_window(office))
    from ljfpa_desktop.cli.office import Call  # the window brings its own way into an office

    ctx.obj = ctx.with_resource(Call(office, user))


def run(arguments: Sequence[str] | None, open_window: Callable[[Path | None], int]) -> int:
    """Run the arguments; 0 done, 1 refused or failed with one sentence on stderr, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code: Any = root.main(
            None if arguments is None else list(arguments), "main.py", standalone_mode=False, obj=open_window
        )
    except click.UsageError as e:
        click.echo(f"命令写法不对：{usage.words(e)}（写法见 --help）。", err=True)
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        return _failed("已取消，没有改动。")
    except Doubt as e:
        return _failed(f"{e.sentence}（确认无误可加 --accept 原因）")
    except Failure as e:
        return _failed(e.sentence)
    except Exception as e:  # the last resort: a bug of ours, told without a person's data
        if os.environ.get("LJFPA_DEBUG"):
            raise
        place = traceback.extract_tb(e.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return _failed(f"程序内部出错（{type(e).__name__}，{where}），没有改动数据，请把这句话发给县里。")
    return code if isinstance(code, int) else 0


def _failed(sentence: str) -> int:
    click.echo(sentence, err=True)
    return FAILED
