"""Puts an office back from a backup file, on this computer or another."""

from __future__ import annotations

import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import capture, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused, Trouble
from ljfpa_desktop.base.files import trouble_of, write_replacing
from ljfpa_desktop.base.keys import LEAST_PASSWORD, Cost, Slots, normal_code
from ljfpa_desktop.base.lock import OfficeLock
from ljfpa_desktop.base.place import DATABASE, fresh_folder
from ljfpa_desktop.migrations.run import NEWEST, migrate
from ljfpa_desktop.models import every as every  # maps every table
from ljfpa_desktop.models.account import Account
from ljfpa_desktop.models.sync import Installation, SelfFact
from ljfpa_desktop.services import setting
from ljfpa_desktop.services.backup.making import DAMAGED, FOLDER, FORMAT, VAULTS, read_back
from ljfpa_desktop.services.backup.snapshot import Tally, verify

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class RestoreFacts:
    """What a backup holds: when made (UTC), of which office, its counts; ``amount_fen`` sums all payments."""

    folder: Path
    made_at: datetime
    office: str
    login: str
    households: int
    persons: int
    payments: int
    amount_fen: int


def inspect(file: Path) -> RestoreFacts:
    """What a backup file holds, after reading all of it; raises `Refused` or `Trouble` for a wrong one."""
    return _facts(_checked(file), Path(), "")


def division_of(file: Path) -> str:
    """The division code of the office a backup is of."""
    return str(_checked(file)["office"])


def restore_by_secret(file: Path, folder: Path, *, login: str, secret: str) -> RestoreFacts:
    """Restore with what was typed in one box: the account's password or the printed recovery code."""
    try:
        code = normal_code(secret)
    except Refused:
        return restore(file, folder, login=login, password=secret)
    return restore(file, folder, login=login, recovery_code=code)


def restore(
    file: Path,
    folder: Path,
    *,
    login: str = "",
    password: str = "",
    recovery_code: str = "",
    cost: Cost | None = None,
) -> RestoreFacts:
    """Restore into an empty ``folder``; the office is there whole or not at all.

    Opened by the account's password, or by the recovery code; then ``password``, if given, becomes
    the account's new one. Numbers go on under the next letter, since the office may have given out
    more than this backup knows (EXCHANGE.md 2.1).
    Raises `Refused` for a wrong secret, a wrong file or a folder that holds an office, `Trouble` for damage.
    """
    manifest = _checked(file)
    with fresh_folder(folder) as new:
        with _opened(file) as package:
            for name in ("slots.json", "office.db"):
                _extract(package, name, new)
        slots = Slots(new, cost)
        login = login or _only(slots.users())
        key = slots.open_by_code(recovery_code) if recovery_code else slots.open(login, password)
        if login not in slots.users():
            raise Refused(f"没有“{login}”这个账号，请检查账号名。")
        verify(new / DATABASE, key, Tally(**manifest["database"]))
        if recovery_code and password:
            _renew(slots, login, password, key)
        slots.mend()
        migrate(new / DATABASE, key, capture.trigger_statements, lambda _version: None)
        _take_over(new, key, login, str(manifest["made"]))
        _bring_files(file, manifest, new)
    return _facts(manifest, folder, login)


def set_aside(folder: Path) -> Path:
    """Move a damaged office's database and slots into ``quarantine``, so that a backup can be restored here.

    Attachments and papers stay. Returns where they went; raises `Refused` while the office is open.
    """
    OfficeLock(folder).release()
    aside = folder / "quarantine" / dates.local(dates.now()).strftime("%Y%m%d-%H%M%S")
    aside.mkdir(parents=True)
    for part in (*folder.glob("office.db*"), *folder.glob("slots*.json")):
        part.replace(aside / part.name)
    return aside


def _renew(slots: Slots, login: str, password: str, key: bytes) -> None:
    if len(password) < LEAST_PASSWORD:
        raise Invalid({"password": f"新密码至少 {LEAST_PASSWORD} 位。"})
    slots.put(login, password, key)


