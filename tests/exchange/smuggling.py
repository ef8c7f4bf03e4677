"""A computer that was let in and means ill: packages no program of ours would make, rightly signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ljfpa_desktop.exchange import registry
from ljfpa_desktop.exchange.file import package
from ljfpa_desktop.exchange.kernel import heads, identity
from ljfpa_desktop.exchange.kernel.identity import Me
from ljfpa_desktop.exchange.kernel.summary import add, none
from ljfpa_desktop.exchange.kernel.wire import Body, Deed, Op, Sealed, open_segment, seal_body
from ljfpa_desktop.migrations.run import NEWEST
from tests.exchange.offices import Pc

WHEN = "2026-11-24T08:00:00.000000Z"


def me_of(pc: Pc) -> Me:
    with pc.db.read() as s:
        found = identity.me(s)
    assert found is not None
    return found


def segment(pc: Pc, ops: Iterable[Op], **changes: Any) -> Sealed:
    """A segment of this computer's keys over these operations, after what it holds of its scope."""
    me = me_of(pc)
    scope = str(changes.get("scope", me.office))
    with pc.db.read() as s:
        parents = tuple(h.hex() for h in heads.heads(s.connection(), scope))
    facts: dict[str, Any] = {
        "scope": scope, "inst": me.inst, "key": me.key_id, "no": 99, "lam": 99, "wall": WHEN,
        "schema": NEWEST, "parents": parents, "ops": tuple(ops),
        "acts": (Deed("ab" * 16, WHEN, "某人", "改", "save", me.office, "A"),),
    }  # fmt: skip
    return seal_body(Body(**(facts | changes)), me.keys)


def op(tbl: str, row: bytes, value: dict[str, Any], grp: str = "", base: str = "") -> Op:
    return Op(tbl, row.hex(), grp, value, base, (), 0)


def smuggled(
    pc: Pc,
    to: Pc,
    folder: Path,
    raws: Sequence[bytes],
    parts: Sequence[tuple[str, bytes]] = (),
    **changes: Any,
) -> Path:
    """A package of these segments in ``folder``, for ``to``, signed by ``pc``."""
    me, reader = me_of(pc), me_of(to)
    counted = none()
    with pc.db.read() as s:
        for raw in raws:
            signer = registry.by_key(s, me.key_id)
            assert signer is not None
            with suppress(Exception):  # somebody else's, or nonsense
                add(counted, open_segment(raw, signer.keys).body)
    facts: dict[str, Any] = {
        "sender": package.Sender(me.inst, me.office, me.key_id), "to": [reader.inst], "created": WHEN,
        "no": 77, "scopes": [me.office], "have": {}, "reset_have": False, "app": "2.0.0", "schema": NEWEST,
        "min_reader": NEWEST, "audit_head": "", "summary": counted,
        "hint": {"from": "甲", "to": "乙", "no": 77},
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    draft = package.Draft(**(facts | changes))
    return package.write(folder, "偷.ljp", draft, raws, parts, me.keys, [reader.keys.public.age]).path
