"""From a file to a parsed register, and one mended cell at a time afterwards (DOMAIN.md 8.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from ljfpa_desktop.base import divisions, text
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.importing import families, relief, rolls, special
from ljfpa_desktop.services.importing.book import Book, Cell, Sheet
from ljfpa_desktop.services.importing.corrections import take_corrections
from ljfpa_desktop.services.importing.facts import village_code
from ljfpa_desktop.services.importing.headers import Header, find_header
from ljfpa_desktop.services.importing.layouts import Layout, header_by_layout
from ljfpa_desktop.services.importing.parsed import Kind, Parsed, ParsedRow, Problem, Setting
from ljfpa_desktop.services.importing.read import read
from ljfpa_desktop.services.importing.rows import PASSED_OVER, Table, classify
from ljfpa_desktop.services.importing.totals import check_title, check_totals, title_of
from ljfpa_desktop.services.importing.wording import plain

_PARSERS = {
    "families": families.parse_row, "special": special.parse_row, "relief": relief.parse_row,
    "members": rolls.parse_row, "volunteers": rolls.parse_row,
}  # fmt: skip
KIND_NAMES: dict[Kind, str] = {
    "families": "计生家庭台账", "special": "特殊家庭花名册", "relief": "慰问名单", "members": "会员登记表",
    "volunteers": "志愿者登记表",
}  # fmt: skip


def parse(
    path: Path,
    kind: Kind,
    setting: Setting,
    sheet: str = "",
    mapping: Mapping[str, str] | None = None,
    layouts: Sequence[Layout] = (),
) -> Parsed:
    """The register in ``path`` as read for an office; Refused when it is none of this kind.

    ``mapping`` tells titles, ``layouts`` whole headers, wherever they stand.
    """
    book = read(path)
    carried = take_corrections(book, kind)
    return parse_book(book, path.name, kind, setting, sheet, {**carried, **(mapping or {})}, layouts)


def parse_book(
    book: Book,
    file: str,
    kind: Kind,
    setting: Setting,
    sheet: str = "",
    mapping: Mapping[str, str] | None = None,
    layouts: Sequence[Layout] = (),
) -> Parsed:
    """As `parse`, for a book already read."""
    chosen, header = _choose(book, file, kind, sheet, mapping, layouts)
    if header.is_doubled:
        raise Refused(f"“{file}”左右并排放了两组名单。请把右边的一组移到下面，合成一组再导入。")
    table = classify(chosen, header, lambda name: village_code(name, setting))
    _one_village(table, setting)
    parsed = Parsed(kind, file, chosen.name, table, setting, content_hash(chosen, kind))
    parsed.title = title_of(parsed)
    _restore_cells(table)
    parsed.rows = [_parse_row(parsed, row) for row in table.data]
    parsed.skipped = sum(k in PASSED_OVER for k in table.kinds.values())
    if not parsed.rows:
        raise Refused(f"“{file}”只有表头，没有内容。")
    parsed.problems = _of_file(parsed, book, header)
    return parsed


def _choose(
    book: Book,
    file: str,
    kind: Kind,
    name: str,
    mapping: Mapping[str, str] | None,
    layouts: Sequence[Layout],
) -> tuple[Sheet, Header]:
    """The sheet that looks most like a register of this kind, or the named one."""
    named = [s for s in book.sheets if plain(s.name) == plain(name)] if name else []
    candidates = named or ([] if name else book.visible)
    if not candidates:
        there = "、".join(f"“{s.name}”" for s in book.visible)
        raise Refused(f"“{file}”里没有名为“{name}”的工作表，有的是{there}。请核对名称。")
    told = header_by_layout(candidates, layouts)
    if told:
        return told
    for attempt in range(2):
        found = [(s, h) for s in candidates if (h := find_header(s, kind, mapping))]
        if found:
            return max(found, key=lambda pair: pair[1].score * 1000 + min(len(pair[0].cells), 999))
        if attempt == 0 and not _repair(book, candidates):
            break
    raise Refused(
        f"“{file}”不像{KIND_NAMES[kind]}：前12行里没有“姓名、身份证号、村居”这样的表头。请检查选的文件和种类。"
    )


def _one_village(table: Table, setting: Setting) -> None:
    """A sheet without a village column is the list of the village its name or title names."""
    if table.header.find("village") or table.sections:
        return
    title = plain(
        "".join(c.text for r, k in table.kinds.items() if k == "title" for c in table.own(r).values())
    )
    names = sorted((divisions.short_name(code) for code, _ in divisions.villages(setting.township)), key=len)
    named = table.sheet.name if village_code(table.sheet.name, setting) else ""
    named = named or next((n for n in reversed(names) if n in title), "")
    if named:
        table.sections = dict.fromkeys(table.data, named)


def _repair(book: Book, sheets: list[Sheet]) -> bool:
    """Undo a wrong decoding of the whole file (anomaly 35)."""
    for sheet in sheets:
        for columns in sheet.cells.values():
            for column, cell in columns.items():
                meant = text.repair_mojibake(cell.text) if cell.kind == "text" else None
                if meant:
                    columns[column] = Cell(meant)
                    book.repaired = True
    return book.repaired


def _restore_cells(table: Table) -> None:
    """Single cells decoded with the wrong table are read as they were meant, and told (anomaly 35)."""
    for row in table.data:
        for column, cell in table.own(row).items():
            if cell.kind != "text" or cell.text.isascii():
                continue
            meant = text.repair_mojibake(cell.text)
            if meant:
                table.mended[row, column] = Cell(meant)
                table.restored[row, column] = cell.text


def _parse_row(parsed: Parsed, row: int) -> ParsedRow:
    """The row as its kind reads it, with a word on each cell that was restored."""
    found = _PARSERS[parsed.kind](parsed.table, row, parsed.setting)
    for column in parsed.table.header.columns if parsed.table.restored else ():
        broken = parsed.table.restored.get((row, column.index))
        if broken:
            meant = parsed.table.mended[row, column.index].text
            message = f"{column.title}是乱码“{broken}”，已还原为“{meant}”。请核对。"
            found.problems.append(Problem(row, column.title, "warning", 35, message, broken, proposal=meant))
    return found


def _of_file(parsed: Parsed, book: Book, header: Header) -> list[Problem]:
    out = _hidden(parsed, book) + check_title(parsed) + check_totals(parsed)
    if book.repaired:
        out.append(Problem(None, "", "warning", 35, "文件里的汉字原是乱码，已还原。请核对几行再导入。"))
    if book.is_open:
        message = "这个文件正在表格程序里打开着，还没有保存的修改读不到。请先保存再导入。"
        out.append(Problem(None, "", "warning", 52, message))
    lost = sum("\ufffd" in c.text for cells in parsed.table.sheet.cells.values() for c in cells.values())
    if lost:
        message = f"有{lost}格里的文字读不出来（文件的编码不对）。请在表格程序里另存为xlsx再导入。"
        out.append(Problem(None, "", "warning", 34, message))
    cut = parsed.table.sheet.cut
    if cut:
        message = f"第{cut}行起隔着很多空行或超过了行数，没有读取。要导入的请移到上面。"
        out.append(Problem(None, "", "warning", 53, message))
    others = [s.name for s in book.visible if s.name != parsed.sheet and find_header(s, parsed.kind)]
    if others:
        message = f"还有工作表{'、'.join(f'“{n}”' for n in others)}没有导入，需要时请分别导入。"
        out.append(Problem(None, "", "warning", 31, message))
    unknown = [c.title for c in header.columns if c.meaning is None]
    if unknown:
        message = f"没有看懂的列：{'、'.join(unknown)}。这些列没有导入。"
        out.append(Problem(None, unknown[0], "warning", 30, message))
    return out


def _hidden(parsed: Parsed, book: Book) -> list[Problem]:
    """What was left out because nobody sees it (anomaly 31)."""
    rows = [r for r, k in parsed.table.kinds.items() if k == "hidden"]
    parsed.hidden = len(rows)
    title = parsed.table.header.columns[0].title
    out = [Problem(r, title, "warning", 31, f"第{r}行是隐藏的行，没有导入。") for r in rows]
    used = {c for columns in parsed.table.sheet.cells.values() for c in columns}
    columns = sorted(parsed.table.sheet.hidden_columns & used)
    if columns:
        out.append(Problem(None, "", "warning", 31, f"有{len(columns)}列是隐藏的，没有导入。"))
    if book.hidden:
        names = "、".join(f"“{s.name}”" for s in book.hidden)
        out.append(Problem(None, "", "warning", 31, f"隐藏的工作表{names}没有导入。"))
    return out


def content_hash(sheet: Sheet, kind: str) -> str:
    """SHA-256 over what stands in the cells, whatever the file format or when it was saved (anomaly 50)."""
    digest = hashlib.sha256(kind.encode())
    for row in sorted(sheet.cells):
        texts = [plain(sheet.cells[row][c].text) for c in sorted(sheet.cells[row])]
        digest.update("\x1f".join(t for t in texts if t).encode("utf-8", "replace") + b"\x1e")
    return digest.hexdigest()


def recheck(parsed: Parsed, row: int, column: str, new_text: str) -> ParsedRow:
    """Put a mended text into a cell and read its row again; the row replaces the old one in ``parsed``.

    ``column`` is a title of the header. Rows of the same family are read again with it. Raises
    KeyError for a row or column that is not there.
    """
    place = parsed.table.header.titled(column)
    if place is None or parsed.table.kinds.get(row) != "data":
        raise KeyError((row, column))
    top = parsed.table.top(row, place.index)
    parsed.table.mended[top, place.index] = Cell(new_text)
    parsed.table.restored.pop((top, place.index), None)
    group = next(r.group for r in parsed.rows if r.row == row)
    touched = {row, *(r.row for r in parsed.rows if r.group == group), *_under(parsed, top, place.index)}
    parsed.rows = [_parse_row(parsed, r.row) if r.row in touched else r for r in parsed.rows]
    parsed.problems = [p for p in parsed.problems if p.rule != 25] + check_totals(parsed)
    _touched(parsed, f"{top}:{place.index}={new_text}")
    return next(r for r in parsed.rows if r.row == row)


def _touched(parsed: Parsed, what: str) -> None:
    """A mended register is not the one that was imported before (anomaly 50)."""
    parsed.content_hash = hashlib.sha256(f"{parsed.content_hash}|{what}".encode()).hexdigest()


def parse_again(parsed: Parsed, setting: Setting) -> None:
    """Read all rows again, mended cells included, with what clerks have taught meanwhile."""
    fresh = sorted(set(setting.learned.items()) - set(parsed.setting.learned.items()))
    _touched(parsed, f"{fresh}{sorted(setting.accepted - parsed.setting.accepted)}")
    parsed.setting = setting
    parsed.rows = [_parse_row(parsed, row) for row in parsed.table.data]
    parsed.problems = [p for p in parsed.problems if p.rule != 25] + check_totals(parsed)


def _under(parsed: Parsed, top: int, column: int) -> list[int]:
    """The rows whose cell hangs on this one: of the same merged range, or 同上 right under it."""
    out = [r.row for r in parsed.rows if parsed.table.top(r.row, column) == top]
    for number in (r.row for r in parsed.rows if r.row > top):
        if number in out:
            continue
        if not parsed.table.is_ditto(number, column):
            break
        out.append(number)
    return out
