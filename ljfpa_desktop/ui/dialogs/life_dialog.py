"""家庭变动: one door for all that befalls a family; each kind asks its facts, then what follows is ticked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.errors import Invalid, Refused
from ljfpa_desktop.services import household, life
from ljfpa_desktop.services.household import HEAD, MEMBER_FIELDS, HouseholdFacts, MemberFacts
from ljfpa_desktop.services.household.rules import SPOUSES
from ljfpa_desktop.services.life import Proposal, Tick, heirs
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.person_dialog import fill_from_number
from ljfpa_desktop.ui.lookup import choices_of
from ljfpa_desktop.ui.widgets.cards import empty, label
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.drafts import draft_of
from ljfpa_desktop.ui.widgets.form import Form

LINKS = ("member", "heir")  # values that name a membership
WORDS = {
    "BIRTH": "孩子登记为这一户的成员；与户主的关系选“子”“女”，或“孙子”“外孙女”等。",
    "ADOPTION": "已在别的家庭登记的孩子，填身份证号就会转到这一户。",
    "JOIN": "配偶已在别的家庭登记的，填身份证号就会从那一户转来。",
    "GO": "成员转到配偶家，两户的时间线都有记录。配偶不在本单位登记的，请在人员资料里填离开日期。",
    "DIVORCE": "户主留在这一户；户主要离开的，先更换户主。",
    "DEATH": "资料都保留。户主去世的，选新户主，其余成员的关系自动改好，可以再改。",
    "DISABILITY": "证号前 18 位是身份证号，第 19 位是类别，第 20 位是等级。",
    "SPLIT": "给分出去的人选在新户的关系，其中一名选“户主”；留下的人不选。",
}
KEYS = "按数字键，或用上下键选好按 Enter。登记以后可以撤销，资料都不会删去。"
LOOK = "请核对下面随这件事要办的，不办的取消打勾，再按一次“保存”。"


class Ticks(QWidget):
    """What follows, each with a tick; one that is taken away asks for the reason, or it waits as a to-do."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.rows: dict[str, tuple[QCheckBox, QLineEdit]] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)

    def put(self, follows: Sequence[Proposal]) -> None:
        """Show proposals; those that stood here before keep what was said of them."""
        said = self.ticks()
        empty(self._box)
        self.rows = {}
        if follows:
            self._box.addWidget(label("随这件事要办的", "section"))
        for p in follows:
            tick, why = QCheckBox(p.text if p.act else f"待办：{p.text}"), QLineEdit()
            why.setPlaceholderText("不办的原因；不填就记为待办")
            why.setAccessibleName(f"不办的原因：{p.text}")
            before = said.get(p.code, Tick(p.is_likely))
            tick.setChecked(before.ticked)
            why.setText(before.why)
            why.setVisible(not before.ticked)
            tick.toggled.connect(lambda on, entry=why: entry.setVisible(not on))
            self.rows[p.code] = (tick, why)
            self._box.addWidget(tick)
            self._box.addWidget(why)
        first = next(iter(self.rows.values()), None)
        if first is not None:
            first[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def ticks(self) -> dict[str, Tick]:
        """What is said of each proposal."""
        return {code: Tick(tick.isChecked(), why.text()) for code, (tick, why) in self.rows.items()}


class LifeDialog(FormDialog):
    """The facts of one kind; the first 保存 shows what follows, the second does all in one act."""

    def __init__(self, desk: Desk, household_id: UUID, kind: str, parent: QWidget | None = None) -> None:
        self.desk, self.household_id, self.kind = desk, household_id, kind
        self.known = household.facts(desk.db, household_id)
        self.ticks, self._looked = Ticks(), ""
        form = _form(desk, self.known, kind)
        super().__init__(
            f"{self.known.head_name} 家庭 · {life.NAMES[kind]}", form, self._on_save, parent,
            words=WORDS[kind], width=640, extra=self.ticks,
            draft=draft_of(desk, f"life-{kind}", household_id),
        )  # fmt: skip
        self.save_button.setEnabled(not desk.read_only)

    def _on_save(self, typed: dict[str, Any], accepted: dict[str, str]) -> UUID:
        values = _values(self.kind, typed)
        db, actor, key = self.desk.db, self.desk.actor, repr(sorted(typed.items(), key=lambda pair: pair[0]))
        try:
            if key != self._looked:
                seen = life.look(db, actor, self.household_id, self.kind, values, accepted)
                self._looked = key
                self.ticks.put(seen.follows)
                if seen.follows:
                    raise Refused(LOOK)
            said = self.ticks.ticks()
            event = life.record(db, actor, self.household_id, self.kind, values, said, accepted)
        except Invalid as e:
            raise _placed(e) from e
        name, what = self.known.head_name, life.NAMES[self.kind]
        self.desk.tell(f"{name}家庭的“{what}”已登记。", lambda: life.take_back(db, actor, event))
        return self.household_id

    def show_sentence(self, sentence: str, state: str = "problem") -> None:
        """That something follows is no problem."""
        super().show_sentence(sentence, "info" if sentence == LOOK else state)


def _placed(e: Invalid) -> Invalid | Refused:
    """A problem of the whole choice of people has no field of its own."""
    return Refused(e.problems["relations"]) if "relations" in e.problems else e


def _values(kind: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: UUID(hex=value) if name in LINKS and value else value for name, value in typed.items()}
    if kind == "SPLIT":
        own = life.FIELDS_OF[kind]
        values["relations"] = {UUID(hex=k): str(v) for k, v in typed.items() if k not in own and v}
        values = {k: v for k, v in values.items() if k in own or k == "relations"}
    return values


def _form(desk: Desk, known: HouseholdFacts, kind: str) -> Form:
    there = [m for m in known.members if m.left_on is None and m.death_date is None]
    fields = dict(life.FIELDS_OF[kind])
    if kind == "SPLIT":
        relation = replace(MEMBER_FIELDS["relation"], required=False)
        fields |= {
            m.id.hex: replace(relation, label=f"{m.name}（现为{m.relation_label}）")
            for m in there
            if m.relation != HEAD
        }
    links = {
        "member": [_choice(m) for m in there],
        "couple": [_choice(m) for m in there if m.relation in SPOUSES],
        "heir": [_choice(m) for m in heirs.heirs(there, dates.today())],
    }
    hooks: dict[str, Callable[[Form], None]] = {"id_no": fill_from_number} if "id_no" in fields else {}
    if kind == "DEATH":
        hooks["member"] = lambda form: _propose_heir(form, known)
        hooks["on"] = lambda form: None if form.value("heir") else _propose_heir(form, known)
    form = Form(fields, choices_of(desk, links), read_only=bool(desk.read_only), on_changed=hooks)
    first = {"village_code": known.village_code} if kind == "SPLIT" else {}
    if kind == "DIVORCE" and len(links["couple"]) == 1:
        first["member"] = str(links["couple"][0][0])
    form.put(first)
    return form


def _choice(m: MemberFacts) -> tuple[str, str]:
    return m.id.hex, f"{m.name}（{codes.label('relation', m.relation)}）"


def _propose_heir(form: Form, known: HouseholdFacts) -> None:
    """When it is the head who died, the likeliest successor stands there; the clerk may choose another."""
    chosen = form.value("member")
    head = known.head
    is_head = head is not None and chosen == head.id.hex
    likely = heirs.heirs([m for m in known.members if m.left_on is None], dates.today())
    form.fill(heir=likely[0].id.hex if is_head and likely else None)


class KindsDialog(QDialog):
    """Which change it is: a button and a digit for each; what leads elsewhere is among them."""

    def __init__(
        self,
        title: str,
        doors: Sequence[tuple[str, Callable[[], object], str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.scaled(420))
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(8)
        box.addWidget(label(title, "section"))
        box.addWidget(label(KEYS, "quiet", wrap=True))
        self.buttons: list[QPushButton] = []
        for number, (text, do, why_not) in enumerate(doors, 1):
            button = QPushButton(f"{number}　{text}" if number < 10 else f"0　{text}")
            button.setShortcut(str(number % 10))
            button.setEnabled(not why_not)
            button.setToolTip(why_not)
            button.clicked.connect(lambda _on=False, act=do: self._go(act))
            self.buttons.append(button)
            box.addWidget(button)
        next((b for b in self.buttons if b.isEnabled()), self).setFocus()

    def _go(self, do: Callable[[], object]) -> None:
        self.accept()
        do()
