"""The frame and what opens from anywhere: search, the manual, messages, the looks for tired eyes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.showcase.camera import Camera
from ljfpa_desktop.showcase.scene import Scene
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.bugs import BugWindow
from ljfpa_desktop.ui.widgets.dialog import show_failure, tell
from ljfpa_desktop.ui.worker import BusyDialog

REPORT = "版本 1.0.0\nKeyError\n  services/site.py 第 70 行 page\n  ui/pages/site_page.py 第 62 行 _lines"
FULL = Trouble("备份没有做成：磁盘已满。", "请清理磁盘后在“设置 · 备份”里点“现在备份”。")


def walk(scene: Scene, _aside: Path) -> None:
    """工作台 and what lies over every page."""
    camera, window = scene.camera, scene.window
    scene.show("desk", "工作台")
    search = window.header.search
    search.setFocus()
    search.setText("ly")
    search.search_now()
    camera.take(window, "搜索")
    search.hits.hide()
    search.clear()
    window.toast.say("已登记走访 1 户。", lambda: None)
    camera.take(window, "办完一件事的提示")
    window.toast.hide()
    camera.dialog(window.show_manual, "使用手册")
    camera.dialog(lambda: tell(window, "这个批次还没有发放。"), "提示")
    camera.dialog(lambda: show_failure(window, FULL), "没有办成")
    bug = BugWindow(REPORT, window)
    camera.dialog(bug.open, "程序出了问题")
    busy = BusyDialog("正在读取名册", lambda _progress: None, window)
    busy.bar.setRange(0, 100)
    busy.bar.setValue(42)
    busy.sentence.setText("第 126 行，共 300 行")
    busy.show()
    camera.take(busy, "正在办的长事")
    busy.hide()


def large_type(camera: Camera, opened: Any) -> None:
    """A page in high contrast and large type, as a window opens that was set so."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.install(app, contrast=True, large=True)
    with Scene.of(camera, opened) as scene:
        scene.show("households", "高对比度和大字-家庭")
        scene.camera.dialog(scene.page("households").add_family, "高对比度和大字-新增家庭")
    theme.install(app)
