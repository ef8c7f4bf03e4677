"""Issued papers: the file of first issue kept for good, and a log of every printing (DOMAIN.md 3.4).

A paper's number is born with its record (`services.number`); here its first print keeps the file,
and each later one is a further copy with the words to be laid over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.vault import Vault
from ljfpa_desktop.models.aid import Payment, Register
from ljfpa_desktop.models.honour import Honour
from ljfpa_desktop.models.paper import Paper, Printing
from ljfpa_desktop.services import office

FOLDER = "papers"


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper in a file about to be issued: where it stands in it, and the digest of its facts."""

    number: str
    title: str
    owner_id: UUID
    facts_hash: str
    page: int = 1
    slot: int = 1
    slots: int = 1


@dataclass(frozen=True, slots=True)
class PaperLine:
    """An issued paper; ``copies`` says how often it was printed."""

    id: UUID
    kind: str
    number: str
    title: str
    owner_id: UUID
    issued_on: date
    pages: int
    sha256: str
    facts_hash: str
    page: int
    slot: int
    slots: int
    copies: int


@dataclass(frozen=True, slots=True)
class Copy:
    """The next copy of a paper: its number, and the words 补打 第N次 for copies after the first."""

    paper: PaperLine
    copy_no: int
    mark: str


@dataclass(frozen=True, slots=True)
class PrintLine:
    """One printing as the log shows it."""

    number: str
    title: str
    copy_no: int
    at: datetime
    actor: str
    printer: str
    mark: str


def issue(
    db: Database,
    actor: Actor,
    kind: str,
    pdf: bytes,
    papers: Sequence[NewPaper],
    pages: int,
    printer: str = "",
) -> list[UUID]:
    """Keep the file of a first issue and log its printing; returns the papers' ids.

    Raises `Refused` when one of the numbers was issued before: a number has one paper.
    """
    access.require(actor, access.WRITE)
    sha = _vault(db).put(pdf)
    with db.transaction(actor, _why("打印", papers[0].title, len(papers)), "print") as s:
        known = _known(s, [p.number for p in papers])
        if known:
            raise Refused(f"“{sorted(known)[0]}”已经打印过，再打印是补打。")
        own, today = office.office_id(s), dates.today()
        made = [
            Paper(
                office_id=own, kind=kind, number=p.number, title=p.title, owner_id=p.owner_id,
                issued_on=today,
                pages=pages, sha256=sha, facts_hash=p.facts_hash, page=p.page, slot=p.slot, slots=p.slots,
            )
            for p in papers
        ]  # fmt: skip
        s.add_all(made)
        s.flush()
        s.add_all(_printing(actor, paper.id, 1, printer, "") for paper in made)
        return [paper.id for paper in made]


def copy(
    db: Database, actor: Actor, numbers: Sequence[str], printer: str = "", *, void: Sequence[str] = ()
) -> list[Copy]:
    """Log a further printing of each paper and say what is laid over it; ``void`` numbers go out as 作废."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, _why("补打", numbers[0], len(numbers)), "print") as s:
        lines = {line.number: line for line in _lines(s, numbers)}
        missing = [number for number in numbers if number not in lines]
        if missing:
            raise Refused(f"“{missing[0]}”还没有打印过。")
        at = f"{dates.local(dates.now()):%Y-%m-%d %H:%M}"
        made: list[Copy] = []
        for number in numbers:
            line = lines[number]
            count = line.copies + 1
            mark = f"补打 第{count}次 {at}"
            s.add(_printing(actor, line.id, count, printer, f"{'作废 ' if number in void else ''}{mark}"))
            made.append(Copy(line, count, mark))
        return made


def content(db: Database, sha256: str) -> bytes:
    """The kept file; raises `Trouble` when it is missing or damaged."""
    return _vault(db).get(sha256)


def count_in_file(db: Database, sha256: str) -> int:
    """How many papers a kept file holds."""
    with db.read() as s:
        query = (
            select(func.count()).select_from(Paper).where(Paper.sha256 == sha256, Paper.retired_on.is_(None))
        )
        return s.execute(query).scalar_one()


def known(db: Database, numbers: Sequence[str]) -> dict[str, PaperLine]:
    """The papers issued under these numbers."""
    with db.read() as s:
        return {line.number: line for line in _lines(s, numbers)}


def print_log(db: Database, number: str = "", limit: int = 200) -> list[PrintLine]:
    """The last printings, of one paper or of all."""
    return _log(db, limit, *([Paper.number == number] if number else []))


def printed_of_cycle(db: Database, cycle_id: UUID, limit: int = 2000) -> list[PrintLine]:
    """The printings of a cycle's registers and receipts, voided ones too."""
    receipts = select(Payment.id).where(Payment.cycle_id == cycle_id)
    registers = select(Register.id).where(Register.cycle_id == cycle_id)
    return _log(db, limit, or_(Paper.owner_id.in_(receipts), Paper.owner_id.in_(registers)))


def printed_of_household(db: Database, household_id: UUID, limit: int = 2000) -> list[PrintLine]:
    """The printings of a family's receipts and certificates."""
    receipts = select(Payment.id).where(Payment.household_id == household_id)
    honours = select(Honour.id).where(Honour.household_id == household_id)
    return _log(db, limit, or_(Paper.owner_id.in_(receipts), Paper.owner_id.in_(honours)))


def _log(db: Database, limit: int, *which: ColumnElement[bool]) -> list[PrintLine]:
    with db.read() as s:
        query = (
            select(Paper.number, Paper.title, Printing.copy_no, Printing.at, Printing.actor, Printing.printer,
                   Printing.mark)
            .join(Paper, Paper.id == Printing.paper_id)
            .where(*which)
            .order_by(Printing.seq.desc())
            .limit(limit)
        )  # fmt: skip
        return [PrintLine(*row) for row in s.execute(query).all()]


def is_genuine(db: Database, code: str) -> bool:
    """Whether a QR code's text (number and digest) is that of a paper issued here."""
    number, _, digest = code.strip().rpartition(" ")
    line = known(db, [number]).get(number)
    return line is not None and line.facts_hash == digest


def _lines(s: Session, numbers: Sequence[str]) -> list[PaperLine]:
    found: list[PaperLine] = []
    for start in range(0, len(numbers), 500):
        copies = (
            select(func.count()).select_from(Printing).where(Printing.paper_id == Paper.id).scalar_subquery()
        )
        query = select(
            Paper.id, Paper.kind, Paper.number, Paper.title, Paper.owner_id, Paper.issued_on, Paper.pages,
            Paper.sha256, Paper.facts_hash, Paper.page, Paper.slot, Paper.slots, copies,
        ).where(Paper.number.in_(numbers[start : start + 500]), Paper.retired_on.is_(None))  # fmt: skip
        found += [PaperLine(*row) for row in s.execute(query).all()]
    return found


def _known(s: Session, numbers: Sequence[str]) -> set[str]:
    return {line.number for line in _lines(s, numbers)}


def _printing(actor: Actor, paper_id: UUID, copy_no: int, printer: str, mark: str) -> Printing:
    return Printing(
        paper_id=paper_id, copy_no=copy_no, at=dates.now(), actor=actor.name, printer=printer, mark=mark
    )


def _why(act: str, what: str, count: int) -> str:
    return f"{act} {what}" + (f" 等{count}份" if count > 1 else "")


def _vault(db: Database) -> Vault:
    return Vault(db.folder / FOLDER, db.key)
