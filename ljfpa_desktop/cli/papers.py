"""print: every document as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.cli.office import Call, working, writable

NEEDS = {
    "F01": "--cycle 批次名称、--household 家庭编号 或 --receipt 领款单号",
    "F02": "--cycle 批次名称",
    "F08": "--event 活动编号",
    "F09": "--event 活动编号",
    "F10": "--honour 证书编号或获得者",
    "F11": "--month 月份",
    "F22": "--package 核对码",
}


@click.command("print", help="把文书写成 PDF：print F01 --cycle 批次 -o 文件.pdf；--list 列出文书。")
@click.argument("doc", required=False)
@click.option("--list", "listing", is_flag=True, help="列出所有文书。")
@click.option("--cycle", default="", help="批次名称。")
@click.option("--household", default="", help="家庭编号。")
@click.option("--receipt", multiple=True, help="领款单号；可以写几次。")
@click.option("--event", default="", help="活动编号。")
@click.option("--honour", default="", help="证书编号或获得者。")
@click.option("--month", default="", help="月份，例如 2024-02。")
@click.option("--package", default="", help="数据包的核对码。")
@click.option("--per-page", default=2, type=click.IntRange(1, 3), help="领款单每页几份。")
@click.option("--blank", is_flag=True, help="空白表。")
@click.option("--sample", is_flag=True, help="样张。")
@click.option("-o", "out", type=click.Path(path_type=Path), callback=writable, help="PDF 文件。")
@click.pass_obj
def print_command(call: Call, doc: str | None, listing: bool, out: Path | None, **asked: Any) -> None:
    """List the documents, or write one."""
    from ljfpa_desktop.reports import catalogue
    from ljfpa_desktop.services import office

    if listing:
        for document in catalogue.REPORTS.values():
            click.echo(f"{document.code}  {document.title}  {NEEDS.get(document.code, '')}".rstrip())
        return
    if not doc or out is None:
        raise click.UsageError("请写文书编号和 -o 文件.pdf，或用 --list 看有哪些文书。")
    code = catalogue.find(doc).code
    db, actor = call.open()
    working("正在排版")
    if asked["blank"] or asked["sample"]:
        document = catalogue.find(code)
        facts = document.sample() if asked["sample"] else document.blank()
        pdf = catalogue.render(code, [facts], demo=office.facts(db).is_demo)
    else:
        pdf = _filled(db, actor, code, asked)
    write_replacing(out, pdf)
    click.echo(f"已写成：{out}")


def _filled(db: Database, actor: Actor, code: str, asked: dict[str, Any]) -> bytes:
    from ljfpa_desktop.reports import aid_papers, office_papers
    from ljfpa_desktop.services import event

    if code == "F01" and (asked["cycle"] or asked["household"] or asked["receipt"]):
        numbers = _receipts(db, asked)
        cycle = None if numbers else asked["cycle"]
        per_page = asked["per_page"]
        return aid_papers.print_receipts(db, actor, cycle=cycle, numbers=numbers, per_page=per_page).pdf
    if code == "F02" and asked["cycle"]:
        return aid_papers.print_register(db, actor, cycle=asked["cycle"]).pdf
    if code in ("F08", "F09") and asked["event"]:
        found = event.by_number(db, asked["event"])
        make = office_papers.signin if code == "F08" else office_papers.event_record
        return make(db, actor, found).pdf
    if code == "F10" and asked["honour"]:
        return office_papers.print_certificate(db, actor, _honour(db, asked["honour"])).pdf
    if code == "F11" and asked["month"]:
        return office_papers.month(db, actor, asked["month"]).pdf
    if code == "F22" and asked["package"]:
        from ljfpa_desktop.reports import exchange_papers

        return exchange_papers.receipt(db, actor, asked["package"]).pdf
    raise Refused(f"打印{code}要写明{NEEDS[code]}，或 --blank、--sample。")


def _receipts(db: Database, asked: dict[str, Any]) -> tuple[str, ...]:
    """The receipt numbers named, or those of a family, within the cycle if one is named."""
    from ljfpa_desktop.services import exporting

    if not asked["household"]:
        return asked["receipt"]
    found = [
        p["receipt_no"]
        for p in exporting.as_plain(db, "payments")
        if p["household_no"] == asked["household"]
        and not p["voided_on"]
        and asked["cycle"] in ("", p["cycle"])
    ]
    if not found:
        raise Refused(f"家庭“{asked['household']}”没有可打印的领款单，请核对家庭编号。")
    return tuple(found)


def _honour(db: Database, wanted: str) -> Any:
    from ljfpa_desktop.services import honour

    lines = honour.page(db)
    found = [h for h in lines if wanted in (h.certificate_no, h.recipient, h.id.hex, str(h.id))]
    if not found:
        raise Refused(f"没有证书编号或获得者是“{wanted}”的荣誉，请核对。")
    if len(found) > 1:
        raise Refused(f"“{wanted}”有 {len(found)} 项荣誉，请写证书编号。")
    return found[0].id
