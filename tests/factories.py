"""Makers of test data: they go through the services, so what they make obeys every rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from ljfpa_desktop.base import idcard
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import household as households

VILLAGE = "350122103201"  # 琯头镇 山兜村
_serials = count(1)


def id_number(birth: date, sex: str, serial: int | None = None) -> str:
    """A checksum-valid, fictitious ID number of 连江 for a birth date and sex (1 or 2), each another."""
    number = next(_serials) % 450 * 2 if serial is None else serial * 2
    first17 = f"350122{birth:%Y%m%d}{100 + number + (1 if sex == '1' else 0):03d}"
    return first17 + idcard.checksum(first17)


def person(name: str, relation: str, sex: str, birth: date, **values: Any) -> dict[str, Any]:
    """A member's values with an ID number of their own."""
    return {"name": name, "relation": relation, "id_no": id_number(birth, sex), **values}


def household(
    db: Database,
    actor: Actor,
    *,
    village: str = VILLAGE,
    head: str | Mapping[str, Any] = "林建国",
    spouse: str | Mapping[str, Any] | None = None,
    children: Sequence[str | Mapping[str, Any]] = (),
    categories: Sequence[str | Mapping[str, Any]] = (),
    accepted: dict[str, str] | None = None,
    **values: Any,
) -> UUID:
    """A saved family: a man as head (1962), his wife (1964), daughters (1990, 1992, ...); returns its id.

    A mapping instead of a name overrides person values and relation. Categories hold from 2024-01-01;
    values are those of the household (``address``, ``phone1``, ...).
    """
    members = [_member(head, "02", "1", date(1962, 3, 5))]
    if spouse is not None:
        members.append(_member(spouse, "12", "2", date(1964, 8, 20)))
    members += [_member(child, "30", "2", date(1990 + 2 * i, 6, 1)) for i, child in enumerate(children)]
    held = [{"category": c, "valid_from": date(2024, 1, 1)} if isinstance(c, str) else c for c in categories]
    return households.save(
        db, actor, {"village_code": village, **values}, members=members, categories=held, accepted=accepted
    )


def _member(given: str | Mapping[str, Any], relation: str, sex: str, birth: date) -> dict[str, Any]:
    if isinstance(given, str):
        return person(given, relation, sex, birth)
    return {**person(str(given.get("name", "林某")), relation, sex, birth), **given}
