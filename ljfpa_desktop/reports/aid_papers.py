"""Receipts and registers as files: issued and kept at their first print, marked 补打 or 作废 afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.reports import aid_facts, catalogue, kept
from ljfpa_desktop.reports.facts import digest
from ljfpa_desktop.reports.receipt import ReceiptFacts
from ljfpa_desktop.services import office, paper
from ljfpa_desktop.services.aid import register
from ljfpa_desktop.services.aid.cycle import CycleRef
from ljfpa_desktop.services.paper import NewPaper

CHUNK = 1000  # receipts kept in one file


@dataclass(frozen=True, slots=True)
class Printout:
    """A finished file, its title, and the numbers in it."""

    pdf: bytes
    title: str
    numbers: tuple[str, ...]


def preview_receipts(
    db: Database,
    actor: Actor,
    *,
    cycle: CycleRef | None = None,
    numbers: Sequence[str] = (),
    per_page: int = 2,
    copy_kinds: Sequence[str] = ("",),
) -> bytes:
    """How the receipts will look; issues nothing and logs nothing."""
    facts = aid_facts.receipts(db, actor, cycle=cycle, numbers=numbers)
    return _draw_receipts(db, facts, per_page, copy_kinds)


def print_receipts(
    db: Database,
    actor: Actor,
    *,
    cycle: CycleRef | None = None,
    numbers: Sequence[str] = (),
    per_page: int = 2,
    copy_kinds: Sequence[str] = ("",),
    printer: str = "",
) -> Printout:
    """The receipts for the printer: first prints are kept and logged, others come out as 补打 / 作废.

    ``copy_kinds`` are the 联 (`receipt.COPIES`), one set after the other.
    """
    facts = aid_facts.receipts(db, actor, cycle=cycle, numbers=numbers)
    before = paper.known(db, [f.serial for f in facts])
    fresh = [f for f in facts if f.serial not in before]
    again = [f for f in facts if f.serial in before]
    files = [
        _issue_receipts(db, actor, fresh[start : start + CHUNK], per_page, copy_kinds, printer)
        for start in range(0, len(fresh), CHUNK)
    ]
    if again:
        void = [f.serial for f in again if f.is_void]
        copies = paper.copy(db, actor, [f.serial for f in again], printer, void=void)
        files.append(kept.copies_of(db, copies, set(void)))
    title = facts[0].document_title + (f" 等{len(facts)}份" if len(facts) > 1 else f" {facts[0].payee}")
    return Printout(kept.joined(files), title, tuple(f.serial for f in facts))


def _issue_receipts(
    db: Database,
    actor: Actor,
    facts: Sequence[ReceiptFacts],
    per_page: int,
    copy_kinds: Sequence[str],
    printer: str,
) -> bytes:
    from ljfpa_desktop.services.aid import paperwork

    pdf = _draw_receipts(db, facts, per_page, copy_kinds)
    owners = {p.receipt_no: p.id for p, _ in paperwork.of_numbers(db, [f.serial for f in facts])}
    papers = [_new_receipt(f, owners[f.serial], place, per_page) for place, f in enumerate(facts)]
    paper.issue(db, actor, "F01", pdf, papers, kept.page_count(pdf), printer)
    return pdf


def _new_receipt(f: ReceiptFacts, owner: UUID, place: int, per_page: int) -> NewPaper:
    page, slot = divmod(place, per_page)
    title = f"{f.document_title} {f.payee}"
    return NewPaper(f.serial, title, owner, digest(f), page + 1, slot + 1, per_page)


def _draw_receipts(
    db: Database, facts: Sequence[ReceiptFacts], per_page: int, copy_kinds: Sequence[str]
) -> bytes:
    from dataclasses import replace

    all_copies = [replace(f, copy_kind=kind) for kind in copy_kinds for f in facts]
    return _render(db, "F01", all_copies, per_page)


def preview_register(
    db: Database, actor: Actor, *, cycle: CycleRef, number: str = "", by_village: bool = False
) -> bytes:
    """How the register will look, without a number before its first print; logs nothing."""
    return _render(
        db, "F02", [aid_facts.register(db, actor, cycle=cycle, number=number, by_village=by_village)], 1
    )


def print_register(
    db: Database,
    actor: Actor,
    *,
    cycle: CycleRef,
    number: str = "",
    by_village: bool = False,
    printer: str = "",
) -> Printout:
    """A register for the printer: numbered and frozen at its first print, 补打 afterwards.

    Without ``number``: the payments that are on none yet; when there are none, the cycle's last
    register again.
    """
    if not number:
        number = _number_of(db, actor, cycle)
    before = paper.known(db, [number])
    if before:
        copies = paper.copy(db, actor, [number], printer)
        return Printout(kept.copies_of(db, copies, set()), copies[0].paper.title, (number,))
    facts = aid_facts.register(db, actor, cycle=cycle, number=number, by_village=by_village)
    pdf = _render(db, "F02", [facts], 1)
    owner = next(line.id for line in register.list_of(db, cycle) if line.number == number)
    new = NewPaper(number, facts.title, owner, digest(facts))
    paper.issue(db, actor, "F02", pdf, [new], kept.page_count(pdf), printer)
    return Printout(pdf, facts.title, (number,))


def _number_of(db: Database, actor: Actor, cycle: CycleRef) -> str:
    if register.is_waiting(db, cycle):
        return register.issue(db, actor, cycle)
    printed = register.list_of(db, cycle)
    return printed[-1].number if printed else register.issue(db, actor, cycle)


def _render(db: Database, code: str, facts: Sequence[Any], per_page: int) -> bytes:
    return catalogue.render(code, facts, demo=office.facts(db).is_demo, per_page=per_page)
