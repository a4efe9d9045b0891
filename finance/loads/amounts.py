"""Columns of amounts that a source gives exactly, as "about" so much, or as a range."""

from collections.abc import Iterable, Mapping
from typing import Any

from finance.models import DeficitBasis
from sendprog.loads.kinds import Column, RowRule, RuleProblem
from sendprog.loads.number_cells import PoundsCell
from sendprog.loads.text_cells import ChoiceCell
from sendprog.records.history import Tracked
from sendprog.values.wording import QUALIFIERS, upper_first

QUALIFIER = ChoiceCell({word: word for word in QUALIFIERS}, may_be_cleared=True)
BASES = {
    DeficitBasis.NOT_STATED: "not stated",
    DeficitBasis.GROSS: "gross",
    DeficitBasis.AFTER_COUNCIL: "after council",
    DeficitBasis.NET: "net",
}


def amount_columns(model: type[Tracked], name: str, cell: PoundsCell) -> tuple[Column, ...]:
    """The columns of an amount, of the highest of a range, and of a word before the amount."""
    labels = (str(model._meta.get_field(each).verbose_name) for each in (name, f"{name}_to"))
    amount, highest = map(upper_first, labels)
    return (
        Column(name, cell, help=amount),
        Column(f"{name}_to", cell, help=highest),
        Column(f"{name}_qualifier", QUALIFIER, help=f"A word before {name}: about, at least"),
    )


def amount_rule(name: str, *, qualifier: str = "") -> RowRule:
    """A rule: a range is in order, and a word goes before one amount above 0 alone."""
    qualifier, highest = qualifier or f"{name}_qualifier", f"{name}_to"

    def is_an_amount_or_a_range(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
        amount, to = values.get(name), values.get(highest)
        if to is not None and amount is None:
            yield highest, f"this is the highest of a range: give its lowest under {name}"
        elif to is not None and amount > to:
            yield highest, f"this is below {name}, the lowest of the range: swap the two"
        if values.get(qualifier) and (to is not None or amount is None or amount <= 0):
            yield qualifier, f"this goes with one {name} above 0 alone: leave it empty"

    return is_an_amount_or_a_range
