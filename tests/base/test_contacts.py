"""Phones, accounts and disability certificates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ljfpa_desktop.base.contacts import AccountKind, disability_no, luhn_ok, read_account, read_phones

ID = "350122199911080043"


@pytest.mark.parametrize(
    ("raw", "phones"),
    [
        ("13805911234", ["13805911234"]),
        (13805911234.0, ["13805911234"]),
        (13805911234, ["13805911234"]),
        ("138 0591 1234", ["13805911234"]),
        ("138-0591-1234", ["13805911234"]),
        ("+86 13805911234", ["13805911234"]),
        ("１３８０５９１１２３４", ["13805911234"]),
        ("'13805911234", ["13805911234"]),
        ("0591-26221234", ["0591-26221234"]),
        ("059126221234", ["0591-26221234"]),
        ("(0591)26221234", ["0591-26221234"]),
        ("0591—26221234转801", ["0591-26221234-801"]),
        ("26221234", ["26221234"]),
        ("010-62345678", ["010-62345678"]),
        ("13805911234/0591-26221234", ["13805911234", "0591-26221234"]),
        ("13805911234、13905911234", ["13805911234", "13905911234"]),
        ("13805911234 13905911234", ["13805911234", "13905911234"]),
        ("1380591123413905911234", ["13805911234", "13905911234"]),
        ("13805911234\n13905911234", ["13805911234", "13905911234"]),
        ("13805911234(儿子)", ["13805911234"]),
        ("13805911234,13805911234", ["13805911234"]),
        ("/", []),
        ("—", []),
        ("无", []),
        (None, []),
        (float("nan"), []),
    ],
)
def test_phones(raw: object, phones: list[str]) -> None:
    assert read_phones(raw) == (phones, [])


@pytest.mark.parametrize(
    "raw", ["1380591123", "138059112345", "12805911234", "0591-2622xxxx", "1.3805E+10", 1.5, "12"]
)
def test_wrong_phones_are_told(raw: object) -> None:
    phones, problems = read_phones(raw)
    assert phones == []
    assert len(problems) == 1
    assert problems[0].endswith("请核对。")


def test_the_right_one_of_two_is_kept() -> None:
    phones, problems = read_phones("13805911234/1390591")
    assert phones == ["13805911234"]
    assert "1390591" in problems[0]


@given(st.text(max_size=30))
def test_any_cell_gives_phones_or_problems(raw: str) -> None:
    phones, problems = read_phones(raw)
    assert all(read_phones(p) == ([p], []) for p in phones)
    assert all(p.endswith("。") for p in problems)


@pytest.mark.parametrize("card", ["6228230000000000011", "6217001234567890122", "6230361234567894"])
def test_cards(card: str) -> None:
    assert luhn_ok(card)
    read = read_account(f" {card[:4]} {card[4:]}", "CARD")
    assert (read.value, read.rules) == (card, ())


@pytest.mark.parametrize(
    "raw", [6.22823e18, 6228230000000000011, "6.22823E+18", "6228230000000000000", float("inf")]
)
def test_lost_digits_are_an_error(raw: object) -> None:
    read = read_account(raw, "CARD")
    assert read.value == ""
    assert [(r.no, r.level) for r in read.rules] == [(43, "error")]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [("6217001234567890123", "CARD"), ("6217001234567890123", "SOCIAL_CARD_BANK"), ("123456", "CARD")],
)
def test_doubtful_cards_are_warned_of(raw: str, kind: AccountKind) -> None:
    read = read_account(raw, kind)
    assert read.value == raw
    assert [(r.no, r.level) for r in read.rules] == [(43, "warning")]


def test_passbooks_have_no_checksum() -> None:
    assert read_account("901234567890123", "PASSBOOK").rules == ()
    assert read_account(901234567890, "PASSBOOK").value == "901234567890"
    assert read_account("12345", "PASSBOOK").rules[0].level == "warning"


def test_accounts_with_letters_and_without_anything() -> None:
    assert read_account("户名林英", "CARD").rules[0].level == "error"
    assert read_account("/", "CARD") == read_account(None, "CARD")
    assert read_account(None, "CARD").rules == ()


@given(st.text("0123456789", min_size=15, max_size=18), st.data())
def test_luhn_finds_every_single_wrong_digit(digits: str, data: st.DataObject) -> None:
    good = next(digits + c for c in "0123456789" if luhn_ok(digits + c))
    place = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != good[place]]))
    assert not luhn_ok(good[:place] + other + good[place + 1 :])


def test_disability_certificates() -> None:
    read = disability_no(f"{ID}42", ID)
    assert (read.value, read.type, read.grade, read.rules) == (f"{ID}42", "4", "2", ())
    assert disability_no(f"{ID}42b1", ID).rules == ()
    assert disability_no(f"{ID}42", "").rules == ()
    assert disability_no("/", ID).rules == ()


@pytest.mark.parametrize("raw", [f"{ID}82", f"{ID}45", "35012219991108004442", ID, "残疾证"])
def test_doubtful_certificates_are_warned_of(raw: str) -> None:
    read = disability_no(raw, ID)
    assert [(r.no, r.level) for r in read.rules] == [(44, "warning")]
    assert read.value == raw


def test_a_certificate_in_a_number_cell_is_lost() -> None:
    assert disability_no(3.50122199911080043e19, ID).rules[0].level == "error"
