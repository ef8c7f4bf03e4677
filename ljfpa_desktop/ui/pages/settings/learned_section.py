"""导入写法: the words and headers the office has taught, each of which can be taken away again."""

from __future__ import annotations

import json

from ljfpa_desktop.base import codes, divisions
from ljfpa_desktop.services.importing import layouts
from ljfpa_desktop.services.importing.layouts import Learned
from ljfpa_desktop.services.importing.meanings import label
from ljfpa_desktop.services.importing.register import KIND_NAMES
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cells import Column
from ljfpa_desktop.ui.widgets.question import ask
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of

from .section import Section, row_of

COLUMNS = (
    Column("what", "是什么", width=170),
    Column("term", "名册里的写法", width=220),
    Column("meaning", "按什么导入", width=330),
)
_TABLES = {
    "village": "村（居）", "household_category": "家庭类别", "hukou_kind": "户口性质", "health": "健康状况",
    "hardship_reason": "困难原因", "support_kind": "特扶类别", "education": "文化程度", "marital": "婚姻状况",
    "political": "政治面貌", "ethnicity": "民族", "relation": "与户主关系", "disability_grade": "残疾等级",
    "sex": "性别", "member_post": "会员职务", "member_status": "会员状态",
}  # fmt: skip
_REGISTERS: dict[str, str] = dict(KIND_NAMES.items())


class LearnedSection(Section):
    """Words and layouts with what they stand for."""

    title = "导入写法"
    words = "导入名册时教过程序的写法和表头。删掉一条，下次再遇到就重新问。"
    icon = "bulb"
    concerned = frozenset({"learned_term", "register_layout"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table = Table(
            source_of(self._rows, COLUMNS), COLUMNS, name="learned", memory=desk.memory, unit="条",
            empty="还没有教过写法。导入名册时遇到不认识的村名、类别或表头，程序会问一次，然后记在这里。",
        )  # fmt: skip
        self.table.view.setAccessibleName("记住的写法")
        self.table.current_changed.connect(lambda: self._switch())
        self.remove = self.button("删掉这一条", "trash", self._on_remove, "danger")
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row_of(self.remove))

    def reload(self) -> None:
        """Read what was taught."""
        self.table.reload()
        if self.table.current_id() is None:
            self.table.select_row(0)
        self._switch()

    def _rows(self) -> list[Row]:
        return [(x.id, what(x), x.term, meaning(x)) for x in layouts.learned(self.desk.db)]

    def _chosen(self) -> Learned | None:
        key = self.table.current_id()
        return next((x for x in layouts.learned(self.desk.db) if x.id == key), None)

    def _switch(self) -> None:
        self.remove.setEnabled(self.table.current_id() is not None and not self.desk.read_only)

    def _on_remove(self) -> None:
        found = self._chosen()
        words = "以后的名册里遇到它会重新问。确定不再记住吗？"
        if found and ask(self, words, "删掉", "留着", danger=True):
            db, actor = self.desk.db, self.desk.actor
            self.attempt(lambda: layouts.forget(db, actor, found.id), f"“{found.term}”已经删掉。")
            self.reload()


def what(found: Learned) -> str:
    """What kind of word this is."""
    kind, _, register = found.kind.partition(":")
    if register:
        name = _REGISTERS.get(register, register)
        return f"整个表头（{name}）" if kind == "layout" else f"列名（{name}）"
    return _TABLES.get(kind, "代码")


def meaning(found: Learned) -> str:
    """What it stands for, in words."""
    kind, _, register = found.kind.partition(":")
    if kind == "layout":
        told: dict[str, str] = json.loads(found.code)
        return "、".join(f"{title}是{label(code)}" for title, code in told.items() if code != "skip")
    if register:
        return label(found.code)
    return divisions.short_name(found.code) if kind == "village" else codes.label(kind, found.code)
