"""Makes a package: seals what is new, picks what the receiver lacks, writes the file (EXCHANGE.md 2.8, 3)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop import __version__
from ljfpa_desktop.base import access, dates, divisions
from ljfpa_desktop.base.bulk import collector_paused
from ljfpa_desktop.base.capture import Act
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.exchange import blobs, fencing, newcomer, receipts, registry, vouching
from ljfpa_desktop.exchange.enrol import joined
from ljfpa_desktop.exchange.file import introduction, package, stick
from ljfpa_desktop.exchange.kernel import heads, identity, state, upgrade
from ljfpa_desktop.exchange.kernel.identity import COUNTY, EVERYONE, Me, office_bytes
from ljfpa_desktop.exchange.kernel.seal import seal
from ljfpa_desktop.exchange.kernel.summary import add, none
from ljfpa_desktop.exchange.kernel.wire import reread
from ljfpa_desktop.exchange.registry import Computer
from ljfpa_desktop.migrations.run import NEWEST
from ljfpa_desktop.models.sync import PackageLog, Peer

LEAST_READER = 2  # the first schema that exchanges; what a newer one adds waits at an older PC


@dataclass(frozen=True)
class Packed:
    """A package made: its file, the code read by phone, its number, whom it is for, what it carries."""

    path: Path
    code: str
    no: int
    to: str
    segments: int
    totals: dict[str, int]


@dataclass(frozen=True)
class _Load:
    """What is decided before the file is written, from committed state."""

    me: Me
    no: int
    target: str
    readers: tuple[Computer, ...]
    hashes: tuple[bytes, ...]
    blobs: tuple[str, ...]
    have: dict[str, list[str]]
    audit_head: str
    root: str
    again: bool
    vouch: str
    links: str
    receipts: bytes
    chunks: tuple[bytes, ...]


def pack(
    db: Database, actor: Actor, folder: Path, to: str = "",
    *, everything: bool = False, baseline: bool = False,
) -> Packed:  # fmt: skip
    """Write the package for office ``to`` (a township's default: its county) into ``folder``.

    ``everything`` sends the whole scope again; nothing is ever lost by sending too much. ``baseline`` gives
    computers that never said what they have the records as they stand, in place of a long history. Raises
    `Refused` before the office joined, `Trouble` of the disk; what was sealed stays to be sent again.
    """
    access.require(actor, access.WRITE)
    with db.transaction(actor, "封存待上报的改动", "exchange") as s:
        me = joined(s)
        target = _target(s, me, to)
        upgrade.catch_up(s, me)
        with collector_paused():
            seal(s, me)
        load = _load(db, s, me, target, everything=everything, baseline=baseline)
        identity.put(s, "gen", str(int(identity.get(s, "gen", "0")) + 1))
    fencing.advance(db)
    return _write(db, actor, folder, load)


def is_county(db: Database) -> bool:
    """Whether this office gives packages to townships; raises `Refused` before it joined."""
    with db.read() as s:
        return joined(s).role == COUNTY


def pack_all(db: Database, actor: Actor, folder: Path, *, everything: bool = False) -> list[Packed]:
    """At the county: one package for each township that has a computer in use."""
    with db.read() as s:
        me = joined(s)
        known = [c for c in registry.computers(s) if not c.revoked_on]
        offices = sorted({c.office for c in known} - {me.office})
    return [pack(db, actor, folder, office, everything=everything) for office in offices]


def _target(s: Session, me: Me, to: str) -> str:
    if me.role == COUNTY:
        if not to:
            raise Refused("请说明发给哪个乡镇。")
        if not registry.in_use(s, to):
            raise Refused(f"{divisions.name(to)}还没有电脑加入数据交换，不能发给它。")
        return to
    county = json.loads(identity.get(s, "county", "{}")).get("code", "")
    if to not in ("", county, me.office):
        raise Refused("乡镇的数据包只能发给本县，不能发给别的乡镇。")
    return to or county


def shared_scopes(s: Session, me: Me, other: str) -> tuple[str, ...]:
    """The scopes this office and another both keep: everyone's, and the township's own."""
    if me.role == COUNTY and other == me.office:
        return tuple(heads.scopes(s.connection()))
    return (EVERYONE, other if me.role == COUNTY else me.office)


def _lacking(s: Session, me: Me, target: str) -> list[Computer]:
    """The computers whose gaps a package for ``target`` fills; our own others get theirs through it.

    A township's new PC has never said anything and needs all; at the county those that spoke count.
    """
    there = [c for c in registry.in_use(s, target) if c.inst != me.inst]
    if me.role == COUNTY or target == me.office:
        return there
    spoke = set(s.scalars(select(Peer.inst)))
    return [c for c in there if UUID(c.inst) in spoke] or there


def _needed(
    s: Session, me: Me, target: str, *, everything: bool, baseline: bool
) -> tuple[set[bytes], tuple[bytes, ...]]:
    """The segments that computers of ``target`` lack, and the baseline for those that have nothing yet."""
    c, needed = s.connection(), set[bytes]()
    lacking = _lacking(s, me, target)
    home = target if me.role == COUNTY else me.office
    for_home = target == home and (me.role != COUNTY or home != me.office)
    fresh = [r.inst for r in lacking if for_home and not everything and newcomer.is_new(s, r)]
    if baseline and not fresh:
        raise Refused(newcomer.NOBODY_NEW)
    # A computer that began with a baseline has no more than that for a county that lost everything.
    is_all = everything and me.role != COUNTY and target != me.office and newcomer.is_pruned(s, home)
    chunks = newcomer.parts(s, me, home, wanted=baseline) if fresh or is_all else ()
    for reader in lacking:
        have = _have_of(s, reader.inst)
        for scope in _scopes_for(s, me, reader, target, everything=everything):
            if not (chunks and scope == home and reader.inst in fresh):
                needed |= set(heads.missing_for(c, scope, () if everything else have.get(scope, ())))
    return needed, chunks


def _scopes_for(
    s: Session, me: Me, reader: Computer, target: str, *, everything: bool
) -> tuple[str, ...]:  # fmt: skip
    """What a computer gets of; a county that lost its own gets back what the county gave to all."""
    if me.role == COUNTY or target == me.office:
        return shared_scopes(s, me, target) if me.role == COUNTY else (me.office,)
    # One that was put back, or is in the place of another, lacks what the county gave to all since then.
    lost = everything or not newcomer.is_new(s, reader)
    return (EVERYONE, me.office) if lost else (me.office,)


def _load(
    db: Database, s: Session, me: Me, target: str, *, everything: bool, baseline: bool
) -> _Load:  # fmt: skip
    c = s.connection()
    others = [x for x in (*registry.in_use(s, target), *registry.in_use(s, me.office)) if x.inst != me.inst]
    readers = tuple({x.inst: x for x in others}.values())
    if not readers:
        raise Refused(f"{_name(target)}没有别的电脑可以接收数据包。")
    scopes = shared_scopes(s, me, target)
    needed, chunks = _needed(s, me, target, everything=everything, baseline=baseline)
    order = {h: n for n, h in enumerate(h for scope in scopes for h, _lam in state.in_order(c, scope))}
    hashes = tuple(sorted(needed, key=order.__getitem__))
    county = me.role == COUNTY
    home = office_bytes(target if county else me.office)
    if not county and target != me.office:
        pictures = blobs.due(db, s, home, target, again=everything)
    elif chunks:
        pictures = blobs.of_office(db, s, home)
    else:
        pictures = blobs.of_segments(db, s, hashes) if county else blobs.due(db, s, home, target)
    head = s.execute(select(Act.h).order_by(Act.seq.desc()).limit(1)).scalar() or b""
    return _Load(
        me, identity.next_of(s, "package"), target, readers, hashes, tuple(pictures),
        {scope: heads.stated(c, scope) for scope in scopes}, head.hex(), identity.get(s, "root_age"),
        identity.get(s, "reset_have") == "1", identity.get(s, vouching.OWN), identity.get(s, vouching.ALL),
        receipts.for_office(s, target) if county else b"", chunks,
    )  # fmt: skip


def _have_of(s: Session, inst: str) -> Mapping[str, Sequence[str]]:
    found = s.execute(select(Peer.have).where(Peer.inst == UUID(inst))).scalar()
    return json.loads(found) if found else {}


def _write(db: Database, actor: Actor, folder: Path, load: _Load) -> Packed:
    me, names = load.me, (_name(load.me.office), _name(load.target))
    counted, pictures = none(), list[str]()
    draft = package.Draft(
        sender=package.Sender(me.inst, me.office, me.key_id), to=[r.inst for r in load.readers],
        created=dates.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"), no=load.no, scopes=sorted(load.have),
        have=load.have, reset_have=load.again, app=__version__, schema=NEWEST, min_reader=LEAST_READER,
        audit_head=load.audit_head, summary=counted,
        hint={"from": names[0], "to": names[1], "no": load.no, introduction.HINT: load.vouch},
    )  # fmt: skip
    recipients = [*(r.keys.age for r in load.readers), me.keys.public.age, load.root]
    # The pieces are packed before the manifest is written: it tells what they were counted to.
    written = package.write(
        folder, stick.file_name(*names, dates.today(), load.no), draft, _raw(db, load.hashes, counted),
        _parts(db, load, pictures), me.keys, [r for r in dict.fromkeys(recipients) if r],
    )  # fmt: skip
    facts = {"totals": counted, "segments": len(load.hashes), "blobs": pictures}
    with db.transaction(actor, f"生成给{names[1]}的数据包 {written.code}", "exchange") as s:
        identity.put(s, "reset_have", "")
        s.add(
            PackageLog(
                id=new_id(), way="out", digest=written.digest, code=written.code, inst=UUID(me.inst),
                office=load.target, no=load.no, made=draft.created, at=dates.now(),
                heads=json.dumps(load.have), facts=json.dumps(facts),
            )
        )  # fmt: skip
    return Packed(written.path, written.code, load.no, load.target, len(load.hashes), counted)


def _name(code: str) -> str:
    return divisions.name(code)


def _raw(db: Database, hashes: Sequence[bytes], counted: dict[str, int]) -> Iterator[bytes]:
    for h in hashes:
        with db.read() as s:
            raw = state.raw_of(s.connection(), h)
        add(counted, reread(raw).body)
        yield raw


def _parts(db: Database, load: _Load, sent: list[str]) -> Iterator[tuple[str, bytes]]:
    if load.links:
        yield introduction.KIND, load.links.encode()
    if load.receipts:
        yield receipts.KIND, load.receipts
    for raw in newcomer.unpacked(load.chunks):
        yield newcomer.KIND, raw
    for sha, content in blobs.contents(db, load.blobs):
        sent.append(sha)
        yield blobs.KIND, content
