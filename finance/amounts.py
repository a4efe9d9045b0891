"""Amounts in words (pure): exact, "about" so much, or a range; a deficit or a surplus.

And their sums.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from sendprog.values.apart import places_apart
from sendprog.values.wording import pounds_in_text, qualified, rounded

Format = Callable[[Decimal], str]
# The words before an amount by what they say of it:
# no less than it, no more, or near it.
NO_LESS = ("at least", "over")
NO_MORE = ("up to", "under", "nearly")
NEAR = ("about", "around")


@dataclass(frozen=True)
class Amount:
    """Pounds as a source gives them: a value with or without a word before it, or from `value` to
    `to`.
    """

    value: Decimal
    qualifier: str = ""
    to: Decimal | None = None

    @property
    def is_exact(self) -> bool:
        return not self.qualifier and self.to is None

    @property
    def highest(self) -> Decimal:
        return self.value if self.to is None else self.to


def amount_of(row: Any, name: str) -> Amount | None:
    """The amount in the fields `name`, `name`_qualifier and `name`_to of a row; None if it is not
    given.
    """
    value = getattr(row, name)
    if value is None:
        return None
    return Amount(value, getattr(row, f"{name}_qualifier"), getattr(row, f"{name}_to"))


def reading_values(amount: Amount) -> dict[str, Any]:
    """The amount as the fields of a Reading."""
    if amount.to is not None:
        return {"low": amount.value, "high": amount.to}
    return {"value": amount.value, "qualifier": amount.qualifier}


# Money that is paid or saved


def amount_text(amount: Amount, in_pounds: Format = pounds_in_text) -> str:
    """ "about £5.0 million", "between £5.0 million and £6.0 million", "an extra cost of £0.5
    million".
    """
    text = with_cost(amount.value, in_pounds)
    if amount.to is None:
        return qualified(amount.qualifier, text)
    highest = with_cost(amount.to, in_pounds)
    return text if text == highest else f"between {text} and {highest}"


def with_cost(value: Decimal, in_pounds: Format) -> str:
    """The pounds; what is saved below 0 is a cost."""
    return f"an extra cost of {in_pounds(-value)}" if sign_of(value) < 0 else in_pounds(value)


# A deficit, which is positive, or a surplus


def sign_of(value: Decimal) -> int:
    """1 for a deficit, -1 for a surplus, 0 for an amount that reads £0."""
    whole = rounded(value)
    return (whole > 0) - (whole < 0)


def unsigned(value: Decimal, in_pounds: Format = pounds_in_text) -> str:
    return in_pounds(abs(value))


def deficit_text(value: Decimal, qualifier: str = "", in_pounds: Format = pounds_in_text) -> str:
    """ "a deficit of about £2.0 million", "a surplus of £2.0 million"."""
    noun = "surplus" if sign_of(value) < 0 else "deficit"
    return f"a {noun} of {qualified(qualifier, unsigned(value, in_pounds))}"


def range_text(
    low: Decimal | None, high: Decimal | None, in_pounds: Format = pounds_in_text
) -> str:
    """ "between £1.0 million and £2.0 million", "a deficit of £2.0 million at the lowest"."""
    if low is None or high is None:
        if low is not None:
            return f"{deficit_text(low, in_pounds=in_pounds)} at the lowest"
        return (
            f"{deficit_text(high, in_pounds=in_pounds)} at the highest" if high is not None else ""
        )
    if in_pounds(low) == in_pounds(high):
        return deficit_in_words(Amount(low), in_pounds)
    if sign_of(low) < 0 < sign_of(high):
        return f"between {deficit_text(low, '', in_pounds)} and {deficit_text(high, '', in_pounds)}"
    if sign_of(low) < 0:
        return f"a surplus of between {unsigned(high, in_pounds)} and {unsigned(low, in_pounds)}"
    return f"between {unsigned(low, in_pounds)} and {unsigned(high, in_pounds)}"


def deficit_in_words(amount: Amount, in_pounds: Format = pounds_in_text) -> str:
    """A deficit under a heading that names it: "about £31.2 million", "a surplus of £2.0 million"."""
    if amount.to is not None:
        return range_text(amount.value, amount.to, in_pounds)
    if sign_of(amount.value) < 0:
        return deficit_text(amount.value, in_pounds=in_pounds)
    return qualified(amount.qualifier, unsigned(amount.value, in_pounds))


def variance_in_words(amount: Amount, in_pounds: Format = pounds_in_text) -> str:
    """ "about £3.0 million above plan", "between £1.0 million below and £2.0 million above plan"."""
    low, high = amount.value, amount.to
    if high is None:
        return side_of_plan(low, qualified(amount.qualifier, unsigned(low, in_pounds)))
    if sign_of(low) < 0 < sign_of(high):
        return (
            f"between {unsigned(low, in_pounds)} below and {unsigned(high, in_pounds)} above plan"
        )
    smaller, larger = (unsigned(value, in_pounds) for value in sorted([abs(low), abs(high)]))
    return side_of_plan(
        low + high, smaller if smaller == larger else f"between {smaller} and {larger}"
    )


def side_of_plan(variance: Decimal, amount: str) -> str:
    if not sign_of(variance):
        return "as planned"
    return f"{amount} {'above' if variance > 0 else 'below'} plan"


# Amounts that changed


def texts_apart(
    old: Amount | None, new: Amount | None, in_words: Callable[[Amount, Format], str]
) -> tuple[str, str]:
    """Both amounts in words, with as many digits as they need to read differently; "" for None."""
    amounts = [amount for amount in (old, new) if amount is not None]
    texts = {in_words(amount, pounds_in_text) for amount in amounts}
    in_pounds: Format = pounds_in_text
    if len(texts) < len(set(amounts)):
        values = [value for amount in amounts for value in (amount.value, amount.to)]
        in_pounds = partial(pounds_in_text, places=places_apart(values, pounds_in_text, 1))
    was, now = (in_words(amount, in_pounds) if amount else "" for amount in (old, new))
    return was, now


# Sums


def sum_text(amounts: Iterable[Amount]) -> str:
    """The sum, as exact as its parts are: "about £3.7 million", "at least £3.7 million".

    "" where the parts don't say between what the sum lies, as of "at least" and "up to".
    """
    parts = list(amounts)
    values = sum((part.value for part in parts), Decimal())
    words = {part.qualifier for part in parts if not part.is_exact}
    if len(words) == 1 and all(part.to is None for part in parts):
        return amount_text(Amount(values, *words))
    lowest = None if words.intersection(NO_MORE) else values
    highest = (
        None if words.intersection(NO_LESS) else sum((part.highest for part in parts), Decimal())
    )
    return bounds_text(lowest, highest, is_near=bool(words.intersection(NEAR)))


def bounds_text(lowest: Decimal | None, highest: Decimal | None, *, is_near: bool) -> str:
    """What lies between two amounts, of which one may not be known; "" where neither is."""
    about = "about " if is_near else ""
    if lowest is None and highest is None:
        return ""
    if lowest is None:
        return f"{about or 'up to '}{with_cost(highest, pounds_in_text)}{' or less' if is_near else ''}"
    if highest is None:
        return f"{about or 'at least '}{with_cost(lowest, pounds_in_text)}{' or more' if is_near else ''}"
    low, high = texts_apart(Amount(lowest), Amount(highest), amount_text)
    return f"{about}{low}" if low == high else f"between {about}{low} and {high}"
