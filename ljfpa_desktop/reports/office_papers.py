"""Certificates, event papers and the monthly sheet as files: what is numbered is kept, the rest is noted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.reports import catalogue, event_facts, honour_facts, kept, month_facts
from ljfpa_desktop.reports.aid_papers import Printout
from ljfpa_desktop.reports.facts import digest
from ljfpa_desktop.services import honour, office, paper, sheet
from ljfpa_desktop.services.paper import NewPaper


def preview_certificate(db: Database, actor: Actor, honour_id: UUID) -> bytes:
    """How the certificate will look, without a number before its first print; logs nothing."""
    return _render(db, "F10", honour_facts.collect(db, actor, honour_id))


def print_certificate(db: Database, actor: Actor, honour_id: UUID, printer: str = "") -> Printout:
    """The certificate for the printer: numbered and kept at its first print, 补打 or 作废 afterwards."""
    number = honour.issue(db, actor, honour_id)
    is_void = honour.facts(db, honour_id)["status"] == honour.REVOKED
    facts = honour_facts.collect(db, actor, honour_id)
    title = f"{facts.title} {facts.salutation.strip(':：')}"
    new = NewPaper(number, title, honour_id, digest(facts))
    return _issued(db, actor, "F10", new, facts, printer, is_void)


def preview_event_record(db: Database, actor: Actor, event_id: UUID) -> bytes:
    """How the record of the event will look; logs nothing."""
    return _render(db, "F09", event_facts.record(db, actor, event_id))


def preview_signin(db: Database, actor: Actor, event_id: UUID, *, shows_phone: bool = True) -> bytes:
    """How the sign-in sheet will look; logs nothing."""
    return _render(db, "F08", event_facts.signin(db, actor, event_id, shows_phone=shows_phone))


def preview_month(db: Database, actor: Actor, period: str) -> bytes:
    """How the monthly sheet will look; logs nothing."""
    return _render(db, "F11", month_facts.collect(db, actor, period))


def next_copy(db: Database, number: str) -> int:
    """Which copy of a numbered paper the next print will be; 1 for its first."""
    known = paper.known(db, [number]) if number else {}
    return known[number].copies + 1 if number in known else 1


def event_record(db: Database, actor: Actor, event_id: UUID) -> Printout:
    """The record of an event (F09) as its entries stand now; a working paper, so no copy is kept."""
    facts = event_facts.record(db, actor, event_id)
    pdf = _render(db, "F09", facts)
    return _noted(db, actor, Printout(pdf, f"活动记录表 {facts.name}", (facts.event_no,)))


def signin(db: Database, actor: Actor, event_id: UUID, *, shows_phone: bool = True) -> Printout:
    """The sign-in sheet of an event (F08) with those named; a working paper, so no copy is kept."""
    facts = event_facts.signin(db, actor, event_id, shows_phone=shows_phone)
    pdf = _render(db, "F08", facts)
    return _noted(db, actor, Printout(pdf, f"活动签到表 {facts.event_name}", (facts.event_no,)))


def month(db: Database, actor: Actor, period: str, printer: str = "") -> Printout:
    """The monthly sheet (F11): a closed month's is kept and numbered, an open one's is a draft."""
    facts = month_facts.collect(db, actor, period)
    found = sheet.of(db, period)
    title = f"{dates.month_label(period)}月报表"
    if found.period_id is None:
        return _noted(db, actor, Printout(_render(db, "F11", facts), f"{title}（未结账）", ()))
    new = NewPaper(facts.number, title, found.period_id, digest(facts))
    return _issued(db, actor, "F11", new, facts, printer)


def _issued(
    db: Database, actor: Actor, code: str, new: NewPaper, facts: Any, printer: str, is_void: bool = False
) -> Printout:
    if paper.known(db, [new.number]):
        void = {new.number} if is_void else set[str]()
        copies = paper.copy(db, actor, [new.number], printer, void=sorted(void))
        return Printout(kept.copies_of(db, copies, void), copies[0].paper.title, (new.number,))
    pdf = _render(db, code, facts)
    paper.issue(db, actor, code, pdf, [new], kept.page_count(pdf), printer)
    return Printout(pdf, new.title, (new.number,))


def _noted(db: Database, actor: Actor, printout: Printout) -> Printout:
    db.note(actor, f"打印 {printout.title}", "print")
    return printout


def _render(db: Database, code: str, facts: Any) -> bytes:
    return catalogue.render(code, [facts], demo=office.facts(db).is_demo)
