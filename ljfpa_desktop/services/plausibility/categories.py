"""Rules about categories: against the children, the certificates and the ages that stand in the family."""

from __future__ import annotations

from ljfpa_desktop.services.plausibility.rule import BORN, CHILDREN, Rule

_SONS = f"(SELECT count(*) FROM here m WHERE m.h = k.h AND m.rel IN {BORN} AND m.sex = '1')"
_DAUGHTERS = f"(SELECT count(*) FROM here m WHERE m.h = k.h AND m.rel IN {BORN} AND m.sex = '2')"
_BOYS, _GIRLS = f"max({_SONS}, coalesce(k.born_sons, 0))", f"max({_DAUGHTERS}, coalesce(k.born_daughters, 0))"
_HOLDING = "FROM held c JOIN family k ON k.id = c.h WHERE c.category = "
_SEVERE = "m.grade BETWEEN '1' AND '3'"


def _no_child(condition: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM here m WHERE m.h = c.h AND m.rel IN {CHILDREN} AND {condition})"


RULES = (
    Rule(
        "only_child", "独生子女家庭有两个以上子女", "wrong",
        f"SELECT c.h, NULL AS p, c.h AS subject, {_BOYS} + {_GIRLS} AS number {_HOLDING}'01' AND number > 1",
        "登记了 {number} 个子女，与“独生子女家庭”不符，请终止类别或核对子女。",
    ),
    Rule(
        "two_daughters", "二女户的子女不是两个女孩", "wrong",
        f"SELECT c.h, NULL AS p, c.h AS subject, {_BOYS} AS boys, {_GIRLS} AS girls {_HOLDING}'02' "
        "AND (boys > 0 OR girls > 2)",
        "登记了 {boys} 个男孩 {girls} 个女孩，与“农村二女户”不符，请终止类别或核对子女。",
    ),
    Rule(
        "town_daughters", "二女户是城镇户口", "odd",
        f"SELECT c.h, NULL AS p, c.h AS subject, k.hukou_kind {_HOLDING}'02' AND k.hukou_kind = '2'",
        "户口性质是{hukou_kind:hukou_kind}，与“农村二女户”不符，请核对。",
    ),
    Rule(
        "bereaved", "失独家庭有在世子女", "wrong",
        "SELECT c.h, m.p, c.h AS subject, m.name, m.born FROM held c JOIN here m ON m.h = c.h "
        f"WHERE c.category = '03' AND m.rel IN {CHILDREN} AND m.died IS NULL",
        "子女{name}（{born} 出生）没有登记死亡，与“失独”不符，请核对。",
    ),
    Rule(
        "bereaved_evidence", "失独没有证明", "odd",
        f"SELECT c.h, NULL AS p, c.h AS subject, c.valid_from FROM held c WHERE c.category = '03' "
        f"AND c.basis = '' AND {_no_child('m.died IS NOT NULL')}",
        "{valid_from} 认定为失独，没有登记子女死亡日期，也没有认定依据，请补上。",
    ),
    Rule(
        "disabled_evidence", "伤残没有残疾证", "odd",
        f"SELECT c.h, NULL AS p, c.h AS subject, c.valid_from FROM held c WHERE c.category = '04' "
        f"AND c.basis = '' AND {_no_child('(m.cert IS NOT NULL OR m.grade IS NOT NULL)')}",
        "{valid_from} 认定为伤残，没有登记子女的残疾证，也没有认定依据，请补上。",
    ),
    Rule(
        "disabled_grade", "伤残家庭的残疾等级不够", "wrong",
        "SELECT c.h, m.p, c.h AS subject, m.name, m.grade FROM held c JOIN here m ON m.h = c.h "
        f"WHERE c.category = '04' AND m.rel IN {CHILDREN} AND m.grade > '3' "
        f"AND {_no_child(_SEVERE)}",
        "子女{name}的残疾等级是{grade:disability_grade}，“伤残”应为三级以上，请核对。",
    ),
    Rule(
        "both_special", "同时认定失独和伤残", "wrong",
        "SELECT c.h, NULL AS p, c.h AS subject, c.valid_from AS since, o.valid_from AS since_too "
        "FROM held c JOIN held o ON o.h = c.h AND o.category = '04' WHERE c.category = '03'",
        "失独（{since} 起）和伤残（{since_too} 起）不能同时认定，请终止其中一个。",
    ),
    Rule(
        "twice_held", "同一类别认定了两次", "wrong",
        "SELECT c.h, NULL AS p, c.h AS subject, c.category, count(*) AS number FROM held c "
        "GROUP BY c.h, c.category HAVING count(*) > 1",
        "“{category:household_category}”今天有 {number} 条认定，请终止多出的。",
    ),
    Rule(
        "infant", "婴幼儿家庭没有三岁以下孩子", "odd",
        "SELECT c.h, NULL AS p, c.h AS subject, max(m.born) AS born FROM held c "
        "LEFT JOIN here m ON m.h = c.h WHERE c.category = '13' GROUP BY c.h "
        "HAVING coalesce(max(m.born), '') <= date(:today, '-4 years')",
        "最小的成员出生于 {born}，已超过三岁，与“婴幼儿家庭”不符，请终止类别或补登孩子。",
    ),
    Rule(
        "aged", "高龄家庭没有八十岁以上老人", "odd",
        "SELECT c.h, NULL AS p, c.h AS subject, min(m.born) AS born FROM held c "
        "JOIN here m ON m.h = c.h AND m.died IS NULL "
        "WHERE c.category = '09' GROUP BY c.h HAVING min(m.born) > date(:today, '-80 years')",
        "在世成员里最年长的出生于 {born}，不满八十岁，与“高龄家庭”不符，请核对。",
    ),
    Rule(
        "certificate_no", "残疾证号与身份证号不符", "wrong",
        "SELECT m.h, m.p, m.p AS subject, m.name, substr(m.cert, -4) AS tail, substr(m.id_no, -4) AS id_tail "
        "FROM here m WHERE length(m.cert) >= 20 AND length(m.id_no) = 18 "
        "AND substr(m.cert, 1, 18) <> m.id_no",
        "{name}的残疾证号前 18 位与身份证号（尾号 {id_tail}）不同，请核对。",
    ),
    Rule(
        "certificate_grade", "残疾等级与残疾证号不符", "wrong",
        "SELECT m.h, m.p, m.p AS subject, m.name, m.grade, substr(m.cert, 20, 1) AS by_cert FROM here m "
        "WHERE length(m.cert) >= 20 AND m.grade <> substr(m.cert, 20, 1)",
        "{name}的残疾等级登记为{grade:disability_grade}，残疾证号上是{by_cert:disability_grade}，请核对。",
    ),
    Rule(
        "category_in_future", "认定日期还没有到", "odd",
        "SELECT c.household_id AS h, NULL AS p, c.id AS subject, c.category, c.valid_from "
        "FROM household_category c JOIN family k ON k.id = c.household_id "
        "WHERE c.retired_on IS NULL AND c.valid_from > :today",
        "“{category:household_category}”的认定日期 {valid_from} 还没有到，请核对年份。",
    ),
)  # fmt: skip
