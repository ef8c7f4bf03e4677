"""A backup is verified when made, told when it fails, rotated by days, weeks and months."""

from __future__ import annotations

import json
import os
import zipfile
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from ljfpa_desktop.base import dates
from ljfpa_desktop.base import db as base_db
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.base.vault import Vault
from ljfpa_desktop.models.fund import FundIncome, FundSource
from ljfpa_desktop.models.site import Site
from ljfpa_desktop.services import backup, office, setting
from ljfpa_desktop.services.backup import making, plan, snapshot
from tests.conftest import PASSWORD, QUICK


def fill(db: Database, actor: Actor) -> None:
    """Money and a site, so that there is something to compare."""
    with db.transaction(actor, "登记") as s:
        own = office.office_id(s)
        source = FundSource(office_id=own, name="县级补助", kind="COUNTY")
        s.add(source)
        s.flush()
        for amount in (123_45, 700_00):
            s.add(
                FundIncome(
                    office_id=own, fund_source_id=source.id, amount_fen=amount, received_on=date(2024, 1, 5)
                )
            )
        s.add(Site(office_id=own, name="暖心家园", kind="WARM", status="ACTIVE"))


def copy_of(db: Database, made: backup.BackupFacts, to: Path) -> Database:
    with zipfile.ZipFile(made.path) as package:
        package.extract("office.db", to)
    return Database(to / "office.db", db.key)


def test_one_file_with_everything(db: Database, actor: Actor, tmp_path: Path) -> None:
    fill(db, actor)
    photo = Vault(db.folder / "attachments", db.key).put(b"photo" * 1000)
    paper = Vault(db.folder / "papers", db.key).put(b"%PDF")
    made = backup.make(db)
    assert made.path.parent == db.folder / "backups"
    assert made.path.name.startswith("琯头镇-")
    assert made.path.name.endswith("-手动.ljbak")
    assert (made.files, made.whole, made.size) == (2, True, made.path.stat().st_size)
    with zipfile.ZipFile(made.path) as package:
        assert set(package.namelist()) == {
            "manifest.json", "office.db", "slots.json",
            f"attachments/{photo[:2]}/{photo}", f"papers/{paper[:2]}/{paper}",
        }  # fmt: skip
        manifest = json.loads(package.read("manifest.json"))
        assert package.read("slots.json") == (db.folder / "slots.json").read_bytes()
    assert manifest["database"]["sums"]["fund_income.amount_fen"] == 823_45
    assert manifest["database"]["rows"]["site"] == 1
    copy = copy_of(db, made, tmp_path)
    with copy.read() as s, db.read() as mine:
        assert (
            s.scalars(select(Act.h).order_by(Act.seq)).all()
            == mine.scalars(select(Act.h).order_by(Act.seq)).all()
        )
        assert s.scalars(select(Site.name)).all() == ["暖心家园"]
    copy.close()
    assert [p.name for p in (db.folder / "backups").iterdir()] == [made.path.name]
    assert not list(db.folder.glob(".backup-*"))


def test_the_backup_is_encrypted_and_tells_no_names(db: Database, actor: Actor) -> None:
    fill(db, actor)
    content = backup.make(db).path.read_bytes()
    assert "暖心家园".encode() not in content
    assert b"SQLite format 3" not in content
    assert db.key not in content


