"""The acts of a package: each change under the act of its origin, in the one chain."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, text

from ljfpa_desktop.base import capture
from ljfpa_desktop.base.capture import Act, ChangeRow, Origin
from ljfpa_desktop.base.db import Actor, Database, act_of_origin


def origin(number: int, why: str) -> Origin:
    return Origin(
        UUID(int=number),
        datetime(2024, 5, 1 + number, tzinfo=UTC),
        f"经办{number}",
        why,
        "save",
        "350122104",
        "B",
    )


def test_acts_of_a_package_follow_its_own_with_their_own_words(db: Database, actor: Actor) -> None:
    """Each change under the act of its origin, the chain unbroken, listeners told each kind once."""
    seen: list[ChangeRow] = []
    db.before_commit.append(lambda _s, changes: seen.extend(changes))
    with db.transaction(actor, "接收", "receive") as s:
        first = int(s.execute(text("SELECT act FROM ctx")).scalar_one())
        numbers = [act_of_origin(s, origin(n, why)) for n, why in ((1, "建"), (2, "改"), (3, "空"))]
        for n in range(3):
            s.execute(
                text("INSERT INTO change(act, tbl, row, grp, seg) VALUES (:a, 'site', :r, '', :g)"),
                {"a": numbers[n % 2], "r": bytes([n]) * 16, "g": b"s" * 32},
            )
    db.before_commit.clear()
    assert numbers == [first + 1, first + 2, first + 3]
    assert [(c.tbl, c.grp) for c in seen] == [("site", "")]
    with db.read() as s:
        acts = s.execute(select(Act).where(Act.seq >= first).order_by(Act.seq)).scalars().all()
    assert [(a.why, a.actor, a.office) for a in acts[1:]] == [
        ("建", "经办1", "350122104"), ("改", "经办2", "350122104"), ("空", "经办3", "350122104")
    ]  # fmt: skip
    assert [a.prev for a in acts[1:]] == [a.h for a in acts[:-1]]
    assert acts[1].digest != acts[2].digest
    assert acts[3].digest == capture.digest_of([])
