"""Why somebody is entitled to a support on a day, why not, and when next (DOMAIN.md 2.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from ljfpa_desktop.base import codes, dates, money
from ljfpa_desktop.services.household.rules import SPOUSES
from ljfpa_desktop.services.support.houses import House, Kin
from ljfpa_desktop.services.support.terms import BEREAVED, DISABLED, REWARD, Terms

State = Literal["GETS", "YES", "LATER", "NO"]
Sort = Literal["met", "failed", "later", "missing"]
WORDS: dict[State, str] = {"GETS": "已享受", "YES": "符合", "LATER": "未到龄", "NO": "不符合"}
RURAL, TOWN = "1", "2"


@dataclass(frozen=True, slots=True)
class Point:
    """One condition: met, failed for good, met ``when`` an age is reached, or met with evidence missing."""

    sort: Sort
    words: str
    when: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a person and a kind of support; ``when`` is the day the age is reached."""

    kind: str
    name: str
    person_id: UUID
    person: str
    state: State
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    when: date | None
    amount_fen: int | None

    @property
    def words(self) -> str:
        """The verdict in one plain sentence."""
        said = [f"{self.person}，{self.name}：{WORDS[self.state]}", "；".join(self.reasons)]
        if self.missing and self.state != "NO":
            said.append(f"还缺{'、'.join(self.missing)}")
        if self.state == "LATER" and self.when:
            said.append(f"{dates.chinese(self.when)}起可以申报")
        return "。".join(part for part in said if part) + "。"


def judge(house: House, who: Kin, terms: Terms, day: date) -> Verdict:
    """The verdict on one of a couple as of a day."""
    points = list(_POINTS[terms.kind](house, who, terms, day))
    failed = [p for p in points if p.sort == "failed"]
    later = [p for p in points if p.sort == "later"]
    ages = [p.when for p in points if p.when is not None]
    state: State = "NO" if failed else "LATER" if later else "YES"
    gets = _gets(house, who, terms.kind, day)
    if gets and not failed:
        state = "GETS"
    reasons = failed or later or [p for p in points if p.sort == "met"]
    told = [p.words for p in reasons] + ([gets] if gets else [])
    if state in ("GETS", "YES"):
        told.append(_amount(terms))
    missing = tuple(p.words for p in points if p.sort == "missing")
    return Verdict(
        terms.kind, terms.name, who.person_id, who.name, state, tuple(told), missing,
        max(ages) if ages else None, terms.amount_fen,
    )  # fmt: skip


def _gets(house: House, who: Kin, kind: str, day: date) -> str:
    if kind in (BEREAVED, DISABLED) and who.support_kind == kind:
        return f"已享受{f'，{who.support_from} 起' if who.support_from else ''}"
    return "家庭已列为奖扶对象" if kind == REWARD and house.basis("10", day) is not None else ""


def _amount(terms: Terms) -> str:
    if terms.amount_fen is None:
        return f"标准没有填写（{terms.source}）"
    return f"每人每月 {money.plain(terms.amount_fen)} 元（{terms.valid_from.year}年起）"


