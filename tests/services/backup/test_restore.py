"""An office comes back from its backup, on another PC, by password or by the printed code."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Failure, Invalid, Refused, Trouble
from ljfpa_desktop.base.keys import new_recovery_code
from ljfpa_desktop.base.vault import Vault
from ljfpa_desktop.migrations import run
from ljfpa_desktop.models.site import Site
from ljfpa_desktop.services import backup, number, office, setting
from ljfpa_desktop.services.backup import making
from tests.conftest import PASSWORD, QUICK

Change = Callable[[dict[str, bytes]], object]


@pytest.fixture
def file(db: Database, actor: Actor, tmp_path: Path) -> Path:
    """A whole backup with a site and a photo, on a stick."""
    with db.transaction(actor, "登记") as s:
        s.add(Site(office_id=office.office_id(s), name="暖心家园", kind="WARM", status="ACTIVE"))
        number.take(s, "LK", 2024)
    Vault(db.folder / "attachments", db.key).put(b"photo")
    return backup.make(db, tmp_path / "U盘").path


def tables(db: Database) -> dict[str, list[Any]]:
    """Every row of every captured table but the office's own records."""
    with db.read() as s:
        return {
            name: [tuple(r) for r in s.execute(text(f"SELECT * FROM {name} ORDER BY id"))]
            for name in ("site", "programme", "rate", "fund_source", "account", "office")
        }


def test_by_password_on_another_pc(db: Database, file: Path, tmp_path: Path) -> None:
    done = backup.restore(file, tmp_path / "新电脑", password=PASSWORD, cost=QUICK)
    assert (done.login, done.office, done.households) == ("clerk", "350122103", 0)
    again, who, lock = office.open_office(tmp_path / "新电脑", "clerk", PASSWORD)
    assert tables(again) == tables(db)
    assert who.name == "李经办"
    photo = Vault(db.folder / "attachments", db.key).put(b"photo")
    assert Vault(again.folder / "attachments", again.key).get(photo) == b"photo"
    assert (again.folder / "slots.copy.json").exists()
    assert not (again.folder / ".new").exists()
    again.close()
    lock.release()


def test_by_the_recovery_code_with_a_new_password(
    template: tuple[Path, str], file: Path, tmp_path: Path
) -> None:
    code, new = template[1], "新密码-2025"
    backup.restore(file, tmp_path / "新电脑", login="clerk", recovery_code=code, password=new, cost=QUICK)
    again, _who, lock = office.open_office(tmp_path / "新电脑", "clerk", "新密码-2025")
    again.close()
    lock.release()
    with pytest.raises(Refused, match="密码不对"):
        office.open_office(tmp_path / "新电脑", "clerk", PASSWORD)


def test_the_old_password_stays_without_a_new_one(
    template: tuple[Path, str], file: Path, tmp_path: Path
) -> None:
    code = template[1].replace("-", " ").lower()
    backup.restore_by_secret(file, tmp_path / "新电脑", login="clerk", secret=code)
    again, _who, lock = office.open_office(tmp_path / "新电脑", "", PASSWORD)
    again.close()
    lock.release()


def test_numbers_go_on_under_the_next_letter(db: Database, actor: Actor, file: Path, tmp_path: Path) -> None:
    with db.transaction(actor, "备份以后又发了一张") as s:
        given = number.take(s, "LK", 2024)
    backup.restore(file, tmp_path / "新电脑", password=PASSWORD, cost=QUICK)
    again, who, lock = office.open_office(tmp_path / "新电脑", "clerk", PASSWORD)
    with again.transaction(who, "恢复后的第一张") as s:
        fresh = number.take(s, "LK", 2024)
    assert "-24A-" in given
    assert "-24B-" in fresh
    assert again.pc == "B"
    again.close()
    lock.release()


def test_a_backup_without_files_takes_them_from_beside_it(db: Database, tmp_path: Path) -> None:
    photo = Vault(db.folder / "attachments", db.key).put(b"photo")
    made = backup.make(db, whole=False)
    backup.restore(made.path, tmp_path / "新位置", password=PASSWORD, cost=QUICK)
    assert Vault(tmp_path / "新位置" / "attachments", db.key).get(photo) == b"photo"


def test_an_open_office_is_not_set_aside(db: Database, office_folder: Path) -> None:
    with pytest.raises(Refused, match="已经在另一个窗口打开"):
        backup.set_aside(office_folder)


