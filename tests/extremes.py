"""The extremes that a field of a form or a column of a file may accept: what a clumsy or a hostile hand types there."""

from collections.abc import Iterable, Iterator

from django import forms

from sendprog.loads.actions import current_month
from sendprog.loads.date_cells import (
    DayCell,
    FinancialYearCell,
    MonthCell,
    PartialDateCell,
    WindowCell,
)
from sendprog.loads.kinds import Column
from sendprog.loads.text_cells import AddressCell, ChoiceCell, ReferenceCell, TextCell, YesNoCell
from sendprog.records.fields import PartialDateFormField
from sendprog.values.references import LONGEST_REFERENCE, slug_of
from sendprog.values.year_limits import FIRST_YEAR, LAST_YEAR

LONG = 20_000
TEXTS = (
    "",
    "W" * LONG,
    "word " * (LONG // 5),
    "مرحبا \u202eabc\u202c 12",
    "e\u0301" * 30 + "Z\u0351\u036b",
    "👩‍👩‍👧‍👦 🏴\U000e0067\U000e007f 𝔘",
    "one\r\ntwo\n\n\tthree\x0bfour\x85\u2028five",
    "\"'`<b>&amp;</script>{{ x }}{% y %}",
    "../MS/4 (b)\\c?d#e%2f%00;=",
    " SEND  12 .",
    "=1+1 | # a\n- b\n|c|d|\n|-|-|\n```",
    "{{ ehcp.plans_issued 2024-12 }} ![x](y) [z](//w)",
    "0",
    "-1e400",
    "new",
    "\ufffe\x01\x1f\ufeff\u200b",
)
WHOLE = ("0", "1", "-1", "100", "4", "1000000", "32767", "2147483647", "9223372036854775807")
# The largest and smallest with the digits of each kind of decimal field, and one more.
DECIMALS = (
    *(
        "0",
        "0.0001",
        "-0.0001",
        "0.01",
        "-0.01",
        "5",
        "100",
        "-100",
        "1E+3",
        "9.99",
        "9999.99",
        "-9999.99",
    ),
    *("99999999999.99", "-99999999999.99", "999999999999.99", "-999999999999.99"),
    *("99999999999999.9999", "-99999999999999.9999", "999999999999999.9999"),
)
DAYS = (
    "",
    f"01/01/{FIRST_YEAR}",
    f"31/12/{LAST_YEAR}",
    f"01/12/{LAST_YEAR}",
    "29/02/2024",
    f"01/02/{FIRST_YEAR}",
)
PARTIAL_DATES = (
    "",
    *(
        f"{when}{year}"
        for year in (FIRST_YEAR, LAST_YEAR)
        for when in ("", "December ", "January to March ")
    ),
    *(f"1 January {FIRST_YEAR}", f"31 December {LAST_YEAR}", f"autumn term {LAST_YEAR}"),
    *(f"spring term {FIRST_YEAR}", f"October to December {LAST_YEAR}"),
)
PLACES = range(len(TEXTS))


def pick(values: Iterable[str], place: int) -> str:
    every = list(values)
    return every[place % len(every)]


# Forms


def typed_into(field: forms.Field, place: int) -> str | list[str] | None:
    """What is typed or chosen in a field; None leaves a box without its tick."""
    if isinstance(field, forms.BooleanField):
        return ("on", None)[place % 2]
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return ([str(value) for value, _ in field.choices], [])[place % 2]
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return pick([str(value) for value, _ in ungrouped(field.choices)] or [""], place)
    if isinstance(field, PartialDateFormField):
        return pick(PARTIAL_DATES, place)
    if isinstance(field, forms.DateField):
        return pick(DAYS, place)
    if isinstance(field, forms.DecimalField):
        return pick(("", *DECIMALS), place)
    if isinstance(field, forms.IntegerField):
        limits = [str(limit) for limit in (field.min_value, field.max_value) if limit is not None]
        return pick(("", *limits, *WHOLE), place)
    return pick(TEXTS, place)[: getattr(field, "max_length", None)]


def ungrouped(choices: Iterable) -> Iterator[tuple]:
    for value, label in choices:
        yield from label if isinstance(label, list | tuple) else [(value, label)]


def is_typed(field: forms.Field) -> bool:
    """Whether somebody fills it in: not a hidden field, and not a file."""
    return not isinstance(field.widget, forms.HiddenInput) and not isinstance(
        field, forms.FileField
    )


# Files of figures


def cell_texts(column: Column) -> list[str]:
    """The extremes of a column's cells."""
    parser = column.parser
    if isinstance(parser, MonthCell):
        return [
            f"{FIRST_YEAR}-01",
            current_month().iso,
            *(f"2024-{number:02}" for number in range(1, 13)),
        ]
    if isinstance(parser, ReferenceCell):
        return [text[:LONGEST_REFERENCE] for text in TEXTS]
    if isinstance(parser, TextCell):
        return [text[: parser.longest] for text in TEXTS]
    if isinstance(parser, AddressCell):
        return [slug_of(text) or "a" for text in TEXTS]
    if isinstance(parser, FinancialYearCell):
        return ["", f"{FIRST_YEAR}/{FIRST_YEAR % 100 + 1:02}", "2024/25"]
    if isinstance(parser, ChoiceCell):
        return ["", *parser.choices.values()]
    if isinstance(parser, DayCell | WindowCell):
        return list(DAYS)
    if isinstance(parser, PartialDateCell):
        return list(PARTIAL_DATES)
    if isinstance(parser, YesNoCell):
        return ["yes", "no", ""]
    return ["", "[c]", "[x]", "[z]", "1 [p]", "0 [e]", "(5)", *WHOLE, *DECIMALS]
