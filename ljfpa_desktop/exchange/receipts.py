"""What the county received, told back to the office it came from (F22 回执)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.base import dates
from ljfpa_desktop.exchange.file.refusal import Code, PackageRefused
from ljfpa_desktop.models.sync import PackageLog

KIND = "receipts"
_MOST = 50


class Receipt(msgspec.Struct, frozen=True):
    """One package that arrived: its manifest's hash in hex, number, code, when, and what it did."""

    digest: str
    no: int
    code: str
    at: str
    facts: dict[str, Any]


def for_office(s: Session, code: str) -> bytes:
    """The receipts of an office's latest packages, as a package carries them."""
    rows = s.scalars(
        select(PackageLog)
        .where(PackageLog.way == "in", PackageLog.office == code, PackageLog.undone_at.is_(None))
        .order_by(PackageLog.at.desc())
        .limit(_MOST)
    )
    found = [
        Receipt(r.digest.hex(), r.no, r.code, r.at.isoformat(timespec="seconds"), _told(r.facts))
        for r in rows
    ]
    return msgspec.json.encode(found, order="deterministic")


def _told(facts: str) -> dict[str, Any]:
    """What a package did, without the names of its photos."""
    return {k: v for k, v in json.loads(facts).items() if k != "blobs"}


def take(s: Session, parts: Iterable[bytes]) -> int:
    """Note on the packages we sent that they arrived; returns how many were news."""
    news = 0
    for raw in parts:
        for receipt in _read(raw):
            sent = s.scalars(
                select(PackageLog).where(
                    PackageLog.way == "out", PackageLog.digest == bytes.fromhex(receipt.digest)
                )
            ).first()
            if sent is None:
                continue
            facts: dict[str, Any] = json.loads(sent.facts)
            if "receipt" not in facts:
                news += 1
                facts["receipt"] = {**receipt.facts, "at": receipt.at}
                sent.facts = json.dumps(facts, ensure_ascii=False)
    return news


def _read(raw: bytes) -> list[Receipt]:
    """What a part says, each receipt with a hash and a time that are some."""
    try:
        found = msgspec.json.decode(raw, type=list[Receipt])
        for receipt in found:
            bytes.fromhex(receipt.digest)
            dates.moment(receipt.at)
    except (msgspec.MsgspecError, ValueError) as e:
        raise PackageRefused(Code.DAMAGED) from e
    return found
