"""The brake: a package that changes very much at once is looked at by a person first (EXCHANGE.md 2.10)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ljfpa_desktop.base.errors import Warn
from ljfpa_desktop.exchange.kernel.state import run

MANY = 0.2  # of an office's families changed by one package
FEW = 20  # up to this many nothing counts as mass

# What this package wrote stands under the acts after the running one; families it brought are not changed.
_CHANGED = """
    SELECT h.office_id, count(DISTINCT n.row) FROM change n JOIN household h ON h.id = n.row
    WHERE n.act > (SELECT act FROM ctx) AND n.tbl = 'household' AND n.grp <> ''
    AND NOT EXISTS (SELECT 1 FROM change f WHERE f.row = n.row AND f.grp = ''
                    AND f.act > (SELECT act FROM ctx))
    GROUP BY h.office_id
"""
_GONE = """
    SELECT count(DISTINCT row) FROM change
    WHERE act > (SELECT act FROM ctx) AND grp = 'retired' AND json_extract(old, '$.retired_on') IS NULL
"""


def doubts(s: Session, counted: dict[str, int], stated: dict[str, int]) -> list[Warn]:
    """What a person must say yes to before this package counts: wrong totals, very many changes."""
    found: list[Warn] = []
    if any(counted[k] != stated.get(k) for k in counted):
        found.append(Warn("totals", "", "数据包里的户数或金额与它自己写的合计不一致，请先打电话核对。"))
    c = s.connection()
    for office, changed in run(c, _CHANGED).all():
        all_ = run(
            c, "SELECT count(*) FROM household WHERE office_id = ? AND retired_on IS NULL", (office,)
        ).scalar_one()
        if changed > FEW and changed > all_ * MANY:
            found.append(
                Warn("mass", "", f"这个数据包一次改动 {changed} 户，超过该单位家庭的五分之一，请先核对。")
            )
    taken_out = gone(s)
    if taken_out > FEW:
        found.append(Warn("gone", "", f"这个数据包一次撤下 {taken_out} 条记录，请先核对。"))
    return found


def gone(s: Session) -> int:
    """How many records the package that is being taken in takes out."""
    return int(run(s.connection(), _GONE).scalar_one())
