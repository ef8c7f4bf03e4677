"""The main job without the window: registers in, aid out, papers, month closed, import undone."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
import pytest

from tests.cli.conftest import REGISTERS, Line, good, refused

FAMILIES = next(REGISTERS.glob("*台账*(最终版).xlsx"))
SPECIAL = next(REGISTERS.glob("*特殊家庭花名册.xls"))
RELIEF = next(REGISTERS.glob("*困难家庭名单(1).xlsx"))
KINDS = ("families", "persons", "categories", "entitlements", "payments", "sites", "visits", "events")
CYCLE = "琯头镇2024年春节慰问计生困难家庭名单"


def everything(line: Line, folder: Path) -> dict[str, bytes]:
    """Every export of the office as it stands."""
    folder.mkdir()
    for kind in (
        "families",
        "persons",
        "categories",
        "entitlements",
        "payments",
        "sites",
        "visits",
        "events",
    ):
        good(line("export", kind, folder / f"{kind}.json"))
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_imports_tried_done_repeated_and_undone(line: Line, tmp_path: Path) -> None:
    empty = everything(line, tmp_path / "0")
    tried = good(line("import", "families", FAMILIES, "--dry-run", "--json", "-")).json
    assert (tried["dry_run"], tried["batch"]) == (True, "")
    assert everything(line, tmp_path / "1") == empty
    done = good(
        line("import", "families", FAMILIES, "--json", tmp_path / "f.json", "--errors", tmp_path / "e.xlsx")
    )
    assert "批次号：" in done.out
    report = json.loads((tmp_path / "f.json").read_text("utf-8"))
    for key in ("created", "rows_seen", "problems", "skipped"):
        assert report[key] == tried[key], key
    assert (tmp_path / "e.xlsx").read_bytes().startswith(b"PK")
    first = everything(line, tmp_path / "2")
    assert first != empty
    again = good(line("import", "families", FAMILIES, "--json", "-")).json
    assert [p["rule"] for p in again["problems"]] == [50]
    assert everything(line, tmp_path / "3") == first
    special = good(line("import", "special", SPECIAL, "--json", "-")).json
    assert everything(line, tmp_path / "4") != first
    undone = good(line("import", "--undo", special["batch"], "--json", "-")).json
    assert undone["file"] == SPECIAL.name
    assert everything(line, tmp_path / "5") == first
    refused(line("import", "--undo", special["batch"]), "撤销")
    good(line("import", "--undo", report["batch"]))
    assert everything(line, tmp_path / "6") == empty
    assert len(list((tmp_path / "office" / "backups").glob("*导入前*"))) >= 1


def test_a_map_of_columns(line: Line, tmp_path: Path) -> None:
    (tmp_path / "map.json").write_text("[1]", "utf-8")
    refused(
        line("import", "families", FAMILIES, "--map", tmp_path / "map.json"), "列名对应表“map.json”读不了"
    )
    (tmp_path / "map.csv").write_text("备注,remark\n", "utf-8-sig")
    good(line("import", "families", FAMILIES, "--map", tmp_path / "map.csv", "--dry-run"))
    refused(line("import", "families", tmp_path / "no.xlsx"), "no.xlsx")


@pytest.fixture
def listed(line: Line) -> Line:
    """The office with its registers and the spring list."""
    for kind, file in (("families", FAMILIES), ("special", SPECIAL), ("relief", RELIEF)):
        good(line("import", kind, file))
    return line


def pages(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    count = len(document)
    document.close()
    return count


def test_from_the_list_to_the_signed_register(listed: Line, tmp_path: Path) -> None:
    line = listed
    cycle = good(line("cycle", "list", "--json", "-")).json[0]
    assert (cycle["name"], cycle["stage"], cycle["total_fen"]) == (CYCLE, "draft", 30_800_00)
    pay = ("cycle", "pay", CYCLE, "--date", "2024-02-05", "--method", "cash")
    refused(line(*pay), "还缺：乡镇审核、批准（文号和日期）、公示（起止日期）")
    approve = ("cycle", "approve", CYCLE, "--doc", "连计协〔2024〕3号", "--date", "2024-01-15")
    refused(line(*approve, "--handler", "李", "--reviewer", "李"), "李")
    good(line(*approve, "--handler", "李经办", "--reviewer", "王审核", "--approver", "陈会长"))
    refused(line("cycle", "publicise", CYCLE, "--from", "2024-01-16", "--to", "2024-01-18"), "--accept 原因")
    good(line("cycle", "publicise", CYCLE, "--from", "2024-01-16", "--to", "2024-01-24"))
    paid = line(*pay, "--fund", "县级财政", "--json", "-")
    assert paid.code == 0
    assert paid.json["total_fen"] == 30_800_00
    assert len(paid.json["receipts"]) == len(set(paid.json["receipts"])) == 55
    for code in ("F01", "F02"):
        good(line("print", code, "--cycle", CYCLE, "-o", tmp_path / f"{code}.pdf"))
    assert pages(tmp_path / "F01.pdf") == 28
    assert good(line("cycle", "sign", CYCLE, "--except", "3,7")).out == "签回 53 户，未签的行：3、7。\n"
    refused(line("cycle", "close", CYCLE), "还有 2 户没有签回")
    good(line("cycle", "sign", CYCLE))
    assert "55 户，共 ¥30,800.00" in good(line("cycle", "close", CYCLE)).out
    receipt = paid.json["receipts"][0]
    good(line("void", receipt, "--why", "写错姓名"))
    refused(line("void", receipt, "--why", "写错姓名"), "已于")
    history = good(line("history", receipt, "--json", "-")).json
    assert history[0]["field"] == "新建"
    assert {"field": "作废原因", "old": "", "new": "写错姓名"}.items() <= next(
        h for h in history if h["field"] == "作废原因"
    ).items()


def test_every_figure_is_the_sum_of_its_rows(listed: Line, tmp_path: Path) -> None:
    line = listed
    good(line("cycle", "approve", CYCLE, "--doc", "3号", "--date", "2024-01-15", "--handler", "甲",
              "--reviewer", "乙", "--approver", "丙"))  # fmt: skip
    good(line("cycle", "publicise", CYCLE, "--from", "2024-01-16", "--to", "2024-01-24"))
    assert (
        line("cycle", "pay", CYCLE, "--date", "2024-02-05", "--method", "cash", "--fund", "县级财政").code
        == 0
    )
    sheet = good(line("sheet", "2024-02", "--json", "-")).json
    assert (sheet["period"], sheet["office"], sheet["closed"]) == ("2024-02", "350122103", False)
    values = {i["code"]: i["month"] for i in sheet["indicators"]}
    assert values["ZB-G03"] == 30_800_00
    for code, value in values.items():
        sums: dict[str, dict[str, float]] = defaultdict(dict)
        for row in good(line("rows", code, "2024-02", "--json", "-")).json:
            sums[row["part"]].setdefault(row["key"], row["value"])
        if "denominator" in sums or "numerator" in sums:
            whole = sum(sums["denominator"].values())
            assert value == pytest.approx(sum(sums["numerator"].values()) * 100 / whole, abs=0.01)
        else:
            assert sum(sums[""].values()) == (value or 0), code
    refused(line("rows", "ZB-X99", "2024-02"), "没有指标“ZB-X99”")
    refused(line("sheet", "2024-13"), "2024-13")
    _close_and_reopen(line, tmp_path)


def _close_and_reopen(line: Line, tmp_path: Path) -> None:
    closed = line("sheet", "--close", "2024-02")
    assert closed.code == 0
    assert "注意：" in closed.err
    assert good(line("sheet", "2024-02", "--json", "-")).json["closed"] is True
    for ending in ("pdf", "xlsx"):
        good(line("sheet", "2024-02", "-o", tmp_path / f"月报.{ending}"))
        assert (tmp_path / f"月报.{ending}").stat().st_size > 5000
    refused(line("sheet", "2024-02", "-o", tmp_path / "月报.odt"), "请用 .pdf 或 .xlsx")
    refused(line("sheet", "--reopen", "2024-02"), "原因")
    good(line("sheet", "--reopen", "2024-02", "--why", "更正"))
    assert "ZB-G03  困难家庭慰问资金（万元）  本月 3.08" in good(line("sheet", "2024-02")).out


def test_find_and_export(listed: Line, tmp_path: Path) -> None:
    line = listed
    found = good(line("find", "lin", "--limit", "3", "--json", "-")).json
    assert len(found) == 3
    assert found[0]["household"].startswith("350122103")
    rows = int(good(line("export", "families", tmp_path / "f.csv")).out)
    good(line("export", "families", tmp_path / "f.json"))
    assert rows == len(json.loads((tmp_path / "f.json").read_text("utf-8"))) > 100
    refused(line("export", "families", tmp_path / "g.csv", "--full-ids"), "要写明用途（--why）")
    good(line("export", "persons", tmp_path / "p.csv", "--full-ids", "--why", "上报县里"))
    assert "********" not in (tmp_path / "p.csv").read_text("utf-8-sig")
    refused(line("export", "nothing", tmp_path / "n.csv"), "可以导出的有")
    told = good(line("history", found[0]["household"])).out
    assert "家庭 新建" in told


def test_papers(line: Line, tmp_path: Path) -> None:
    assert good(line("print", "--list")).out.startswith("F01  慰问金领款单")
    for code in ("F01", "F02", "F08", "F09", "F10", "F11"):
        for way in ("--blank", "--sample"):
            good(line("print", code, way, "-o", tmp_path / f"{code}{way}.pdf"))
            assert (tmp_path / f"{code}{way}.pdf").read_bytes().startswith(b"%PDF")
        refused(line("print", code, "-o", tmp_path / "x.pdf"), f"打印{code}要写明--")
    refused(line("print", "F99", "-o", tmp_path / "x.pdf"), "没有编号为“F99”的文书")
    refused(line("print", "F01", "--household", "1", "-o", tmp_path / "x.pdf"), "没有可打印的领款单")
    refused(line("print", "F09", "--event", "1", "-o", tmp_path / "x.pdf"), "1")
    refused(
        line("print", "F10", "--honour", "林", "-o", tmp_path / "x.pdf"), "没有证书编号或获得者是“林”的荣誉"
    )
    good(line("print", "F11", "--month", "2024-02", "-o", tmp_path / "F11.pdf"))
    assert not (tmp_path / "x.pdf").exists()
