"""The digest on the paper: the same for every copy, another for any other fact."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from ljfpa_desktop.reports import catalogue, event_record, receipt
from ljfpa_desktop.reports.facts import OF_THE_COPY, code_of, digest, texts_in


def test_digest_is_eight_capital_hexadecimal_digits() -> None:
    told = digest(receipt.sample())
    assert len(told) == 8
    assert set(told) <= set("0123456789ABCDEF")
    assert code_of("LK-1", receipt.sample()) == f"LK-1 {told}"


def test_digest_does_not_depend_on_the_run() -> None:
    assert digest(receipt.ReceiptFacts(serial="LK-350122103-24A-00001-2", amount_fen=120000)) == "A070CFC2"


@pytest.mark.parametrize("code", sorted(catalogue.REPORTS))
def test_every_fact_but_those_of_the_copy_changes_the_digest(code: str) -> None:
    facts = catalogue.find(code).sample()
    for field in fields(facts):
        other = replace(facts, **{field.name: _another(getattr(facts, field.name))})
        assert (digest(other) == digest(facts)) == (field.name in OF_THE_COPY), field.name


def test_a_fact_that_is_empty_does_not_count() -> None:
    facts = receipt.sample()
    assert digest(replace(facts, proxy="")) == digest(replace(facts, proxy_relation=""))
    assert digest(replace(facts, amount_fen=0)) != digest(replace(facts, amount_fen=None))


def test_pictures_count_by_their_content() -> None:
    facts = event_record.sample()
    changed = replace(facts.photos[0], data=facts.photos[0].data + b"\0")
    assert digest(replace(facts, photos=(changed, *facts.photos[1:]))) != digest(facts)


def test_texts_are_found_at_every_depth() -> None:
    facts = event_record.sample()
    assert {facts.name, facts.materials[0], facts.photos[1].caption} <= set(texts_in(facts))


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, tuple):
        return (*value, "又一项")
    return f"{value or ''}改"
