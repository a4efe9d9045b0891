"""What comes in, what goes out and what is left: the stock identities, and when the backlog would clear."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from ehcp.compared import break_between
from ehcp.measured import month_number, month_numbered
from ehcp.measures import OPEN_OVER_20_WEEKS, count_of
from ehcp.metrics.backlog import months_to_clear
from ehcp.readings import BASES_THAT_STAY, computed_basis
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.wording import joined, plural, rounded, signed_number, whole_number

BACKLOG = count_of(OPEN_OVER_20_WEEKS)
SPANS = (3, 6, 12)
# One that is further away is not named.
FURTHEST = 120


@dataclass(frozen=True)
class Identity:
    """A stock is the one before, plus what comes in, less what goes out."""

    stock: str
    label: str
    comes_in: tuple[str, ...]
    goes_out: tuple[str, ...]
    sum_text: str

    @property
    def counts(self) -> tuple[str, ...]:
        return (self.stock, *self.comes_in, *self.goes_out)


OPEN_CASES = Identity(
    "assessments_open",
    "Open cases",
    ("assessments_agreed",),
    ("plans_issued", "assessments_ended_without_plan", "assessments_withdrawn"),
    "open before + agreed − issued − ended without a plan − withdrawn = open after",
)
PLANS = Identity(
    "plans_maintained",
    "Plans maintained",
    ("plans_issued", "plans_moved_in"),
    ("plans_moved_out", "plans_ceased"),
    "plans before + issued + moved in − moved out − ceased = plans after",
)
IDENTITIES = (OPEN_CASES, PLANS)


@dataclass(frozen=True)
class Step:
    """The stock from one return to the next; `difference`: stated less worked out, None unless all
    counts are known.
    """

    row: MonthRow
    before: int | None
    comes_in: int | None
    goes_out: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        if None in (self.before, self.comes_in, self.goes_out, self.after):
            return None
        return self.after - (self.before + self.comes_in - self.goes_out)


def total_of(row: MonthRow, names: Sequence[str]) -> int | None:
    """The sum of the counts; None where one is missing."""
    counts = [row.counts[name] for name in names]
    return None if None in counts else sum(count for count in counts if count is not None)


def steps_of(rows: Sequence[MonthRow], identity: Identity) -> list[Step]:
    """Each return that follows on the one before it."""
    return [
        Step(
            row,
            before.counts[identity.stock],
            total_of(row, identity.comes_in),
            total_of(row, identity.goes_out),
            row.counts[identity.stock],
        )
        for before, row in pairwise(rows)
        if before.month.next == row.first_month
    ]


def identity_text(rows: Sequence[MonthRow], identity: Identity) -> str:
    """Whether the stock follows from its flows, and each difference; "" where none can be checked."""
    checked = [step for step in steps_of(rows, identity) if step.difference is not None]
    if not checked:
        return ""
    wrong = [step for step in checked if step.difference]
    subject = f"{identity.label}: {identity.sum_text}"
    times = plural(len(checked), "time")
    if not wrong:
        return f"{subject}. This holds each of the {times} that it can be checked."
    latest = [f"{step.row.label} ({signed_number(step.difference)})" for step in wrong[-3:][::-1]]
    more = "the latest of them: " if len(wrong) > len(latest) else ""
    return (
        f"{subject}. {whole_number(len(wrong))} of the {times} that this can be checked, what is stated "
        f"differs from it; {more}{joined(latest)}."
    )


# When it will clear


@dataclass(frozen=True)
class Clearing:
    """How the backlog moved over the last months, and when it would be 0 at that rate."""

    span: int
    fall: Decimal | None
    months: int | None
    text: str


@dataclass(frozen=True)
class Outlook:
    """The backlog now, when it would clear at three rates, and the range of these."""

    now: int
    row: MonthRow
    clearings: tuple[Clearing, ...]
    summary: str
    basis: Basis

    @property
    def basis_text(self) -> str:
        """What it rests on where that is more than counts; or ""."""
        return self.basis.label if self.basis in BASES_THAT_STAY else ""

    head = ("At the rate of", "Cases open over 20 weeks", "When it would clear")

    @property
    def caption(self) -> str:
        when = f"{whole_number(self.now)} open over 20 weeks at the end of {self.row.month}"
        return f"When it will clear: {when}"

    @property
    def rows(self) -> list[list[str]]:
        return [
            [f"The last {each.span} months", self.fall_text(each), each.text]
            for each in self.clearings
        ]

    def fall_text(self, each: Clearing) -> str:
        if each.fall is None:
            return "Not known"
        if not each.fall:
            return "No change"
        word = "Down" if each.fall > 0 else "Up"
        return f"{word} {abs(rounded(each.fall, 1)):,} a month"


def outlook_of(snapshot: Snapshot) -> Outlook | None:
    """When the cases open over 20 weeks would clear; None without their number at the last return."""
    rows = snapshot[MONTHS]
    if not rows or rows[-1].counts[BACKLOG] is None:
        return None
    row, now = rows[-1], int(rows[-1].counts[BACKLOG] or 0)
    clearings = tuple(clearing_over(rows, span) for span in SPANS)
    used = [each for each in rows if month_number(each.month) in spans_ends(row)]
    return Outlook(
        now, row, clearings, clearing_summary(row, now, clearings), computed_basis([row, *used])
    )


def spans_ends(row: MonthRow) -> set[int]:
    return {month_number(row.month) - span for span in SPANS}


def clearing_over(rows: Sequence[MonthRow], span: int) -> Clearing:
    """At the mean fall a month from the end of the month so many before to that of the last."""
    last = rows[-1]
    start = month_numbered(month_number(last.month) - span)
    before = next((row for row in rows if row.month == start), None)
    if before is None or before.counts[BACKLOG] is None:
        return Clearing(span, None, None, f"Not worked out: no figure for the end of {start}")
    if break_between(rows, OPEN_OVER_20_WEEKS, before.window, last.window):
        return Clearing(span, None, None, "Not worked out: the series breaks in these months")
    now, then = last.counts[BACKLOG] or 0, before.counts[BACKLOG]
    months = months_to_clear(now, then, span)
    return Clearing(span, Decimal(then - now) / span, months, clear_text(last, now, months))


def clear_text(last: MonthRow, now: int, months: int | None) -> str:
    if not now:
        return "Cleared now"
    if months is None:
        return "Not at this rate"
    if months > FURTHEST:
        return "In more than ten years"
    return f"By the end of {last.month.plus(months)}"


def clearing_summary(last: MonthRow, now: int, clearings: Sequence[Clearing]) -> str:
    """The range of the three, in a sentence."""
    known = [each for each in clearings if each.fall is not None]
    if not now:
        return "No case is open over 20 weeks."
    if not known:
        return (
            "When the cases open over 20 weeks would clear can't be worked out from these returns."
        )
    ending = sorted(each.months for each in known if each.months is not None)
    if not ending:
        return "Not at any of these rates: the number of cases open over 20 weeks does not fall."
    spans = joined([str(each.span) for each in known if each.months is None])
    never = f"; at the rate of the last {spans} months, never" if spans else ""
    return (
        f"At these rates no case would be open over 20 weeks {clearing_range(last, ending)}{never}."
    )


def clearing_range(last: MonthRow, months: Sequence[int]) -> str:
    """ "by the end of March 2027", "between March 2027 and June 2028"."""
    first, furthest = (last.month.plus(min(count, FURTHEST)) for count in (months[0], months[-1]))
    if months[0] > FURTHEST:
        return "in more than ten years"
    if months[-1] > FURTHEST:
        return f"between {first} and more than ten years from now"
    if first == furthest:
        return f"by the end of {first}"
    return f"between {first} and {furthest}"


ASSUMPTIONS = (
    "This is arithmetic, not a forecast: the number of cases open over 20 weeks is taken "
    "to go on falling by as many a month as it did on average over those months. It takes "
    "no account of requests to come, of staff or of the time of year."
)


# The months as rows of a table and file

HEAD = (
    "Period",
    "Came in: assessments agreed",
    "Went out: plans issued",
    "Went out: ended without a plan",
    "Went out: withdrawn",
    "Open at the end",
    "Open over 20 weeks",
    "Stated less worked out",
    "Plans maintained",
    "Stated less worked out, plans",
    "Basis",
)
COUNTS = (
    "assessments_agreed",
    *OPEN_CASES.goes_out,
    "assessments_open",
    BACKLOG,
)


def count_cell(row: MonthRow, name: str) -> str:
    """The count with its marker, or its marker alone; "" without either."""
    value, marker = row.counts[name], row.markers.get(name)
    number = "" if value is None else str(value)
    return f"{number} [{marker}]".strip() if marker else number


def flow_rows(rows: Sequence[MonthRow]) -> Iterator[list[str]]:
    """Each return with its flows, stocks and what does not add up."""
    differences = {
        identity.stock: {step.row.month: step.difference for step in steps_of(rows, identity)}
        for identity in IDENTITIES
    }

    def difference(row: MonthRow, stock: str) -> str:
        value = differences[stock].get(row.month)
        return "" if value is None else signed_number(value)

    for row in rows:
        yield [
            row.label,
            *(count_cell(row, name) for name in COUNTS),
            difference(row, OPEN_CASES.stock),
            count_cell(row, PLANS.stock),
            difference(row, PLANS.stock),
            row.basis.label,
        ]
