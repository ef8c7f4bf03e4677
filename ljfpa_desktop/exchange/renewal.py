"""A computer changes its keys, yearly or when people leave: new ones beside the old until the county knows.

The old keys sign for the new ones. What the old ones signed before stays good; the county stops them
when the first package of the new ones is in and nothing of the old ones can be on its way any more.
"""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import new_id
from ljfpa_desktop.exchange import registry
from ljfpa_desktop.exchange.file.keyring import PrivateKeys, PublicKeys, is_signed, new_keys, sign
from ljfpa_desktop.exchange.file.request import JoinRequest
from ljfpa_desktop.exchange.kernel import heads, identity
from ljfpa_desktop.exchange.kernel.identity import COUNTY, Me
from ljfpa_desktop.exchange.kernel.state import HELD, run
from ljfpa_desktop.exchange.registry import Computer
from ljfpa_desktop.models.sync import Installation, Peer

CONTEXT = "renewal"
# Facts this PC keeps of itself: keys not in use yet, keys no more in use, and which installation it was.
NEXT, FORMER, WAS = "next", "former", "was"
RENEWED = "更换了钥匙"
NOT_THEIRS = "这份更换钥匙的申请不是由原来的那台电脑做的，没有办理，请打电话核对。"
STOPPED = "原来的钥匙已经停用，不能用它来更换，请对方重新申请加入。"


def begin(s: Session, me: Me) -> Me:
    """The installation this PC will be, its keys made once and not used before the county's answer."""
    coming = _kept(s, me, NEXT)
    if coming is None:
        coming = Me(new_id().hex, me.office, me.role, new_keys())
        _keep(s, NEXT, coming)
    return coming


def expected(s: Session, me: Me, key_id: bytes) -> Me | None:
    """The installation with these keys that this PC asked to become."""
    coming = _kept(s, me, NEXT)
    return coming if coming is not None and coming.keys.public.key_id == key_id else None


def become(s: Session, me: Me, coming: Me) -> None:
    """From now on the new keys sign; the old ones open what was sent to them before."""
    _keep(s, FORMER, me)
    identity.put(s, WAS, me.inst)
    identity.put(s, NEXT, "")
    identity.remember(s, coming)


def former(s: Session, me: Me) -> Me | None:
    """What this PC was before its keys were changed, until the county's first package for the new ones."""
    return _kept(s, me, FORMER)


def forget_former(s: Session, me: Me, sender: Computer, to: list[str]) -> None:
    """A package of the county for the new keys is in: what was sent to the old ones comes again to these."""
    if sender.role == COUNTY and me.inst in to:
        identity.put(s, FORMER, "")


def consent(old: PrivateKeys, new: PublicKeys) -> bytes:
    """The old keys' signature for the new ones."""
    return sign(old, CONTEXT, new.sign + new.age.encode())


def replaced(s: Session, join: JoinRequest) -> Computer | None:
    """At the county: the computer whose keys a request changes, None for a new computer's.

    Raises `Refused` when that one is stopped, of another office, or did not sign for the new keys.
    """
    if not join.replaces:
        return None
    old = registry.by_key(s, join.replaces.hex())
    if old is None or old.office != join.office or old.role == COUNTY:
        raise Refused(NOT_THEIRS)
    if not is_signed(old.keys, CONTEXT, join.keys.sign + join.keys.age.encode(), join.consent):
        raise Refused(NOT_THEIRS)
    if old.revoked_on:
        raise Refused(STOPPED)
    return old


def inherit(s: Session, old: Computer, inst: UUID) -> None:
    """It is the same PC: what it said it has, it has under its new keys."""
    said = s.get(Peer, UUID(old.inst))
    if said is not None:
        s.add(
            Peer(
                inst=inst, office=said.office, have=said.have, last_no=said.last_no,
                last_made=said.last_made, last_seen=said.last_seen, app=said.app, schema=said.schema,
                facts=said.facts,
            )
        )  # fmt: skip


def stop(s: Session, computer: Computer, why: str) -> None:
    """Take a computer's keys out of use: what came from them before stays, what comes later is refused."""
    row = s.get_one(Installation, UUID(computer.inst))
    c = s.connection()
    scopes = heads.scopes(c) if computer.role == COUNTY else [computer.office]
    known = [h.hex() for scope in scopes for h in heads.heads(c, scope)]
    row.revoked_on, row.revoked_why = dates.today().isoformat(), why.strip()[:120]
    row.revoked_heads = json.dumps(known)


def stop_replaced(s: Session, sender: Computer) -> None:
    """At the county: a package of changed keys came, the old ones have done their work.

    Not while something of the office is held: it may follow what the old keys signed.
    """
    replaces = s.scalar(select(Installation.replaces).where(Installation.id == UUID(sender.inst)))
    old = registry.by_key(s, replaces) if replaces else None
    held = run(
        s.connection(), "SELECT 1 FROM sync_seg WHERE scope = ? AND state = ? LIMIT 1", (sender.office, HELD)
    ).first()
    if old is not None and not old.revoked_on and held is None:
        stop(s, old, RENEWED)


def _keep(s: Session, name: str, me: Me) -> None:
    identity.put(s, name, json.dumps({"inst": me.inst, "sign": me.keys.sign.hex(), "age": me.keys.age}))


def _kept(s: Session, me: Me, name: str) -> Me | None:
    found = json.loads(identity.get(s, name) or "null")
    if found is None:
        return None
    return Me(found["inst"], me.office, me.role, PrivateKeys(bytes.fromhex(found["sign"]), found["age"]))
