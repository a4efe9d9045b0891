"""Files of savings."""

from collections.abc import Iterable, Mapping
from typing import Any

from finance.loads.amounts import amount_columns, amount_rule
from finance.loads.headings import SAVINGS_HEADINGS, SAVINGS_LABELS
from finance.models import ConfidenceScale, Saving
from finance.saving_rows import AMOUNTS
from finance.snapshot import SAVINGS
from sendprog.loads.date_cells import DayCell, FinancialYearCell
from sendprog.loads.kinds import Column, RuleProblem, register_kind
from sendprog.loads.links import Link
from sendprog.loads.number_cells import PoundsCell
from sendprog.loads.record_kinds import RecordKind
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE
from sendprog.loads.text_cells import AddressCell, TextCell
from sendprog.records.snapshots import today
from sendprog.values.periods import Month
from sendprog.values.typed_amounts import SMALLEST_AMOUNT
from strands.loads.columns import STRAND

SAVED = PoundsCell(smallest=SMALLEST_AMOUNT, few=0, below_zero="a cost")


def known_by_today(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    if values.get("as_at") and values["as_at"] > today():
        yield "as_at", "this day is still to come: give the day of the figures"


@register_kind
class SavingsKind(RecordKind):
    """Savings, a row for each of its years."""

    slug = "savings"
    title = "Savings"
    one_row = "saving"
    model = Saving
    name_column = "title"
    section = SAVINGS
    labels = SAVINGS_LABELS
    usual_headings = SAVINGS_HEADINGS
    key = ("reference", "financial_year")
    series = "financial_year"
    needed = ("title",)
    rules = (known_by_today,)
    record_rules = tuple(map(amount_rule, AMOUNTS))
    read_with = {name: (f"{name}_qualifier", f"{name}_to") for name in AMOUNTS}
    notes = (
        "One row for each saving and financial year, in pounds. reference is a short name that stays "
        "the same, such as fewer-placements.",
        "A range has its lowest under planned and its highest under planned_to, and so for the others.",
        "Only the columns in the file are changed; an empty cell clears what is stored.",
    )
    example = (
        {
            "reference": "fewer-placements",
            "financial_year": "2025/26",
            "title": "Fewer placements out of county",
        },
    )

    def columns(self, until: Month) -> tuple[Column, ...]:
        return (
            Column("reference", AddressCell(), required=True, never_empty=True, field="slug"),
            Column("financial_year", FinancialYearCell(), required=True, never_empty=True),
            Column("title", TextCell(160)),
            STRAND,
            *(column for name in AMOUNTS for column in amount_columns(Saving, name, SAVED)),
            Column(
                "confidence",
                TextCell(40),
                link=Link(ConfidenceScale, "confidence.slug", also=("label",)),
                help="A step of the confidence scale",
            ),
            Column("as_at", DayCell(), help="The day of the figures"),
            FIGURE_BASIS,
            Column("note", TextCell(4000, lines=True)),
            SOURCE,
        )
