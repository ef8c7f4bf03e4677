"""Setting up an office, opening it, and its accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, capture, checkdigit, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.keys import LEAST_PASSWORD, RECOVERY, Cost, Slots, new_recovery_code, normal_code
from ljfpa_desktop.base.lock import OfficeLock, refuse_shared_place
from ljfpa_desktop.base.place import DATABASE, fresh_folder, sweep
from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.migrations.run import NEWEST, migrate
from ljfpa_desktop.models.account import Account
from ljfpa_desktop.services import setting

COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """What papers and the window say of this office."""

    code: str
    name: str
    township: str
    county: str
    letter: str
    is_demo: bool

    @property
    def is_county(self) -> bool:
        """Whether this is the county's office, which holds the records of all its townships."""
        return len(self.code) == COUNTY_DIGITS

    @property
    def title(self) -> str:
        """The office's full name: 连江县琯头镇计划生育协会; the county's is 连江县计划生育协会."""
        return title_of(self.code)


def title_of(code: str) -> str:
    """The full name of the association of a division."""
    township = "" if len(code) == COUNTY_DIGITS else divisions.name(code)
    return f"{divisions.name(code[:COUNTY_DIGITS])}{township}计划生育协会"


def title_on(number: str, otherwise: str) -> str:
    """The full name of the office that gave a paper its number: at the county it is a township's."""
    found = checkdigit.parse_number(number)
    return title_of(found.office_code) if found else otherwise


def create(  # the values of the first-start form
    folder: Path,
    division: str,
    *,
    login: str,
    name: str,
    password: str,
    demo: bool = False,
    recovery_code: str = "",
    cost: Cost | None = None,
) -> str:
    """Create the office of a township or the county in ``folder``; returns the recovery code, shown once.

    ``recovery_code`` is one printed beforehand; without it a new one is made. The office is built
    beside and put in place whole. Raises `Invalid` for wrong values and `Refused` for a folder
    that cannot be used.
    """
    problems = _check_new(division, login, name, password)
    if problems:
        raise Invalid(problems)
    code = recovery_code or new_recovery_code()
    with fresh_folder(folder) as new:
        slots = Slots(new, cost)
        key = slots.create(uuid4().hex)
        slots.put(login, password, key)
        slots.put(RECOVERY, normal_code(code), key)
        migrate(new / DATABASE, key, _triggers, lambda _version: None)
        db = Database(new / DATABASE, key)
        try:
            with db.transaction(Actor(login, name, "admin", division), "建立单位", "setup") as s:
                _fill(s, division, login, name, demo=demo)
        finally:
            db.close()
    return code


def _check_new(division: str, login: str, name: str, password: str) -> dict[str, str]:
    problems: dict[str, str] = {}
    if division not in {code for code, _ in divisions.townships()} and not _is_county(division):
        problems["division"] = f"没有区划代码“{division}”这个乡镇，请从列表里选择。"
    if not login.strip() or login.startswith("*"):
        problems["login"] = "请填写账号。"
    if not name.strip():
        problems["name"] = "请填写姓名。"
    if len(password) < LEAST_PASSWORD:
        problems["password"] = f"密码至少 {LEAST_PASSWORD} 位。"
    return problems


# Opening an office that is up to date needs none of the three below, and waits for none of their modules.
def _triggers() -> list[str]:
    from ljfpa_desktop.models import every as every  # maps every table

    return capture.trigger_statements()


def _keep_copy(path: Path, key: bytes, version: int) -> None:
    from ljfpa_desktop.services import backup

    backup.before_upgrade(path, key, version)


def _follow(s: Session, changes: Sequence[capture.ChangeRow]) -> None:
    from ljfpa_desktop.services import search

    search.follow(s, changes)


def _is_county(division: str) -> bool:
    found = divisions.division(division)
    return found is not None and found.level == "county"


def _fill(s: Session, division: str, login: str, name: str, *, demo: bool) -> None:
    from ljfpa_desktop.models.office import Office
    from ljfpa_desktop.services import shipped

    office_id = shipped_id("office", division)
    office_name = divisions.name(division)
    setting.put(s, "office.code", division)
    setting.put(s, "office.name", office_name)
    setting.put(s, "office.demo", demo)
    level = "county" if _is_county(division) else "township"
    s.add(Office(id=office_id, office_id=office_id, code=division, name=office_name, level=level))
    s.add(Account(office_id=office_id, login=login, name=name, role="admin", is_active=True))
    shipped.write(s, office_id, date(2024, 1, 1))


def open_office(
    folder: Path, login: str, password: str, cost: Cost | None = None
) -> tuple[Database, Actor, OfficeLock]:
    """Open an office as ``login`` (or as the only account); returns the database, who acts, and the lock."""
    refuse_shared_place(folder)
    slots = _slots_of(folder, cost)
    users = slots.users()
    if not login and len(users) != 1:
        raise Refused("这台电脑上有多个账号，请说明用哪个账号登录。")
    login = login or users[0]
    return open_with_key(folder, slots.open(login, password), login)