def test_it_holds_one_moment_while_someone_writes(
    db: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = snapshot.tally
    counted_before: list[snapshot.Tally] = []

    def write_between(connection: object) -> snapshot.Tally:
        counted = real(connection)
        if not counted_before:
            fill(db, actor)
        counted_before.append(counted)
        return counted

    monkeypatch.setattr(snapshot, "tally", write_between)
    made = backup.make(db)
    assert made.path.exists()
    with db.read() as s:
        assert s.execute(text("SELECT count(*) FROM site")).scalar_one() == 1


def test_to_a_named_file_or_folder(db: Database, tmp_path: Path) -> None:
    assert backup.make(db, tmp_path / "U盘" / "给县里.ljbak").path == tmp_path / "U盘" / "给县里.ljbak"
    assert backup.make(db, tmp_path / "另一处").path.parent == tmp_path / "另一处"


def test_a_copy_that_differs_is_not_kept(
    db: Database, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(db, actor)
    real = snapshot.tally
    seen: list[snapshot.Tally] = []

    def one_off(connection: object) -> snapshot.Tally:
        seen.append(real(connection))
        if len(seen) == 2:  # the copy's
            seen[-1].sums["fund_income.amount_fen"] += 1
        return seen[-1]

    monkeypatch.setattr(snapshot, "tally", one_off)
    with pytest.raises(Trouble, match="和原数据不一致，这份备份没有保留"):
        backup.make(db, tmp_path / "U盘")
    assert not (tmp_path / "U盘").exists()


def test_a_damaged_page_is_found(db: Database, actor: Actor) -> None:
    fill(db, actor)
    db.close()
    content = bytearray(db.path.read_bytes())
    content[len(content) // 2] ^= 1
    db.path.write_bytes(content)
    with pytest.raises(Trouble, match="损坏|不一致"):
        backup.make(db)
    assert not list((db.folder / "backups").glob("*"))


def test_a_broken_reference_is_found(db: Database, tmp_path: Path) -> None:
    with closing(base_db.connect(db.path, db.key)) as c:
        c.execute("PRAGMA foreign_keys = OFF")
        c.execute("UPDATE ctx SET act = 99")
        c.execute(
            "INSERT INTO member(household_id, person_id, relation, id, office_id) VALUES (?, ?, '02', ?, ?)",
            [new_id().bytes for _ in range(4)],
        )
        c.execute("UPDATE ctx SET act = NULL")
        assert len(snapshot.checks(c)) == 2
    with pytest.raises(Trouble, match="不一致"):
        backup.make(db, tmp_path / "U盘")


def test_a_full_place_is_said_before_writing(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = making.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(making.shutil, "disk_usage", lambda _p: usage._replace(free=1000))
    with pytest.raises(Trouble, match="空间不足，备份没有做成，请腾出至少 2 兆"):
        backup.make(db, tmp_path / "U盘")
    with pytest.raises(Trouble, match="不能导入，请先腾出至少"):
        backup.before_import(db, 5_000_000)


def test_before_an_import_the_database_alone(db: Database) -> None:
    Vault(db.folder / "attachments", db.key).put(b"photo")
    made = backup.before_import(db)
    assert made.path.name.endswith("-导入前.ljbak")
    assert (made.whole, made.files) == (False, 0)


def test_before_an_upgrade(db: Database) -> None:
    for _ in range(2):
        backup.before_upgrade(db.path, db.key, 3)
    assert {b.kind for b in backup.listed(db.folder / "backups")} == {"升级前"}
    assert next((db.folder / "backups").iterdir()).name.endswith("-升级前v3.ljbak")


def test_the_end_of_a_day(db: Database, actor: Actor, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    fill(db, actor)
    photo = Vault(db.folder / "attachments", db.key).put(b"photo")
    setting.save(db, actor, {"backup.second_place": str(stick)})
    done = backup.daily(db, actor)
    assert done is not None
    assert done.second is not None
    assert (done.first.whole, done.second.whole, done.second_trouble) == (False, True, "")
    assert done.second.path.parent == stick
    with zipfile.ZipFile(done.second.path) as package:
        assert f"attachments/{photo[:2]}/{photo}" in package.namelist()
    assert datetime.fromisoformat(setting.get(db, "backup.last")) == done.first.made_at
    assert backup.daily(db, actor) is None  # nothing new
    fill(db, actor)
    assert backup.daily(db, actor) is not None


def test_a_missing_stick_is_told_and_nothing_is_lost(db: Database, actor: Actor, tmp_path: Path) -> None:
    fill(db, actor)
    setting.save(db, actor, {"backup.second_place": str(tmp_path / "E盘")})
    done = backup.daily(db, actor)
    assert done is not None
    assert done.second is None
    assert "找不到，请插上U盘后再备份一次；本机的备份已做好" in done.second_trouble
    assert done.first.path.exists()


def test_a_stick_that_fails_is_told(
    db: Database, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(db, actor)
    setting.save(db, actor, {"backup.second_place": str(tmp_path)})
    usage = making.shutil.disk_usage(tmp_path)
    full = {str(tmp_path)}
    monkeypatch.setattr(
        making.shutil, "disk_usage", lambda p: usage._replace(free=0) if str(p) in full else usage
    )
    done = backup.daily(db, actor)
    assert done is not None
    assert done.second is None
    assert "空间不足" in done.second_trouble
    assert done.second_trouble.endswith("本机的备份已做好。")


def test_by_hand_even_when_nothing_is_new(db: Database, actor: Actor) -> None:
    for _ in range(2):
        done = backup.daily(db, actor, always=True)
        assert done is not None
        assert done.first.path.name.endswith("-手动.ljbak")


def test_seven_days_five_weeks_twenty_four_months(tmp_path: Path) -> None:
    newest = datetime(2026, 3, 31, 17, 0, tzinfo=dates.CHINA)
    for days in range(1000):
        for hour in (9, 17):
            made = (newest - timedelta(days=days)).replace(hour=hour)
            kind = "每日" if hour == 17 else "导入前"
            (tmp_path / f"琯头镇-{made:%Y%m%d-%H%M%S}-{kind}.ljbak").touch()
    for name in ("琯头镇-20200101-080000-手动.ljbak", "给县里.ljbak", "别的.txt"):
        (tmp_path / name).touch()
    for version in range(1, 6):
        (tmp_path / f"琯头镇-2021010{version}-080000-升级前v{version}.ljbak").touch()
    gone = plan.rotate(tmp_path)
    left = backup.listed(tmp_path)
    daily = [b.made for b in left if b.kind == "每日"]
    assert daily[:7] == [newest - timedelta(days=d) for d in range(7)]
    assert {m.isocalendar()[:2] for m in daily} >= {
        (newest - timedelta(weeks=w)).isocalendar()[:2] for w in range(5)
    }
    months = {(m.year, m.month) for m in daily}
    assert months == {((2024 * 12 + 3 + m) // 12, (2024 * 12 + 3 + m) % 12 + 1) for m in range(24)}
    assert len(daily) == 7 + 3 + 23  # two of the weeks and one of the months end within the seven days
    assert [b.made.hour for b in left if b.kind == "导入前"] == [9]  # of the newest day
    assert [b.path.stem[-2:] for b in left if b.kind == "升级前"] == ["v5", "v4", "v3"]
    assert [b.kind for b in left if b.kind == "手动"] == ["手动"]
    assert (tmp_path / "给县里.ljbak").exists()
    assert len(gone) == 2000 - len(daily) - 1 + 2
    assert plan.rotate(tmp_path) == []


def test_a_wrong_key_makes_no_backup(db: Database) -> None:
    with pytest.raises(Trouble, match="打不开或已损坏"):
        backup.before_upgrade(db.path, os.urandom(32), 1)
    assert not list((db.folder / "backups").glob("*"))


def test_a_damaged_slot_file_is_not_what_is_backed_up(db: Database, tmp_path: Path) -> None:
    (db.folder / "slots.json").write_bytes(b"\0" * 100)
    made = backup.make(db, tmp_path)
    backup.restore(made.path, tmp_path / "again", password=PASSWORD, cost=QUICK)
    (db.folder / "slots.json").unlink()
    made = backup.make(db, tmp_path / "2.ljbak")
    backup.restore(made.path, tmp_path / "once more", password=PASSWORD, cost=QUICK)


def test_a_disk_that_is_not_there_is_said(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_place: Path) -> None:
        raise FileNotFoundError(2, "no such disk")

    monkeypatch.setattr(making.shutil, "disk_usage", gone)
    with pytest.raises(Trouble, match="读写不了，请检查U盘是否还插着"):
        backup.make(db, Path("Z:/没有的盘"))
