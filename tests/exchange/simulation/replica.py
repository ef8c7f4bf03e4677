"""One PC of the simulation: the real tables, triggers and exchange on a database in memory."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from ljfpa_desktop.base import capture
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import Record
from ljfpa_desktop.exchange.file import bech32
from ljfpa_desktop.exchange.file.keyring import PrivateKeys
from ljfpa_desktop.exchange.kernel import conflict, heads, identity, seal, state, upgrade, wire
from ljfpa_desktop.exchange.kernel.apply import Receiver
from ljfpa_desktop.exchange.kernel.batch import Tally
from ljfpa_desktop.exchange.kernel.shape import Shape, shape

COUNTY_CODE = "350122"
EVERYONE = identity.EVERYONE
# What a township keeps, parents first, and what the county tells everyone.
TABLES = (
    "person", "bank_account", "household", "member", "cycle", "entitlement", "payment", "visit",
    "installation",
)  # fmt: skip
_OURS = (
    "act", "change", "ctx", "sync_self", "sync_seg", "sync_parent", "sync_ver", "sync_sib", "sync_dead",
    "sync_wait", "sync_extra", "sync_decided", "sync_peer",
)  # fmt: skip
KEPT = (*TABLES, *_OURS)


class Killed(Exception):
    """The power went in the midst of an import."""


class Memory(Database):
    """The real `Database`, its two engines on one connection in memory."""

    def __init__(self, engine: Engine) -> None:
        self.pc = "A"
        self.before_commit, self.after_commit = [], []
        self._turn, self._busy = threading.RLock(), False
        self._writer = self._reader = engine


@dataclass(frozen=True)
class Parcel:
    """What a package says and holds, without its envelope: that one has its own tests."""

    sender: str
    to: str
    have: Mapping[str, Sequence[str]]
    reset_have: bool
    segments: tuple[bytes, ...]


@dataclass
class Slot:
    """A connection that worlds use one after another: opening one and its engine is slow."""

    raw: Any
    db: Memory


@cache
def _template() -> Any:
    """The tables and triggers the simulation writes, made once."""
    raw = _connection()
    engine = create_engine("sqlite://", module=sqlcipher, creator=lambda: raw, poolclass=StaticPool)
    with engine.begin() as c:
        Record.metadata.create_all(c, tables=[Record.metadata.tables[name] for name in KEPT])
        for statement in capture.trigger_statements():
            found = re.search(r' ON "?(\w+)"?', statement)
            if found and found.group(1) in KEPT:
                c.exec_driver_sql(statement)
        c.exec_driver_sql("INSERT INTO ctx(k, act, applying) VALUES (1, NULL, 0)")
    return raw


def _connection() -> Any:
    raw = sqlcipher.connect(":memory:", check_same_thread=False, isolation_level=None)
    for pragma in ("page_size = 1024", "foreign_keys = ON", "recursive_triggers = ON", "temp_store = MEMORY"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


@cache
def slot(number: int) -> Slot:
    """The connection of the PC of this number."""
    raw = _connection()
    engine = create_engine("sqlite://", module=sqlcipher, creator=lambda: raw, poolclass=StaticPool)
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    return Slot(raw, Memory(engine))


@cache
def keys_of(number: int) -> PrivateKeys:
    """The same keys in every run: a seed that fails once fails again."""
    seed = hashlib.sha256(b"pc %d" % number).digest()
    return PrivateKeys(seed, bech32.encode("age-secret-key-", seed).upper())


_founded: dict[int, tuple[identity.Me, Any]] = {}  # each PC as it was set up, for the next world


@dataclass
class Replica:
    """A PC: its office, its database, and the hands of the person at it."""

    number: int
    office: str
    scopes: tuple[str, ...]
    known: Shape = field(default_factory=shape)
    peers: dict[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    was_restored: bool = False

    def __post_init__(self) -> None:
        self.inst = UUID(int=self.number + 1).hex
        self.role = identity.COUNTY if self.office == COUNTY_CODE else identity.TOWNSHIP
        self.me = identity.Me(self.inst, self.office, self.role, keys_of(self.number))
        self.actor = Actor(f"pc{self.number}", f"经办{self.number}", "admin", self.office)
        self.raw, self.db = slot(self.number).raw, slot(self.number).db
        self.db.pc = f"{self.number}"
        new = _founded.get(self.number)
        if new is None or new[0] != self.me:
            _template().backup(self.raw)
            with self.db.transaction(self.actor, "建立", "setup") as s:
                identity.remember(s, self.me)
            new = _founded[self.number] = self.me, self.backup()[0]
        new[1].backup(self.raw)

    @property
    def is_old(self) -> bool:
        """Whether an older version of the program runs here, which does not know every column."""
        return self.known is not shape()

    def upgrade(self) -> None:
        """The newest version of the program from now on."""
        self.known = shape()
        with self.db.transaction(self.actor, "升级", "receive") as s:
            upgrade.after_upgrade(s, self.me)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What the database answers, in the driver's own terms."""
        return self.raw.execute(sql, tuple(values)).fetchall()

    @contextmanager
    def writing(self, why: str = "改") -> Iterator[Session]:
        """One transaction of the person at this PC."""
        with self.db.transaction(self.actor, why) as s:
            yield s

    def insert(self, table: str, row: bytes, values: Mapping[str, Any]) -> None:
        names = ("id", *values)
        with self.writing("新增") as s:
            state.insert(s.connection(), table, names, [(row, *values.values())])

    def edit(self, table: str, row: bytes, values: Mapping[str, Any]) -> None:
        marks = ", ".join(f"{n} = ?" for n in values)
        with self.writing() as s:
            state.run(s.connection(), f"UPDATE {table} SET {marks} WHERE id = ?", (*values.values(), row))

    def seal(self) -> list[bytes]:
        """Seal what is unsealed; returns the bytes of the new segments."""
        with self.db.transaction(self.actor, "封存", "seal") as s:
            made = seal.seal(s, self.me, self.known)
            return [state.raw_of(s.connection(), h) for h in made]

    def export(self, peer: Replica) -> Parcel:
        """A package for a peer: what it lacks by its own last words, and what we have."""
        shared = [scope for scope in self.scopes if scope in peer.scopes]
        have = self.peers.get(peer.inst, {})
        with self.db.read() as s:
            c = s.connection()
            segments = [
                state.raw_of(c, h)
                for scope in shared
                for h in heads.missing_for(c, scope, have.get(scope, ()))
            ]
            mine = {scope: heads.stated(c, scope) for scope in shared}
        reset, self.was_restored = self.was_restored, False
        return Parcel(self.inst, peer.inst, mine, reset, tuple(segments))

    def deliver(self, parcel: Parcel, open_segment: Any, kill_at: int | None = None) -> Tally | None:
        """Import a package in one transaction after a seal; None when it is not for us."""
        if parcel.to != self.inst:
            return None
        with self.db.transaction(self.actor, "接收", "receive") as s:
            seal.seal(s, self.me, self.known)
            receiver = Receiver(s, known=self.known)
            for n, raw in enumerate(parcel.segments):
                if n == kill_at:
                    raise Killed
                receiver.receive(open_segment(raw))
            if kill_at is not None:
                raise Killed
        self.peers[parcel.sender] = {} if parcel.reset_have else parcel.have
        return receiver.tally

    def held(self) -> list[bytes]:
        found = self.rows("SELECT hash FROM sync_seg WHERE state = 'held' ORDER BY lam, hash")
        return [row[0] for row in found]

    def rescue(self, h: bytes) -> None:
        """A person says that the package before this segment no longer exists."""
        with self.db.transaction(self.actor, "确认丢失", "receive") as s:
            seal.seal(s, self.me, self.known)
            Receiver(s, known=self.known).rescue(h)

    def conflicts(self) -> list[conflict.Conflict]:
        with self.db.read() as s:
            return conflict.open_conflicts(s, self.known)

    def resolve(self, case: conflict.Conflict, value: Mapping[str, Any]) -> None:
        with self.writing(conflict.DECIDED) as s:
            conflict.decide(s, case, dict(value), self.known)

    def backup(self) -> Any:
        image = sqlcipher.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.raw.backup(image)
        return image, dict(self.peers), self.known

    def restore(self, image: Any, *, noticed: bool) -> None:
        """The database as it was; ``noticed`` when the fence saw it, else nobody knows."""
        image[0].backup(self.raw)
        self.peers, self.known = dict(image[1]), image[2]
        self.was_restored = noticed

    def dump(self, tables: Sequence[str] = KEPT) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of these tables: equal dumps are equal databases."""
        return {name: sorted(self.rows(f"SELECT * FROM {name}"), key=repr) for name in tables}


def opener() -> Any:
    """Opens segments of any PC of the simulation, each once: it would be verified on every way."""
    by_id = {keys_of(n).public.key_id.hex(): keys_of(n).public for n in range(8)}
    seen: dict[bytes, wire.Sealed] = {}

    def open_segment(raw: bytes) -> wire.Sealed:
        if raw not in seen:
            seen[raw] = wire.open_segment(raw, by_id[wire.signer_of(raw)])
        return seen[raw]

    return open_segment
