"""What waits after changes: counted on 工作台, settled once with an outcome, told in the time line."""

from __future__ import annotations

import pytest

from ljfpa_desktop.base.db import Actor
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.services import life, timeline, todo

from .conftest import ON, Home


def test_it_waits_until_its_outcome_is_told(home: Home) -> None:
    home.happens("DEATH", {"member": home.member("林小燕").id, "on": ON})
    waiting = {t.code: t.sentence for t in todo.overview(home.db).todos}
    assert waiting["follow_ups"] == "家庭变动后还有 2 件事要办"
    visit = next(w for w in life.lines(home.db) if "慰问" in w.text)
    assert (visit.head, visit.village, visit.household_id) == ("林建国", "山兜村", home.id)
    for wrong in (" ", "长" * 201):
        with pytest.raises(Invalid):
            life.settle(home.db, home.actor, visit.id, wrong)
    life.settle(home.db, home.actor, visit.id, "5月8日上门，送慰问金")
    assert len(life.lines(home.db)) == 1
    with pytest.raises(Refused):
        life.settle(home.db, home.actor, visit.id, "再办")
    told = next(h for h in timeline.of_household(home.db, home.id) if h.kind == "life")
    assert "已办：林小燕去世，上门慰问家属（5月8日上门，送慰问金）" in told.detail


def test_a_reader_changes_nothing(home: Home) -> None:
    reader = Actor("r", "看客", "reader", home.actor.office)
    values = {"member": home.member("林小燕").id, "on": ON}
    with pytest.raises(Refused):
        life.look(home.db, reader, home.id, "DEATH", values)
    with pytest.raises(Refused):
        life.record(home.db, reader, home.id, "DEATH", values)
    event = home.happens("DEATH", values)
    with pytest.raises(Refused):
        life.take_back(home.db, reader, event)
    with pytest.raises(Refused):
        life.settle(home.db, reader, life.lines(home.db)[0].id, "看看")
    with home.db.read() as s:
        assert life.open_in(s) == 2
