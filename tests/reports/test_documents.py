"""What must hold of every paper, with sample, blank and hostile facts (PAPER.md, last section)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ljfpa_desktop.reports import catalogue
from ljfpa_desktop.reports.facts import code_of, texts_in
from tests.reports import hostile
from tests.reports.paper_reading import (
    codes_of,
    draw,
    fonts_of,
    info,
    outside_cell,
    overlapping,
    run,
    squeezed,
    text_of,
    words_outside,
)

UPRIGHT = str.maketrans("\uff08\uff09", "\ufe35\ufe36")
CODES = sorted(catalogue.REPORTS)


def kinds(code: str) -> list[tuple[str, Any]]:
    document = catalogue.find(code)
    hard = [(f"hostile{i}", facts) for i, facts in enumerate(hostile.ALL[code]())]
    return [("sample", document.sample()), ("blank", document.blank()), *hard]


CASES = [pytest.param(code, facts, id=f"{code}-{name}") for code in CODES for name, facts in kinds(code)]


@pytest.mark.parametrize(("code", "facts"), CASES)
def test_file_is_sound_and_whole(code: str, facts: Any, tmp_path: Path) -> None:
    drawn = draw(code, facts)
    run("qpdf", "--check", "@", data=drawn.data, at=tmp_path)
    assert info(drawn.data, tmp_path)["Pages"] == str(drawn.pages)
    for font in fonts_of(drawn.data, tmp_path):
        assert font[-5:-2] == ["yes", "yes", "yes"], font
    found = text_of(drawn.data, tmp_path)
    lost = [t for t in lines_in(code, facts) if squeezed(t) not in found]
    assert lost == []


@pytest.mark.parametrize(("code", "facts"), CASES)
def test_no_text_leaves_its_place(code: str, facts: Any, tmp_path: Path) -> None:
    drawn = draw(code, facts)
    assert outside_cell(drawn.boxes) == []
    assert overlapping(drawn.boxes) == []
    assert words_outside(drawn.data, tmp_path) == []
    assert min((b.size for b in drawn.boxes), default=7) >= 7


@pytest.mark.parametrize("code", CODES)
def test_same_facts_give_same_bytes(code: str) -> None:
    document = catalogue.find(code)
    one = catalogue.render(code, [document.sample()])
    assert one == catalogue.render(code, [document.sample()])
    assert one != catalogue.render(code, [document.sample()], demo=True)


@pytest.mark.parametrize("code", CODES)
def test_code_on_the_paper_tells_number_and_digest(code: str, tmp_path: Path) -> None:
    facts = catalogue.find(code).sample()
    number = next(n for n in (getattr(facts, k, "") for k in ("serial", "number", "event_no")) if n)
    assert codes_of(catalogue.render(code, [facts]), tmp_path) == [code_of(number, facts)]


@pytest.mark.parametrize("code", CODES)
def test_demo_paper_says_so_on_every_page(code: str, tmp_path: Path) -> None:
    data = catalogue.render(code, [catalogue.find(code).sample()] * 2, demo=True)
    found = text_of(data, tmp_path)
    assert found.count("演示") == int(info(data, tmp_path)["Pages"])


def lines_in(code: str, facts: Any) -> list[str]:
    """The facts' texts line by line; long flowing texts are looked for in pieces that fit on a line."""
    left_out = unseen(code, facts)
    lines = [line for text in texts_in(facts) if text not in left_out for line in text.splitlines()]
    if code in ("F09", "F10"):
        lines = [line[i : i + 12] for line in lines for i in range(0, len(line), 30)]
    if code == "F01":  # the 联 is written downwards
        lines = [line.translate(UPRIGHT) if "联" in line else line for line in lines]
    return lines


def unseen(code: str, facts: Any) -> set[str]:
    """Facts that this layout leaves out on purpose."""
    if code == "F08":
        people = facts.attendees
        hidden = {p.unit for p in people} if facts.with_children else {p.child for p in people}
        hidden |= set() if facts.with_children else {p.child_months for p in people}
        return hidden | (set() if facts.shows_phone else {p.phone for p in people})
    if code == "F10":
        return {facts.printed_at, facts.printed_by, facts.title if facts.preprinted else ""}
    return set()
