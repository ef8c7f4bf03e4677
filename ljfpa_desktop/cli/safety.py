"""backup, restore, check and selftest: nothing lost, and proof of it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ljfpa_desktop.base import dates, divisions, money, paths
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.cli.office import Call, password, working


@click.command("backup", help="做一份核对过的备份。")
@click.option("-o", "out", type=click.Path(path_type=Path), help="放备份的文件夹；不写是单位的 backups。")
@click.pass_obj
def backup_command(call: Call, out: Path | None) -> None:
    """Write a verified backup and say what is in it."""
    from ljfpa_desktop.services import backup

    db, actor = call.open()
    working("正在备份")
    trouble = ""
    if out is None:
        done = backup.daily(db, actor, always=True)
        if done is None:
            raise Refused("没有可备份的内容。")
        made, trouble = done.first, done.second_trouble
    else:
        made = backup.make(db, out)
        db.note(actor, f"备份到“{made.path.name}”", "backup")
    click.echo(f"备份已做好并核对：{made.path}")
    click.echo(
        f"{made.households} 户，{made.persons} 人，{made.payments} 笔发放，共 {money.show(made.amount_fen)}。"
    )
    if trouble:
        click.echo(trouble, err=True)


@click.command("restore", help="从备份恢复到 --office 的文件夹。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--recovery-code", default="", help="打印的恢复码；LJFPA_PASSWORD 则作为新密码。")
@click.pass_obj
def restore_command(call: Call, file: Path, recovery_code: str) -> None:
    """Restore a backup into the folder, by password or recovery code."""
    from ljfpa_desktop.services import backup

    folder = call.folder or paths.office_folder(backup.division_of(file))
    given = os.environ.get("LJFPA_PASSWORD", "") if recovery_code else password()
    working("正在恢复")
    done = backup.restore(file, folder, login=call.user, password=given, recovery_code=recovery_code)
    made = dates.local(done.made_at).strftime("%Y-%m-%d %H:%M")
    click.echo(f"已恢复{divisions.name(done.office)} {made} 的备份：{folder}")
    click.echo(
        f"{done.households} 户，{done.persons} 人，{done.payments} 笔发放，共 {money.show(done.amount_fen)}。"
    )


@click.command("check", help="检查数据是否完好、记录是否被改动。")
@click.pass_obj
def check_command(call: Call) -> None:
    """Check the office; faults go to stderr and the exit code is 1."""
    from ljfpa_desktop.exchange import fold
    from ljfpa_desktop.services.check import check

    db, _actor = call.open()
    working("正在检查")
    found = check(db)
    faults = [*found.faults, *fold.faults(db)]
    if faults:
        raise Refused("".join(faults))
    click.echo(
        f"检查通过：{found.acts} 次操作、{found.changes} 条修改明细、{found.files} 个附件和文书都完好。"
    )


@click.command("selftest", help="程序检查自己：临时单位、各种业务、每种文书。")
def selftest_command() -> None:
    """Run the program's check of itself in a temporary office."""
    from ljfpa_desktop import self_test

    for line in self_test.run():
        click.echo(line)
