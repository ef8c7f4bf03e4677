"""Choosing what to print: the register of a cycle, or receipts, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.base.fields import Field
from ljfpa_desktop.services import paper
from ljfpa_desktop.services.aid import register
from ljfpa_desktop.ui import worker
from ljfpa_desktop.ui.desk import Desk
from ljfpa_desktop.ui.dialogs.paper_dialog import PaperDialog
from ljfpa_desktop.ui.widgets.choice_box import Choice
from ljfpa_desktop.ui.widgets.dialog import FormDialog
from ljfpa_desktop.ui.widgets.form import Form

_NEW = "new"
MANY = 60  # receipts that take longer than a blink to lay out
_PER_PAGE = "aid/receipts_per_page"


def register_dialog(desk: Desk, cycle_id: UUID, parent: QWidget | None = None) -> FormDialog:
    """Which register, and one village per page or not; ``result_value`` is the preview to open."""
    printed = register.list_of(desk.db, cycle_id)
    offered: list[Choice] = [(line.number, f"补打 {line.number}（{line.rows} 户）") for line in printed]
    if register.is_waiting(desk.db, cycle_id) or not printed:
        offered.insert(0, (_NEW, "打印补发花名册" if printed else "打印花名册"))
    fields = {
        "register": Field("花名册", "choice", required=True, choices="register"),
        "by_village": Field("每村另起一页", "yes"),
    }
    form = Form(fields, lambda _table: offered)
    form.put({"register": offered[0][0], "by_village": False})

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> PaperDialog:
        number = "" if values["register"] == _NEW else values["register"]
        return register_preview(desk, cycle_id, number, by_village=bool(values["by_village"]), parent=parent)

    words = "第一次打印时取花名册号，名单随即固定；以后发放的户打在补发花名册上。"
    return FormDialog("打印花名册", form, save, parent, words=words, save_text="预览")


def register_preview(
    desk: Desk, cycle_id: UUID, number: str, *, by_village: bool, parent: QWidget | None
) -> PaperDialog:
    """The preview of a register."""
    from ljfpa_desktop.reports import aid_papers

    pdf = aid_papers.preview_register(
        desk.db, desk.actor, cycle=cycle_id, number=number, by_village=by_village
    )

    def make(printer: str) -> aid_papers.Printout:
        return aid_papers.print_register(
            desk.db, desk.actor, cycle=cycle_id, number=number, by_village=by_village, printer=printer
        )

    before = paper.known(desk.db, [number]).get(number)
    note = f"再打印是补打第{before.copies + 1}次" if before else "打印时取花名册号"
    return PaperDialog(pdf, "慰问金发放签收花名册", make, parent, note=note)


def receipts_dialog(desk: Desk, numbers: Sequence[str], parent: QWidget | None = None) -> FormDialog:
    """How many to a page and whether with the three 联; ``result_value`` is the preview to open."""
    from ljfpa_desktop.reports import receipt

    fields = {
        "per_page": Field("每页份数", "choice", required=True, choices="per_page"),
        "copies": Field("打印三联", "yes", note="存根、记账、领款人各一份。"),
    }
    form = Form(fields, lambda _table: [(n, f"每页 {n} 份") for n in (1, 2, 3)])
    form.put({"per_page": desk.memory.get(_PER_PAGE, 2), "copies": False})

    def save(values: dict[str, Any], _accepted: dict[str, str]) -> PaperDialog:
        desk.memory.set(_PER_PAGE, values["per_page"])
        kinds = receipt.COPIES if values["copies"] else ("",)
        return receipts_preview(desk, numbers, values["per_page"], kinds, parent)

    words = f"共 {len(numbers)} 张领款单。打印过的再打印是补打，用原来的底稿。"
    return FormDialog("打印领款单", form, save, parent, words=words, save_text="预览")


def receipts_preview(
    desk: Desk, numbers: Sequence[str], per_page: int, kinds: Sequence[str], parent: QWidget | None
) -> PaperDialog:
    """The preview of receipts."""
    from ljfpa_desktop.reports import aid_papers

    given: dict[str, Any] = {"numbers": numbers, "per_page": per_page, "copy_kinds": kinds}

    def lay_out(_progress: worker.Progress) -> bytes:
        return aid_papers.preview_receipts(desk.db, desk.actor, **given)

    try:
        many = len(numbers) > MANY
        pdf = (
            worker.busy(parent, f"正在排版 {len(numbers)} 张领款单", lay_out)
            if many
            else lay_out(worker.Progress())
        )
    except worker.Cancelled as e:
        raise Refused("已取消，没有打印。") from e
    again = len(paper.known(desk.db, numbers))
    return PaperDialog(
        pdf,
        "领款单",
        lambda printer: aid_papers.print_receipts(desk.db, desk.actor, printer=printer, **given),
        parent,
        note=f"其中 {again} 张是补打" if again else "",
    )
