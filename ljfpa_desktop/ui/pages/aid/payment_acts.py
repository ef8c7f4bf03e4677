"""What is done with payments: papers, signing back, voiding."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from ljfpa_desktop.services import paper
from ljfpa_desktop.services.aid import cycle, signing
from ljfpa_desktop.services.aid.cycle import BANK
from ljfpa_desktop.services.aid.entitlement import ListRow
from ljfpa_desktop.ui.dialogs.aid import print_dialogs, receipt_dialogs
from ljfpa_desktop.ui.dialogs.aid.sign_dialog import SignDialog, SlipDialog
from ljfpa_desktop.ui.dialogs.print_log_dialog import print_log_dialog

from .seen import Seen, open_over


class PaymentActs:
    """The acts on the payments of the cycle in view."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def print_register(self) -> None:
        """The signature register: preview, then print."""
        seen = self._seen
        cycle_id = seen.cycle_id
        if cycle_id is not None:
            dialog = open_over(
                seen.parent, lambda: print_dialogs.register_dialog(seen.desk, cycle_id, seen.parent)
            )
            self._then_preview(dialog)

    def print_receipts(self, rows: list[ListRow]) -> None:
        """The receipts of the rows chosen."""
        seen, numbers = self._seen, [r.receipt_no for r in rows if r.receipt_no]
        if numbers:
            dialog = open_over(
                seen.parent, lambda: print_dialogs.receipts_dialog(seen.desk, numbers, seen.parent)
            )
            self._then_preview(dialog)

    def _then_preview(self, dialog: QDialog | None) -> None:
        if dialog is not None:
            dialog.saved.connect(lambda preview: preview.open())  # pyright: ignore[reportAttributeAccessIssue]

    def show_log(self) -> None:
        """Who printed the cycle's papers, when, and how often."""
        seen, cycle_id = self._seen, self._seen.cycle_id
        if cycle_id is not None:
            title = f"{seen.view.line.title if seen.view else ''} · 打印记录"
            open_over(
                seen.parent,
                lambda: print_log_dialog(
                    seen.desk, title, paper.printed_of_cycle(seen.desk.db, cycle_id), seen.parent
                ),
            )

    def sign(self) -> None:
        """全部已签,除…."""
        seen = self._seen
        if not any(r.receipt_no for r in seen.rows):
            seen.desk.tell("这个批次还没有发放。")
            return
        seen.open(lambda i: SignDialog(seen.desk, i, seen.parent), self._signed)

    def _signed(self, done: signing.Signed) -> str:
        said = f"已签回 {done.signed} 户。"
        if done.open_rows:
            return said + f"还没有签的行：{'、'.join(map(str, done.open_rows[:20]))}。"
        seen = self._seen
        left = cycle.view(seen.desk.db, seen.cycle_id).line.unsigned if seen.cycle_id else 0
        return said + (f"这张以外还有 {left} 户没有签回。" if left else "全部已签。")

    def slips(self) -> None:
        """回单号 of the transfers."""
        seen = self._seen
        if any(r.receipt_no and r.method in BANK for r in seen.rows):
            seen.open(
                lambda _id: SlipDialog(seen.desk, seen.rows, seen.parent), lambda n: f"已登记 {n} 笔回单号。"
            )
        else:
            seen.desk.tell("这个批次没有转账发放。")

    def proxy(self, rows: list[ListRow]) -> None:
        """Who collected for the payee."""
        seen, dialog = self._seen, receipt_dialogs.proxy_dialog
        seen.open(lambda _id: dialog(seen.desk, rows[0], seen.parent), lambda _none: "已登记代领。")

    def void(self, rows: list[ListRow]) -> None:
        """Void one receipt."""
        seen, dialog = self._seen, receipt_dialogs.void_dialog
        said = f"领款单 {rows[0].receipt_no} 已作废。"
        seen.open(lambda _id: dialog(seen.desk, rows[0], seen.parent), lambda _none: said)

    def reissue(self, rows: list[ListRow]) -> None:
        """Void one receipt and issue another."""
        seen, dialog = self._seen, receipt_dialogs.reissue_dialog
        seen.open(lambda _id: dialog(seen.desk, rows[0], seen.parent), lambda no: f"已重开领款单 {no}。")
