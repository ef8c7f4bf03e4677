"""家庭: the list, a family at a glance, and every act on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton

from ljfpa_desktop.base import dates
from ljfpa_desktop.services import household, timeline, transfer, view
from ljfpa_desktop.services.view import View
from ljfpa_desktop.showcase.scene import Scene
from ljfpa_desktop.ui.pages.household.family_acts import take_out

TO = "350122104"  # a neighbour


def walk(scene: Scene, _aside: Path) -> None:
    """The page from the list to the history of one family."""
    camera, window = scene.camera, scene.window
    page = scene.show("households", "家庭")
    header = page.table.view.horizontalHeader()
    page.table.columns.menu().popup(header.mapToGlobal(QPoint(260, header.height())))
    camera.take(window, "家庭-选列")
    more = next(b for b in window.header.findChildren(QPushButton) if b.menu())
    more.menu().popup(more.mapToGlobal(QPoint(0, more.height())))
    camera.take(window, "家庭-更多")
    camera.dialog(page.add_family, "新增家庭")
    camera.dialog(page.add_family, "新增家庭-没填全", lambda d: d.carry_out())
    page.table.view.selectAll()
    camera.take(window, "家庭-选中多户")
    camera.dialog(page.record_visit, "登记走访-多户")
    camera.dialog(page.print_families, "打印列表")
    _views(scene, page)
    page.open_record(_richest(scene))
    camera.take(window, "家庭-一户")
    _acts(scene, page)
    page.show_list()


def _views(scene: Scene, page: Any) -> None:
    camera, views = scene.camera, page.families.views
    camera.dialog(views.ask_more, "更多筛选")
    camera.dialog(views.keep, "保存视图")
    filters = {"category": "special", "not_visited_months": 1, "age_from": 60}
    columns = ("village", "head", "phone", "last_visit")
    name = "60岁以上特殊家庭一个月没走访"
    view.save(scene.db, scene.desk.actor, name, View(filters, columns, ("village", False)))
    views.take(view.named(scene.db, name))
    camera.take(scene.window, "家庭-视图")
    views.open_menu()
    camera.take(scene.window, "家庭-视图菜单")
    views.clear()


def _richest(scene: Scene) -> UUID:
    """The special family of which most can be told."""
    special = household.page(scene.db, {"category": "special"}, limit=60)
    found = [(len(timeline.of_household(scene.db, line.id)), line.household_no, line.id) for line in special]
    return max(found)[2]


def _acts(scene: Scene, page: Any) -> None:
    camera, acts = scene.camera, page.acts
    found: household.HouseholdFacts = page.family.found
    camera.dialog(page.record_visit, "登记走访")
    camera.dialog(acts.edit, "修改家庭")
    camera.dialog(acts.file, "更多资料")
    camera.dialog(acts.member, "添加成员")
    camera.dialog(acts.member, "添加成员-证号不对", _wrong_number)
    camera.dialog(lambda: acts.member(found.members[0].id), "修改成员")
    camera.dialog(acts.successor, "更换户主")
    camera.dialog(acts.category, "认定类别")
    held = next(c for c in found.categories if c.holds)
    camera.dialog(lambda: acts.end_category(held.id), "终止类别")
    camera.dialog(acts.status, "家庭状态")
    camera.dialog(acts.move, "迁往别的乡镇")
    camera.dialog(acts.move, "迁往别的乡镇-没填全", lambda d: d.carry_out())
    _moving(scene, page, found.id)
    camera.dialog(acts.show_history, "家庭历史")
    camera.dialog(lambda: take_out(acts), "删去错录的家庭")


def _moving(scene: Scene, page: Any, family: UUID) -> None:
    """The family on its way, and how that is taken back."""
    unpaid = {"unpaid": "由迁入的乡镇发放"}
    move = transfer.offer(scene.db, scene.actor, family, TO, dates.today(), "随子女居住", unpaid)
    scene.camera.take(scene.window, "家庭-正迁往别的乡镇")
    scene.camera.dialog(page.family.banner.settle, "撤回迁出")
    transfer.withdraw(scene.db, scene.actor, move, "误办")


def _wrong_number(dialog: Any) -> None:
    dialog.form.fill(name="林晓", relation="20", id_no="350122199002301234")
    dialog.carry_out()
