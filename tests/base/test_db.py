"""The office file: encrypted, every setting read back, one commit or nothing, acts in a chain."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from ljfpa_desktop.base import capture
from ljfpa_desktop.base import db as base_db
from ljfpa_desktop.base.capture import Act, Change, ChangeRow
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.models.site import Site
from ljfpa_desktop.services import office
from tests.conftest import PASSWORD


def site(s: Session, name: str = "暖心家园") -> Site:
    made = Site(office_id=office.office_id(s), name=name, kind="HOME", status="ACTIVE")
    s.add(made)
    return made


def count(db: Database, table: str) -> int:
    with db.read() as s:
        return int(s.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def names(db: Database) -> list[str]:
    with db.read() as s:
        return list(s.scalars(select(Site.name).order_by(Site.name)))


def test_the_file_is_not_readable_without_its_key(db: Database, actor: Actor, office_folder: Path) -> None:
    with db.transaction(actor, "建阵地") as s:
        site(s, "凤城暖心家园")
    db.close()
    content = (office_folder / "office.db").read_bytes()
    assert not content.startswith(b"SQLite format 3")
    assert "凤城暖心家园".encode() not in content
    with pytest.raises(Trouble, match="打不开或已损坏"):
        base_db.connect(office_folder / "office.db", os.urandom(32))


def test_a_closed_office_is_one_file(db: Database, actor: Actor, office_folder: Path) -> None:
    with db.transaction(actor, "建阵地") as s:
        site(s)
    assert (office_folder / "office.db-wal").stat().st_size > 0
    db.close()
    wal = office_folder / "office.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="找不到数据文件"):
        base_db.connect(tmp_path / "no" / "office.db", os.urandom(32))


@pytest.mark.parametrize("name", sorted(base_db.PRAGMAS))
def test_every_setting_holds_on_both_engines(db: Database, name: str) -> None:
    with db.writer.connect() as c:
        assert c.exec_driver_sql(f"PRAGMA {name}").scalar() == base_db.PRAGMAS[name][1]
    with db.read() as s:
        assert s.execute(text(f"PRAGMA {name}")).scalar() == base_db.PRAGMAS[name][1]


def test_a_setting_that_does_not_take_hold_stops_the_program(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(base_db.PRAGMAS, "page_size", ("1024", 1024))  # fixed when the file was made
    with pytest.raises(Trouble, match="设置 page_size 没有生效"):
        base_db.connect(db.path, db.key)


def test_one_commit_or_nothing(db: Database, actor: Actor) -> None:
    acts = count(db, "act")

    def half_way() -> None:
        with db.transaction(actor, "两处") as s:
            site(s, "甲")
            s.flush()
            site(s, "乙")
            raise RuntimeError("半路")

    with pytest.raises(RuntimeError, match="半路"):
        half_way()
    assert names(db) == []
    assert count(db, "act") == acts
    with db.transaction(actor, "两处") as s:
        site(s, "甲")
        site(s, "乙")
    assert names(db) == ["乙", "甲"]
    assert count(db, "act") == acts + 1


def test_a_dry_run_is_the_real_run_rolled_back(db: Database, actor: Actor) -> None:
    seen: list[ChangeRow] = []
    told: list[frozenset[str]] = []
    db.before_commit.append(lambda _s, changes: seen.extend(changes))
    db.after_commit.append(told.append)
    with db.transaction(actor, "试跑", keep=False) as s:
        made = site(s)
    assert [(c.tbl, c.row) for c in seen] == [("site", made.id)]
    assert names(db) == []
    assert told == []


def test_a_listener_that_fails_takes_the_act_back(db: Database, actor: Actor) -> None:
    def broken(_s: Session, _changes: object) -> None:
        raise RuntimeError("索引坏了")

    db.before_commit.append(broken)
    with pytest.raises(RuntimeError, match="索引坏了"), db.transaction(actor, "建阵地") as s:
        site(s)
    db.before_commit.remove(broken)
    assert names(db) == []
    with db.transaction(actor, "再来") as s:
        site(s)
    assert names(db) == ["暖心家园"]


def test_after_commit_names_the_tables(db: Database, actor: Actor) -> None:
    told: list[frozenset[str]] = []
    db.after_commit.append(told.append)
    with db.transaction(actor, "建阵地") as s:
        site(s)
    with db.transaction(actor, "什么也没做"):
        pass
    assert told == [frozenset({"site"})]


def test_an_act_without_change_counts_only_when_it_is_more_than_a_save(db: Database, actor: Actor) -> None:
    acts = count(db, "act")
    with db.transaction(actor, "什么也没做"):
        pass
    assert count(db, "act") == acts
    db.note(actor, "查看限制查阅的家庭", "view")
    with db.read() as s:
        last = s.execute(select(Act).order_by(Act.seq.desc()).limit(1)).scalar_one()
        assert (last.why, last.kind, last.actor, last.office) == (
            "查看限制查阅的家庭", "view", "李经办", "350122103",
        )  # fmt: skip
    assert count(db, "act") == acts + 1


def test_writing_outside_an_act_is_refused(db: Database) -> None:
    with Session(db.writer) as s:
        site(s)
        with pytest.raises(IntegrityError, match="no act is running"):
            s.flush()
    with db.read() as s, pytest.raises(OperationalError, match="readonly"):
        s.connection().exec_driver_sql("UPDATE site SET name = '改'")


def test_the_reader_writes_nothing_and_says_so(db: Database) -> None:
    with pytest.raises(Trouble, match="不能写入"), db.read() as s:
        s.execute(text("UPDATE setting SET value = '1'"))


def test_a_transaction_within_a_transaction_is_a_bug(db: Database, actor: Actor) -> None:
    with (
        db.transaction(actor, "外"),
        pytest.raises(RuntimeError, match="within a transaction"),
        db.transaction(actor, "内"),
    ):
        pass
    with db.transaction(actor, "此后仍可写") as s:
        site(s)
    assert names(db) == ["暖心家园"]


def test_acts_form_a_chain(db: Database, actor: Actor) -> None:
    for name in ("甲", "乙", "丙"):
        with db.transaction(actor, f"建{name}") as s:
            site(s, name)
    with db.transaction(actor, "改名") as s:
        s.execute(text("UPDATE site SET name = '丁' WHERE name = '丙'"))
    prev, last = b"\0" * 32, ""
    with db.read() as s:
        acts = s.execute(select(Act).order_by(Act.seq)).scalars().all()
        for act in acts:
            rows = s.execute(
                select(Change.tbl, Change.row, Change.grp, Change.old)
                .where(Change.act == act.seq)
                .order_by(Change.seq)
            ).all()
            digest = capture.digest_of((r.tbl, r.row.bytes, r.grp, r.old) for r in rows)
            words = base_db.act_words({c.name: getattr(act, c.name) for c in Act.__table__.columns})
            assert (act.prev, act.digest) == (prev, digest)
            assert act.h == capture.chain(prev, digest, words)
            prev, last = act.h, rows[-1].old
    assert len(acts) == 5
    assert json.loads(last)["name"] == "丙"


def test_a_reader_sees_one_moment_while_another_writes(db: Database, actor: Actor) -> None:
    with db.read() as reading:
        before = reading.execute(text("SELECT count(*) FROM site")).scalar_one()
        with db.transaction(actor, "期间写入") as s:
            site(s)
        assert reading.execute(text("SELECT count(*) FROM site")).scalar_one() == before
    assert count(db, "site") == before + 1


def test_threads_take_turns(db: Database, actor: Actor) -> None:
    def work(n: int) -> None:
        for i in range(5):
            with db.transaction(actor, "并行") as s:
                site(s, f"{n}-{i}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(names(db)) == 20
    with db.read() as s:
        seqs = list(s.scalars(select(Act.seq).order_by(Act.seq)))
    assert seqs == list(range(1, len(seqs) + 1))


def test_closing_waits_for_a_write_to_end(db: Database, actor: Actor, office_folder: Path) -> None:
    begun, may_go_on, closed = threading.Event(), threading.Event(), threading.Event()

    def write() -> None:
        with db.transaction(actor, "慢") as s:
            site(s, "甲")
            s.flush()
            begun.set()
            may_go_on.wait(10)

    def close() -> None:
        db.close()
        closed.set()

    writer, closer = threading.Thread(target=write), threading.Thread(target=close)
    writer.start()
    begun.wait(10)
    closer.start()
    assert not closed.wait(0.2)
    may_go_on.set()
    writer.join(10)
    closer.join(10)
    assert closed.is_set()
    wal = office_folder / "office.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0
    assert names(db) == ["甲"]


def test_another_writer_is_waited_for_and_then_named(
    db: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(base_db.PRAGMAS, "busy_timeout", ("50", 50))
    other = base_db.connect(db.path, db.key)
    other.execute("BEGIN IMMEDIATE")
    second = Database(db.path, db.key)
    with pytest.raises(Trouble, match="另一个窗口"), second.transaction(actor, "等不到"):
        pass
    other.execute("ROLLBACK")
    other.close()
    with second.transaction(actor, "等到了") as s:
        site(s)
    second.close()
    assert names(db) == ["暖心家园"]


CHILD = """
import sys
from pathlib import Path
from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.services import office
try:
    office.open_office(Path(sys.argv[1]), "clerk", sys.argv[2])
