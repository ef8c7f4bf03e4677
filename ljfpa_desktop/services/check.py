"""Is everything as it was written: pages, references, the chain of acts, triggers, search, files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ljfpa_desktop.base import capture, dates
from ljfpa_desktop.base import db as base_db
from ljfpa_desktop.base.capture import Act, Change
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.record import captured_tables
from ljfpa_desktop.base.vault import Vault
from ljfpa_desktop.models import every as every  # maps every table
from ljfpa_desktop.models.attachment import Attachment
from ljfpa_desktop.models.paper import Paper
from ljfpa_desktop.services import frozen, search
from ljfpa_desktop.services.backup.snapshot import checks
from ljfpa_desktop.services.history import WORDS

RESTORE = "请不要改动数据，从“设置→备份”恢复最近一份完好的备份。"


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """What was checked and every fault as a sentence; no faults: all is as it was written."""

    acts: int
    changes: int
    files: int
    faults: tuple[str, ...]


def check(db: Database) -> CheckFacts:
    """Check the whole office; reads every page once. Raises `Trouble` when the file cannot be read at all."""
    faults: list[str] = []
    with base_db.sentences(), closing(base_db.connect(db.path, db.key)) as connection:
        if checks(connection):
            faults.append(f"数据文件有损坏或记录之间对不上。{RESTORE}")
    with db.read() as s:
        faults += _chain(s)
        faults += _unrecorded(s)
        faults += _triggers(s)
        faults += frozen.changed(s)
        faults += search.differences(s)
        names = _files(s)
        acts = int(s.execute(select(func.count()).select_from(Act)).scalar_one())
        changes = int(s.execute(select(func.count()).select_from(Change)).scalar_one())
    lost = sum(not _is_whole(Vault(db.folder / folder, db.key), name) for folder, name in names)
    if lost:
        faults.append(f"有 {lost} 个附件或文书的文件不见了或已损坏，请从备份恢复。")
    return CheckFacts(acts, changes, len(names), tuple(faults))


def _chain(s: Session) -> Iterator[str]:
    """The first broken link of the chain of acts, by name; and changes that belong to no act."""
    prev = b"\0" * 32
    for act in s.scalars(select(Act).order_by(Act.seq).execution_options(yield_per=500)):
        rows = s.execute(
            select(Change.tbl, Change.row, Change.grp, Change.old)
            .where(Change.act == act.seq)
            .order_by(Change.seq)
        )
        digest = capture.digest_of((r.tbl, r.row.bytes, r.grp, r.old) for r in rows)
        words = base_db.act_words({c.name: getattr(act, c.name) for c in Act.__table__.columns})
        when = dates.local(act.at).strftime("%Y-%m-%d %H:%M")
        named = f"第 {act.seq} 次操作（{when} {act.actor}“{act.why}”）"
        if act.prev != prev:
            yield f"操作记录在{named}之前被删改过，请联系县里核查。"
            return
        if digest != act.digest:
            yield f"{named}的修改明细被删改过，请联系县里核查。"
            return
        if act.h != capture.chain(prev, digest, words):
            yield f"{named}的记录被改过，请联系县里核查。"
            return
        prev = act.h
    loose = int(s.execute(select(func.count()).where(Change.act.not_in(select(Act.seq)))).scalar_one())
    if loose:
        yield f"有 {loose} 条修改明细找不到对应的操作，操作记录的末尾被删过，请联系县里核查。"


def _unrecorded(s: Session) -> Iterator[str]:
    """Rows whose insert no act records, and recorded ones that are gone: both need the triggers off."""
    for model in captured_tables():
        table: Any = model.__table__
        born = (Change.tbl == table.name, Change.grp == capture.INSERTED)
        known = select(Change.row).where(*born)
        extra = s.scalar(select(func.count()).where(table.c.id.not_in(known)))
        gone = s.scalar(select(func.count()).where(*born, Change.row.not_in(select(table.c.id))))
        if extra:
            yield f"有 {extra} 条“{WORDS[table.name]}”没有登记的操作，是绕过程序加进去的，请联系县里核查。"
        if gone:
            yield f"有 {gone} 条“{WORDS[table.name]}”被绕过程序删掉，请联系县里核查。"


def _triggers(s: Session) -> Iterator[str]:
    found = set(s.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")))
    if found != set(capture.trigger_statements()):
        yield "数据库里记录修改的触发器被改动过，请联系县里核查。"


def _is_whole(vault: Vault, name: str) -> bool:
    try:
        vault.get(name)
    except Trouble:
        return False
    return True


def _files(s: Session) -> list[tuple[str, str]]:
    names = {("attachments", n) for n in s.scalars(select(Attachment.sha256))}
    names |= {("papers", n) for n in s.scalars(select(Paper.sha256))}
    return sorted(names)
