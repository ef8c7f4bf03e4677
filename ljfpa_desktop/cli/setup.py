"""init, demo and demo-county: offices come into being."""

from __future__ import annotations

from pathlib import Path

import click

from ljfpa_desktop.base import dates, paths
from ljfpa_desktop.cli.exchange import TAKEN_OVER
from ljfpa_desktop.cli.office import Call, answer, json_option, password, working

COUNTY_DIGITS = 6
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("init", help="建立一个单位，并打印一次恢复码。")
@click.option("--division", required=True, help="区划代码：乡镇 9 位，县 6 位。")
@click.option("--account", default="admin", show_default=True, help="账号。")
@click.option("--name", default="管理员", show_default=True, help="姓名。")
@click.option("--recovery-code", default="", help="事先印好的恢复码；不写就新做一个。")
@click.option("--root-code", default="", help="县里换电脑：信封里的县级总恢复码，接替原来的电脑。")
@click.pass_obj
def init_command(
    call: Call, division: str, account: str, name: str, recovery_code: str, root_code: str
) -> None:
    """Create an office and print its recovery code once."""
    from ljfpa_desktop.exchange.file.keyring import root_keys
    from ljfpa_desktop.services import office

    if root_code and len(division) > COUNTY_DIGITS:
        raise click.UsageError("--root-code 只用于县级单位。")
    if root_code:
        root_keys(root_code)  # a mistyped one is told before an office is made
    folder = call.folder or paths.office_folder(division)
    code = office.create(
        folder, division, login=account, name=name, password=password(new=True), recovery_code=recovery_code
    )
    root = _found(folder, account, division, root_code)
    click.echo(f"单位已建立：{folder}")
    click.echo(f"恢复码：{code}")
    if root:
        click.echo(f"县级总恢复码：{root}")
        click.echo("县级总恢复码也只显示这一次，请打印后密封保管：县里的电脑坏了，只有它能让新电脑接着用。")
    if root_code:
        click.echo(TAKEN_OVER)
    click.echo("请打印恢复码并封存；它只显示这一次，忘记密码时只有它能打开数据。")


def _found(folder: Path, account: str, division: str, root_code: str) -> str:
    """A county also founds the exchange its townships join, or takes it up again with the root code.

    Returns the new root code, "" where there is none to print.
    """
    if len(division) > COUNTY_DIGITS:
        return ""
    from ljfpa_desktop.exchange import county_keys, enrol

    with Call(folder, account) as call:
        if root_code:
            county_keys.recover(*call.open(), root_code)
            return ""
        return enrol.found_county(*call.open())


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


@click.command("demo-county", help="建立全县的演示：县和各乡镇单位，互相加入并交换过一年的工作。")
@click.option("--out", type=FOLDER, required=True, help="放各单位的文件夹。")
@click.option("--year", default=2024, show_default=True, type=int, help="哪一年的工作。")
@click.option("--townships", type=int, help="几个乡镇；不写是全部 22 个。")
@click.option("--households", default=60, show_default=True, type=int, help="每个乡镇多少户。")
@click.option("--seed", default=1, show_default=True, help="随机数种子；相同则内容相同。")
@json_option
def demo_county_command(
    out: Path, year: int, townships: int | None, households: int, seed: int, to: str | None
) -> None:
    """Build the county's office and its townships', joined and exchanging."""
    from ljfpa_desktop.exchange import demo_county

    done = demo_county.build(out, year, townships, households, seed, working)
    answer(
        to,
        {
            "county": str(done.folder), "townships": list(done.townships), "households": done.households,
            "persons": done.persons, "payments": done.payments, "events": done.events,
        },
        f"县级演示单位已生成：{done.folder}",
        f"{len(done.townships)} 个乡镇，{done.households} 户，{done.persons} 人，{done.payments} 笔发放，"
        f"{done.events} 场活动。",
    )  # fmt: skip
