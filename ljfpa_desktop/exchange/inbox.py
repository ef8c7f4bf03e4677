"""A stick looked through for packages, and those of them taken in one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import select

from ljfpa_desktop.base import divisions, money
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Doubt, Failure
from ljfpa_desktop.exchange.file import stick
from ljfpa_desktop.exchange.file.refusal import PackageRefused
from ljfpa_desktop.exchange.unpack import Unpacked, unpack
from ljfpa_desktop.models.sync import PackageLog
from ljfpa_desktop.services import setting

State = Literal["new", "had", "beside", "ours", "other", "bad"]
WORDS: dict[State, str] = {
    "new": "可以接收", "had": "已接收过", "beside": "本单位报县的", "ours": "本机生成的",
    "other": "给别的单位的", "bad": "打不开",
}  # fmt: skip
LOOK_FIRST = "要先看一看再接收："


@dataclass(frozen=True, slots=True)
class Arrival:
    """A package that lies on the stick, as it says outside: ``sender`` is a name.

    ``written`` is the file's time. ``state`` is a guess from the outside, good for sorting; what counts is
    read when it is taken in.
    """

    path: Path
    state: State
    sender: str
    no: int
    code: str
    written: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one package: ``done`` when it was taken in, else the sentence why not."""

    path: Path
    done: Unpacked | None
    sentence: str


def look_through(db: Database, folder: Path) -> list[Arrival]:
    """What lies in a folder: packages for us first, newest first; spoilt ones with their sentence last.

    Raises `Trouble` when the folder cannot be read.
    """
    scan = stick.find_packages(folder)
    with db.read() as s:
        ours = divisions.name(str(setting.value(s, "office.code")))
        known = set(s.execute(select(PackageLog.way, PackageLog.code).where(PackageLog.undone_at.is_(None))))
    log = {(str(way), str(code)) for way, code in known}
    found = [_arrival(each, ours, log) for each in scan.packages]
    found += [Arrival(u.path, "bad", "", 0, "", None, u.sentence) for u in scan.unread]
    order: list[State] = ["new", "had", "beside", "other", "ours", "bad"]
    return sorted(found, key=lambda a: order.index(a.state))


def _arrival(found: stick.Found, ours: str, log: set[tuple[str, str]]) -> Arrival:
    hint = found.outer.hint
    sender, code, no = str(hint.get("from", "")), str(hint.get("code", "")), str(hint.get("no", ""))
    state: State = "new"
    if sender == ours:
        # Of another computer here, or of this one before its data were restored: it may be taken in.
        state = "ours" if ("out", code) in log else "had" if ("in", code) in log else "beside"
    elif hint.get("to") != ours:
        state = "other"
    elif ("in", code) in log:
        state = "had"
    words = WORDS[state] if state != "other" else f"给{hint.get('to', '')}的"
    number = int(no) if no.isdigit() else 0
    return Arrival(found.path, state, sender, number, code, found.mtime, words)


def _quietly(_done: int, _total: int) -> None:
    pass


def preview(db: Database, actor: Actor, path: Path) -> tuple[Unpacked, Doubt | None]:
    """What a package would do, with the doubts a person must answer before; nothing is changed."""
    try:
        return unpack(db, actor, path, dry_run=True), None
    except Doubt as doubt:
        trial = {w.code: "试算" for w in doubt.warnings}
        return unpack(db, actor, path, dry_run=True, accepted=trial), doubt


def take_all(
    db: Database, actor: Actor, paths: Sequence[Path], step: Callable[[int, int], None] = _quietly
) -> list[Outcome]:
    """Take in several packages in this order; one that is refused or doubtful never stops the others."""
    found: list[Outcome] = []
    for number, path in enumerate(paths):
        step(number, len(paths))
        try:
            done = unpack(db, actor, path)
            found.append(Outcome(path, done, told(done)))
        except PackageRefused as refusal:
            found.append(Outcome(path, None, refusal.plain))
        except Doubt as doubt:
            found.append(Outcome(path, None, LOOK_FIRST + doubt.sentence))
        except Failure as failure:
            found.append(Outcome(path, None, failure.sentence))
    return found


def told(done: Unpacked) -> str:
    """What a package did, in one line."""
    if done.already_had:
        return "里面的内容本机都有了，没有重复接收。"
    words = [f"新增 {done.new} 条，改动 {done.changed} 处"]
    if done.retired:
        words.append(f"撤下 {done.retired} 条")
    if done.conflicts:
        words.append(f"两处不一样 {done.conflicts} 处")
    if done.totals.get("amount_fen"):
        words.append(f"发放 {money.show(done.totals['amount_fen'])}")
    if done.held:
        words.append(f"{done.held} 批要等前一个数据包到了才能并入，已先收好")
    return "，".join(words) + "。"
