"""The faults seeded into the corpus: how each is made, and what the import has to say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ljfpa_desktop.base import dates
from tests.corpus.people import CARD, Line, World, ending_in_x

TYPED = frozenset({"xlsx", "xls", "ods"})
F, S, R = frozenset({"families"}), frozenset({"special"}), frozenset({"relief"})
M, V = frozenset({"members"}), frozenset({"volunteers"})
OWN = S | M | V  # one person a row, with sex and birth
ALL = F | R | OWN
ID = {"families": "h_id"} | dict.fromkeys(("special", "relief", "members", "volunteers"), "id")
NAME = {"families": "h", "relief": "head"} | dict.fromkeys(("special", "members", "volunteers"), "name")
_WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}


@dataclass(frozen=True, slots=True)
class Seed:
    """``rules`` any of which must be said at ``level`` ("" for dirt that must pass without a word)."""

    name: str
    rules: frozenset[int]
    level: str
    make: Callable[[World, str, Line], None]
    kinds: frozenset[str] = ALL
    forms: frozenset[str] | None = None
    needs: str = ""
    """A column the layout must have."""


def _put(key: str, value: object) -> Callable[[World, str, Line], None]:
    return lambda _w, _k, line: line.update({key: value})


def _id(change: Callable[[str], object]) -> Callable[[World, str, Line], None]:
    def make(_w: World, kind: str, line: Line) -> None:
        line[ID[kind]] = change(line[ID[kind]])

    return make


def _x(sign: str) -> Callable[[World, str, Line], None]:
    def make(w: World, kind: str, line: Line) -> None:
        male = kind == "families" or line.get("sex") != "女"
        found = ending_in_x(w, 1 if male else 2)
        line[ID[kind]] = found[:-1] + sign
        for key in ("h_birth", "birth"):
            if key in line:
                line[key] = f"{found[6:10]}-{found[10:12]}-{found[12:14]}"

    return make


def _named(change: Callable[[str], str]) -> Callable[[World, str, Line], None]:
    def make(_w: World, kind: str, line: Line) -> None:
        line[NAME[kind]] = change(line[NAME[kind]])

    return make


def _swapped(number: str) -> str:
    return number[:-1] + str((int(number[-1].replace("X", "0")) + 5) % 10)


def _of_known(change: Callable[[Line, Line], None]) -> Callable[[World, str, Line], None]:
    """A row about somebody who is registered."""

    def make(w: World, _kind: str, line: Line) -> None:
        other = w.known.pop()
        line |= {"village": other["village"], "head": other["h"], "id": other["h_id"]}
        change(line, other)

    return make


def _namesake(w: World, kind: str, line: Line) -> None:
    other = w.known.pop()
    line |= {"village": other["village"], NAME[kind]: other["h"]}


def _mask(line: Line, _other: Line) -> None:
    line["id"] = f"{line['id'][:6]}********{line['id'][14:]}"


def _child_too_old(w: World, _kind: str, line: Line) -> None:
    line["c_id"], line["c_birth"] = w.id_no(int(line["w_birth"][:4]) + 9, 1 + (line["c_sex"] == "女"))


def _newborn(w: World, _kind: str, line: Line) -> None:
    year = dates.today().year
    for who, sex in (("h", 1), ("w", 2)):
        line[f"{who}_id"], line[f"{who}_birth"] = w.id_no(year - 27, sex)
    line |= {"c_id": None, "c_birth": f"{year}-01-01"}


def _rules(*numbers: int) -> frozenset[int]:
    return frozenset(numbers)


DIRT = (
    Seed("撇号", _rules(), "", _id(lambda n: f"'{n}")),
    Seed("空格", _rules(), "", _id(lambda n: f" {n[:6]} {n[6:]}\u200b")),
    Seed("姓名里的空格", _rules(), "", _named(lambda n: f"{n[0]} {n[1:]}　")),
    Seed("全角", _rules(), "", _id(lambda n: n.translate(_WIDE))),
    Seed("小写 x", _rules(), "", _x("ｘ")),
    Seed("罗马数字十", _rules(), "", _x("Ⅹ")),
    Seed("只有年月", _rules(), "", lambda _w, _k, x: x.update(h_birth=x["h_birth"][:7].replace("-", ".")), F,
         needs="h_birth"),
    Seed("中文日期", _rules(), "", lambda _w, _k, x: x.update(
        birth="{}年{}月{}日".format(*map(int, x["birth"].split("-")))), OWN, needs="birth"),
    Seed("八位日期", _rules(), "", lambda _w, _k, x: x.update(w_birth=x["w_birth"].replace("-", "")), F,
         needs="w_birth"),
    Seed("没有电话", _rules(), "", _put("phone", "/")),
    Seed("电话是数字", _rules(), "", lambda _w, _k, x: x.update(phone=float(x["phone"]))),
    Seed("座机", _rules(), "", _put("phone", "0591-26221234")),
    Seed("新生儿没有号码", _rules(), "", _newborn, F, needs="c_birth"),
    Seed("类别的别名", _rules(), "", _put("category", "独女户"), F),
    Seed("金额带元", _rules(), "", _put("amount", "600元"), R),
    Seed("金额大写", _rules(), "", _put("amount", "陆佰元整"), R),
    Seed("金额的浮点误差", _rules(), "", _put("amount", 600.0000001), R),
    Seed("金额带逗号", _rules(), "", _put("amount", "￥1,200.00"), R),
)  # fmt: skip
FAULTS = (
    Seed("号码成了数字", _rules(1), "error", _id(lambda n: float(n[:15] + "000")), forms=TYPED),
    Seed("号码成了科学计数", _rules(1, 2), "error", _id(lambda n: f"{n[0]}.{n[1:6]}E+17")),
    Seed("末位写成星号", _rules(6), "warning", _x("*")),
    Seed("号码里有字母 O", _rules(7), "error", _id(lambda n: n[:10].replace("0", "O") + n[10:])),
    Seed("号码 17 位", _rules(9), "error", _id(lambda n: n[:9] + n[10:])),
    Seed("校验码不符", _rules(9), "error", _id(_swapped)),
    Seed("二月三十日", _rules(10), "error", _id(lambda n: n[:10] + "0230" + n[14:])),
    Seed("十三月", _rules(10), "error", _id(lambda n: n[:10] + "13" + n[12:])),
    Seed("性别不符", _rules(11), "warning",
         lambda _w, _k, x: x.update(sex="女" if x["sex"] == "男" else "男"), OWN, needs="sex"),
    Seed("子女性别不符", _rules(11), "warning",
         lambda _w, _k, x: x.update(c_sex="女" if x["c_sex"] == "男" else "男"), F, needs="c_sex"),
    Seed("出生日期不符", _rules(12), "warning", _put("w_birth", "1958-03-03"), F, needs="w_birth"),
    Seed("出生日期不符（特扶）", _rules(12), "warning", _put("birth", "1941-03-03"), OWN, needs="birth"),
    Seed("一名两号", _rules(13), "error", lambda w, _k, x: x.update(
        c_id=f"{x['c_id']}、{w.id_no(1995, 1)[0]}"), F),
    Seed("打了星号", _rules(14), "error", _id(lambda n: f"{n[:6]}********{n[14:]}")),
    Seed("农历", _rules(19), "warning", lambda _w, _k, x: x.update(birth="正月初五"), OWN, needs="birth"),
    Seed("金额读不出", _rules(21), "error", _put("amount", "五六百"), R),
    Seed("三位小数", _rules(22), "error", _put("amount", 600.123), R),
    Seed("金额栏写物品", _rules(23), "warning", _put("amount", "慰问品一份"), R),
    Seed("没有金额", _rules(24), "error", _put("amount", None), R),
    Seed("公式错误", _rules(32), "error", _id(lambda _n: "#REF!"), forms=frozenset({"xlsx"})),
    Seed("乱码", _rules(35), "warning", lambda _w, _k, x: x.update(
        address="连江县琯头镇东区".encode().decode("gb18030")), F, needs="address"),
    Seed("没有这个村", _rules(41), "error", _put("village", "蓬莱村"), needs="village"),
    Seed("手机号少一位", _rules(42), "warning", lambda _w, _k, x: x.update(phone=x["phone"][:10])),
    Seed("账号成了数字", _rules(1, 43), "error", _put("account", 6217001234567890000.0), S, TYPED,
         needs="account"),
    Seed("账号校验不符", _rules(43), "warning", _put("account", CARD[:-1] + "5"), S, needs="account"),
    Seed("没有这种类别", _rules(45), "error", _put("category", "幸福家庭"), F),
    Seed("子女比母亲只小九岁", _rules(46), "warning", _child_too_old, F),
    Seed("姓名里有□", _rules(49), "error", _named(lambda n: f"{n[:2]}□")),
    Seed("住址成了日期", _rules(54), "warning", _put("address", date(2024, 3, 1)), F, frozenset({"xlsx"}),
         needs="address"),
    Seed("没有号码", _rules(15), "warning", _put("id", None), M | V),
    Seed("入会早于出生", _rules(46), "warning", _put("joined", "1950-01-01"), M, needs="joined"),
    Seed("小时数读不出", _rules(21), "warning", _put("hours", "很多"), V, needs="hours"),
    Seed("超过上限", _rules(48), "warning", _put("amount", 9000), R),
    Seed("库里是另一个名字", _rules(39), "warning", _of_known(lambda x, _o: x.update(head="林异名")), R),
    Seed("库里有、打了星号", _rules(14), "warning", _of_known(_mask), R),
    Seed("同村同名", _rules(40), "warning", _namesake, R),
)  # fmt: skip
