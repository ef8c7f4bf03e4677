"""The list of a cycle as a sheet: pasted from WPS, filled down, checked as typed, saved as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ljfpa_desktop.base import codes, money
from ljfpa_desktop.base.errors import Invalid, Warn
from ljfpa_desktop.services.aid import cycle, entitlement, listing
from ljfpa_desktop.services.aid.checks import NewRow
from ljfpa_desktop.services.aid.cycle import REJECTED, STOPPED
from ljfpa_desktop.services.aid.entitlement import ListRow
from ljfpa_desktop.services.aid.listing import SheetRow
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.widgets.banner import Doubts
from ljfpa_desktop.ui.widgets.cards import label
from ljfpa_desktop.ui.widgets.dialog import Dialog
from ljfpa_desktop.ui.widgets.grid import Answer, Flaw, Grid, GridColumn

Values = dict[str, Any]
_COLUMN_OF = {"household": "payee", "person": "payee", "person_id": "payee", "amount_fen": "amount",
              "basis_category": "category"}  # fmt: skip


def _columns() -> list[GridColumn]:
    categories = [name for _, name in codes.choices("household_category")]
    return [
        GridColumn("payee", "领款人", width=100),
        GridColumn("id_no", "身份证号", "masked", width=174),
        GridColumn("amount", "金额", "money", width=110, total=True),
        GridColumn("goods", "慰问品", width=104),
        GridColumn("remark", "备注", width=110),
        GridColumn("category", "依据类别", width=150, choices=categories),
        GridColumn("reason", "理由", width=110),
        GridColumn("village", "村（居）", width=110, editable=False),
    ]


class ListDialog(Dialog):
    """Edits the rows not yet paid and takes new ones; ``result_value`` is how many were saved."""

    def __init__(self, desk: Desk, cycle_id: UUID, parent: QWidget | None = None) -> None:
        self._desk, self._cycle = desk, cycle_id
        self._view = cycle.view(desk.db, cycle_id)
        self._kept = [r for r in entitlement.rows(desk.db, cycle_id) if _is_open(r)]
        self.grid = Grid(_columns(), self._on_edited, new_row=dict[str, Any])
        self.gap = label("", "strong")
        self.doubts = Doubts()
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.doubts)
        box.addWidget(self.grid, 1)
        box.addWidget(self.gap)
        words = (
            "从 WPS 复制“姓名、身份证号、金额”几列，在下面的空行按 Ctrl+V 粘贴。"
            "Ctrl+D 往下填，F8 到下一个问题，Ctrl+Z 撤销。"
        )
        super().__init__(f"编辑名单：{self._view.line.name}", body, parent, words=words, width=1080)
        self.setMinimumHeight(560)
        self.grid.put([*(_shown(r) for r in self._kept), {}])
        self.grid.edited.connect(self._on_changed)
        self._before = self.grid.rows()
        self._on_changed()
        self.grid.setFocus()

    def _on_edited(self, number: int, key: str, text: str) -> Answer:
        row: Values = dict(self.grid.rows()[number])
        if key == "amount":
            row["unread"] = _put_amount(row, text)
        elif key == "category":
            row[key] = codes.label("household_category", codes.resolve("household_category", text)) or text
        else:
            row[key] = text or None
        if key == "payee":
            row["id_no"] = None  # it was the number of whoever stood there before
        if key in ("payee", "id_no"):
            self._recognise(row)
        return Answer(row)

    def _recognise(self, row: Values) -> None:
        """Find whom the row's name and id number mean, and fill in the family or say why not."""
        for name in ("household_id", "person_id", "village", "unknown"):
            row.pop(name, None)
        if not row.get("payee") and not row.get("id_no"):
            return
        found = listing.find_payee(self._desk.db, row.get("payee") or "", row.get("id_no") or "")
        if isinstance(found, str):
            row["unknown"] = found
            return
        row |= {"household_id": found.household_id, "person_id": found.person_id, "payee": found.name,
                "id_no": found.id_no, "village": found.village}  # fmt: skip

    def _check(self) -> None:
        """Say of every row what is wrong or doubtful; the whole sheet in one question."""
        rows = self.grid.rows()
        known = [n for n, row in enumerate(rows) if "household_id" in row]
        flaws: list[dict[str, Flaw]] = [{} for _ in rows]
        made = [_sheet_row(rows[n]) for n in known]
        found = listing.check(self._desk.db, self._cycle, made) if made else []
        for f in sorted(found, key=lambda f: f.is_error):
            state = "problem" if f.is_error else "doubt"
            flaws[known[f.row]][_COLUMN_OF.get(f.field, f.field)] = Flaw(state, f.sentence)
        for n, row in enumerate(rows):
            for key, column in (("unknown", "payee"), ("unread", "amount")):
                if row.get(key):
                    flaws[n][column] = Flaw("problem", row[key])
        before = self.grid.flaws()
        for n in (n for n, row in enumerate(rows) if flaws[n] != before[n]):
            self.grid.model.set_row(n, rows[n], flaws[n])
        self.grid.set_row(0, rows[0], flaws[0])  # the grid counts its flaws anew

    def _on_changed(self) -> None:
        rows = self.grid.rows()
        if _is_filled(rows[-1]):
            self.grid.model.change([(len(rows), 0, "")])  # a free row at the end; undo stays as it is
        self._check()
        total = sum(row.get("amount") or 0 for row in rows) + self._paid()
        approved = self._view.line.approved_total_fen
        count = sum(_is_filled(row) for row in rows) + self._view.line.paid_rows
        said = f"名单 {count} 户，合计 {money.show(total)}"
        if approved is not None:
            gap = approved - total
            said += f"，批准总额 {money.show(approved)}，" + (f"相差 {money.show(gap)}" if gap else "一致")
        self.gap.setText(said)

    def _paid(self) -> int:
        return self._view.line.total_fen - sum(r.amount_fen or 0 for r in self._kept)

    def is_changed(self) -> bool:
        """Whether a cell differs from what stood first."""
        return [r for r in self.grid.rows() if _is_filled(r)] != [r for r in self._before if _is_filled(r)]

    def do(self) -> int:
        """Save the changed and the new rows together."""
        before = {row.get("row_id"): row for row in self._before}
        self._places = [
            n
            for n, row in enumerate(self.grid.rows())
            if _is_filled(row) and (row.get("row_id") is None or row != before[row["row_id"]])
        ]
        rows = [self.grid.rows()[n] for n in self._places]
        unknown = {
            f"{i}.payee": self._said(n) for i, n in enumerate(self._places) if "household_id" not in rows[i]
        }
        if unknown:
            raise Invalid(unknown)
        made = [_sheet_row(row) for row in rows]
        return listing.save(self._desk.db, self._desk.actor, self._cycle, made, dict(self.doubts.given()))

    def _said(self, number: int) -> str:
        flaw = self.grid.flaws()[number].get("payee")
        return f"第 {number + 1} 行：" + (flaw.sentence if flaw else "请填写姓名或身份证号。")

    def show_problems(self, problems: dict[str, str]) -> None:
        """In their cells; the first on top."""
        for key, sentence in problems.items():
            number, _, name = key.partition(".")
            place = self._places[int(number)]
            flaws = {**self.grid.flaws()[place], _COLUMN_OF.get(name, name): Flaw("problem", sentence)}
            self.grid.set_row(place, self.grid.rows()[place], flaws)
        self.banner.say(next(iter(problems.values())))
        self.grid.next_flaw()

    def show_doubts(self, warnings: Sequence[Warn]) -> None:
        """On top, each with an entry for the reason."""
        self.doubts.show_warnings(warnings)
        next(iter(self.doubts.reasons.values())).setFocus()