except Failure as e:
    print(e.sentence)
else:
    print("opened")
"""


def second_process(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", CHILD, str(folder), PASSWORD],
        capture_output=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_a_second_process_is_refused_until_the_first_lets_go(office_folder: Path) -> None:
    db, _actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    assert "已经在另一个窗口打开" in second_process(office_folder)
    db.close()
    lock.release()
    assert second_process(office_folder) == "opened"


def test_an_old_database_component_is_refused(office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_db, "LEAST_SQLITE", (99, 0, 0))
    with pytest.raises(Trouble, match="数据库组件太旧"):
        office.open_office(office_folder, "clerk", PASSWORD)
    monkeypatch.undo()
    db, _actor, lock = office.open_office(office_folder, "clerk", PASSWORD)
    db.close()
    lock.release()


def test_a_full_disk_keeps_what_was_there(db: Database, actor: Actor) -> None:
    with db.transaction(actor, "建阵地") as s:
        site(s, "先有的")

    def fill() -> None:
        with db.transaction(actor, "写满") as s:
            pages = s.execute(text("PRAGMA page_count")).scalar_one()
            s.execute(text(f"PRAGMA max_page_count = {pages + 4}"))
            for n in range(2000):
                site(s, f"很长的名称{n}" * 6)

    with pytest.raises(Trouble, match="磁盘空间不足"):
        fill()
    with db.writer.connect() as c:
        c.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    assert names(db) == ["先有的"]
    with db.transaction(actor, "腾出空间后") as s:
        site(s, "又一处")
    assert names(db) == ["先有的", "又一处"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("database is locked", "另一个窗口"),
        ("attempt to write a readonly database", "不能写入"),
        ("database disk image is malformed", "已损坏"),
        ("disk I/O error", "已损坏"),
        ("something new", "something new"),
    ],
)
def test_the_engine_s_words_become_sentences(db: Database, words: str, sentence: str) -> None:
    with pytest.raises(Trouble, match=sentence), db.read():
        raise OperationalError("SELECT 1", {}, base_db.sqlcipher.OperationalError(words))


def test_ids_grow_even_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_id()
    monkeypatch.setattr("ljfpa_desktop.base.record.time.time_ns", lambda: 0)
    second = new_id()
    assert second.int > first.int
    assert (second.version, second.variant) == (7, "specified in RFC 4122")


def test_a_moment_is_kept_in_utc(db: Database, actor: Actor) -> None:
    db.note(actor, "打印", "print")
    with db.read() as s:
        at = s.scalars(select(Act.at).order_by(Act.seq.desc()).limit(1)).one()
    assert at.tzinfo == UTC
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
