"""A command written wrongly, said in Chinese: the library that reads commands only knows English."""

from __future__ import annotations

import re

import click

_CHINESE = re.compile("[\u4e00-\u9fff]")
_EXTRA = re.compile(r"unexpected extra arguments? \((.+)\)")
_COMMAND = re.compile(r"No such command '(.+?)'")


def words(e: click.UsageError) -> str:
    """What is wrong with the command, without full stop; a sentence of ours is kept as it is."""
    if _CHINESE.search(e.message):
        return e.message.rstrip("。")
    if isinstance(e, click.NoSuchOption):
        return f"没有“{e.option_name}”这个选项"
    if isinstance(e, click.MissingParameter):
        return f"缺少{_name(e) or '一项内容'}".rstrip()
    if isinstance(e, click.BadOptionUsage):
        return f"选项“{e.option_name}”后面缺少内容，或者不该有内容"
    if isinstance(e, click.BadParameter):
        return f"{_name(e) or '有一项'}写得不对"
    for pattern, said in ((_EXTRA, "多写了“{}”"), (_COMMAND, "没有“{}”这个命令")):
        if found := pattern.search(e.message):
            return said.format(found[1])
    return "程序看不懂"


def _name(e: click.BadParameter) -> str:
    if e.param is None:
        return ""
    name = e.param.opts[-1] if isinstance(e.param, click.Option) else (e.param.name or "").upper()
    return f" {name} "
