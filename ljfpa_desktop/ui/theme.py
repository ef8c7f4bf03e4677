"""How everything looks: fonts, colours, sizes, the style sheet, icons and the Chinese of Qt itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QByteArray, QLibraryInfo, QLocale, QRectF, QSize, Qt, QTemporaryDir, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ljfpa_desktop.base import paths

FAMILY = "Noto Sans SC"
FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Medium.ttf", "NotoSansSC-Bold.ttf")
RARE_FONT_FILES = ("HanaMinA-rest.ttf", "HanaMinB-rest.ttf")

_LIGHT = {
    "ink": "#1F2933", "secondary": "#66717F", "quiet": "#5B6774", "faint": "#93A0AE", "line": "#E3E8EE",
    "edge": "#CBD3DC", "edge-strong": "#8894A2", "ground": "#F5F7FA", "paper": "#FFFFFF",
    "primary": "#1F6F5C", "primary-dark": "#195B4B", "primary-deep": "#144A3D", "tint": "#E6F2EE",
    "tint-strong": "#CFE5DD", "on-primary": "#FFFFFF", "nav": "#17352E", "nav-ink": "#D5E2DD",
    "nav-quiet": "#A3BAB2", "nav-on": "#2B5A4F", "nav-hover": "#20463D", "nav-on-ink": "#FFFFFF",
    "red": "#A82828", "red-tint": "#FBE3E3", "amber": "#8A5206", "amber-tint": "#FDEBD3",
    "green": "#1B6640", "green-tint": "#DCF2E4", "slate": "#46566C", "slate-tint": "#E7ECF3",
    "blue": "#1F5A96", "blue-tint": "#DFECF9", "violet": "#5F4690", "violet-tint": "#ECE6F7",
    "lamp-green": "#2E9E6B", "lamp-amber": "#D98A1E", "lamp-red": "#CC3D3D", "lamp-waiting": "#93A0AE",
    "focus": "#2E8B74",
}  # fmt: skip
_CONTRAST = _LIGHT | {
    "ink": "#000000", "secondary": "#2B333B", "quiet": "#2B333B", "faint": "#55606B", "line": "#9AA5B1",
    "edge": "#4A545E", "edge-strong": "#000000", "ground": "#FFFFFF", "primary": "#0B4A3B",
    "primary-dark": "#083A2E", "primary-deep": "#052A21", "tint": "#CDE8DF", "tint-strong": "#A9D3C5",
    "nav": "#06211A", "nav-ink": "#FFFFFF", "nav-quiet": "#DCE8E3", "nav-on": "#1F6F5C",
    "nav-hover": "#123D32", "red": "#8A0F0F", "amber": "#663A00", "green": "#0B4A2A", "slate": "#222E3D",
    "blue": "#0B3F75", "violet": "#3E2870", "focus": "#000000",
}  # fmt: skip
_SIZES = {
    "font": 14, "small": 13, "tiny": 12, "section": 15, "title": 20, "brand": 16, "figure": 26,
    "row": 38, "header": 44, "control": 36, "nav-width": 204, "icon": 20,
}  # fmt: skip
# Named at the start: `QApplication.setStyle` would hand a QStyle to Python, whose class takes 8 ms to make.
ARGUMENTS = ("ljfpa", "-style", "Fusion")
_IMAGES = (
    ("check", "check", "on-primary"), ("check-ink", "check", "ink"), ("minus", "minus", "on-primary"),
    ("chevron-down", "chevron-down", "quiet"), ("chevron-up", "chevron-up", "quiet"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """One appearance: colours by token, sizes in pixels by token."""

    colours: Mapping[str, str]
    sizes: Mapping[str, int]


def look(*, contrast: bool = False, large: bool = False) -> Look:
    """The look of the settings page: light or high contrast, usual or large type (1.25 times)."""
    scale = 1.25 if large else 1.0
    colours = _CONTRAST if contrast else _LIGHT
    return Look(MappingProxyType(colours), MappingProxyType({k: round(v * scale) for k, v in _SIZES.items()}))


class _Active:
    """What is shown now; Qt has one application and so one look."""

    look = look()
    images: QTemporaryDir | None = None
    translator: QTranslator | None = None


def colour(token: str) -> QColor:
    """A colour of the look in use; KeyError for an unknown token."""
    return QColor(_Active.look.colours[token])


def size(token: str) -> int:
    """A size of the look in use in pixels."""
    return _Active.look.sizes[token]


def scaled(pixels: int) -> int:
    """A width thought for the usual type, in the type in use."""
    return round(pixels * size("font") / _SIZES["font"])


def font(token: str = "font", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The application's font in one of the sizes."""
    chosen = QFont(QApplication.font())
    chosen.setPixelSize(size(token))
    chosen.setWeight(weight)
    return chosen


