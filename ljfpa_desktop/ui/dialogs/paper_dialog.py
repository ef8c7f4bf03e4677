"""The preview of a paper that is issued: printing or saving makes its number, kept file and log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog, QWidget

from ljfpa_desktop.base.errors import Failure
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.ui.save_place import offered
from ljfpa_desktop.ui.widgets import printing
from ljfpa_desktop.ui.widgets.pdf_pages import PdfPages
from ljfpa_desktop.ui.widgets.preview import PreviewDialog
from ljfpa_desktop.ui.widgets.question import show_failure


class Made(Protocol):
    """What is handed to the printer; `reports.aid_papers.Printout`."""

    @property
    def pdf(self) -> bytes:
        """The finished file with its number and marks."""
        ...


class PaperDialog(PreviewDialog):
    """``make(printer)`` is called once a printer or a file was chosen, and gives what really goes out.

    ``note`` says what printing will do (补打第2次, 取花名册号).
    """

    def __init__(
        self,
        pdf: bytes,
        title: str,
        make: Callable[[str], Made],
        parent: QWidget | None = None,
        *,
        note: str = "",
    ) -> None:
        super().__init__(pdf, title, parent)
        self._make, self._paper_title = make, title
        if note:
            self.count.setText(f"{self.count.text()} · {note}")

    def print_out(self) -> None:
        """Choose a printer; then the paper is issued (or logged as 补打) and printed."""
        assert self.preview.pages is not None
        printer = printing.choose(self.preview.pages, self._paper_title, self)
        if printer is None:
            return
        name = printing.name_of(printer)
        try:
            self._show(self._make(name).pdf)
            pages = PdfPages(self._pdf)
            printing.draw(pages, printer)
            pages.close()
        except Failure as failure:
            show_failure(self, failure)
            return
        self.printed.emit(name, printer.copyCount())
        self.accept()

    def save(self) -> None:
        """Saving the paper as a file issues it as printing does."""
        chosen, _ = QFileDialog.getSaveFileName(
            self, "另存为", offered(f"{self._paper_title}.pdf"), "PDF 文件 (*.pdf)"
        )
        if not chosen:
            return
        path = Path(chosen)
        try:
            self._show(self._make("另存为PDF").pdf)
            write_replacing(path if path.suffix else path.with_suffix(".pdf"), self._pdf)
        except Failure as failure:
            show_failure(self, failure)
            return
        self.printed.emit("另存为PDF", 1)
        self.accept()

    def _show(self, pdf: bytes) -> None:
        self._pdf = pdf
        self.preview.show_pdf(pdf)
