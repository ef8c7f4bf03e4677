"""Special families in the ways townships list them: two rows merged, repeated or blank, one row, one cell."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ljfpa_desktop.base import divisions
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.household import Household, HouseholdCategory, Member
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services.importing.undo import undo
from tests.services.importing.samples import xlsx
from tests.services.importing.shapes import Family, people
from tests.services.importing.taking import snapshot, take

COLUMNS = {
    "seq": ["序号", "编号"],
    "village": ["村（居）", "村居", "所属村居"],
    "name": ["姓名", "对象姓名", "特扶对象姓名"],
    "id": ["公民身份号码", "身份证号", "身份证号码"],
    "kind": ["特扶类别", "特扶类型", "特殊家庭类别"],
    "child": ["子女姓名", "死亡伤残子女姓名"],
    "child_id": ["子女身份证号码", "死亡伤残子女身份证号"],
    "loss": ["死亡时间或残疾证号", "死亡时间/残疾证号"],
}
KINDS = {"03": ["失独", "死亡", "独生子女死亡家庭"], "04": ["伤残", "独生子女伤残家庭"]}
MANNERS = ("merged", "repeated", "blank", "couple", "cell")


def families(chance: random.Random) -> list[tuple[Family, str]]:
    """Eight couples who have lost their child or care for a disabled one."""
    found = people(chance, 8)
    for family in found:
        del family.children[1:]
    return [(family, chance.choice(("03", "04"))) for family in found]


def draw(chance: random.Random, path: Path, truth: list[tuple[Family, str]], manner: str) -> Path:
    """Write them in this manner, with titles and words drawn by chance."""
    title = {key: chance.choice(words) for key, words in COLUMNS.items()}
    keys = ["village", "name", "id", "kind", "child", "child_id", "loss"]
    if manner == "couple":
        keys[1:3] = ["father", "father_id", "mother", "mother_id"]
        title |= {"father": "父亲姓名", "father_id": "父亲身份证号"}
        title |= {"mother": "母亲姓名", "mother_id": "母亲身份证号"}
    if manner != "repeated" or chance.random() < 0.5:
        keys.insert(0, "seq")
    rows: list[list[Any]] = [["计生特殊家庭花名册"], [title[key] for key in keys]]
    merges: list[str] = []
    for i, (family, kind) in enumerate(truth, 1):
        lines = _lines(chance, i, family, kind, manner)
        if manner == "merged":
            top = len(rows) + 1
            merges += [
                f"{chr(65 + c)}{top}:{chr(65 + c)}{top + 1}"
                for c, key in enumerate(keys)
                if key not in {"name", "id"}
            ]
        rows += [[line.get(key) for key in keys] for line in lines]
    rows += [["合计", f"{len(truth)}户"]] if chance.random() < 0.5 else []
    return xlsx(path, rows, merges)


def _lines(chance: random.Random, i: int, family: Family, kind: str, manner: str) -> list[dict[str, Any]]:
    child, child_id = family.children[0]
    loss = "2015年3月" if kind == "03" else f"{child_id}43"
    shared: dict[str, Any] = {
        "seq": i, "village": divisions.short_name(family.village), "kind": chance.choice(KINDS[kind]),
        "child": child, "child_id": child_id, "loss": loss,
    }  # fmt: skip
    (he, his), (she, hers) = family.husband, family.wife
    if manner == "couple":
        return [{**shared, "father": he, "father_id": his, "mother": she, "mother_id": hers}]
    if manner == "cell":
        mark = chance.choice(("\n", "、", "/"))
        return [{**shared, "name": f"{he}{mark}{she}", "id": f"{his}{mark}{hers}"}]
    first = {**shared, "name": he, "id": his}
    second = {**(shared if manner == "repeated" else {}), "name": she, "id": hers}
    return [first, second]


Listed = list[tuple[str, str, list[tuple[str, str | None]]]]


def registered(db: Database) -> Listed:
    """(village, category, people) of every family, in one order."""
    with db.read() as s:
        found: dict[Any, tuple[str, str, set[tuple[str, str | None]]]] = {}
        query = (
            select(
                Household.id, Household.village_code, HouseholdCategory.category, Person.name, Person.id_no
            )
            .join(HouseholdCategory, HouseholdCategory.household_id == Household.id)
            .join(Member, Member.household_id == Household.id)
            .join(Person, Person.id == Member.person_id)
        )
        for household, village, category, name, number in s.execute(query):
            found.setdefault(household, (village, category, set()))[2].add((name, number))
    families = found.values()
    return sorted((village, category, sorted(members, key=str)) for village, category, members in families)


def expected(truth: list[tuple[Family, str]]) -> Listed:
    """What should be registered, in the same order."""
    return sorted((f.village, kind, sorted([f.husband, f.wife, *f.children], key=str)) for f, kind in truth)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_special_families_are_the_same_in_any_manner(
    db: Database, actor: Actor, tmp_path: Path, manner: str, seed: int
) -> None:
    chance = random.Random(seed)
    truth = families(chance)
    result = take(db, actor, draw(chance, tmp_path / "a.xlsx", truth, manner), "special")
    assert [p for p in result.problems if p.level == "error"] == []
    assert result.created == {"household": 8, "person": 24}
    assert registered(db) == expected(truth)
    before = snapshot(db)
    other = MANNERS[(MANNERS.index(manner) + 1) % len(MANNERS)]
    again = take(db, actor, draw(chance, tmp_path / "b.xlsx", truth, other), "special")
    assert (again.created, again.updated) == ({}, {})
    assert snapshot(db) == before
    undo(db, actor, result.batch)
    assert registered(db) != [] or snapshot(db) == {}
    assert all(not rows for name, rows in snapshot(db).items() if name in {"household", "person", "member"})
