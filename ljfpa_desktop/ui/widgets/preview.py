"""A paper as it will be printed: pages below each other, zoom, print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ljfpa_desktop.base.errors import Failure, Trouble
from ljfpa_desktop.base.files import write_replacing
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.save_place import offered

from .pdf_pages import PdfPages
from .printing import print_pages
from .question import show_failure

ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
DPI = 96
GAP = 16  # around the pages, in pixels


class PdfPreview(QWidget):
    """Shows a PDF given as bytes; pages are drawn as they come into view. ``page_changed`` counts from 0."""

    page_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.pages: PdfPages | None = None
        self.zoom = 1.0
        self.drawn: set[int] = set()
        self._labels: list[QLabel] = []
        self._tops: list[int] = []
        self.list = QListWidget()
        self.list.setFixedWidth(theme.scaled(96))
        self.list.setAccessibleName("页")
        theme.mark(self.list, role="popup")
        self.list.currentRowChanged.connect(self.go_to)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.setAccessibleName("纸张")
        self.sheet = QWidget()
        self.column = QVBoxLayout(self.sheet)
        self.column.setSpacing(GAP)
        self.column.setContentsMargins(GAP, GAP, GAP, GAP)
        self.area.setWidget(self.sheet)
        self.area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.list)
        row.addWidget(self.area, 1)

    def show_pdf(self, pdf: bytes) -> None:
        """Show another paper from its first page. Raises Trouble when it cannot be read."""
        if self.pages is not None:
            self.pages.close()
        self.pages = PdfPages(pdf)
        self.destroyed.connect(self.pages.close)
        for label in self._labels:
            label.deleteLater()
        self._labels, self.drawn = [], set()
        self.list.clear()
        for number in range(self.pages.count):
            label = QLabel()
            theme.mark(label, role="sheet")
            label.setAccessibleName(f"第 {number + 1} 页")
            self._labels.append(label)
            self.column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
            QListWidgetItem(f"第 {number + 1} 页", self.list)
        self.list.setVisible(self.pages.count > 1)
        self._resize_pages()

    def set_zoom(self, zoom: float) -> None:
        """Show the pages larger or smaller; 1.0 is the size on paper."""
        self.zoom = max(ZOOMS[0], min(ZOOMS[-1], zoom))
        self._resize_pages()

    def step_zoom(self, step: int) -> None:
        """One step larger or smaller."""
        near = min(range(len(ZOOMS)), key=lambda i: abs(ZOOMS[i] - self.zoom))
        self.set_zoom(ZOOMS[max(0, min(len(ZOOMS) - 1, near + step))])

    def fit_width(self) -> None:
        """As wide as the room there is."""
        if self.pages is not None:
            width = max(self.pages.size_mm(i)[0] for i in range(self.pages.count)) / 25.4 * DPI
            self.set_zoom((self.area.viewport().width() - 44) / width)

    def showEvent(self, event: QShowEvent) -> None:
        """A paper wider than the room begins as wide as the room."""
        super().showEvent(event)
        if self.pages is not None and self.sheet.sizeHint().width() > self.area.viewport().width():
            self.fit_width()

    def go_to(self, number: int) -> None:
        """Bring a page into view."""
        if 0 <= number < len(self._labels):
            self.sheet.adjustSize()
            self.area.verticalScrollBar().setValue(self._tops[number] - GAP)
            self._draw_visible()

    def _resize_pages(self) -> None:
        assert self.pages is not None
        self._tops, top = [], GAP
        for number, label in enumerate(self._labels):
            width, height = (round(mm / 25.4 * DPI * self.zoom) for mm in self.pages.size_mm(number))
            label.clear()
            label.setFixedSize(width, height)
            self._tops.append(top)
            top += height + GAP
        self.drawn.clear()
        self.sheet.adjustSize()
        self._draw_visible()

    def _draw_visible(self) -> None:
        """Draw what is in view and near it, and let go of the rest: a register has hundreds of pages."""
        assert self.pages is not None
        height = self.area.viewport().height()
        top = self.area.verticalScrollBar().value() - height // 2
        bottom = top + 2 * height
        ratio = self.devicePixelRatioF()
        for number, (start, label) in enumerate(zip(self._tops, self._labels, strict=True)):
            near = start <= bottom and start + label.height() >= top
            if near and number not in self.drawn:
                picture = QPixmap.fromImage(self.pages.image(number, DPI * self.zoom * ratio))
                picture.setDevicePixelRatio(ratio)
                label.setPixmap(picture)
                self.drawn.add(number)
            elif not near and number in self.drawn:
                label.clear()
                self.drawn.discard(number)

    def _on_scrolled(self, value: int) -> None:
        self._draw_visible()
        number = max((i for i, top in enumerate(self._tops) if top <= value + 60), default=0)
        if number != self.list.currentRow() and self.list.count():
            self.list.blockSignals(True)
            self.list.setCurrentRow(number)
            self.list.blockSignals(False)
            self.page_changed.emit(number)

    def picture(self, number: int, dpi: float) -> QImage:
        """One page as a picture, for tests and for saving."""
        assert self.pages is not None
        return self.pages.image(number, dpi)


class PreviewDialog(QDialog):
    """The preview with 打印 and 另存; ``on_printed(printer, copies)`` after each print, for the print log."""

    printed = Signal(str, int)

    def __init__(
        self,
        pdf: bytes,
        title: str,
        parent: QWidget | None = None,
        *,
        on_printed: Callable[[str, int], object] | None = None,
        file_name: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(theme.scaled(900), theme.scaled(680))
        self._pdf, self._title, self._file_name = pdf, title, file_name or f"{title}.pdf"
        self.preview = PdfPreview()
        self.preview.show_pdf(pdf)
        self.count = QLabel()
        theme.mark(self.count, role="quiet")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 16)
        box.setSpacing(10)
        box.addLayout(self._bar())
        box.addWidget(self.preview, 1)
        assert self.preview.pages is not None
        self.count.setText(f"共 {self.preview.pages.count} 页")
        if on_printed is not None:
            self.printed.connect(lambda printer, copies: on_printed(printer, copies))

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(10)
        heading = QLabel(self._title)
        theme.mark(heading, role="section")
        bar.addWidget(heading)
        bar.addWidget(self.count)
        bar.addStretch()
        for text, icon, key, do in (
            ("缩小", "zoom-out", "Ctrl+-", lambda: self.preview.step_zoom(-1)),
            ("放大", "zoom-in", "Ctrl+=", lambda: self.preview.step_zoom(1)),
            ("适合宽度", "arrows-maximize", "Ctrl+0", self.preview.fit_width),
            ("另存", "download", "Ctrl+S", self.save),
        ):
            button = QPushButton(theme.icon(icon), text)
            button.setToolTip(f"{text}（{key}）")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, act=do: act())
            QShortcut(QKeySequence(key), self, do)
            bar.addWidget(button)
        self.print_button = QPushButton(theme.icon("printer", "on-primary"), "打印")
        theme.mark(self.print_button, kind="primary")
        self.print_button.setToolTip("打印（Ctrl+P）")
        self.print_button.setDefault(True)
        self.print_button.clicked.connect(self.print_out)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_out)
        bar.addWidget(self.print_button)
        return bar

    def print_out(self) -> None:
        """Choose a printer and print; emits ``printed`` when it was handed over."""
        assert self.preview.pages is not None
        try:
            done = print_pages(self.preview.pages, self._title, self)
        except Failure as failure:
            show_failure(self, failure)
            return
        if done is not None:
            self.printed.emit(*done)

    def save(self) -> None:
        """Save the paper as a PDF file where the clerk says."""
        chosen, _ = QFileDialog.getSaveFileName(self, "另存为", offered(self._file_name), "PDF 文件 (*.pdf)")
        if not chosen:
            return
        path = Path(chosen)
        try:
            write_replacing(path if path.suffix else path.with_suffix(".pdf"), self._pdf)
        except OSError as e:
            show_failure(self, Trouble(f"没有存成“{path.name}”。", f"请换一个文件夹再试（{e.strerror}）。"))
