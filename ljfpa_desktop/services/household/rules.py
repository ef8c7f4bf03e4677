"""What is odd in a family: heads, spouses, ages, relations, categories (DOMAIN.md 2.5, anomaly 46)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from ljfpa_desktop.base import codes, dates
from ljfpa_desktop.base.errors import Warn

Values = Mapping[str, Any]
HEAD = "02"
SPOUSES = frozenset({"10", "11", "12"})
CHILDREN = frozenset(f"{n}" for n in range(20, 40)) - {"28", "38"}  # without sons and daughters in law
BORN = CHILDREN - {"27", "37"}  # without adopted and step children
PARENTS = frozenset({"51", "52", "50", "57", "58"})
SPECIAL = frozenset({"03", "04"})
RESTRICTING = SPECIAL | {"11"}
YOUNGEST_MOTHER, OLDEST_MOTHER = 14, 55


def problems(members: Sequence[Values], categories: Sequence[Values]) -> dict[str, str]:
    """What forbids saving: no head or two, both special categories at once, one category twice at a time."""
    found: dict[str, str] = {}
    heads = [m for m in members if m.get("relation") == HEAD]
    if not heads:
        found["members"] = "还没有户主，请把一名成员的“与户主关系”选为“户主”。"
    elif len(heads) > 1:
        names = "、".join(str(m.get("name") or "") for m in heads)
        found["members"] = f"有 {len(heads)} 个户主（{names}），一户只能有一个，请改其中的“与户主关系”。"
    for i, c in enumerate(categories):
        if c.get("valid_to") and c["valid_to"] < c["valid_from"]:
            found[f"categories.{i}.valid_to"] = "终止日期早于认定日期，请核对。"
    for a, b in combinations(categories, 2):
        pair = {a["category"], b["category"]}
        if _overlap(a, b) and pair >= SPECIAL:
            found["categories"] = "“失独”与“伤残”不能同时认定，请先终止其中一个。"
        elif _overlap(a, b) and len(pair) == 1:
            found["categories"] = "同一类别在同一时间认定了两次，请删去一个或改日期。"
    return found


def _overlap(a: Values, b: Values) -> bool:
    starts_before = a["valid_from"] <= (b.get("valid_to") or date.max)
    return starts_before and b["valid_from"] <= (a.get("valid_to") or date.max)


def warnings(household: Values, members: Sequence[Values], categories: Sequence[Values]) -> list[Warn]:
    """What is odd and may be so: each with its code for ``accepted``."""
    here = [m for m in members if not m.get("left_on")]
    found = [*_spouses(here), *_relations_and_sex(members), *_ages(members)]
    return found + _category_doubts(household, members, categories)


def _spouses(members: Sequence[Values]) -> list[Warn]:
    alive = [m for m in members if m.get("relation") in SPOUSES and not m.get("death_date")]
    if len(alive) < 2:
        return []
    names = "、".join(str(m["name"]) for m in alive)
    return [
        Warn("two_spouses", "members", f"有 {len(alive)} 个配偶（{names}），请核对关系，或登记离开日期。")
    ]


def _relations_and_sex(members: Sequence[Values]) -> list[Warn]:
    found: list[Warn] = []
    for i, m in enumerate(members):
        sex, relation = m.get("sex"), m.get("relation")
        wanted = codes.relation_sex(str(relation or ""))
        if wanted and sex in ("1", "2") and sex != wanted:
            words = "男" if sex == "1" else "女"
            sentence = f"{m['name']}是{words}性，与所选的关系不符，请核对。"
            found.append(Warn("relation_sex", f"members.{i}.relation", sentence))
    return found


def _ages(members: Sequence[Values]) -> list[Warn]:
    found: list[Warn] = []
    couple = [m for m in members if m.get("relation") == HEAD or m.get("relation") in SPOUSES]
    heads = [m for m in couple if m.get("relation") == HEAD]
    for i, m in enumerate(members):
        if m.get("relation") in CHILDREN:
            for parent in couple:
                found += _gap(i, m, parent, born=m["relation"] in BORN)
        elif m.get("relation") in PARENTS:
            for child in heads:
                found += _gap(i, child, m, born=m["relation"] in ("51", "52"))
    return found


def _gap(i: int, child: Values, parent: Values, *, born: bool) -> list[Warn]:
    young, old = child.get("birth_date"), parent.get("birth_date")
    if young is None or old is None:
        return []
    if young <= old:
        sentence = f"{child['name']}（{young}）不比{parent['name']}（{old}）年轻，请核对出生日期和关系。"
        return [Warn("child_older", f"members.{i}.birth_date", sentence)]
    years = dates.age_on(old, young)
    if born and parent.get("sex") == "2" and not YOUNGEST_MOTHER <= years <= OLDEST_MOTHER:
        sentence = f"{parent['name']}生{child['name']}时 {years} 岁，请核对出生日期和关系。"
        return [Warn("mother_age", f"members.{i}.birth_date", sentence)]
    return []


def _category_doubts(
    household: Values, members: Sequence[Values], categories: Sequence[Values]
) -> list[Warn]:
    children = [m for m in members if m.get("relation") in CHILDREN]
    return [
        Warn("category", f"categories.{i}.category", sentence)
        for i, c in enumerate(categories)
        if not c.get("valid_to") or c["valid_to"] >= dates.today()
        for check in (_CHECKS.get(c["category"]),)
        if check is not None
        for sentence in check(household, children)
    ]


def _born(household: Values, children: Sequence[Values]) -> tuple[int, int]:
    """(sons, daughters) ever born: as stated, at least as many as stand among the members."""
    sons = sum(m.get("sex") == "1" for m in children if m["relation"] in BORN)
    daughters = sum(m.get("sex") == "2" for m in children if m["relation"] in BORN)
    return max(sons, household.get("born_sons") or 0), max(daughters, household.get("born_daughters") or 0)


def _only_child(household: Values, children: Sequence[Values]) -> list[str]:
    total = sum(_born(household, children))
    return [f"登记了 {total} 个子女，与“独生子女家庭”不符，请核对。"] if total > 1 else []


def _two_daughters(household: Values, children: Sequence[Values]) -> list[str]:
    sons, daughters = _born(household, children)
    found: list[str] = []
    if sons or daughters > 2:
        found.append(f"登记了 {sons} 个男孩 {daughters} 个女孩，与“农村二女户”不符，请核对。")
    if household.get("hukou_kind") == "2":
        found.append("户口性质是城镇，与“农村二女户”不符，请核对。")
    return found


def _bereaved(household: Values, children: Sequence[Values]) -> list[str]:
    living = [m for m in children if not m.get("death_date") and not m.get("left_on")]
    stated = (household.get("living_sons") or 0) + (household.get("living_daughters") or 0)
    if living:
        return [f"子女{living[0]['name']}没有登记死亡日期，与“失独”不符，请核对。"]
    return ["登记有现存子女，与“失独”不符，请核对。"] if stated else []


def _disabled(_household: Values, children: Sequence[Values]) -> list[str]:
    mild = [m for m in children if m.get("disability_grade") == "4"]
    return [f"子女{mild[0]['name']}的残疾等级是四级，“伤残”应为三级以上，请核对。"] if mild else []


_CHECKS: dict[str, Callable[[Values, Sequence[Values]], list[str]]] = {
    "01": _only_child, "02": _two_daughters, "03": _bereaved, "04": _disabled,
}  # fmt: skip
