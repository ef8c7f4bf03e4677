"""Headers in one or two levels, by every name clerks give their columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from ljfpa_desktop.services.importing.headers import find_header, letters
from ljfpa_desktop.services.importing.read import read
from ljfpa_desktop.services.importing.wording import Meaning, understand, unit_in
from tests.services.importing.samples import xlsx

FAMILY_TITLES = {
    "户主姓名": Meaning("name", "head"),
    "身份证号码": Meaning("id"),
    "配偶身份证号": Meaning("id", "spouse"),
    "男方姓名": Meaning("name", "husband"),
    "女方出生年月": Meaning("birth", "wife"),
    "妻（姓名）": Meaning("name", "wife"),
    "丈夫身份证": Meaning("id", "husband"),
    "计生女方姓名": Meaning("name", "wife"),
    "子女1姓名": Meaning("name", "child", 1),
    "一孩姓名": Meaning("name", "child", 1),
    "二孩身份证号": Meaning("id", "child", 2),
    "第一个孩子姓名": Meaning("name", "child", 1),
    "子女姓名2": Meaning("name", "child", 2),
    "长子姓名": Meaning("name", "child", 1),
    "次女身份证": Meaning("id", "child", 2),
    "独生子女姓名": Meaning("name", "child"),
    "独生子女父母光荣证编号": Meaning("cert_no"),
    "独生子女证号": Meaning("cert_no"),
    "村（居）": Meaning("village"),
    "所在村（居）": Meaning("village"),
    "户口类别": Meaning("hukou"),
    "计生家庭类别": Meaning("category"),
    "联系方式": Meaning("phone"),
    "现居住地址": Meaning("address"),
    "备  注": Meaning("note"),
}


@pytest.mark.parametrize(("title", "meaning"), FAMILY_TITLES.items())
def test_titles_of_family_registers(title: str, meaning: Meaning) -> None:
    assert understand(title, "families") == meaning


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("慰问金（元）", "amount"),
        ("金额(元)", "amount"),
        ("发放金额", "amount"),
        ("慰问物品", "goods"),
        ("致困原因", "reason"),
        ("家庭人口数", "size"),
        ("领款人签字", "sign"),
        ("手机号码", "phone"),
    ],
)
def test_titles_of_relief_lists(title: str, key: str) -> None:
    found = understand(title, "relief")
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    ("title", "meaning"),
    [
        ("特扶类型(死亡/伤残)", Meaning("support")),
        ("子女死亡时间", Meaning("death", "child")),
        ("死亡时间或残疾证号", Meaning("loss")),
        ("死亡时间/残疾证号及等级", Meaning("loss")),
        ("子女残疾证号", Meaning("disability_no", "child")),
        ("享受特扶起始年月", Meaning("since")),
        ("家庭医生", Meaning("doctor")),
    ],
)
def test_titles_of_special_rolls(title: str, meaning: Meaning) -> None:
    assert understand(title, "special") == meaning


def test_words_that_are_no_title() -> None:
    assert understand("林勇", "families") is None
    assert understand("350122196805150024", "families") is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("慰问金（万元）", "万元"),
        ("单位：万元", "万元"),
        ("(单位:元)", "元"),
        ("金额", ""),
        ("填报单位：琯头镇", ""),
    ],
)
def test_units(text: str, unit: str) -> None:
    assert unit_in(text) == unit


def test_bare_titles_belong_to_the_person_before_them(tmp_path: Path) -> None:
    titles = ["序号", "村", "户主", "身份证号", "配偶", "身份证号", "子女", "性别", "身份证号", "电话"]
    header = find_header(read(xlsx(tmp_path / "a.xlsx", [["台账"], titles, [1]])).visible[0], "families")
    assert header is not None
    assert header.rows == [2]
    meanings = [(m.subject, m.key) for c in header.columns if (m := c.meaning)]
    assert meanings[2:9] == [
        ("head", "name"),
        ("head", "id"),
        ("spouse", "name"),
        ("spouse", "id"),
        ("child", "name"),
        ("child", "sex"),
        ("child", "id"),
    ]
    assert [c.title for c in header.columns][3] == "身份证号（D列）"


def test_two_levels_join_by_merges_and_without_them(tmp_path: Path) -> None:
    rows = [
        ["某镇台账"],
        ["序号", "村居", "夫", None, "妻", None, "子女", None, "电话"],
        [None, None, "姓名", "身份证", "姓名", "身份证", "姓名", "身份证", None],
        [1, "山兜村", "林勇", "1", "吴美", "2", "林小", "3", "4"],
    ]
    merged = xlsx(tmp_path / "a.xlsx", rows, ["A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2", "I2:I3"])
    for path in (merged, xlsx(tmp_path / "b.xlsx", rows)):
        header = find_header(read(path).visible[0], "families")
        assert header is not None
        assert header.rows == [2, 3]
        assert [c.title for c in header.columns][2:6] == ["夫-姓名", "夫-身份证", "妻-姓名", "妻-身份证"]
        assert header.columns[8].meaning == Meaning("phone")


def test_titles_can_be_told(tmp_path: Path) -> None:
    titles = ["户主姓名", "身份证号", "村居", "奖金多少"]
    sheet = read(xlsx(tmp_path / "a.xlsx", [titles, ["林勇", "1", "山兜村", 600]])).visible[0]
    header = find_header(sheet, "relief", {"奖金多少": "amount"})
    assert header is not None
    assert header.columns[3].meaning == Meaning("amount")
    assert find_header(sheet, "relief").columns[3].meaning is None  # type: ignore[union-attr]


def test_no_header_is_found_where_there_is_none(tmp_path: Path) -> None:
    sheet = read(xlsx(tmp_path / "a.xlsx", [["a", "b", "c"], [1, 2, 3]])).visible[0]
    assert find_header(sheet, "families") is None


def test_column_letters() -> None:
    assert [letters(i) for i in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]


def test_children_under_the_same_titles_are_the_first_and_the_second(tmp_path: Path) -> None:
    titles = ["村居", "户主", "身份证号", "子女姓名", "性别", "身份证号", "子女姓名", "性别", "身份证号"]
    header = find_header(read(xlsx(tmp_path / "a.xlsx", [titles, ["山兜村"]])).visible[0], "families")
    assert header is not None
    assert header.slots("child") == [0, 1]
    assert [sorted(header.traits("child", slot)) for slot in (0, 1)] == [["id", "name", "sex"]] * 2
    assert header.traits("child", 1)["id"].index == 9
    assert not header.is_doubled


def test_a_group_title_that_says_nothing_leaves_the_word_under_it(tmp_path: Path) -> None:
    rows = [
        ["村居", "户主", None, "慰问情况", None],
        [None, "姓名", "身份证", "金额", "物品"],
        ["山兜村", "林勇", "1", 500, "米一袋"],
    ]
    header = find_header(read(xlsx(tmp_path / "a.xlsx", rows)).visible[0], "relief")
    assert header is not None
    assert header.rows == [1, 2]
    assert [c.meaning for c in header.columns] == [
        Meaning("village"),
        Meaning("name", "head"),
        Meaning("id", "head"),
        Meaning("amount"),
        Meaning("goods"),
    ]


def test_two_lists_side_by_side_are_seen(tmp_path: Path) -> None:
    one = ["村居", "户主姓名", "身份证号", "金额"]
    header = find_header(read(xlsx(tmp_path / "a.xlsx", [[*one, *one], ["山兜村"]])).visible[0], "relief")
    assert header is not None
    assert header.is_doubled
