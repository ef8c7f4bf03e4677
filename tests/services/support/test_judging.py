"""特扶 and 奖扶 as of a day: why, why not, when next, and what evidence is missing (DOMAIN.md 2.7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from ljfpa_desktop.base.db import Actor, Database
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.services import household, support
from ljfpa_desktop.services.support import Verdict
from ljfpa_desktop.services.support.judging import birthday
from tests import factories

DAY = date(2024, 5, 6)
DEAD = {"name": "林小燕", "death_date": date(2020, 3, 1)}


def family(
    db: Database,
    actor: Actor,
    child: str | Mapping[str, Any] | None = "林小燕",
    *,
    wife: date | None = date(1970, 1, 1),
    **values: Any,
) -> UUID:
    """林建国 (1962) and 陈美珍, with one child; what is odd is accepted."""
    spouse = None if wife is None else {"name": "陈美珍", "id_no": factories.id_number(wife, "2")}
    odd = {"category": "试", "child_older": "试", "mother_age": "试", "disability_no": "试"}
    return factories.household(
        db, actor, spouse=spouse, children=[child] if child else [], accepted=odd, **values
    )


def verdict(db: Database, home: UUID, kind: str, who: str = "陈美珍", day: date = DAY) -> Verdict:
    return next(v for v in support.of_family(db, home, day) if (v.kind, v.person) == (kind, who))


def test_a_bereaved_couple_is_entitled_from_the_wife_s_49th_birthday(db: Database, actor: Actor) -> None:
    home = family(db, actor, DEAD, wife=date(1975, 5, 7), categories=["03"])
    wife, man = verdict(db, home, "R02"), verdict(db, home, "R02", "林建国")
    assert (wife.state, man.state) == ("LATER", "LATER")
    assert wife.when == man.when == date(2024, 5, 7)
    assert wife.words == (
        "陈美珍，特别扶助（死亡）：未到龄。本人 48 周岁，2024-05-07 满 49 周岁。2024年5月7日起可以申报。"
    )
    assert man.reasons == ("女方陈美珍 48 周岁，2024-05-07 满 49 周岁",)
    after = verdict(db, home, "R02", day=date(2024, 5, 7))
    assert after.state == "YES"
    assert after.reasons[:2] == ("本人 49 周岁，已满 49 周岁", "独生子女林小燕于 2020-03-01 去世")
    assert after.reasons[-1].startswith("标准没有填写（")
    assert after.amount_fen is None


def test_a_widower_counts_by_his_own_age(db: Database, actor: Actor) -> None:
    home = family(db, actor, DEAD, wife=None, categories=["03"])
    assert verdict(db, home, "R02", "林建国").state == "YES"
    wife = date(1980, 1, 1)
    home = family(db, actor, {**DEAD, "id_no": factories.id_number(date(2001, 1, 1), "2")}, wife=wife,
                  head={"name": "黄明", "marital": "40"}, categories=["03"])  # fmt: skip
    assert verdict(db, home, "R02", "黄明").state == "YES"
    assert verdict(db, home, "R02").state == "LATER"


def test_who_gets_it_is_said_with_its_beginning(db: Database, actor: Actor) -> None:
    head = {"name": "林建国", "support_kind": "R02", "support_from": date(2022, 1, 1)}
    home = family(db, actor, DEAD, head=head, categories=["03"])
    assert verdict(db, home, "R02", "林建国").state == "GETS"
    assert "已享受，2022-01-01 起" in verdict(db, home, "R02", "林建国").words


@pytest.mark.parametrize(
    ("child", "values", "why"),
    [
        ("林小燕", {}, "子女林小燕在世"),
        (DEAD, {"born_daughters": 2}, "登记了 2 个子女，只有生育或收养过一个子女的才符合"),
        (None, {}, "没有登记子女，也没有认定为失独家庭"),
        (DEAD, {"head": {"name": "林建国", "id_no": factories.id_number(date(1932, 1, 1), "1")}},
         "林建国出生早于 1933-01-01"),
    ],
)  # fmt: skip
def test_why_not_bereaved(
    db: Database, actor: Actor, child: Any, values: dict[str, Any], why: str
) -> None:
    home = family(db, actor, child, **values)
    found = verdict(db, home, "R02", "林建国")
    assert (found.state, found.reasons) == ("NO", (why,))
    assert found.words.endswith(f"不符合。{why}。")


def test_a_recognised_family_without_its_child_lacks_the_evidence(db: Database, actor: Actor) -> None:
    found = verdict(db, family(db, actor, None, categories=["03"]), "R02")
    assert (found.state, found.missing) == ("YES", ("子女的姓名和死亡证明",))
    assert "还缺子女的姓名和死亡证明" in found.words


def _disabled(db: Database, actor: Actor, grade: str, **values: Any) -> UUID:
    return family(db, actor, {"name": "林小燕", "disability_grade": grade, **values}, categories=["04"])


def test_a_disabled_only_child_counts_to_the_third_grade(db: Database, actor: Actor) -> None:
    found = verdict(db, _disabled(db, actor, "3"), "R03")
    assert (found.state, found.missing) == ("YES", ("林小燕的残疾证号",))
    assert "独生子女林小燕残疾三级" in found.reasons
    mild = verdict(db, _disabled(db, actor, "4"), "R03")
    assert (mild.state, mild.reasons) == ("NO", ("子女林小燕残疾四级，要3级以上",))
    number = factories.id_number(date(1990, 6, 1), "2", serial=7)
    card = {"id_no": number, "disability_no": f"{number}42", "disability_to": date(2023, 1, 1)}
    expired = _disabled(db, actor, "2", **card)
    assert verdict(db, expired, "R03").missing == ("林小燕有效的残疾证（原证 2023-01-01 到期）",)
    dead = _disabled(db, actor, "2", death_date=date(2023, 1, 1))
    assert verdict(db, dead, "R03").reasons == ("子女林小燕已去世，按死亡申报",)
    sound = family(db, actor, "林小燕")
    assert verdict(db, sound, "R03").reasons == ("子女林小燕没有登记残疾",)


@pytest.mark.parametrize(
    ("children", "hukou", "state", "missing"),
    [
        (["林小燕"], "1", "YES", ()), (["林小燕", "林小妹"], "1", "YES", ()),
        (["林小燕"], "3", "YES", ("农村居民身份的证明",)), (["林小燕"], None, "YES", ("农村居民身份的证明",)),
        (["林小燕"], "2", "NO", ()), ([], "1", "NO", ()), (["林小燕", "林小妹", "林三妹"], "1", "NO", ()),
    ],
)  # fmt: skip
def test_the_reward_is_for_rural_couples_of_one_child_or_two_girls(
    db: Database, actor: Actor, children: list[str], hukou: str, state: str, missing: tuple[str, ...]
) -> None:
    home = factories.household(db, actor, children=children, hukou_kind=hukou)
    found = verdict(db, home, "R01", "林建国")
    assert (found.state, found.missing) == (state, missing)


def test_the_reward_begins_at_60_and_is_known_where_it_is_given(db: Database, actor: Actor) -> None:
    home = factories.household(db, actor, children=["林小燕"], hukou_kind="1", spouse="陈美珍")
    found = verdict(db, home, "R01")
    assert (found.state, found.when) == ("LATER", date(2024, 8, 20))
    given = factories.household(
        db, actor, head="黄明", children=["黄小妹"], hukou_kind="1", categories=["10"]
    )
    assert verdict(db, given, "R01", "黄明").state == "GETS"


def test_an_unknown_birth_date_and_one_of_a_year_alone(db: Database, actor: Actor) -> None:
    head = {"name": "林建国", "id_no": "", "birth_date": "1960"}
    home = factories.household(db, actor, head=head, children=["林小燕"], hukou_kind="1")
    assert verdict(db, home, "R01", "林建国").missing == ("本人出生的月日",)
    home = factories.household(
        db, actor, head={"name": "黄明", "id_no": "", "birth_date": None}, children=["黄小妹"], hukou_kind="1"
    )
    assert verdict(db, home, "R01", "黄明").reasons == ("本人没有登记出生日期",)


def test_the_29th_of_february_completes_a_year_on_the_first_of_march() -> None:
    assert birthday(date(1976, 2, 29), 49) == date(2025, 3, 1)
    assert birthday(date(1976, 2, 29), 52) == date(2028, 2, 29)
    assert birthday(date(1976, 3, 1), 49) == date(2025, 3, 1)


def test_a_family_that_left_is_not_judged(db: Database, actor: Actor) -> None:
    home = family(db, actor)
    household.set_status(db, actor, home, "MOVED_OUT", DAY, "迁往外县")
    with pytest.raises(Refused):
        support.of_family(db, home, DAY)
