"""Sites: where the association's work has a place of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ljfpa_desktop.base import access, codes, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Invalid, Warn, settle, with_reasons
from ljfpa_desktop.base.fields import fields_of
from ljfpa_desktop.models.site import Site
from ljfpa_desktop.services import filling, whose

GONE = "这个阵地已经不在了，请刷新列表。"
FIELDS = fields_of(Site)


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site as the list shows it."""

    id: UUID
    name: str
    kind: str
    level: str
    village: str
    opened_on: date | None
    closed_on: date | None
    principal: str
    status: str


def save(
    db: Database,
    actor: Actor,
    values: Mapping[str, Any],
    *,
    record_id: UUID | None = None,
    accepted: dict[str, str] | None = None,
) -> UUID:
    """Save a site; raises `Invalid` (field -> sentence) and `Doubt` for a second one of the same name."""
    access.require(actor, access.WRITE)
    problems = filling.problems_of(Site, values)
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if isinstance(opened, date) and opened > dates.today() and values.get("status", "ACTIVE") == "ACTIVE":
        problems["opened_on"] = "启用日期在今天之后，请改正，或把状态改为“创建中”。"
    if isinstance(opened, date) and isinstance(closed, date) and closed < opened:
        problems["closed_on"] = "停用日期早于启用日期，请改正。"
    if problems:
        raise Invalid(problems)
    why = with_reasons(f"{'修改' if record_id else '登记'}阵地 {values['name']}", accepted)
    with db.transaction(actor, why) as s:
        same = select(Site.id).where(
            Site.name == values["name"], Site.kind == values["kind"], Site.retired_on.is_(None)
        )
        twin = s.execute(same).scalars().first()
        if twin is not None and twin != record_id:
            said = f"已经有一个同类阵地叫“{values['name']}”，请确认不是重复登记。"
            settle([Warn("twin", "name", said)], accepted)
        site = filling.fill(s, Site, values, record_id)
        s.flush()
        return site.id


def page(db: Database, *, kind: str = "", words: str = "") -> list[SiteLine]:
    """The sites by kind and name; an office has at most a few dozen."""
    query = select(Site).where(Site.retired_on.is_(None)).order_by(Site.kind, Site.name)
    if kind:
        query = query.where(Site.kind == kind)
    if words.strip():
        query = query.where(Site.name.contains(words.strip(), autoescape=True))
    with db.read() as s:
        place = whose.places(s)
        return [_line(site, place(site.village_code or "")) for site in s.execute(query).scalars()]


def _line(x: Site, village: str) -> SiteLine:
    return SiteLine(
        x.id,
        x.name,
        codes.label("site_kind", x.kind),
        codes.label("site_level", x.level or ""),
        village,
        x.opened_on,
        x.closed_on,
        x.principal or "",
        codes.label("site_status", x.status),
    )


def facts(db: Database, site_id: UUID) -> dict[str, Any]:
    """The site's values as a form takes them; raises `Refused` when it is gone."""
    with db.read() as s:
        site = filling.kept(s, Site, site_id, GONE)
        return filling.plain(site)


def retire(db: Database, actor: Actor, site_id: UUID, why: str) -> None:
    """Take a site entered by mistake out of every list and figure; its history stays."""
    access.require(actor, access.WRITE)
    filling.require_reason(why)
    with db.transaction(actor, f"删去错录的阵地：{why}") as s:
        site = filling.kept(s, Site, site_id, GONE)
        site.retired_on = dates.today()
