"""The segments of one package on their way in: who wrote each, may it, and what they carry in all."""

from __future__ import annotations

from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.orm import Session

from ljfpa_desktop.base.errors import Warn
from ljfpa_desktop.exchange import registry, vouching
from ljfpa_desktop.exchange.file.package import Package
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel import heads, state
from ljfpa_desktop.exchange.kernel.apply import Receiver
from ljfpa_desktop.exchange.kernel.identity import COUNTY, EVERYONE, Me
from ljfpa_desktop.exchange.kernel.shape import shape
from ljfpa_desktop.exchange.kernel.summary import add, none
from ljfpa_desktop.exchange.kernel.wire import Sealed, open_segment, reread, signer_of
from ljfpa_desktop.exchange.newcomer import KIND, Arrival
from ljfpa_desktop.exchange.registry import Computer
from ljfpa_desktop.exchange.vouching import Introduced

# What the database and the merge say to values of the wrong kind; a full disk is another matter.
NONSENSE = (
    IntegrityError, InterfaceError, ProgrammingError, DataError, LookupError, TypeError, ValueError,
    OverflowError, AttributeError,
)  # fmt: skip
UNREADABLE = "这个数据包里有本机看不懂的内容，没有接收，请打电话告诉县里。"


class Intake:
    """Takes the segments of a package in the sender's order; the first that has no right refuses all."""

    def __init__(
        self, s: Session, me: Me, opened: Package, receiver: Receiver, sender: Computer, known: Introduced
    ) -> None:
        self.s, self.me, self.opened, self.receiver = s, me, opened, receiver
        self.sender, self.known = sender, known
        self.hashes: list[bytes] = []
        self.totals = none()
        self.refused = 0
        self._accepted: dict[str, set[bytes]] = {}

    def take(self) -> None:
        """Merge a baseline, then every segment; `PackageRefused` for what may not be or says nonsense."""
        arrival = Arrival(self.s, self.me, lambda: self.opened.parts(KIND), self.known)
        try:
            begin = True
            for sealed, writer in map(self._opened, self.opened.segments()):
                # At a county that lost everything, the rows of a baseline point at the shared ones.
                if begin and (self.me.role != COUNTY or sealed.body.scope != EVERYONE):
                    arrival.begin(self.receiver.tally)
                    begin = False
                self._take(sealed, writer)
            if begin:
                arrival.begin(self.receiver.tally)
        except NONSENSE as e:
            # Signed by a key we trust, and yet no program of ours writes this: columns missing, no ids.
            raise PackageRefused(Code.DAMAGED, UNREADABLE) from e
        arrival.require_whole()

    def doubts(self) -> list[Warn]:
        """That segments of a stopped computer were left out: what follows them waits."""
        if not self.refused:
            return []
        words = f"数据包里有 {self.refused} 段是已停用的电脑后来写的，不会并入，请先打电话核对。"
        return [Warn("revoked", "", words)]

    def _opened(self, raw: bytes) -> tuple[Sealed, Computer]:
        writer = self.known.by_key(self.s, signer_of(raw))
        if writer is None:
            raise PackageRefused(Code.UNKNOWN_SENDER)
        return open_segment(raw, writer.keys), writer

    def _take(self, sealed: Sealed, writer: Computer) -> None:
        add(self.totals, sealed.body)
        self.hashes.append(sealed.hash)
        if state.state_of(self.s.connection(), sealed.hash) is None:
            registry.require_right(self.s, self.me, sealed, writer, shape())
            if writer.revoked_on and not self._is_good(sealed.hash, writer):
                self.refused += 1
                return
        self.receiver.receive(sealed)

    def _is_good(self, h: bytes, writer: Computer) -> bool:
        """Whether a stopped computer's segment is taken: it was accepted before, or its office stands for it.

        A lost computer of the county leaves behind what townships had of it: the one in its place takes
        that back, and hands it on.
        """
        if writer.role == COUNTY and (self.sender.role == COUNTY or vouching.is_recovering(self.s)):
            return True
        return h in self._accepted_of(writer)

    def _accepted_of(self, writer: Computer) -> set[bytes]:
        """What a stopped computer wrote before the county stopped it, here or in this very package."""
        if writer.inst not in self._accepted:
            links = {s.hash: s.body.parents for s in map(reread, self.opened.segments())}
            c, seen = self.s.connection(), set[bytes]()
            open_ = [bytes.fromhex(h) for h in writer.revoked_heads]
            while open_:
                h = open_.pop()
                if h not in seen:
                    seen.add(h)
                    open_ += [*map(bytes.fromhex, links.get(h, ())), *heads.parents(c, h)]
            self._accepted[writer.inst] = seen
        return self._accepted[writer.inst]
