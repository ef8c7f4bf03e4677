"""10,000 changed rows packed and unpacked, against bare inserts of the same rows; a million rows streamed."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from benchmarks.ratio import seconds
from benchmarks.test_import import insert, rows_of, words_of
from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.db import Actor, Database, connect
from ljfpa_desktop.base.keys import Cost
from ljfpa_desktop.base.record import new_id, shipped_id
from ljfpa_desktop.exchange import enrol, pack
from ljfpa_desktop.exchange.unpack import Unpacked, unpack
from ljfpa_desktop.migrations.run import migrate
from ljfpa_desktop.services import office, search

COUNTY, TOWNSHIP, PASSWORD = "350122", "350122103", "Lianjiang-2024"
FAMILIES, ROUNDS, GOAL = 2_500, 5, 3.0  # four rows each
MANY, MOST_MB = 250_000, 300
VILLAGES = [code for code, _ in divisions.villages(TOWNSHIP)]
COLUMNS = {
    "household": (
        "id", "office_id", "household_no", "village_code", "address", "phone1", "status", "privacy_level",
    ),
    "person": ("id", "office_id", "name", "id_no", "sex", "birth_date"),
    "member": ("id", "office_id", "household_id", "person_id", "relation"),
    "household_category": ("id", "office_id", "household_id", "category", "valid_from"),
}  # fmt: skip
FOLLOWING = ("change", "sync_ver", "sync_seg", "search_row")
Desk = tuple[Database, Actor]
Rows = dict[str, list[tuple[Any, ...]]]


def test_ten_thousand_rows(tmp_path: Path) -> None:
    """Issue 3: packing and unpacking within 3 times the bare insert of the same rows.

    A package taken in leaves more than its rows, in the same commit: their history and versions, its
    segments, the search. What the bare insert of all of that takes is told beside.
    """
    times: list[tuple[float, float, float, float]] = []
    for n in range(ROUNDS):
        with ExitStack() as open_ones:
            county, here = _offices(tmp_path / str(n), open_ones)
            rows = families(FAMILIES)
            type_in(here, rows)
            made: list[pack.Packed] = []
            packing = seconds(
                lambda here=here, made=made, n=n: made.append(pack.pack(*here, tmp_path / str(n)))
            )
            done: list[Unpacked] = []
            taking = seconds(
                lambda county=county, made=made, done=done: done.append(unpack(*county, made[0].path))
            )
            assert done[0].totals["households"] == FAMILIES
            assert done[0].new >= 4 * FAMILIES
            with county[0].read() as s:
                assert search.differences(s) == []
            whole = rows_of(county[0], (*COLUMNS, *FOLLOWING)) | words_of(county[0])
        bare, filled = ((tmp_path / f"{n}-{m}.db", os.urandom(32)) for m in range(2))
        for path, key in (bare, filled):
            migrate(path, key, list, lambda _v: None)
        raw = seconds(lambda bare=bare, rows=rows: _insert(*bare, rows))
        times.append((packing, taking, raw, seconds(lambda f=filled, whole=whole: insert(*f, whole))))
    packing, taking, raw, all_ = (statistics.median(t) for t in zip(*times, strict=True))
    sys.stdout.write(
        f"\n{4 * FAMILIES:,} rows: raw insert {raw * 1000:.0f} ms; pack {packing * 1000:.0f} ms, ratio "
        f"{statistics.median(t[0] / t[2] for t in times):.2f}; unpack {taking * 1000:.0f} ms, ratio "
        f"{statistics.median(t[1] / t[2] for t in times):.2f} (goal {GOAL} each); with all that follows the "
        f"rows {all_ * 1000:.0f} ms, unpack ratio {statistics.median(t[1] / t[3] for t in times):.2f}\n"
    )


def test_a_million_rows_stream() -> None:
    """Issue 3: a million rows under 300 MB, packed and unpacked each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for step in ("fill", "pack", "unpack"):
            done = subprocess.run(  # noqa: S603 - ourselves
                [sys.executable, "-m", "benchmarks.test_package", folder, step],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            sys.stdout.write(f"\n{4 * MANY:,} rows, {done.stdout.strip()}")
            if step != "fill":
                assert float(done.stdout.split(" MB")[0].split()[-1]) < MOST_MB
    sys.stdout.write(f" (goal {MOST_MB} MB)\n")


def families(count: int, start: int = 0) -> Rows:
    """Records of so many families of one person, as bare values, numbered from ``start``."""
    ours = shipped_id("office", TOWNSHIP).bytes
    made: Rows = {table: [] for table in COLUMNS}
    for n in range(start, start + count):
        village = VILLAGES[n // 9_000 % len(VILLAGES)]
        home, person = new_id().bytes, new_id().bytes
        made["household"].append(
            (
                home,
                ours,
                f"{village}{n // 9_000 // len(VILLAGES)}{n % 9_000:04d}",
                village,
                f"山兜村{n % 200}号",
                f"138{n:08d}",
                "ACTIVE",
                "NORMAL",
            )
        )
        made["person"].append(
            (person, ours, f"林{n}", f"350122{19600101 + n % 28}{n % 1000:03d}X", "1", "1960-01-01")
        )
        made["member"].append((new_id().bytes, ours, home, person, "02"))
        made["household_category"].append((new_id().bytes, ours, home, "01", "2024-01-01"))
    return made


def type_in(here: Desk, rows: Rows, why: str = "建档") -> None:
    """The records written as the program writes them: captured, found by the search."""
    db, actor = here
    with db.transaction(actor, why) as s:
        for statement, some in _statements(rows):
            s.connection().exec_driver_sql(statement, some)


def _statements(rows: Rows) -> list[tuple[str, list[tuple[Any, ...]]]]:
    return [
        (f"INSERT INTO {t}({', '.join(c)}) VALUES ({', '.join('?' * len(c))})", rows[t])
        for t, c in COLUMNS.items()
    ]


def _insert(path: Path, key: bytes, rows: Rows) -> None:
    with closing(connect(path, key)) as bare:
        bare.execute("BEGIN IMMEDIATE")
        for statement, some in _statements(rows):
            bare.executemany(statement, some)
        bare.execute("COMMIT")


def _offices(place: Path, open_ones: ExitStack) -> tuple[Desk, Desk]:
    """The county and a township that joined it, open."""
    cost = Cost(passes=1, lanes=1, memory=64)
    for name, division in (("county", COUNTY), ("here", TOWNSHIP)):
        office.create(place / name, division, login="clerk", name="李经办", password=PASSWORD, cost=cost)
    county, here = (_open(place / name, open_ones) for name in ("county", "here"))
    enrol.found_county(*county)
    enrol.request(*here, place / "r", memory_kib=64)
    enrol.accept(*county, place / "r", place / "a", memory_kib=64)
    enrol.finish(*here, place / "a", memory_kib=64)
    return county, here


def _open(folder: Path, open_ones: ExitStack) -> Desk:
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD)
    open_ones.callback(lock.release)
    open_ones.callback(db.close)
    return db, actor


def _step(place: Path, step: str) -> None:
    """One step of the million in this process: what it took, and the most memory it held."""
    import resource

    with ExitStack() as open_ones:
        start = time.perf_counter()
        if step == "fill":
            _, here = _offices(place, open_ones)
            here[0].before_commit.clear()  # the search is filled at the end, all at once
            for n in range(0, MANY, 5_000):
                type_in(here, families(5_000, n), f"建档 {n}")
            search.rebuild(*here)
        elif step == "pack":
            here = _open(place / "here", open_ones)
            assert pack.pack(*here, place).totals["households"] == MANY
        else:
            done = unpack(*_open(place / "county", open_ones), next(place.glob("*.ljp")))
            assert done.totals["households"] == MANY
        took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{step}: {took:.0f} s, {peak:.0f} MB")


def _profile() -> None:
    import cProfile
    import pstats

    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_ones:
        place = Path(folder)
        county, here = _offices(place, open_ones)
        type_in(here, families(FAMILIES))
        profile = cProfile.Profile()
        made = profile.runcall(pack.pack, *here, place)
        pstats.Stats(profile).sort_stats("cumtime").print_stats(45)
        profile = cProfile.Profile()
        profile.runcall(unpack, *county, made.path)
        pstats.Stats(profile).sort_stats("cumtime").print_stats(60)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _step(Path(sys.argv[1]), sys.argv[2])
    else:
        _profile()
