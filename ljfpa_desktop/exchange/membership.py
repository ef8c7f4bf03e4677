"""Where this PC stands in the exchange, and the computers the county knows, for the screen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.models.sync import Installation, SelfFact
from ljfpa_desktop.services import setting

State = Literal["alone", "asked", "joined", "stopped"]
COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Membership:
    """This PC in the exchange: ``county`` is the title of the county it joined, ``no`` its number there.

    ``alone`` has made no keys yet, ``asked`` waits for the county's answer, ``stopped`` was taken out of
    use by the county. ``is_copy``: the data know another computer of this office, this one must join anew.
    """

    state: State
    is_county: bool
    county: str = ""
    pc_name: str = ""
    no: int = 0
    letters: str = ""
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """A computer the county certified; ``key`` names it, ``is_ours`` says that this is it."""

    key: str
    office: str
    office_name: str
    name: str
    no: int
    letters: str
    revoked_on: str
    revoked_why: str
    is_ours: bool


def of_this_pc(db: Database) -> Membership:
    """How far this PC has come with joining; reads four rows."""
    with db.read() as s:
        return in_session(s)


def in_session(s: Session) -> Membership:
    """The same within a session."""
    known = facts(s)
    code = str(setting.value(s, "office.code"))
    is_county = len(code) == COUNTY_DIGITS
    inst = known.get("inst", "")
    computers = list(s.scalars(select(Installation).where(Installation.of_office == code)))
    mine = next((c for c in computers if c.id.hex == inst), None)
    title = json.loads(known.get("county") or "{}").get("title", "")
    if mine is None:
        return Membership("asked" if inst else "alone", is_county, title, is_copy=bool(computers))
    state: State = "stopped" if mine.revoked_on else "joined"
    return Membership(state, is_county, title, mine.pc_name, mine.pc_no, mine.letters)


def facts(s: Session) -> dict[str, str]:
    """What this installation keeps of itself, by name; no key is among it."""
    wanted = ("inst", "county", "gen", "reset_have")
    found = s.execute(select(SelfFact.k, SelfFact.v).where(SelfFact.k.in_(wanted)))
    return {str(name): str(value) for name, value in found}


def machines(db: Database) -> list[Machine]:
    """Every computer the county certified, the county's first, then by office and number."""
    with db.read() as s:
        inst = facts(s).get("inst", "")
        rows = s.scalars(select(Installation).order_by(Installation.of_office, Installation.pc_no))
        return [
            Machine(
                r.key_id, r.of_office, divisions.name(r.of_office), r.pc_name, r.pc_no, r.letters,
                r.revoked_on or "", r.revoked_why or "", r.id.hex == inst,
            )
            for r in rows
        ]  # fmt: skip
