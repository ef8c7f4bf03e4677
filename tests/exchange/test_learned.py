"""What one computer was taught of registers, the office's other one knows; no other office does."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from ljfpa_desktop.migrations.m0003 import layouts as migration
from ljfpa_desktop.services.importing import intake, layouts
from ljfpa_desktop.services.importing.read import read
from tests.exchange.offices import FIRST, Offices
from tests.exchange.test_county_work import carry
from tests.services.importing.samples import xlsx
from tests.services.importing.taking import H
from tests.services.importing.test_layouts import HEAD, MEANT, ROW, TITLE


def test_words_and_layouts_reach_the_other_computer(offices: Offices, tmp_path: Path) -> None:
    first, second, county = offices.first, offices.second, offices.county
    path = xlsx(tmp_path / "甲.xlsx", [TITLE, HEAD, ["山窦", *ROW[1:]]])
    layout = layouts.layout_at(read(path).visible[0], [2], "families", MEANT, path.name)
    layouts.remember(first.db, first.actor, layout)
    review = intake.open_register(first.db, path, "families")
    (asked,) = intake.questions(review)
    intake.answer(first.db, first.actor, review, asked, f"{FIRST}201")
    carry(first, second, tmp_path, FIRST)
    there = intake.open_register(second.db, path, "families")
    assert (there.problems, [m.parsed.id_no for m in there.rows[0].people][0]) == ([], H)
    word, kept = layouts.learned(second.db)
    layouts.forget(second.db, second.actor, word.id)
    carry(second, first, tmp_path, FIRST)
    assert [x.id for x in layouts.learned(first.db)] == [kept.id]
    carry(first, county, tmp_path)
    assert layouts.learned(county.db) == []


def test_words_taught_before_the_upgrade_travel_after_it(offices: Offices, tmp_path: Path) -> None:
    first, second = offices.first, offices.second
    intake.teach_column(first.db, first.actor, "relief", "给多少", "amount")
    with first.db.transaction(first.actor, "旧版", "test") as s:
        s.execute(text("UPDATE change SET seg = zeroblob(32) WHERE tbl = 'learned_term'"))
    carry(first, second, tmp_path, FIRST)
    assert layouts.learned(second.db) == []
    with first.db.transaction(first.actor, "升级", "test") as s:
        migration.send_words(s.connection())
    carry(first, second, tmp_path, FIRST)
    assert [x.term for x in layouts.learned(second.db)] == ["给多少"]
