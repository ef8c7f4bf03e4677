"""The guided first start: a new office, an office from its backup, or the demo to practise in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ljfpa_desktop.base import divisions, paths
from ljfpa_desktop.base.errors import Failure, Refused
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services import backup, office, setting
from ljfpa_desktop.ui import errors, theme
from ljfpa_desktop.ui.dialogs.code_dialogs import CodeDialog, RootCodeDialog
from ljfpa_desktop.ui.dialogs.login_dialog import EntryDialog, check_twice, hide_typing
from ljfpa_desktop.ui.theme import mark
from ljfpa_desktop.ui.widgets.form import Form


class FirstStartDialog(QDialog):
    """Four ways to begin; ``folder`` is the office taken, ``opened`` is set when it is open already."""

    def __init__(self, demo: Callable[[], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("开始使用")
        self.setMinimumWidth(560)
        self.folder: Path | None = None
        self.opened: Any = None
        self._demo = demo
        title = QLabel("欢迎使用家庭服务工作台")
        mark(title, role="title")
        words = QLabel("这台电脑上还没有单位的数据。请选择怎样开始：")
        mark(words, role="subtitle")
        box = QVBoxLayout(self)
        box.setContentsMargins(28, 24, 28, 24)
        box.setSpacing(12)
        box.addWidget(title)
        box.addWidget(words)
        self.choices: list[QPushButton] = []
        for text, note, icon, do in (
            ("建立新单位", "第一次使用：选单位、设账号密码、打印恢复码", "building-community", self._on_new),
            (
                "从备份恢复",
                "换了电脑，或数据损坏：用备份文件和密码（或恢复码）恢复",
                "history",
                self._on_restore,
            ),
            (
                "县里换电脑",
                "县里的电脑丢失或损坏、没有备份：凭县级总恢复码接替它",
                "rubber-stamp",
                self._on_county,
            ),
            ("打开演示单位", "用编造的数据练习，不影响真实的数据", "bulb", self._on_demo),
        ):
            self.choices.append(self._choice(text, note, icon, do))
            box.addWidget(self.choices[-1])
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        mark(self.problem, role="problem")
        self.problem.hide()
        box.addWidget(self.problem)

    def _choice(self, text: str, note: str, icon: str, do: Callable[[], None]) -> QPushButton:
        button = QPushButton(theme.icon(icon, "primary"), f"  {text}\n  {note}")
        button.setAccessibleName(text)
        button.setMinimumHeight(theme.scaled(64))
        mark(button, kind="choice")
        button.clicked.connect(do)
        return button

    def _on_new(self) -> None:
        dialog = NewOfficeDialog(self)
        dialog.accepted.connect(lambda: self._take(dialog.folder, dialog.opened))
        dialog.open()

    def _on_county(self) -> None:
        dialog = ReplaceCountyDialog(self)
        dialog.accepted.connect(lambda: self._take(dialog.folder, dialog.opened))
        dialog.open()

    def _on_restore(self) -> None:
        dialog = RestoreDialog(self)
        dialog.accepted.connect(lambda: self._take(dialog.folder))
        dialog.open()

    def _on_demo(self) -> None:
        self.setCursor(Qt.CursorShape.WaitCursor)
        try:
            self._take(self._demo())
        except Failure as e:
            self.problem.setText(errors.sentence_of(e))
            self.problem.show()
        finally:
            self.unsetCursor()

    def _take(self, folder: Path | None, opened: Any = None) -> None:
        self.folder, self.opened = folder, opened
        self.accept()


class NewOfficeDialog(EntryDialog):
    """Sets up a township's or the county's office, then shows and prints its codes."""

    heading: ClassVar[str] = "建立新单位"
    words: ClassVar[str] = "建立后会给出恢复码，请打印并封存保管。"
    deed: ClassVar[str] = "建立"
    first: ClassVar[dict[str, Field]] = {
        "division": Field(
            "单位", "choice", required=True, choices="office", note="乡镇选自己的乡镇，县里选连江县。"
        )
    }

    def __init__(self, parent: QWidget | None = None) -> None:
        fields = {
            **self.first,
            "name": Field("您的姓名", required=True),
            "login": Field("账号", required=True, note="登录时输入，例如姓名拼音。"),
            "password": Field("密码", required=True, note=f"至少 {office.LEAST_PASSWORD} 位，请自己记牢。"),
            "again": Field("再输一次", required=True),
            "second": Field("备份第二处", note="U盘或另一块硬盘上的文件夹；可以以后在“设置”里填。"),
        }
        form = Form(fields, lambda _table: self.offices())
        hide_typing(form, "password", "again")
        super().__init__(self.heading, self.words, form, self.deed, parent)
        self.folder: Path | None = None
        self.opened: Any = None  # the new office stays open: its password was typed just now
        self.add_button("选备份文件夹…", self._on_browse)

    def offices(self) -> list[tuple[str, str, str]]:
        """The offices to choose from, each found by its name, its code or its initials (gtz)."""
        known = [*divisions.townships(), *_counties()]
        return [(code, name, " ".join([*divisions.initials(code), code])) for code, name in known]

    def _on_browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选一个放第二份备份的文件夹")
        if chosen:
            self.form.fill(second=chosen)

    def enter(self, values: dict[str, Any], _accepted: dict[str, str]) -> None:
        """Create the office and keep its second backup place; the code is shown until confirmed."""
        check_twice(values)
        second = values["second"] or ""
        if second and not Path(second).is_dir():
            raise Refused(f"找不到文件夹“{second}”，请插好U盘再选一次，或先留空。")
        folder = paths.office_folder(values["division"])
        login = values["login"]
        code = office.create(
            folder, values["division"], login=login, name=values["name"], password=values["password"]
        )
        self.folder = folder
        db, actor, lock = self.opened = office.open_office(folder, login, values["password"])
        setting.save(db, actor, {"backup.second_place": second, "paper.handler": values["name"]})
        facts = office.facts(db)
        CodeDialog(facts.title, login, code, self).exec()
        if facts.is_county:
            self.begin_county(db, actor, values)

    def begin_county(self, db: Any, actor: Any, _values: dict[str, Any]) -> None:
        """The county founds its exchange; its root code is shown once."""
        from ljfpa_desktop.exchange import enrol  # only the county needs it at its first start

        RootCodeDialog(office.facts(db).title, enrol.found_county(db, actor), self).exec()


class ReplaceCountyDialog(NewOfficeDialog):
    """The county's office on a new computer, with nothing of the lost one but its printed root code."""

    heading = "县里换电脑"
    words = "有备份的先用“从备份恢复”。没有备份的在这里办：资料由各乡镇“全部重发”一次，就都回来了。"
    deed = "接替"
    first: ClassVar[dict[str, Field]] = {
        "division": Field("单位", "choice", required=True, choices="office"),
        "root": Field("县级总恢复码", required=True, note="信封里打印的，7 组、每组 4 个字符。"),
    }

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form.put({"division": _counties()[0][0]})

    def offices(self) -> list[tuple[str, str, str]]:
        """The county alone."""
        return [(code, name, code) for code, name in _counties()]

    def enter(self, values: dict[str, Any], accepted: dict[str, str]) -> None:
        """Look at the code before anything is made."""
        from ljfpa_desktop.exchange.file.keyring import root_keys

        root_keys(values["root"])
        super().enter(values, accepted)

    def begin_county(self, db: Any, actor: Any, values: dict[str, Any]) -> None:
        """This computer takes the place of the lost one."""
        from ljfpa_desktop.exchange import county_keys

        county_keys.recover(db, actor, values["root"])


