"""Who changed what, when and why, and from what to what: read from the change rows of any record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ljfpa_desktop.base.capture import Act, Change
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.fields import Field, fields_of
from ljfpa_desktop.base.record import Record, Uuid16, captured_tables
from ljfpa_desktop.models import every as every  # maps every table
from ljfpa_desktop.models.aid import Cycle, Payment
from ljfpa_desktop.models.event import Event
from ljfpa_desktop.models.fund import FundSource
from ljfpa_desktop.models.honour import Honour
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.models.site import Site
from ljfpa_desktop.services import history_words
from ljfpa_desktop.services.display import shown

WORDS = {
    "account": "账号", "association_member": "会员", "attachment": "附件", "bank_account": "银行账户",
    "cycle": "批次", "duty": "核对事项", "entitlement": "名单行", "event": "活动", "event_attendee": "参加人",
    "excuse": "疑点说明", "follow_up": "后续事项",
    "fund_income": "资金到账", "fund_source": "资金来源", "honour": "荣誉", "household": "家庭",
    "household_category": "家庭类别", "import_batch": "导入", "installation": "电脑",
    "learned_term": "写法", "life_event": "家庭变动", "material_issue": "发放资料", "member": "家庭成员",
    "not_same": "不是同一人",
    "office": "单位", "paper": "文书", "payment": "发放", "period": "月报", "period_figure": "月报指标",
    "person": "人员", "policy_term": "扶助条件", "programme": "项目", "rate": "标准", "register": "花名册",
    "register_layout": "表头对应", "saved_view": "视图",
    "site": "阵地", "transfer": "迁移", "visit": "走访", "volunteer": "志愿者",
}  # fmt: skip
# Columns that no form sets.
BESIDE = {"retired_on": Field("停用日期", "date"), "merged_into": Field("并入", "link")}
# Numbers people know a record by.
NUMBERS: tuple[tuple[Any, Any], ...] = (
    (Household, Household.household_no), (Payment, Payment.receipt_no), (Event, Event.event_no),
    (Honour, Honour.certificate_no), (Cycle, Cycle.name),
)  # fmt: skip
# What a link to another record is called by.
NAMED: tuple[Any, ...] = (
    Person.name, Household.household_no, Cycle.name, Event.theme, Site.name, FundSource.name, Honour.title,
    Payment.receipt_no,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One field of one record changed in one act; a whole new record has label "新建"."""

    when: datetime
    who: str
    why: str
    record: str
    label: str
    old: str
    new: str
    act: int


def find_record(db: Database, typed: str) -> tuple[str, UUID]:
    """The (table, id) of a household number, receipt number, event number, certificate, cycle name or id.

    Raises `Refused` when nothing has this number.
    """
    wanted = typed.strip()
    with db.read() as s:
        for model, column in NUMBERS:
            found = s.scalars(select(model.id).where(column == wanted).limit(1)).first()
            if found is not None:
                return str(model.__tablename__), found
        try:
            record = UUID(wanted)
        except ValueError:
            record = None
        table = record and s.scalars(select(Change.tbl).where(Change.row == record).limit(1)).first()
    if record is None or table is None:
        raise Refused(f"找不到“{wanted}”。可以写家庭编号、领款单号、活动编号、证书编号或批次名称。")
    return table, record


def of_record(db: Database, record: UUID, *, full: bool = False) -> list[HistoryRow]:
    """The history of one record, the oldest first; private values are masked unless ``full``."""
    with db.read() as s:
        return _of(s, [record, *_merged_into(s, [record])], full=full)


def of_family(db: Database, household: UUID, *, full: bool = False) -> list[HistoryRow]:
    """The history of a family with its members, categories and bank accounts, the oldest first."""
    with db.read() as s:
        people = list(s.scalars(select(Member.person_id).where(Member.household_id == household)))
        people += _merged_into(s, people)
        parts: list[UUID] = [household, *people]
        for column, owners in (
            (Member.household_id, [household]),
            (HouseholdCategory.household_id, [household]),
            (BankAccount.person_id, people),
        ):
            parts += s.scalars(select(column.class_.id).where(column.in_(owners)))
        return _of(s, parts, full=full)


