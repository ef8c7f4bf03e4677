"""enrol, pack, inspect, unpack, conflicts, resolve: what travels between offices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ljfpa_desktop.base import divisions, money
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.files import make_folder
from ljfpa_desktop.cli.office import Call, accept_option, accepting, answer, json_option, working, writable

FILE = click.Path(path_type=Path)  # what is wrong with it is said in Chinese, by what reads it
NEW_FILE = click.Path(path_type=Path)
FOLDER = click.Path(path_type=Path)
TAKEN_OVER = (
    "这台电脑已接替县里原来的电脑，原来的已停用。"
    "请各乡镇用 pack --everything 再上报一次，收到后再给各乡镇发数据包。"
)


@click.group(
    "enrol", no_args_is_help=False,
    help="加入县里的数据交换：request、accept、finish、revoke；县级电脑：renew、recover。",
)  # fmt: skip
def enrol_command() -> None:
    """Join the county, or let a township's PC join."""


@enrol_command.command("request", help="乡镇：生成加入申请。")
@click.option("-o", "out", type=NEW_FILE, required=True, callback=writable, help="申请文件。")
@click.option("--pc", default="", help="这台电脑叫什么，例如 计生办1号机。")
@click.option("--renew", is_flag=True, help="已加入的电脑更换钥匙（每年一次，或人员变动时）。")
@click.pass_obj
def request_command(call: Call, out: Path, pc: str, renew: bool) -> None:
    """Write the request and show the code to read by phone."""
    from ljfpa_desktop.exchange import enrol

    if renew and pc:
        raise click.UsageError("更换钥匙不改电脑的名称，--renew 和 --pc 不能一起用。")
    made = enrol.renew(*call.open(), out) if renew else enrol.request(*call.open(), out, pc)
    click.echo(f"{'更换钥匙的申请' if renew else '加入申请'}已写成：{out}")
    click.echo(f"核对码：{made.code}（交给县里后，打电话互相念一遍）")


@enrol_command.command("accept", help="县里：同意申请，生成答复。")
@click.argument("file", type=FILE)
@click.option("-o", "out", type=NEW_FILE, default=None, callback=writable, help="答复文件。")
@click.pass_obj
def accept_command(call: Call, file: Path, out: Path | None) -> None:
    """Certify the PC of a request and write the answer."""
    from ljfpa_desktop.exchange import enrol

    asked = enrol.look(file)
    to = out or file.with_name(f"{file.stem}_答复.ljr")
    done = enrol.accept(*call.open(), file, to)
    click.echo(f"{asked.title}（{asked.pc_name}）的核对码：{asked.code}，请打电话核对。")
    click.echo(f"答复已写成：{to}")
    click.echo(f"本县的核对码：{done.code}")


@enrol_command.command("finish", help="乡镇：接收县里的答复。")
@click.argument("file", type=FILE)
@click.pass_obj
def finish_command(call: Call, file: Path) -> None:
    """Take the county's answer."""
    from ljfpa_desktop.exchange import enrol

    done = enrol.finish(*call.open(), file)
    click.echo(f"已加入{done.title}的数据交换。")
    click.echo(f"县里的核对码：{done.code}，请打电话核对。")


@enrol_command.command("revoke", help="县里：停用一台电脑。")
@click.argument("key")
@click.option("--why", required=True, help="原因。")
@click.pass_obj
def revoke_command(call: Call, key: str, why: str) -> None:
    """Stop a PC by its key's number."""
    from ljfpa_desktop.exchange import enrol

    enrol.revoke(*call.open(), key, why)
    click.echo("这台电脑已停用，它以后的数据包不再接收。")


@enrol_command.command("renew", help="县里：更换县级电脑的钥匙（每年一次，或人员变动时）。")
@click.pass_obj
def renew_command(call: Call) -> None:
    """Change the keys of the county's own PC."""
    from ljfpa_desktop.exchange import county_keys

    county_keys.renew(*call.open())
    click.echo("县级电脑的钥匙已更换。下一个数据包会告诉各乡镇，乡镇不用办什么。")


@enrol_command.command("recover", help="县里：凭县级总恢复码，让这台电脑接替丢失或损坏的县级电脑。")
@click.option("--root-code", required=True, help="信封里打印的县级总恢复码。")
@click.pass_obj
def recover_command(call: Call, root_code: str) -> None:
    """Let this PC take the place of the county's lost one."""
    from ljfpa_desktop.exchange import county_keys

    county_keys.recover(*call.open(), root_code)
    click.echo(TAKEN_OVER)


@click.command("pack", help="生成数据包：乡镇给县里，县里给乡镇。")
@click.option("--to", "target", default="", help="收件单位的区划代码；不写是县里（县里不写是全部乡镇）。")
@click.option("-o", "out", type=FOLDER, default=None, help="放数据包的文件夹；不写是单位的 outgoing。")
@click.option("--everything", is_flag=True, help="从头全部再发一次。")
@click.option("--baseline", is_flag=True, help="给还没有资料的新电脑：发现在的样子，不发全部经过。")
@json_option
@click.pass_obj
def pack_command(
    call: Call, target: str, out: Path | None, everything: bool, baseline: bool, to: str | None
) -> None:  # fmt: skip
    """Seal and write packages."""
    from ljfpa_desktop.exchange import pack

    db, actor = call.open()
    if baseline and (everything or not target):
        raise click.UsageError("--baseline 要写明 --to 发给哪个单位，不能和 --everything 一起用。")
    folder = out or db.folder / "outgoing"
    make_folder(folder)
    working("正在生成数据包")
    if pack.is_county(db) and not target:
        made = pack.pack_all(db, actor, folder, everything=everything)
    else:
        made = [pack.pack(db, actor, folder, target, everything=everything, baseline=baseline)]
    answer(
        to,
        [
            {
                "package": m.code, "file": str(m.path), "to": m.to, "sequence": m.no, "segments": m.segments,
                "totals": m.totals,
            }
            for m in made
        ],
        *(f"已生成给{divisions.name(m.to)}的数据包：{m.path}，核对码 {m.code}。" for m in made),
    )  # fmt: skip


