"""A whole county for a look: township offices with a year of work, joined and exchanging for real."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from ljfpa_desktop.base import dates, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.base.place import DATABASE
from ljfpa_desktop.exchange import enrol, pack
from ljfpa_desktop.exchange import transfer as moving
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.models.aid import Payment
from ljfpa_desktop.services import demo, double_benefit, household, office, transfer

COUNTY = "350122"
OUTGOING = "outgoing"
QUICK = 64  # KiB of the codes by phone: nobody reads those of a demo
FEWEST = 20  # families of an office: each category must have some
KNOWN_TWICE = 5  # the second township of every five has a family that its neighbour registered, too
MOVING = 2  # from every second township a family moves to the next
Desk = tuple[Database, Actor]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class CountyFacts:
    """What the county's office holds in the end; ``townships`` are division codes."""

    folder: Path
    townships: tuple[str, ...]
    households: int
    persons: int
    payments: int
    events: int


def build(
    out: Path,
    year: int = 2024,
    townships: int | None = None,
    households: int = 60,
    seed: int = 1,
    say: Say = lambda _words: None,
) -> CountyFacts:
    """Build ``townships`` offices (all by default) and the county in ``out``/<division code>.

    Every office joins by files, sends its year in a package, and takes the county's answer. The same
    numbers give the same content. Raises `Invalid` for numbers out of range, `Refused` when an office
    lies there already.
    """
    codes = [code for code, _ in divisions.townships()]
    chosen = codes[: len(codes) if townships is None else townships]
    _check(out, chosen, townships, year, households)
    demo.found(out / COUNTY, COUNTY, date(max(year, demo.EARLIEST), 1, 2), seed)
    known = demo.Neighbours()
    with _opened(out / COUNTY) as county, TemporaryDirectory(prefix="ljfpa-") as letters:
        enrol.found_county(*county)
        done: list[demo.DemoFacts] = []
        for n, code in enumerate(chosen):
            say(f"正在生成{divisions.name(code)}（{n + 1}/{len(chosen)}）")
            folder = out / code
            done.append(
                demo.build(folder, households, year, seed * 100 + n, division=code, neighbours=known)
            )
            with _opened(folder) as here:
                _join(county, here, Path(letters) / code)
                if n % MOVING == 0 and len(chosen) > 1:
                    _offer(here, chosen[(n + 1) % len(chosen)], date(year, 12, 20))
                _send(here, county, folder / OUTGOING)
                known.guests[:] = [_paid_family(here[0])] if n % KNOWN_TWICE == 0 else []
        say("正在发送县里的答复")
        _answer(county)
        (out / COUNTY / OUTGOING).mkdir()
        for answer in pack.pack_all(*county, out / COUNTY / OUTGOING):
            with _opened(out / answer.to) as here:
                unpack(*here, answer.path)
    return CountyFacts(
        out / COUNTY, tuple(chosen), sum(d.households for d in done), sum(d.persons for d in done),
        sum(d.payments for d in done), sum(d.events for d in done),
    )  # fmt: skip


def _check(out: Path, chosen: list[str], townships: int | None, year: int, households: int) -> None:
    problems: dict[str, str] = {}
    most = len(divisions.townships())
    if townships is not None and not 1 <= townships <= most:
        problems["townships"] = f"乡镇个数请填 1 到 {most}。"
    if not demo.EARLIEST <= year <= dates.today().year:
        problems["year"] = f"年份请填 {demo.EARLIEST} 到 {dates.today().year}。"
    if households < FEWEST:
        problems["households"] = f"每个乡镇至少 {FEWEST} 户。"
    if problems:
        raise Invalid(problems)
    for code in (COUNTY, *chosen):
        if (out / code / DATABASE).exists():
            raise Refused(f"“{out / code}”里已经有一个单位的数据，请换一个文件夹。")


@contextmanager
def _opened(folder: Path) -> Generator[Desk]:
    db, actor, lock = office.open_office(folder, demo.LOGIN, demo.PASSWORD)
    try:
        yield db, actor
    finally:
        db.close()
        lock.release()


def _join(county: Desk, here: Desk, letter: Path) -> None:
    """Request, answer, end: the files that a real township and county hand each other."""
    request, answer = letter.with_suffix(".request"), letter.with_suffix(".answer")
    enrol.request(*here, request, memory_kib=QUICK)
    enrol.accept(*county, request, answer, memory_kib=QUICK)
    enrol.finish(*here, answer, memory_kib=QUICK)


def _send(here: Desk, county: Desk, folder: Path) -> None:
    folder.mkdir()
    unpack(*county, pack.pack(*here, folder).path)


def _paid_family(db: Database) -> list[dict[str, Any]]:
    """The people of a family that was given money, as a neighbour would register them."""
    paid = select(Payment.household_id).where(Payment.programme_code == "P09", Payment.voided_on.is_(None))
    with db.read() as s:
        first = s.scalars(paid.order_by(Payment.receipt_no)).first()
    assert first is not None  # the demo's hardship families are paid in its first month
    facts = household.facts(db, first)
    wanted = ("name", "id_no", "education")
    return [{**{k: m.values[k] for k in wanted}, "relation": m.relation} for m in facts.members]


def _offer(here: Desk, to: str, on: date) -> None:
    """A family that no figure counts moves to another township."""
    db, actor = here
    lines = reversed(household.page(db, {}, limit=1000))
    families = (household.facts(db, line.id) for line in lines)
    calm = next(f for f in families if not f.is_special and not f.values["hardship_reason"])
    transfer.offer(db, actor, calm.id, to, min(on, dates.today()), "随子女居住")


def _answer(county: Desk) -> None:
    """What the county does with what came: people known twice are asked about, moves passed on but one."""
    db, actor = county
    for case in double_benefit.cases(db):
        if case.is_certain:
            double_benefit.send(db, actor, case.id)
    waiting = transfer.lines(db, transfer.OUT, (transfer.OFFERED,))
    for move in sorted(waiting, key=lambda m: m.household_no)[:-1] or waiting:
        moving.accept(db, actor, move.id)
