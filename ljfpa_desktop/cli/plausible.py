"""plausible: what in the register cannot be so, or hardly."""

from __future__ import annotations

import click

from ljfpa_desktop.cli.office import Call, answer, json_option, working


@click.command("plausible", help="核对全部资料：相互矛盾或可疑的地方。")
@click.option("--rule", "rules", multiple=True, metavar="规则", help="只看这一条规则，可以写几次。")
@click.option("--village", default="", metavar="代码", help="只看这个村（居）或乡镇。")
@click.option("--all", "everything", is_flag=True, help="已经说明过的也列出。")
@json_option
@click.pass_obj
def plausible_command(
    call: Call, rules: tuple[str, ...], village: str, everything: bool, to: str | None
) -> None:
    """List what is odd; the explained ones only when asked for."""
    from ljfpa_desktop.services import plausibility

    db, _actor = call.open()
    working("正在核对全部资料")
    found = plausibility.findings(db, rules=rules, village=village)
    shown = [f for f in found if everything or f.excuse is None]
    value = [
        {
            "rule": f.rule, "level": "error" if f.weight == "wrong" else "warning", "title": f.title,
            "message": f.sentence, "household": f.household_no, "head": f.head, "village": f.village,
            "record": f.subject_id.hex, "explained": f.excuse_why or None,
        }
        for f in shown
    ]  # fmt: skip
    lines = [f"{f.household_no}  {f.head}  {f.village}  {f.title}：{f.sentence}" for f in shown]
    answer(to, value, *lines, f"共 {len(shown)} 处。")
