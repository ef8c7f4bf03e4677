"""One person registered twice, each record with what belongs to it: what a merge is tested on."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import attachment, event, honour, household, office, visit
from ljfpa_desktop.services.aid import approval, cycle, entitlement, payment
from ljfpa_desktop.services.aid.checks import NewRow
from tests import factories

TODAY = dates.today()
SLIP = {"id_check": "旧证"}


@dataclass(frozen=True)
class Twice:
    """The two records, ``keep`` with a number and ``gone`` without, and the family of each."""

    keep: UUID
    gone: UUID
    home: UUID
    other_home: UUID


def twice(db: Database, actor: Actor, **gone: Any) -> Twice:
    """林建国 as head of one family, and without a number as head of another."""
    home = factories.household(db, actor, categories=["04"])
    bare = {"name": "林建国", "id_no": "", "birth_date": date(1962, 3, 5), "sex": "1", **gone}
    bare = {"phone": "13800138000", **bare}
    other = factories.household(db, actor, head=bare, spouse="陈秀英", categories=["04"])
    keep, lost = (household.facts(db, h).members[0].person_id for h in (home, other))
    return Twice(keep, lost, home, other)


def pay(db: Database, actor: Actor, home: UUID, name: str = "春节慰问") -> None:
    """Money given to a family in a cycle of its own."""
    values = {"programme_code": "P06", "year": TODAY.year, "name": name, "standard_fen": 100000}
    made = cycle.create(db, actor, values)
    entitlement.add(db, actor, made, [NewRow(home)])
    paper = "琯计协〔2024〕1号"
    approval.approve(db, actor, made, paper, TODAY, handler="李经办", reviewer="王审", approver="张批")
    payment.pay(db, actor, made, TODAY, "cash")


def belongings(db: Database, actor: Actor, person: UUID, home: UUID) -> None:
    """A visit, an event, an honour, a photo and an account of the person."""
    seen = {"household_id": home, "person_id": person, "visited_on": TODAY, "occasion": "SPRING"}
    visit.save(db, actor, {**seen, "visitors": "李经办"})
    held = {"kind": "WARM", "theme": "包粽子", "held_on": TODAY, "place": "暖心家园", "offline_attendance": 9}
    guests = [{"name": "林建国", "person_id": person}]
    event.save(db, actor, held, attendees=guests, accepted={"late": "补录", "old": "补录"})
    given = {"title": "健康家庭", "kind": "HONOUR", "level": "TOWNSHIP", "grantor": "琯头镇"}
    to = {"status": "AWARDED", "recipient_kind": "PERSON", "recipient_name": "林建国", "person_id": person}
    honour.save(db, actor, {**given, **to, "granted_on": TODAY})
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    attachment.add_photo(db, actor, "person", person, picture.getvalue(), name="身份证.png")
    with db.transaction(actor, "登记账户") as s:
        s.add(
            BankAccount(
                office_id=office.office_id(s), person_id=person, account_no="6228230000000000011",
                account_kind="CARD", account_name="林建国", bank_name="农业银行",
            )
        )  # fmt: skip


def record(db: Database, person: UUID) -> Person:
    """A person as it is written, also a merged one."""
    with db.read() as s:
        return s.scalars(select(Person).where(Person.id == person)).one()