def test_set_aside_and_restored(office_folder: Path) -> None:
    db, _actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    photo = Vault(db.folder / "attachments", db.key).put(b"photo")
    made = backup.make(db)
    db.close()
    lock.release()
    (office_folder / "office.db").write_bytes(b"ruined")
    with pytest.raises(Trouble, match="从“设置→备份”恢复"):
        office.open_office(office_folder, "clerk", PASSWORD)
    with pytest.raises(Refused, match="已经有一个单位的数据"):
        backup.restore(made.path, office_folder, password=PASSWORD)
    aside = backup.set_aside(office_folder)
    assert (aside / "office.db").read_bytes() == b"ruined"
    backup.restore(made.path, office_folder, password=PASSWORD, cost=QUICK)
    again, _who, lock = office.open_office(office_folder, "clerk", PASSWORD)
    assert Vault(again.folder / "attachments", again.key).get(photo) == b"photo"
    again.close()
    lock.release()


def test_what_a_backup_holds_without_a_secret(file: Path) -> None:
    seen = backup.inspect(file)
    assert (seen.office, seen.households, seen.persons, seen.payments, seen.amount_fen) == (
        "350122103", 0, 0, 0, 0,
    )  # fmt: skip
    assert backup.division_of(file) == "350122103"
    assert seen.made_at.tzinfo is not None


def altered(file: Path, change: Change) -> Path:
    """A copy of the backup with its entries changed."""
    with zipfile.ZipFile(file) as package:
        entries = {n: package.read(n) for n in package.namelist()}
    change(entries)
    to = file.with_name("改过.ljbak")
    with zipfile.ZipFile(to, "w") as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return to


def manifest_with(**values: Any) -> Change:
    def change(entries: dict[str, bytes]) -> None:
        entries["manifest.json"] = json.dumps({**json.loads(entries["manifest.json"]), **values}).encode()

    return change


def other_count(entries: dict[str, bytes]) -> None:
    manifest = json.loads(entries["manifest.json"])
    manifest["database"]["rows"]["site"] = 2
    entries["manifest.json"] = json.dumps(manifest).encode()


def outside(entries: dict[str, bytes]) -> None:
    manifest = json.loads(entries["manifest.json"])
    name = next(n for n in manifest["entries"] if n.startswith("attachments/"))
    forged = "attachments/../../../坏.exe"
    manifest["entries"][forged] = manifest["entries"].pop(name)
    entries[forged] = entries.pop(name)
    entries["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "failure", "sentence"),
    [
        (lambda e: e.pop("manifest.json"), Trouble, "不完整或已损坏"),
        (lambda e: e.pop("office.db"), Trouble, "不完整或已损坏"),
        (lambda e: e.update({"多余.txt": b"x"}), Trouble, "不完整或已损坏"),
        (lambda e: e.update({"slots.json": b"{}"}), Trouble, "不完整或已损坏"),
        (lambda e: e.update({"office.db": e["office.db"][:-4096]}), Trouble, "不完整或已损坏"),
        (manifest_with(format=2), Refused, "更新版本的程序做的"),
        (manifest_with(entries=3), Trouble, "不完整或已损坏"),
        (manifest_with(format="x"), Trouble, "不完整或已损坏"),
        (manifest_with(database={}), Trouble, "不完整或已损坏"),
        (other_count, Trouble, "不一致"),
        (outside, Refused, "不该有的内容"),
    ],
)
def test_a_wrong_file_is_refused_and_leaves_nothing(
    file: Path,
    tmp_path: Path,
    change: Change,
    failure: type[Failure],
    sentence: str,
) -> None:
    wrong = altered(file, change)
    with pytest.raises(failure, match=sentence):
        backup.restore(wrong, tmp_path / "新电脑", password=PASSWORD, cost=QUICK)
    assert not (tmp_path / "新电脑" / "office.db").exists()
    assert not (tmp_path / "新电脑" / ".new").exists()
    assert not list(tmp_path.rglob("坏.exe"))


