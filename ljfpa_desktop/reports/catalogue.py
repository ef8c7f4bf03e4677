"""Every document we print: its code, title and drawing, and the one function that makes its file."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ljfpa_desktop.base.errors import Refused

if TYPE_CHECKING:
    from ljfpa_desktop.reports.sheet import Sheet
    from ljfpa_desktop.reports.styles import Paper


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of paper; its module is imported when first drawn, since fonts and PDF take time."""

    code: str
    title: str
    module_name: str

    @property
    def module(self) -> ModuleType:
        """The module with the Facts, `draw`, `sample`, `blank` and PAPER of this document."""
        return importlib.import_module(f"ljfpa_desktop.reports.{self.module_name}")

    def sample(self) -> Any:
        """Facts of a plausible document, for a preview."""
        return self.module.sample()

    def blank(self) -> Any:
        """Facts of the empty form."""
        return self.module.blank()

    def draw(self, facts: Any, sheet: Sheet) -> None:
        """Draw one document on the sheet."""
        self.module.draw(facts, sheet)

    def paper(self, per_page: int = 1) -> Paper:
        """Its paper; ``per_page`` divides it where the document can stand several times on a page."""
        papers: dict[int, Paper] = getattr(self.module, "PAPERS", {1: self.module.PAPER})
        if per_page not in papers:
            raise Refused(f"{self.title}不能每页打{per_page}份，请改选每页份数。")
        return papers[per_page]


_DOCUMENTS = (
    Document("F01", "慰问金领款单", "receipt"),
    Document("F02", "慰问金发放签收花名册", "register"),
    Document("F08", "活动签到表", "signin"),
    Document("F09", "活动记录表", "event_record"),
    Document("F10", "荣誉证书", "certificate"),
    Document("F11", "月报表", "monthly"),
    Document("F22", "数据上报回执", "handover"),
)
REPORTS = {document.code: document for document in _DOCUMENTS}


@dataclass(frozen=True, slots=True)
class Marks:
    """What is laid over every page: 作废, and the words of a reprint (`marks.reprint_words`)."""

    is_void: bool = False
    reprint: str = ""


def render(code: str, facts_list: Iterable[Any], *, demo: bool = False, per_page: int = 1) -> bytes:
    """One PDF of all the documents, the same bytes for the same facts.

    Raises Refused for an unknown code, for nothing to print, and for a character no font has.
    """
    from ljfpa_desktop.reports import marks as marking
    from ljfpa_desktop.reports.sheet import Sheet

    document = find(code)
    all_facts = iter(facts_list)
    first = next(all_facts, None)
    if first is None:
        raise Refused(f"没有可打印的{document.title}，请先选好要打印的记录。")

    sheet = Sheet(
        document.paper(per_page),
        document.title,
        getattr(first, "office", "") or getattr(first, "grantor", ""),
        under=marking.demo if demo else None,
        bookmarks=True,
    )
    document.draw(first, sheet)
    for facts in all_facts:
        document.draw(facts, sheet)
    return sheet.finish()


def find(code: str) -> Document:
    """The document of a code like F01; raises Refused with the codes there are."""
    if code.upper() not in REPORTS:
        raise Refused(f"没有编号为“{code}”的文书，可用的有：{'、'.join(REPORTS)}。")
    return REPORTS[code.upper()]
