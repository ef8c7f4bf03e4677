"""The root of every table: ids, column types, and what is captured and exchanged of a row."""

from __future__ import annotations

import os
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import BLOB, Date, MetaData, String
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine, Uuid

_clock = threading.Lock()
_last = 0
_VERSION_7 = 0x7 << 76 | 0x2 << 62
_CHANCE = (1 << 80) - 1 & ~(0xF << 76 | 0x3 << 62)


def new_id() -> uuid.UUID:
    """A UUIDv7, growing within this process even when the clock goes back; never an order."""
    global _last
    with _clock:
        _last = stamp = max(time.time_ns() // 1_000_000, _last + 1)
    return uuid.UUID(int=stamp << 80 | int.from_bytes(os.urandom(10), "big") & _CHANCE | _VERSION_7)


def shipped_id(table: str, code: str) -> uuid.UUID:
    """The id of a row that every office is shipped with (RULINGS.md 10)."""
    return uuid.uuid5(uuid.UUID("6c6a6670-6100-5000-8000-000000000000"), f"{table}:{code}")


class Uuid16(TypeDecorator[uuid.UUID]):
    """A UUID as 16 bytes in SQLite and as native uuid in PostgreSQL."""

    impl = BLOB
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of this database."""
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else BLOB(16))

    def bind_processor(self, dialect: Dialect) -> Any:
        """UUID to what the driver stores: one call for each of the many ids of an import."""
        if dialect.name == "postgresql":
            return super().bind_processor(dialect)
        return _stored

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """What the driver reads to UUID."""
        if dialect.name == "postgresql":
            return super().result_processor(dialect, coltype)
        return _as_id


def _stored(value: uuid.UUID | None) -> bytes | None:
    return None if value is None else value.bytes


def _as_id(value: bytes | None) -> uuid.UUID | None:
    return None if value is None else uuid.UUID(bytes=value)


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC, kept as ISO text with microseconds and ``Z``."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Aware datetime to text."""
        return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Text to aware datetime."""
        return (
            None if value is None else datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        )


@dataclass(frozen=True)
class Capture:
    """How a table is captured: ``kind`` register or ledger, ``scope`` who gets it (RULINGS.md 5).

    ``once`` groups are written at insert and never again; ``final`` groups may be filled
    once and then never change.
    """

    kind: Literal["register", "ledger"] = "register"
    scope: Literal["office", "*", "local"] = "office"
    once: frozenset[str] = field(default_factory=frozenset)
    final: frozenset[str] = field(default_factory=frozenset)


class Record(DeclarativeBase):
    """A table of this program; ``capture = None`` marks one that leaves no history."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    capture: ClassVar[Capture | None] = None


class Synced:
    """What stands on every captured row: its id, its office, and the day it was retired."""

    id: Mapped[uuid.UUID] = mapped_column(Uuid16, primary_key=True, default=new_id)
    office_id: Mapped[uuid.UUID] = mapped_column(Uuid16)
    retired_on: Mapped[date | None] = mapped_column(Date, info={"group": "retired"})


def captured_tables() -> list[type[Record]]:
    """The model classes whose writes leave change rows, by table name."""
    found = [m.class_ for m in Record.registry.mappers if m.class_.capture is not None]
    return sorted(found, key=lambda c: str(c.__tablename__))
