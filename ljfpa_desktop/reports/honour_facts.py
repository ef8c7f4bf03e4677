"""What a certificate (F10) says, out of an honour's record and the wording in resources."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from uuid import UUID

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.paths import resources
from ljfpa_desktop.reports.certificate import CertificateFacts
from ljfpa_desktop.services import honour


def collect(db: Database, actor: Actor, honour_id: UUID) -> CertificateFacts:
    """The facts of F10; the wording follows from the certificate's kind (DOMAIN.md 4.8)."""
    v = honour.facts(db, honour_id)
    words = _wordings()[v["kind"]]
    known = {
        "name": _name(v),
        "title": v["title"],
        "level": codes.label("honour_level", v["level"]),
        "reason": v["reason"] or words["reason"],
        "year": str(v["granted_on"].year),
    }
    return CertificateFacts(
        number=v["certificate_no"] or "",
        title=words["title"],
        salutation=words["salutation"][v["recipient_kind"]].format(**known),
        body=words["body"].format(**known),
        closing=words["closing"],
        grantor=v["grantor"],
        dated=dates.hanzi(v["granted_on"]),
        printed_at=f"{dates.local(dates.now()):%Y-%m-%d %H:%M}",
        printed_by=actor.name,
    )


def _name(v: dict[str, Any]) -> str:
    """The recipient without the word that the salutation of a family adds."""
    name: str = v["recipient_name"]
    return (name.removesuffix("家庭") or name) if v["recipient_kind"] == "FAMILY" else name


@cache
def _wordings() -> dict[str, Any]:
    return json.loads((resources() / "paper" / "certificates.json").read_text("utf-8"))