def birthday(birth: date, years: int) -> date:
    """The day on which the years are completed; of a 29 February in a common year 1 March."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def _alive(who: Kin, day: date) -> Iterator[Point]:
    if who.death is not None and who.death <= day:
        yield Point("failed", f"{who.name}已于 {who.death} 去世")


def _age(who: Kin, terms: Terms, day: date, whose: str) -> Iterator[Point]:
    """Of whom the age counts; a birth date known only by its year is asked for."""
    years = terms.age or 0
    if who.birth is None:
        yield Point("failed", f"{whose}没有登记出生日期")
        return
    if who.precision != "YMD":
        yield Point("missing", f"{whose}出生的月日")
    reached = birthday(who.birth, years)
    age = dates.age_on(who.birth, day)
    if reached > day:
        yield Point("later", f"{whose} {age} 周岁，{reached} 满 {years} 周岁", reached)
    else:
        yield Point("met", f"{whose} {age} 周岁，已满 {years} 周岁", reached)


def _born_from(who: Kin, terms: Terms) -> Iterator[Point]:
    if terms.born_from and who.birth and who.birth < terms.born_from:
        yield Point("failed", f"{who.name}出生早于 {terms.born_from}")


def _woman(house: House, who: Kin, day: date) -> Kin:
    """Whose age counts: the wife's, or the person's own when widowed, divorced or alone."""
    if who.sex == "2" or who.marital in ("30", "40"):
        return who
    wives = [
        k for k in house.couple
        if k is not who and k.sex == "2" and (k.death is None or k.death > day)
        and (k.relation in SPOUSES or who.relation in SPOUSES)
    ]  # fmt: skip
    return wives[0] if wives else who


def _special(house: House, who: Kin, terms: Terms, day: date) -> Iterator[Point]:
    yield from _alive(who, day)
    yield from _born_from(who, terms)
    woman = _woman(house, who, day)
    yield from _age(woman, terms, day, "本人" if woman is who else f"女方{woman.name}")
    children = house.children
    number = max(len(children), house.born_sons + house.born_daughters)
    if number > 1:
        yield Point("failed", f"登记了 {number} 个子女，只有生育或收养过一个子女的才符合")
        return
    yield from _bereaved(house, children, day) if terms.kind == BEREAVED else _disabled(
        house, children, terms, day
    )


def _bereaved(house: House, children: list[Kin], day: date) -> Iterator[Point]:
    holds = house.basis("03", day) is not None
    for child in children:
        if child.death is None or child.death > day:
            yield Point("failed", f"子女{child.name}在世")
        else:
            yield Point("met", f"独生子女{child.name}于 {child.death} 去世")
    if not children and holds:
        yield Point("met", "已认定为失独家庭")
        yield Point("missing", "子女的姓名和死亡证明")
    elif not children:
        yield Point("failed", "没有登记子女，也没有认定为失独家庭")


def _disabled(house: House, children: list[Kin], terms: Terms, day: date) -> Iterator[Point]:
    most, holds = terms.grade_most or 3, house.basis("04", day) is not None
    for child in children:
        grade = codes.label("disability_grade", child.grade)
        if child.death is not None and child.death <= day:
            yield Point("failed", f"子女{child.name}已去世，按死亡申报")
        elif not child.grade and not holds:
            yield Point("failed", f"子女{child.name}没有登记残疾")
        elif child.grade and int(child.grade) > most:
            yield Point("failed", f"子女{child.name}残疾{grade}，要{most}级以上")
        else:
            yield Point("met", f"独生子女{child.name}残疾{grade}" if grade else "已认定为伤残家庭")
            yield from _certificate(child, day)
    if not children:
        yield Point("missing", "子女的姓名和残疾证") if holds else Point("failed", "没有登记子女")


def _certificate(child: Kin, day: date) -> Iterator[Point]:
    if not child.certificate:
        yield Point("missing", f"{child.name}的残疾证号")
    elif child.certificate_to is not None and child.certificate_to < day:
        yield Point("missing", f"{child.name}有效的残疾证（原证 {child.certificate_to} 到期）")


def _reward(house: House, who: Kin, terms: Terms, day: date) -> Iterator[Point]:
    yield from _alive(who, day)
    yield from _born_from(who, terms)
    yield from _age(who, terms, day, "本人")
    if house.hukou == TOWN:
        yield Point("failed", "户口性质是城镇")
    elif house.hukou != RURAL:
        yield Point("missing", "农村居民身份的证明")
    yield from _few_children(house, day)


def _few_children(house: House, day: date) -> Iterator[Point]:
    children = house.children
    sons = max(sum(c.sex == "1" for c in children), house.born_sons)
    daughters = max(sum(c.sex == "2" for c in children), house.born_daughters)
    number = max(len(children), sons + daughters)
    alive = [c for c in children if c.death is None or c.death > day]
    if number == 0:
        yield Point("failed", "没有登记子女，请先补登子女")
    elif number > 1 and not (number == 2 and daughters == 2) and alive:
        yield Point("failed", f"生育 {sons} 个男孩 {daughters} 个女孩，不是独生子女或两个女孩")
    else:
        yield Point("met", "独生子女" if number == 1 else "两个女孩" if alive else "没有在世子女")
        if len(children) < number:
            yield Point("missing", "子女的身份资料")


_POINTS: dict[str, Callable[[House, Kin, Terms, date], Iterator[Point]]] = {
    BEREAVED: _special, DISABLED: _special, REWARD: _reward,
}  # fmt: skip
