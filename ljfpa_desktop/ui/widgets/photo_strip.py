"""The photos of a record: dragged in, pasted or chosen; small, with captions, saved with the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QImage,
    QImageReader,
    QImageWriter,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services import attachment
from ljfpa_desktop.services.attachment import AttachmentLine
from ljfpa_desktop.ui import theme

THUMB = QSize(132, 99)
_SOURCE, _SAVED = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


class _Pictures(QListWidget):
    """The small pictures; what is dropped or pasted comes as ``given(mime data)``."""

    given = Signal(object)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setIconSize(THUMB)
        self.setGridSize(QSize(THUMB.width() + 18, THUMB.height() + 34))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setWordWrap(False)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed | QListWidget.EditTrigger.DoubleClicked)
        self.setAcceptDrops(True)
        self.setMinimumHeight(THUMB.height() + 60)
        self.setAccessibleName("照片")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures may be dropped here."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDropEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Anywhere in the strip."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        event.acceptProposedAction()
        self.given.emit(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V pastes, Delete takes the chosen ones off, F2 writes a caption."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.given.emit(QGuiApplication.clipboard().mimeData())
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class PhotoStrip(QWidget):
    """Photos there were and photos added; nothing is written before `save`."""

    edited = Signal()
    refused = Signal(str)  # why something was not taken

    def __init__(self, *, read_only: bool = False) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.gone: list[UUID] = []
        self.pictures = _Pictures()
        self.pictures.given.connect(self.take_mime)
        self.pictures.removed.connect(self.remove_chosen)
        self.pictures.itemChanged.connect(lambda: self.edited.emit())
        row = QHBoxLayout()
        row.setSpacing(10)
        for text, icon, do in (
            ("选照片", "photo", self.choose_files), ("选文件夹", "folder-open", self.choose_folder),
            ("移去", "trash", self.remove_chosen),
        ):  # fmt: skip
            button = QPushButton(theme.icon(icon), f" {text}")
            theme.mark(button, kind="small")
            button.setAutoDefault(False)
            button.setEnabled(not read_only)
            button.clicked.connect(lambda _on=False, act=do: act())
            row.addWidget(button)
        hint = QLabel("把照片拖到这里，或按 Ctrl+V 粘贴；按 F2 写说明")
        theme.mark(hint, role="quiet")
        row.addWidget(hint)
        row.addStretch()
        self.pictures.setEnabled(not read_only)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        box.addLayout(row)
        box.addWidget(self.pictures, 1)

    def put(self, db: Database, owner: UUID) -> None:
        """Show the photos a record has."""
        self.pictures.clear()
        self.gone = []
        for line in attachment.of_record(db, owner):
            self._show(attachment.content(db, line.sha256), line.caption, line)

    def add(self, sources: Iterable[Path | bytes]) -> int:
        """Take photos in, whole folders too; what is no picture is refused in a sentence. How many came."""
        count, refused = 0, list[str]()
        for source in _spread(sources, refused):
            if self._show(source, "", None):
                count += 1
            else:
                name = source.name if isinstance(source, Path) else "粘贴的内容"
                self.refused.emit(f"“{name}”不是能打开的照片，没有加入。")
        for sentence in refused:
            self.refused.emit(sentence)
        if count:
            self.edited.emit()
        return count

    def _show(self, source: Path | bytes, caption: str, saved: AttachmentLine | None) -> bool:
        picture = _thumb(source)
        if picture is None:
            return False
        self.pictures.blockSignals(True)
        item = QListWidgetItem(QIcon(picture), caption, self.pictures)
        item.setData(_SOURCE, source)
        item.setData(_SAVED, saved)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        name = source.name if isinstance(source, Path) else "粘贴的照片"
        item.setToolTip(saved.file_name if saved else name)
        self.pictures.blockSignals(False)
        return True

    def take_mime(self, data: QMimeData) -> None:
        """Photos that were dropped or pasted: files, folders or a picture."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.add(files)
        elif data.hasImage():
            self.add([_png(QImage(data.imageData()))])
        else:
            self.refused.emit("剪贴板里没有照片。请在微信或文件夹里复制照片再粘贴。")

    def choose_files(self) -> None:
        """Choose photos."""
        kinds = " ".join(f"*{suffix}" for suffix in attachment.PHOTOS)
        chosen, _ = QFileDialog.getOpenFileNames(self, "选照片", "", f"照片 ({kinds})")
        self.add(Path(name) for name in chosen)

    def choose_folder(self) -> None:
        """Choose a folder and take all its photos."""
        chosen = QFileDialog.getExistingDirectory(self, "选照片所在的文件夹")
        if chosen:
            self.add([Path(chosen)])

    def remove_chosen(self) -> None:
        """Take the chosen photos off."""
        for item in self.pictures.selectedItems():
            saved = item.data(_SAVED)
            if saved is not None:
                self.gone.append(saved.id)
            self.pictures.takeItem(self.pictures.row(item))
        self.edited.emit()

    def _items(self) -> list[QListWidgetItem]:
        return [self.pictures.item(i) for i in range(self.pictures.count())]

    def count(self) -> int:
        """How many photos stand here."""
        return self.pictures.count()

    def waiting(self) -> list[Path]:
        """The files added and not saved yet, for a draft."""
        return [s for i in self._items() if i.data(_SAVED) is None and isinstance(s := i.data(_SOURCE), Path)]

    def is_changed(self) -> bool:
        """Whether `save` would do something."""
        return bool(self.gone) or any(
            (saved := i.data(_SAVED)) is None or saved.caption != i.text() for i in self._items()
        )

    def acts(self, db: Database, actor: Actor, table: str, owner: UUID) -> Sequence[Callable[[], object]]:
        """What there is to write, one act for each photo; each may raise `Refused` or `Trouble`."""
        acts: list[Callable[[], object]] = [
            lambda photo=photo: attachment.retire(db, actor, photo) for photo in self.gone
        ]
        for item in self._items():
            saved, source, words = item.data(_SAVED), item.data(_SOURCE), item.text().strip()
            if saved is None:
                acts.append(
                    lambda s=source, c=words: attachment.add_photo(db, actor, table, owner, s, caption=c)
                )
            elif saved.caption != words:
                acts.append(lambda p=saved.id, c=words: attachment.caption(db, actor, p, c))
        return acts


def _spread(sources: Iterable[Path | bytes], refused: list[str]) -> Iterable[Path | bytes]:
    """The photos themselves, those of folders by name; why a folder gave none goes to ``refused``."""
    for source in sources:
        if isinstance(source, Path) and source.is_dir():
            try:
                photos = sorted(p for p in source.iterdir() if p.suffix.lower() in attachment.PHOTOS)
            except OSError:
                refused.append(f"读不出文件夹“{source.name}”，请检查U盘是否还插着，再选一次。")
                continue
            if not photos:
                refused.append(f"“{source.name}”里没有照片，请换一个文件夹。")
            yield from photos
        else:
            yield source


def _thumb(source: Path | bytes) -> QPixmap | None:
    kept = QBuffer()
    if isinstance(source, bytes):
        kept.setData(QByteArray(source))
        kept.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(kept)
    else:
        reader = QImageReader(str(source))
    reader.setAutoTransform(True)
    full = reader.size()
    if full.isValid():
        reader.setScaledSize(full.scaled(THUMB * 2, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else QPixmap.fromImage(image)


def _png(image: QImage) -> bytes:
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(kept, QByteArray(b"png")).write(image)
    return bytes(kept.data().data())