def _take_over(new: Path, key: bytes, login: str, made: str) -> None:
    with_old_letter = Database(new / DATABASE, key)
    try:
        with with_old_letter.read() as s:
            known = select(Account).where(Account.login == login).order_by(Account.is_active.desc())
            account = s.scalars(known).first()
            letter, code = str(setting.value(s, "office.letter")), str(setting.value(s, "office.code"))
            own = _letters_of(s)
        later = [x for x in own if x > letter] or [x for x in LETTERS if x > letter]
        following = later[0] if later else letter
        if account is None:
            raise Refused(f"没有“{login}”这个账号，请检查账号名。")
        actor = Actor(login, account.name, account.role, code)
        with with_old_letter.transaction(actor, f"从 {made[:16]} 的备份恢复", "restore") as s:
            setting.put(s, "office.letter", following)
            setting.put(s, "backup.second_place", "")
            if own:
                s.merge(SelfFact(k="restored", v="1"))  # the exchange asks for what this backup lacks
    finally:
        with_old_letter.close()


def _letters_of(s: Session) -> str:
    """The letters the county gave this PC, empty for an office that has not joined it."""
    inst = s.scalar(select(SelfFact.v).where(SelfFact.k == "inst"))
    return (inst and s.scalar(select(Installation.letters).where(Installation.id == UUID(inst)))) or ""


def _bring_files(file: Path, manifest: dict[str, Any], new: Path) -> None:
    with _opened(file) as package:
        for name in manifest["entries"]:
            if name.startswith(VAULTS):
                _extract(package, name, new)
    if not manifest["whole"] and file.parent.name == FOLDER:
        for vault in VAULTS:
            for path in (file.parent.parent / vault).glob("??/*"):
                write_replacing(new / vault / path.parent.name / path.name, path.read_bytes())


def _checked(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise Refused(f"找不到备份文件“{file.name}”，请检查U盘是否插好、文件是否选对。")
    if not zipfile.is_zipfile(file):
        raise Refused(f"“{file.name}”不是备份文件或没有拷完整，请选扩展名为 .ljbak 的文件。")
    try:
        manifest = read_back(file)
        is_newer = int(manifest["format"]) > FORMAT or int(manifest["database"]["version"]) > NEWEST
    except OSError as e:
        raise trouble_of(file, e) from e
    except (KeyError, TypeError, ValueError) as e:
        raise Trouble(*DAMAGED) from e
    if is_newer:
        raise Refused("这份备份是用更新版本的程序做的，请先升级本机的程序再恢复。")
    return manifest


@contextmanager
def _opened(file: Path) -> Generator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as package:
            yield package
    except (OSError, zipfile.BadZipFile) as e:
        raise Trouble(f"“{file.name}”读到一半出错，", "请换另一份备份，或检查U盘是否还插着。") from e


def _extract(package: zipfile.ZipFile, name: str, new: Path) -> None:
    # The name is checked by hand: a forged package could point outside the folder.
    target = new.joinpath(*name.split("/"))
    if not target.resolve().is_relative_to(new.resolve()):
        raise Refused("这个备份文件里有不该有的内容，不能恢复，请换另一份备份。")
    write_replacing(target, package.read(name))


def _only(users: list[str]) -> str:
    if len(users) != 1:
        raise Refused("备份里有多个账号，请说明用哪个账号登录。")
    return users[0]


def _facts(manifest: dict[str, Any], folder: Path, login: str) -> RestoreFacts:
    rows, sums = manifest["database"]["rows"], manifest["database"]["sums"]
    return RestoreFacts(
        folder, datetime.fromisoformat(manifest["made"]), str(manifest["office"]), login, rows["household"],
        rows["person"], rows["payment"], sums["payment.amount_fen"],
    )  # fmt: skip
