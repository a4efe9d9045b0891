"""What looks like personal data in a text, and what only looks like it at first sight."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendprog.values.check_digits import is_upn
from sendprog.values.personal_data import BIRTH, EMAIL, NHS, PHONE, UPN, personal_matches
from tests.conftest import examples

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def seen(text: str) -> list[str]:
    return [one.what for one in personal_matches(text)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        # 943 476 5919: 9×10+4×9+3×8+4×7+7×6+6×5+5×4+9×3+1×2 = 299, 299 mod 11 = 2, 11 − 2 = 9.
        ("Their NHS number is 943 476 5919.", NHS),
        ("9434765919", NHS),
        ("943-476-5919 was seen", NHS),
        ("<p>943 <strong>476</strong> 5919</p>", NHS),
        # H801200001001: 8×2+1×4+2×5+1×10+1×13 = 53, 53 mod 23 = 7, the eighth letter is H.
        ("UPN H801200001001", UPN),
        ("H 801 2000 01 001", UPN),
        ("A child, born on 1 May 2012, moved", BIRTH),
        ("born 3.4.11", BIRTH),
        ("DOB: 01/05/2012", BIRTH),
        ("D.O.B. 2012-05-01", BIRTH),
        ("date of birth is 1st May 2012", BIRTH),
        ("May 1, 2012 (date of birth)", BIRTH),
        ("Ring 01392 496000", PHONE),
        ("(01392) 496 000", PHONE),
        ("020 7946 0958", PHONE),
        ("+44 7700 900123", PHONE),
        ("+44 (0)1392 496000", PHONE),
        ("07700900123", PHONE),
        ("Write to a.parent@mail.example", EMAIL),
        ('<a href="mailto:a.parent@mail.example">us</a>', EMAIL),
    ],
)
def test_personal_data_is_seen(text, what):
    assert seen(text) == [what]


@pytest.mark.parametrize(
    "text",
    [
        "943 476 5918",
        "Order 1234567890",
        "0000000000",
        "£9434765919",
        "£1,234,567,890",
        "9,434,765,919 pounds",
        "H801200001002",
        "PH801200001001",
        "Children born after 1 September 2019",
        "Children born between 1 September 2019 and 31 August 2020",
        "born on or after 1 September 2019",
        "Those with a date of birth before 1 September 2010",
        "born in 2012",
        "The plan of 1 May 2012",
        "The helpline is 0800 123 4567",
        "Ring the council on 0345 155 1015",
        "The academic year 2024-25, 96 children in 41 schools",
        "2020 2021 2022 2023",
        "0.0123456789",
        "£51.6 million at Month 8 (30/11/2024)",
        "Schools @ the heart of it",
        "<p>0770</p><p>0900123</p>",
    ],
)
def test_what_only_looks_like_it_passes(text):
    assert seen(text) == []


def test_what_is_found_is_masked():
    (found,) = personal_matches("943 476 5919")
    assert found.masked == "943…19"


def nhs_check(nine: str) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11


@settings(max_examples=examples(100))
@given(
    nine=st.from_regex("[1-9][0-9]{8}", fullmatch=True).filter(lambda one: len(set(one)) > 2),
    last=st.integers(0, 9),
)
def test_ten_digits_are_an_nhs_number_only_with_their_check_digit(nine, last):
    assert (NHS in seen(f"No. {nine}{last} was seen")) == (nhs_check(nine) == last)


@settings(max_examples=examples(100))
@given(
    rest=st.from_regex("[0-9]{11}[0-9ABCDEFGHJKLMNPQRTUVWXYZ]", fullmatch=True),
    letter=st.sampled_from(LETTERS),
)
def test_thirteen_characters_are_a_upn_only_with_their_check_letter(rest, letter):
    """Worked out the slow way: 23 letters, one of which is right."""
    assert sum(is_upn(one, rest) for one in LETTERS) == 1
    assert (UPN in seen(f"({letter}{rest})")) == is_upn(letter, rest)


@settings(max_examples=examples(200))
@given(text=st.text(max_size=200))
def test_any_text_can_be_read(text):
    list(personal_matches(text))


@settings(max_examples=examples(100))
@given(numbers=st.lists(st.integers(0, 10**9), max_size=8))
def test_amounts_of_money_are_nobody_s_data(numbers):
    assert seen(" and ".join(f"£{one:,}" for one in numbers)) == []


def test_a_long_text_is_read_in_time():
    """The patterns take no longer than the text is long, whatever it holds."""
    for piece in ("0 ", "a.", "born on ", "(0)", "1 ", "A123 "):
        assert isinstance(list(personal_matches(piece * 20_000)), list)
