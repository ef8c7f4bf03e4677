"""Is this the PC and the state the office was left in? The fence against restored and copied data (2.1)."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, paths
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused, Trouble
from ljfpa_desktop.exchange import registry, renewal
from ljfpa_desktop.exchange.file import fence
from ljfpa_desktop.exchange.file.fence import Fence, Verdict
from ljfpa_desktop.exchange.kernel import identity
from ljfpa_desktop.services import office, setting

NOT_TOWNSHIP = "县级单位不用申请加入。"
SENTENCES = {
    "restored": "本机的数据恢复到了以前的样子：领款单换用新的字母编号，下次接收会取回县里已有的内容。",
    "copied": "这份数据是从别的电脑复制来的：要用它上报，请先在“数据交换”里重新申请加入。",
    "before": "本机的数据恢复到了更换钥匙以前：要继续上报，请先在“数据交换”里重新申请加入。",
    "new": "这台电脑第一次打开这份数据：领款单换用新的字母编号，下次接收会取回县里已有的内容。",
}


def advance(db: Database) -> None:
    """Write the fence after a commit that counted the generation on, before a file is handed out."""
    path = paths.fence_path(db.folder)
    with db.read() as s:
        me, gen = identity.me(s), int(identity.get(s, "gen", "0"))
        was = identity.get(s, renewal.WAS)
    if me is not None:
        former = UUID(was) if was else None
        fence.write(path, Fence(UUID(me.inst), gen, fence.machine_id(path), former))


def check(db: Database, actor: Actor) -> str:
    """Look at the fence when the office was opened; returns the sentence to show, "" when all is well.

    After a restore the next letter of this PC's series numbers papers, and the next package says what
    it lacks. A copy keeps its data and may not speak for the PC it came from: it makes new keys.
    Each opening counts on: a folder put back from before the last one is found, too.
    """
    path = paths.fence_path(db.folder)
    with db.read() as s:
        me, gen = identity.me(s), int(identity.get(s, "gen", "0"))
        mine = registry.by_key(s, me.key_id) if me else None
        was_restored = identity.get(s, "restored") == "1"
        was = identity.get(s, renewal.WAS)
    if me is None or mine is None or gen == 0:
        return ""
    try:
        found, machine = fence.read(path), fence.machine_id(path)
    except Trouble:
        return ""  # a place that cannot be read tells nothing, and nobody is kept from work for it
    if found is not None and was and found.inst == UUID(was):
        found = msgspec.structs.replace(found, inst=UUID(me.inst))  # the power went while keys changed
    verdict = _verdict(found, UUID(me.inst), gen, machine, was_restored=was_restored)
    if verdict == "normal":
        _count_on(db, actor, gen)
        return ""
    with db.transaction(actor, SENTENCES[verdict], "exchange") as s:
        if verdict in ("copied", "before"):
            _forget_keys(s)
        else:
            identity.put(s, "reset_have", "1")
            identity.put(s, "restored", "")
            identity.put(s, "gen", str(gen + 1))
        if not was_restored:  # the restore itself took the next letter
            _next_letter(db, s, mine.letters)
    if verdict not in ("copied", "before"):
        with suppress(Trouble):
            advance(db)
    return SENTENCES[verdict]


def _verdict(
    found: Fence | None, inst: UUID, gen: int, machine: str, *, was_restored: bool
) -> Verdict | Literal["before"]:
    """What the fence says; ``before``: this is from before the keys were changed, and they are lost."""
    if found is not None and (found.former, found.machine) == (inst, machine):
        return "before"
    return "restored" if was_restored else fence.verdict(found, inst, gen, machine)


def _count_on(db: Database, actor: Actor, gen: int) -> None:
    with db.transaction(actor, "打开单位") as s:
        identity.put(s, "gen", str(gen + 1))
    try:
        advance(db)
    except Trouble:
        # Where the note cannot be written, the next openings must not look like a restore.
        with db.transaction(actor, "打开单位") as s:
            identity.put(s, "gen", str(gen))


def start_over(db: Database, actor: Actor) -> None:
    """Let this PC join anew with keys of its own: it took a stolen one's place, or the county stopped it.

    The records stay, and papers are numbered on. Refused at the county, whose keys the others know.
    """
    access.require(actor, access.ADMIN)
    if office.facts(db).is_county:
        raise Refused(NOT_TOWNSHIP)
    with db.transaction(actor, "重新申请加入数据交换", "exchange") as s:
        _forget_keys(s)


def _forget_keys(s: Session) -> None:
    """Speak no more for the computer these data were of: what comes next makes keys of its own."""
    for name in ("inst", "sign", "age", "restored", renewal.NEXT, renewal.FORMER, renewal.WAS):
        identity.put(s, name, "")


def _next_letter(db: Database, s: Session, letters: str) -> None:
    current = str(setting.value(s, "office.letter"))
    later = [x for x in letters if x > current]
    if later:
        db.pc = later[0]
        setting.put(s, "office.letter", db.pc)
