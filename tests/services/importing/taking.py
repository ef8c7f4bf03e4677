"""Registers taken into an office, and what the office then holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.record import captured_tables
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Result
from ljfpa_desktop.services.importing.parsed import Kind
from tests.services.importing.samples import REGISTERS, number, xlsx

TRUTH: dict[str, Any] = json.loads((REGISTERS / "truth.json").read_text("utf-8"))
FILES = {f["kind"]: f for f in TRUTH["files"]}
KINDS: tuple[Kind, ...] = ("families", "special", "relief")
LEVELS = {
    "ok": {"none"},
    "warning": {"warning"},
    "error": {"error"},
    "ok_or_warning": {"none", "warning"},
    "warning_or_error": {"warning", "error"},
}
H, W, C = number("19750507", 1), number("19770306", 2), number("20010909", 2)
FAMILY = [
    "村居",
    "户主姓名",
    "身份证号",
    "配偶姓名",
    "配偶身份证号",
    "子女姓名",
    "子女身份证号",
    "家庭类别",
    "电话",
]
LIST = ["村居", "户主姓名", "身份证号", "慰问金", "慰问品"]
ONE = ["山兜村", "林勇", H, "吴美", W, "林小", C, "独生子女家庭", "13805912345"]


def take(db: Database, actor: Actor, path: Path, kind: Kind, **more: Any) -> Result:
    return intake.commit(db, actor, intake.open_register(db, path, kind, **more))


def families(db: Database, actor: Actor, folder: Path, *rows: list[Any]) -> Result:
    return take(db, actor, xlsx(folder / "台账.xlsx", [FAMILY, *rows]), "families")


def relief(db: Database, actor: Actor, folder: Path, *rows: list[Any], name: str = "春节慰问名单") -> Result:
    return take(db, actor, xlsx(folder / f"{name}.xlsx", [[name], LIST, *rows]), "relief")


def said(result: Result) -> set[tuple[int | None, str, int]]:
    return {(p.row, p.level, p.rule) for p in result.problems}


def snapshot(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row in use of every captured table but the imports themselves."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with db.read() as s:
        for model in captured_tables():
            table = cast(Table, model.__table__)
            if table.name != "import_batch":
                rows = s.execute(select(table).where(table.c.retired_on.is_(None)).order_by(table.c.id))
                found[table.name] = [tuple(r) for r in rows]
    return found


def three(db: Database, actor: Actor) -> dict[str, Result]:
    """The township's three registers, taken into an office in their order."""
    return {kind: take(db, actor, REGISTERS / FILES[kind]["file"], kind) for kind in KINDS}
