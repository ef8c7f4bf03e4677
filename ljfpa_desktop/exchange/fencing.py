"""Is this the PC and the state the office was left in? The fence against restored and copied data (2.1)."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import paths
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.exchange import fence, identity, registry
from ljfpa_desktop.exchange.fence import Fence, Verdict
from ljfpa_desktop.services import setting

SENTENCES = {
    "restored": "本机的数据恢复到了以前的样子：领款单换用新的字母编号，下次接收会取回县里已有的内容。",
    "copied": "这份数据是从别的电脑复制来的：要用它上报，请先在“数据交换”里重新申请加入。",
    "new": "这台电脑第一次打开这份数据：领款单换用新的字母编号，下次接收会取回县里已有的内容。",
}


def advance(db: Database) -> None:
    """Write the fence after a commit that counted the generation on, before a file is handed out."""
    path = paths.fence_path(db.folder)
    with db.read() as s:
        me, gen = identity.me(s), int(identity.get(s, "gen", "0"))
    if me is not None:
        fence.write(path, Fence(UUID(me.inst), gen, fence.machine_id(path)))


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
    if me is None or mine is None or gen == 0:
        return ""
    try:
        verdict: Verdict = fence.verdict(fence.read(path), UUID(me.inst), gen, fence.machine_id(path))
    except Trouble:
        return ""  # a place that cannot be read tells nothing, and nobody is kept from work for it
    if was_restored:
        verdict = "restored"
    if verdict == "normal":
        _count_on(db, actor, gen)
        return ""
    with db.transaction(actor, SENTENCES[verdict], "exchange") as s:
        if verdict == "copied":
            for name in ("inst", "sign", "age"):
                identity.put(s, name, "")
        else:
            identity.put(s, "reset_have", "1")
            identity.put(s, "restored", "")
            identity.put(s, "gen", str(gen + 1))
        if not was_restored:  # the restore itself took the next letter
            _next_letter(db, s, mine.letters)
    if verdict != "copied":
        with suppress(Trouble):
            advance(db)
    return SENTENCES[verdict]


def _count_on(db: Database, actor: Actor, gen: int) -> None:
    with db.transaction(actor, "打开单位") as s:
        identity.put(s, "gen", str(gen + 1))
    try:
        advance(db)
    except Trouble:
        # Where the note cannot be written, the next openings must not look like a restore.
        with db.transaction(actor, "打开单位") as s:
            identity.put(s, "gen", str(gen))


def _next_letter(db: Database, s: Session, letters: str) -> None:
    current = str(setting.value(s, "office.letter"))
    later = [x for x in letters if x > current]
    if later:
        db.pc = later[0]
        setting.put(s, "office.letter", db.pc)
