"""Number cells: what is a date, what digits are kept, what a person reads."""

from __future__ import annotations

import pytest

from ljfpa_desktop.services.importing.numbers import date_cell, is_date_format, number_cell, shows_day


@pytest.mark.parametrize(
    ("code", "number", "is_date"),
    [
        ("", 14, True),
        ("", 31, True),
        ("", 57, True),
        ("", 0, False),
        ("", 2, False),
        ("", 49, False),
        ("yyyy-mm-dd", 164, True),
        ('yyyy"年"m"月"d"日"', 164, True),
        ("[$-804]yyyy/m/d;@", 164, True),
        ("m/d", 164, True),
        ("mmm-yy", 164, True),
        ("General", 164, False),
        ("G/通用格式", 164, False),
        ("0.00", 164, False),
        ("#,##0.00", 164, False),
        ("0.00E+00", 164, False),
        ("@", 164, False),
        ("[Red]0.00", 164, False),
        ('_ "¥"* #,##0.00_ ', 164, False),
        ("hh:mm:ss", 164, False),
    ],
)
def test_formats_that_show_a_date(code: str, number: int, is_date: bool) -> None:
    assert is_date_format(code, number) is is_date


@pytest.mark.parametrize(
    ("code", "number", "with_day"),
    [
        ("yyyy-mm-dd", 0, True),
        ("yyyy.mm", 0, False),
        ('yyyy"年"m"月"', 0, False),
        ("mmm-yy", 0, False),
        ("", 14, True),
        ("", 17, False),
        ("", 57, False),
        ("[$-804]yyyy/m/d;@", 0, True),
    ],
)
def test_formats_that_name_the_day(code: str, number: int, with_day: bool) -> None:
    assert shows_day(code, number) is with_day


@pytest.mark.parametrize(
    ("serial", "from_1904", "with_day", "text"),
    [
        (24973, False, True, "1968-05-15"),
        (24973.75, False, True, "1968-05-15"),
        (23511, True, True, "1968-05-15"),
        (24973, False, False, "1968-05"),
        (1, False, True, "1900-01-01"),
        (59, False, True, "1900-02-28"),
        (61, False, True, "1900-03-01"),
        (45306, False, True, "2024-01-15"),
    ],
)
def test_serials_become_days(serial: float, from_1904: bool, with_day: bool, text: str) -> None:
    cell = date_cell(serial, from_1904, with_day)
    assert (cell.kind, cell.text) == ("date", text)


@pytest.mark.parametrize("serial", [0.25, 9e9])
def test_what_is_no_serial_stays_a_number(serial: float) -> None:
    assert date_cell(serial, False, True).kind == "number"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (600.0, "", "600"),
        (600.5, "", "600.5"),
        (600.0000001, "", "600.0000001"),
        (1968.1, "", "1968.1"),
        (1968.1, "0.00", "1968.10"),
        (1968.12, "0.00", "1968.12"),
        (300.125, "0.00", "300.125"),
        (13805912345.0, "0", "13805912345"),
        (350122680515002.0, "", "350122680515002"),
        (0.0000001, "", "0.0000001"),
        (-5.0, "", "-5"),
    ],
)
def test_numbers_are_read_as_shown_and_never_rounded(value: float, code: str, text: str) -> None:
    cell = number_cell(value, repr(value), code)
    assert cell.text == text
    assert not cell.lost


def test_more_than_15_digits_are_lost() -> None:
    cell = number_cell(3.50122196805150e17)
    assert cell.lost
    assert cell.text == "3.5012219680515e+17"
    assert number_cell(6.2170018001e18).lost


def test_the_date_system_stays_with_a_bare_number() -> None:
    assert number_cell(23511, from_1904=True).from_1904
    assert not number_cell(23511).from_1904
