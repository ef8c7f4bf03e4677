"""One family at a glance: members, categories, what it is entitled to, and all that happened."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ljfpa_desktop.base import codes
from ljfpa_desktop.services import household, timeline, transfer
from ljfpa_desktop.services.household import CategoryFacts, HouseholdFacts
from ljfpa_desktop.services.timeline import Happening, Kind
from ljfpa_desktop.ui import theme
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.pages.household.family_acts import FamilyActs, support_of, take_out
from ljfpa_desktop.ui.pages.household.move_banner import MoveBanner, closed_of
from ljfpa_desktop.ui.pages.household.panel import association_of, facts_of
from ljfpa_desktop.ui.widgets.cards import Card, Facts, empty, label
from ljfpa_desktop.ui.widgets.cells import Column, masked
from ljfpa_desktop.ui.widgets.pills import Pill
from ljfpa_desktop.ui.widgets.states import scrolled
from ljfpa_desktop.ui.widgets.table import Table
from ljfpa_desktop.ui.widgets.table_model import Row, source_of
from ljfpa_desktop.ui.widgets.timeline import Moment, Timeline

MEMBERS = (
    Column("name", "姓名", width=128),
    Column("relation", "关系", width=66),
    Column("sex", "性别", width=46, show=lambda v: codes.label("sex", v)[:1]),
    Column("age", "年龄", "number", width=46),
    Column("birth_date", "出生日期", "date", width=98),
    Column("id_no", "身份证号", width=156, show=lambda v: masked(v or "", "id_card")),
    Column("phone", "电话", width=98, show=lambda v: masked(v or "", "phone")),
)
LOOKS: dict[Kind, tuple[str, str]] = {
    "paid": ("coin-yuan", "green"), "void": ("ban", "red"), "listed": ("clipboard-list", "amber"),
    "visit": ("home-heart", "violet"), "event": ("calendar-event", "blue"), "honour": ("rosette", "amber"),
    "category": ("flag", "slate"), "status": ("refresh", "slate"), "paper": ("printer", "slate"),
    "move": ("arrows-exchange", "blue"), "life": ("users", "violet"),
}  # fmt: skip
OPENED = frozenset({"paid", "listed", "visit", "event", "honour"})


class FamilyView(QWidget):
    """Shows one family; what its buttons do is ``acts``'s business."""

    def __init__(self, desk: Desk, acts: FamilyActs) -> None:
        super().__init__()
        theme.mark(self, role="plain")
        self.desk, self.acts = desk, acts
        self.found: HouseholdFacts | None = None
        self.members = Table(source_of(self._member_rows, MEMBERS), MEMBERS, empty="还没有成员。", unit="人")
        self.members.view.setAccessibleName("家庭成员")
        self.members.opened.connect(acts.member)
        self.facts = Facts()
        self.pills = QHBoxLayout()
        self.categories = QVBoxLayout()
        self.rights = QVBoxLayout()
        self.line = Timeline("还没有走访、帮扶和活动记录。")
        self.line.opened.connect(lambda moment: acts.happening(*moment))
        self.setFocusProxy(self.members)
        self.banner = MoveBanner(desk)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(scrolled(self._left()), 8)
        row.addWidget(scrolled(self._right()), 5)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self.banner)
        box.addLayout(row, 1)
        # Tab begins at the members, where the keyboard is, and comes by every button before it is back there.
        for before, after in pairwise((self.members.chooser, self.banner.button, *self.buttons)):
            QWidget.setTabOrder(before, after)

    def _left(self) -> QWidget:
        self.head_card = Card("家庭", ("更多资料", self.acts.file))
        self.pills.setSpacing(6)
        self.head_card.body.addLayout(self.pills)
        self.head_card.body.addWidget(self.facts)
        members = Card("成员", ("添加成员", self.acts.member))
        self.heir = QPushButton("户主已登记死亡，更换户主")
        theme.mark(self.heir, kind="danger")
        self.heir.clicked.connect(lambda: self.acts.successor())
        members.body.addWidget(self.heir)
        members.body.addWidget(self.members)
        held = Card("类别", ("认定类别", self.acts.category))
        self.categories.setSpacing(6)
        held.body.addLayout(self.categories)
        self.mistake = QPushButton("这一户是错录的，删去…")
        theme.mark(self.mistake, kind="link")
        self.mistake.clicked.connect(lambda: take_out(self.acts))
        links = [b for b in (self.head_card.link, members.link, held.link) if b is not None]
        self.buttons = [*links, self.heir, self.mistake]
        return _column(self.head_card, members, held, self.mistake)

    def _right(self) -> QWidget:
        rights = Card("可享受的帮扶", ("待遇预告", lambda: support_of(self.acts)))
        assert rights.link is not None
        rights.link.setShortcut("Ctrl+Y")
        rights.link.setToolTip("特扶、奖扶、项目和批次：能不能、为什么、什么时候（Ctrl+Y）")
        self.rights.setSpacing(8)
        rights.body.addLayout(self.rights)
        line = Card("时间线", ("打印记录", self.acts.show_prints))
        line.body.addWidget(self.line)
        return _column(rights, line)

    def put(self, household_id: UUID, *, note: bool = True) -> None:
        """Show a family; ``note`` records the view of a restricted one. Raises `Refused` when it is gone."""
        db = self.desk.db
        self.found = (
            household.view(db, self.desk.actor, household_id) if note else household.facts(db, household_id)
        )
        self._put_move(household_id)
        self.head_card.title.setText(f"{self.found.head_name} 家庭")
        self.facts.put([*facts_of(self.found), *association_of(db, self.found)])
        head = self.found.head
        self.heir.setVisible(head is not None and head.death_date is not None)
        self._put_pills(self.found)
        self.members.reload()
        rows = min(max(len(self.found.members), 2), 8)
        self.members.setFixedHeight(theme.size("header") + rows * theme.size("row") + theme.scaled(46))
        self._put_categories(self.found)
        self._put_rights(household_id)
        self.line.put([_moment(h) for h in timeline.of_household(db, household_id)])

    def _put_move(self, household_id: UUID) -> None:
        """Say that the family moves; while it does, what would change it is off and says why."""
        move = transfer.of_family(self.desk.db, household_id)
        self.banner.put(move)
        self.acts.closed = closed_of(move, self.banner.is_county)
        for button in self.buttons[1:]:  # all but 更多资料, which can be read
            _let(button, self.desk.read_only or self.acts.closed)

    def _put_pills(self, found: HouseholdFacts) -> None:
        empty(self.pills)
        status = codes.label("household_status", found.values["status"])
        held = household.short_labels(c.category for c in found.categories if c.holds)
        for text in (status, *held, *(["受限"] if found.is_restricted else [])):
            self.pills.addWidget(Pill(text))
        self.pills.addStretch()

    def _member_rows(self) -> list[Row]:
        return [
            (m.id, m.name + _state(m), m.relation_label, m.sex, m.age, m.birth_date, m.id_no, m.phone)
            for m in (self.found.members if self.found else ())
        ]

    def _put_categories(self, found: HouseholdFacts) -> None:
        empty(self.categories)
        for held in sorted(found.categories, key=lambda c: (not c.holds, c.valid_from)):
            self.categories.addWidget(self._category_row(held))
        if not found.categories:
            self.categories.addWidget(label("还没有认定类别。", "quiet"))

    def _category_row(self, held: CategoryFacts) -> QWidget:
        until = f"至 {held.valid_to}" if held.valid_to else "起"
        detail = "，".join(part for part in (held.basis, held.approver, held.end_why) if part)
        line = _line_of(
            label(held.label, "strong" if held.holds else "quiet"),
            label(f"{held.valid_from} {until}", "quiet"),
        )
        row = line.layout()
        assert isinstance(row, QHBoxLayout)
        row.addWidget(label(detail, "quiet", wrap=True), 1)
        if held.holds:
            button = QPushButton("终止")
            button.setAccessibleName(f"终止{held.label}")
            _let(button, self.desk.read_only or self.acts.closed)
            theme.mark(button, kind="small")
            button.clicked.connect(lambda: self.acts.end_category(held.id))
            row.addWidget(button)
        return line

    def _put_rights(self, household_id: UUID) -> None:
        empty(self.rights)
        for right in timeline.rights(self.desk.db, household_id):
            last = f"，上次 {right.last_given}" if right.last_given else ""
            words = QWidget()
            theme.mark(words, role="plain")
            box = QVBoxLayout(words)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(1)
            box.addWidget(label(right.programme, "strong", wrap=True))
            box.addWidget(label("；".join(right.reasons) + last, "quiet", wrap=True))
            pill = Pill(
                "可列入" if right.is_entitled else "不符合", "green" if right.is_entitled else "slate"
            )
            line = _line_of(pill)
            row = line.layout()
            assert isinstance(row, QHBoxLayout)
            row.addWidget(words, 1)
            self.rights.addWidget(line)


def _let(button: QPushButton, why_not: str) -> None:
    """Off with the sentence why, or on."""
    button.setEnabled(not why_not)
    button.setToolTip(why_not)


def _state(member: household.MemberFacts) -> str:
    if member.death_date is not None:
        return "（已故）"
    return "（已离开）" if member.left_on is not None else ""


def _moment(happening: Happening) -> Moment:
    icon, tone = LOOKS[happening.kind]
    details = tuple(part for part in happening.details if part)
    record = (happening.kind, happening.record) if happening.kind in OPENED else None
    return Moment(happening.day.isoformat(), happening.title, details, icon, tone, record)


def _column(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    theme.mark(whole, role="plain")
    box = QVBoxLayout(whole)
    box.setContentsMargins(0, 0, 4, 0)
    box.setSpacing(14)
    for widget in widgets:
        box.addWidget(widget)
    box.addStretch()
    return whole


def _line_of(*parts: QWidget) -> QWidget:
    """Widgets beside each other."""
    whole = QWidget()
    theme.mark(whole, role="plain")
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    for part in parts:
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
    return whole
