"""The accounts of an office after the first: who there is, new passwords, and leaving."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.keys import Cost, Slots
from ljfpa_desktop.models.account import Account
from ljfpa_desktop.services.office import LEAST_PASSWORD


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account as the settings list it; ``role`` is a code of the table "role"."""

    id: UUID
    login: str
    name: str
    role: str
    is_active: bool


def list_all(db: Database) -> list[AccountLine]:
    """Every account, those in use first, then by login."""
    query = (
        select(Account).where(Account.retired_on.is_(None)).order_by(Account.is_active.desc(), Account.login)
    )
    with db.read() as s:
        return [AccountLine(a.id, a.login, a.name, a.role, a.is_active) for a in s.execute(query).scalars()]


def change_password(
    db: Database, actor: Actor, login: str, old: str, new: str, cost: Cost | None = None
) -> None:
    """Give an account a new password; one's own needs the old one, another's the right of an administrator.

    Raises `Invalid` for a password too short or the same again, `Refused` for a wrong old one.
    """
    slots = Slots(db.folder, cost)
    if len(new) < LEAST_PASSWORD:
        raise Invalid({"password": f"密码至少 {LEAST_PASSWORD} 位。"})
    if login == actor.login:
        if old == new:
            raise Invalid({"password": "新密码和原密码一样，请换一个。"})
        _check_old(slots, login, old)
    else:
        access.require(actor, access.ADMIN)
    with db.transaction(actor, f"修改账号 {login} 的密码", "account") as s:
        _of(s, login)
        slots.put(login, new, db.key)


def _check_old(slots: Slots, login: str, old: str) -> None:
    try:
        slots.open(login, old)
    except Refused as e:
        raise Invalid({"old": "原密码不对，请检查大小写和输入法后再输。"}) from e


def deactivate(db: Database, actor: Actor, login: str) -> None:
    """Take an account out of use: its slot goes, its name stays in the history.

    Raises `Refused` for one's own account and for the last administrator.
    """
    access.require(actor, access.ADMIN)
    if login == actor.login:
        raise Refused("不能停用自己正在用的账号，请换另一个管理员账号来停用。")
    with db.transaction(actor, f"停用账号 {login}", "account") as s:
        account = _of(s, login)
        if account.role == "admin" and not _another_admin(s, account):
            raise Refused("这是最后一个管理员账号，停用后就没有人能管理账号了。请先另设一个管理员。")
        account.is_active = False
    slots = Slots(db.folder)
    if login in slots.users():
        slots.remove(login)


def _of(s: Session, login: str) -> Account:
    found = s.execute(
        select(Account).where(Account.login == login, Account.is_active, Account.retired_on.is_(None))
    ).scalar_one_or_none()
    if found is None:
        raise Refused(f"没有在用的账号“{login}”，请检查账号名。")
    return found


def _another_admin(s: Session, account: Account) -> bool:
    query = select(Account.id).where(
        Account.role == "admin", Account.is_active, Account.retired_on.is_(None), Account.id != account.id
    )
    return s.execute(query.limit(1)).first() is not None
