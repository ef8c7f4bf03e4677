"""Every office is shipped with the same programmes, standards and usual sources, by the same ids."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from sqlalchemy import select

from ljfpa_desktop.base import codes, paths
from ljfpa_desktop.base.db import Database
from ljfpa_desktop.base.record import shipped_id
from ljfpa_desktop.models.fund import FundSource
from ljfpa_desktop.models.programme import Programme, Rate
from ljfpa_desktop.services import office
from tests.conftest import PASSWORD, QUICK

SHIPPED = json.loads((paths.resources() / "codes" / "programmes.json").read_text("utf-8"))


def test_everything_of_the_file_is_there(db: Database) -> None:
    with db.read() as s:
        programmes = {p.code: p for p in s.scalars(select(Programme))}
        rates = {(r.programme_code, r.label): r.amount_fen for r in s.scalars(select(Rate))}
        sources = set(s.scalars(select(FundSource.name)))
    assert set(programmes) == {p["code"] for p in SHIPPED["programmes"]} >= {"P09", "P06", "P09E"}
    for row in SHIPPED["programmes"]:
        found = programmes[row["code"]]
        for name, value in row.items():
            assert getattr(found, name) == value, (row["code"], name)
        assert found.id == shipped_id("programme", row["code"])
        assert found.valid_from <= date(2024, 1, 1)
    assert rates == {(r["programme_code"], r["label"]): r["amount_fen"] for r in SHIPPED["rates"]}
    assert sources == {f["name"] for f in SHIPPED["fund_sources"]}


def test_two_townships_have_the_same_ids_but_for_their_own_sources(db: Database, tmp_path: Path) -> None:
    office.create(
        tmp_path / "other", "350122100", login="clerk", name="黄经办", password=PASSWORD, cost=QUICK
    )
    other, _actor, lock = office.open_office(tmp_path / "other", "clerk", PASSWORD)
    for model in (Programme, Rate, FundSource):
        with db.read() as mine, other.read() as theirs:
            same = set(mine.scalars(select(model.id))) & set(theirs.scalars(select(model.id)))
            count = len(SHIPPED["fund_sources"]) if model is FundSource else len(same)
            assert (len(same), count > 0) == (0 if model is FundSource else count, True)
            assert set(mine.scalars(select(model.office_id))) != set(theirs.scalars(select(model.office_id)))
    other.close()
    lock.release()


def test_the_words_of_programmes_are_codes() -> None:
    kinds, categories = ({c.code for c in codes.table(name)} for name in ("aid_kind", "household_category"))
    for row in SHIPPED["programmes"]:
        assert row["aid_kind"] in kinds
        assert row["categories"] == "*" or set(row["categories"].split(",")) <= categories
        stages = row["stages"].split(",")
        assert (stages[0], stages[-2:]) == ("draft", ["paid", "closed"])
        assert ("publicised" in stages) is row["is_public"]
    named = {p["code"] for p in SHIPPED["programmes"]}
    assert {r["programme_code"] for r in SHIPPED["rates"]} <= named
