"""The rolls of members and volunteers: read, held against the register, written once, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.models.person import Person
from ljfpa_desktop.services import association, exporting, household
from ljfpa_desktop.services.association import Roll
from ljfpa_desktop.services.importing import intake
from ljfpa_desktop.services.importing.intake import Result
from ljfpa_desktop.services.importing.parsed import Kind
from ljfpa_desktop.services.importing.undo import undo
from tests.services.importing.samples import number, parsed, problems_of, told, xls, xlsx
from tests.services.importing.taking import ONE, families, said, snapshot, take
from tests.services.importing.test_sentences import check

MEMBERS = [
    "序号",
    "村居",
    "姓名",
    "性别",
    "民族",
    "出生年月",
    "文化程度",
    "政治面貌",
    "职业",
    "入会时间",
    "会员证号",
    "小组",
    "职务",
    "电话",
]
VOLUNTEERS = ["序号", "姓名", "性别", "身份证", "电话", "特长", "服务时间", "证号", "备注"]
LIN: list[Any] = [
    "山兜村",
    "林勇",
    "男",
    "汉族",
    "1968.05",
    "高中",
    "群众",
    "务农",
    "2015年3月",
    "HY001",
    "一组",
    "小组长",
    "13805912345",
]
WU: list[Any] = [
    "长门村",
    "吴美",
    "女",
    "畲",
    "1970-02-03",
    "大专",
    "中共党员",
    "教师",
    "2016.5.29",
    "HY002",
    "二组",
    "会员",
    "0591-26221234",
]
MAN, WOMAN = number("19680515", 3), number("19700515", 2)


def roll(folder: Path, titles: list[str], *rows: list[Any], name: str = "会员登记表") -> Path:
    numbered = [[n, *row] for n, row in enumerate(rows, 1)]
    return xlsx(folder / f"{name}.xlsx", [[f"琯头镇{name}"], titles, *numbered])


def members(db: Database, actor: Actor, folder: Path, *rows: list[Any]) -> Result:
    return take(db, actor, roll(folder, MEMBERS, *rows), "members")


def volunteers(db: Database, actor: Actor, folder: Path, *rows: list[Any]) -> Result:
    return take(db, actor, roll(folder, VOLUNTEERS, *rows, name="志愿者登记表"), "volunteers")


def changed(row: list[Any], **by_title: Any) -> list[Any]:
    """The row with other values under these titles."""
    new = list(row)
    for title, value in by_title.items():
        new[MEMBERS.index(title) - 1] = value
    return new


def test_a_roll_of_members_is_taken_in_whole(db: Database, actor: Actor, tmp_path: Path) -> None:
    result = members(db, actor, tmp_path, LIN, WU)
    assert (result.created, result.problems) == ({"association_member": 2}, [])
    assert (result.rows_seen, result.skipped, result.header_row) == (2, 2, 2)
    found = {x.name: x for x in association.page(db, "members")}
    lin = association.facts(db, "members", found["林勇"].id)
    assert lin["birth_date"] == date(1968, 5, 1)
    assert (lin["birth_precision"], lin["joined_precision"], lin["joined_on"]) == (
        "YM", "YM", date(2015, 3, 1),
    )  # fmt: skip
    assert (lin["ethnicity"], lin["education"], lin["political"], lin["occupation"]) == (
        "01", "60", "13", "务农",
    )  # fmt: skip
    assert (found["吴美"].group, found["吴美"].post, found["吴美"].place) == ("二组", "会员", "长门村")
    assert found["吴美"].joined_on == date(2016, 5, 29)


def test_a_roll_of_volunteers_is_taken_in_whole(db: Database, actor: Actor, tmp_path: Path) -> None:
    result = volunteers(
        db, actor, tmp_path,
        ["林勇", "男", MAN, 13805912345.0, "医疗", "周末", "ZY001", None],
        ["吴丽", "女", WOMAN, "无", "法律咨询", "36小时", "ZY002", "党员"],
    )  # fmt: skip
    assert (result.created, result.problems) == ({"volunteer": 2}, [])
    rows = [association.facts(db, "volunteers", x.id) for x in association.page(db, "volunteers")]
    assert [(r["name"], r["id_no"], r["skills"], r["hours"], r["cert_no"], r["remark"]) for r in rows] == [
        ("吴丽", WOMAN, "法律咨询", 36, "ZY002", "党员"),
        ("林勇", MAN, "医疗", None, "ZY001", None),
    ]
    assert [(r["phone"], r["service_time"]) for r in rows] == [(None, "36小时"), ("13805912345", "周末")]


@pytest.mark.parametrize("kind", ["members", "volunteers"])
def test_an_old_workbook_is_read_the_same(tmp_path: Path, kind: Kind) -> None:
    titles, row = (MEMBERS, LIN) if kind == "members" else (VOLUNTEERS, ["林勇", "男", MAN, *[""] * 5])
    found = parsed(xls(tmp_path / "册.xls", [titles, [1, *row]]), kind)
    assert (problems_of(found), [p.name for p in found.rows[0].people]) == ([], ["林勇"])


def test_who_is_registered_is_linked(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    home = household.page(db, {})[0].id
    head = household.facts(db, home).head
    assert head is not None
    born = head.values["birth_date"]
    row = changed(LIN, 出生年月=f"{born.year}.{born.month:02d}")
    assert members(db, actor, tmp_path, row, WU).problems == []
    told = volunteers(db, actor, tmp_path, ["林永", "男", ONE[2], "", "", "", "", ""])
    assert said(told) == {(3, "warning", 39)}
    assert [p.words for p in association.of_family(db, home)] == [
        "会员，小组长，一组，2015-03 入会", "志愿者",
    ]  # fmt: skip
    assert association.page(db, "volunteers")[0].name == "林勇"


def test_a_likeness_alone_links_nobody(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    volunteers(db, actor, tmp_path, ["林勇", "男", None, "13805912345", "", "", "", ""])
    assert association.page(db, "volunteers")[0].person_id is None


def test_a_masked_number_only_finds(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    mask = f"{ONE[2][:6]}********{ONE[2][-4:]}"
    told = volunteers(
        db, actor, tmp_path, ["林勇", "男", mask, *[""] * 5], ["陈新", "男", f"{mask[:-1]}9", *[""] * 5]
    )
    assert said(told) == {(3, "warning", 14), (4, "error", 14)}
    (line,) = association.page(db, "volunteers")
    assert line.person_id is not None
    assert association.facts(db, "volunteers", line.id)["id_no"] is None


def test_the_next_roll_brings_only_what_is_new(db: Database, actor: Actor, tmp_path: Path) -> None:
    members(db, actor, tmp_path, LIN, WU)
    result = members(
        db, actor, tmp_path, changed(LIN, 电话="13905912345", 出生年月="1968-05-15"), WU,
        changed(LIN, 姓名="陈三", 会员证号="HY003"),
    )  # fmt: skip
    assert (result.created, result.updated, result.unchanged) == (
        {"association_member": 1}, {"association_member": 1}, 1,
    )  # fmt: skip
    facts = {x.name: association.facts(db, "members", x.id) for x in association.page(db, "members")}
    assert (len(facts), facts["林勇"]["phone"]) == (3, "13905912345")
    assert facts["林勇"]["birth_date"] == date(1968, 5, 1)


def test_who_has_left_is_not_called_back(db: Database, actor: Actor, tmp_path: Path) -> None:
    members(db, actor, tmp_path, LIN)
    (line,) = association.page(db, "members")
    facts = association.facts(db, "members", line.id)
    left = {**facts, "status": "LEFT", "left_on": date(2024, 2, 1)}
    association.save(db, actor, "members", left, record_id=line.id)
    told = members(db, actor, tmp_path, changed(LIN, 电话="13905912345"))
    assert (said(told), told.updated) == ({(3, "warning", 36)}, {})
    assert association.page(db, "members")[0].status == "已退出"


def test_a_second_row_of_one_person_is_told(db: Database, actor: Actor, tmp_path: Path) -> None:
    result = members(db, actor, tmp_path, LIN, WU, LIN, changed(WU, 电话="13905912345"))
    assert said(result) == {(5, "warning", 36), (6, "warning", 36)}
    assert (result.created, result.unchanged) == ({"association_member": 2}, 2)
    assert "电话不一样" in next(p.message for p in result.problems if p.row == 6)


def test_namesakes_are_two_people(db: Database, actor: Actor, tmp_path: Path) -> None:
    result = members(
        db, actor, tmp_path, LIN, changed(LIN, 出生年月="1980.03", 会员证号="HY009"),
        changed(LIN, 村居="长门村", 会员证号="HY010"),
    )  # fmt: skip
    assert (result.created, result.problems) == ({"association_member": 3}, [])
    unclear = changed(LIN, 村居=None, 出生年月=None, 会员证号=None, 电话=None)
    assert said(members(db, actor, tmp_path, unclear)) == {(3, "error", 40)}
    other = number("19680515", 5)
    told = volunteers(db, actor, tmp_path, ["林勇", "男", MAN, *[""] * 5], ["林勇", "男", other, *[""] * 5])
    assert said(told) == {(4, "warning", 40)}
    assert told.created == {"volunteer": 2}


@pytest.mark.parametrize(
    ("change", "level", "rule"),
    [
        ({"姓名": None}, "error", 24),
        ({"姓名": "林？"}, "error", 49),
        ({"姓名": "林勇、吴美"}, "error", 13),
        ({"村居": "火星村"}, "error", 41),
        ({"出生年月": "农历68.4.18"}, "warning", 19),
        ({"出生年月": 1968.1}, "error", 16),
        ({"入会时间": "不记得"}, "warning", 17),
        ({"入会时间": "1950.1"}, "warning", 46),
        ({"民族": "火星"}, "warning", 45),
        ({"职务": "班长"}, "warning", 45),
        ({"电话": "138"}, "warning", 42),
        ({"会员证号": date(2024, 3, 1)}, "warning", 54),
        ({"姓名": date(2024, 3, 1)}, "error", 54),
    ],
)
def test_what_is_wrong_is_said_of_its_row(
    db: Database, actor: Actor, tmp_path: Path, change: dict[str, Any], level: str, rule: int
) -> None:
    result = members(db, actor, tmp_path, WU, changed(LIN, **change))
    assert said(result) == {(4, level, rule)}
    check(result.problems[0])
    assert result.created == {"association_member": 1 if level == "error" else 2}


def test_what_could_not_be_read_stays_as_a_remark(db: Database, actor: Actor, tmp_path: Path) -> None:
    members(db, actor, tmp_path, changed(LIN, 出生年月="农历68.4.18", 入会时间="不记得"))
    facts = association.facts(db, "members", association.page(db, "members")[0].id)
    assert (facts["birth_date"], facts["joined_on"]) == (None, None)
    assert facts["remark"] == "出生日期原写“农历68.4.18”；入会时间原写“不记得”"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({2: "123"}, 9),
        ({2: 3.5012219680515e17}, 1),
        ({2: "350122196802300021"}, 10),
        ({2: ""}, 15),
        ({1: "女"}, 11),
    ],
)
def test_the_number_of_a_volunteer_is_read_as_anybodys(
    tmp_path: Path, change: dict[int, Any], rule: int
) -> None:
    row = ["林勇", "男", MAN, "", "", "", "", ""]
    for place, value in change.items():
        row[place] = value
    found = parsed(roll(tmp_path, VOLUNTEERS, row), "volunteers")
    assert told(found, 3) == {("warning" if rule in {11, 15} else "error", rule)}


def test_hours_are_a_number(db: Database, actor: Actor, tmp_path: Path) -> None:
    titles = ["姓名", "服务时长", "注册时间"]
    path = xlsx(tmp_path / "a.xlsx", [titles, ["林勇", "36.5小时", "2020.3"], ["吴美", "很多", "2021"]])
    result = take(db, actor, path, "volunteers")
    assert said(result) == {(3, "warning", 21)}
    rows = [association.facts(db, "volunteers", x.id) for x in association.page(db, "volunteers")]
    assert [(r["hours"], r["joined_precision"]) for r in rows] == [(None, "Y"), (36, "YM")]


def test_who_has_died_is_told(db: Database, actor: Actor, tmp_path: Path) -> None:
    families(db, actor, tmp_path, ONE)
    with db.transaction(actor, "死亡") as s:
        s.scalars(select(Person).where(Person.id_no == ONE[2])).one().death_date = date(2024, 1, 1)
    told = volunteers(db, actor, tmp_path, ["林勇", "男", ONE[2], *[""] * 5])
    assert said(told) == {(3, "warning", 47)}


def test_an_import_is_taken_back_whole(db: Database, actor: Actor, tmp_path: Path) -> None:
    members(db, actor, tmp_path, LIN)
    before = snapshot(db)
    result = members(db, actor, tmp_path, changed(LIN, 电话="13905912345"), WU)
    assert snapshot(db) != before
    back = undo(db, actor, result.batch)
    assert (back.retired, back.restored) == ({"association_member": 1}, {"association_member": 1})
    assert snapshot(db) == before


def test_the_same_file_again_and_a_trial_change_nothing(db: Database, actor: Actor, tmp_path: Path) -> None:
    path = roll(tmp_path, MEMBERS, LIN)
    review = intake.open_register(db, path, "members")
    assert review.counts()["new"] == 1
    assert intake.commit(db, actor, review, dry_run=True).created == {"association_member": 1}
    assert association.page(db, "members") == []
    take(db, actor, path, "members")
    assert said(take(db, actor, path, "members")) == {(None, "warning", 50)}


@pytest.mark.parametrize("kind", ["members", "volunteers"])
def test_what_is_exported_comes_back_as_the_same(
    db: Database, actor: Actor, tmp_path: Path, kind: Roll
) -> None:
    members(db, actor, tmp_path, LIN, WU)
    volunteers(db, actor, tmp_path, ["吴丽", "女", WOMAN, "0591-26221234", "法律", "36小时", "ZY002", "党员"])
    path = tmp_path / f"{kind}.xlsx"
    assert exporting.export(db, actor, kind, path, full=True, why="核对") == len(association.page(db, kind))
    result = take(db, actor, path, kind)
    assert (result.created, result.updated, result.refused) == ({}, {}, 0)
    assert result.unchanged == result.rows_seen
