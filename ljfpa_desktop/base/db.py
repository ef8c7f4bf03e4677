"""The office database: opened encrypted, written only through ``transaction``, read through ``read``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal, cast

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import (
    Engine,
    LargeBinary,
    Select,
    Table,
    create_engine,
    event,
    insert,
    select,
    text,
    type_coerce,
)
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from ljfpa_desktop.base import capture, dates
from ljfpa_desktop.base.capture import Act, Change, ChangeRow, Origin
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.base.record import new_id

# Each is set and read back on every connection; a database that answers otherwise is not opened
# (SAFETY.md 1.2: a setting that silently did not take hold is how data is lost).
PRAGMAS: dict[str, tuple[str, Any]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
    "secure_delete": ("ON", 1),
    "mmap_size": ("0", 0),
    "temp_store": ("MEMORY", 2),
    "busy_timeout": ("5000", 5000),
}
_ORIGINS = "acts of a package"
LEAST_SQLITE = (3, 51, 3)  # older ones carry the WAL-reset corruption


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account's login, the name people see, the role, and the office's code."""

    login: str
    name: str
    role: str
    office: str = ""


BeforeCommit = Callable[[Session, Sequence[ChangeRow]], None]
AfterCommit = Callable[[frozenset[str]], None]


class Database:
    """An open office file: one writer at a time, readers beside it."""

    def __init__(self, path: Path, key: bytes, *, pc: str = "A") -> None:
        self.path = path
        self.key = key
        self.pc = pc
        self.before_commit: list[BeforeCommit] = []
        self.after_commit: list[AfterCommit] = []
        self._turn = threading.RLock()
        self._busy = False
        self._writer = _engine(path, key, writing=True)
        self._reader = _engine(path, key, writing=False)
        self._verify()

    @property
    def folder(self) -> Path:
        """The office's folder: the database, attachments, papers and backups lie in it."""
        return self.path.parent

    @property
    def writer(self) -> Engine:
        """The writing engine, for migrations, backup and checks only."""
        return self._writer

    @property
    def is_busy(self) -> bool:
        """Whether a transaction is running; whoever may wait asks before beginning one."""
        return self._busy

    @contextmanager
    def transaction(
        self, actor: Actor, why: str, kind: str = "save", *, keep: bool = True
    ) -> Generator[Session]:
        """The one way to write: one commit with its act and history, or nothing.

        ``keep=False`` does the same work and rolls it back: a dry run is the real run.
        An act without a change is recorded only when its kind is not "save" (a view, a print).
        """
        with self._turn:
            if self._busy:
                raise RuntimeError("a transaction within a transaction")
            self._busy = True
            try:
                with sentences(), Session(self._writer, expire_on_commit=False) as s:
                    act = _begin(s)
                    yield s
                    s.flush()
                    changes = self._finish(s, act, actor, why, kind)
                    if keep:
                        s.commit()
                    else:
                        s.rollback()
            finally:
                self._busy = False
        if keep and changes:
            tables = frozenset(c.tbl for c in changes)
            for listener in self.after_commit:
                listener(tables)

    @contextmanager
    def read(self) -> Generator[Session]:
        """A session on the read-only engine; what it yields is plain once the session is closed."""
        with sentences(), Session(self._reader, expire_on_commit=False) as s:
            yield s

    def note(self, actor: Actor, why: str, kind: str) -> None:
        """Record an act that changes no row: a view of a restricted family, a print, an export."""
        with self.transaction(actor, why, kind):
            pass

    def close(self) -> None:
        """Fold the log into the file and let go of it: a closed office is one file.

        A write that is running ends first. Where the folding fails (a full disk, a damaged file)
        the log stays beside the file and nothing is lost.
        """
        with self._turn:
            self._reader.dispose()
            self._writer.dispose()
            with suppress(Trouble), sentences(), closing(connect(self.path, self.key)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def _finish(self, s: Session, act: int, actor: Actor, why: str, kind: str) -> list[ChangeRow]:
        origins: list[Origin] = s.info.get(_ORIGINS, [])
        # A package may hold a million changes: they are read past, not held.
        c = s.connection()
        rows = [] if origins else list(c.execute(_since(act)).all())
        changes = [ChangeRow(tbl, row, grp) for _, tbl, row, grp, _ in rows] or _kinds_since(s, act)
        for listener in self.before_commit:
            listener(s, changes)
        here = Origin(new_id(), dates.now(), actor.name, why, kind, actor.office, self.pc)
        if changes or kind != "save":
            read = chain.from_iterable(c.execute(_since(act)).partitions(5000)) if origins else rows
            digests = {
                number: capture.digest_of(row[1:] for row in some)
                for number, some in groupby(read, itemgetter(0))
            }
            _write_acts(s, act, [here, *origins], digests)
        s.execute(text("UPDATE ctx SET act = NULL, applying = 0"))
        return changes

    def _verify(self) -> None:
        with sentences(), self._reader.connect() as c:
            version = str(c.execute(text("PRAGMA cipher_version")).scalar() or "")
        if not version or sqlcipher.sqlite_version_info < LEAST_SQLITE:
            raise Trouble("本机的数据库组件太旧，", "请用安装包重新安装本程序。")


def _begin(s: Session) -> int:
    act = int(s.execute(text("SELECT coalesce(max(seq), 0) + 1 FROM act")).scalar_one())
    s.execute(text("UPDATE ctx SET act = :a, applying = 0"), {"a": act})
    return act


def act_of_origin(s: Session, origin: Origin) -> int:
    """The number of the act under which a package's changes of this origin are noted in this transaction.

    Acts of the same transaction follow its own act in the chain, each with the words of where it was made.
    """
    acts: list[Origin] = s.info.setdefault(_ORIGINS, [])
    running = int(s.execute(text("SELECT act FROM ctx")).scalar_one())
    acts.append(origin)
    return running + len(acts)


def _since(act: int) -> Select[int, str, bytes, str, str | None]:
    """Every change of an act and those that follow it, in order."""
    return (
        select(Change.act, Change.tbl, type_coerce(Change.row, LargeBinary), Change.grp, Change.old)
        .where(Change.act >= act)
        .order_by(Change.act, Change.seq)
    )


def _kinds_since(s: Session, act: int) -> list[ChangeRow]:
    """One change of each kind, for listeners: they ask the database for the rows."""
    since = Change.act >= act
    # Not grouped: the database would sort a million rows in memory for a handful of kinds.
    kinds = s.execute(select(Change.tbl, Change.grp).where(since).distinct()).all()
    row = select(type_coerce(Change.row, LargeBinary)).where(since).limit(1)
    return [
        ChangeRow(tbl, s.scalars(row.where(Change.tbl == tbl, Change.grp == grp)).one(), grp)
        for tbl, grp in kinds
    ]


def _write_acts(s: Session, first: int, origins: Sequence[Origin], digests: Mapping[int, bytes]) -> None:
    prev = s.execute(select(Act.h).order_by(Act.seq.desc()).limit(1)).scalar() or b"\0" * 32
    rows: list[dict[str, Any]] = []
    for seq, origin in enumerate(origins, first):
        digest = digests.get(seq) or capture.digest_of([])
        row = {"seq": seq, **origin._asdict(), "digest": digest, "prev": prev}
        prev = capture.chain(prev, digest, act_words(row))
        rows.append({**row, "h": prev})
    s.connection().execute(insert(cast(Table, Act.__table__)), rows)


def act_words(row: dict[str, Any]) -> list[str]:
    """The words of an act that its hash covers, in their fixed order."""
    at = row["at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return [row["id"].hex, at, row["actor"], row["why"], row["kind"], row["office"], row["pc"]]


def _engine(path: Path, key: bytes, *, writing: bool) -> Engine:
    # Driver-level autocommit: BEGIN is ours, so a read never takes the writer's lock.
    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=lambda: connect(path, key), poolclass=QueuePool, pool_size=3
    )
    begin: Literal["BEGIN IMMEDIATE", "BEGIN"] = "BEGIN IMMEDIATE" if writing else "BEGIN"

    def on_connect(connection: Any, _record: Any) -> None:
        if not writing:
            connection.execute("PRAGMA query_only = ON")

    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


@contextmanager
def sentences() -> Generator[None]:
    """What the engine says of the disk and the file becomes a `Trouble` with a sentence.

    A broken rule of the schema (`IntegrityError`) in a session is a bug of ours and passes.
    """
    try:
        yield
    except OperationalError as e:
        raise _trouble(str(e.orig)) from e
    except DatabaseError as e:
        if "malformed" in str(e.orig) or "not a database" in str(e.orig):
            raise _trouble(str(e.orig)) from e
        raise
    except sqlcipher.DatabaseError as e:
        raise _trouble(str(e)) from e


def connect(path: Path, key: bytes) -> Any:
    """A keyed driver connection with every setting read back; raises `Trouble` with a sentence."""
    with sentences():
        connection = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None)
        try:
            _prepare(connection, key)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: Any, key: bytes) -> None:
    # The key comes first: a statement before it would make the file a plain one.
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    for name, (wanted, answer) in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {wanted}").fetchone()
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != answer:
            raise Trouble(f"数据库设置 {name} 没有生效，", "为防止数据丢失，程序没有打开，请联系县里。")


def _trouble(words: str) -> Trouble:
    if "full" in words:
        return Trouble("磁盘空间不足，这次没有保存，", "请清理磁盘后再试，原来的数据没有变。")
    if "locked" in words:
        return Trouble("另一个窗口正在使用这个单位的数据，", "请先关闭它再试。")
    if "readonly" in words or "read-only" in words:
        return Trouble("数据所在的磁盘不能写入，", "请检查磁盘或文件夹权限。")
    damaged = ("malformed", "not a database", "disk I/O", "vtable constructor failed")
    if any(sign in words for sign in damaged):
        return Trouble("数据文件打不开或已损坏，", "请不要改动它，从“设置→备份”恢复最近一次备份。")
    if "unable to open" in words:
        return Trouble("找不到数据文件，", "请检查数据所在的文件夹。")
    return Trouble(f"数据库出错（{words}），", "这次没有保存，请重新打开程序再试。")
