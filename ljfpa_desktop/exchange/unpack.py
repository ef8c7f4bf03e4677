"""Takes a package in: verified, tried, merged, or set aside with one sentence (EXCHANGE.md 2.10)."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates, divisions
from ljfpa_desktop.base.bulk import collector_paused
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Trouble, settle, with_reasons
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.exchange import blobs, brake, county_keys, receipts, registry, renewal
from ljfpa_desktop.exchange.enrol import joined
from ljfpa_desktop.exchange.file import introduction, package, stick
from ljfpa_desktop.exchange.file.keyring import PublicKeys
from ljfpa_desktop.exchange.file.package import Package
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.intake import Intake
from ljfpa_desktop.exchange.kernel import conflict, state, upgrade
from ljfpa_desktop.exchange.kernel.apply import Receiver
from ljfpa_desktop.exchange.kernel.identity import Me
from ljfpa_desktop.exchange.kernel.seal import seal
from ljfpa_desktop.exchange.vouching import Introduced
from ljfpa_desktop.migrations.run import NEWEST
from ljfpa_desktop.models.sync import PackageLog, Peer
from ljfpa_desktop.services.identity import following

_HASH = re.compile(r"-?[0-9a-f]{64}")


@dataclass(frozen=True)
class Unpacked:
    """What a package did, or would do (CLI.md, unpack result).

    ``conflicts`` counts what a person must decide, ``held`` the segments that wait for an earlier package,
    ``refused`` those of a stopped computer that were left out, ``pictures`` the photos that came along,
    ``retired`` the records taken out.
    """

    package: str
    sender: str
    sequence: int
    segments: int
    new: int
    changed: int
    conflicts: int
    held: int
    already_had: bool
    totals: dict[str, int]
    receipts: int = 0
    id: UUID | None = None
    refused: int = 0
    pictures: int = 0
    retired: int = 0


def unpack(
    db: Database, actor: Actor, path: Path, *, dry_run: bool = False, accepted: dict[str, str] | None = None
) -> Unpacked:
    """Merge the package in ``path``; ``dry_run`` does the same work and rolls it back.

    Raises `PackageRefused` (the file is then kept in quarantine and nothing changed), `Doubt` for a
    package that changes very much at once, until it is accepted.
    """
    access.require(actor, access.WRITE)
    try:
        with collector_paused():
            return _unpack(db, actor, path, dry_run, accepted or {})
    except PackageRefused as refusal:
        # A file that only happened to lie there is nobody's evidence; a full disk must not hide the reason.
        if refusal.code != Code.NOT_A_PACKAGE:
            with suppress(Trouble):
                stick.quarantine(db.folder, path, refusal.code)
        raise


def inspect(db: Database, path: Path) -> Package:
    """A package's manifest, verified, without anything of it being taken in."""
    hint = package.look(path).hint  # a file that is no package is told so, whoever we are
    with db.read() as s:
        me = joined(s)
        known = Introduced(s, me, hint)
        keys, ours = county_keys.openers(s, me, known)

    def sender(key_id: bytes) -> PublicKeys | None:
        with db.read() as s:
            return known.keys_of(s, key_id)

    return package.open_package(path, keys, ours, sender)


def _unpack(db: Database, actor: Actor, path: Path, dry_run: bool, accepted: dict[str, str]) -> Unpacked:
    opened = inspect(db, path)
    manifest = opened.manifest
    if manifest.min_reader > NEWEST:
        raise PackageRefused(Code.NEWER_FORMAT)
    why = with_reasons(f"接收{divisions.name(manifest.sender.office)}的数据包 {opened.code}", accepted)
    with db.transaction(actor, why, "receive", keep=not dry_run) as s:
        me = joined(s)
        known = Introduced(s, me, manifest.hint)
        sender = registry.require_sender(manifest.sender, known.by_key(s, manifest.sender.key))
        upgrade.catch_up(s, me)
        seal(s, me)
        unsure = known.doubts(s, sender)
        known.learn(s, me, opened.parts(introduction.KIND))
        done, intake = _merge(s, me, opened, sender, known)
        known.settle(s, sender)
        done = replace(done, retired=brake.gone(s))
        settle([*unsure, *intake.doubts(), *brake.doubts(s, done.totals, manifest.summary)], accepted)
        if sender.inst != me.inst:
            _note_peer(s, opened)
            _log(s, opened, done)
        following.settle(s)
        renewal.forget_former(s, me, sender, manifest.to)
        if me.role == registry.COUNTY:
            renewal.stop_replaced(s, sender)
            county_keys.after_package(s, me)
        if not dry_run:
            blobs.keep(db, opened.parts(blobs.KIND))
    return done


def _merge(
    s: Session, me: Me, opened: Package, sender: registry.Computer, known: Introduced
) -> tuple[Unpacked, Intake]:  # fmt: skip
    manifest, import_id = opened.manifest, new_id()
    before = {c.id for c in conflict.open_conflicts(s)}
    intake = Intake(s, me, opened, Receiver(s, import_id), sender, known)
    intake.take()
    news = receipts.take(s, opened.parts(receipts.KIND)) if sender.role == registry.COUNTY else 0
    tally = intake.receiver.tally
    conflicts = sum(c.id not in before for c in conflict.open_conflicts(s))
    held = sum(state.state_of(s.connection(), h) == state.HELD for h in intake.hashes)
    done = Unpacked(
        opened.code, manifest.sender.office, manifest.no, len(manifest.segs), tally.new, tally.changed,
        conflicts, held, tally.segments == 0 and not intake.refused, intake.totals, news, import_id,
        intake.refused, sum(part.kind == blobs.KIND for part in manifest.parts),
    )  # fmt: skip
    return done, intake


def _note_peer(s: Session, opened: Package) -> None:
    """What the sender says it has, in the last package taken in, were it an older one found late.

    Its words may go back: a PC that was restored and does not know it must get again what it lost.
    Too much sent does no harm, and its next package says it anew.
    """
    manifest = opened.manifest
    peer = s.get(Peer, UUID(manifest.sender.inst))
    if peer is None:
        peer = Peer(inst=UUID(manifest.sender.inst), office=manifest.sender.office, last_no=0, facts="{}")
        peer.last_made, peer.app, peer.schema = "", "", 0
        s.add(peer)
    have = {scope: [h for h in said if _HASH.fullmatch(h)] for scope, said in manifest.have.items()}
    peer.have = json.dumps({} if manifest.reset_have else have)
    peer.last_seen = dates.now()
    if manifest.no >= peer.last_no or manifest.reset_have:
        peer.last_no, peer.last_made = manifest.no, manifest.created[:27]
        peer.app, peer.schema = manifest.app[:20], manifest.schema


def _log(s: Session, opened: Package, done: Unpacked) -> None:
    manifest = opened.manifest
    known = s.scalars(
        select(PackageLog).where(PackageLog.way == "in", PackageLog.digest == opened.digest)
    ).first()
    if known is not None:
        return
    facts = {
        "segments": done.segments, "new": done.new, "changed": done.changed, "conflicts": done.conflicts,
        "held": done.held, "totals": done.totals, "stated": manifest.summary,
    }  # fmt: skip
    s.add(
        PackageLog(
            id=done.id or new_id(), way="in", digest=opened.digest, code=opened.code,
            inst=UUID(manifest.sender.inst), office=manifest.sender.office, no=manifest.no,
            made=manifest.created[:27], at=dates.now(), heads=json.dumps(manifest.have),
            facts=json.dumps(facts | {"blobs": [p.h for p in manifest.parts if p.kind == blobs.KIND]}),
        )
    )  # fmt: skip
