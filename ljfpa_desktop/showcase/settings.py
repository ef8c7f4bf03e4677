"""设置: each section with what its buttons open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ljfpa_desktop.showcase.scene import Scene
from ljfpa_desktop.ui.pages.settings_page import SECTIONS

PLACE = r"C:\ProgramData\ljfpa\350122103"  # the pictures name no folder of the computer they were made on


def walk(scene: Scene, _aside: Path) -> None:
    """All sections; the data check is run."""
    page = scene.page("settings")
    for key, kind in SECTIONS.items():
        page.show_section(key)
        section = page.current
        if key == "check":
            section.go.click()
        if key == "about":
            section.facts.put("数据位置", PLACE)
            section.facts.put("问题记录", r"C:\ProgramData\ljfpa\log（不含姓名、证件号和金额）")
        scene.camera.take(scene.window, f"设置-{kind.title}")
        DIALOGS.get(key, lambda _scene, _section: None)(scene, section)


def _accounts(scene: Scene, section: Any) -> None:
    scene.camera.dialog(section.add.click, "新增账号")
    scene.camera.dialog(section.password.click, "改密码")


def _programmes(scene: Scene, section: Any) -> None:
    scene.camera.dialog(section.add.click, "本地标准")


def _funds(scene: Scene, section: Any) -> None:
    camera = scene.camera
    camera.dialog(section.add.click, "新增资金来源")
    camera.dialog(section.income.click, "登记收入")
    section.table.select_row(1)
    camera.dialog(section.ledger.click, "资金明细")


def _about(scene: Scene, section: Any) -> None:
    scene.camera.dialog(section.licences[0].click, "许可")


DIALOGS = {"accounts": _accounts, "programmes": _programmes, "funds": _funds, "about": _about}
