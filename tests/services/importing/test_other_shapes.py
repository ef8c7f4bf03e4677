"""The same people in registers of other shapes and townships: the truth stays the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.base import divisions
from ljfpa_desktop.services import office
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Result
from ljfpa_desktop.services.importing.parsed import Kind
from tests.conftest import PASSWORD, QUICK
from tests.services.importing import relaid
from tests.services.importing.relaid import UNEVEN, Layout, Relaid

LEVELS = {
    "ok": {"none"},
    "warning": {"warning"},
    "error": {"error"},
    "ok_or_warning": {"none", "warning"},
    "warning_or_error": {"warning", "error"},
}
Shape = tuple[dict[Kind, Layout], dict[Kind, str], str, int]


def layouts(families: Layout, special: Layout, relief: Layout) -> dict[Kind, Layout]:
    return {"families": families, "special": special, "relief": relief}


def forms(families: str, special: str, relief: str) -> dict[Kind, str]:
    return {"families": families, "special": special, "relief": relief}


TITLE = "{}2024年计生家庭台账"
ROLL, LIST = "{}计生特殊家庭花名册", "{}2024年春节慰问金发放表"
SHAPES: dict[str, Shape] = {
    "columns for each child, old formats, 万元": (
        layouts(
            relaid.families_apart(TITLE), relaid.special(ROLL, repeated=False), relaid.relief(LIST, "万元")
        ),
        forms("xls", "xlsx", "xlsx"),
        "350122103",
        0,
    ),
    "CSV in three encodings": (
        layouts(
            relaid.families_apart(TITLE), relaid.special(ROLL, repeated=False), relaid.relief(LIST, "元")
        ),
        forms("gb18030", "utf-8-sig", "utf-16"),
        "350122118",
        3,
    ),
    "bare titles, children with 、, cells repeated": (
        layouts(
            relaid.families_bare(TITLE, "、"), relaid.special(ROLL, repeated=True), relaid.relief(LIST, "元")
        ),
        forms("xlsx", "xls", "xls"),
        "350122100",
        5,
    ),
    "children with /, UTF-8": (
        layouts(
            relaid.families_bare(TITLE, "/"), relaid.special(ROLL, repeated=True), relaid.relief(LIST, "万元")
        ),
        forms("utf-8", "xlsx", "gb18030"),
        "350122203",
        0,
    ),
}


def judge(result: Result, file: Relaid) -> list[dict[str, Any]]:
    """Check every row against the truth; returns the rows that were taken."""
    said: dict[int | None, list[Any]] = {}
    for p in result.problems:
        said.setdefault(p.row, []).append(p)
    taken: list[dict[str, Any]] = []
    for number, truth in file.truth.items():
        problems = said.get(number, [])
        levels = {p.level for p in problems}
        level = "error" if "error" in levels else "warning" if levels else "none"
        rules = {p.rule for p in problems}
        if truth["rule"] is None:
            assert rules <= set(truth.get("also_allowed", [])), (number, problems)
        else:
            assert level in LEVELS[truth["expect"]], (number, truth, problems)
            assert not rules or rules & set(truth["rules_accepted"]), (number, truth, problems)
        if level != "error" and truth["imports"] is not False:
            taken.append(truth)
    return taken


@pytest.mark.parametrize("shape", SHAPES)
def test_the_truth_holds_in_another_shape(tmp_path: Path, shape: str) -> None:
    layout, form, township, shift = SHAPES[shape]
    folder = tmp_path / "office"
    office.create(folder, township, login="clerk", name="李经办", password=PASSWORD, cost=QUICK)
    db, actor, lock = office.open_office(folder, "clerk", PASSWORD, QUICK)
    families: set[str] = set()
    for kind in ("families", "special", "relief"):
        rows = [r for r in relaid.original(kind) if kind != "families" or r.truth["row"] != UNEVEN]
        head, line = layout[kind]
        named = [[str(head[0][0]).format(divisions.name(township))], *head[1:]]
        place = tmp_path / kind
        place.mkdir()
        file = relaid.lay_out(place, relaid.moved(rows, township, shift), (named, line), form[kind])
        result = intake.commit(db, actor, intake.open_register(db, file.path, kind))
        taken = judge(result, file)
        new = {t["household_key"] for t in taken} - families
        families |= new
        assert result.created["household"] == len(new)
        assert {p.rule for p in result.problems if p.row not in file.truth} <= {25, 30, 31}
        if kind == "relief":
            assert result.amount_total_fen == sum(t["amount_fen"] or 0 for t in taken)
    db.close()
    lock.release()
