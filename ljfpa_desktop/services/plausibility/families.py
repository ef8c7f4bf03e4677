"""Rules about a family as a whole: its head and spouses, its village and phone, who lives in it."""

from __future__ import annotations

from ljfpa_desktop.services.plausibility.rule import CHILDREN, SPOUSES, Rule

MOST_FAMILIES_OF_A_PHONE = 5
YOUNGEST_HEAD = 16

RULES = (
    Rule(
        "no_head", "没有户主", "wrong",
        "SELECT k.h, NULL AS p, k.h AS subject, k.household_no FROM family k "
        "WHERE NOT EXISTS (SELECT 1 FROM here m WHERE m.h = k.h AND m.rel = '02')",
        "家庭编号 {household_no} 没有户主，请把一名成员的关系改为“户主”。",
    ),
    Rule(
        "two_heads", "不止一个户主", "wrong",
        "SELECT m.h, NULL AS p, m.h AS subject, count(*) AS number, group_concat(m.name, '、') AS names "
        "FROM here m WHERE m.rel = '02' GROUP BY m.h HAVING count(*) > 1",
        "有 {number} 个户主（{names}），一户只能有一个，请改其中的关系。",
    ),
    Rule(
        "dead_head", "户主已故，还没有换", "wrong",
        "SELECT m.h, m.p, m.h AS subject, m.name, m.died FROM here m WHERE m.rel = '02' "
        "AND m.died IS NOT NULL AND EXISTS (SELECT 1 FROM here o WHERE o.h = m.h AND o.died IS NULL)",
        "户主{name}已于 {died} 去世，请在“家庭变动”里更换户主。",
    ),
    Rule(
        "all_dead", "全户已故，仍在册", "wrong",
        "SELECT m.h, NULL AS p, m.h AS subject, max(m.died) AS died FROM here m GROUP BY m.h "
        "HAVING count(*) = count(m.died)",
        "登记的成员都已去世（最后一人 {died}），请把状态改为“全户亡故”。",
    ),
    Rule(
        "two_spouses", "不止一个在世配偶", "wrong",
        "SELECT m.h, NULL AS p, m.h AS subject, count(*) AS number, group_concat(m.name, '、') AS names "
        f"FROM here m WHERE m.rel IN {SPOUSES} AND m.died IS NULL GROUP BY m.h HAVING count(*) > 1",
        "有 {number} 个在世配偶（{names}），请核对关系，或登记离婚、离开。",
    ),
    Rule(
        "minor_head", "户主未满 16 岁，家里有成年人", "odd",
        "SELECT m.h, m.p, m.h AS subject, m.name, m.born FROM here m "
        f"WHERE m.rel = '02' AND m.died IS NULL AND m.born > date(:today, '-{YOUNGEST_HEAD} years') "
        "AND EXISTS (SELECT 1 FROM here o WHERE o.h = m.h AND o.died IS NULL "
        "AND o.born <= date(:today, '-18 years'))",
        "户主{name}（{born} 出生）还没满 16 岁，家里有成年人，请核对户主。",
    ),
    Rule(
        "village", "村（居）没有填或不对", "wrong",
        "SELECT k.h, NULL AS p, k.h AS subject, k.village_code FROM family k "
        "WHERE k.village_code NOT IN (SELECT value FROM json_each(:villages))",
        "村（居）“{village_code}”不在区划表里，请从列表选择。",
    ),
    Rule(
        "shared_phone", "一个电话登记在很多户", "odd",
        "SELECT min(k.h) AS h, NULL AS p, min(k.h) AS subject, substr(k.phone1, 1, 3) || '****' "
        "|| substr(k.phone1, -4) AS phone, count(*) AS number FROM family k WHERE k.phone1 <> '' "
        f"GROUP BY k.phone1 HAVING count(*) > {MOST_FAMILIES_OF_A_PHONE}",
        "电话 {phone} 登记在 {number} 户，多半是村干部代填的，请改成各户自己的电话。",
    ),
    Rule(
        "alone", "登记为独居，家里不止一人", "odd",
        "SELECT k.h, NULL AS p, k.h AS subject, count(*) AS number, group_concat(m.name, '、') AS names "
        "FROM family k JOIN here m ON m.h = k.h AND m.died IS NULL WHERE k.lives_alone "
        "GROUP BY k.h HAVING count(*) > 1",
        "登记为独居，但家里有 {number} 人（{names}），请核对。",
    ),
    Rule(
        "fewer_children", "登记的生育数比成员里的子女少", "odd",
        "SELECT k.h, NULL AS p, k.h AS subject, k.born_sons + k.born_daughters AS stated, count(*) AS number "
        "FROM family k JOIN here m ON m.h = k.h "
        f"WHERE m.rel IN {CHILDREN} AND m.rel NOT IN ('27', '37') "
        "GROUP BY k.h HAVING stated < count(*)",
        "资料里写生育 {stated} 个，成员里有 {number} 个亲生子女，请核对。",
    ),
)  # fmt: skip
