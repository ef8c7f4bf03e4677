"""find and history: one record, looked up and looked back at."""

from __future__ import annotations

from contextlib import suppress

import click

from ljfpa_desktop.base import dates
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.cli.office import Call, answer, json_option


@click.command("find", help="查找：姓名、拼音、首字母、证件号或电话尾号、家庭编号、村名；--view 列出视图。")
@click.argument("text", default="")
@click.option("--view", "view_name", default="", help="保存过的视图的名称。")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help="最多几个。")
@json_option
@click.pass_obj
def find_command(call: Call, text: str, view_name: str, limit: int, to: str | None) -> None:
    """Search as the window does, or list the families of a kept view."""
    if view_name:
        _find_view(call, view_name, text, limit, to)
        return
    if not text:
        raise click.UsageError("请写要查找的文字，或 --view 视图名称。")
    from ljfpa_desktop.services import search

    db, _actor = call.open()
    found = search.find(db, text, limit)
    value = [
        {
            "household": h.household_no, "household_id": h.household_id.hex,
            "person_id": h.person_id.hex if h.person_id else None, "name": h.name, "head": h.head_name,
            "is_head": h.is_head, "village": h.village, "categories": list(h.categories), "reason": h.reason,
            "near": h.is_near,
        }
        for h in found
    ]  # fmt: skip
    heads = ["户主" if h.is_head else f"户主 {h.head_name}" for h in found]
    lines = [
        f"{h.household_no}  {h.name}  {h.village}  {head}  {h.reason}"
        for h, head in zip(found, heads, strict=True)
    ]
    answer(to, value, *lines, f"共 {len(found)} 个。")


def _find_view(call: Call, name: str, text: str, limit: int, to: str | None) -> None:
    """The families of a view in its columns, narrowed further by a text."""
    from ljfpa_desktop.services import household, view
    from ljfpa_desktop.services.household.columns import as_rows

    db, _actor = call.open()
    kept = view.named(db, name).view
    filters = {**kept.filters, **({"text": text} if text else {})}
    header, *rows = as_rows(db, filters, kept.columns, kept.sort, limit)
    value = [dict(zip(kept.columns, row, strict=True)) for row in rows]
    answer(to, value, *("  ".join(row) for row in (header, *rows)), f"共 {household.count(db, filters)} 户。")


@click.command("history", help="一条记录的修改历史：何时、谁、为什么、从什么改成什么。")
@click.argument("record", default="")
@click.option("--why", default="", help="不写记录，列出原因里有这些字的办理记录，最近的在前。")
@json_option
@click.pass_obj
def history_command(call: Call, record: str, why: str, to: str | None) -> None:
    """Show who changed what; of a family with its members."""
    if bool(record) == bool(why):
        raise click.UsageError("请写一条记录的编号，或 --why 原因里的字。")
    if why:
        _acts(call, why, to)
        return
    from ljfpa_desktop.services import history, household

    db, actor = call.open()
    table, found = history.find_record(db, record)
    if table == "household":
        with suppress(Refused):  # of a family that was taken out there is only the history
            household.view(db, actor, found)  # looking at a restricted family is recorded
    rows = history.of_family(db, found) if table == "household" else history.of_record(db, found)
    value = [
        {
            "when": r.when.isoformat(), "who": r.who, "why": r.why, "record": r.record, "field": r.label,
            "old": r.old, "new": r.new, "act": r.act,
        }
        for r in rows
    ]  # fmt: skip
    lines = [
        f"{dates.local(r.when):%Y-%m-%d %H:%M}  {r.who}  {r.why}  {r.record} {r.label}"
        + (f"：{r.old or '（空）'} → {r.new or '（空）'}" if r.old or r.new else "")
        for r in rows
    ]
    answer(to, value, *lines)


def _acts(call: Call, words: str, to: str | None) -> None:
    """The acts in whose reason the words stand."""
    from ljfpa_desktop.services import recent

    db, _actor = call.open()
    found = recent.acts(db, 1000, words)
    value = [{"act": a.seq, "when": a.at.isoformat(), "who": a.actor, "why": a.words} for a in found]
    lines = [f"{dates.local(a.at):%Y-%m-%d %H:%M}  {a.actor}  {a.words}" for a in found]
    answer(to, value, *lines, f"共 {len(found)} 条。")
