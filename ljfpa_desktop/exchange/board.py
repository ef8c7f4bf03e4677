"""The county's board: each township's last package, gaps, confirmations, cases (EXCHANGE.md 2.8)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ljfpa_desktop import __version__
from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.exchange.kernel.graph import Graph
from ljfpa_desktop.exchange.overview import LATE_DAYS, days_since
from ljfpa_desktop.migrations.run import NEWEST
from ljfpa_desktop.models.period import Period
from ljfpa_desktop.models.sync import Installation, PackageLog, Peer, Segment, Sibling
from ljfpa_desktop.services import setting


@dataclass(frozen=True, slots=True)
class Line:
    """One township on the board.

    ``days`` since its last package came (None: never); ``held`` packages' worth of changes waiting for
    one before; ``unconfirmed`` days since the oldest package of ours it has not confirmed (None: all
    confirmed); ``is_older``: its program or tables are older than ours; ``closed``: its last closed month.
    """

    code: str
    name: str
    computers: int
    last_no: int
    last_at: datetime | None
    days: int | None
    held: int
    unconfirmed: int | None
    cases: int
    app: str
    is_older: bool
    closed: str

    @property
    def is_late(self) -> bool:
        """Whether it joined and nothing came for a month."""
        return bool(self.computers) and (self.days is None or self.days > LATE_DAYS)

    @property
    def state(self) -> str:
        """One word for the filter and the coloured mark."""
        if not self.computers:
            return "未加入"
        if self.last_at is None:
            return "还没上报"
        if self.held:
            return "缺前一包"
        return "逾期" if self.is_late else "正常"


def lines(db: Database) -> list[Line]:
    """Every township of this county in the order of their codes."""
    with db.read() as s:
        return lines_in(s)


def lines_in(s: Session) -> list[Line]:
    """The same within a session: nine queries, however many townships."""
    county = str(setting.value(s, "office.code"))
    computers = _computers(s)
    last = _last_taken(s)
    held = _count_held(s)
    waits, cases, closed = _unconfirmed(s), _cases(s), _closed(s)
    versions = _versions(s)
    found: list[Line] = []
    for code, name in divisions.townships():
        if not code.startswith(county):
            continue
        no, at = last.get(code, (0, None))
        app, is_older = versions.get(code, ("", False))
        found.append(
            Line(
                code, name, len(computers.get(code, ())), no, at, days_since(at) if at else None,
                held.get(code, 0), waits.get(code), cases.get(code, 0), app, is_older, closed.get(code, ""),
            )
        )  # fmt: skip
    return found


def _computers(s: Session) -> dict[str, list[str]]:
    """The installations in use of each office, in hex."""
    found: dict[str, list[str]] = {}
    for row in s.scalars(select(Installation).where(Installation.revoked_on.is_(None))):
        found.setdefault(row.of_office, []).append(row.id.hex)
    return found


def _last_taken(s: Session) -> dict[str, tuple[int, datetime]]:
    rows = s.execute(
        select(PackageLog.office, PackageLog.no, PackageLog.at)
        .where(PackageLog.way == "in", PackageLog.undone_at.is_(None))
        .order_by(PackageLog.at, PackageLog.no)
    )
    return {str(office): (int(no), at) for office, no, at in rows}


def _count_held(s: Session) -> dict[str, int]:
    query = select(Segment.scope, func.count()).where(Segment.state == "held").group_by(Segment.scope)
    rows = s.execute(query)
    return {str(scope): int(n) for scope, n in rows}


def _cases(s: Session) -> dict[str, int]:
    """Conflicts to decide by the office whose records they are."""
    rows = s.execute(
        select(Sibling.row, Sibling.grp, Segment.scope).join(Segment, Segment.sid == Sibling.sid).distinct()
    ).all()
    if not rows:
        return {}
    from ljfpa_desktop.exchange.kernel import conflict

    real = {(c.row, c.grp) for c in conflict.open_conflicts(s)}
    found: dict[str, int] = {}
    for row, grp, scope in rows:
        if (row, grp) in real:
            found[str(scope)] = found.get(str(scope), 0) + 1
    return found


def _closed(s: Session) -> dict[str, str]:
    """The last closed month of each office, from the period rows it sent."""
    codes = {shipped_id("office", code): code for code, _name in divisions.townships()}
    rows = s.execute(
        select(Period.office_id, func.max(Period.month))
        .where(Period.reopened_on.is_(None), Period.retired_on.is_(None))
        .group_by(Period.office_id)
    )
    return {codes[office]: str(month) for office, month in rows if office in codes}


def _versions(s: Session) -> dict[str, tuple[str, bool]]:
    """The oldest program among an office's computers, and whether it is older than ours."""
    in_use = {inst for all_ in _computers(s).values() for inst in all_}
    found: dict[str, tuple[str, bool]] = {}
    for peer in s.scalars(select(Peer)):
        is_older = _number(peer.app) < _number(__version__) or peer.schema < NEWEST
        if peer.inst.hex in in_use and (peer.office not in found or is_older):
            found[peer.office] = (peer.app, is_older)
    return found


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _unconfirmed(s: Session) -> dict[str, int]:
    """Days since the oldest package to each office that one of its computers has not said to have."""
    sent: dict[str, list[tuple[datetime, str]]] = {}
    rows = s.execute(
        select(PackageLog.office, PackageLog.at, PackageLog.heads)
        .where(PackageLog.way == "out", PackageLog.undone_at.is_(None))
        .order_by(PackageLog.at, PackageLog.no)
    )
    for office, at, stated in rows:
        sent.setdefault(str(office), []).append((at, str(stated)))
    if not sent:
        return {}
    graph, computers = Graph(s), _computers(s)
    said = {peer.inst.hex: json.loads(peer.have) for peer in s.scalars(select(Peer))}
    found: dict[str, int] = {}
    for office, packages in sent.items():
        known = [graph.known(said.get(inst, {})) for inst in computers.get(office, ())]
        for at, stated in packages:
            if any(not graph.heads_of(json.loads(stated)) <= has for has in known):
                found[office] = days_since(at)
                break
    return found
