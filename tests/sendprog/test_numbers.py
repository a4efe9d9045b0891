"""Numbers as people type them: read as a slow, obvious reader reads them, or refused."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sendprog.values.number_parsing import LARGEST, NumberError, parse_number, typed_form
from sendprog.values.units import Unit

UNITS = [None, *Unit]


def oracle(text: str, unit: Unit | None) -> Decimal | None:
    """The number letter by letter, the slow way; None where it is none."""
    rest = text
    negative = rest[:1] in ("-", "−")
    if rest[:1] in ("-", "−", "+"):
        if unit not in (Unit.PERCENT_CHANGE, Unit.PERCENT_A_YEAR, Unit.POUNDS):
            return None
        rest = rest[1:]
    times = 1
    if unit is Unit.POUNDS:
        rest = rest[1:] if rest.startswith("£") else rest
        for after in ("million", "Million", "m", "M"):
            if rest.endswith(after):
                rest, times = rest.removesuffix(after).removesuffix(" "), 1_000_000
                break
    elif unit in (Unit.PERCENT, Unit.PERCENT_CHANGE, Unit.PERCENT_A_YEAR) and rest.endswith("%"):
        rest = rest[:-1].removesuffix(" ")
    whole, point, part = rest.partition(".")
    groups = whole.split(",")
    if (
        any(letter not in "0123456789" for letter in "".join(groups) + part)
        or (point and not part)
        or not groups[0]
    ):
        return None
    if len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])):
        return None
    thousandths = int("".join(groups) + part) * times
    value = Decimal(thousandths).scaleb(-len(part))
    if (
        len(text) > 28
        or value >= LARGEST
        or value != round(value, 4)
        or (unit is Unit.OUT_OF_FIVE and value > 5)
    ):
        return None
    return -value if negative else value


def read(text: str, unit: Unit | None) -> Decimal | None:
    try:
        return parse_number(text, unit=unit)
    except NumberError:
        return None


NUMBERISH = st.one_of(
    st.text(alphabet="0123456789.,-−+£% mMillion_e١２\x00", max_size=30),
    st.from_regex(
        r"[-+−]?£?[0-9]{1,3}(,[0-9]{2,4}){0,4}(\.[0-9]{0,6})?( ?%| ?m| ?million)?", fullmatch=True
    ),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.text(max_size=40),
)


@given(text=NUMBERISH, unit=st.sampled_from(UNITS))
def test_numbers_are_read_as_the_oracle_reads_them(text, unit):
    assert read(text, unit) == oracle(text, unit)


@given(
    value=st.decimals(min_value=0, max_value=LARGEST - 1, places=4),
    unit=st.sampled_from([None, Unit.POUNDS]),
)
def test_a_number_shown_in_its_box_is_read_back(value, unit):
    assert parse_number(typed_form(value), unit=unit) == value
    assert parse_number(f"{value:,f}", unit=unit) == value
