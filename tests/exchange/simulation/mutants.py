"""Wrong merges, each a small change of the real one: the simulation must tell every one of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from ljfpa_desktop.exchange.kernel import batch, heads, identity, seal, state, wire
from ljfpa_desktop.exchange.kernel.apply import Receiver
from ljfpa_desktop.exchange.kernel.batch import Batch
from ljfpa_desktop.exchange.kernel.merge import Mark, Outcome, arrive
from tests.exchange.simulation import oracle

Mutant = Callable[[pytest.MonkeyPatch], None]


def last_writer_wins(m: pytest.MonkeyPatch) -> None:
    """The greatest version is shown and nothing else is kept."""

    def merge(dot: Mark, _replaced: Any, shown: Mark | None, _siblings: Any, **_rest: Any) -> Outcome:
        return Outcome(max(dot, shown or dot), frozenset())

    m.setattr(batch, "arrive", merge)


def loser_dropped(m: pytest.MonkeyPatch) -> None:
    """A newcomer that wins forgets whom it beat."""

    def merge(dot: Mark, replaced: Any, shown: Mark | None, siblings: Any, **rest: Any) -> Outcome | None:
        out = arrive(dot, replaced, shown, siblings, **rest)
        return out and Outcome(out.shown, out.siblings - ({shown} if out.shown == dot else set()))

    m.setattr(batch, "arrive", merge)


def arrival_order_wins(m: pytest.MonkeyPatch) -> None:
    """What comes last is shown."""

    def merge(dot: Mark, *args: Any, **rest: Any) -> Outcome | None:
        return arrive(dot, *args, **rest | {"elect": lambda live: dot if dot in live else max(live)})

    m.setattr(batch, "arrive", merge)


def lamport_not_merged(m: pytest.MonkeyPatch) -> None:
    """A PC counts on without regard to what it has seen."""
    m.setattr(identity, "reach", lambda *_args: None)


def numbered_segments(m: pytest.MonkeyPatch) -> None:
    """Segments are named by PC and number: a restored PC uses numbers again."""

    def name_of(line: bytes) -> bytes:
        body = json.loads(line)
        return hashlib.sha256(f"{body['inst']}:{body['no']}".encode()).digest()

    m.setattr(wire, "name_of", name_of)
    m.setattr(oracle, "name_of", name_of)


def merged_by_column(m: pytest.MonkeyPatch) -> None:
    """Columns that the newcomer leaves empty keep what stood: half of one account, half of another."""
    show = Batch._show  # noqa: SLF001

    def mixed(self: Batch, known: Any, key: Any, value: Any, op: Any) -> None:
        show(self, known, key, known.value(known.groups[key[1]], self.rows[known.name][key[0]]) | value, op)

    m.setattr(Batch, "_show", mixed)


def triggers_not_muted(m: pytest.MonkeyPatch) -> None:
    """What a package writes counts as typed here."""
    run = state.run

    def heard(c: Any, sql: str, values: Any = ()) -> Any:
        return run(c, sql.replace("applying = 1", "applying = 0"), values)

    m.setattr(state, "run", heard)


def base_not_named(m: pytest.MonkeyPatch) -> None:
    """An edit does not say which version it replaces."""
    op = wire.Op
    m.setattr(seal, "Op", lambda *args: op(*args)._replace(base=""))


def decision_not_named(m: pytest.MonkeyPatch) -> None:
    """A decision does not say which versions it closes."""
    op = wire.Op
    m.setattr(seal, "Op", lambda *args: op(*args)._replace(resolves=()))


def dead_forgotten(m: pytest.MonkeyPatch) -> None:
    """Versions replaced before they came are shown when they come."""
    m.setattr(state, "dead_of", lambda *_args: set())


def equal_value_dropped(m: pytest.MonkeyPatch) -> None:
    """A sibling that says the same as the winner is not kept."""
    note = Batch._note_siblings  # noqa: SLF001

    def few(self: Batch, known: Any, key: Any, out: Outcome, values: Any, op: Any) -> None:
        kept = frozenset(mark for mark in out.siblings if values[mark] != values[out.shown])
        note(self, known, key, Outcome(out.shown, kept), values, op)

    m.setattr(Batch, "_note_siblings", few)


def gaps_not_told(m: pytest.MonkeyPatch) -> None:
    """After a rescue the heads alone are told: nobody sends the lost package when it turns up."""
    m.setattr(heads, "gaps", lambda *_args: [])


def void_not_first(m: pytest.MonkeyPatch) -> None:
    """A later empty value beats an earlier void: the receipt counts again."""
    m.setattr(batch, "_elect", lambda *_args: max)


def waiting_for_ever(m: pytest.MonkeyPatch) -> None:
    """What waited for its row is not tried again."""
    m.setattr(Receiver, "retry", lambda *_args, **_rest: None)


def held_never_released(m: pytest.MonkeyPatch) -> None:
    """The missing package came, those behind it stay."""
    m.setattr(Receiver, "_release", lambda *_args: None)


def sent_once(m: pytest.MonkeyPatch) -> None:
    """What was sent is taken for received: a lost stick is lost for good."""
    sent: set[tuple[int, bytes]] = set()
    missing_at = heads.missing_at

    def missing(c: Any, *args: Any) -> list[bytes]:
        new = [h for h in missing_at(c, *args) if (id(c.engine), h) not in sent]
        sent.update((id(c.engine), h) for h in new)
        return new

    m.setattr(heads, "missing_at", missing)


def unseen_edits_overwritten(m: pytest.MonkeyPatch) -> None:
    """An import does not seal first, and does not look."""
    whole = seal.seal

    def later(s: Any, *args: Any) -> list[bytes]:
        running = state.run(s.connection(), "SELECT count(*) FROM sync_seg").scalar_one()
        return whole(s, *args) if running % 2 == 0 else []

    m.setattr(seal, "seal", later)
    m.setattr(state.Rows, "unsealed", lambda _self: False)


QUICK: tuple[Mutant, ...] = (
    last_writer_wins, loser_dropped, arrival_order_wins, numbered_segments, merged_by_column,
    triggers_not_muted, base_not_named, equal_value_dropped, sent_once, unseen_edits_overwritten,
    lamport_not_merged, decision_not_named, held_never_released, gaps_not_told, waiting_for_ever,
)  # fmt: skip
RARE: tuple[Mutant, ...] = (dead_forgotten, void_not_first)
