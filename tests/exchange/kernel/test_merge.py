"""The rule of the merge alone: a difference of sets, so no order and no repetition changes what lives."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.exchange.kernel.merge import Mark, Outcome, arrive


class Edit(NamedTuple):
    """A version and those it replaces."""

    dot: Mark
    replaced: tuple[bytes, ...]


def mark(lam: int, name: str = "a") -> Mark:
    return Mark(lam, name.encode())


@st.composite
def histories(draw: st.DrawFn) -> list[Edit]:
    """Versions of one group by people who each saw only some of the earlier ones."""
    made: list[Edit] = []
    for n in range(draw(st.integers(1, 9))):
        seen = draw(st.lists(st.sampled_from(made), unique=True, max_size=3)) if made else []
        lam = max((e.dot.lam for e in seen), default=0) + draw(st.integers(1, 2))
        made.append(Edit(mark(lam, f"{n}"), tuple(e.dot.hash for e in seen)))
    return made


def fold(edits: Sequence[Edit], elect: object = max) -> tuple[Mark | None, set[Mark], set[bytes]]:
    """Take edits in as a PC does: each once, and versions replaced before they came are remembered."""
    shown: Mark | None = None
    siblings: set[Mark] = set()
    dead: set[bytes] = set()
    here: set[bytes] = set()
    for edit in edits:
        if edit.dot.hash in here:
            continue
        here.add(edit.dot.hash)
        dead |= set(edit.replaced) - here
        out = arrive(edit.dot, edit.replaced, shown, siblings, is_dead=edit.dot.hash in dead)
        dead.discard(edit.dot.hash)
        if out is not None:
            shown, siblings = out.shown, set(out.siblings)
    return shown, siblings, dead


def alive(edits: Collection[Edit]) -> set[Mark]:
    gone = {h for e in edits for h in e.replaced}
    return {e.dot for e in edits if e.dot.hash not in gone}


@given(histories(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_what_lives(made: list[Edit], rng: random.Random) -> None:
    shuffled = made + rng.sample(made, len(made) // 2)
    rng.shuffle(shuffled)
    shown, siblings, dead = fold(shuffled)
    assert shown == max(alive(made))
    assert siblings == alive(made) - {shown}
    assert dead == set()
    assert fold(made) == (shown, siblings, dead)


@given(histories(), st.data())
def test_a_part_of_history_shows_what_is_alive_in_it(made: list[Edit], data: st.DataObject) -> None:
    part = data.draw(st.lists(st.sampled_from(made), unique=True, min_size=1))
    shown, siblings, dead = fold(part)
    lives = alive(part)
    assert {*siblings, *([shown] if shown else [])} >= lives
    assert dead == {h for e in part for h in e.replaced} - {e.dot.hash for e in part}


@given(histories())
def test_who_saw_everything_settles_everything(made: list[Edit]) -> None:
    """P4: an edit that replaces all live versions stands alone, without a conflict."""
    last = Edit(mark(max(e.dot.lam for e in made) + 1, "last"), tuple(m.hash for m in alive(made)))
    assert fold([*made, last]) == (last.dot, set(), set())
    assert fold([last, *made]) == (last.dot, set(), set())


def test_an_edit_of_what_is_shown_replaces_it() -> None:
    assert arrive(mark(2), [b"x"], mark(1, "x"), [], is_dead=False) == Outcome(mark(2), frozenset())


def test_of_two_that_did_not_know_each_other_the_greater_is_shown() -> None:
    older, newer = mark(2, "b"), mark(3, "a")
    assert arrive(newer, [b"x"], older, [], is_dead=False) == Outcome(newer, frozenset({older}))
    assert arrive(older, [b"x"], newer, [], is_dead=False) == Outcome(newer, frozenset({older}))


@pytest.mark.parametrize("first", ["a", "b"])
def test_equal_counters_are_told_apart_by_name(first: str) -> None:
    one, other = mark(2, first), mark(2, "b" if first == "a" else "a")
    out = arrive(one, [], other, [], is_dead=False)
    assert out is not None
    assert out.shown == mark(2, "b")


def test_an_edit_closes_the_conflicts_it_names_and_no_others() -> None:
    out = arrive(mark(9), [b"x", b"y"], mark(5, "x"), [mark(4, "y"), mark(3, "z")], is_dead=False)
    assert out == Outcome(mark(9), frozenset({mark(3, "z")}))


def test_a_version_replaced_before_it_came_still_replaces_its_own_base() -> None:
    out = arrive(mark(2, "d"), [b"x"], mark(3, "e"), [mark(1, "x")], is_dead=True)
    assert out == Outcome(mark(3, "e"), frozenset())


def test_when_what_was_shown_is_replaced_by_less_another_is_elected() -> None:
    out = arrive(mark(2, "d"), [b"x"], mark(7, "x"), [mark(5, "s")], is_dead=False)
    assert out == Outcome(mark(5, "s"), frozenset({mark(2, "d")}))


def test_nothing_alive_leaves_what_stands() -> None:
    assert arrive(mark(2), [], None, [], is_dead=True) is None


def test_another_order_may_elect() -> None:
    void, empty = mark(1, "void"), mark(8, "empty")
    out = arrive(empty, [], void, [], is_dead=False, elect=lambda live: min(live))
    assert out == Outcome(void, frozenset({empty}))
