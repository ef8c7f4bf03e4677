"""Whole registers as read: the township's own against their truth, and the same families in other shapes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services.importing.parsed import Kind, Parsed, Setting
from ljfpa_desktop.services.importing.register import parse, recheck
from tests.services.importing.samples import REGISTERS, SETTING, Rows, number, parsed, told, xls, xlsx
from tests.services.importing.samples import text_of as csv_text

TRUTH: dict[str, Any] = json.loads((REGISTERS / "truth.json").read_text("utf-8"))
FILES = {f["kind"]: f for f in TRUTH["files"]}
BY_MATCHING = {14, 36, 39, 48, 49}  # only the office's own records can tell
LEVELS = {
    "ok": {"none"},
    "warning": {"warning"},
    "error": {"error"},
    "ok_or_warning": {"none", "warning"},
    "warning_or_error": {"warning", "error"},
}
H, W, C = number("19750507", 1), number("19770306", 2), number("20010909", 2)
C2 = number("20050812", 4)


@pytest.mark.parametrize("kind", ["families", "special", "relief"])
def test_the_townships_registers_say_what_they_should(kind: Kind) -> None:
    file = FILES[kind]
    register = parsed(REGISTERS / file["file"], kind)
    assert [r.row for r in register.rows] == [d["row"] for d in file["data_rows"]]
    assert register.table.header.rows == file["header_rows"]
    assert [c.title for c in register.table.header.columns] == file["columns"]
    for truth in file["data_rows"]:
        row = register.row(truth["row"])
        assert row is not None
        level = "error" if row.refused else "warning" if row.problems else "none"
        if truth["rule"] not in BY_MATCHING:
            assert level in LEVELS[truth["expect"]] or (level == "warning" and truth["rule"] is None), truth
        if truth["rule"] is None:
            assert {p.rule for p in row.problems} <= set(truth.get("also_allowed", [])), truth
        for person in truth["people"]:
            if person["id"] and truth["imports"]:
                assert person["id"] in {p.id_no for p in row.people}, truth


def test_what_the_families_register_states_and_hides() -> None:
    register = parsed(REGISTERS / FILES["families"]["file"], "families")
    told_of = {(p.row, p.rule) for p in register.problems}
    assert told_of == {(76, 31), (None, 31), (88, 25)}
    assert register.hidden == 1
    assert register.skipped == 2 + 2 + 10 + 1 + 2 + 1 + 2
    assert register.title == "琯头镇计生家庭基本情况台账(2024年度)"


def test_the_relief_list_adds_up_to_its_rows() -> None:
    register = parsed(REGISTERS / FILES["relief"]["file"], "relief")
    assert sum(r.amount_fen or 0 for r in register.rows) == FILES["relief"]["totals"]["rows_fen"]
    assert [(p.row, p.level) for p in register.problems if p.rule == 25] == [(72, "warning")]
    assert "相差130.00元" in next(p.message for p in register.problems if p.rule == 25)


def test_the_copy_saved_again_has_the_same_content() -> None:
    first, second = (parsed(REGISTERS / f"2024年春节慰问困难家庭名单({n}).xlsx", "relief") for n in (1, 2))
    assert first.content_hash == second.content_hash
    assert first.content_hash != parsed(REGISTERS / FILES["families"]["file"], "families").content_hash


SHAPES: dict[str, Rows] = {
    "one level, separate columns for each child": [
        ["琯头镇计生家庭台账"],
        [
            "序号",
            "村居",
            "户主姓名",
            "身份证号",
            "配偶姓名",
            "配偶身份证号",
            "一孩姓名",
            "一孩身份证号",
            "二孩姓名",
            "二孩身份证号",
            "家庭类别",
        ],
        [1, "山兜村", "林勇", H, "吴美", W, "林小", C, "林二", C2, "农村二女户"],
    ],
    "bare titles, children with 、": [
        ["编号", "社区", "户主", "身份证", "爱人", "身份证", "孩子", "身份证号码", "计生家庭类型"],
        [1, "山兜", "林勇", H, "吴美", W, "林小、林二", f"{C}、{C2}", "双女户"],
    ],
    "wife first, slash": [
        [
            "所在村（居）",
            "女方姓名",
            "女方身份证号码",
            "男方姓名",
            "男方身份证号码",
            "子女姓名",
            "子女公民身份号码",
            "类别",
        ],
        ["琯头镇山兜村", "吴美", W, "林勇", H, "林小/林二", f"{C}/{C2}", "农村二女户"],
    ],
    "two levels, two children": [
        ["序号", "村", "夫", None, "妻", None, "子女一", None, "子女二", None, "类别"],
        [None, None, "姓名", "身份证号", "姓名", "身份证号", "姓名", "身份证号", "姓名", "身份证号", None],
        [1, "山兜村", "林勇", H, "吴美", W, "林小", C, "林二", C2, "农村二女户"],
    ],
    "children in rows of their own": [
        [
            "序号",
            "村",
            "户主姓名",
            "户主身份证号",
            "配偶姓名",
            "配偶身份证号",
            "子女姓名",
            "子女身份证号",
            "类别",
        ],
        [1, "山兜村", "林勇", H, "吴美", W, "林小", C, "农村二女户"],
        [None, None, None, None, None, None, "林二", C2, None],
    ],
}


def _ids(register: Parsed) -> list[str]:
    return sorted(p.id_no for r in register.rows for p in r.people)


@pytest.mark.parametrize("shape", SHAPES)
def test_one_family_in_every_shape_and_format(tmp_path: Path, shape: str) -> None:
    rows = SHAPES[shape]
    merges = [f"{c}2:{c}3" for c in "ABCDEFI"] if shape.startswith("children") else []
    paths = [xlsx(tmp_path / "a.xlsx", rows, merges)]
    if not merges:
        paths.append(xls(tmp_path / "b.xls", rows))
        paths.append(tmp_path / "c.csv")
        paths[-1].write_bytes(csv_text(rows).encode("gb18030"))
    for path in paths:
        register = parsed(path, "families")
        assert _ids(register) == sorted([H, W, C, C2])
        assert [p for r in register.rows for p in r.problems] == []
        assert len({r.group for r in register.rows}) == 1
        assert {r.village_code for r in register.rows} == {"350122103201"}
        assert register.rows[0].categories == ["02"]
        sexes = {p.id_no: p.sex for r in register.rows for p in r.people}
        assert sexes[H] == "1"
        assert sexes[W] == "2"


TITLES = [
    "序号",
    "村居",
    "夫姓名",
    "夫出生日期",
    "夫身份证",
    "妻姓名",
    "妻身份证",
    "子女姓名",
    "子女性别",
    "子女出生日期",
    "子女身份证",
    "类别",
    "电话",
    "备注",
]


def family(tmp_path: Path, **changed: Any) -> Parsed:
    """A register of one family with some cells changed, by title."""
    row: dict[str, Any] = dict(
        zip(
            TITLES,
            [
                1,
                "山兜村",
                "林勇",
                "1975.05",
                H,
                "吴美",
                W,
                "林小",
                "女",
                "2001.09",
                C,
                "独生子女家庭",
                "13805912345",
                None,
            ],
            strict=True,
        )
    )
    row.update(changed)
    return parsed(xlsx(tmp_path / "a.xlsx", [TITLES, list(row.values())]), "families")


CELLS: list[tuple[str, Any, set[tuple[str, int]]]] = [
    ("夫身份证", float(H[:17] + "0") if H[-1] == "X" else float(H), {("error", 1)}),
    ("夫身份证", "3.50122E+17", {("error", 2)}),
    ("夫身份证", "'" + H, set()),
    ("夫身份证", H[:6] + "\u200b " + H[6:], set()),
    ("夫身份证", H[:14] + "\n" + H[14:], set()),
    ("妻身份证", H[:17], {("error", 9)}),
    ("夫身份证", "350122********0017", set()),
    ("子女身份证", None, {("warning", 15)}),
    ("夫出生日期", 1975.05, set()),
    ("夫出生日期", "75年5月7日", set()),
    ("夫出生日期", 27521, set()),
    ("夫出生日期", "1975-05-08", {("warning", 12)}),
    ("夫出生日期", "正月初五", {("warning", 19)}),
    ("夫出生日期", date(1975, 5, 7), set()),
    ("夫姓名", date(2024, 3, 1), {("error", 54)}),
    ("夫姓名", "林  勇", set()),
    ("夫姓名", None, {("error", 24)}),
    ("子女性别", "男", {("warning", 11)}),
    ("类别", "其它情况", {("error", 45)}),
    ("类别", "独女户", set()),
    ("类别", "独生子女家庭、困难", set()),
    ("村居", "牛栏坪村", {("error", 41)}),
    ("电话", 13805912345, set()),
    ("电话", "1380591234", {("warning", 42)}),
    ("电话", "无", set()),
    ("电话", "#REF!", {("error", 32)}),
    ("子女身份证", number("19640404", 4), {("warning", 46), ("warning", 12)}),
    ("子女身份证", f"{C}\n{C2}", {("error", 13)}),
    ("子女姓名", "林小\n林二", {("error", 13)}),
    ("子女身份证", W, {("warning", 12), ("warning", 46), ("error", 36)}),
]


@pytest.mark.parametrize(("title", "value", "problems"), CELLS)
def test_one_cell_and_what_is_said_of_it(
    tmp_path: Path, title: str, value: Any, problems: set[tuple[str, int]]
) -> None:
    assert told(family(tmp_path, **{title: value}), 2) == problems


def test_a_newborn_needs_no_number(tmp_path: Path) -> None:
    register = family(tmp_path, 子女身份证=None, 备注="新生儿未上户")
    assert told(register, 2) == set()
    two = family(
        tmp_path,
        子女姓名="林小\n林二",
        子女性别="女\n女",
        子女出生日期="2001.09\n2024.01",
        子女身份证=f"{C}\n",
    )
    assert told(two, 2) == {("warning", 15)}


def test_a_couple_in_one_cell_becomes_two_people(tmp_path: Path) -> None:
    register = family(tmp_path, 夫姓名="林勇、吴美", 夫身份证=f"{H}、{W}", 妻姓名=None, 妻身份证=None)
    assert told(register, 2) == {("warning", 13)}
    assert [(p.role, p.name, p.id_no) for p in register.rows[0].people[:2]] == [
        ("husband", "林勇", H),
        ("wife", "吴美", W),
    ]


def test_a_mended_cell_is_read_again_with_its_row_alone(tmp_path: Path) -> None:
    register = family(tmp_path, 夫身份证="3.50122E+17")
    row = recheck(register, 2, "夫身份证", H)
    assert row.problems == []
    assert row is register.rows[0]
    assert row.people[0].id_no == H
    with pytest.raises(KeyError):
        recheck(register, 1, "夫身份证", H)


def test_mending_reaches_merged_cells_and_ditto_below(tmp_path: Path) -> None:
    titles = ["村居", "户主姓名", "身份证号", "金额"]
    ids = [number("19750507", n) for n in (1, 3, 5, 7)]
    rows = [
        titles,
        ["不知村", "林勇", ids[0], 1],
        [None, "陈强", ids[1], 2],
        ["同上", "王健", ids[2], 3],
        ["长门村", "刘斌", ids[3], 4],
    ]
    register = parsed(xlsx(tmp_path / "a.xlsx", rows, ["A2:A3"]), "relief")
    assert [r.refused for r in register.rows] == [True, True, True, False]
    recheck(register, 3, "村居", "山兜村")
    assert [r.village_code[-3:] for r in register.rows] == ["201", "201", "201", "211"]


def test_titles_of_another_township_or_year_are_told(tmp_path: Path) -> None:
    titles = ["村居", "户主姓名", "身份证号", "金额"]
    rows = [["敖江镇2023年慰问名单"], ["填报日期：2024年1月9日"], titles, ["山兜村", "林勇", H, 600]]
    register = parsed(xlsx(tmp_path / "慰问.xlsx", rows), "relief")
    assert [p.message[:10] for p in register.problems if p.rule == 51] == [
        "标题写的是“敖江镇”",
        "标题写的是2023年",
    ]


def test_two_rows_of_a_couple_share_the_familys_cells(tmp_path: Path) -> None:
    titles = [
        "序号",
        "村居",
        "姓名",
        "身份证号",
        "特扶类型",
        "子女姓名",
        "子女身份证号",
        "死亡时间",
        "残疾证号",
        "账号",
    ]
    rows = [
        titles,
        [1, "山兜村", "林勇", H, "失独", "林小", C, "2018.6", None, "6217001234567890122"],
        [None, None, "吴美", W, None, None, None, None, None, None],
        [2, "长门村", "陈强", number("19650302", 5), "伤残", "陈小", C2, None, C2 + "43", None],
    ]
    for merges in ([], [f"{c}2:{c}3" for c in "ABEFGH"]):
        register = parsed(xlsx(tmp_path / "a.xlsx", rows, merges), "special")
        assert [r.group for r in register.rows] == [2, 2, 4]
        assert [p for r in register.rows for p in r.problems] == []
        children = [p for r in register.rows for p in r.people if p.role == "child"]
        assert [(c.name, c.deceased) for c in children] == [("林小", True), ("林小", True), ("陈小", False)]
        assert children[0].death == date(2018, 6, 1)
        assert children[2].facts["disability_grade"] == "3"
        assert register.rows[0].people[0].facts["account"] == "6217001234567890122"


def test_files_that_are_no_register_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="表头"):
        parsed(xlsx(tmp_path / "a.xlsx", [["今天", "明天"], [1, 2]]), "families")
    with pytest.raises(Refused, match="没有内容"):
        parsed(xlsx(tmp_path / "b.xlsx", [["村居", "户主姓名", "身份证号"]]), "families")
    with pytest.raises(Refused, match="工作表"):
        parsed(xlsx(tmp_path / "c.xlsx", [["村居", "户主姓名", "身份证号"]]), "families", sheet="无")


def test_broken_characters_are_restored_and_told(tmp_path: Path) -> None:
    rows = [["村居", "户主姓名", "身份证号", "慰问金额"], ["山兜村", "林国", H, 600]]
    broken = [
        [v.encode("utf-8").decode("gb18030", "replace") if isinstance(v, str) else v for v in r] for r in rows
    ]
    register = parsed(xlsx(tmp_path / "a.xlsx", broken), "relief")
    assert register.rows[0].people[0].name == "林国"
    assert 35 in {p.rule for p in register.problems}


def test_what_a_clerk_taught_is_understood(tmp_path: Path) -> None:
    rows = [["村居", "户主姓名", "身份证号", "类别"], ["老山兜", "林勇", H, "重点户"]]
    path = xlsx(tmp_path / "a.xlsx", rows)
    assert told(parsed(path, "families"), 2) == {("error", 41), ("error", 45)}
    taught = {("village", "老山兜"): "350122103201", ("household_category", "重点户"): "99"}
    register = parse(path, "families", Setting(SETTING.township, SETTING.today, taught))
    assert told(register, 2) == set()
    assert register.rows[0].categories == ["99"]


def test_a_sheet_named_after_its_village_needs_no_village_column(tmp_path: Path) -> None:
    rows = [["户主姓名", "身份证号", "配偶姓名", "配偶身份证号"], ["林勇", H, "吴美", W]]
    register = parsed(xlsx(tmp_path / "a.xlsx", rows, sheet="长门村"), "families")
    assert register.rows[0].village_code == "350122103211"
    titled = parsed(xlsx(tmp_path / "b.xlsx", [["琯头镇寨洋村计生家庭台账"], *rows]), "families")
    assert titled.rows[0].village_code == "350122103213"


def test_lists_side_by_side_are_refused_and_a_sheet_is_found_by_its_name(tmp_path: Path) -> None:
    one = ["村居", "户主姓名", "身份证号", "慰问金"]
    path = xlsx(tmp_path / "a.xlsx", [[*one, *one], ["山兜村", "林勇", None, 600]])
    with pytest.raises(Refused, match="左右并排"):
        parsed(path, "relief")
    path = xlsx(tmp_path / "b.xlsx", [one, ["山兜村", "林勇", None, 600]], sheet="山兜村 ")
    assert parsed(path, "relief", sheet="山兜村").rows[0].amount_fen == 60000
    with pytest.raises(Refused, match="有的是“山兜村 ”"):
        parsed(path, "relief", sheet="长门村")
