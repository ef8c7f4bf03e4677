"""The panel beside the list: the facts of the family in view and its next acts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base.db import Database
from ljfpa_desktop.services import association, household
from ljfpa_desktop.services.household import HouseholdFacts
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.cards import Card, Facts, empty
from ljfpa_desktop.ui.widgets.cells import masked, words_of
from ljfpa_desktop.ui.widgets.pills import Pill
from ljfpa_desktop.ui.widgets.states import scrolled

WIDTH = 340
RESTRICTED = "受限家庭：打开后才显示资料，每次查看都会记录。"


class FamilyPanel(Card):
    """The family of the list's current row; ``open_family`` is called with its id, ``visit`` without."""

    def __init__(
        self, desk: Desk, open_family: Callable[[UUID], object], visit: Callable[[], object]
    ) -> None:
        super().__init__("请选一户")
        self.desk, self.household_id = desk, UUID(int=0)
        self.setFixedWidth(theme.scaled(WIDTH))
        self.pills = QHBoxLayout()
        self.pills.setSpacing(6)
        self.words = QLabel()
        self.words.setWordWrap(True)
        theme.mark(self.words, role="quiet")
        self.facts = Facts()
        self.body.addLayout(self.pills)
        self.body.addWidget(self.words)
        held = QWidget()
        theme.mark(held, role="plain")
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.facts)
        column.addStretch()
        self.body.addWidget(scrolled(held), 1)
        self.open_button = QPushButton("打开（Enter）")
        self.visit_button = QPushButton("登记走访")
        theme.mark(self.visit_button, kind="primary")
        self.visit_button.setEnabled(not desk.read_only)
        self.open_button.clicked.connect(lambda: open_family(self.household_id))
        self.visit_button.setToolTip("为选中的家庭登记走访，可以多选（Ctrl+G）")
        self.visit_button.clicked.connect(lambda: visit())
        self.buttons = QWidget()
        theme.mark(self.buttons, role="plain")
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addStretch()
        row.addWidget(self.open_button)
        row.addWidget(self.visit_button)
        self.body.addWidget(self.buttons)
        self.count(1)
        self.put(None)

    def count(self, selected: int) -> None:
        """Say for how many families a visit would be recorded."""
        self.visit_button.setText(f"登记走访 {selected} 户" if selected > 1 else "登记走访")
        self.visit_button.setShortcut("Ctrl+G")  # a new text takes the key away

    def put(self, household_id: UUID | None) -> None:
        """Show another family, or that none is chosen."""
        empty(self.pills)
        self.buttons.setVisible(household_id is not None)
        if household_id is None:
            self.title.setText("请选一户")
            self.words.setText("在左边选一户，这里显示它的情况。")
            self.facts.put(())
            return
        self.household_id = household_id
        found = household.facts(self.desk.db, household_id)
        self.title.setText(f"{found.head_name} 家庭")
        for text in household.short_labels(c.category for c in found.categories if c.holds):
            self.pills.addWidget(Pill(text))
        self.pills.addStretch()
        self.words.setText(RESTRICTED if found.is_restricted else "")
        self.words.setVisible(found.is_restricted)
        self.facts.put(_outline(found) if found.is_restricted else facts_of(found))


def _outline(found: HouseholdFacts) -> list[tuple[str, str | QWidget]]:
    people = f"{len(found.persons)} 人"
    return [("家庭编号", found.household_no), ("村（居）", found.village), ("人口", people)]


def association_of(db: Database, found: HouseholdFacts) -> list[tuple[str, str | QWidget]]:
    """Who of the family is a member of the association or a volunteer; nothing when nobody is."""
    names = {m.person_id: str(m.values["name"]) for m in found.members}
    parts = association.of_family(db, found.id)
    said = "\n".join(f"{names.get(p.person_id, '')}：{p.words}" for p in parts)
    return [("协会", said)] if said else []


def facts_of(found: HouseholdFacts) -> list[tuple[str, str | QWidget]]:
    """What a clerk asks first of a family, private values masked."""
    values, head = found.values, found.head
    held = [f"{c.label}（{c.valid_from} 起）" for c in found.categories if c.holds]
    pairs: list[tuple[str, str | QWidget]] = [
        *_outline(found),
        ("户主证件", masked(head.id_no or "", "id_card") if head else ""),
        ("联系电话", masked(str(values["phone1"] or (head.phone if head else "") or ""), "phone")),
        ("家庭住址", words_of(values["address"])),
        ("类别", "\n".join(held)),
    ]
    optional = [
        ("光荣证编号", values["oc_cert_no"]),
        ("联系人", values["contact1"]),
        ("备注", values["remark"]),
    ]
    return pairs + [(name, str(value)) for name, value in optional if value]
