"""Registers of the same people in shapes drawn by chance: titles, order of columns, blocks, formats."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from ljfpa_desktop.base import divisions
from tests.services.importing.samples import TOWNSHIP, number, text_of, xls, xlsx

FORMS = ("xlsx", "xls", "html", "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le")
MARKS = (",", ";", "\t", "|")
VILLAGES = [code for code, _ in divisions.villages(TOWNSHIP)]
SURNAMES, GIVEN = "林陈黄郑吴李王张刘杨", "勇强明志华秀英美珍兰平"
CATEGORIES = {"01": ["独生子女户", "独生子女家庭", "独女户"], "02": ["二女户", "农村二女户", "双女户"]}
TITLES: dict[str, list[str]] = {
    "seq": ["序号", "编号", "序 号"],
    "village": ["村居", "村（居）", "村(社区)", "所属村居", "村居名称", "单位"],
    "head": ["户主", "户主姓名", "户主\n姓名"],
    "head_id": ["户主身份证号", "户主身份证", "户主公民身份号码"],
    "husband": ["夫姓名", "丈夫姓名", "男方姓名", "男方"],
    "husband_id": ["夫身份证号", "丈夫身份证号码", "男方身份证", "男方公民身份号码"],
    "wife": ["妻姓名", "妻子姓名", "女方姓名", "女方"],
    "wife_id": ["妻身份证号", "妻子身份证号码", "女方身份证", "女方公民身份号码"],
    "spouse": ["配偶", "配偶姓名"],
    "spouse_id": ["配偶身份证号", "配偶身份证", "配偶公民身份号码"],
    "child": ["子女姓名", "孩子姓名", "小孩姓名"],
    "child_id": ["子女身份证号", "孩子身份证号码", "小孩身份证"],
    "category": ["类别", "家庭类别", "计生家庭类别", "家庭类型"],
    "phone": ["电话", "联系电话", "手机号码", "联系方式"],
    "amount": ["金额", "慰问金", "慰问金额", "发放金额", "慰问金（元）"],
    "note": ["备注", "说明"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Family:
    """The truth of one family: names with numbers, and what stands beside them."""

    village: str
    husband: tuple[str, str]
    wife: tuple[str, str]
    children: list[tuple[str, str]]
    category: str
    phone: str
    fen: int


@dataclass(slots=True)
class Shape:
    """How a register is written: what was drawn, for the message of a test that fails."""

    path: Path
    drawn: list[str] = field(default_factory=list[str])


def people(chance: random.Random, count: int) -> list[Family]:
    """That many families, each of other people."""
    found: list[Family] = []
    for i in range(count):
        two = chance.random() < 0.3
        kids = [
            (_name(chance), number(f"{1992 + i % 20}{chance.randint(1, 12):02d}11", i * 4 + 2 * k + 2))
            for k in range(1 + two)
        ]
        husband, wife = (
            (_name(chance), number(f"{1962 + i % 20}{chance.randint(1, 12):02d}1{sex}", 2 * i + sex))
            for sex in (1, 2)
        )
        phone, fen = f"138{chance.randrange(10**8):08d}", chance.choice((30000, 50000, 60000, 120050))
        village = chance.choice(VILLAGES)
        found.append(Family(village, husband, wife, kids, "02" if two else "01", phone, fen))
    return found


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.randint(1, 2)))


def draw(chance: random.Random, folder: Path, kind: str, families: list[Family]) -> Shape:
    """Write the families as a register of this kind in a shape drawn by chance."""
    shape = Shape(folder)
    keys, cells = _columns(chance, kind, shape)
    titles = [chance.choice(TITLES[key]) for key in keys]
    table: list[list[Any]] = [[line] for line in _above(chance, kind)]
    table += [[] for _ in range(chance.randint(0, 2))]
    table.append([*titles])
    merges: list[str] = []
    for i, family in enumerate(families, 1):
        _between(chance, table, titles, len(families))
        lines = cells(i, family)
        table += [[_dirty(chance, key, line.get(key)) for key in keys] for line in lines]
        if len(lines) > 1 and "merged" in shape.drawn:
            top = len(table) - len(lines) + 1
            merges += [
                f"{_letter(c)}{top}:{_letter(c)}{len(table)}"
                for c, k in enumerate(keys, 1)
                if "child" not in k
            ]
    table += _below(chance, kind, keys, families)
    _write(chance, shape, table, merges)
    return shape


def _columns(
    chance: random.Random, kind: str, shape: Shape
) -> tuple[list[str], Callable[[int, Family], list[dict[str, Any]]]]:
    by_head = kind == "relief" or chance.random() < 0.5
    first, second = ("head", "spouse") if by_head else ("husband", "wife")
    keys = [first, f"{first}_id", "village", "phone"]
    if kind == "families":
        keys += [second, f"{second}_id", "child", "child_id", "category"]
    else:
        keys += ["amount"]
    keys += [k for k in ("note",) if chance.random() < 0.5]
    chance.shuffle(keys)
    manner = chance.choice(("joined", "merged", "repeated", "below")) if kind == "families" else "joined"
    shape.drawn += [manner, first]
    if manner == "below" or chance.random() < 0.7:
        keys.insert(0, "seq")

    def cells(i: int, f: Family) -> list[dict[str, Any]]:
        line: dict[str, Any] = {
            "seq": i, "village": _village(chance, f.village), first: f.husband[0],
            f"{first}_id": f.husband[1], second: f.wife[0], f"{second}_id": f.wife[1], "phone": f.phone,
            "amount": f.fen / 100,
            "category": chance.choice(CATEGORIES[f.category]),
        }  # fmt: skip
        if manner == "joined" or len(f.children) == 1:
            mark = chance.choice(("\n", "、", "/"))
            joined = {
                "child": mark.join(n for n, _ in f.children),
                "child_id": mark.join(d for _, d in f.children),
            }
            return [line | joined]
        kids = [{"child": name, "child_id": number_} for name, number_ in f.children]
        return [line | kids[0], *((line if manner == "repeated" else {}) | kid for kid in kids[1:])]

    return keys, cells


def _village(chance: random.Random, code: str) -> str:
    short, whole = divisions.short_name(code), divisions.name(code)
    return chance.choice((short, whole, f"琯头镇{short}", f"连江县琯头镇{whole}"))


def _above(chance: random.Random, kind: str) -> list[str]:
    name = "计生家庭基本情况台账" if kind == "families" else "春节慰问困难家庭名单"
    year = chance.choice(("", "2024年"))
    lines = [f"琯头镇{year}{name}", "填报单位：琯头镇计生协会", "填报人：李四　　联系电话：0591-26221234"]
    lines += ["说明：一户一行，请如实填写，不得漏报", "附件2"]
    return lines[: chance.randint(0, 5)]


def _between(chance: random.Random, table: list[list[Any]], titles: list[str], count: int) -> None:
    """What stands between rows now and then: a page's header again, blank rows."""
    drawn = chance.random() * count
    if drawn < 1:
        table.append([*titles])
    elif drawn < 2:
        table += [[], []]


