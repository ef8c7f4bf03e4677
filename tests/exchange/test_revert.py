"""A package taken back: the office as it was, but for what was touched since."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.exchange import revert
from ljfpa_desktop.exchange.kernel.shape import shape
from ljfpa_desktop.services import household, search
from ljfpa_desktop.services.check import check
from tests import factories
from tests.exchange.offices import FIRST, Offices, Pc


def undo(pc: Pc, code: str) -> revert.Reverted:
    return revert.revert(pc.db, pc.actor, code)


def shown(pc: Pc) -> dict[str, list[tuple[Any, ...]]]:
    """What people see: every row that is not retired."""
    return {
        name: sorted(pc.rows(f"SELECT * FROM {name} WHERE retired_on IS NULL"), key=repr) for name in shape()
    }


def test_what_it_brought_is_retired_and_what_it_changed_set_back(offices: Offices, stick: Path) -> None:
    family = offices.first.family("林一", phone1="13800000000")
    offices.county.take(offices.first.pack(stick / "1").path)
    before = shown(offices.county)
    offices.first.call(family, "13805001111")
    offices.first.family("林二", spouse="陈二", categories=("01",))
    done = offices.county.take(offices.first.pack(stick / "2").path)
    back = undo(offices.county, done.package)
    assert (back.restored, back.retired, back.kept) == (1, done.new, ())
    assert shown(offices.county) == before
    assert search.find(offices.county.db, "林二") == []
    assert check(offices.county.db).faults == ()
    with pytest.raises(Refused, match="已经撤回过"):
        undo(offices.county, done.package)
    # It travels like any other change.
    offices.first.take(offices.county.pack(stick, FIRST).path)
    assert offices.first.phone(family) == "13800000000"
    assert offices.first.heads() == ["林一"]


def test_the_package_read_again_does_not_bring_it_back(offices: Offices, stick: Path) -> None:
    offices.first.family("林一")
    sent = offices.first.pack(stick)
    undo(offices.county, offices.county.take(sent.path).package)
    assert offices.county.take(sent.path).already_had
    assert offices.county.heads() == []
    assert len(offices.county.rows("SELECT 1 FROM sync_package WHERE way = 'in' AND office = ?", FIRST)) == 1


def test_what_was_edited_or_used_since_stays_and_is_named(offices: Offices, stick: Path) -> None:
    old = offices.first.family("林旧", phone1="13800000000")
    offices.county.take(offices.first.pack(stick / "1").path)
    edited, used = offices.first.family("林改"), offices.first.family("林用")
    offices.first.family("林走")
    offices.first.call(old, "13805001111")
    done = offices.county.take(offices.first.pack(stick / "2").path)
    offices.first.call(edited, "13805002222")
    offices.first.call(old, "13805003333")
    wife = factories.person("陈新", "12", "2", date(1964, 8, 20))
    household.save(offices.first.db, offices.first.actor, {}, members=[wife], record_id=used)
    offices.county.take(offices.first.pack(stick / "3").path)
    back = undo(offices.county, done.package)
    assert offices.county.phone(old) == "13805003333"
    assert sorted(n for n in offices.county.heads() if n != "陈新") == ["林改", "林旧", "林用"]
    assert any("后来改过" in words for words in back.kept)
    assert any("还有记录在用" in words for words in back.kept)
    assert check(offices.county.db).faults == ()


def test_an_unknown_code_is_refused(offices: Offices, stick: Path) -> None:
    offices.first.family()
    sent = offices.first.pack(stick)
    dump = offices.county.dump()
    for code in (sent.code, "1234", ""):
        with pytest.raises(Refused, match="没有核对码是"):
            undo(offices.county, code)
    assert offices.county.dump() == dump


def test_what_the_county_decides_for_all_is_not_taken_back_here(offices: Offices, stick: Path) -> None:
    offices.first.take(offices.county.pack(stick, FIRST).path)
    code = offices.first.rows("SELECT code FROM sync_package WHERE way = 'in' ORDER BY at DESC")[0][0]
    before = shown(offices.first)
    back = undo(offices.first, code)
    assert (back.restored, back.retired) == (0, 0)
    assert shown(offices.first) == before


@pytest.mark.parametrize("seed", range(6))
def test_undone_is_as_before_unless_touched_later(offices: Offices, stick: Path, seed: int) -> None:
    """P11: random packages one upon another, the last taken back: rows untouched since are as they were."""
    chance, made = random.Random(seed), list[Any]()  # noqa: S311
    for _ in range(2):
        act_at_random(offices.first, chance, made)
        offices.county.take(offices.first.pack(stick / f"{len(made)}").path)
    before = shown(offices.county)
    act_at_random(offices.first, chance, made)
    done = offices.county.take(offices.first.pack(stick / "last").path)
    touched = chance.choice(made)
    if chance.random() < 0.5 and offices.county.rows("SELECT 1 FROM household WHERE id = ?", touched.bytes):
        with offices.county.db.transaction(offices.county.actor, "县里更正") as s:
            s.connection().exec_driver_sql(
                "UPDATE household SET phone1 = '13899999999' WHERE id = ?", (touched.bytes,)
            )
    else:
        touched = None
    undo(offices.county, done.package)
    after = shown(offices.county)
    if touched is None:
        assert after == before
    else:
        assert offices.county.phone(touched) == "13899999999"
        others = [r for r in after["household"] if touched.bytes not in r]
        assert others == [r for r in before["household"] if touched.bytes not in r]
    assert check(offices.county.db).faults == ()


def act_at_random(pc: Pc, chance: random.Random, made: list[Any]) -> None:
    for _ in range(chance.randint(2, 5)):
        if not made or chance.random() < 0.5:
            made.append(pc.family(f"林{len(made)}", spouse="陈秀英" if chance.random() < 0.5 else None))
        else:
            pc.call(chance.choice(made), f"138{chance.randrange(10**8):08d}")
