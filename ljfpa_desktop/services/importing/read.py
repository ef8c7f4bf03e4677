"""Opens any table file a clerk may hand in: what counts is its content, not its suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.importing.book import Book
from ljfpa_desktop.services.importing.read_text import read_csv, read_html
from ljfpa_desktop.services.importing.read_xls import read_xls
from ljfpa_desktop.services.importing.read_xlsx import read_xlsx
from ljfpa_desktop.services.importing.read_xml import read_ods, read_xml
from ljfpa_desktop.services.importing.sniff import form_of, load, lock_beside

_READERS: dict[str, Callable[[bytes, str], Book]] = {
    "xlsx": read_xlsx,
    "xls": read_xls,
    "ods": read_ods,
    "xml": read_xml,
    "html": read_html,
    "csv": read_csv,
}


def read(path: Path) -> Book:
    """The whole file as a `Book`; Refused or Trouble with one sentence when it cannot be read."""
    data = load(path)
    book = _READERS[form_of(data, path.name)](data, path.name)
    book.is_open = lock_beside(path)
    if not book.visible:
        raise Refused(f"“{path.name}”里没有看得见的内容。")
    return book
