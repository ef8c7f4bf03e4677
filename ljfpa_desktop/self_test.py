"""What an installed program checks about itself: a temporary office, one of everything, every document."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from ljfpa_desktop import __version__
from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Trouble
from ljfpa_desktop.reports import aid_papers, catalogue, office_papers
from ljfpa_desktop.services import backup, demo, event_list, exporting, honour, office, search
from ljfpa_desktop.services.aid import cycle
from ljfpa_desktop.services.check import check

FEWEST = 20  # families enough for one of everything


def run() -> Iterator[str]:
    """Check and tell each step in a line; raises `Trouble` at the first step that fails."""
    yield f"程序版本 {__version__}"
    with tempfile.TemporaryDirectory(prefix="ljfpa-") as place:
        folder = Path(place) / "office"
        facts = demo.build(folder, households=FEWEST)
        yield f"建立单位、家庭、帮扶、活动、结账：{facts.households} 户，{facts.payments} 笔发放"
        db, actor, lock = office.open_office(folder, demo.LOGIN, demo.PASSWORD)
        try:
            yield from _use(db, actor, Path(place))
            yield from _print(db, actor)
        finally:
            db.close()
            lock.release()
    yield "自检通过。"


def _use(db: Database, actor: Actor, place: Path) -> Iterator[str]:
    _must(bool(search.find(db, "1")), "查找没有结果")
    for kind in exporting.KINDS:
        for ending in (".xlsx", ".csv", ".json"):
            exporting.export(db, actor, kind, place / f"{kind}{ending}")
    yield f"查找和导出：{len(exporting.KINDS)} 种名单"
    made = backup.make(db, place)
    restored = backup.restore(made.path, place / "again", login=demo.LOGIN, password=demo.PASSWORD)
    _must(restored.amount_fen == made.amount_fen, "恢复后的金额不同")
    yield f"备份并恢复：{restored.households} 户，{restored.payments} 笔"
    faults = check(db).faults
    _must(not faults, "".join(faults))
    yield "检查数据、修改记录和查找索引"


def _print(db: Database, actor: Actor) -> Iterator[str]:
    for code, document in catalogue.REPORTS.items():
        for facts in (document.sample(), document.blank()):
            pdf = catalogue.render(code, [facts], demo=True)
            _must(pdf.startswith(b"%PDF"), f"{document.title}没有排出")
    done = next(c for c in cycle.list_all(db) if c.paid_rows)
    made = [
        aid_papers.print_receipts(db, actor, cycle=done.id).pdf,
        aid_papers.print_register(db, actor, cycle=done.id).pdf,
        office_papers.print_certificate(db, actor, honour.page(db)[0].id).pdf,
    ]
    held = event_list.page(db)[0]
    made += [make(db, actor, held.id).pdf for make in (office_papers.event_record, office_papers.signin)]
    made.append(office_papers.month(db, actor, f"{held.held_on:%Y-%m}").pdf)
    _must(all(pdf.startswith(b"%PDF") for pdf in made), "文书没有排出")
    yield f"排版 {len(catalogue.REPORTS)} 种文书：样张、空白表和实例"


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise Trouble(f"自检没有通过：{what}，", "请重新安装本程序；仍不行请把这句话发给县里。")
