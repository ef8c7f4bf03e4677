"""init and demo: an office comes into being."""

from __future__ import annotations

import click

from ljfpa_desktop.base import dates, paths
from ljfpa_desktop.cli.office import Call, password, working


@click.command("init", help="建立一个乡镇单位，并打印一次恢复码。")
@click.option("--division", required=True, help="乡镇的区划代码，9 位。")
@click.option("--account", default="admin", show_default=True, help="账号。")
@click.option("--name", default="管理员", show_default=True, help="姓名。")
@click.option("--recovery-code", default="", help="事先印好的恢复码；不写就新做一个。")
@click.pass_obj
def init_command(call: Call, division: str, account: str, name: str, recovery_code: str) -> None:
    """Create an office and print its recovery code once."""
    from ljfpa_desktop.services import office

    folder = call.folder or paths.office_folder(division)
    code = office.create(
        folder, division, login=account, name=name, password=password(new=True), recovery_code=recovery_code
    )
    click.echo(f"单位已建立：{folder}")
    click.echo(f"恢复码：{code}")
    click.echo("请打印恢复码并封存；它只显示这一次，忘记密码时只有它能打开数据。")


@click.command("demo", help="建立一个演示单位，填入一年编造的工作。")
@click.option("--households", default=200, show_default=True, type=click.IntRange(20, 20000), help="户数。")
@click.option("--year", type=click.IntRange(2000, 2100), help="哪一年的工作；不写是今年。")
@click.option("--seed", default=1, show_default=True, help="随机数种子；相同则内容相同。")
@click.pass_obj
def demo_command(call: Call, households: int, year: int | None, seed: int) -> None:
    """Build the demo office in the folder."""
    from ljfpa_desktop.services import demo

    folder = call.folder or paths.data_root() / "demo"
    working("正在生成演示单位")
    facts = demo.build(folder, households=households, year=year or dates.today().year, seed=seed)
    click.echo(f"演示单位已生成：{folder}")
    click.echo(f"{facts.households} 户，{facts.persons} 人，{facts.payments} 笔发放，{facts.events} 场活动。")
