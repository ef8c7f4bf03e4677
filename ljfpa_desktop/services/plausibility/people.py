"""Rules about people: births against parents, the ID number, marriage, days in the future, two families."""

from __future__ import annotations

from ljfpa_desktop.base import codes
from ljfpa_desktop.services.household import rules
from ljfpa_desktop.services.plausibility.rule import COUPLE, SPOUSES, Rule, listed

OLDEST = 115
_YEARS = "(substr(cborn, 1, 4) - substr(pborn, 1, 4) - (substr(cborn, 6) < substr(pborn, 6)))"
_CARD = "length(m.id_no) = 18 AND coalesce(m.id_type, '01') IN ('01', '02')"
_BY_CARD = "substr(m.id_no, 7, 4) || '-' || substr(m.id_no, 11, 2) || '-' || substr(m.id_no, 13, 2)"
_ALL = [code for code, _ in codes.choices("relation")]
MEN, WOMEN = (listed(c for c in _ALL if codes.relation_sex(c) == sex) for sex in "12")

RULES = (
    Rule(
        "child_older", "子女不比父母年轻", "wrong",
        "SELECT h, p, mid AS subject, child, cborn, parent, pborn FROM pair WHERE cborn <= pborn",
        "{child}（{cborn}）不比{parent}（{pborn}）年轻，请核对出生日期和关系。",
    ),
    Rule(
        "mother_age", "母亲生育时年龄不合常理", "odd",
        f"SELECT h, p, mid AS subject, child, cborn, parent, pborn, {_YEARS} AS years FROM pair "
        f"WHERE own AND psex = '2' AND cborn > pborn "
        f"AND {_YEARS} NOT BETWEEN {rules.YOUNGEST_MOTHER} AND {rules.OLDEST_MOTHER}",
        "{parent}生{child}时 {years} 岁，请核对出生日期和关系；继母、养母请改关系。",
    ),
    Rule(
        "born_after_mother", "母亲去世后才出生", "wrong",
        "SELECT h, p, mid AS subject, child, cborn, parent, pdied FROM pair "
        "WHERE own AND psex = '2' AND cborn > pdied",
        "{child}（{cborn}）出生在母亲{parent}去世（{pdied}）之后，请核对两个日期。",
    ),
    Rule(
        "born_after_father", "父亲去世很久才出生", "wrong",
        "SELECT h, p, mid AS subject, child, cborn, parent, pdied FROM pair "
        "WHERE own AND psex = '1' AND cborn > date(pdied, '+310 days')",
        "{child}（{cborn}）出生在父亲{parent}去世（{pdied}）十个月以后，请核对两个日期。",
    ),
    Rule(
        "sex_by_id", "性别与身份证号不符", "wrong",
        "SELECT m.h, m.p, m.p AS subject, m.name, m.sex, substr(m.id_no, 17, 1) % 2 AS odd FROM here m "
        f"WHERE {_CARD} AND m.sex IN ('1', '2') AND (substr(m.id_no, 17, 1) % 2 = 1) <> (m.sex = '1')",
        "{name}的性别登记为{sex:sex}，与身份证号第 17 位不符，请核对。",
    ),
    Rule(
        "birth_by_id", "出生日期与身份证号不符", "wrong",
        f"SELECT m.h, m.p, m.p AS subject, m.name, m.born, {_BY_CARD} AS by_card FROM here m "
        f"WHERE {_CARD} AND coalesce(m.precision, 'YMD') = 'YMD' AND coalesce(m.birth_why, '') = '' "
        f"AND m.born <> {_BY_CARD}",
        "{name}的出生日期 {born} 与身份证号（{by_card}）不符，请核对，或在人员资料里填不符的原因。",
    ),
    Rule(
        "relation_sex", "性别与关系不符", "wrong",
        "SELECT m.h, m.p, m.mid AS subject, m.name, m.sex, m.rel FROM here m "
        f"WHERE (m.sex = '2' AND m.rel IN {MEN}) OR (m.sex = '1' AND m.rel IN {WOMEN})",
        "{name}是{sex:sex}，关系却是“{rel:relation}”，请核对。",
    ),
    Rule(
        "two_families", "同一个人登记在两户", "wrong",
        "SELECT min(m.h) AS h, m.p, m.p AS subject, m.name, count(DISTINCT m.h) AS number, "
        "replace(group_concat(DISTINCT k.household_no), ',', '、') AS families "
        "FROM here m JOIN family k ON k.id = m.h GROUP BY m.p HAVING count(DISTINCT m.h) > 1",
        "{name}同时是 {number} 户的成员（{families}），请在已离开的那一户登记离开日期。",
    ),
    Rule(
        "single_with_spouse", "婚姻状况与配偶不符", "odd",
        f"SELECT m.h, m.p, m.p AS subject, m.name, m.marital, o.name AS spouse FROM here m JOIN here o "
        f"ON o.h = m.h AND o.p <> m.p AND o.died IS NULL AND o.rel IN {COUPLE} "
        f"AND (m.rel = '02') <> (o.rel = '02') "
        f"WHERE m.rel IN {COUPLE} AND m.died IS NULL AND m.marital IN ('10', '30', '40')",
        "{name}登记为{marital:marital}，但配偶{spouse}在册，请核对婚姻状况或关系。",
    ),
    Rule(
        "married_to_dead", "配偶已故，仍登记为已婚", "odd",
        "SELECT m.h, m.p, m.p AS subject, m.name, m.marital, o.name AS spouse, o.died FROM here m "
        f"JOIN here o ON o.h = m.h AND o.died IS NOT NULL AND o.rel IN {SPOUSES} "
        "WHERE m.rel = '02' AND m.died IS NULL AND m.marital IN ('20', '21', '22', '23') "
        f"AND NOT EXISTS (SELECT 1 FROM here w WHERE w.h = m.h AND w.rel IN {SPOUSES} AND w.died IS NULL)",
        "{name}登记为{marital:marital}，配偶{spouse}已于 {died} 去世，请改为丧偶。",
    ),
    Rule(
        "married_child", "未满 18 岁登记为已婚", "odd",
        "SELECT m.h, m.p, m.p AS subject, m.name, m.born, m.marital FROM here m "
        "WHERE m.marital IN ('20', '21', '22', '23') AND m.born > date(:today, '-18 years')",
        "{name}（{born} 出生）还没满 18 岁，登记为{marital:marital}，请核对。",
    ),
    Rule(
        "too_old", "年龄超过 115 岁", "odd",
        "SELECT m.h, m.p, m.p AS subject, m.name, m.born FROM here m "
        f"WHERE m.died IS NULL AND m.born < date(:today, '-{OLDEST} years')",
        "{name}出生于 {born}，已超过 115 岁且没有登记死亡，请核对。",
    ),
    Rule(
        "dead_before_born", "死亡日期早于出生日期", "wrong",
        "SELECT m.h, m.p, m.p AS subject, m.name, m.born, m.died FROM here m WHERE m.died < m.born",
        "{name}的死亡日期 {died} 早于出生日期 {born}，请核对。",
    ),
    Rule(
        "person_in_future", "出生或死亡日期还没有到", "wrong",
        "SELECT m.h, m.p, m.p AS subject, m.name, max(m.born, coalesce(m.died, '')) AS day FROM here m "
        "WHERE m.born > :today OR m.died > :today",
        "{name}登记的日期 {day} 还没有到，请核对年份。",
    ),
)  # fmt: skip
