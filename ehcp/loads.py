"""Kinds of file of ehcp: monthly returns on plans, and on contact with families."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ehcp.contacts import CONTACTS
from ehcp.headings import CONTACT_HEADINGS, CONTACT_LABELS, PLANS_HEADINGS, PLANS_LABELS
from ehcp.models import MONTHS_COVERED, PARTS, ContactReturn, CoveredPeriod, MonthlyReturn
from ehcp.snapshot import MONTHS, MonthRow
from ehcp.suppression import BANDED
from sendprog.loads.cross_checks import issued_question
from sendprog.loads.date_cells import MonthCell
from sendprog.loads.kinds import Column, FileWarning, ParsedRow, RuleProblem, register_kind
from sendprog.loads.messages import Message
from sendprog.loads.monthly import MonthlyKind, Series
from sendprog.loads.number_cells import CountCell, MeasureCell
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE
from sendprog.loads.text_cells import ChoiceCell, TextCell
from sendprog.records.fields import count_names
from sendprog.values.frequency import Frequency
from sendprog.values.periods import Month, Window
from sendprog.values.units import Unit
from strands.choices import ReportedSeries, ReturnState
from strands.frequencies import stored_frequency

REQUIRED = (
    "requests_received",
    "assessments_agreed",
    "plans_issued",
    "plans_issued_within_20_weeks",
    "plans_maintained",
    "annual_reviews_overdue",
)
# Counts at the end of a month, and averages:
# their sum over months means nothing.
NOT_SUMMED = (
    "plans_maintained",
    "annual_reviews_overdue",
    "assessments_open",
    "assessments_open_over_20_weeks",
    "assessments_open_over_52_weeks",
    "longest_open_weeks",
    "average_open_weeks",
    "appeals_open",
    "average_wait_seconds",
)
STATE = Column(
    "state", ChoiceCell(dict(ReturnState.choices)), help="Provisional, unless final is given."
)
COVERS = Column(
    "covers",
    ChoiceCell({"month": "month", "quarter": "quarter", "term": "term", "year": "year"}),
    help="What the counts cover, to the end of the month: the month, unless another is given.",
)
ISSUED_NET = "plans_issued_within_20_weeks_excluding_exceptions"


def count_columns(model: type, required: Iterable[str]) -> list[Column]:
    """A column for each count of the model, with its marker; the required ones first."""
    names = [*required, *(name for name in count_names(model) if name not in required)]
    return [
        Column(
            name,
            CountCell(of_seconds=name.endswith("_seconds")),
            help=str(model._meta.get_field(name).verbose_name).capitalize(),
            required=name in required,
            marker_field=f"{name}_marker",
            total=name not in NOT_SUMMED,
        )
        for name in names
    ]


def parts_within_wholes(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    """A part is not larger than its whole."""
    for part, whole in PARTS:
        if exceeds(values.get(part), values.get(whole)):
            yield (
                part,
                f"this is more than {whole} ({values[whole]:,}), of which it is part: check both",
            )


def on_time_without_exceptions(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    """Plans on time without exceptions are not more than plans issued without exceptions."""
    issued, exceptions, on_time = (
        values.get(name) for name in ("plans_issued", "exceptions", ISSUED_NET)
    )
    if None in (issued, exceptions):
        return
    net = issued - exceptions
    if exceeds(on_time, net):
        yield (
            ISSUED_NET,
            f"this is more than plans_issued less exceptions ({net:,}): check the three",
        )


def exceeds(part: int | None, whole: int | None) -> bool:
    return part is not None and whole is not None and part > whole


def plans_maintained_add_up(
    now: Mapping[str, Any], before: Mapping[str, Any] | None
) -> Iterable[RuleProblem]:
    """Plans maintained = last month's + issued + moved in - ceased - moved out, if all are known."""
    names = ("plans_issued", "plans_moved_in", "plans_ceased", "plans_moved_out")
    earlier, maintained = (before or {}).get("plans_maintained"), now.get("plans_maintained")
    issued, moved_in, ceased, moved_out = (now.get(name) for name in names)
    if None in (earlier, maintained, issued, moved_in, ceased, moved_out):
        return
    expected = earlier + issued + moved_in - ceased - moved_out
    if expected != maintained:
        yield (
            "plans_maintained",
            f"{maintained:,} does not follow: last month's {earlier:,} + {issued:,} issued "
            f"+ {moved_in:,} moved in - {ceased:,} ceased - {moved_out:,} moved out is {expected:,}. "
            "Is this right?",
        )


