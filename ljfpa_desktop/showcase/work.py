"""活动, 阵地, 报表 and 证书, with the rows behind a figure and the month end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ljfpa_desktop.base import dates
from ljfpa_desktop.reports import office_papers
from ljfpa_desktop.services import association, event, honour, period
from ljfpa_desktop.services.demo.desk import agreed
from ljfpa_desktop.services.indicators import BY_CODE
from ljfpa_desktop.showcase.scene import Scene


def walk(scene: Scene, _aside: Path) -> None:
    """Each page, then its dialogs."""
    _events(scene)
    _sites(scene)
    _certificates(scene)
    _association(scene)
    _reports(scene)


def _events(scene: Scene) -> None:
    camera, page = scene.camera, scene.show("events", "活动")
    page.table.select_row(0)
    event_id = page.table.current_id()
    camera.dialog(lambda: page.open_dialog(None), "登记活动")
    camera.dialog(lambda: page.open_dialog(None), "登记活动-没填全", lambda d: d.carry_out())
    for number, name in enumerate(("内容", "时间", "资料", "人员", "照片")):
        camera.dialog(lambda: page.open_dialog(event_id), f"修改活动-{name}", lambda d, n=number: _turn(d, n))
    camera.dialog(lambda: page.print_record(event_id), "预览活动记录表")
    camera.dialog(lambda: page.print_signin(event_id), "预览活动签到表")
    camera.dialog(lambda: page.take_out(event_id), "删去错录的活动")


def _turn(dialog: Any, number: int) -> None:
    dialog.parts.tabs.setCurrentIndex(number)


def _sites(scene: Scene) -> None:
    camera, page = scene.camera, scene.show("sites", "阵地")
    page.table.select_row(0)
    camera.dialog(lambda: page.open_dialog(None), "登记阵地")
    camera.dialog(lambda: page.open_dialog(page.table.current_id()), "修改阵地")
    camera.dialog(page.take_out, "删去错录的阵地")


def _certificates(scene: Scene) -> None:
    camera, page = scene.camera, scene.page("certificates")
    for line in honour.page(scene.db)[1:4]:
        office_papers.print_certificate(scene.db, scene.actor, line.id)
    camera.take(scene.window, "证书")
    page.table.select_row(0)
    honour_id = page.table.current_id()
    camera.dialog(lambda: page.open_dialog(None), "登记荣誉")
    camera.dialog(lambda: page.open_dialog(honour_id), "修改荣誉")
    page.table.select_row(1)
    camera.dialog(lambda: page.open_dialog(page.table.current_id()), "修改荣誉-已签发")
    for deed, name in zip(page.deeds(), ("预览证书", "打印记录", "作废证书"), strict=True):
        camera.dialog(deed.do, name)


def _hold_in_haste(scene: Scene, month: str) -> None:
    """An event saved within a minute, so that the month lacks something."""
    values = {
        "kind": "PUBLICITY", "held_on": dates.month_range(month)[0], "theme": "重阳节优生优育宣传",
        "place": "琯头镇文化广场", "offline_attendance": 86, "mode": "OFFLINE", "session_count": 1,
        "status": "HELD",
    }  # fmt: skip
    agreed(lambda ok: event.save(scene.db, scene.actor, values, accepted=ok))


def _association(scene: Scene) -> None:
    camera, page = scene.camera, scene.show("association", "会员-还没有人")
    for number, name in enumerate(("林秀钦", "陈依妹", "黄志强"), 1):
        member = {
            "name": name, "kind": "PERSON", "village_code": "350122103201", "group_name": "第一小组",
            "post": "MEMBER", "cert_no": f"HY2024{number:03}", "phone": f"1380590123{number}",
            "status": "ACTIVE",
        }  # fmt: skip
        association.save(scene.db, scene.actor, "members", member)
    camera.take(scene.window, "会员")
    page.table.select_row(0)
    camera.dialog(lambda: page.open_dialog(None), "登记会员")
    camera.dialog(lambda: page.open_dialog(page.table.current_id()), "修改会员")
    camera.dialog(page.import_roll, "导入登记表")
    camera.dialog(page.take_out, "删去错录的会员")
    page.filters.boxes["roll"].setCurrentIndex(1)
    camera.take(scene.window, "志愿者-还没有人")


def _reports(scene: Scene) -> None:
    camera, window = scene.camera, scene.window
    page = scene.page("reports")
    due = period.due(scene.db)
    _hold_in_haste(scene, due)
    page.show_month(due)
    camera.take(window, "报表")
    place = [column.key for column in page.table.model.columns].index("year")
    code = next(line.indicator.code for line in page.sheet.lines if line.indicator.code in BY_CODE)
    page.table.view.setCurrentIndex(page.table.model.index(0, place))
    camera.dialog(lambda: page.open_cell(code), "数字后面的名单")
    camera.dialog(page.close_month, "结账")
    camera.dialog(page.close_month, "结账-还缺的", lambda d: d.carry_out())
    camera.dialog(page.print_out, "预览月报")
    closed = next(m.month for m in period.months(scene.db) if m.edition)
    page.show_month(closed)
    camera.take(window, "报表-已结账")
    camera.dialog(page.reopen, "重新打开")
