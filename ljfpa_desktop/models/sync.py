"""What the exchange keeps: installations, segments, versions, open conflicts, packages (EXCHANGE.md 2.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ljfpa_desktop.base.fields import field
from ljfpa_desktop.base.record import Capture, Record, Synced, UtcTime, Uuid16


class Installation(Synced, Record):
    """One PC that may speak for an office: its public keys and what the county lets it do.

    Certificates and revocations are rows of the scope ``*``, which only the county's key may write.
    """

    __tablename__ = "installation"
    capture = Capture(scope="*", once=frozenset({"fact"}), final=frozenset({"revoked"}))
    key_id: Mapped[str] = field("钥匙编号", String(32), required=True, group="fact")
    of_office: Mapped[str] = field("单位代码", String(12), required=True, group="fact", listed=True)
    role: Mapped[str] = field("级别", String(10), required=True, group="fact")
    pc_name: Mapped[str] = field("电脑", String(40), required=True, group="fact", listed=True)
    pc_no: Mapped[int] = field("电脑序号", Integer, kind="number", required=True, group="fact")
    sign_key: Mapped[str] = field("签名公钥", String(64), required=True, group="fact")
    age_key: Mapped[str] = field("加密公钥", String(80), required=True, group="fact")
    letters: Mapped[str] = field("单号字母", String(26), required=True, group="fact")
    replaces: Mapped[str | None] = field("接替的钥匙", String(32), group="fact")
    revoked_on: Mapped[str | None] = field("停用日期", String(10), group="revoked", listed=True)
    revoked_why: Mapped[str | None] = field("停用原因", String(120), group="revoked")
    revoked_heads: Mapped[str | None] = field("停用前收到", Text, group="revoked")


class SelfFact(Record):
    """What this installation knows of itself: keys, generation, Lamport counter, county key."""

    __tablename__ = "sync_self"
    k: Mapped[str] = mapped_column(String(20), primary_key=True)
    v: Mapped[str] = mapped_column(Text)


class Segment(Record):
    """One immutable signed batch of changes, named by its hash; ``body`` is zstd of the signed bytes.

    ``state``: applied, held (a parent is missing), rescued (applied without its parent), refused, baseline.
    """

    __tablename__ = "sync_seg"
    sid: Mapped[int] = mapped_column(Integer, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    scope: Mapped[str] = mapped_column(String(12))
    key_id: Mapped[str] = mapped_column(String(32))
    no: Mapped[int] = mapped_column(Integer)
    lam: Mapped[int] = mapped_column(Integer)
    wall: Mapped[str] = mapped_column(String(27))
    schema: Mapped[int] = mapped_column(Integer)
    n_ops: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10))
    import_id: Mapped[UUID | None] = mapped_column(Uuid16)
    __table_args__ = (
        Index("ix_sync_seg_hash", "hash", unique=True),
        Index("ix_sync_seg_scope", "scope", "state"),
    )


class Parent(Record):
    """A segment follows another: the history of a scope is this graph."""

    __tablename__ = "sync_parent"
    child: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    parent: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    __table_args__ = (Index("ix_sync_parent_parent", "parent"),)


class Version(Record):
    """Which segment gave a row's field group the value shown; group '' is the row's insert."""

    __tablename__ = "sync_ver"
    row: Mapped[UUID] = mapped_column(Uuid16, primary_key=True)
    grp: Mapped[str] = mapped_column(String(20), primary_key=True)
    sid: Mapped[int] = mapped_column(Integer)
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012


class Sibling(Record):
    """A live value that lost the election: an open conflict, kept until a person decides."""

    __tablename__ = "sync_sib"
    row: Mapped[UUID] = mapped_column(Uuid16, primary_key=True)
    grp: Mapped[str] = mapped_column(String(20), primary_key=True)
    sid: Mapped[int] = mapped_column(Integer, primary_key=True)
    tbl: Mapped[str] = mapped_column(String(40))
    val: Mapped[str] = mapped_column(Text)
    act: Mapped[int] = mapped_column(Integer)


class Dead(Record):
    """A version that was replaced before it arrived: order must not matter."""

    __tablename__ = "sync_dead"
    row: Mapped[UUID] = mapped_column(Uuid16, primary_key=True)
    grp: Mapped[str] = mapped_column(String(20), primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    __table_args__ = (Index("ix_sync_dead_hash", "hash"),)


class Waiting(Record):
    """An operation that cannot be applied yet: its row or parent is missing, or this program is too old.

    ``missing`` is the id it waits for, or the groups of a second insert that were merged (reason "again").
    """

    __tablename__ = "sync_wait"
    sid: Mapped[int] = mapped_column(Integer, primary_key=True)
    idx: Mapped[int] = mapped_column(Integer, primary_key=True)
    row: Mapped[UUID] = mapped_column(Uuid16)
    grp: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(10))
    missing: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("ix_sync_wait_row", "row"),)


class Extra(Record):
    """Columns of a newer program that came with a group's value; they travel on with the next edit."""

    __tablename__ = "sync_extra"
    row: Mapped[UUID] = mapped_column(Uuid16, primary_key=True)
    grp: Mapped[str] = mapped_column(String(20), primary_key=True)
    val: Mapped[str] = mapped_column(Text)


class Decision(Record):
    """A conflict decided here and not sealed yet: the next operation of the group closes ``sid``."""

    __tablename__ = "sync_decided"
    row: Mapped[UUID] = mapped_column(Uuid16, primary_key=True)
    grp: Mapped[str] = mapped_column(String(20), primary_key=True)
    sid: Mapped[int] = mapped_column(Integer, primary_key=True)


class Peer(Record):
    """What another installation said it has, in the last package of it that was unpacked."""

    __tablename__ = "sync_peer"
    inst: Mapped[UUID] = mapped_column(Uuid16, primary_key=True)
    office: Mapped[str] = mapped_column(String(12))
    have: Mapped[str] = mapped_column(Text)
    last_no: Mapped[int] = mapped_column(Integer)
    last_made: Mapped[str] = mapped_column(String(27))
    last_seen: Mapped[datetime] = mapped_column(UtcTime)
    app: Mapped[str] = mapped_column(String(20))
    schema: Mapped[int] = mapped_column(Integer)
    facts: Mapped[str] = mapped_column(Text)


class PackageLog(Record):
    """One package that left or arrived; ``facts`` is its summary, ``undone_at`` set when taken back."""

    __tablename__ = "sync_package"
    id: Mapped[UUID] = mapped_column(Uuid16, primary_key=True)
    way: Mapped[str] = mapped_column(String(3))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    code: Mapped[str] = mapped_column(String(14))
    inst: Mapped[UUID] = mapped_column(Uuid16)
    office: Mapped[str] = mapped_column(String(12))
    no: Mapped[int] = mapped_column(Integer)
    made: Mapped[str] = mapped_column(String(27))
    at: Mapped[datetime] = mapped_column(UtcTime)
    heads: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    undone_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (Index("ix_sync_package_digest", "digest"),)
