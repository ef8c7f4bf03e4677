"""What the command line prints besides aid: certificates, event papers, the monthly sheet, and forms."""

from __future__ import annotations

from uuid import UUID

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.reports import catalogue, office_papers
from ljfpa_desktop.services import office


def certificate(db: Database, actor: Actor, honour_id: UUID, printer: str = "") -> bytes:
    """A certificate (F10): its number is taken and its file kept at the first print, 补打 afterwards."""
    return office_papers.print_certificate(db, actor, honour_id, printer).pdf


def event_record(db: Database, actor: Actor, event_id: UUID) -> bytes:
    """An event's record (F09) as it stands now; the printing is noted."""
    return office_papers.event_record(db, actor, event_id).pdf


def signin(db: Database, actor: Actor, event_id: UUID) -> bytes:
    """An event's sign-in sheet (F08) with the attendees known; the printing is noted."""
    return office_papers.signin(db, actor, event_id).pdf


def monthly(db: Database, actor: Actor, month: str) -> bytes:
    """The monthly sheet (F11): kept once the month is closed, a draft before."""
    return office_papers.month(db, actor, month).pdf


def form(db: Database, code: str, *, is_sample: bool) -> bytes:
    """The empty form of a document, or one filled with an example; nothing is issued."""
    document = catalogue.find(code)
    facts = document.sample() if is_sample else document.blank()
    return catalogue.render(document.code, [facts], demo=office.facts(db).is_demo)