def test_of_a_newer_database(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ljfpa_desktop.services.backup.restoring.NEWEST", run.NEWEST - 1)
    with pytest.raises(Refused, match="请先升级本机的程序再恢复"):
        backup.restore(file, tmp_path / "新电脑", password=PASSWORD)


@pytest.mark.parametrize("length", [0, 10, 1000, -1, -100])
def test_a_cut_file(file: Path, tmp_path: Path, length: int) -> None:
    cut = tmp_path / "半截.ljbak"
    cut.write_bytes(file.read_bytes()[:length])
    with pytest.raises(Failure, match="不是备份文件或没有拷完整|不完整或已损坏"):
        backup.restore(cut, tmp_path / "新电脑", password=PASSWORD)
    with pytest.raises(Refused, match="找不到备份文件“没有.ljbak”"):
        backup.inspect(tmp_path / "没有.ljbak")


@pytest.mark.parametrize("at", [0.05, 0.3, 0.6, 0.9])
def test_a_flipped_bit_anywhere(file: Path, tmp_path: Path, at: float) -> None:
    content = bytearray(file.read_bytes())
    content[int(len(content) * at)] ^= 4
    file.write_bytes(content)
    with pytest.raises(Failure):
        backup.restore(file, tmp_path / "新电脑", password=PASSWORD)
    assert not (tmp_path / "新电脑" / "office.db").exists()


def test_wrong_secrets(template: tuple[Path, str], file: Path, tmp_path: Path) -> None:
    to = tmp_path / "新电脑"
    with pytest.raises(Refused, match="密码不对"):
        backup.restore(file, to, password="wrong-password")
    with pytest.raises(Refused, match="没有“head”这个账号"):
        backup.restore(file, to, login="head", password=PASSWORD)
    with pytest.raises(Refused, match="没有“head”这个账号"):
        backup.restore(file, to, login="head", recovery_code=template[1])
    with pytest.raises(Refused, match="恢复码不对"):
        backup.restore(file, to, recovery_code=new_recovery_code())
    with pytest.raises(Refused, match="恢复码抄写有误"):
        backup.restore(file, to, recovery_code="ABCD")
    with pytest.raises(Invalid, match="新密码至少 8 位"):
        backup.restore(file, to, recovery_code=template[1], password="short")
    assert not (to / "office.db").exists()


def test_two_accounts_need_a_login(db: Database, actor: Actor, tmp_path: Path) -> None:
    values = {"login": "head", "name": "陈会长", "role": "head", "password": "Head-2024-pass"}
    office.add_account(db, actor, values, QUICK)
    made = backup.make(db, tmp_path)
    with pytest.raises(Refused, match="备份里有多个账号"):
        backup.restore(made.path, tmp_path / "新电脑", password=PASSWORD)
    done = backup.restore(made.path, tmp_path / "新电脑", login="head", password="Head-2024-pass", cost=QUICK)
    assert done.login == "head"


def test_the_disk_may_fill_while_restoring(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _data: bytes) -> None:
        raise Trouble("磁盘空间不足，", "请清理磁盘。")

    monkeypatch.setattr("ljfpa_desktop.services.backup.restoring.write_replacing", full)
    with pytest.raises(Trouble, match="磁盘空间不足"):
        backup.restore(file, tmp_path / "新电脑", password=PASSWORD)
    assert not (tmp_path / "新电脑" / "office.db").exists()


def test_a_restore_is_an_act_and_forgets_the_old_stick(db: Database, actor: Actor, tmp_path: Path) -> None:
    setting.save(db, actor, {"backup.second_place": str(tmp_path)})
    made = backup.make(db)
    backup.restore(made.path, tmp_path / "新电脑", password=PASSWORD, cost=QUICK)
    again, _who, lock = office.open_office(tmp_path / "新电脑", "clerk", PASSWORD)
    with again.read() as s:
        why, kind = s.execute(text("SELECT why, kind FROM act ORDER BY seq DESC LIMIT 1")).one()
    assert kind == "restore"
    assert why.startswith(f"从 {date.today().year}")  # noqa: DTZ011
    assert setting.get(again, "backup.second_place") == ""
    again.close()
    lock.release()


def test_the_kinds_are_told_apart_in_the_name() -> None:
    assert len({making.HAND, making.DAY, making.IMPORT, making.UPGRADE}) == 4


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_damaged_archive_of_another_program(tmp_path: Path, method: int) -> None:
    foreign = tmp_path / "别的 程序.ljbak"
    with zipfile.ZipFile(foreign, "w", method) as package:
        package.writestr("manifest.json", json.dumps({"entries": {"a": "x" * 64}}) * 20)
        package.writestr("a", "内容" * 1000)
    content = bytearray(foreign.read_bytes())
    content[60:90] = bytes(30)
    foreign.write_bytes(content)
    with pytest.raises(Trouble, match="不完整或已损坏"):
        backup.inspect(foreign)
