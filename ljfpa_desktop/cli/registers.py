"""import and export: registers come in, lists go out."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import click

from ljfpa_desktop.base import money
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.cli.office import Call, answer, json_option, working, writable

KINDS = ("families", "special", "relief", "members", "volunteers")
FILE = click.Path(path_type=Path)


@click.command("import", help="导入名册；--undo 撤销整个导入。")
@click.argument("kind", type=click.Choice(KINDS), required=False)
@click.argument("file", type=FILE, required=False)
@click.option("--sheet", default="", help="工作表的名称。")
@click.option("--map", "mapping", type=FILE, help="列名对应表：JSON，或两列的 CSV。")
@click.option("--cycle", default="", help="慰问名单归入的批次名称；不写用表的标题。")
@click.option("--dry-run", is_flag=True, help="照做一遍但不保存。")
@click.option("--errors", type=FILE, callback=writable, help="把问题写成 xlsx 清单。")
@click.option("--undo", metavar="批次号", help="撤销这一次导入。")
@json_option
@click.pass_obj
def import_command(call: Call, to: str | None, **asked: Any) -> None:
    """Import a register, or take an import back."""
    if asked["undo"]:
        _undo(call, asked["undo"], to)
        return
    if not asked["kind"] or not asked["file"]:
        raise click.UsageError(f"请写名册种类（{'、'.join(KINDS)}）和文件，或 --undo 批次号。")
    _import(call, to, **asked)


def _import(call: Call, to: str | None, **asked: Any) -> None:
    from ljfpa_desktop.services import backup
    from ljfpa_desktop.services.importing import intake
    from ljfpa_desktop.services.importing.error_list import write_error_list

    file: Path = asked["file"]
    db, actor = call.open()
    working("正在读取名册")
    review = intake.open_register(
        db,
        file,
        asked["kind"],
        sheet=asked["sheet"],
        mapping=_mapping(asked["mapping"]),
        cycle=asked["cycle"],
    )
    if not asked["dry_run"] and not review.again:
        backup.before_import(db, file.stat().st_size)
    working("正在导入")
    result = intake.commit(db, actor, review, dry_run=asked["dry_run"])
    if asked["errors"]:
        write_error_list(asked["errors"], review.parsed, result.problems, review.cycle)
    made, changed = (sum(x.values()) for x in (result.created, result.updated))
    warnings = sum(p.level == "warning" for p in result.problems)
    lines = [
        f"读到 {result.rows_seen} 行，新增 {made} 条记录，更新 {changed} 条，不变 {result.unchanged} 行，"
        f"没有导入 {result.refused} 行，提醒 {warnings} 处。",
    ]
    if result.cycle:
        lines.append(f"批次“{result.cycle}”，合计 {money.show(result.amount_total_fen)}。")
    told = f"批次号：{result.batch}" if result.batch else "这份名册以前导入过，没有重复导入。"
    lines.append("这是试算，没有保存。" if result.dry_run else told)
    answer(to, result.as_json(), *lines)


def _mapping(file: Path | None) -> dict[str, str] | None:
    """Titles of columns and what they mean: a JSON object, or a CSV of two columns."""
    if file is None:
        return None
    try:
        content = file.read_text("utf-8-sig")
        if file.suffix.lower() == ".json":
            return {str(k): str(v) for k, v in json.loads(content).items()}
        return {row[0]: row[1] for row in csv.reader(content.splitlines()) if len(row) > 1}
    except (OSError, ValueError, AttributeError) as e:
        raise Refused(f"列名对应表“{file.name}”读不了，请用 JSON 对象或两列的 CSV（UTF-8）。") from e


def _undo(call: Call, batch: str, to: str | None) -> None:
    from ljfpa_desktop.services.importing.undo import undo

    db, actor = call.open()
    done = undo(db, actor, batch)
    value = {"batch": done.batch, "file": done.file, "retired": done.retired, "restored": done.restored}
    answer(
        to, value,
        f"已撤销“{done.file}”的导入：{sum(done.retired.values())} 条记录撤下，"
        f"{sum(done.restored.values())} 处改回原值。",
    )  # fmt: skip


@click.command("export", help="导出名单：xlsx、csv 或 json；证件号默认打星。")
@click.argument("kind")
@click.argument("file", type=FILE)
@click.option("--full-ids", is_flag=True, help="导出完整证件号，须写用途。")
@click.option("--why", default="", help="用途。")
@click.option("--view", "view_name", default="", help="按保存过的视图导出家庭（种类写 families）。")
@click.pass_obj
def export_command(call: Call, kind: str, file: Path, full_ids: bool, why: str, view_name: str) -> None:
    """Export a list and print the number of its rows."""
    if view_name:
        _export_view(call, kind, file, view_name, full_ids)
        return
    from ljfpa_desktop.services import exporting

    db, actor = call.open()
    click.echo(str(exporting.export(db, actor, kind, file, full=full_ids, why=why)))


def _export_view(call: Call, kind: str, file: Path, name: str, full_ids: bool) -> None:
    """Export a kept view as the window shows it, masked where it is masked there."""
    if kind != "families" or full_ids:
        raise click.UsageError("--view 只用于 families，证件号和电话照视图打星。")
    from ljfpa_desktop.services import view
    from ljfpa_desktop.services.exporting import shown
    from ljfpa_desktop.services.household.columns import as_rows

    db, actor = call.open()
    found = view.named(db, name)
    rows = as_rows(db, found.view.filters, found.view.columns, found.view.sort)
    click.echo(str(shown.save(db, actor, file, found.name, rows)))