def _counties() -> list[tuple[str, str]]:
    codes = sorted({code[: office.COUNTY_DIGITS] for code, _name in divisions.townships()})
    return [(code, divisions.name(code)) for code in codes]


class RestoreDialog(EntryDialog):
    """Restores an office from a backup file by password or recovery code."""

    def __init__(self, parent: QWidget | None = None) -> None:
        fields = {
            "file": Field("备份文件", required=True, note="U盘或硬盘上扩展名为 .ljbak 的文件。"),
            "login": Field("账号", required=True),
            "secret": Field("密码或恢复码", required=True),
        }
        form = Form(fields)
        hide_typing(form, "secret")
        super().__init__("从备份恢复", "恢复前会核对备份的户数、人数和金额。", form, "恢复", parent)
        self.folder: Path | None = None
        self.add_button("选备份文件…", self._on_browse)

    def _on_browse(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, "选备份文件", "", "备份文件 (*.ljbak)")
        if chosen:
            self.form.fill(file=chosen)

    def enter(self, values: dict[str, Any], _accepted: dict[str, str]) -> None:
        """Verify and restore into this computer's place for the office."""
        file = Path(values["file"])
        folder = paths.office_folder(backup.division_of(file))
        backup.restore_by_secret(file, folder, login=values["login"], secret=values["secret"])
        self.folder = folder
