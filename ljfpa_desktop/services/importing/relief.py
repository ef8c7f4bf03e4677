"""Reads a relief list: one household a row with its amount or goods (DOMAIN.md 2.6.3)."""

from __future__ import annotations

import re
from typing import Literal

from ljfpa_desktop.base import money, text
from ljfpa_desktop.services.importing.book import Cell
from ljfpa_desktop.services.importing.facts import fact, read_certificate, read_facts
from ljfpa_desktop.services.importing.families import drop_sex_doubt
from ljfpa_desktop.services.importing.headers import Column
from ljfpa_desktop.services.importing.parsed import ParsedRow, Problem, Setting
from ljfpa_desktop.services.importing.people import Trait, read_account, read_people
from ljfpa_desktop.services.importing.rows import Table

Unit = Literal["元", "千元", "万元"]
_THINGS = re.compile(
    "物|慰问品|礼|米|油|被|衣|奶|食品|药|[一二两三四五六七八九十\\d](?:份|袋|桶|箱|床|条|件|个|盒|套|瓶|斤|公斤|包|壶|提|张)"
)


def parse_row(table: Table, row: int, setting: Setting) -> ParsedRow:
    """The household's recipient of one row, with what it is to get."""
    parsed = ParsedRow(row, row)
    own = table.header.find("name", "head") or table.header.find("name", "husband")
    for subject in ("head" if own else "payee", "member", "husband", "wife", "spouse"):
        people = read_people(table, row, subject, 0, setting, parsed.problems)
        if len(people) == 2:
            people[1].role = "spouse"
            drop_sex_doubt(parsed, people)
            title = people[0].columns.get("id", people[0].columns["name"])
            message = f"{people[0].name}、{people[1].name}写在一格里，已分成两个人。请核对。"
            parsed.problems.append(Problem(row, title, "warning", 13, message))
        parsed.people += people
    read_facts(table, parsed, setting)
    read_certificate(table, parsed)
    _alive(parsed)
    _account(table, parsed)
    goods = fact(table, row, "goods")
    parsed.goods = text.clean_text(goods[1].text) if goods else ""
    read_amount(table, parsed)
    return parsed


def _alive(parsed: ParsedRow) -> None:
    """Nobody whose name says 已故 is put on a list of payments (anomaly 47)."""
    for person in parsed.people[:1]:
        if person.deceased:
            message = f"{person.name}写明已故，不能列入名单。请改由家里其他人领取。"
            title = person.columns.get("name", "")
            parsed.problems.append(Problem(parsed.row, title, "error", 47, message))


def _account(table: Table, parsed: ParsedRow) -> None:
    found = fact(table, parsed.row, "account")
    if found is None or not parsed.people:
        return
    read_account(parsed.people[0], Trait(*found), parsed.problems)
    bank = fact(table, parsed.row, "bank")
    parsed.people[0].facts["bank"] = text.clean_text(bank[1].text) if bank else ""


def read_amount(table: Table, parsed: ParsedRow) -> None:
    """The amount in 分; goods in the amount column are kept as goods (anomalies 21 to 24)."""
    column = table.header.find("amount") or table.header.find("standard")
    if column is None or (parsed.goods and not table.is_used(column.index)):
        return  # a list of goods
    cell = table.cell(parsed.row, column.index)
    if cell is None or text.is_blank(cell.text, zero=True):
        message = "没有金额。请填写金额，不发钱的在金额栏写明物品。"
        parsed.problems.append(
            Problem(parsed.row, column.title, "error", 24, message, cell.text if cell else "")
        )
        return
    if cell.kind == "date":
        message = f"金额被表格变成了日期{cell.text}。请重新填写金额。"
        parsed.problems.append(Problem(parsed.row, column.title, "error", 54, message, cell.text))
        return
    try:
        parsed.amount_fen = amount_of(cell, column, table)
    except money.MoneyError as fault:
        _not_money(parsed, column, cell, fault.sentence)
        return
    if parsed.amount_fen < 0:
        message = f"金额“{cell.text}”是负数。请核对。"
        parsed.problems.append(Problem(parsed.row, column.title, "error", 21, message, cell.text))
        parsed.amount_fen = None


def amount_of(cell: Cell, column: Column, table: Table) -> int:
    """The 分 of an amount cell in the unit of its column or table; MoneyError when it is none."""
    unit = as_unit(column.unit or table.header.unit)
    return money.parse_fen(
        cell.number if cell.kind == "number" and cell.number is not None else cell.text, unit=unit
    )


def as_unit(word: str) -> Unit:
    """The unit a header names; 元 when it names none."""
    return "万元" if word == "万元" else "千元" if word == "千元" else "元"


def _not_money(parsed: ParsedRow, column: Column, cell: Cell, sentence: str) -> None:
    if cell.kind == "error":
        message = f"金额是公式错误“{cell.text}”。请填写实际金额。"
        parsed.problems.append(Problem(parsed.row, column.title, "error", 32, message, cell.text))
    elif cell.kind == "text" and _THINGS.search(cell.text):
        words = text.clean_text(cell.text)
        parsed.goods = "、".join(dict.fromkeys(g for g in (parsed.goods, words) if g))
        message = f"金额栏写的是“{words}”，按物品登记，没有金额。请核对。"
        parsed.problems.append(Problem(parsed.row, column.title, "warning", 23, message, cell.text))
    else:
        rule = 22 if "小数" in sentence else 21
        parsed.problems.append(Problem(parsed.row, column.title, "error", rule, sentence, cell.text))
