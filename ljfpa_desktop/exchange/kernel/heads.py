"""The graph of a scope's segments: its heads, and what another has not (EXCHANGE.md 2.8)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from ljfpa_desktop.exchange.kernel.state import APPLIED, IN_EFFECT, PRUNED, RESCUED, run

_EFFECT = f"('{APPLIED}', '{RESCUED}', '{PRUNED}')"
assert set(IN_EFFECT) == {APPLIED, RESCUED, PRUNED}


def heads(c: Connection, scope: str) -> list[bytes]:
    """The applied segments of a scope that no applied segment follows, in the order of their bytes."""
    found = run(
        c,
        f"SELECT e.hash FROM sync_seg e WHERE e.scope = ? AND e.state IN {_EFFECT} AND NOT EXISTS ("
        "SELECT 1 FROM sync_parent p JOIN sync_seg k ON k.hash = p.child "
        f"WHERE p.parent = e.hash AND k.state IN {_EFFECT}) ORDER BY e.hash",
        (scope,),
    )
    return [row[0] for row in found]


def scopes(c: Connection) -> list[str]:
    """Every scope a segment of which is here."""
    return [row[0] for row in run(c, "SELECT DISTINCT scope FROM sync_seg ORDER BY scope")]


def gaps(c: Connection, scope: str) -> list[bytes]:
    """Segments that rescued ones follow and that never came: heads alone would say that we have them."""
    found = run(
        c,
        "SELECT DISTINCT p.parent FROM sync_seg e JOIN sync_parent p ON p.child = e.hash "
        f"LEFT JOIN sync_seg k ON k.hash = p.parent WHERE e.scope = ? AND e.state = '{RESCUED}' "
        f"AND coalesce(k.state, '') NOT IN {_EFFECT} ORDER BY p.parent",
        (scope,),
    )
    return [row[0] for row in found]


def ancestors(c: Connection, known: Iterable[bytes], lacks: Iterable[bytes] = ()) -> set[bytes]:
    """These segments and all before them, as far as they are here; not those behind ``lacks`` alone."""
    beyond = set(lacks)
    seen = set(beyond)
    open_ = [h for h in known if run(c, "SELECT 1 FROM sync_seg WHERE hash = ?", (h,)).first()]
    while open_:
        h = open_.pop()
        if h in seen:
            continue
        seen.add(h)
        open_ += parents(c, h)
    return seen - beyond


def parents(c: Connection, h: bytes) -> list[bytes]:
    """The segments that one we hold follows."""
    return [row[0] for row in run(c, "SELECT parent FROM sync_parent WHERE child = ?", (h,))]


def stated(c: Connection, scope: str) -> list[str]:
    """What a package says we have of a scope: the heads in hex, and each gap behind a minus."""
    return [*(h.hex() for h in heads(c, scope)), *(f"-{h.hex()}" for h in gaps(c, scope))]


def missing_for(c: Connection, scope: str, said: Iterable[str]) -> list[bytes]:
    """The applied segments of a scope that one lacks whose package said this of it (`stated`)."""
    words = list(said)
    have = [bytes.fromhex(w) for w in words if not w.startswith("-")]
    return missing_at(c, scope, have, [bytes.fromhex(w[1:]) for w in words if w.startswith("-")])


def missing_at(
    c: Connection, scope: str, have: Iterable[bytes], lacks: Iterable[bytes] = ()
) -> list[bytes]:
    """The applied segments of a scope that one with these heads lacks, parents before children.

    ``lacks`` are the `gaps` it told of. Heads we do not know are passed over: sending too much does no
    harm, sending too little does. Of pruned ones only the names are here: others have their bytes.
    """
    known = ancestors(c, have, lacks)
    found = run(
        c,
        f"SELECT hash FROM sync_seg WHERE scope = ? AND state IN ('{APPLIED}', '{RESCUED}') "
        "ORDER BY lam, hash",
        (scope,),
    )
    return [row[0] for row in found if row[0] not in known]


def missing_parents(c: Connection, h: bytes) -> list[bytes]:
    """The parents of a segment that have not been applied here."""
    found = run(
        c,
        "SELECT p.parent FROM sync_parent p LEFT JOIN sync_seg e ON e.hash = p.parent "
        f"WHERE p.child = ? AND coalesce(e.state, '') NOT IN {_EFFECT}",
        (h,),
    )
    return [row[0] for row in found]
