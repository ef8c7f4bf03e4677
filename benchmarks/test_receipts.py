"""Receipts to one PDF against a bare ReportLab loop that draws the same strings, lines and QR codes."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from typing import Any

import segno
from reportlab.pdfgen import canvas

from benchmarks.ratio import compare
from ljfpa_desktop.reports import fonts, receipt
from ljfpa_desktop.reports.catalogue import render
from ljfpa_desktop.reports.facts import code_of
from ljfpa_desktop.reports.sheet import Sheet
from ljfpa_desktop.reports.styles import MM

ONES = re.compile(b"\x01+")
NUMBER = 600
PER_PAGE = 3


def receipts(count: int) -> list[receipt.ReceiptFacts]:
    """Receipts that differ in number, payee and amount, as those of one cycle do."""
    one = receipt.sample()
    return [
        replace(
            one,
            serial=f"LK-350122103-24A-{n:05d}-7",
            payee=f"林秀{chr(0x4E00 + n % 500)}",
            amount_fen=60000 + n,
        )
        for n in range(count)
    ]


def bare(facts: list[receipt.ReceiptFacts]) -> bytes:
    """The same pages without any of our layout: every string at its place, the grid as one path, the QR."""
    sheet = Sheet(receipt.PAPERS[PER_PAGE], "x")
    sheet.trace = []
    for one in facts[:PER_PAGE]:
        receipt.draw(one, sheet)
    boxes = [(b.frame.x * MM, (297 - b.frame.bottom) * MM, b.text, b.size) for b in sheet.trace]
    make: Any = canvas.Canvas
    page = make(BytesIO(), pageCompression=1, invariant=1, initialFontName=fonts.SONG)
    for start in range(0, len(facts), PER_PAGE):
        pen = page.beginText()
        for x, y, text, size in boxes:
            pen.setFont(fonts.SONG, size)
            pen.setTextOrigin(x, y)
            pen.textOut(text)
        page.drawText(pen)
        for slot, one in enumerate(facts[start : start + PER_PAGE]):
            path = page.beginPath()
            for line in range(9):
                path.moveTo(57, 800 - slot * 280 - line * 20)
                path.lineTo(553, 800 - slot * 280 - line * 20)
            page.drawPath(path)
            _code(page, code_of(one.serial, one), slot)
        page.showPage()
    data: bytes = page.getpdfdata()
    return data


def _code(page: Any, text: str, slot: int) -> None:
    rows = segno.make(text, error="m", mask=2, boost_error=False, micro=False).matrix
    runs = " ".join(
        f"{m.start()} {y} {m.end() - m.start()} 1 re" for y, r in enumerate(rows) for m in ONES.finditer(r)
    )
    page.saveState()
    page.transform(1.2, 0, 0, -1.2, 57, 830 - slot * 280)
    page.addLiteral(runs + " f")
    page.restoreState()


def test_rate() -> None:
    """The goal is at least 0.7 of the bare rate: a ratio of times of at most 1.43."""
    facts = receipts(NUMBER)
    bare(facts[:3])
    name = f"{NUMBER} receipts, {PER_PAGE} to a page"
    ratio = compare(name, lambda: render("F01", facts, per_page=PER_PAGE), lambda: bare(facts), 1.43)
    assert ratio > 0


def test_memory() -> None:
    """PERFORMANCE.md: below 300 MB for a run of 10,000."""
    code = (
        "import resource; from benchmarks.test_receipts import receipts;"
        "from ljfpa_desktop.reports.catalogue import render;"
        "assert render('F01', receipts(10000), per_page=3)[:4] == b'%PDF';"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    peak = int(done.stdout) / 1024
    sys.stdout.write(f"\nmemory of 10,000 receipts: {peak:.0f} MB (goal 300)\n")
    assert peak > 0
