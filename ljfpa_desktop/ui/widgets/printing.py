"""Pages go to a printer chosen in the system's own window."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from ljfpa_desktop.base.errors import Trouble

from .pdf_pages import MM_PER_INCH, PdfPages

LEAST_DPI, MOST_DPI = 200, 400


def set_up(printer: QPrinter, pages: PdfPages, title: str) -> None:
    """Paper of the first page's size, no margins of the printer's own, the document's name."""
    width, height = pages.size_mm(0)
    small, large = sorted((width, height))
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QSizeF(small, large), QPageSize.Unit.Millimeter))
    wide = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(wide)
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))


def draw(pages: PdfPages, printer: QPrinter) -> None:
    """Draw the chosen pages at their own size. Raises Trouble when the printer does not take them."""
    first = printer.fromPage() or 1
    last = min(printer.toPage() or pages.count, pages.count)
    painter = QPainter()
    if not painter.begin(printer):
        raise Trouble("打印机没有接受这份文件。", "请看打印机是否开机、有纸，再打印一次。")
    try:
        for number in range(first - 1, last):
            if number > first - 1 and not printer.newPage():
                raise Trouble(f"打印到第 {number} 页时打印机停了。", "请检查打印机，从这一页接着打印。")
            width, height = pages.size_mm(number)
            dots = printer.resolution() / MM_PER_INCH
            picture = pages.image(number, max(LEAST_DPI, min(MOST_DPI, printer.resolution())))
            painter.drawImage(QRectF(0, 0, width * dots, height * dots), picture)
    finally:
        painter.end()


def choose(pages: PdfPages, title: str, parent: QWidget | None = None) -> QPrinter | None:
    """Ask for a printer, copies and pages; None when given up."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    set_up(printer, pages, title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    dialog.setMinMax(1, pages.count)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def name_of(printer: QPrinter) -> str:
    """The printer's name, or the file it prints into."""
    return printer.printerName() or printer.outputFileName()


def print_pages(pages: PdfPages, title: str, parent: QWidget | None = None) -> tuple[str, int] | None:
    """Ask for a printer and print; the printer's name and the copies, or None when given up."""
    printer = choose(pages, title, parent)
    if printer is None:
        return None
    draw(pages, printer)
    return name_of(printer), printer.copyCount()
