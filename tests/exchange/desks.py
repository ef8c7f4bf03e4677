"""Three PCs in memory for the tests of the merge: the county's and two of one township."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ljfpa_desktop.exchange.kernel import identity, state, wire
from ljfpa_desktop.exchange.kernel.apply import Receiver
from ljfpa_desktop.exchange.kernel.batch import Tally
from tests.exchange.simulation.replica import COUNTY_CODE, EVERYONE, Replica, opener

TOWN = "350122103"
OFFICE = identity.office_bytes(TOWN)
FAMILY, PERSON, MEMBER = (bytes([n]) * 16 for n in (1, 2, 3))
open_segment = opener()


def county() -> Replica:
    return Replica(0, COUNTY_CODE, (EVERYONE, COUNTY_CODE, TOWN))


def town(number: int = 1) -> Replica:
    """PC 1 or 2 of the township."""
    return Replica(number, TOWN, (EVERYONE, TOWN))


def family(pc: Replica, row: bytes = FAMILY, **values: Any) -> None:
    """A household typed at a PC."""
    given = {"household_no": "1", "village_code": "350122103201", "status": "ACTIVE"}
    given["privacy_level"] = "NORMAL"
    pc.insert("household", row, {"office_id": OFFICE, **given, **values})


def person(pc: Replica, row: bytes = PERSON, **values: Any) -> None:
    """A person typed at a PC."""
    pc.insert("person", row, {"office_id": OFFICE, "name": "林建国", **values})


def member(pc: Replica, row: bytes = MEMBER, **values: Any) -> None:
    """That person in that household."""
    given = {"household_id": FAMILY, "person_id": PERSON, "relation": "02"}
    pc.insert("member", row, {"office_id": OFFICE, **given, **values})


def sealed(pc: Replica) -> list[wire.Sealed]:
    """Seal what is new; the segments made."""
    return [open_segment(raw) for raw in pc.seal()]


def give(pc: Replica, *segments: wire.Sealed, **options: Any) -> tuple[list[str], Tally]:
    """Take segments in, one after the other; what became of each, and what they did."""
    with pc.db.transaction(pc.actor, "接收", "receive") as s:
        receiver = Receiver(s, known=pc.known, **options)
        return [receiver.receive(segment) for segment in segments], receiver.tally


def pair() -> tuple[Replica, Replica]:
    """Two PCs of the township that both have the family."""
    one, two = town(1), town(2)
    family(one, phone1="1")
    give(two, *sealed(one))
    return one, two


def shown(pc: Replica, column: str, table: str = "household", row: bytes = FAMILY) -> Any:
    """What stands in a column."""
    return pc.rows(f"SELECT {column} FROM {table} WHERE id = ?", (row,))[0][0]


def siblings(pc: Replica) -> list[tuple[str, str]]:
    """The open conflicts: group and value."""
    return pc.rows("SELECT grp, val FROM sync_sib ORDER BY grp, val")


def waiting(pc: Replica) -> list[tuple[str, str]]:
    """What waits: reason and what is missing."""
    return pc.rows("SELECT reason, missing FROM sync_wait ORDER BY sid, idx")


def states(pc: Replica) -> list[str]:
    return [at for (at,) in pc.rows("SELECT state FROM sync_seg ORDER BY lam, hash")]


def forged(pc: Replica, ops: list[tuple[Any, ...]], like: wire.Sealed, **changes: Any) -> wire.Sealed:
    """A segment that no honest program would seal, signed with a PC's own key."""
    made = tuple(wire.Op(*op) for op in ops)
    body = like.body
    fields: Mapping[str, Any] = {name: getattr(body, name) for name in body.__struct_fields__}
    return wire.seal_body(wire.Body(**{**fields, "ops": made, **changes}), pc.me.keys)


def uuid(row: bytes) -> UUID:
    return UUID(bytes=row)


def segment_of(pc: Replica, name: bytes) -> wire.Sealed:
    """A segment a PC holds."""
    with pc.db.read() as s:
        return state.segment(s.connection(), name)