def _below(chance: random.Random, kind: str, keys: list[str], families: list[Family]) -> list[list[Any]]:
    out: list[list[Any]] = []
    if chance.random() < 0.7:
        total: list[Any] = [None] * len(keys)
        total[chance.choice([i for i in range(min(3, len(keys))) if keys[i] != "amount"])] = "合  计"
        if kind == "relief":
            total[keys.index("amount")] = sum(f.fen for f in families) / 100
        out.append(total)
    if chance.random() < 0.5:
        out += [["制表人：李四", None, "审核人：王五", None, "2024年2月3日"]]
    return out + ([["注：本表一式三份"]] if chance.random() < 0.3 else [])


def _dirty(chance: random.Random, key: str, value: Any) -> Any:
    """The value as clerks type it: blanks, width, apostrophes, numbers as text."""
    if value is None:
        return None
    drawn = chance.random()
    if key.endswith("_id") and drawn < 0.3:
        return chance.choice((f"'{value}", f" {value} ", value.replace("X", "x"), value.translate(_WIDE)))
    if key in {"head", "husband", "wife"} and drawn < 0.2:
        return " ".join(value) if len(value) == 2 else f"{value}　"
    if key == "amount" and drawn < 0.5:
        return chance.choice(
            (f"{value:g}元", f"￥{value:,.2f}", f"{value:.2f}", f"{value / 10000:.6f}".rstrip("0") + "万元")
        )
    if key == "phone" and drawn < 0.3:
        return chance.choice(
            (float(value), f"{value[:3]} {value[3:7]} {value[7:]}", f"{value[:3]}-{value[3:7]}-{value[7:]}")
        )
    return value


_WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789"}


def _letter(column: int) -> str:
    return chr(64 + column)


def _write(chance: random.Random, shape: Shape, table: list[list[Any]], merges: list[str]) -> None:
    form = "xlsx" if merges else chance.choice(FORMS)
    mark = chance.choice(MARKS)
    shape.drawn += [form, repr(mark)]
    shape.path = (
        shape.path / f"名册.{form if form in ('xlsx', 'xls') else 'xls' if form == 'html' else 'csv'}"
    )
    if form == "xlsx":
        xlsx(shape.path, table, merges)
    elif form == "xls":
        xls(shape.path, table)
    elif form == "html":
        rows = ("".join(f"<td>{escape(_shown(v))}</td>" for v in row) for row in table)
        body = "".join(f"<tr>{row}</tr>" for row in rows).replace("\n", "<br>")
        shape.path.write_text(f"<html><meta charset=utf-8><table>{body}</table></html>", "utf-8")
    else:
        shape.path.write_bytes(text_of([[_shown(v) for v in row] for row in table], mark).encode(form))


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:.0f}" if isinstance(value, float) and value > 1e6 else f"{value}"