def install(app: QApplication, *, contrast: bool = False, large: bool = False) -> None:
    """Give the application its fonts, locale, palette and style sheet; may be called again to change."""
    _Active.look = look(contrast=contrast, large=large)
    _icon.cache_clear()
    _load_fonts(FONT_FILES)
    _speak_chinese(app)
    base = QFont()
    base.setFamilies([FAMILY, "HanaMinA", "HanaMinB"])
    base.setPixelSize(size("font"))
    base.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(base)
    app.setPalette(_palette())
    app.setStyleSheet(style_sheet())


@lru_cache(maxsize=8)
def _load_fonts(names: tuple[str, ...]) -> None:
    for name in names:
        if (path := (paths.resources() / "fonts" / name)).exists():
            QFontDatabase.addApplicationFont(str(path))


def load_rare_fonts() -> None:
    """Add the fonts for rare names; slow (30 MB), so called once the window is up."""
    _load_fonts(RARE_FONT_FILES)


def _speak_chinese(app: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if _Active.translator is None:
        translator = QTranslator(app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_zh_CN", folder):
            app.installTranslator(translator)
        _Active.translator = translator


def _palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for target, token in {
        role.Window: "ground", role.WindowText: "ink", role.Base: "paper", role.AlternateBase: "ground",
        role.Text: "ink", role.Button: "paper", role.ButtonText: "ink", role.ToolTipBase: "ink",
        role.ToolTipText: "paper", role.Highlight: "primary", role.HighlightedText: "on-primary",
        role.PlaceholderText: "secondary", role.Link: "primary", role.Accent: "primary",
    }.items():  # fmt: skip
        palette.setColor(target, colour(token))
    for target in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, colour("faint"))
    return palette


def style_sheet() -> str:
    """The style sheet with the tokens (``@ink``, ``@row``, ``@image(check,paper)``) of the look filled in."""
    text = (paths.resources() / "style.qss").read_text(encoding="utf-8")
    for word, name, token in _IMAGES:
        text = text.replace(f"@image({word})", _image_file(name, token).as_posix())
    values: dict[str, str] = {**_Active.look.colours, **{k: f"{v}px" for k, v in _Active.look.sizes.items()}}
    for token in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{token}", values[token])
    return text


def _image_file(name: str, token: str) -> Path:
    """A recoloured picture as a file: style sheets can only name files."""
    if _Active.images is None:
        _Active.images = QTemporaryDir()
    shade = colour(token).name()
    path = Path(_Active.images.path()) / f"{name}-{shade[1:]}.svg"
    if not path.exists():
        path.write_bytes(_svg(name, shade, stroke="2.5"))
    return path


def _svg(name: str, shade: str, stroke: str = "1.75") -> bytes:
    drawn = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    drawn = drawn.replace("currentColor", shade).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return drawn.encode()


def icon(name: str, token: str = "ink") -> QIcon:
    """An icon of ``resources/icons`` in a colour token; FileNotFoundError for an unknown name."""
    return _icon(name, colour(token).name(), size("icon"))


@lru_cache(maxsize=256)
def _icon(name: str, shade: str, pixels: int) -> QIcon:
    return QIcon(_pixmap(name, shade, pixels))


def pixmap(name: str, token: str = "ink", pixels: int = 20) -> QPixmap:
    """An icon as a picture of so many logical pixels, drawn at twice the size."""
    return _pixmap(name, colour(token).name(), pixels)


def _pixmap(name: str, shade: str, pixels: int) -> QPixmap:
    drawing = QSvgRenderer(
        QByteArray(_svg(name, shade))
    )  # before the painter: an error must not leave it open
    picture = QPixmap(QSize(pixels, pixels) * 2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(2.0)
    return picture


def mark(widget: QWidget, **properties: object) -> None:
    """Set the properties the style sheet looks at (``role``, ``kind``, ``state``) and draw anew."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else the first showing does it
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        QWidget.update(widget)  # views hide it behind update(index)
