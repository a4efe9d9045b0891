"""Figures held against one another and against their neighbours (pure): what is possible, but
unlikely.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sendprog.values.number_parsing import typed_form
from sendprog.values.periods import Month
from sendprog.values.wording import IN_FULL, percent, pounds_in_text

# A value so many times its neighbours, or the reverse, may have lost or gained a digit, or a unit.
DIGIT = 8
# A share of so few is left alone, and one that moves by no more than so many points.
FEWEST, POINTS = 20, 10
# A count so near to the usual percentage may be that.
NEAR = 3
MONTHS_BEFORE, FEWEST_MONTHS = 6, 2
# Plans issued in a month, over the requests of the busiest of the twelve months to it.
PLAUSIBLE = Decimal("1.5")

NumberText = Callable[[int | Decimal], str]
Series = Mapping[Month, Mapping[str, Any]]


def formatted_number(value: int | Decimal) -> str:
    """A number with commas and without trailing zeros."""
    if isinstance(value, Decimal) and "." in f"{value:f}":
        return f"{value:,f}".rstrip("0").rstrip(".")
    return f"{value:,}"


def formatted_pounds(value: int | Decimal) -> str:
    """ "£51,600,000", "−£2,000,000", with pence where there are any."""
    return pounds_in_text(value, IN_FULL)


def scale_question(
    value: Any, before: Any, after: Any, number_text: NumberText = formatted_number
) -> str:
    """A question about a value about a tenth or ten times of its neighbours; "" for none."""
    neighbours = [abs(other) for other in (before, after) if other]
    if not value or not neighbours:
        return ""
    smallest, largest, size = min(neighbours), max(neighbours), abs(value)
    if size * DIGIT > smallest and size < largest * DIGIT:
        return ""
    if smallest * DIGIT < largest:
        return ""
    how = "many times" if size > largest else "a small part of"
    beside = number_text(neighbours[0])
    return (
        f"{number_text(value)} is {how} the values beside it ({beside}): "
        "is a digit or the unit wrong?"
    )


def share_question(part: str, whole: str, month: Month, series: Series) -> str:
    """A question about a part whose share of its whole is far from the months before.

    "" for none.
    """
    now = _share(series.get(month, {}), part, whole)
    earlier = [month.plus(-count) for count in range(1, MONTHS_BEFORE + 1)]
    shares = [
        share
        for each in earlier
        if (share := _share(series.get(each, {}), part, whole)) is not None
    ]
    if now is None or len(shares) < FEWEST_MONTHS:
        return ""
    low, high = min(shares), max(shares)
    values = series[month]
    # A count that is the usual percentage is asked about sooner.
    reads_as_usual = low - NEAR <= values[part] <= high + NEAR
    points = NEAR if reads_as_usual else POINTS
    if low - points <= now <= high + points:
        return ""
    ends = dict.fromkeys((percent(low, 0), percent(high, 0)))
    return (
        f"{values[part]:,} of {values[whole]:,} is {percent(now, 0)}, "
        f"after {' to '.join(ends)} in the months before: is this the count, not the percentage?"
    )


def _share(values: Mapping[str, Any], part: str, whole: str) -> Decimal | None:
    number, of = values.get(part), values.get(whole)
    if number is None or of is None or of < FEWEST:
        return None
    return Decimal(number) * 100 / Decimal(of)


def issued_question(issued: int | None, requests: Sequence[int]) -> str:
    """A question about more plans issued than the requests of a year make plausible.

    "" for none.
    """
    if issued is None or not requests or issued < FEWEST:
        return ""
    most = max(requests)
    if issued <= most * PLAUSIBLE:
        return ""
    return (
        f"{issued:,} plans were issued, and no month of the year to it had more than {most:,} requests: "
        "is this right?"
    )


def rate_questions(
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    *,
    is_percent: bool,
) -> Iterator[str]:
    """Questions about a rate against 100, and against its numerator and denominator."""
    if value is None:
        return
    if is_percent and abs(value) > 100:
        yield f"{typed_form(value)} is above 100 per cent: is this right?"
    if numerator is None or not denominator:
        return
    worked_out = numerator * (100 if is_percent else 1) / denominator
    places = max(-int(value.normalize().as_tuple().exponent), 0)
    if abs(worked_out - value) >= Decimal(1).scaleb(-places):
        yield (
            f"{typed_form(value)} does not follow: {typed_form(numerator)} of {typed_form(denominator)} "
            f"comes to {typed_form(worked_out.quantize(Decimal('0.01')))}. Is this right?"
        )
