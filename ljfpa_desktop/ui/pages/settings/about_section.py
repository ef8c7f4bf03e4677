"""关于: version, where the data lie, and the licences of what the program is made of."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ljfpa_desktop import __version__
from ljfpa_desktop.base import paths
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.frame import BRAND

from .section import Facts, Section, row_of

LICENCES = (
    ("思源黑体", "fonts/OFL-NotoSansSC.txt"),
    ("思源宋体", "fonts/OFL-NotoSerifSC.txt"),
    ("霞鹜文楷", "fonts/OFL-LXGWWenKai.txt"),
    ("花园明朝（罕用字）", "fonts/LICENSE-Hanazono.txt"),
    ("图标", "icons/LICENSE-Tabler.txt"),
)
WORDS = (
    "本程序按 Apache 2.0 许可发布，可以免费使用和转发。界面用 Qt（LGPL），数据用 SQLCipher 加密，"
    "打印用 ReportLab，读取表格用 python-calamine。"
    "随程序带的字体和图标各按自己的许可使用，点下面的按钮看原文。"
)


class LicenceDialog(QDialog):
    """One licence in full."""

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{name}的许可")
        self.resize(720, 520)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(f"{name}的许可原文")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.addWidget(self.text)


class AboutSection(Section):
    """What this program is."""

    title = "关于"
    words = f"{BRAND}：乡镇计划生育协会的家庭、帮扶、活动、阵地和月报。"
    icon = "info-circle"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.facts = Facts()
        words = QLabel(WORDS)
        words.setWordWrap(True)
        theme.mark(words, role="quiet")
        self.licences = [
            self.button(name, "file-text", lambda n=name, f=file: self._on_licence(n, f))
            for name, file in LICENCES
        ]
        for button in self.licences:
            button.setEnabled(True)
        self.body.addWidget(self.facts)
        self.body.addWidget(words)
        self.body.addLayout(row_of(*self.licences[:3]))
        self.body.addLayout(row_of(*self.licences[3:]))
        self.body.addStretch()

    def reload(self) -> None:
        """Version and places."""
        self.facts.put("版本", __version__)
        self.facts.put("数据位置", str(self.desk.db.folder))
        self.facts.put("问题记录", str(paths.data_root() / "log") + "（不含姓名、证件号和金额）")

    def _on_licence(self, name: str, file: str) -> None:
        text = (paths.resources() / file).read_text(encoding="utf-8")
        LicenceDialog(name, text, self).open()
