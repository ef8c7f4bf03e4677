"""The county's computer gone, and a new one in its place: what tests of it begin with."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from ljfpa_desktop.base import paths
from ljfpa_desktop.exchange import county_keys, fencing, fold
from ljfpa_desktop.exchange.kernel import identity
from ljfpa_desktop.exchange.unpack import Unpacked
from ljfpa_desktop.services import backup
from tests.conftest import PASSWORD, QUICK
from tests.exchange.offices import COUNTY, FIRST, OTHER, Offices, Pc

HEARD = {"newly_known": "打电话核对过"}


def fact(pc: Pc, name: str) -> str:
    with pc.db.read() as s:
        return identity.get(s, name)


def counties(pc: Pc) -> dict[str, str]:
    """The county's computers, by key: why each was stopped."""
    return dict(pc.rows("SELECT key_id, coalesce(revoked_why, '') FROM installation WHERE role = 'county'"))


def in_step(offices: Offices, stick: Path) -> Any:
    """Families at both townships and a correction of the county; all know all. The family corrected."""
    first, county, other = offices.first, offices.county, offices.other
    home = first.family("林一")
    other.family("陈一")
    county.take(first.pack(stick).path)
    county.take(other.pack(stick).path)
    county.call(home, "13905910001")
    for pc, code in ((first, FIRST), (other, OTHER), (offices.second, FIRST)):
        pc.take(county.pack(stick, code).path)
    return home


def gone(offices: Offices) -> None:
    """The county's computer is lost, with all that was on it."""
    offices.county.close()
    offices.pcs.pop("county")
    shutil.rmtree(offices.place / "county")
    paths.fence_path(offices.place / "county").unlink()


def restored(offices: Offices, file: Path) -> Pc:
    """Its backup on another computer, opened as the window opens it."""
    backup.restore(file, offices.place / "county", login="clerk", password=PASSWORD, cost=QUICK)
    fencing.check(offices.county.db, offices.county.actor)
    return offices.county


def recovered(offices: Offices, file: Path | None = None) -> Pc:
    """A new computer in its place: an empty office, or its backup; then the code is typed."""
    pc = offices.fresh("county", COUNTY) if file is None else restored(offices, file)
    county_keys.recover(pc.db, pc.actor, offices.root_code)
    return pc


def everything_of(pc: Pc, stick: Path) -> Path:
    return pc.pack(stick, everything=True).path


def take(county: Pc, file: Path) -> Unpacked:
    return county.take(file, accepted=HEARD)


def is_sound(*pcs: Pc) -> bool:
    return [fold.faults(pc.db) for pc in pcs] == [[]] * len(pcs)
