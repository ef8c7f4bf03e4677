"""The list of errors, mended and imported again."""

from __future__ import annotations

from pathlib import Path

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.error_list import write_error_list
from ljfpa_desktop.services.importing.read import read
from tests.services.importing.samples import number, xlsx
from tests.services.importing.taking import (
    FAMILY,
    ONE,
    H,
)


def test_the_error_list_can_be_mended_and_imported(db: Database, actor: Actor, tmp_path: Path) -> None:
    bad = ["牛栏坪", "陈强", number("19650302", 5), None, None, None, None, "99", None]
    path = xlsx(
        tmp_path / "a.xlsx",
        [FAMILY, ONE, bad, ["=1+1村", "王健", H[:17], None, None, None, None, "99", None]],
    )
    review = intake.open_register(db, path, "families")
    assert write_error_list(tmp_path / "错误.xlsx", review.parsed, review.problems) == 3
    first, second = read(tmp_path / "错误.xlsx").visible
    assert [c.text for c in first.cells[1].values()] == [
        "原行号",
        "列",
        "原内容",
        "级别",
        "问题",
        "修改后再导入",
    ]
    assert first.text(2, 1) == "3"
    assert first.text(2, 3) == "牛栏坪"
    assert [second.text(r, 1) for r in (2, 3)] == ["3", "4"]
    again = intake.open_register(db, tmp_path / "错误.xlsx", "families", sheet="待修改的行")
    again = intake.mend(db, again, 2, "村居", "长门村")
    assert intake.commit(db, actor, again).created == {"household": 1, "person": 1}
