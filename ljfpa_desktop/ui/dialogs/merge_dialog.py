"""Two records of one person side by side: each value is chosen, and all that will move is listed."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ljfpa_desktop.base.errors import Doubt, Failure
from ljfpa_desktop.services import whose
from ljfpa_desktop.services.identity import merging, plan
from ljfpa_desktop.services.identity.evidence import Look
from ljfpa_desktop.services.identity.plan import Choice, Plan
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cards import label
from ljfpa_desktop.ui.widgets.dialog import Dialog, ask_reason, show_failure

TITLE = "合并同一人"
WORDS = "两条记录合成一条，历史都保留，发放记录不改动。以后发现弄错，可以整个撤销。"
FATES = {"moves": "移到保留的记录", "joins": "两条说的是同一件事，合成一条", "stays": "不改动，仍算这个人的"}


class MergeDialog(Dialog):
    """``result_value`` is the id of the record that went into the other."""

    def __init__(self, desk: Desk, one: UUID, other: UUID, parent: QWidget | None = None) -> None:
        self._desk, self._both = desk, [one, other]
        self.plan = plan.plan(desk.db, one, other, full=False)
        super().__init__(TITLE, QWidget(), parent, words=WORDS, save_text="合并", width=820)
        self.chosen: dict[str, QButtonGroup] = {}
        self.keeps = [QRadioButton(self._title(p)) for p in (self.plan.keep, self.plan.gone)]
        self.reveal = QCheckBox("显示完整号码")
        self.sides = QWidget()
        self.moves = QLabel()
        self.moves.setWordWrap(True)
        self._box = box = QVBoxLayout(self.body)
        box.setContentsMargins(0, 0, 10, 0)
        box.setSpacing(10)
        box.addWidget(label("保留哪一条（另一条并入它）", "subtitle"))
        for button in self.keeps:
            box.addWidget(button)
        box.addWidget(self.reveal)
        box.addWidget(self.sides)
        box.addWidget(label("将要移动的内容", "subtitle"))
        box.addWidget(self.moves)
        self.keeps[0].setChecked(True)
        self.keeps[0].toggled.connect(lambda _on: self._turn())
        self.reveal.toggled.connect(lambda _on: self._turn())
        self._put({})
        self.resize(self.sizeHint())
        self.keeps[0].setFocus()

    def _title(self, p: Look) -> str:
        place = whose.place(self._desk.actor.office, p.village) if p.village else "不在任何家庭"
        return f"{p.name}　{place}　{p.household_no}".rstrip("　")

    def _turn(self) -> None:
        """Read anew, the other way round or with whole numbers; what was chosen stays."""
        keep, gone = self._both if self.keeps[0].isChecked() else self._both[::-1]
        is_same_way = keep == self.plan.keep.id
        chosen = {name: group.checkedId() for name, group in self.chosen.items()} if is_same_way else {}
        try:
            self.plan = plan.plan(self._desk.db, keep, gone, full=self.reveal.isChecked())
        except Failure as failure:
            show_failure(self, failure)
            return
        self._put(chosen)

    def _put(self, chosen: dict[str, int]) -> None:
        old = self.sides
        self.sides = QWidget()
        self.chosen = {}
        grid = QGridLayout(self.sides)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(18)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, text in enumerate(("", "保留的记录", "并入的记录")):
            grid.addWidget(label(text, "quiet"), 0, column)
        for row, choice in enumerate((c for c in self.plan.choices if c.keep or c.gone), 1):
            self._add_row(grid, row, choice, chosen.get(choice.name, int(choice.takes_other)))
        self._box.replaceWidget(old, self.sides)
        old.deleteLater()
        self.moves.setText("\n".join(_moves(self.plan)) or "没有。")
        self.show_sentence("\n".join(w.sentence for w in self.plan.against), "doubt")

    def _add_row(self, grid: QGridLayout, row: int, choice: Choice, at: int) -> None:
        grid.addWidget(label(choice.label, "label"), row, 0)
        if not choice.differs:
            for column in (1, 2):
                grid.addWidget(QLabel(choice.keep), row, column)
            return
        group = QButtonGroup(self.sides)
        for n, words in enumerate((choice.keep, choice.gone)):
            button = QRadioButton(words or "（空）")
            button.setAccessibleName(f"{choice.label}：{words or '空'}")
            button.setChecked(n == at)
            group.addButton(button, n)
            grid.addWidget(button, row, n + 1)
        self.chosen[choice.name] = group

    def do(self) -> UUID:
        """Merge; what speaks against it is asked about once, with a reason."""
        keep, gone = self.plan.keep, self.plan.gone
        take = [name for name, group in self.chosen.items() if group.checkedId() == 1]
        db, actor = self._desk.db, self._desk.actor
        accepted: dict[str, str] = {}
        while True:
            try:
                merging.merge(db, actor, keep.id, gone.id, take, accepted)
                break
            except Doubt as doubt:
                words = "\n".join(w.sentence for w in doubt.warnings)
                why = ask_reason(self, "请再核对一次", words, label="为什么仍是同一人", yes="仍然合并")
                if not why:
                    raise
                accepted |= {w.code: why for w in doubt.warnings}
        self._desk.tell(f"{gone.name}的两条记录已合并。", lambda: merging.undo(db, actor, gone.id))
        return gone.id


def _moves(found: Plan) -> list[str]:
    return [f"{m.kind}：{m.words}　→　{FATES[m.fate]}" for m in found.moving]
