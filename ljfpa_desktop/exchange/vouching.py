"""Computers nobody here knows yet, proven by the county's root or by county keys in use (EXCHANGE.md 3).

A county computer in the place of a lost one, or with changed keys, is taken from its first package on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.errors import Warn
from ljfpa_desktop.exchange import registry
from ljfpa_desktop.exchange.file.introduction import (
    COUNTY,
    HINT,
    Link,
    introduce,
    links_of,
    proven,
    written,
)
from ljfpa_desktop.exchange.file.keyring import PublicKeys
from ljfpa_desktop.exchange.file.outer import Hint
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.exchange.kernel import heads, identity
from ljfpa_desktop.exchange.kernel.identity import EVERYONE, Me
from ljfpa_desktop.exchange.kernel.shape import INSERTED
from ljfpa_desktop.exchange.registry import Computer
from ljfpa_desktop.models.sync import Peer, Segment, Version

# Facts this PC keeps: what introduces it, what it knows of the county's computers, whose place it took.
OWN, ALL, RECOVERING = "vouch", "links", "recovering"
COUNTY_DIGITS = 6
NOT_PROVEN = "这个数据包自称是县里新换的电脑发的，但没有县级总恢复码的证明，没有接收，请打电话给县里核对。"
NO_CERTIFICATE = "发出这个数据包的电脑在本机还没有登记，请对方用“全部重发”再上报一次。"


def root_of(s: Session) -> PublicKeys | None:
    """The county's root as this office knows it, None before it joined."""
    sign, age = identity.get(s, "root_sign"), identity.get(s, "root_age")
    return PublicKeys(bytes.fromhex(sign), age) if sign else None


def require_root(s: Session) -> PublicKeys:
    """The same where it cannot be missing: at a county with its exchange founded."""
    root = root_of(s)
    if root is None:
        raise RuntimeError("a county without a root")
    return root


def own(s: Session) -> tuple[Link, ...]:
    """The links from the root to this computer; () where the county was founded without them."""
    return links_of(identity.get(s, OWN))


def keep(s: Session, links: Sequence[Link]) -> None:
    """From now on these introduce this computer."""
    identity.put(s, OWN, written(links))
    remember(s, links)


def remember(s: Session, links: Iterable[Link]) -> None:
    """Keep what is proven of the county's computers, for one that will have lost all of it."""
    known = links_of(identity.get(s, ALL))
    news = [x for x in links if x.role == COUNTY and x.key_id not in {k.key_id for k in known}]
    if news:
        identity.put(s, ALL, written([*known, *news]))


def on_to(
    s: Session, me: Me, inst: str, office: str, role: str, keys: PublicKeys
) -> tuple[Link, ...]:  # fmt: skip
    """At the county: its own links and one more, signed by its keys, for another computer; () without any."""
    before = own(s)
    return (*before, introduce(me.keys, inst, office, role, keys)) if before else ()


def is_recovering(s: Session) -> bool:
    """Whether this county computer took the place of another and not every office has heard of it yet."""
    return identity.get(s, RECOVERING) == "1"


class Introduced:
    """What the outside of a package proves of computers; nothing of it is believed without a signature."""

    def __init__(self, s: Session, me: Me, hint: Hint) -> None:
        self.is_at_county = me.role == COUNTY
        self.links = links_of(str(hint.get(HINT, "")))
        self.proven = self._proven(s, me, self.links)

    def learn(self, s: Session, me: Me, parts: Iterable[bytes]) -> None:
        """The package is open: who signed what the sender hands on."""
        more = (*self.links, *(x for part in parts for x in links_of(part.decode("ascii", "replace"))))
        self.proven |= self._proven(s, me, more)

    @staticmethod
    def _proven(s: Session, me: Me, links: Sequence[Link]) -> dict[str, Link]:
        if not links:
            return {}
        root = root_of(s)
        anchors = [root] if root else []
        rescue = me.role == COUNTY and is_recovering(s)
        stopped = set[str]()
        for c in registry.computers(s):
            if c.role == COUNTY and (rescue or not c.revoked_on):
                # The lost computer let the townships in; they come back with what it gave them.
                anchors.append(c.keys)
            elif c.revoked_on:
                stopped.add(c.key_id)
        found = proven(links, anchors, stopped.__contains__)
        return {key: x for key, x in found.items() if _concerns(x, me)}

    def by_key(self, s: Session, key_id: str) -> Computer | None:
        """The computer of these keys: certified here, else proven by the package."""
        known = registry.by_key(s, key_id)
        link = self.proven.get(key_id)
        if known is not None or link is None:
            return known
        return Computer(link.inst, link.office, link.role, "", 0, link.keys, "", "", ())

    def keys_of(self, s: Session, key_id: bytes) -> PublicKeys | None:
        """The keys of an id; `PackageRefused` (FORGED) for the county's that claim a proof and have none."""
        key = key_id.hex()
        known = registry.by_key(s, key)
        is_county = key in {x.key_id for x in self.links if x.role == COUNTY}
        # The county takes no package of another county computer: it would be the lost one's thief.
        found = known if is_county and self.is_at_county else self.by_key(s, key)
        if found is None and is_county:
            raise PackageRefused(Code.FORGED, NOT_PROVEN)
        return found.keys if found else None

    def doubts(self, s: Session, sender: Computer) -> list[Warn]:
        """At the county, a computer that only the lost one let in: a person asks by phone, once."""
        if not self.is_at_county or registry.by_key(s, sender.key_id) is not None:
            return []
        words = (
            f"{divisions.name(sender.office)}的这台电脑在本机没有登记，只有县里原来的电脑登记过它。"
            "请打电话问清确实是对方发来的，再接收。"
        )
        return [Warn("newly_known", "", words)]

    def counties(self) -> set[str]:
        """The ids of the county's computers among those proven."""
        return {x.inst for x in self.proven.values() if x.role == COUNTY}

    def settle(self, s: Session, sender: Computer) -> None:
        """After the package: the sender's certificate must have come with it, and its proofs are kept."""
        if registry.by_key(s, sender.key_id) is None:
            raise PackageRefused(Code.UNKNOWN_SENDER, NO_CERTIFICATE)
        remember(s, self.proven.values())


def _concerns(link: Link, me: Me) -> bool:
    """Whether it is the county's, or at the county one of its townships': these alone send to this office."""
    county = me.office[:COUNTY_DIGITS]
    if link.role == COUNTY:
        return link.office == county
    return me.role == COUNTY and len(link.office) > COUNTY_DIGITS and link.office.startswith(county)


def is_known_to_all(s: Session, inst: str) -> bool:
    """Whether every township with a computer in use has said that it has the certificate of this one."""
    offices = {c.office for c in registry.computers(s) if c.role != COUNTY and not c.revoked_on}
    c = s.connection()
    certificate = select(Segment.hash).join(Version, Version.sid == Segment.sid)
    h = s.scalar(certificate.where(Version.row == UUID(inst), Version.grp == INSERTED))
    if h is None or not offices:
        return False
    said = {
        peer.office
        for peer in s.scalars(select(Peer).where(Peer.office.in_(offices)))
        if h in heads.ancestors(c, _heads(json.loads(peer.have).get(EVERYONE, ())))
    }
    return offices <= said


def _heads(said: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(word) for word in said if not word.startswith("-")]
