"""Layouts nobody has seen: told once, known again, forgotten when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.importing import intake, layouts
from ljfpa_desktop.services.importing.headers import header_at
from ljfpa_desktop.services.importing.meanings import code_of, label, meanings
from ljfpa_desktop.services.importing.parsed import Kind
from ljfpa_desktop.services.importing.read import read
from ljfpa_desktop.services.importing.wording import Meaning
from tests.services.importing.samples import number, xlsx
from tests.services.importing.taking import C, H, W

TITLE: list[Any] = ["某单位内部台账（2024年）"]
HEAD = ["所在地", "甲", "甲证", "乙", "乙证", "娃", "娃证", "属于", "联络", "内部码"]
ROW = ["山兜村", "林勇", H, "吴美", W, "林小", C, "独生子女家庭", "13805912345", "A-1"]
MEANT = {
    "所在地": "village", "甲": "husband.name", "甲证": "husband.id", "乙": "wife.name", "乙证": "wife.id",
    "娃": "child1.name", "娃证": "child1.id", "属于": "category", "联络": "phone", "内部码": "skip",
}  # fmt: skip


def told(path: Path, rows: list[int], kind: Kind = "families", **other: str) -> layouts.Layout:
    sheet = read(path).visible[0]
    return layouts.layout_at(sheet, rows, kind, {**MEANT, **other}, path.name)


def test_a_layout_is_tried_remembered_and_known_again(db: Database, actor: Actor, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [TITLE, HEAD, ROW])
    with pytest.raises(Refused, match="表头"):
        intake.open_register(db, path, "families")
    layout = told(path, [2])
    review = intake.open_register(db, path, "families", layout=layout)
    assert review.problems == []
    with pytest.raises(Refused, match="表头"):
        intake.open_register(db, path, "families")
    layouts.remember(db, actor, layout)
    review = intake.open_register(db, path, "families")
    assert intake.commit(db, actor, review).created == {"household": 1, "person": 3}
    other = ["长门村", "陈强", number("19650302", 5), *[None] * 4, "99", None, "B-2"]
    moved = xlsx(tmp_path / "b.xlsx", [["附件"], ["说明"], TITLE, [" 所在地 ", *HEAD[1:]], other])
    second = intake.open_register(db, moved, "families")
    assert second.parsed.table.header.rows == [4]
    assert intake.commit(db, actor, second).created == {"household": 1, "person": 1}
    with pytest.raises(Refused):  # a relief list under this header was not explained
        intake.open_register(db, moved, "relief")


def test_a_layout_told_anew_replaces_the_old_one_and_can_be_forgotten(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    path = xlsx(tmp_path / "a.xlsx", [TITLE, HEAD, ROW])
    layouts.remember(db, actor, told(path, [2], 联络="skip"))
    layouts.remember(db, actor, told(path, [2]))
    found = [x for x in layouts.learned(db) if x.kind == "layout:families"]
    assert [x.term for x in found] == ["a.xlsx"]
    review = intake.open_register(db, path, "families")
    assert review.rows[0].parsed.facts["phone1"] == "13805912345"
    layouts.forget(db, actor, found[0].id)
    assert layouts.learned(db) == []
    with pytest.raises(Refused, match="已经删掉"):
        layouts.forget(db, actor, found[0].id)
    with pytest.raises(Refused, match="表头"):
        intake.open_register(db, path, "families")


def test_a_village_written_differently_is_asked_once_and_forgotten(
    db: Database, actor: Actor, tmp_path: Path
) -> None:
    head = ["村居", "户主姓名", "身份证号", "家庭类别"]
    path = xlsx(tmp_path / "a.xlsx", [head, ["山窦", "林勇", H, "99"], ["山窦", "王健", W, "99"]])
    review = intake.open_register(db, path, "families")
    asked = intake.questions(review)
    assert [(q.table, q.term, q.rows) for q in asked] == [("village", "山窦", (2, 3))]
    review = intake.answer(db, actor, review, asked[0], "350122103201")
    assert review.problems == []
    assert intake.questions(intake.open_register(db, path, "families")) == []
    (kept,) = layouts.learned(db)
    assert (kept.kind, kept.term, kept.code) == ("village", "山窦", "350122103201")
    layouts.forget(db, actor, kept.id)
    assert len(intake.questions(intake.open_register(db, path, "families"))) == 1


def test_two_levels_and_columns_without_a_title(db: Database, tmp_path: Path) -> None:
    rows = [
        TITLE,
        ["点", "男", None, "女", None, "类", None],
        [None, "称", "码", "称", "码", None, None],
        ["山兜村", "林勇", H, "吴美", W, "99", "13805912345"],
    ]
    path = xlsx(tmp_path / "a.xlsx", rows)
    sheet = read(path).visible[0]
    header = header_at(sheet, [2, 3], "families", {"男-称": "husband.name", "G列": "phone"})
    assert [c.title for c in header.columns] == ["点", "男-称", "男-码", "女-称", "女-码", "类", "G列"]
    meant = {
        "点": "village", "男-称": "husband.name", "男-码": "husband.id", "女-称": "wife.name",
        "女-码": "wife.id", "类": "category", "G列": "phone",
    }  # fmt: skip
    layout = layouts.layout_at(sheet, [2, 3], "families", meant, "a.xlsx")
    review = intake.open_register(db, path, "families", layout=layout)
    assert review.problems == []
    assert [(m.name, m.parsed.role) for m in review.rows[0].people] == [("林勇", "husband"), ("吴美", "wife")]
    assert review.rows[0].parsed.facts["phone1"] == "13805912345"


def test_titles_that_stand_twice_are_told_apart(db: Database, tmp_path: Path) -> None:
    rows = [["村", "名", "码", "名", "码", "类"], ["山兜村", "林勇", H, "吴美", W, "99"]]
    path = xlsx(tmp_path / "a.xlsx", rows)
    sheet = read(path).visible[0]
    titles = [c.title for c in header_at(sheet, [1], "families", {}).columns]
    assert titles == ["村", "名（B列）", "码（C列）", "名（D列）", "码（E列）", "类"]
    meant = dict(zip(titles, ["village", "head.name", "head.id", "spouse.name", "spouse.id", "category"],
                     strict=True))  # fmt: skip
    layout = layouts.layout_at(sheet, [1], "families", meant, "a.xlsx")
    review = intake.open_register(db, path, "families", layout=layout)
    assert [m.parsed.id_no for m in review.rows[0].people] == [H, W]


def test_an_empty_row_is_no_header_and_a_likely_one_is_offered(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [TITLE, [], HEAD, ROW])
    sheet = read(path).visible[0]
    with pytest.raises(Refused, match="第2行没有内容"):
        layouts.layout_at(sheet, [2], "families", {}, "a.xlsx")
    assert layouts.likely_rows(sheet, "families") == [3]
    assert layouts.likely_rows(read(xlsx(tmp_path / "b.xlsx", [["名单"]])).visible[0], "families") == [1]


@pytest.mark.parametrize("kind", ["families", "special", "relief"])
def test_each_meaning_has_words_of_its_own(kind: Kind) -> None:
    offered = dict(meanings(kind))
    assert len(set(offered.values())) > len(offered) * 0.9
    assert not any(text.isascii() for text in offered.values())
    assert offered["head.name"] == "户主姓名"
    assert (label("child2.id"), label("skip"), label("amount")) == ("子女2身份证", "不导入这一列", "金额")
    assert code_of(Meaning("id", "child", 2)) == "child2.id"
    assert (code_of(Meaning("village")), code_of(Meaning("name", "head"))) == ("village", "head.name")
