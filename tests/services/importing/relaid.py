"""The township's registers laid out anew, in other titles, orders, formats and townships."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ljfpa_desktop.base import divisions
from ljfpa_desktop.services.importing.book import Cell, Sheet
from ljfpa_desktop.services.importing.read import read
from tests.services.importing.samples import REGISTERS, text_of, xls, xlsx

TRUTH: dict[str, Any] = json.loads((REGISTERS / "truth.json").read_text("utf-8"))
FILES: dict[str, dict[str, Any]] = {f["kind"]: f for f in TRUTH["files"]}
HOME = "350122103"
Values = dict[str, Any]
UNEVEN = 53  # two names and one number: in columns of their own it is a child without a number


@dataclass(frozen=True, slots=True)
class Row:
    """A row's truth and its values by the original titles."""

    truth: dict[str, Any]
    values: Values
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Relaid:
    """A register in its new shape: the file, and the truth by the new row numbers."""

    path: Path
    truth: dict[int, dict[str, Any]]


Layout = tuple[Sequence[Sequence[Any]], Callable[[Row], list[Any]]]


def original(kind: str) -> list[Row]:
    """The rows of a register as they stand, merged cells filled."""
    file = FILES[kind]
    sheet = read(REGISTERS / file["file"]).visible[0]
    tops = {(r, m.left): m.top for m in sheet.merges for r in range(m.top, m.bottom + 1)}
    rows: list[Row] = []
    for truth in file["data_rows"]:
        number = int(truth["row"])
        values = {
            title: _plain(sheet, tops.get((number, place), number), place)
            for place, title in enumerate(file["columns"], 1)
        }
        follows = bool(rows) and values["序号"] == rows[-1].values["序号"]
        rows.append(Row(truth, values, follows))
    return rows


def _plain(sheet: Sheet, row: int, column: int) -> Any:
    cell = sheet.cells.get(row, {}).get(column)
    if cell is None:
        return None
    return date.fromisoformat(cell.text) if cell.kind == "date" else _number(cell)


def _number(cell: Cell) -> Any:
    return cell.number if cell.kind == "number" else cell.text


def moved(rows: list[Row], township: str, shift: int) -> list[Row]:
    """The same rows with the villages of another township."""
    own, new = ([c for c, _ in divisions.villages(t)] for t in (HOME, township))
    code = {c: new[(i + shift) % len(new)] for i, c in enumerate(own)}
    short = {divisions.short_name(a): divisions.short_name(b) for a, b in code.items()}
    whole = {
        f"琯头镇{divisions.name(a)}": divisions.name(township) + divisions.name(b) for a, b in code.items()
    }
    names = {**short, **whole}
    return [replace(r, values={k: names.get(str(v), v) for k, v in r.values.items()}) for r in rows]


def lay_out(folder: Path, rows: list[Row], layout: Layout, form: str) -> Relaid:
    """Write the rows under a layout; ``form`` is xlsx, xls, or an encoding for CSV."""
    head, line = layout
    table: list[Sequence[Any]] = [*head]
    truth: dict[int, dict[str, Any]] = {}
    for row in rows:
        table.append(line(row))
        truth[len(table)] = row.truth
    path = folder / f"名册.{form if form in ('xlsx', 'xls') else 'csv'}"
    if form == "xlsx":
        xlsx(path, table)
    elif form == "xls":
        xls(path, table)
    else:
        path.write_bytes(text_of([[_typed(v) for v in r] for r in table]).encode(form))
    return Relaid(path, truth)


def _typed(value: Any) -> Any:
    """A value as a spreadsheet program writes it to CSV."""
    if isinstance(value, float):
        return (
            repr(value).replace("e+", "E+")
            if value > 1e15
            else f"{value:g}"
            if value < 1e6
            else f"{value:.0f}"
        )
    return value


def _split(value: Any) -> list[Any]:
    parts = value.split("\n") if isinstance(value, str) else [value]
    return [*parts, None][:2]


def _joined(mark: str) -> Callable[[Any], Any]:
    return lambda value: value.replace("\n", mark) if isinstance(value, str) else value