@click.command("inspect", help="看一个数据包是谁发的、有什么，不接收。")
@click.argument("file", type=FILE)
@json_option
@click.pass_obj
def inspect_command(call: Call, file: Path, to: str | None) -> None:
    """Show a package's manifest."""
    from ljfpa_desktop.exchange import unpack

    db, _actor = call.open()
    found = unpack.inspect(db, file)
    m = found.manifest
    value = {
        "package": found.code, "from": m.sender.office, "sequence": m.no, "created": m.created, "app": m.app,
        "schema": m.schema, "segments": len(m.segs), "scopes": m.scopes, "totals": m.summary,
    }  # fmt: skip
    answer(
        to,
        value,
        f"{divisions.name(m.sender.office)}第 {m.no} 号数据包，核对码 {found.code}，{m.created[:10]} 生成。",
        _totals(m.summary),
    )


@click.command("unpack", help="接收数据包；--dry-run 只试算；--undo 核对码 撤回已接收的。")
@click.argument("file", type=FILE, required=False)
@click.option("--dry-run", is_flag=True, help="试算，不保存。")
@click.option("--undo", "code", default="", metavar="核对码", help="撤回这个已接收的数据包。")
@accept_option
@json_option
@click.pass_obj
def unpack_command(
    call: Call, file: Path | None, dry_run: bool, code: str, accept: str, to: str | None
) -> None:
    """Merge a package, or take one back."""
    from ljfpa_desktop.exchange.unpack import unpack

    if bool(file) == bool(code):
        raise click.UsageError("请写数据包文件，或 --undo 核对码。")
    db, actor = call.open()
    if file is None:
        return _undo(call, code, to)
    working("正在接收")
    done = accepting(accept, lambda ok: unpack(db, actor, file, dry_run=dry_run, accepted=ok))
    value: dict[str, Any] = {
        "package": done.package, "from": done.sender, "sequence": done.sequence, "segments": done.segments,
        "new": done.new, "changed": done.changed, "conflicts": done.conflicts, "held": done.held,
        "already_had": done.already_had, "totals": done.totals,
    }  # fmt: skip
    lines = [f"{divisions.name(done.sender)}第 {done.sequence} 号数据包，核对码 {done.package}。"]
    if done.already_had:
        lines.append("ALREADY_HAVE：里面的内容本机都有了，没有重复接收。")
    else:
        lines.append(f"新增 {done.new} 条，改动 {done.changed} 处，两处不一样 {done.conflicts} 处。")
    if done.held:
        lines.append(f"HELD：有 {done.held} 段要等前面的数据包到了才能并入，已先收好。")
    if dry_run:
        lines.append("这是试算，没有保存。")
    answer(to, value, *lines)
    return None


def _undo(call: Call, code: str, to: str | None) -> None:
    from ljfpa_desktop.exchange.revert import revert

    done = revert(*call.open(), code)
    value = {
        "package": done.package, "restored": done.restored, "retired": done.retired, "kept": list(done.kept)
    }  # fmt: skip
    line = f"已撤回数据包 {done.package}：恢复 {done.restored} 处，撤下 {done.retired} 条。"
    answer(to, value, line, *done.kept)


def _totals(found: dict[str, int]) -> str:
    return (
        f"新登记 {found.get('households', 0)} 户、{found.get('persons', 0)} 人、"
        f"{found.get('events', 0)} 场活动，发放 {found.get('payments', 0)} 笔，"
        f"共 {money.show(found.get('amount_fen', 0))}。"
    )


@click.command("conflicts", help="两处填得不一样、要人决定的地方。")
@json_option
@click.pass_obj
def conflicts_command(call: Call, to: str | None) -> None:
    """List open conflicts with every value and who typed it."""
    from ljfpa_desktop.exchange import worklist

    db, _actor = call.open()
    cases = worklist.cases(db)
    value = [
        {
            "id": c.id, "table": c.tbl, "record": c.row.hex, "group": c.grp, "household": c.household,
            "values": [
                {"value": v.value, "by": v.by, "at": v.at, "office": v.office, "why": v.why} for v in c.values
            ],
        }
        for c in cases
    ]  # fmt: skip
    lines = [
        f"{c.title}：{'；或 '.join(f'{v.words}（{v.by}）' for v in c.values)}。编号 {c.id}" for c in cases
    ]
    answer(to, value, *(lines or ["没有要决定的地方。"]))


@click.command("resolve", help="决定一处不一样：--take mine、theirs 或一个值。")
@click.argument("conflict")
@click.option("--take", required=True, help="mine 用现在显示的，theirs 用另一个，或写成 栏名=值。")
@click.pass_obj
def resolve_command(call: Call, conflict: str, take: str) -> None:
    """Decide one conflict."""
    from ljfpa_desktop.exchange import worklist

    db, actor = call.open()
    found = next((c for c in worklist.cases(db) if c.id == conflict), None)
    if found is None:
        raise Refused(f"没有编号是“{conflict}”的待决定事项，可能已经处理过，请用 conflicts 查看。")
    worklist.decide(db, actor, found, worklist.choice(found, take))
    click.echo("已决定，下次交换时告诉对方。")
