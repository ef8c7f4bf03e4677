"""Who this PC is in the exchange: its keys, its office and role, its counters (EXCHANGE.md 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.exchange.file.keyring import PrivateKeys
from ljfpa_desktop.models.sync import SelfFact

TOWNSHIP, COUNTY = "township", "county"
EVERYONE = "*"


@dataclass(frozen=True)
class Me:
    """This installation: its id in hex, its office's division code, its role and its keys."""

    inst: str
    office: str
    role: str
    keys: PrivateKeys

    @cached_property
    def key_id(self) -> str:
        """The hex id of the keys it signs with."""
        return self.keys.public.key_id.hex()


def get(s: Session, name: str, otherwise: str = "") -> str:
    """One fact this installation keeps of itself."""
    found = s.execute(select(SelfFact.v).where(SelfFact.k == name)).scalar()
    return otherwise if found is None else found


def put(s: Session, name: str, value: str) -> None:
    """Keep one fact of this installation."""
    fact = s.get(SelfFact, name)
    if fact is None:
        s.add(SelfFact(k=name, v=value))
    else:
        fact.v = value
    s.flush()


def me(s: Session) -> Me | None:
    """This installation, or None while it has not made its keys."""
    inst = get(s, "inst")
    if not inst:
        return None
    keys = PrivateKeys(bytes.fromhex(get(s, "sign")), get(s, "age"))
    return Me(inst, get(s, "office"), get(s, "role", TOWNSHIP), keys)


def remember(s: Session, this: Me) -> None:
    """Keep the identity of this installation; the database is encrypted, so its keys are."""
    for name, value in (
        ("inst", this.inst),
        ("office", this.office),
        ("role", this.role),
        ("sign", this.keys.sign.hex()),
        ("age", this.keys.age),
    ):
        put(s, name, value)


def next_of(s: Session, counter: str, least: int = 0) -> int:
    """Count on: the next number of a counter, above ``least``."""
    number = max(int(get(s, counter, "0")), least) + 1
    put(s, counter, str(number))
    return number


def reach(s: Session, counter: str, at_least: int) -> None:
    """Lift a counter to a number seen elsewhere; it never falls."""
    if int(get(s, counter, "0")) < at_least:
        put(s, counter, str(at_least))


def office_bytes(code: str) -> bytes:
    """The id of the office of a division code, as stored on its rows."""
    return shipped_id("office", code).bytes
