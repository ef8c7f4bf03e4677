"""Last step of an import: what came of it, and what can still be done."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ljfpa_desktop.base import money
from ljfpa_desktop.services.importing.intake import Result
from ljfpa_desktop.ui import theme

_TABLES = {
    "household": "户家庭", "person": "人", "bank_account": "个银行账户", "entitlement": "户列入批次名单",
    "association_member": "名会员", "volunteer": "名志愿者",
}  # fmt: skip


def sentences(result: Result) -> list[tuple[str, str]]:
    """(state, sentence) for each thing to know; states as of `Banner`."""
    told: list[tuple[str, str]] = []
    made = "、".join(f"{result.created[t]} {w}" for t, w in _TABLES.items() if result.created.get(t))
    changed = "、".join(f"{result.updated[t]} {w}" for t, w in _TABLES.items() if result.updated.get(t))
    if made:
        told.append(("good", f"新增 {made}。"))
    if changed:
        told.append(("good", f"更新 {changed}。"))
    if result.unchanged:
        told.append(("info", f"{result.unchanged} 行和已登记的一样或是重复的行，没有再登记。"))
    if result.kind == "relief" and result.batch:
        told.append(("good", f"名单已进入批次“{result.cycle}”，共 {money.show(result.amount_total_fen)}。"))
    if result.refused:
        told.append(("problem", f"{result.refused} 行有错误没有导入。请导出错误清单，改好后再导入一次。"))
    if not result.batch:
        told.append(("doubt", result.problems[0].message))
    return told


class ResultStep(QWidget):
    """A heading and the sentences."""

    def __init__(self, result: Result) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        heading = QLabel(f"“{result.file}”" + ("已导入" if result.batch else "没有导入"))
        theme.mark(heading, role="section")
        card = QFrame()
        theme.mark(card, role="card")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 6, 0, 0)
        around.addWidget(card)
        around.addStretch()
        box = QVBoxLayout(card)
        box.setContentsMargins(26, 22, 26, 22)
        box.setSpacing(14)
        box.addWidget(heading)
        icons = {
            "good": ("circle-check", "green"), "info": ("info-circle", "slate"),
            "problem": ("alert-circle", "red"), "doubt": ("alert-triangle", "amber"),
        }  # fmt: skip
        for state, sentence in sentences(result):
            picture, words = QLabel(), QLabel(sentence)
            picture.setPixmap(theme.pixmap(*icons[state]))
            words.setWordWrap(True)
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(picture)
            row.addWidget(words, 1)
            box.addLayout(row)
