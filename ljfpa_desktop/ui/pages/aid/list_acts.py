"""What is done with a cycle and its list: each act opens its dialog and says what came of it."""

from __future__ import annotations

from ljfpa_desktop.services.aid import cycle, entitlement, stages
from ljfpa_desktop.services.aid.entitlement import ListRow
from ljfpa_desktop.ui.dialogs.aid import steps
from ljfpa_desktop.ui.dialogs.aid.cycle_dialog import cycle_dialog
from ljfpa_desktop.ui.dialogs.aid.eligible_dialog import EligibleDialog
from ljfpa_desktop.ui.dialogs.aid.list_dialog import ListDialog
from ljfpa_desktop.ui.dialogs.aid.pay_dialog import pay_dialog, said_of
from ljfpa_desktop.ui.widgets.dialog import ask, ask_reason

from .seen import Seen


class ListActs:
    """The acts on the cycle in view."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def next_step(self) -> None:
        """The step the cycle waits for: review, approve, publicise, pay or close."""
        seen = self._seen
        if seen.view is None:
            return
        act = seen.view.next_act
        if act == stages.PAID:
            self.pay([r for r in seen.rows if r.state == "待发放"])
        elif act:
            seen.open(lambda cycle_id: steps.STEPS[act](seen.desk, cycle_id, seen.parent))

    def pay(self, rows: list[ListRow]) -> None:
        """Pay rows of the list."""
        seen = self._seen
        if rows:
            seen.open(lambda cycle_id: pay_dialog(seen.desk, cycle_id, rows, seen.parent), said_of)
        else:
            seen.desk.tell("没有等待发放的户。")

    def add_eligible(self) -> None:
        """From the families on file onto the list."""
        seen = self._seen
        seen.open(lambda i: EligibleDialog(seen.desk, i, seen.parent), lambda n: f"已加入名单 {n} 户。")

    def edit_list(self) -> None:
        """The sheet of the list."""
        seen = self._seen
        seen.open(lambda i: ListDialog(seen.desk, i, seen.parent), lambda n: f"已保存 {n} 户。")

    def edit_cycle(self) -> None:
        """Name, year, standard, source of money."""
        seen = self._seen
        seen.open(lambda i: cycle_dialog(seen.desk, i, seen.parent), lambda _id: "批次已修改。")

    def correct_total(self) -> None:
        """The approved total, when it was mistyped."""
        seen = self._seen
        seen.open(lambda i: steps.total_dialog(seen.desk, i, seen.parent), lambda _none: "批准总额已更正。")

    def reject(self, rows: list[ListRow]) -> None:
        """Take rows off the list with a reason; can be taken back."""
        seen, ids = self._seen, [r.id for r in rows]
        names = "、".join(r.payee for r in rows[:5]) + (f" 等 {len(rows)} 户" if len(rows) > 5 else "")
        why = ask_reason(seen.parent, "不予发放", f"“{names}”不再发放，名单里仍然看得到。", yes="不予发放")
        if why and seen.attempt(lambda: entitlement.reject(seen.desk.db, seen.desk.actor, ids, why)):
            seen.desk.tell(f"已登记不予发放 {len(rows)} 户。", lambda: self.restore(rows))

    def restore(self, rows: list[ListRow]) -> None:
        """Put rejected rows back on the list."""
        seen, ids = self._seen, [r.id for r in rows]
        if seen.attempt(lambda: entitlement.restore(seen.desk.db, seen.desk.actor, ids)):
            seen.desk.tell(f"已恢复 {len(rows)} 户。")

    def remove(self, rows: list[ListRow]) -> None:
        """Take rows out of a draft."""
        seen, ids = self._seen, [r.id for r in rows]
        if rows and ask(seen.parent, f"把选中的 {len(rows)} 户移出名单吗？", "移出"):
            seen.attempt(lambda: entitlement.remove(seen.desk.db, seen.desk.actor, ids))

    def discard(self) -> None:
        """Take back a draft cycle."""
        seen, view = self._seen, self._seen.view
        if view is None:
            return
        words = f"取消批次“{view.line.name}”和它的名单吗？"
        if ask(seen.parent, words, "取消批次", "不取消", danger=True) and seen.attempt(
            lambda: cycle.discard(seen.desk.db, seen.desk.actor, view.line.id)
        ):
            seen.leave()
