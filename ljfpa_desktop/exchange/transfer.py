"""The county passes a moving family on: its records change their scope, under the same ids (RULINGS.md 9)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from ljfpa_desktop.base import access, dates, divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.exchange.kernel.state import Rows, many, run
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.models.transfer import Transfer
from ljfpa_desktop.services import filling, office
from ljfpa_desktop.services.transfer import ACCEPTED, DECLINED, GONE, IN, OFFERED, OUT

NOT_COUNTY = "只有县里能转交迁移的家庭。"
# What moves with a family, from it; payments and lists stay with the office that paid (EXCHANGE.md 2.7).
_MOVING = (
    ("household", "id = ?"),
    ("household_category", "household_id = ? AND retired_on IS NULL"),
    ("person", "id IN (SELECT person_id FROM member WHERE household_id = ? AND retired_on IS NULL)"),
    ("member", "household_id = ? AND retired_on IS NULL"),
    (
        "bank_account",
        "retired_on IS NULL AND person_id IN "
        "(SELECT person_id FROM member WHERE household_id = ? AND retired_on IS NULL)",
    ),
)


def accept(db: Database, actor: Actor, transfer_id: UUID) -> None:
    """Hand an offered family over: from now on the township it moves to writes its records."""
    access.require(actor, access.WRITE)
    with db.transaction(actor, "转交迁移的家庭") as s:
        move = _offered(s, db, transfer_id)
        to = shipped_id("office", move.to_office)
        s.add(
            Transfer(
                office_id=to, household_id=move.household_id, way=IN, household_no=move.household_no,
                head_name=move.head_name, people=move.people, from_office=move.from_office,
                to_office=move.to_office, moved_on=move.moved_on, why=move.why, state=ACCEPTED,
            )
        )  # fmt: skip
        move.state, move.answered_on = ACCEPTED, dates.today()
        home = s.get_one(Household, move.household_id)
        home.status, home.status_on = "ACTIVE", None
        home.status_why = f"迁自{divisions.name(move.from_office)}"
        s.flush()
        for table, which in _MOVING:
            _hand_over(s, table, which, move.household_id, to)


def _hand_over(s: Session, table: str, which: str, household: UUID, to: UUID) -> None:
    """The rows become the new office's, and travel to it whole."""
    c = s.connection()
    found = [row[0] for row in run(c, f"SELECT id FROM {table} WHERE {which}", (household.bytes,))]
    staged = Rows(s, found)
    run(staged.c, f"UPDATE {table} SET office_id = ? WHERE id IN (SELECT row FROM sync_stage)", (to.bytes,))
    many(
        c,
        "INSERT INTO change(act, tbl, row, grp, old) SELECT act, ?, ?, '', NULL FROM ctx",
        [(table, row) for row in found],
    )


def decline(db: Database, actor: Actor, transfer_id: UUID, why: str) -> None:
    """Send an offer back with the reason; the township withdraws it or offers it anew."""
    access.require(actor, access.WRITE)
    filling.require_reason(why)
    with db.transaction(actor, f"退回迁移：{why.strip()}") as s:
        move = _offered(s, db, transfer_id)
        move.state, move.answered_on, move.answer_why = DECLINED, dates.today(), why.strip()[:120]


def _offered(s: Session, db: Database, transfer_id: UUID) -> Transfer:
    if not office.facts(db).is_county:
        raise Refused(NOT_COUNTY)
    move = filling.kept(s, Transfer, transfer_id, GONE)
    if move.way != OUT or move.state != OFFERED:
        raise Refused(GONE)
    return move
