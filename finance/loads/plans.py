"""Files of deficit plans, of their years, and of the contributions towards them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from finance.loads.amounts import BASES, QUALIFIER, amount_columns, amount_rule
from finance.loads.headings import CONTRIBUTIONS_HEADINGS, PLAN_HEADINGS, PLAN_YEARS_HEADINGS
from finance.models import Contribution, Payer, Plan, PlanStanding, PlanYear
from finance.plan_rows import PLANNED, PlanRow
from finance.snapshot import CONTRIBUTIONS, PLANS
from sendprog.loads.date_cells import FinancialYearCell, PartialDateCell
from sendprog.loads.kinds import (
    Column,
    FileWarning,
    ParsedRow,
    RowRecord,
    RuleProblem,
    register_kind,
)
from sendprog.loads.links import Link
from sendprog.loads.messages import Message
from sendprog.loads.number_cells import PoundsCell
from sendprog.loads.record_kinds import RecordKind
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE, YES_OR_NO
from sendprog.loads.text_cells import AddressCell, ChoiceCell, TextCell
from sendprog.values.periods import Month
from sendprog.values.typed_amounts import SMALLEST_AMOUNT
from strands.models import Commitment

PAID = PoundsCell(smallest=SMALLEST_AMOUNT, few=0, below_zero="")
PLAN = Column(
    "plan",
    TextCell(60),
    required=True,
    never_empty=True,
    link=Link(Plan, "plan.slug"),
    help="The reference of the plan",
)
YEAR = Column("financial_year", FinancialYearCell(), required=True, never_empty=True)


@register_kind
class PlansKind(RecordKind):
    """The versions of the deficit plan."""

    slug = "plans"
    title = "Deficit plans"
    one_row = "plan"
    model = Plan
    name_column = "title"
    section = PLANS
    usual_headings = PLAN_HEADINGS
    key = ("reference",)
    needed = ("title", "standing")
    notes = (
        "One row for each version of the plan. reference is a short name that stays, such as plan-1.",
        "The figures of its years are loaded as plan years.",
    )
    example = (
        {"reference": "plan-1", "title": "Plan of 2025", "standing": PlanStanding.SUBMITTED.label},
    )

    def columns(self, until: Month) -> tuple[Column, ...]:
        return (
            Column("reference", AddressCell(), required=True, never_empty=True, field="slug"),
            Column("title", TextCell(160), field="name"),
            Column("standing", ChoiceCell(dict(PlanStanding.choices))),
            Column("dated", PartialDateCell(), field="agreed"),
            Column(
                "commitment",
                TextCell(160),
                link=Link(Commitment, "commitment.slug", also=("name", "short_name")),
                help="The address or name of the agreement that it belongs to",
            ),
            SOURCE,
        )


@register_kind
class PlanYearsKind(RecordKind):
    """The figures of a plan, year by year."""

    slug = "plan-years"
    title = "Years of deficit plans"
    one_row = "plan's year"
    model = PlanYear
    section = PLANS
    usual_headings = PLAN_YEARS_HEADINGS
    key = ("plan", "financial_year")
    series = "financial_year"
    record_rules = tuple(map(amount_rule, PLANNED))
    read_with = {name: (f"{name}_qualifier", f"{name}_to") for name in PLANNED}
    notes = (
        "One row for each plan and financial year, in pounds. A deficit is positive, a surplus has a minus.",
        "closing_balance is the cumulative deficit at the end of that year, 31 March.",
    )
    example = ({"plan": "plan-1", "financial_year": "2025/26"},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        in_year, closing = (amount_columns(PlanYear, name, PoundsCell()) for name in PLANNED)
        basis = Column(
            "in_year_basis", ChoiceCell(BASES), help="Not stated, unless another is given"
        )
        return (PLAN, YEAR, *in_year, basis, *closing, SOURCE)

    def published_rows(self, rows: Iterable[PlanRow]) -> Iterator[Mapping[str, Any]]:
        for plan in rows:
            for year in plan.years:
                yield {"plan": plan.slug} | self.export_row(year)


def received_or_withheld(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    if values.get("received") and values.get("withheld"):
        yield "withheld", "it was received, or withheld: clear one of the two"


def is_paid(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    if values.get("amount") is not None and values["amount"] < 0:
        yield "amount", "a contribution is not below 0: write the amount without a sign"


def term_is_longer_than_a_year(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    first, last = values.get("financial_year"), values.get("last_financial_year")
    if first and last and last <= first:
        yield (
            "last_financial_year",
            "a term ends after its first year: clear this for a single year",
        )


@register_kind
class ContributionsKind(RecordKind):
    """Contributions of the Department and the council."""

    slug = "contributions"
    title = "Contributions"
    one_row = "contribution"
    model = Contribution
    section = CONTRIBUTIONS
    usual_headings = CONTRIBUTIONS_HEADINGS
    key = ("plan", "payer", "financial_year", "last_financial_year", "due")
    record_rules = (
        received_or_withheld,
        is_paid,
        term_is_longer_than_a_year,
        amount_rule("amount", qualifier="qualifier"),
    )
    read_with = {"amount": ("qualifier", "amount_to")}
    notes = (
        "One row for each contribution, in pounds: of a year or, with last_financial_year, of a term.",
        "Plan, payer, years and the date when it is due say which contribution it is: another due date "
        "is another contribution.",
    )
    example: Any = (
        {
            "plan": "plan-1",
            "payer": "The council",
            "financial_year": "2025/26",
            "amount": "2,000,000",
        },
    )

    def columns(self, until: Month) -> tuple[Column, ...]:
        return (
            PLAN,
            Column("payer", ChoiceCell(dict(Payer.choices)), required=True, never_empty=True),
            YEAR,
            Column("last_financial_year", FinancialYearCell(), help="Of a term of several years"),
            Column("due", PartialDateCell()),
            Column("amount", PAID, required=True, never_empty=True),
            Column("amount_to", PAID, help="Highest of a range"),
            Column("qualifier", QUALIFIER, help="A word before the amount: about, at least"),
            Column("received", PartialDateCell()),
            Column("withheld", YES_OR_NO),
            FIGURE_BASIS,
            SOURCE,
        )

    def warnings(
        self, rows: Sequence[ParsedRow], records: Sequence[Sequence[RowRecord]]
    ) -> Iterator[FileWarning]:
        """A new contribution beside one of the same plan, payer and year: another due date?"""
        yield from super().warnings(rows, records)
        stored = {
            (contribution.plan.slug, contribution.payer, contribution.financial_year): contribution
            for contribution in Contribution.objects.select_related("plan")
        }
        for row, (target,) in zip(rows, records, strict=True):
            key = tuple(row.value(name) for name in ("plan", "payer", "financial_year"))
            if target.record._state.adding and key in stored:
                due = f"due {stored[key].due}" if stored[key].due else "without a due date"
                text = (
                    f"One of the same plan, payer and year is stored, {due}: this is added "
                    "beside it. If its due date changed, edit that record instead."
                )
                yield FileWarning("unusual", Message(row=row.number, column="due", wrong=text))