def _merged_into(s: Session, people: Sequence[UUID]) -> list[UUID]:
    """The records that were merged into these: their history is that of the one that stayed."""
    found = s.scalars(select(Person.id).where(Person.merged_into.in_(people)))
    return [alias for alias in found if alias not in people]


def _of(s: Session, records: Sequence[UUID], *, full: bool) -> list[HistoryRow]:
    rows, among = list[HistoryRow](), frozenset(records)
    for record in records:
        rows += _of_one(s, record, among, full=full)
    return sorted(rows, key=lambda r: r.act)


def _of_one(s: Session, record: UUID, among: frozenset[UUID], *, full: bool) -> Iterator[HistoryRow]:
    query = (
        select(Change.tbl, Change.grp, Change.old, Act.at, Act.actor, Act.why, Act.seq)
        .join(Act, Act.seq == Change.act)
        .where(Change.row == record)
        .order_by(Change.seq)
    )
    changes = s.execute(query).all()
    if not changes:
        return
    table = str(changes[0].tbl)
    now = written(s, table, record)
    following = _following([(c.grp, c.old) for c in changes], now)
    merged = UUID(hex=now["merged_into"]) in among if now.get("merged_into") else False
    what = f"{WORDS[table]}（并入的{now['name']}）" if merged and table == "person" else WORDS[table]
    for change, after in zip(changes, following, strict=True):
        head = (change.at, change.actor, change.why, what)
        if change.old is None:
            yield HistoryRow(*head, "新建", "", "", change.seq)
            continue
        labels = _fields(str(change.tbl))
        for name, before in json.loads(change.old).items():
            if before != after[name] and name not in history_words.UNSAID:
                declared = labels.get(name) or BESIDE[name]
                old, new = (
                    history_words.said(table, name, v) or _shown(s, declared, v, full=full)
                    for v in (before, after[name])
                )
                yield HistoryRow(*head, declared.label, old, new, change.seq)


def _following(changes: Sequence[tuple[str, str | None]], now: dict[str, Any]) -> list[dict[str, Any]]:
    """For each change the group's values right after it: the next change's old ones, at last today's."""
    later: dict[str, dict[str, Any]] = {}
    found: list[dict[str, Any]] = []
    for group, old in reversed(changes):
        found.append(later.get(group, now))
        if old is not None:
            later[group] = json.loads(old)
    return found[::-1]


def written(s: Session, table: str, record: UUID) -> dict[str, Any]:
    """The values of a row today as the triggers write old ones: ids in hex, everything else as stored."""
    model = _model(table)
    columns = [
        f"lower(hex({c.name}))" if isinstance(c.type, Uuid16) else f'"{c.name}"'
        for c in model.__table__.columns
    ]
    row = s.execute(
        text(f'SELECT json_array({", ".join(columns)}) FROM "{table}" WHERE id = :id'), {"id": record.bytes}
    ).scalar_one()
    return dict(zip((c.name for c in model.__table__.columns), json.loads(row), strict=True))


def _model(table: str) -> type[Record]:
    return next(m for m in captured_tables() if m.__tablename__ == table)


def _fields(table: str) -> dict[str, Field]:
    return fields_of(_model(table))


def _shown(s: Session, declared: Field, value: Any, *, full: bool) -> str:
    if declared.kind == "link" and value:
        return _name_of(s, UUID(hex=str(value)))
    return shown(declared, value, full=full)


def _name_of(s: Session, record: UUID) -> str:
    for column in NAMED:
        found = s.scalars(select(column).where(column.class_.id == record)).first()
        if found:
            return str(found)
    return "（没有收到的记录）"
