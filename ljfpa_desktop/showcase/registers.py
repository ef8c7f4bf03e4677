"""Importing: messy registers of families and of relief, their rows, and what came of them."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from ljfpa_desktop.showcase.scene import Scene
from ljfpa_desktop.ui.dialogs.import_dialog import ImportDialog

# A register as offices keep them: bad numbers, full-width digits, like words, dates of every kind, a total.
FAMILIES = """\
琯头镇计生家庭基本情况台账(2025年度)
序号|村居|户主姓名|出生日期|身份证号|计生家庭类别|户口类别|手机|备注
1|山兜村|邱爱华|1974.04|350122197404213949|独女户|农业|18808460973|
2||王水金|1956.02|35012219560205007X|计生困难家庭|居民户口|15046115215|低保
3|山兜|林勇|80年1月|３５０１２２１９８０１３０５１７５６|独女户|农业|1371184784|
4|塘头村|吴  健|1973-06-12|350122197306123616|双女户|农业|13093630715|
5|塘头村|詹海滨|1966/4/24|350122196604246338|独生子女家庭|非农|13623342808|
6|塘头邨|陈晓丽|1988.13||独生子女家庭|农业|13843280892|
7|山兜村|邱爱华|1974.04|350122197404213949|独女户|农业|18808460973|重复
合计|7户"""
RELIEF = """\
琯头镇2026年元旦慰问计生困难家庭名单
序号|村(居)|户主姓名|身份证号|慰问金(元)|慰问品|手机号码|签字|备注
1|山兜村|邱爱华|350122197404213949|600|大米1袋|18808460973||
2|山兜村|王水金|35012219560205007X|800|棉被1床|15046115215||
3|山兜村|林勇|350122198013051756|伍佰||||大病
合计||||2000"""


def walk(scene: Scene, aside: Path) -> None:
    """The dialog from the choice of a file to the result."""
    camera, page = scene.camera, scene.page("households")
    families = workbook(aside / "琯头镇计生家庭台账2025(最终版).xlsx", FAMILIES)
    relief = workbook(aside / "2026年元旦慰问困难家庭名单.xlsx", RELIEF)
    camera.dialog(page.import_register, "导入名册")
    camera.dialog(page.import_register, "导入名册-看每一行", lambda d: d.open_file(families))
    camera.dialog(page.import_register, "导入名册-结果", lambda d: (d.open_file(families), d.go.click()))

    def list_of_relief() -> ImportDialog:
        dialog = ImportDialog(scene.desk, "relief", page)
        dialog.open()
        return dialog

    camera.dialog(list_of_relief, "导入名单-看每一行", lambda d: d.open_file(relief))


def workbook(path: Path, text: str) -> Path:
    """Write rows of cells parted by ``|`` below a title that lies over all columns."""
    rows = [line.split("|") for line in text.splitlines()]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, [cell or None for cell in row])
        sheet.merge_range(0, 0, 0, len(rows[1]) - 1, rows[0][0])
    return path