FAMILY_APART = [
    "编号",
    "所属村（社区）",
    "女方姓名",
    "女方身份证号码",
    "女方出生年月",
    "男方姓名",
    "男方公民身份号码",
    "男方出生日期",
    "一孩姓名",
    "一孩性别",
    "一孩出生年月",
    "一孩身份证号",
    "二孩姓名",
    "二孩性别",
    "二孩出生年月",
    "二孩身份证号",
    "家庭类型",
    "户口性质",
    "手机号码",
    "家庭住址",
    "光荣证号",
    "说明",
]
FAMILY_BARE = [
    "序号",
    "村（居）委会",
    "户主",
    "身份证号",
    "出生年月",
    "配偶",
    "身份证号",
    "出生年月",
    "子女",
    "性别",
    "出生年月",
    "身份证号",
    "计生类别",
    "户别",
    "联系电话",
    "住址",
    "独生子女证号",
    "备注",
]
SPECIAL = [
    "序号",
    "村居名称",
    "对象姓名",
    "身份证件号码",
    "性别",
    "出生日期",
    "扶助类型",
    "子女姓名",
    "子女身份证",
    "子女死亡时间/残疾证号",
    "享受起始年月",
    "身体状况",
    "联系电话",
    "银行卡号",
    "是否独居",
    "联系人",
    "备注",
]
RELIEF = [
    "编号",
    "户主",
    "公民身份号码",
    "所在村居",
    "联系方式",
    "人口数",
    "困难原因",
    "金额",
    "物资",
    "领款人签字",
    "备注",
]
_TAIL = ["计生家庭类别", "户口类别", "联系方式", "现居住地址", "光荣证编号", "备注"]


def families_apart(title: str) -> Layout:
    """One level, the wife first, each child in columns of its own."""

    def line(row: Row) -> list[Any]:
        v = row.values
        children = [_split(v[f"子女-{trait}"]) for trait in ("姓名", "性别", "出生日期", "身份证")]
        couple = [v[f"{who}-{trait}"] for who in ("妻", "夫") for trait in ("姓名", "身份证", "出生日期")]
        own = [v["序号"], v["村居"], *couple]
        return [*own, *(c[0] for c in children), *(c[1] for c in children), *(v[t] for t in _TAIL)]

    return [[title], FAMILY_APART], line


def families_bare(title: str, mark: str) -> Layout:
    """Bare titles after 户主, 配偶 and 子女, children joined by a mark; a woman alone is the head."""
    join = _joined(mark)

    def line(row: Row) -> list[Any]:
        v = row.values
        order = ("夫", "妻") if v["夫-姓名"] else ("妻", "夫")
        couple = [v[f"{who}-{trait}"] for who in order for trait in ("姓名", "身份证", "出生日期")]
        children = [join(v[f"子女-{trait}"]) for trait in ("姓名", "性别", "出生日期", "身份证")]
        return [v["序号"], v["村居"], *couple, *children, *(v[t] for t in _TAIL)]

    return [[title], FAMILY_BARE], line


def special(title: str, *, repeated: bool) -> Layout:
    """Without merges: the family's cells repeated in its second row, or left blank there."""

    def line(row: Row) -> list[Any]:
        v = dict(row.values)
        if row.follows and not repeated:
            kept = {"姓名", "公民身份号码", "性别", "出生年月", "健康状况", "手机", "账号", "备注"}
            v = {k: value if k in kept else None for k, value in v.items()}
        order = [
            "序号",
            "村（居）",
            "姓名",
            "公民身份号码",
            "性别",
            "出生年月",
            "特扶类别",
            "子女姓名",
            "子女身份证号码",
            "死亡时间或残疾证号",
            "起始年月",
            "健康状况",
            "手机",
            "账号",
            "独居",
            "帮扶联系人",
            "备注",
        ]
        return [v[k] for k in order]

    return [[title], SPECIAL], line


_IN_WAN = {"￥300": "￥0.03", "¥500.00": "¥0.05", "600.00": "0.06"}


def relief(title: str, unit: str) -> Layout:
    """Other titles in another order, the unit in the line above the table."""

    def line(row: Row) -> list[Any]:
        v = row.values
        amount = v["慰问金（元）"]
        if unit == "万元":
            amount = amount / 10000 if isinstance(amount, float) else _IN_WAN.get(amount, amount)
        first = [
            v["序号"],
            v["户主姓名"],
            v["身份证号"],
            v["村(居)"],
            v["手机号码"],
            v["家庭人口"],
            v["致困原因"],
        ]
        return [*first, amount, v["慰问品"], None, v["备注"]]

    return [[title], [f"填报单位：计生协会　　单位：{unit}"], RELIEF], line
