"""Plans written: many families at once, changed ones by their ids, and refusals told of the right person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from ljfpa_desktop.base.capture import Act, Change
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import BankAccount, Person
from ljfpa_desktop.services import search
from ljfpa_desktop.services.importing import intake, write
from tests.services.importing.samples import number, xlsx
from tests.services.importing.taking import FAMILY, ONE, H, W, said, snapshot, take

CHILD = number("20010909", 2)


def many(count: int, phone: str) -> list[list[Any]]:
    """That many families of one village, each of a couple."""
    return [
        [
            "山兜村",
            f"林{chr(0x4E00 + i)}",
            number(f"19{60 + i % 30}0101", 2 * (i // 30) + 1),
            f"吴{chr(0x4E00 + i)}",
            number(f"19{62 + i % 30}0202", 2 * (i // 30) + 2),
            None,
            None,
            "独生子女家庭",
            phone,
        ]
        for i in range(count)
    ]


def count(db: Database, *models: type[Any]) -> list[int]:
    with db.read() as s:
        return [
            s.scalar(select(func.count()).select_from(m).where(m.retired_on.is_(None))) or 0 for m in models
        ]


def test_families_are_written_in_sets(
    db: Database, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_AT_ONCE", 7)
    result = take(db, actor, xlsx(tmp_path / "a.xlsx", [FAMILY, *many(20, "13805912345")]), "families")
    assert (result.created, said(result)) == ({"household": 20, "person": 40}, set())
    assert count(db, Household, Person, Member, HouseholdCategory) == [20, 40, 40, 20]
    with db.read() as s:
        numbers = list(s.scalars(select(Household.household_no).order_by(Household.household_no)))
        assert search.differences(s) == []
    assert len({n[-5:] for n in numbers}) == 20


def test_changed_families_are_written_in_sets(
    db: Database, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_HELD", 6)
    take(db, actor, xlsx(tmp_path / "a.xlsx", [FAMILY, *many(20, "13805912345")]), "families")
    result = take(db, actor, xlsx(tmp_path / "b.xlsx", [FAMILY, *many(20, "13900000000")]), "families")
    assert (result.created, result.updated) == ({}, {"household": 20})
    with db.read() as s:
        assert set(s.scalars(select(Household.phone1))) == {"13900000000"}
        assert search.differences(s) == []
        act = s.scalar(select(func.max(Act.seq)))
        noted = s.execute(select(Change.tbl, Change.grp).where(Change.act == act)).all()
    assert {tuple(n) for n in noted} == {("household", "contact"), ("import_batch", "")}
    assert len(noted) == 21


def test_a_new_child_and_a_new_number_join_a_registered_family(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    first = ["山兜村", "林勇", H, "吴美", None, None, None, None, None]
    take(db, actor, xlsx(tmp_path / "a.xlsx", [FAMILY, first]), "families")
    second = ["山兜村", "林勇", H, "吴美", W, "林小", CHILD, "独生子女家庭", None]
    result = take(db, actor, xlsx(tmp_path / "b.xlsx", [FAMILY, second]), "families")
    assert result.created == {"person": 1}
    assert result.updated == {"household": 1, "person": 1}
    with db.read() as s:
        found = {p.name: p.id_no for p in s.scalars(select(Person))}
    assert found == {"林勇": H, "吴美": W, "林小": CHILD}


def test_a_refusal_names_the_person_and_the_column(db: Database, actor: Actor, tmp_path: Path) -> None:
    long = "阿" * 70
    row = [*ONE]
    row[3] = long
    result = take(db, actor, xlsx(tmp_path / "a.xlsx", [FAMILY, row]), "families")
    (problem,) = result.problems
    assert (problem.row, problem.column, problem.level) == (2, "配偶姓名", "error")
    assert problem.message == f"配偶{'阿' * 20}…：姓名最多 60 个字，请缩短。"
    assert (result.created, result.refused) == ({}, 1)


def test_every_row_of_a_refused_family_is_told(db: Database, actor: Actor, tmp_path: Path) -> None:
    titles = ["序号", *FAMILY]
    first = [1, *ONE]
    first[2] = "阿" * 70
    below = [None, None, None, None, None, None, "林二", number("20030909", 4), None, None]
    result = take(db, actor, xlsx(tmp_path / "a.xlsx", [titles, first, below]), "families")
    errors = {(p.row, p.rule) for p in result.problems if p.level == "error"}
    assert errors == {(2, 46), (3, 37)}
    assert (result.rows_seen, result.refused, result.created) == (2, 2, {})


def test_accounts_come_once(db: Database, actor: Actor, tmp_path: Path) -> None:
    titles = ["村居", "户主姓名", "身份证号", "银行卡号", "开户行", "慰问金"]
    card = "6228480402564890018"
    row = ["山兜村", "林勇", H, card, "农业银行", 600]
    for name in ("春节慰问名单", "中秋慰问名单"):
        take(db, actor, xlsx(tmp_path / f"{name}.xlsx", [titles, row]), "relief")
    with db.read() as s:
        accounts = list(s.scalars(select(BankAccount)))
    assert [(a.account_no, a.bank_name) for a in accounts] == [(card, "农业银行")]


def test_a_plan_serves_once(db: Database, actor: Actor, tmp_path: Path) -> None:
    review = intake.open_register(db, xlsx(tmp_path / "a.xlsx", [FAMILY, ONE]), "families")
    dry = intake.commit(db, actor, review, dry_run=True)
    assert review.made is None
    before = snapshot(db)
    assert intake.commit(db, actor, review).created == dry.created == {"household": 1, "person": 3}
    assert snapshot(db) != before


def test_a_look_grown_old_is_taken_again(db: Database, actor: Actor, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [FAMILY, ONE])
    old = intake.open_register(db, path, "families")
    take(db, actor, xlsx(tmp_path / "b.xlsx", [["台账"], FAMILY, ONE]), "families")
    result = intake.commit(db, actor, old)
    assert (result.created, result.unchanged) == ({}, 1)
    assert count(db, Household, Person) == [1, 3]