def covered_window(month: Month, values: Mapping[str, Any]) -> Window:
    """What the values of a return cover, to the end of the month."""
    months = MONTHS_COVERED[CoveredPeriod(values.get("covers") or CoveredPeriod.MONTH)]
    return Window.of_months(month.plus(1 - months), month)


@register_kind
class PlansKind(MonthlyKind):
    """Monthly returns on Education, Health and Care Plans."""

    slug = "ehcp"
    title = "EHCP returns"
    model = MonthlyReturn
    section = MONTHS
    labels = PLANS_LABELS
    usual_headings = PLANS_HEADINGS
    rules = (parts_within_wholes, on_time_without_exceptions)
    sequence_rules = (plans_maintained_add_up,)
    shares = PARTS
    jumps = dict.fromkeys(REQUIRED, 20)
    notes = (
        "One row a month, or one a quarter with “quarter” under covers. "
        "The columns after annual_reviews_overdue may be left out.",
        "An empty cell is stored as “not in the return”, never as 0. "
        "[c] is suppressed, [x] not available, [z] not applicable.",
        "Counts only: nothing that could identify a child.",
    )
    example = ({"month": "2025-05", **dict.fromkeys(REQUIRED)},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        month = Column("month", MonthCell(until), required=True, never_empty=True)
        note = Column("note", TextCell(200), help="What a reader must know of this month.")
        return (
            month,
            *count_columns(MonthlyReturn, REQUIRED),
            COVERS,
            STATE,
            FIGURE_BASIS,
            note,
            SOURCE,
        )

    def frequency(self) -> Frequency:
        return stored_frequency(ReportedSeries.EHCP) or Frequency.MONTHLY

    def window_of(self, month: Month, values: Mapping[str, Any]) -> Window:
        return covered_window(month, values)

    def month_warnings(self, month: Month, row: ParsedRow, series: Series) -> Iterator[FileWarning]:
        yield from super().month_warnings(month, row, series)
        year = [series.get(month.plus(-count), {}).get("requests_received") for count in range(12)]
        requests = [count for count in year if count is not None]
        if question := issued_question(row.value("plans_issued"), requests):
            yield FileWarning(
                "share", Message(row=row.number, column="plans_issued", wrong=question)
            )

    def published_rows(self, rows: Iterable[MonthRow]) -> Iterator[Mapping[str, Any]]:
        """The counts as readers see them, [c] where suppressed.

        Counts shown as a band are left out.
        """
        columns = [
            column for column in count_columns(MonthlyReturn, REQUIRED) if column.name not in BANDED
        ]
        for row in rows:
            cells = self.export_row(row.month, row)
            for column in columns:
                if column.name in row.counts:
                    marker = row.markers.get(column.name, "")
                    cells[column.name] = column.parser.export(row.counts[column.name], marker)
            yield cells


@register_kind
class ContactKind(MonthlyKind):
    """Monthly returns on contact with families."""

    slug = "contact"
    title = "Contact with families"
    model = ContactReturn
    read_in = CONTACTS
    labels = CONTACT_LABELS
    usual_headings = CONTACT_HEADINGS
    jumps = {"calls_handled": 50, "average_wait_seconds": 60}
    notes = (
        "One row a month, or one a quarter with “quarter” under covers. "
        "Every column but the month may be left out.",
        "wait_change_percent is a change that was reported without its base; -15 is a wait shorter by 15%.",
    )
    example = ({"month": "2025-05", "calls_handled": None},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        change = Column(
            "wait_change_percent",
            MeasureCell(Unit.PERCENT_CHANGE),
            help="Reported change in the wait, per cent",
        )
        score = Column("satisfaction", MeasureCell(Unit.OUT_OF_FIVE), help="Satisfaction, out of 5")
        month = Column("month", MonthCell(until), required=True, never_empty=True)
        return (
            month,
            *count_columns(ContactReturn, ()),
            change,
            score,
            COVERS,
            STATE,
            FIGURE_BASIS,
            SOURCE,
        )

    def frequency(self) -> Frequency:
        return stored_frequency(ReportedSeries.CONTACT) or Frequency.MONTHLY

    def window_of(self, month: Month, values: Mapping[str, Any]) -> Window:
        return covered_window(month, values)
