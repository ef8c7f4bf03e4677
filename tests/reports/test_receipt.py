"""F01: what stands on a receipt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ljfpa_desktop.base import money
from ljfpa_desktop.base.errors import Refused
from ljfpa_desktop.reports import catalogue, receipt
from tests.reports import hostile
from tests.reports.paper_reading import codes_of, draw, outside_cell, overlapping, text_of, words_outside


@pytest.mark.parametrize("per_page", [1, 2, 3])
def test_amount_in_words_and_figures_agree(per_page: int, tmp_path: Path) -> None:
    for fen in (0, 1, 120000, 140950, 10_000_000_04):
        facts = replace(receipt.sample(), amount_fen=fen)
        found = text_of(catalogue.render("F01", [facts], per_page=per_page), tmp_path)
        assert money.in_words(fen) in found
        assert money.show(fen) in found


@pytest.mark.parametrize("per_page", [1, 2, 3])
def test_hostile_receipts_stay_in_their_cells(per_page: int, tmp_path: Path) -> None:
    easy = [replace(f, handlers=("林秀钦", "陈依妹"), approver="林秀钦") for f in hostile.receipts()]
    drawn = draw("F01", *(easy if per_page == 3 else hostile.receipts()), per_page=per_page)
    assert outside_cell(drawn.boxes) == []
    assert overlapping(drawn.boxes) == []
    assert words_outside(drawn.data, tmp_path) == []
    slot = drawn.height / per_page
    assert all(int(b.frame.y // slot) == int(b.frame.bottom // slot) for b in drawn.boxes)


def test_what_does_not_fit_three_to_a_page_is_refused_with_a_remedy() -> None:
    facts = replace(receipt.sample(), address=hostile.ADDRESS * 12)
    with pytest.raises(Refused, match="减少每页份数"):
        catalogue.render("F01", [facts], per_page=3)
    assert catalogue.render("F01", [facts], per_page=1)


def test_three_copies_differ_only_in_their_name(tmp_path: Path) -> None:
    copies = receipt.copies(receipt.sample())
    assert [c.copy_kind for c in copies] == list(receipt.COPIES)
    data = catalogue.render("F01", copies, per_page=3)
    assert len(set(codes_of(data, tmp_path))) == 1
    found = text_of(data, tmp_path)
    assert found.count("壹仟贰佰元整") == 3
    assert found.count("第三联领款人") == 1


def test_blank_form_leaves_amount_and_number_open(tmp_path: Path) -> None:
    found = text_of(catalogue.render("F01", [receipt.blank()]), tmp_path)
    assert "No.______________" in found
    assert "人民币" in found
    assert "零元整" not in found
    assert codes_of(catalogue.render("F01", [receipt.blank()]), tmp_path) == []


def test_void_receipt_says_so_and_its_neighbour_does_not(tmp_path: Path) -> None:
    facts = [receipt.sample(), replace(receipt.sample(), is_void=True)]
    data = catalogue.render("F01", facts)
    assert text_of(data, tmp_path).count("作废") == 1
    assert len(codes_of(data, tmp_path, page=2)) == 1


def test_names_of_those_who_sign_are_on_their_rules(tmp_path: Path) -> None:
    f = receipt.sample()
    found = text_of(catalogue.render("F01", [f]), tmp_path)
    for words, who in (("审批：", f.approver), ("审核：", f.reviewer), ("见证人：", f.witness)):
        assert f"{words}{who}" in found


def test_receipts_of_a_run_keep_their_own_facts(tmp_path: Path) -> None:
    people = ["林秀钦", "陈依妹", "黄𬱖", "郑琯英"]
    facts = [
        replace(receipt.sample(), serial=f"LK-350122103-24A-0000{i}-0", payee=p, amount_fen=i * 10000 + 1)
        for i, p in enumerate(people)
    ]
    data = catalogue.render("F01", facts)
    found = text_of(data, tmp_path)
    for f in facts:
        assert found.count(f.payee) == 1
        assert found.count(f.serial) == 1
        assert found.count(money.in_words(f.amount_fen or 0)) == 1
    assert codes_of(data, tmp_path, page=3)[0].startswith(facts[2].serial)
