"""The pages of a PDF as pictures, drawn by pypdfium2."""

from __future__ import annotations

import pypdfium2
from PySide6.QtGui import QImage

from ljfpa_desktop.base.errors import Trouble

POINTS_PER_INCH = 72
MM_PER_INCH = 25.4


class PdfPages:
    """An open PDF given as bytes; close it when done. Raises Trouble for bytes that are no PDF."""

    def __init__(self, pdf: bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as e:
            raise Trouble("这张纸打不开，文件可能坏了。", "请重新生成一次。") from e
        self.count = len(self._document)

    def size_mm(self, number: int) -> tuple[float, float]:
        """Width and height of a page (from 0) in millimetres."""
        width, height = self._document.get_page_size(number)
        return width / POINTS_PER_INCH * MM_PER_INCH, height / POINTS_PER_INCH * MM_PER_INCH

    def image(self, number: int, dpi: float) -> QImage:
        """A page as a picture of so many dots per inch."""
        page = self._document[number]
        try:
            bitmap = page.render(dpi / POINTS_PER_INCH, rev_byteorder=True)  # pyright: ignore[reportArgumentType]
            form = QImage.Format.Format_RGB888 if bitmap.n_channels == 3 else QImage.Format.Format_RGBX8888
            shown = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, form)
            return shown.copy()  # the bytes go with the bitmap
        finally:
            page.close()

    def close(self) -> None:
        """Let go of the document."""
        self._document.close()
