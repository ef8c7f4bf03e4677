"""duplicates and merge: records of people that may be one, and what becomes of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click

from ljfpa_desktop.base import masking
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.cli.office import Call, accept_option, accepting, answer, json_option, working


@click.command("duplicates", help="查重复：可能是同一个人的两条记录和理由。")
@json_option
@click.pass_obj
def duplicates_command(call: Call, to: str | None) -> None:
    """List the pairs, the certain ones first; numbers are masked."""
    from ljfpa_desktop.services.identity import scan

    db, _actor = call.open()
    working("正在查找重复的记录")
    found = scan.pairs(db)
    value = [
        {"certain": p.is_certain, "reason": p.reason, "one": _side(p.one), "other": _side(p.other)}
        for p in found
    ]
    lines = [
        f"{said}  {p.one.name} {p.one.id}  {p.other.name} {p.other.id}  {p.reason}"
        for p in found
        for said in ["确定" if p.is_certain else "可能"]
    ]
    answer(to, value, *lines, f"共 {len(found)} 对。")


def _side(p: Any) -> dict[str, Any]:
    return {
        "id": p.id.hex, "name": p.name, "birth_date": p.birth_date.isoformat() if p.birth_date else None,
        "id_no": masking.mask_id(p.id_no) or None, "household": p.household_no or None,
        "village": p.village or None,
    }  # fmt: skip


@click.command("merge", help="合并同一人：KEEP 保留，GONE 并入；或说明两人不是同一人；或撤销合并。")
@click.argument("keep")
@click.argument("gone", default="")
@click.option("--take", "take", multiple=True, metavar="栏名", help="这一栏用 GONE 的值，可以写几次。")
@click.option("--different", default="", metavar="理由", help="两人不是同一人，写明理由，以后不再列出。")
@click.option("--undo", is_flag=True, help="撤销 KEEP 并入别人的那次合并。")
@click.option("--dry-run", is_flag=True, help="只列出将要移动的内容。")
@accept_option
@click.pass_obj
def merge_command(
    call: Call, keep: str, gone: str, take: tuple[str, ...], different: str, undo: bool, dry_run: bool,
    accept: str,
) -> None:  # fmt: skip
    """One record into another; what moves is listed."""
    from ljfpa_desktop.services.identity import apart, merging, plan

    db, actor = call.open()
    if undo:
        merging.undo(db, actor, _id(keep))
        answer(None, None, "已撤销这次合并。")
        return
    one, other = _id(keep), _id(gone)
    if different:
        apart.say(db, actor, one, other, different)
        answer(None, None, "已记下：不是同一人。")
        return
    names = [_column(plan.CHOSEN, word) for word in take]
    found = plan.plan(db, one, other)
    fates = {"moves": "移动", "joins": "合成一条", "stays": "不改动"}
    lines = [f"{m.kind}  {m.words}  {fates[m.fate]}" for m in found.moving]
    if dry_run:
        warned = [f"注意：{w.sentence}" for w in found.against]
        answer(None, None, *lines, *warned, f"将移动 {len(lines)} 项，没有改动。")
        return
    accepting(accept, lambda accepted: merging.merge(db, actor, one, other, names, accepted))
    answer(None, None, *lines, "已合并。")


def _id(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError:
        raise Refused(f"“{word}”不是人员编号，请用 duplicates 列出的编号。") from None


def _column(known: Any, word: str) -> str:
    name = next((n for n, field in known.items() if word in (n, field.label)), None)
    if name is None:
        raise Refused(f"没有“{word}”这一栏。")
    return str(name)
