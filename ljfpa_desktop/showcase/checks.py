"""What is looked into and put right: 家庭变动, 核对疑点, 查重复, 待遇预告, columns told, a list come back."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from ljfpa_desktop.base import dates
from ljfpa_desktop.services import exporting, household
from ljfpa_desktop.services.demo.desk import agreed
from ljfpa_desktop.services.household import HouseholdFacts
from ljfpa_desktop.showcase.registers import workbook
from ljfpa_desktop.showcase.scene import Scene
from ljfpa_desktop.ui.dialogs.duplicates_dialog import open_duplicates
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog
from ljfpa_desktop.ui.dialogs.life_dialog import LifeDialog
from ljfpa_desktop.ui.dialogs.plausible_dialog import open_plausible
from ljfpa_desktop.ui.dialogs.support_dialog import SupportDialog, TermsDialog, open_coming

UNKNOWN = """\
某村内部台账（2024年）
所在地|甲|甲证|娃|联络|内部码
塘头村|詹海滨|350122196604246338|詹小|13623342808|A-1
塘头村|吴健|350122197306123616|吴小|13093630715|A-2"""
TOLD = {
    "所在地": "village", "甲": "husband.name", "甲证": "husband.id", "娃": "child1.name", "联络": "phone",
    "内部码": "skip",
}  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"
ADDRESSES = ("琯头街社区中街18号", "琯头街社区新街6号", "琯头街社区海滨路3号")


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def walk(scene: Scene, aside: Path) -> None:
    """Each dialog once, with something in it to see."""
    page = scene.page("households")
    found = _family(scene, page)
    _life(scene, page, found)
    _twice(scene, page, found)
    _support(scene, page, found)
    page.show_list()
    _columns(scene, page, aside)
    _come_back(scene, page, aside)


def _family(scene: Scene, page: Any) -> HouseholdFacts:
    """A family that has an address and somebody beside its head."""
    for line in household.page(scene.db, {}, limit=60):
        found = household.facts(scene.db, line.id)
        if len(found.members) > 1 and found.values["address"]:
            page.open_record(line.id)
            return found
    raise RuntimeError("no family of two with an address")


def _life(scene: Scene, page: Any, found: HouseholdFacts) -> None:
    camera = scene.camera
    camera.dialog(page.change_of_life, "家庭变动")

    def death() -> LifeDialog:
        dialog = LifeDialog(scene.desk, found.id, "DEATH", page)
        dialog.open()
        return dialog

    def fill(dialog: LifeDialog) -> None:
        head = found.head
        assert head is not None
        heir = next(m for m in found.members if m.id != head.id and m.death_date is None)
        dialog.form.fill(member=head.id.hex, on=dates.today(), heir=heir.id.hex)
        dialog.carry_out()

    camera.dialog(death, "家庭变动-去世-随着要办的", fill)


def _twice(scene: Scene, page: Any, found: HouseholdFacts) -> None:
    """The head stands in the register a second time, without a number and with a child as old as itself."""
    camera, head = scene.camera, found.head
    assert head is not None
    twin = {"name": head.name, "relation": "02", "sex": head.values["sex"], "birth_date": head.birth_date}
    child = {"name": f"{head.name[0]}小明", "relation": "20", "sex": "1", "birth_date": head.birth_date}
    values = {"village_code": found.village_code, "phone1": found.values["phone1"]}
    agreed(lambda ok: household.save(scene.db, scene.actor, values, members=[twin, child], accepted=ok))
    for make, name in ((open_duplicates, "查重复"), (open_plausible, "核对疑点")):
        dialog: Any = make(scene.desk, page)
        camera.take(dialog, name)
        if name == "查重复":
            camera.dialog(dialog.merge, "查重复-合并同一人")
        dialog.reject()


def _support(scene: Scene, page: Any, found: HouseholdFacts) -> None:
    camera = scene.camera
    for make, name in (
        (lambda: open_coming(scene.desk, page), "待遇预告-名册"),
        (lambda: SupportDialog(scene.desk, found.id, page), "待遇预告-一户"),
        (lambda: TermsDialog(scene.desk, page), "待遇标准"),
    ):
        dialog = make()
        dialog.open()
        camera.take(dialog, name)
        dialog.reject()


def _columns(scene: Scene, page: Any, aside: Path) -> None:
    """A register whose titles nobody understands, and its columns told."""
    unknown = workbook(aside / "某村内部台账.xlsx", UNKNOWN)
    importing = ImportDialog(scene.desk, "families", page)
    importing.open()
    importing.open_file(unknown)

    def tell(dialog: Any) -> None:
        for title, code in TOLD.items():
            dialog.boxes[title].put(code)
        dialog.judge()

    scene.camera.dialog(importing.map.click, "导入名册-对应各列", tell)
    importing.reject()


def _come_back(scene: Scene, page: Any, aside: Path) -> None:
    """The list of families, addresses typed over outside the program, and what differs."""
    path = aside / "家庭.xlsx"
    exporting.export(scene.db, scene.actor, "families", path)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts[SHEET].decode()
    for row, address in enumerate(ADDRESSES, 2):
        sheet = re.sub(f'<c r="G{row}"[^>]*>.*?</c>', _cell(f"G{row}", address), sheet)
    parts[SHEET] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    importing = ImportDialog(scene.desk, "families", page)
    importing.open()
    scene.camera.dialog(lambda: importing.open_file(path), "导入名册-改好的表回来")
    importing.reject()
