"""Links from the county's root to a computer: what is proven, and what is nobody's word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.exchange.file.introduction import (
    COUNTY,
    TOWNSHIP,
    Link,
    introduce,
    links_of,
    proven,
    written,
)
from ljfpa_desktop.exchange.file.keyring import PrivateKeys, new_keys, new_root
from ljfpa_desktop.exchange.file.outer import HEADER_LIMIT

OFFICE, TOWN = "350122", "350122103"
ROOT = new_root()[1]
FIRST, SECOND, HERE, THIEF = (new_keys() for _ in range(4))


def nobody(_key: str) -> bool:
    return False


def link(by: PrivateKeys, to: PrivateKeys, role: str = COUNTY) -> Link:
    return introduce(by, "ab" * 16, OFFICE if role == COUNTY else TOWN, role, to.public)


def keys_in(found: dict[str, Link]) -> list[PrivateKeys]:
    known = {k.public.key_id.hex(): k for k in (FIRST, SECOND, HERE, THIEF)}
    assert all(key == x.key_id for key, x in found.items())
    return [known[key] for key in found]


CHAIN = (link(ROOT, FIRST), link(FIRST, SECOND), link(SECOND, HERE, TOWNSHIP))


def test_a_chain_reaches_from_the_root_to_a_township() -> None:
    assert keys_in(proven(CHAIN, [ROOT.public], nobody)) == [FIRST, SECOND, HERE]


def test_a_chain_begins_at_any_anchor() -> None:
    assert keys_in(proven(CHAIN, [FIRST.public], nobody)) == [SECOND, HERE]
    assert proven(CHAIN, [THIEF.public], nobody) == {}
    assert proven(CHAIN, [], nobody) == {}


def test_each_link_rests_on_the_one_before() -> None:
    assert keys_in(proven((CHAIN[0], CHAIN[2]), [ROOT.public], nobody)) == [FIRST]
    assert keys_in(proven(tuple(reversed(CHAIN)), [ROOT.public], nobody)) == [FIRST]


def test_a_township_introduces_nobody() -> None:
    links = (*CHAIN, link(HERE, THIEF))
    assert THIEF not in keys_in(proven(links, [ROOT.public], nobody))


def test_stopped_keys_neither_are_introduced_nor_introduce() -> None:
    stopped = {FIRST.public.key_id.hex()}
    links = (*CHAIN, link(FIRST, THIEF))
    assert proven(links, [ROOT.public], stopped.__contains__) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"inst": "cd" * 16},
        {"office": "350123"},
        {"role": TOWNSHIP},
        {"keys": THIEF.public},
        {"by": THIEF.public.key_id.hex()},
        {"signature": b"\0" * 64},
        {"signature": b""},
    ],
)
def test_what_is_signed_cannot_be_changed(change: dict[str, str]) -> None:
    changed = replace(CHAIN[0], **change)
    assert proven([changed], [ROOT.public, THIEF.public], nobody) == {}


def test_links_travel_as_text() -> None:
    text = written(CHAIN)
    assert links_of(text) == CHAIN
    assert text.isascii()
    assert (links_of(""), written(())) == ((), "")


def test_a_chain_of_years_fits_outside_a_package() -> None:
    assert len(written(CHAIN * 3)) < HEADER_LIMIT - 1000


@pytest.mark.parametrize(
    "text",
    [
        ";",
        "a b c d e f g",
        written(CHAIN) + ";",
        written(CHAIN).replace(OFFICE, "12"),
        written(CHAIN).replace(" county ", " root "),
        written(CHAIN)[:-1].replace("age1", "age2"),
        "中 文",
        "\0",
    ],
)
def test_nonsense_introduces_nobody(text: str) -> None:
    assert links_of(text) == ()


@given(st.text())
def test_any_text_is_read_or_is_nobody_s_word(text: str) -> None:
    assert proven(links_of(text), [ROOT.public], nobody) == {}


@given(st.data())
def test_a_changed_letter_proves_no_one_else(data: st.DataObject) -> None:
    text = written(CHAIN[:1])
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(codec="ascii", exclude_categories=("Cc",)))
    found = proven(links_of(text[:at] + letter + text[at + 1 :]), [ROOT.public], nobody)
    assert set(found) <= {FIRST.public.key_id.hex()}
    assert all(x.keys == FIRST.public and x.inst == "ab" * 16 for x in found.values())
