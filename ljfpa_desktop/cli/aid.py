"""cycle and void: aid along its stages, without the window."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from ljfpa_desktop.base import money
from ljfpa_desktop.cli.office import Call, accept_option, accepting, answer, json_option


class Day(click.ParamType):
    """A day as 2024-02-05."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error for anything else."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            self.fail(f"日期“{value}”应写成 2024-02-05。", param, ctx)


class Numbers(click.ParamType):
    """Row numbers with commas: 3,7,12."""

    name = "行号"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The numbers; a usage error for anything else."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(int(n) for n in str(value).replace("，", ",").split(",") if n.strip())
        except ValueError:
            self.fail(f"行号“{value}”应写成 3,7,12。", param, ctx)


DAY = Day()


@click.group("cycle", no_args_is_help=False, help="帮扶批次：批准、公示、发放、签回、办结。")
def cycle_command() -> None:
    """Group the steps of a cycle."""


@cycle_command.command("list", help="列出批次。")
@json_option
@click.pass_obj
def list_command(call: Call, to: str | None) -> None:
    """List the cycles with their sums."""
    from ljfpa_desktop.services.aid import cycle

    db, _actor = call.open()
    found = cycle.list_all(db)
    value = [{**asdict(c), "id": c.id.hex, "stage_name": c.stage_name} for c in found]
    lines = [
        f"{c.title}  {c.stage_name}  {c.rows} 户 {money.show(c.total_fen)}  "
        f"已发 {c.paid_rows} 户 {money.show(c.paid_fen)}  未签回 {c.unsigned}"
        for c in found
    ]
    answer(to, value, *lines)


@cycle_command.command("approve", help="登记批准文件。")
@click.argument("name")
@click.option("--doc", required=True, help="批准文号。")
@click.option("--date", "on", required=True, type=DAY, help="批准日期。")
@click.option("--handler", default="", help="经办人。")
@click.option("--reviewer", default="", help="审核人。")
@click.option("--approver", default="", help="审批人。")
@accept_option
@click.pass_obj
def approve_command(call: Call, name: str, doc: str, on: date, accept: str, **names: Any) -> None:
    """Record the approval by its paper."""
    from ljfpa_desktop.services.aid import approval

    db, actor = call.open()
    total = accepting(
        accept, lambda accepted: approval.approve(db, actor, name, doc, on, accepted=accepted, **names)
    )
    click.echo(f"“{name}”已登记批准，批准总额 {money.show(total)}。")


@cycle_command.command("publicise", help="登记公示。")
@click.argument("name")
@click.option("--from", "first", required=True, type=DAY, help="公示开始。")
@click.option("--to", "last", required=True, type=DAY, help="公示结束。")
@accept_option
@click.pass_obj
def publicise_command(call: Call, name: str, first: date, last: date, accept: str) -> None:
    """Record the days of publicity."""
    from ljfpa_desktop.services.aid import approval

    db, actor = call.open()
    accepting(accept, lambda accepted: approval.publicise(db, actor, name, first, last, accepted))
    click.echo(f"“{name}”已登记公示 {first} 至 {last}。")


@cycle_command.command("pay", help="发放，并给出领款单号。")
@click.argument("name")
@click.option("--date", "on", required=True, type=DAY, help="发放日期。")
@click.option("--method", required=True, type=click.Choice(["cash", "transfer"]), help="现金或转账。")
@click.option("--fund", default=None, help="资金来源的名称。")
@accept_option
@json_option
@click.pass_obj
def pay_command(
    call: Call, name: str, on: date, method: str, fund: str | None, accept: str, to: str | None
) -> None:
    """Pay every open row of a cycle."""
    from ljfpa_desktop.services.aid import payment

    db, actor = call.open()
    paid = accepting(
        accept, lambda accepted: payment.pay(db, actor, name, on, method, fund, accepted=accepted)
    )
    receipts = [number for _row, number in paid.receipts]
    for sentence in (*paid.held, *paid.notes):
        click.echo(f"注意：{sentence}", err=True)
    value = {"cycle": name, "receipts": receipts, "total_fen": paid.total_fen, "held": list(paid.held)}
    span = f"，领款单 {receipts[0]} 至 {receipts[-1]}" if receipts else ""
    answer(to, value, f"已发放 {len(receipts)} 户，共 {money.show(paid.total_fen)}{span}。")


@cycle_command.command("sign", help="登记花名册签回：全部已签，除…。")
@click.argument("name")
@click.option("--except", "left_out", type=Numbers(), default=(), help="没有签字的行号。")
@click.option("--date", "on", type=DAY, default=None, help="签回日期；不写是今天。")
@click.pass_obj
def sign_command(call: Call, name: str, left_out: tuple[int, ...], on: date | None) -> None:
    """Note the register as signed, except some rows."""
    from ljfpa_desktop.services.aid import signing

    db, actor = call.open()
    done = signing.sign(db, actor, name, left_out, on)
    rest = "、".join(map(str, done.open_rows))
    click.echo(f"签回 {done.signed} 户" + (f"，未签的行：{rest}。" if rest else "，全部已签。"))


@cycle_command.command("close", help="办结批次。")
@click.argument("name")
@accept_option
@click.pass_obj
def close_command(call: Call, name: str, accept: str) -> None:
    """Close a cycle that adds up."""
    from ljfpa_desktop.services.aid import approval

    db, actor = call.open()
    done = accepting(accept, lambda accepted: approval.close(db, actor, name, accepted=accepted))
    click.echo(f"“{name}”已办结：{done.rows} 户，共 {money.show(done.total_fen)}，停发 {done.stopped} 户。")


@click.command("void", help="作废一张领款单。")
@click.argument("receipt")
@click.option("--why", required=True, help="作废原因。")
@click.pass_obj
def void_command(call: Call, receipt: str, why: str) -> None:
    """Void a receipt with a reason."""
    from ljfpa_desktop.services.aid import voiding

    db, actor = call.open()
    voiding.void(db, actor, receipt, why)
    click.echo(f"领款单 {receipt} 已作废。")
