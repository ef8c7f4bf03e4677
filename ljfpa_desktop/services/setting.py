"""Settings of this installation, with their defaults."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.setting import Setting

DEFAULTS: dict[str, Any] = {
    "office.code": "",
    "office.name": "",
    "office.letter": "A",
    "office.demo": False,
    "backup.second_place": "",
    "backup.last": "",
    "backup.act": 0,
    "lock.minutes": 15,
    "paper.handler": "",
    "paper.reviewer": "",
    "paper.approver": "",
    "paper.phone": "",
    "look.mode": "light",
    "aid.roles_by_account": False,
    "print.offsets": {},
    "lists.columns": {},
    "plausible.last": {},
}
_VALUE = select(Setting.value).where(Setting.name == bindparam("name"))  # asked for every family written


def value(s: Session, name: str) -> Any:
    """The setting within a session; its default when it was never set."""
    found = s.execute(_VALUE, {"name": name}).scalar()
    return DEFAULTS[name] if found is None else json.loads(found)


def put(s: Session, name: str, new: Any) -> None:
    """Write the setting within a transaction; the name must stand in `DEFAULTS`."""
    if name not in DEFAULTS:
        raise KeyError(name)
    s.merge(Setting(name=name, value=json.dumps(new, ensure_ascii=False)))


def get(db: Database, name: str) -> Any:
    """The setting, read on its own."""
    with db.read() as s:
        return value(s, name)


def save(db: Database, actor: Actor, values: dict[str, Any]) -> None:
    """Write several settings in one act; raises `Refused` without the right to."""
    own = ("look.", "lists.", "print.", "backup.last")  # what any clerk's window remembers
    if not all(name.startswith(own) for name in values):
        access.require(actor, access.ADMIN)
    with db.transaction(actor, "修改设置", "setting") as s:
        for name, new in values.items():
            put(s, name, new)


def remember(db: Database, actor: Actor, name: str, new: Any) -> None:
    """Keep what a window remembers (columns shown, last values); it leaves no act."""
    with db.transaction(actor, "") as s:
        put(s, name, new)
