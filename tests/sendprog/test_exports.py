"""CSV that no spreadsheet runs, that keeps its numbers, and that Excel reads as UTF-8."""

import csv
import io
from decimal import Decimal
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendprog.pages.exports import csv_bytes, safe_cell

FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("+1+1", "'+1+1", id="plus"),
        pytest.param("+44 1392 000000", "'+44 1392 000000", id="telephone"),
        pytest.param("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1+1", "'\t=1+1", id="tab"),
        pytest.param("\r=1+1", "'\r=1+1", id="carriage_return"),
        pytest.param("\n=1+1", "'\n=1+1", id="new_line"),
        pytest.param("＝1+1", "'＝1+1", id="wide_equals"),
        pytest.param(
            '=HYPERLINK("//evil.example","x")', '\'=HYPERLINK("//evil.example","x")', id="hyperlink"
        ),
        pytest.param("-", "'-", id="minus_alone"),
        pytest.param("--5", "'--5", id="two_minuses"),
        pytest.param("-1,070", "'-1,070", id="number_with_a_comma_is_text"),
        pytest.param("-٣", "'-٣", id="digits_that_are_not_ascii"),
    ],
)
def test_formulas_are_defused(value, cell):
    assert safe_cell(value) == cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param(None, "", id="nothing"),
        pytest.param("", "", id="empty"),
        pytest.param(0, "0", id="nought"),
        pytest.param(-3, "-3", id="negative"),
        pytest.param(Decimal("-0.50"), "-0.50", id="negative_decimal"),
        pytest.param(Decimal("51600000.00"), "51600000.00", id="money"),
        pytest.param(-2.5, "-2.5", id="negative_float"),
        pytest.param("-12", "-12", id="negative_as_text"),
        pytest.param("−12", "−12", id="typeset_minus"),
        pytest.param("1,070", "1,070", id="comma"),
        pytest.param("£51.6 million", "£51.6 million", id="pounds"),
        pytest.param("a=b", "a=b", id="equals_inside"),
        pytest.param("[c]", "[c]", id="marker"),
        pytest.param("'quoted'", "'quoted'", id="apostrophe"),
    ],
)
def test_everything_else_is_kept(value, cell):
    assert safe_cell(value) == cell


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_bytes_have_the_utf8_mark_and_rfc_line_ends():
    content = csv_bytes([["Month", "£"], ["June to November 2024", 158]])
    assert content == "\ufeffMonth,£\r\nJune to November 2024,158\r\n".encode()


def test_no_rows_is_the_mark_alone():
    assert csv_bytes([]) == b"\xef\xbb\xbf"


def test_cells_with_commas_quotes_and_lines_stay_one_cell():
    row = ["a, b", 'say "so"', "one\ntwo", "one\r\ntwo"]
    assert read(csv_bytes([row])) == [row]


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4), max_size=4))
def test_every_cell_is_safe_and_none_is_lost(rows):
    found = read(csv_bytes(rows))
    assert [len(row) for row in found] == [len(row) for row in rows]
    for cell, value in zip(chain.from_iterable(found), chain.from_iterable(rows), strict=True):
        assert cell in (value, f"'{value}")
        if cell.startswith(tuple(FORMULA_SIGNS)):
            assert float(cell) <= 0


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.integers(-(10**12), 10**12)
)
def test_numbers_stay_numbers(number):
    assert Decimal(safe_cell(number)) == number
