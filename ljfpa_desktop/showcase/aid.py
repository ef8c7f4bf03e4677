"""帮扶: one round from its list to the signed papers, each step with its dialog."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from ljfpa_desktop.base import dates
from ljfpa_desktop.services.aid import approval, cycle, eligibility, entitlement
from ljfpa_desktop.services.demo.desk import agreed
from ljfpa_desktop.showcase.scene import Scene
from ljfpa_desktop.ui.dialogs.aid import steps

COUNTY = "县级财政"


def walk(scene: Scene, _aside: Path) -> None:
    """The rounds, a draft, and one round taken to its end."""
    page = scene.show("aid", "帮扶")
    scene.camera.dialog(page.create_cycle, "新建批次")
    _draft(scene, page)
    waiting = next(c.id for c in cycle.list_all(scene.db) if c.stage == "approved")
    _paying(scene, page, waiting)
    _papers(scene, page)
    transfers = next(c.id for c in cycle.list_all(scene.db) if c.programme_code == "P09E" and c.paid_rows)
    page.open_record(transfers)
    scene.camera.dialog(page.detail.payment_acts.slips, "登记回单号")
    page.show_list()


def _draft(scene: Scene, page: Any) -> None:
    camera, acts = scene.camera, page.detail.list_acts
    values = {"programme_code": "P06", "year": dates.today().year, "name": "2025年重阳节慰问计生特殊家庭"}
    draft = cycle.create(scene.db, scene.actor, values)
    page.open_record(draft)
    camera.take(scene.window, "批次-名单还空着")
    camera.dialog(acts.add_eligible, "从家庭里选")
    rows = [c.row() for c in eligibility.candidates(scene.db, draft, eligible_only=True)][:7]
    agreed(lambda ok: entitlement.add(scene.db, scene.actor, draft, rows, ok))
    camera.take(scene.window, "批次-拟定名单")
    camera.dialog(acts.edit_list, "编辑名单", _mistype)
    camera.dialog(acts.edit_cycle, "修改批次")
    camera.dialog(lambda: steps.review_dialog(scene.desk, draft, page).open(), "审核")
    camera.dialog(lambda: steps.approve_dialog(scene.desk, draft, page).open(), "批准")
    page.detail.table.select_row(0)
    camera.dialog(lambda: acts.remove(page.detail.chosen()), "移出名单")
    camera.dialog(acts.discard, "取消批次")


def _mistype(dialog: Any) -> None:
    grid = dialog.grid
    grid.model.change([(0, 2, "12万"), (1, 2, "8000")])
    grid.edited.emit()


def _paying(scene: Scene, page: Any, cycle_id: UUID) -> None:
    camera, acts, today = scene.camera, page.detail.list_acts, dates.today()
    page.open_record(cycle_id)
    camera.take(scene.window, "批次-已批准")
    camera.dialog(acts.next_step, "公示", lambda d: d.form.fill(first=today, last=today + timedelta(days=3)))
    camera.dialog(acts.correct_total, "更正批准总额")
    _publicise(scene, cycle_id, today)
    page.detail.table.select_row(0)
    one = page.detail.chosen()
    camera.dialog(lambda: acts.reject(one), "不予发放")
    camera.dialog(lambda: acts.pay(one), "发放一户")
    camera.dialog(acts.next_step, "发放")


def _publicise(scene: Scene, cycle_id: UUID, today: date) -> None:
    first = today - timedelta(days=2)
    agreed(lambda ok: approval.publicise(scene.db, scene.actor, cycle_id, first, today, ok))


def _papers(scene: Scene, page: Any) -> None:
    """A round that was paid: register, receipts, signing back, proxy, void, reissue."""
    camera, window, detail = scene.camera, scene.window, page.detail
    paid = next(c.id for c in cycle.list_all(scene.db) if c.programme_code == "P09" and c.paid_rows)
    page.open_record(paid)
    camera.take(window, "批次-已办结")
    acts = detail.payment_acts
    row = next(n for n, r in enumerate(detail.seen.rows) if r.receipt_no)
    detail.table.select_row(row)
    chosen = detail.chosen()
    camera.dialog(acts.print_register, "打印花名册")
    camera.dialog(lambda: acts.print_receipts(chosen), "打印领款单")
    from ljfpa_desktop.ui.dialogs.aid import print_dialogs

    numbers = [r.receipt_no for r in detail.seen.rows if r.receipt_no][:4]
    camera.dialog(
        lambda: print_dialogs.receipts_preview(scene.desk, numbers, 2, ("",), page).open(), "预览领款单"
    )
    camera.dialog(acts.sign, "签回")
    camera.dialog(lambda: acts.proxy(chosen), "登记代领")
    camera.dialog(lambda: acts.void(chosen), "作废领款单")
    camera.dialog(lambda: acts.reissue(chosen), "作废重开")
    camera.dialog(lambda: steps.close_dialog(scene.desk, paid, page).open(), "批次办结")
