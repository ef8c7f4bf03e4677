"""A county and its townships on real files, joined for real: what the tests of the exchange begin with."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.exchange import enrol, pack, unpack
from ljfpa_desktop.services import office
from tests import factories
from tests.conftest import PASSWORD, QUICK

COUNTY, FIRST, OTHER = "350122", "350122103", "350122104"
ROOT_CODE = "root-code.txt"
QUICK_CODE = 64  # KiB that a guess of the enrolment code costs in tests
PCS = {"county": COUNTY, "first": FIRST, "second": FIRST, "other": OTHER}


@dataclass
class Pc:
    """One open computer of an office."""

    folder: Path
    db: Database
    actor: Actor
    lock: Any

    def pack(self, to: Path, target: str = "", **how: Any) -> pack.Packed:
        """A package of it in the folder ``to``."""
        to.mkdir(parents=True, exist_ok=True)
        return pack.pack(self.db, self.actor, to, target, **how)

    def take(self, file: Path, **how: Any) -> unpack.Unpacked:
        """Unpack a file."""
        return unpack.unpack(self.db, self.actor, file, **how)

    def family(self, head: str | dict[str, str] = "林建国", **values: Any) -> Any:
        """A new family; returns its id."""
        values.setdefault("village", divisions.villages(self.actor.office)[0][0])
        return factories.household(self.db, self.actor, head=head, **values)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database answers, in the driver's own terms."""
        with self.db.read() as s:
            return [tuple(row) for row in s.connection().exec_driver_sql(sql, values)]

    def heads(self) -> list[str]:
        """The names of the people it knows."""
        return sorted(row[0] for row in self.rows("SELECT name FROM person WHERE retired_on IS NULL"))

    def phone(self, family: Any) -> str:
        return self.rows("SELECT phone1 FROM household WHERE id = ?", family.bytes)[0][0]

    def call(self, family: Any, phone: str) -> None:
        """Change a family's telephone."""
        from ljfpa_desktop.services import household

        household.save(self.db, self.actor, {"phone1": phone}, record_id=family)

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table: equal dumps are equal databases."""
        names = [r[0] for r in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {n: sorted(self.rows(f'SELECT * FROM "{n}"'), key=repr) for n in names}

    def file_hash(self) -> str:
        """SHA-256 of the database file, the log folded in."""
        with self.db.read() as s:
            s.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        return hashlib.sha256((self.folder / "office.db").read_bytes()).hexdigest()

    def close(self) -> None:
        self.db.close()
        self.lock.release()


@dataclass
class Offices:
    """The computers of a county by name: county, first and second (of one township), other."""

    place: Path
    pcs: dict[str, Pc] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Pc:
        if name not in PCS:
            raise AttributeError(name)
        if name not in self.pcs:
            self.pcs[name] = open_pc(self.place / name)
        return self.pcs[name]

    def fresh(self, name: str, division: str) -> Pc:
        """One more computer, not joined yet."""
        create(self.place / name, division)
        self.pcs[name] = open_pc(self.place / name)
        return self.pcs[name]

    @property
    def root_code(self) -> str:
        """What is printed and sealed away."""
        return (self.place / ROOT_CODE).read_text()

    def close(self) -> None:
        for pc in self.pcs.values():
            pc.close()
        self.pcs.clear()


def open_pc(folder: Path) -> Pc:
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
    return Pc(folder, db, actor, lock)


def create(folder: Path, division: str) -> None:
    office.create(folder, division, login="clerk", name="李经办", password=PASSWORD, cost=QUICK)


class Joining(Protocol):
    """An open office as `join` needs it."""

    @property
    def db(self) -> Database: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def folder(self) -> Path: ...


def join(county: Joining, here: Joining, place: Path, name: str = "") -> None:
    """Request, answer, end: the files a township and its county hand each other."""
    request, answer = place / f"{here.folder.name}.ljj", place / f"{here.folder.name}.ljr"
    enrol.request(here.db, here.actor, request, name, memory_kib=QUICK_CODE)
    enrol.accept(county.db, county.actor, request, answer, memory_kib=QUICK_CODE)
    enrol.finish(here.db, here.actor, answer, memory_kib=QUICK_CODE)


def found(place: Path) -> None:
    """The county founded, three township computers joined, all in ``place``."""
    with ExitStack() as open_ones:
        for name, division in PCS.items():
            create(place / name, division)
        pcs = {name: open_pc(place / name) for name in PCS}
        for pc in pcs.values():
            open_ones.callback(pc.close)
        code = enrol.found_county(pcs["county"].db, pcs["county"].actor)
        (place / ROOT_CODE).write_text(code)  # in its envelope
        for name in ("first", "second", "other"):
            join(pcs["county"], pcs[name], place)
        # Everyone learns who the others are.
        for name, made in (("first", FIRST), ("second", FIRST), ("other", OTHER)):
            pcs[name].take(pcs["county"].pack(place / name, made).path)


@contextmanager
def copied(template: Path, place: Path) -> Iterator[Offices]:
    """A fresh copy of the offices, closed in the end."""
    shutil.copytree(template, place)
    offices = Offices(place)
    try:
        yield offices
    finally:
        offices.close()
