"""The history of every scope in memory, for screens that ask of many offices at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from ljfpa_desktop.models.sync import Parent, Segment

IN_EFFECT = ("applied", "rescued", "pruned")


class Graph:
    """The history of all scopes in memory: two queries in place of one for each segment."""

    def __init__(self, s: Session) -> None:
        rows = s.execute(select(Segment.hash).where(Segment.state.in_(IN_EFFECT)))
        self._here = {bytes(h).hex() for (h,) in rows}
        self._parents: dict[str, list[str]] = {}
        for child, parent in s.execute(select(Parent.child, Parent.parent)):
            self._parents.setdefault(bytes(child).hex(), []).append(bytes(parent).hex())

    def known(self, have: Mapping[str, Iterable[str]]) -> set[str]:
        """Everything one has who said this of each scope (`heads.stated`)."""
        words = [w for said in have.values() for w in said]
        seen = {w[1:] for w in words if w.startswith("-")}
        lacks = set(seen)
        open_ = [w for w in words if w in self._here]
        while open_:
            h = open_.pop()
            if h not in seen:
                seen.add(h)
                open_ += self._parents.get(h, ())
        return seen - lacks

    def heads_of(self, stated: Mapping[str, Iterable[str]]) -> set[str]:
        """The heads a package stated that are still here."""
        return {w for said in stated.values() for w in said} & self._here
