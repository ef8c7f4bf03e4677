"""回执 (F22) of a package: the same facts, and the same code, at the township and at the county."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ljfpa_desktop.base import dates, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.reports import catalogue, handover
from ljfpa_desktop.reports.aid_papers import Printout
from ljfpa_desktop.reports.handover import Counted, HandoverFacts
from ljfpa_desktop.services import office, passages
from ljfpa_desktop.services.passages import Passage

_KEYS = ("households", "persons", "events", "payments", "amount_fen")
COUNTY_DIGITS = 6


def collect(db: Database, actor: Actor, code: str) -> HandoverFacts:
    """The facts of the package with this code; raises `Refused` when there is none or it has not arrived."""
    found = passages.by_code(db, code)
    if found is None:
        raise Refused(f"没有核对码是“{code}”的数据包，请在“数据交换”里查看。")
    if found.arrived is None:
        raise Refused(f"县里还没有告诉我们收到了数据包 {found.code}。等接收县里的数据包以后再打印回执。")
    ours = office.facts(db)
    sender, receiver = (ours.code, found.office) if found.is_ours else (found.office, ours.code)
    return HandoverFacts(
        printed_at=dates.local(dates.now()).strftime("%Y-%m-%d %H:%M"),
        printed_by=actor.name,
        number=f"HZ-{sender}-{found.code}",
        office=_title(sender),
        receiver=_title(receiver),
        package_no=f"第 {found.no} 号",
        code=found.code,
        made_at=_at(found.made),
        received_at=_at(found.arrived),
        totals=_totals(found),
        new=f"{found.new:,}",
        changed=f"{found.changed:,}",
        conflicts=f"{found.conflicts:,}",
    )


def _title(code: str) -> str:
    county = divisions.name(code[:COUNTY_DIGITS])
    return f"{county}{divisions.name(code) if len(code) > COUNTY_DIGITS else ''}计划生育协会"


def _at(moment: datetime) -> str:
    there = dates.local(moment)
    return f"{dates.chinese(there.date())} {there:%H:%M}"


def _totals(found: Passage) -> tuple[Counted, ...]:
    return tuple(
        Counted(name=name, stated=_figure(found.counts, key), received=_figure(found.taken, key))
        for name, key in zip(handover.NAMES, _KEYS, strict=True)
    )


def _figure(counts: Mapping[str, int], key: str) -> str:
    value = counts.get(key, 0)
    return f"{value / 100:,.2f}" if key == "amount_fen" else f"{value:,}"


def preview_receipt(db: Database, actor: Actor, code: str) -> bytes:
    """How the receipt will look; logs nothing."""
    return catalogue.render("F22", [collect(db, actor, code)], demo=office.facts(db).is_demo)


def receipt(db: Database, actor: Actor, code: str) -> Printout:
    """The receipt of a package for the printer; a working paper, so no copy is kept."""
    facts = collect(db, actor, code)
    pdf = catalogue.render("F22", [facts], demo=office.facts(db).is_demo)
    title = f"数据上报回执 {facts.code}"
    db.note(actor, f"打印 {title}", "print")
    return Printout(pdf, title, (facts.number,))
