"""A computer that has nothing of its office yet: what it is sent, and whether it may take it (2.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

import zstandard
from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange import vouching
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel import baseline, state, upgrade
from ljfpa_desktop.exchange.kernel.batch import Tally
from ljfpa_desktop.exchange.kernel.chunk import KIND, Chunk, Item, Named, Row, in_turn, open_chunk
from ljfpa_desktop.exchange.kernel.identity import COUNTY, EVERYONE, Me, office_bytes
from ljfpa_desktop.exchange.kernel.loading import PARTLY, load
from ljfpa_desktop.exchange.kernel.shape import shape
from ljfpa_desktop.exchange.kernel.state import IN_EFFECT, PRUNED, run
from ljfpa_desktop.exchange.kernel.wire import signer_of
from ljfpa_desktop.exchange.registry import NO_RIGHT, REVOKED, Computer
from ljfpa_desktop.exchange.vouching import Introduced
from ljfpa_desktop.migrations.run import NEWEST
from ljfpa_desktop.models.sync import Peer

LEAST_HISTORY = 1024 * 1024  # bytes as kept; below it the whole history is no burden
NOBODY_NEW = "对方的电脑都已经报过自己有什么，只发缺的部分就够，不用从现状发起。"

__all__ = ["KIND", "Arrival", "is_new", "parts", "unpacked"]


def is_new(s: Session, computer: Computer) -> bool:
    """Whether a computer never said what it has."""
    return s.scalars(select(Peer.inst).where(Peer.inst == UUID(computer.inst))).first() is None


def is_pruned(s: Session, scope: str) -> bool:
    """Whether of some segments of a scope no more than the names are here."""
    found = run(
        s.connection(), "SELECT 1 FROM sync_seg WHERE scope = ? AND state = ? LIMIT 1", (scope, PRUNED)
    )
    return found.first() is not None


def parts(s: Session, me: Me, scope: str, *, wanted: bool) -> tuple[bytes, ...]:
    """The baseline of a scope for a new computer, compressed; () when its history serves better.

    ``wanted`` asks for it however short the history is. Here may stand no more than names of the history:
    then there is no choice. Raises `Refused` when it must be made and cannot.
    """
    must = wanted or is_pruned(s, scope)
    history = baseline.history_bytes(s, scope)
    if not must and history < LEAST_HISTORY:
        return ()
    packing = zstandard.ZstdCompressor(level=3)
    try:
        made = tuple(packing.compress(raw) for raw in baseline.make(s, me, scope))
    except Refused:
        if must:
            raise
        return ()
    return made if must or sum(map(len, made)) < history else ()


def unpacked(made: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of `parts` as they travel."""
    opener = zstandard.ZstdDecompressor()
    yield from map(opener.decompress, made)


class Arrival:
    """The baseline of one package, if it brings one, before and after its segments are taken."""

    def __init__(
        self, s: Session, me: Me, raws: Callable[[], Iterator[bytes]], known: Introduced
    ) -> None:  # fmt: skip
        self.s, self.me, self.raws, self.known = s, me, raws, known
        self.names: list[bytes] = []
        self.schema = NEWEST

    def begin(self, tally: Tally) -> None:
        """Take the baseline where nothing of its segments is in effect; else the segments will do.

        Raises `PackageRefused` when it is not of the county or our own office, or not whole.
        """
        if self.me.role == COUNTY and not vouching.is_recovering(self.s):
            return  # its townships' history is here
        self.names = [bytes.fromhex(named.hash) for named in self._names()]
        if self.names and not state.in_effect(self.s.connection(), self.names):
            load(self.s, self._chunks(), tally=tally)
            if self.schema < NEWEST:
                upgrade.after_upgrade(self.s, self.me)

    def require_whole(self) -> None:
        """Raise `Refused` when segments are missing here that only the baseline would have brought."""
        c = self.s.connection()
        if any(state.state_of(c, h) is None for h in self.names):
            raise Refused(PARTLY)

    def _names(self) -> Iterator[Named]:
        for chunk in self._chunks():
            for item in chunk.items:
                if not isinstance(item, Named):
                    return
                yield item

    def _chunks(self) -> Iterator[Chunk]:
        return in_turn(self._open(raw) for raw in self.raws())

    def _open(self, raw: bytes) -> Chunk:
        writer = self.known.by_key(self.s, signer_of(raw))
        if writer is None:
            raise PackageRefused(Code.UNKNOWN_SENDER)
        chunk = open_chunk(raw, writer.keys)
        if writer.revoked_on:
            raise PackageRefused(Code.FORGED, REVOKED)
        if chunk.schema > NEWEST:
            raise PackageRefused(Code.NEWER_FORMAT)
        self.schema = chunk.schema
        home = self._home(writer)
        if chunk.scope != home:
            raise PackageRefused(Code.NOT_FOR_US)
        if chunk.inst != writer.inst or (writer.role != COUNTY and writer.office != home):
            raise PackageRefused(Code.FORGED, NO_RIGHT)
        if not all(_is_allowed(item, writer) for item in chunk.items):
            raise PackageRefused(Code.FORGED, NO_RIGHT)
        return chunk

    def _home(self, writer: Computer) -> str:
        """The office whose baseline may come: our own; at a county that lost everything, the writer's."""
        if self.me.role != COUNTY:
            return self.me.office
        return writer.office if writer.role != COUNTY else ""


def _is_allowed(item: Item, writer: Computer) -> bool:
    """A baseline holds records of an office: no shared ones, and of its own alone unless the county's."""
    if isinstance(item, Named):
        return item.state in IN_EFFECT
    if not isinstance(item, Row):
        table = getattr(getattr(item, "op", None), "tbl", "")
        return not table or shape()[table].rules.scope != EVERYONE
    own = writer.role == COUNTY or item.value.get("office_id") == office_bytes(writer.office).hex()
    return own and shape()[item.tbl].rules.scope != EVERYONE
