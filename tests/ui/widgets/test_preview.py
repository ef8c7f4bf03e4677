from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.ui.widgets.pdf_pages import PdfPages
from ljfpa_desktop.ui.widgets.preview import PdfPreview, PreviewDialog
from ljfpa_desktop.ui.widgets.printing import draw, set_up

Show = Callable[[QWidget], QWidget]


def pdf(*sizes: tuple[int, int]) -> bytes:
    """A PDF with a page of each size (points), a black square 10 to 110 points from the lower left."""
    kids = " ".join(f"{3 + 2 * i} 0 R" for i in range(len(sizes)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(sizes)}/Kids[{kids}]>>"]
    for i, (width, height) in enumerate(sizes):
        drawn = "0 g 10 10 100 100 re f"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {4 + 2 * i} 0 R>>")
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream")
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{p:010d} 00000 n \n" for p in places)
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    body += f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{start}\n%%EOF"
    return body.encode()


A4, A5_WIDE = (595, 842), (595, 420)


@pytest.fixture
def preview(shown: Show) -> PdfPreview:
    made = PdfPreview()
    made.resize(900, 600)
    shown(made)
    made.show_pdf(pdf(A4, A4, A5_WIDE))
    QApplication.processEvents()
    return made


def test_a_page_is_drawn_as_it_is() -> None:
    pages = PdfPages(pdf(A4))
    assert pages.count == 1
    assert [round(mm) for mm in pages.size_mm(0)] == [210, 297]
    picture = pages.image(0, 72)
    assert (picture.width(), picture.height()) == A4
    assert picture.pixelColor(60, 842 - 60).name() == "#000000"
    assert picture.pixelColor(300, 300).name() == "#ffffff"
    pages.close()


def test_what_is_no_pdf_is_said() -> None:
    with pytest.raises(Trouble, match="打不开"):
        PdfPages(b"hello")


def test_only_pages_near_the_view_are_drawn(preview: PdfPreview, qtbot: QtBot) -> None:
    assert preview.drawn == {0}
    with qtbot.waitSignal(preview.page_changed):
        preview.area.verticalScrollBar().setValue(preview.area.verticalScrollBar().maximum())
    assert preview.drawn == {1, 2}
    assert preview.list.currentRow() == 2


def test_the_list_leads_to_a_page(preview: PdfPreview) -> None:
    assert [preview.list.item(i).text() for i in range(3)] == ["第 1 页", "第 2 页", "第 3 页"]
    preview.list.setCurrentRow(1)
    assert preview.area.verticalScrollBar().value() > 800


def test_zoom_steps_and_width(preview: PdfPreview) -> None:
    preview.step_zoom(1)
    assert preview.zoom == 1.25
    for _ in range(9):
        preview.step_zoom(-1)
    assert preview.zoom == 0.5
    preview.fit_width()
    assert 0.5 < preview.zoom < 1.2
    preview.set_zoom(99)
    assert preview.zoom == 3.0


def test_another_paper_replaces_the_first(preview: PdfPreview) -> None:
    preview.show_pdf(pdf(A5_WIDE))
    assert preview.pages is not None
    assert preview.pages.count == 1
    assert preview.list.isHidden()
    assert preview.picture(0, 72).height() == 420


@pytest.fixture
def dialog(shown: Show) -> PreviewDialog:
    made = PreviewDialog(pdf(A4, A4), "收据", file_name="收据 LK-1.pdf")
    shown(made)
    return made


def test_the_paper_can_be_saved(
    dialog: PreviewDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[str] = []

    def pick(_parent: QWidget, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        asked.append(name)
        return str(tmp_path / "收据"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", pick)
    qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert [Path(name).name for name in asked] == ["收据 LK-1.pdf"]
    assert Path(asked[0]).is_absolute()
    assert (tmp_path / "收据.pdf").read_bytes() == pdf(A4, A4)
    assert [f.name for f in tmp_path.iterdir()] == ["收据.pdf"]


def test_a_print_is_told_for_the_print_log(
    shown: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    printed: list[tuple[str, int]] = []
    out = tmp_path / "printed.pdf"

    def choose(dialog: QPrintDialog) -> int:
        dialog.printer().setOutputFileName(str(out))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", choose)
    dialog = PreviewDialog(
        pdf(A4, A4), "收据", on_printed=lambda printer, copies: printed.append((printer, copies))
    )
    shown(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert printed == [(str(out), 1)]
    pages = PdfPages(out.read_bytes())
    assert pages.count == 2
    picture = pages.image(1, 72)
    assert picture.pixelColor(60, 842 - 60).lightness() < 40
    pages.close()


def test_giving_up_prints_nothing(
    dialog: PreviewDialog, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: QDialog.DialogCode.Rejected)
    with qtbot.assertNotEmitted(dialog.printed):
        dialog.print_out()


def test_a_wide_page_lies_across_at_its_own_size(tmp_path: Path, qtbot: QtBot) -> None:
    pages = PdfPages(pdf(A5_WIDE, A5_WIDE, A5_WIDE))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    set_up(printer, pages, "花名册")
    out = tmp_path / "wide.pdf"
    printer.setOutputFileName(str(out))
    printer.setFromTo(2, 3)
    draw(pages, printer)
    printed = PdfPages(out.read_bytes())
    assert printed.count == 2
    assert [round(mm) for mm in printed.size_mm(0)] == [210, 148]
    assert printed.image(0, 72).pixelColor(60, 420 - 60).lightness() < 40