def _is_open(row: ListRow) -> bool:
    return not row.receipt_no and row.status not in (REJECTED, STOPPED)


def _is_filled(row: Mapping[str, Any]) -> bool:
    return any(value not in (None, "") for value in row.values())


def _shown(r: ListRow) -> Values:
    return {
        "row_id": r.id, "household_id": r.household_id, "person_id": r.person_id, "payee": r.payee,
        "id_no": r.id_no, "amount": r.amount_fen, "goods": r.goods or None, "remark": r.remark or None,
        "category": codes.label("household_category", r.basis_category), "reason": r.reason or None,
        "village": r.village,
    }  # fmt: skip


def _sheet_row(row: Values) -> SheetRow:
    category = codes.resolve("household_category", row.get("category") or "") or ""
    new = NewRow(
        row["household_id"], row["person_id"], row.get("amount"), row.get("goods") or "", category,
        row.get("reason") or "", row.get("remark") or "",
    )  # fmt: skip
    return SheetRow(new, row.get("row_id"))


def _put_amount(row: Values, text: str) -> str:
    """Read the amount into the row; the sentence when it cannot be read."""
    try:
        row["amount"] = money.parse_fen(text) if text else None
    except money.MoneyError as e:
        row["amount"] = None
        return e.sentence
    return ""
