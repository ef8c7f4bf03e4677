"""Rules about what was given and done: money after death or leaving, days in the future."""

from __future__ import annotations

from ljfpa_desktop.services.plausibility.rule import Rule

_PAID = (
    "FROM payment a JOIN household k ON k.id = a.household_id AND k.retired_on IS NULL "
    "JOIN person w ON w.id = a.person_id JOIN person x ON x.id = coalesce(w.merged_into, w.id) "
    "JOIN cycle y ON y.id = a.cycle_id "
)
_STANDS = "a.retired_on IS NULL AND a.voided_on IS NULL"
_FACTS = (
    "SELECT a.household_id AS h, x.id AS p, a.id AS subject, a.payee_name AS name, "
    "a.receipt_no, a.paid_on"
)

RULES = (
    Rule(
        "dead_paid", "去世以后还发了钱", "wrong",
        f"{_FACTS}, x.death_date AS died {_PAID} WHERE {_STANDS} AND a.paid_on >= x.death_date",
        "{name}已于 {died} 去世，{paid_on} 还发放给他（{receipt_no}），请核对日期，该追回的作废重开。",
        "aid",
    ),
    Rule(
        "dead_listed", "已故的人在待发名单里", "wrong",
        "SELECT e.household_id AS h, e.person_id AS p, e.id AS subject, x.name, x.death_date AS died, "
        "y.name AS cycle FROM entitlement e JOIN person x ON x.id = e.person_id "
        "JOIN cycle y ON y.id = e.cycle_id WHERE e.retired_on IS NULL "
        "AND e.status IN ('PROPOSED', 'APPROVED') AND y.retired_on IS NULL "
        "AND y.stage <> 'closed' AND x.death_date <= :today "
        "AND NOT EXISTS (SELECT 1 FROM payment a WHERE a.entitlement_id = e.id AND a.voided_on IS NULL)",
        "{name}已于 {died} 去世，还在“{cycle}”的名单里，请改领款人或停发。",
        "aid",
    ),
    Rule(
        "left_paid", "离开这一户以后还由他领款", "wrong",
        f"{_FACTS}, m.left_on {_PAID} JOIN member m ON m.household_id = a.household_id "
        f"AND m.person_id = x.id AND m.retired_on IS NULL WHERE {_STANDS} AND a.paid_on > m.left_on "
        "AND NOT EXISTS (SELECT 1 FROM member o WHERE o.household_id = a.household_id "
        "AND o.person_id = x.id AND o.retired_on IS NULL "
        "AND coalesce(o.left_on, '9999') >= a.paid_on)",
        "{name}已于 {left_on} 离开这一户，{paid_on} 还由他领款（{receipt_no}），请核对。",
        "aid",
    ),
    Rule(
        "gone_paid", "迁出或销户以后还发了钱", "odd",
        f"{_FACTS}, k.status, k.status_on {_PAID} WHERE {_STANDS} "
        "AND k.status IN ('MOVED_OUT', 'CLOSED', 'DECEASED_ALL') AND a.paid_on > k.status_on",
        "这一户 {status_on} {status:household_status}，{paid_on} 还发放给{name}（{receipt_no}），请核对。",
        "aid",
    ),
    Rule(
        "payment_in_future", "发放日期还没有到", "wrong",
        f"{_FACTS} {_PAID} WHERE {_STANDS} AND a.paid_on > :today",
        "发放给{name}的日期 {paid_on} 还没有到（{receipt_no}），请核对年份。",
        "aid",
    ),
    Rule(
        "visit_in_future", "走访日期还没有到", "wrong",
        "SELECT v.household_id AS h, NULL AS p, v.id AS subject, v.visited_on, v.visitors FROM visit v "
        "WHERE v.retired_on IS NULL AND v.visited_on > :today",
        "{visitors}的走访日期 {visited_on} 还没有到，请核对年份。",
    ),
    Rule(
        "event_in_future", "已举办的活动日期还没有到", "wrong",
        "SELECT NULL AS h, NULL AS p, e.id AS subject, e.theme, e.held_on FROM event e "
        "WHERE e.retired_on IS NULL "
        "AND e.status = 'HELD' AND e.held_on > :today",
        "活动“{theme}”登记为已举办，日期 {held_on} 还没有到，请核对年份。",
        "events",
    ),
)  # fmt: skip
