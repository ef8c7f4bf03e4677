"""Relief lists become the draft of a cycle."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.models.aid import Cycle
from ljfpa_desktop.models.household import Household
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services.aid import cycle, entitlement
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Result
from tests.services.importing.samples import number, xlsx
from tests.services.importing.taking import (
    LIST,
    ONE,
    H,
    families,
    relief,
    said,
    take,
    three,
)


@pytest.fixture(name="registers")
def three_registers(db: Database, actor: Actor) -> dict[str, Result]:
    """The township's three registers in an office."""
    return three(db, actor)


def test_every_number_of_a_list_opens_its_family(db: Database, registers: dict[str, Result]) -> None:
    rows = entitlement.rows(db, "琯头镇2024年春节慰问计生困难家庭名单")
    first = next(r for r in rows if r.payee == "卢永健")
    assert first.amount_fen is None
    assert first.goods == "大米1袋、600（物）"
    assert sum(r.amount_fen or 0 for r in rows) == registers["relief"].amount_total_fen


def test_a_list_fills_what_is_empty_and_a_register_brings_up_to_date(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    families(db, actor, tmp_path, ONE)
    rows = [["名单"], [*LIST, "电话", "致困原因"], ["山兜村", "林勇", H, 600, None, "13900000000", "因病"]]
    result = take(db, actor, xlsx(tmp_path / "b.xlsx", rows), "relief")
    with db.read() as s:
        found = s.scalars(select(Household)).one()
    assert (found.phone1, found.hardship_reason) == ("13805912345", "1")
    assert result.updated == {"household": 1}
    assert result.created == {"cycle": 1, "entitlement": 1}


def test_the_dead_are_not_put_on_a_list(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    with db.transaction(actor, "死亡登记") as s:
        s.scalars(select(Person).where(Person.id_no == H)).one().death_date = date(2023, 5, 1)
    assert said(relief(db, actor, tmp_path, ["山兜村", "林勇", H, 600, None])) == {(3, "error", 47)}


def test_a_list_joins_its_draft_and_no_later_stage(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    relief(db, actor, tmp_path, ["山兜村", "林勇", H, 600, None])
    result = relief(
        db,
        actor,
        tmp_path,
        ["山兜村", "林勇", H, 800, "米"],
        ["长门村", "陈强", number("19650302", 5), 5_100_000, None],
    )
    assert said(result) == {(3, "error", 48), (4, "warning", 48)}
    assert [line.rows for line in cycle.list_all(db)] == [2]
    with db.transaction(actor, "审核") as s:
        s.scalars(select(Cycle)).one().stage = "reviewed"
    assert said(relief(db, actor, tmp_path, ["山兜村", "林勇", H, 600, None])) == {(None, "warning", 50)}
    with pytest.raises(Refused, match="已经过了申报"):
        relief(db, actor, tmp_path, ["山兜村", "林勇", H, 700, None])
    other = xlsx(tmp_path / "c.xlsx", [LIST, ["山兜村", "林勇", H, 700, None]])
    assert take(db, actor, other, "relief", cycle="中秋慰问").cycle == "中秋慰问"


@pytest.mark.parametrize(
    ("title", "programme", "occasion"),
    [
        ("琯头镇2024年春节慰问计生困难家庭名单", "P09", "春节"),
        ("2024年中秋节慰问计生特殊家庭名单", "P06", "中秋"),
        ("2024年失独家庭慰问名单", "P06", None),
        ("2024年临时救助名单", "P09E", None),
        ("重阳节慰问名单", "P09", "重阳"),
    ],
)
def test_the_cycle_follows_the_title(
    db: Database, actor: Actor, tmp_path: Path, title: str, programme: str, occasion: str | None
) -> None:
    families(db, actor, tmp_path, ONE)
    relief(db, actor, tmp_path, ["山兜村", "林勇", H, 600, None], name=title)
    with db.read() as s:
        found = s.scalars(select(Cycle)).one()
    assert (found.name, found.programme_code, found.occasion) == (title, programme, occasion)
    assert found.import_id is not None


def test_a_corrected_list_adds_only_what_is_new(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    other = number("19650302", 5)
    first = relief(
        db, actor, tmp_path, ["山兜村", "林勇", H, 600, None], ["长门村", "陈强", other[:17], 500, None]
    )
    assert first.created == {"cycle": 1, "entitlement": 1}
    second = relief(
        db, actor, tmp_path, ["山兜村", "林勇", H, 600, None], ["长门村", "陈强", other, 500, None]
    )
    assert said(second) == set()
    assert second.created == {"household": 1, "person": 1, "entitlement": 1}
    assert (second.unchanged, second.amount_total_fen) == (1, 50000)


def test_a_list_mended_in_place_is_taken_once_more(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    other = number("19650302", 5)
    rows = [["山兜村", "林勇", H, 600, None], ["长门村", "陈强", other[:17], 500, None]]
    relief(db, actor, tmp_path, *rows)
    path = tmp_path / "春节慰问名单.xlsx"
    review = intake.open_register(db, path, "relief")
    assert review.again
    mended = intake.mend(db, review, 4, "身份证号", other)
    assert not mended.again
    assert intake.commit(db, actor, mended).created == {"household": 1, "person": 1, "entitlement": 1}
    once_more = intake.mend(db, intake.open_register(db, path, "relief"), 4, "身份证号", other)
    assert once_more.again
