"""Generates the corpus: registers of every kind, layout and file form, with the truth of each row."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ljfpa_desktop.base import divisions
from tests.corpus.forms import FORMS, write
from tests.corpus.layouts import LAYOUTS, Layout
from tests.corpus.people import VILLAGES, Line, World
from tests.corpus.seeds import DIRT, FAULTS, ID, Seed

CLEAN, DIRTY, FAULTY = 5, 3, 4
KINDS = ("families", "special", "relief", "members", "volunteers")
_TITLES = {
    "families": "计生家庭基本情况台账", "special": "计生特殊家庭花名册", "relief": "慰问困难家庭名单",
    "members": "会员登记表", "volunteers": "志愿者登记表",
}  # fmt: skip


@dataclass(slots=True)
class Made:
    """One file: what must be said at which row (None: of the file), and which rows must say nothing."""

    path: Path
    kind: str
    name: str
    seeded: dict[int, Seed] = field(default_factory=dict[int, Seed])
    quiet: list[int] = field(default_factory=list[int])
    of_file: set[tuple[int | None, int]] = field(default_factory=set[tuple[int | None, int]])
    lines: list[Line] = field(default_factory=list[Line])

    @property
    def refused(self) -> int:
        """How many rows are not imported."""
        return sum(s.level == "error" for s in self.seeded.values())


_TWICE = Seed("重复的行", frozenset({36}), "warning", lambda _w, _k, _line: None)
_HIDDEN = 31
_WRONG_TOTAL = {"xls", "utf-8", "html"}
_YUAN: dict[Any, int] = {
    "600元": 600, "陆佰元整": 600, 600.0000001: 600, "￥1,200.00": 1200, "五六百": 0, "慰问品一份": 0,
    600.123: 0, None: 0,
}  # fmt: skip


def generate(folder: Path, seed: int) -> Iterator[Made]:
    """Every kind x layout x form, one after the other: each may lean on people of the ones before.

    Whoever takes a file in adds its families to ``World.known`` by asking for the next.
    """
    world = World(random.Random(seed))
    used: Counter[str] = Counter()
    for kind in KINDS:
        for number, layout in enumerate(LAYOUTS[kind]):
            for form in FORMS:
                name = f"{_TITLES[kind]}{number}{form}"
                made = _made(world, folder, kind, layout, form, name, used)
                yield made
                if kind == "families":
                    world.known += made.lines


def _next(seeds: Sequence[Seed], count: int, layout: Layout, form: str, used: Counter[str]) -> list[Seed]:
    """Of the seeds that this layout and form can carry, those that were used least."""
    keys = {key for key, _ in layout.columns}
    fit = [s for s in seeds if (not s.forms or form in s.forms) and (not s.needs or s.needs in keys)]
    found = sorted(fit, key=lambda s: (used[s.name], s.forms is None, not s.needs))[:count]
    used.update(s.name for s in found)
    return found


def _made(
    world: World, folder: Path, kind: str, layout: Layout, form: str, name: str, used: Counter[str]
) -> Made:
    made = Made(folder, kind, f"{layout.name} {form}")
    drawn: list[tuple[Line, Seed | None]] = [(world.line(kind), None) for _ in range(CLEAN)]
    made.lines = [dict(line) for line, _ in drawn]
    faults, dirt = ([s for s in some if kind in s.kinds] for some in (FAULTS, DIRT))
    for s in _next(faults, FAULTY, layout, form, used) + _next(dirt, DIRTY, layout, form, used):
        line = world.line(kind)
        s.make(world, kind, line)
        drawn.append((line, s))
    world.chance.shuffle(drawn)
    if layout.sections:
        drawn.sort(key=lambda pair: str(pair[0]["village"]))
    else:
        twice = next(line for line, s in drawn if s is None)
        drawn.append((dict(twice), _TWICE))
    table, hidden = _table(world, made, layout, form, drawn)
    made.path = write(folder, name, form, table, hidden)
    return made


def _table(
    world: World, made: Made, layout: Layout, form: str, drawn: list[tuple[Line, Seed | None]]
) -> tuple[list[list[Any]], list[int]]:
    table: list[list[Any]] = [[f"琯头镇{made.name}{_TITLES[made.kind]}"]]
    unit = f"　　单位：{layout.unit}" if layout.unit else ""
    table.append([f"填报单位：琯头镇计生协会{unit}"])
    header = _header(layout)
    table += header
    hidden: list[int] = []
    village, shift = "", world.chance.randrange(4)
    for place, (line, s) in enumerate(drawn):
        if layout.sections and line["village"] != village:
            village = str(line["village"])
            table.append([f"{place + 1}、{divisions.short_name(village)}（若干户）"])
        if place == 6 and not layout.sections:
            table += [[], *header]  # a page's header again
        table.append([_cell(layout, key, line, place, shift) for key, _ in layout.columns])
        row = len(table)
        if s is None or not s.level:
            made.quiet.append(row)
        else:
            made.seeded[row] = s
    if form == "xlsx":
        extra = world.line(made.kind)
        table.append([_cell(layout, key, extra, 0, shift) for key, _ in layout.columns])
        hidden.append(len(table))
        made.of_file.add((len(table), _HIDDEN))
    table += _below(made, layout, form, drawn, len(table) + 1)
    if world.chance.random() < 0.7:
        table += [["制表人：李四", None, "审核人：王五"], ["注：本表一式三份"]]
    return table, hidden


def _header(layout: Layout) -> list[list[Any]]:
    if not layout.two_levels:
        return [[title for _, title in layout.columns]]
    tops = [title.partition("-")[0] for _, title in layout.columns]
    shown = [t if n == 0 or tops[n - 1] != t else None for n, t in enumerate(tops)]
    return [shown, [title.partition("-")[2] or None for _, title in layout.columns]]


def _cell(layout: Layout, key: str, line: Line, place: int, shift: int) -> Any:
    if key == "seq":
        return place + 1
    value = line.get(key)
    if key == "village" and value in VILLAGES:
        code = str(value)
        return (divisions.short_name(code), divisions.name(code), f"琯头镇{divisions.name(code)}")[
            (place + shift) % 3
        ]
    return value


def _below(
    made: Made, layout: Layout, form: str, drawn: list[tuple[Line, Seed | None]], row: int
) -> list[list[Any]]:
    """The total, which in some relief lists is not the sum of the rows."""
    if made.kind != "relief":
        return [[f"合计：{len(drawn)}户"]]
    keys = [key for key, _ in layout.columns]
    total: list[Any] = [None] * len(keys)
    total[0] = "合计"
    total[keys.index("amount")] = sum(_yuan(x["amount"]) for x, _ in drawn)
    if form in _WRONG_TOTAL:
        total[keys.index("amount")] += 100
        made.of_file.add((row, 25))
    return [total]


def _yuan(amount: Any) -> int:
    return _YUAN[amount] if amount in _YUAN else int(amount)


def ids_of(made: Made) -> list[str]:
    """The numbers of the rows without a fault, which must all be registered afterwards."""
    return [line[ID[made.kind]] for line in made.lines]