def open_with_key(folder: Path, key: bytes, login: str) -> tuple[Database, Actor, OfficeLock]:
    """The same for ``login`` whose slot gave the data key already (`base.keys.Slots.open`)."""
    refuse_shared_place(folder)
    opened = _opened(folder, key, login)
    Slots(folder).mend()
    return opened


def open_by_code(folder: Path, code: str, login: str, new_password: str, cost: Cost | None = None) -> None:
    """Give ``login`` a new password by the printed recovery code, as an act of its own.

    Raises `Refused` when the code is wrong, the account is not in use, or the office is open elsewhere.
    """
    if len(new_password) < LEAST_PASSWORD:
        raise Invalid({"password": f"密码至少 {LEAST_PASSWORD} 位。"})
    slots = _slots_of(folder, cost)
    key = slots.open_by_code(code)
    if login not in slots.users():
        raise Refused(f"没有“{login}”这个账号，请检查账号名。")
    db, actor, lock = _opened(folder, key, login)
    try:
        with db.transaction(actor, f"用恢复码重设账号 {login} 的密码", "account"):
            slots.put(login, new_password, key)
    finally:
        db.close()
        lock.release()


def _slots_of(folder: Path, cost: Cost | None) -> Slots:
    if not (folder / DATABASE).exists():
        raise Refused(f"“{folder}”里没有单位数据，请先建立单位，或检查文件夹。")
    return Slots(folder, cost)


def _opened(folder: Path, key: bytes, login: str) -> tuple[Database, Actor, OfficeLock]:
    lock = OfficeLock(folder)
    try:
        sweep(folder)
        db = _newest(folder / DATABASE, key)
    except BaseException:
        lock.release()
        raise
    try:
        actor = _log_in(db, login)
        _index(db, actor)
        return db, actor, lock
    except BaseException:
        db.close()
        lock.release()
        raise


def _index(db: Database, actor: Actor) -> None:
    """Make the search index of an upgraded file, which was emptied; also where that was cut short."""
    with db.read() as s:
        empty = "SELECT NOT EXISTS (SELECT 1 FROM search_row) AND EXISTS (SELECT 1 FROM member)"
        if not s.connection().exec_driver_sql(empty).scalar_one():
            return
    from ljfpa_desktop.services import search

    search.rebuild(db, actor)


def _newest(path: Path, key: bytes) -> Database:
    db = Database(path, key)
    try:
        with db.read() as s:
            version = int(s.connection().exec_driver_sql("PRAGMA user_version").scalar_one())
    except BaseException:
        db.close()
        raise
    if version == NEWEST:
        return db
    db.close()
    migrate(path, key, _triggers, lambda older: _keep_copy(path, key, older))
    return Database(path, key)


def _log_in(db: Database, login: str) -> Actor:
    db.before_commit.append(_follow)
    with db.read() as s:
        account = s.execute(
            select(Account).where(Account.login == login, Account.is_active, Account.retired_on.is_(None))
        ).scalar_one_or_none()
        if account is None:
            raise Refused(f"账号“{login}”已停用，请换一个账号。")
        db.pc = str(setting.value(s, "office.letter"))
        code = str(setting.value(s, "office.code"))
    return Actor(login, account.name, account.role, code)


def facts(db: Database) -> OfficeFacts:
    """What papers and the window say of this office."""
    with db.read() as s:
        code = str(setting.value(s, "office.code"))
        letter, demo = str(setting.value(s, "office.letter")), bool(setting.value(s, "office.demo"))
    return OfficeFacts(
        code, divisions.name(code), divisions.name(code), divisions.name(code[:6]), letter, demo
    )


def has_exchange(db: Database) -> bool:
    """Whether this computer made keys to exchange with the county; asked without loading the exchange."""
    with db.read() as s:
        return s.execute(text("SELECT 1 FROM sync_self WHERE k = 'inst'")).first() is not None


def office_id(s: Session) -> UUID:
    """The id stamped on every row this office writes."""
    return shipped_id("office", str(setting.value(s, "office.code")))


def add_account(db: Database, actor: Actor, values: dict[str, str], cost: Cost | None = None) -> None:
    """Add an account with login, name, role and password; raises `Invalid` or `Refused`."""
    access.require(actor, access.ADMIN)
    login, name = values.get("login", "").strip(), values.get("name", "").strip()
    slots = Slots(db.folder, cost)
    problems: dict[str, str] = {}
    if not login or login.startswith("*") or login in slots.users():
        problems["login"] = "请填写一个没有用过的账号。"
    if not name:
        problems["name"] = "请填写姓名。"
    if len(values.get("password", "")) < LEAST_PASSWORD:
        problems["password"] = f"密码至少 {LEAST_PASSWORD} 位。"
    if values.get("role") not in access.ROLES:
        problems["role"] = "请选择角色。"
    if problems:
        raise Invalid(problems)
    with db.transaction(actor, f"新增账号 {login}", "account") as s:
        s.add(Account(office_id=office_id(s), login=login, name=name, role=values["role"], is_active=True))
        s.flush()
        slots.put(login, values["password"], db.key)  # last: where it fails, there is no account either
