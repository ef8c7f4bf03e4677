"""The list of packages: one taken in by mistake is taken back, one that never comes is waited for no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base import dates
from ljfpa_desktop.exchange import registry
from ljfpa_desktop.exchange.kernel import heads
from ljfpa_desktop.exchange.pack import pack, pack_all
from ljfpa_desktop.exchange.unpack import unpack
from ljfpa_desktop.models.sync import Peer
from ljfpa_desktop.services import household
from ljfpa_desktop.ui.pages.exchange.county import County
from ljfpa_desktop.ui.pages.exchange.passages import HELD, TAKEN
from ljfpa_desktop.ui.pages.exchange.tabs import bring_up
from tests.factories import household as family
from tests.offices import Offices
from tests.offices import joined as joined
from tests.offices import offices as offices
from tests.ui.exchange_seats import page_at
from tests.ui.keyboard import answer

Show = Callable[[QWidget], QWidget]


def test_a_package_taken_in_by_mistake_is_taken_back(offices: Offices, shown: Show) -> None:
    at, county = offices.guantou, offices.county
    family(at.db, at.actor)
    unpack(county.db, county.actor, pack(at.db, at.actor, offices.stick).path)
    board = page_at(county, shown)
    view = board.view
    assert isinstance(view, County)
    bring_up(view.tabs, view.passages)
    answer(yes=False)
    view.passages.take_back()
    assert household.summary(county.db).households == 1
    answer()
    QTimer.singleShot(0, answer)
    view.passages.take_back()
    assert household.summary(county.db).households == 0
    assert view.passages.passages == ()
    pack_all(county.db, county.actor, offices.stick)
    board.reload()
    answer()  # what we gave ourselves is nothing to take back
    view.passages.take_back()


def test_a_lost_package_is_waited_for_until_a_person_says_it_is_gone(offices: Offices, shown: Show) -> None:
    at, county, stick = offices.guantou, offices.county, offices.stick
    family(at.db, at.actor)
    first = pack(at.db, at.actor, stick)
    with at.db.transaction(at.actor, "t", "exchange") as s:  # the county is believed to have it
        have = json.dumps({"350122103": [h.hex() for h in heads.heads(s.connection(), "350122103")]})
        s.connection().exec_driver_sql("UPDATE sync_peer SET have = ?", (have,))
        if not s.connection().exec_driver_sql("SELECT count(*) FROM sync_peer").scalar_one():
            inst = next(c.inst for c in registry.county(s))
            s.add(
                Peer(
                    inst=UUID(inst), office="350122", have=have, last_no=1, last_made="", app="",
                    last_seen=dates.now(), schema=2, facts="{}",
                )
            )  # fmt: skip
    family(at.db, at.actor, head="黄水官")
    unpack(county.db, county.actor, pack(at.db, at.actor, stick).path)
    board = page_at(county, shown)
    view = board.view
    assert isinstance(view, County)
    bring_up(view.tabs, view.passages)
    assert [row[7] for row in view.passages.as_rows()[1:]] == [HELD]
    answer(yes=False)
    view.passages.go_without()
    assert household.summary(county.db).households == 0
    answer(reason="U盘丢了")
    QTimer.singleShot(0, answer)
    view.passages.go_without()
    assert household.summary(county.db).households == 1
    assert [row[7] for row in view.passages.as_rows()[1:]] == [TAKEN]
    answer()  # nothing waits any more
    view.passages.go_without()
    unpack(county.db, county.actor, first.path)
    assert household.summary(county.db).households == 2
