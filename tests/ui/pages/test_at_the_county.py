"""At the county families are looked at and corrected, never registered: no button offers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import setting
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.whose import AT_TOWNSHIP
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.page import Page
from ljfpa_desktop.ui.pages.desk_page import DeskPage
from ljfpa_desktop.ui.pages.household_page import HouseholdPage
from tests import factories

Show = Callable[[QWidget], QWidget]
REGISTER = next((Path(__file__).parents[2] / "data" / "registers").glob("*台账*(最终版).xlsx"))


@pytest.fixture
def county(seat: Desk) -> Desk:
    setting.save(seat.db, seat.actor, {"office.code": "350122"})
    return replace(seat, actor=replace(seat.actor, office="350122"))


def offered(page: Page) -> list[str]:
    primary = page.primary()
    return [deed.text for deed in (*([primary] if primary else []), *page.deeds())]


def test_a_township_is_offered_to_register_and_to_import(seat: Desk, shown: Show) -> None:
    assert {"新增家庭", "导入名册"} <= set(offered(HouseholdPage(seat)))
    assert {"新增家庭", "导入名册"} <= set(offered(DeskPage(seat)))


def test_the_county_is_not(county: Desk, shown: Show) -> None:
    page = HouseholdPage(county)
    shown(page)
    page.reload()
    for offers in (offered(page), offered(DeskPage(county))):
        assert not {"新增家庭", "导入名册"} & set(offers)
        assert "核对疑点" in offers
    assert "数据交换" in page.table.state.sentence.text()


def test_its_first_step_is_to_receive(county: Desk, shown: Show) -> None:
    page = DeskPage(county)
    shown(page)
    page.reload()
    assert page.steps is not None
    assert [button.text() for button in page.steps.buttons] == ["去接收", "去设置", "登记活动"]


def test_a_register_is_refused_before_it_is_read(county: Desk) -> None:
    with pytest.raises(Refused) as e:
        intake.open_register(county.db, REGISTER, "families")
    assert e.value.sentence == AT_TOWNSHIP
    with pytest.raises(Refused):
        factories.household(county.db, county.actor)
