"""The rules that block publication. Pure: a snapshot and the inputs in, findings out."""

from collections import defaultdict
from collections.abc import Iterator
from html import unescape

from django.urls import reverse

from committee.readiness.findings import Finding, FindingKind, Inputs, rule
from committee.readiness.fix_links import FixLink, fix_link, update_link
from committee.readiness.texts import narratives, stored_texts
from committee.readiness.windows import (
    EHCP,
    WindowsBySeries,
    block_series,
    indicator_series,
    windows_by_series,
)
from ehcp.snapshot import MONTHS, MonthRow
from finance.snapshot import POSITIONS
from sendprog.pages.inline_figures import (
    INLINE_FIGURE,
    InlineFigureError,
    parse_inline_figure,
    resolve_reading,
)
from sendprog.records.snapshots import Snapshot
from sendprog.values.frequency import Frequency, missing_periods
from sendprog.values.periods import Month
from sendprog.values.personal_data import PersonalMatch, personal_matches
from sendprog.values.rag import MilestoneStatus
from sendprog.values.wording import joined
from strands.choices import ReportedSeries
from strands.frequencies import stated_frequency
from strands.metrics import count_statuses
from strands.reporting_periods import first_month_of_year
from strands.rows import StrandRow
from strands.snapshot import INDICATORS, MILESTONES, STRANDS

# The counts of every monthly return; a month may lack one only with a marker that says why.
REQUIRED_COUNTS = {
    "requests_received": "requests received",
    "assessments_agreed": "assessments agreed",
    "plans_issued": "plans issued",
    "plans_issued_within_20_weeks": "plans issued within 20 weeks",
    "plans_maintained": "plans maintained",
    "annual_reviews_overdue": "annual reviews overdue",
}


@rule
def strands_without_update(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Strands with no accepted update, exempt or not, or with none of the latest round that is past
    due.
    """
    for row in snapshot[STRANDS]:
        last = inputs.accepted.get(row.slug) or (row.update.month if row.update else None)
        if last is None:
            text = "No update of this strand has been accepted"
        elif inputs.round and last < inputs.round:
            text = (
                f"Its last accepted update is of {last:%B %Y}; "
                f"the round of {inputs.round:%B %Y} is past due"
            )
        else:
            continue
        yield Finding(FindingKind.NO_UPDATE, row.slug, row.name, text, *decision_link(row, inputs))


def all_windows(snapshot: Snapshot, inputs: Inputs) -> WindowsBySeries:
    """What the figures of each series cover. An exempt figure is not missing."""
    return inputs.windows or windows_by_series(snapshot)


def decision_link(row: StrandRow, inputs: Inputs) -> FixLink:
    """Where the manager decides on a submitted update, else where the update is written."""
    waiting = inputs.waiting.get(row.slug)
    if waiting:
        address = reverse("decide", args=[row.slug, f"{waiting:%Y-%m}"])
        return address, f"Decide on the update of {waiting:%B %Y}"
    return update_link(row.slug, inputs.round)


@rule
def missing_months(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Periods that the returns lack between their first and last.

    Months, unless another rhythm is stated.
    """
    frequency = stated_frequency(snapshot, ReportedSeries.EHCP) or Frequency.MONTHLY
    for window in missing_periods(all_windows(snapshot, inputs)[EHCP], frequency):
        about, text = f"ehcp:{Month.containing(window.last).iso}", f"{window.label} is missing"
        yield Finding(FindingKind.MISSING_MONTH, about, "EHCP figures", text, *fix_link(MONTHS))


@rule
def missing_positions(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Periods without a position between the first and the last, where a rhythm is stated."""
    frequency = stated_frequency(snapshot, ReportedSeries.DSG) or Frequency.IRREGULAR
    windows = all_windows(snapshot, inputs)
    for block in sorted({row.block for row in snapshot[POSITIONS]}):
        for window in missing_periods(windows.get(block_series(block), []), frequency):
            about, text = f"dsg:{block}:{window.last}", f"{block}: {window.label} is missing"
            yield Finding(
                FindingKind.MISSING_MONTH, about, "The deficit", text, *fix_link(POSITIONS)
            )


@rule
def missing_counts(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Monthly returns without a required count, between the first and last that have it."""
    for name, label in REQUIRED_COUNTS.items():
        given = [row.month for row in snapshot[MONTHS] if has_count(row, name)]
        rows = [row for row in snapshot[MONTHS] if given and min(given) < row.month < max(given)]
        missing = [row for row in rows if not has_count(row, name)]
        if missing:
            months = joined([row.label for row in missing])
            text = f"{label.capitalize()}: not given for {months}, and no marker says why"
            yield Finding(
                FindingKind.MISSING_MONTH, f"ehcp:{name}", "EHCP figures", text, *fix_link(MONTHS)
            )


@rule
def missing_returns(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Periods that indicators with a rhythm lack between their first and last."""
    windows = all_windows(snapshot, inputs)
    for row in snapshot[INDICATORS]:
        year_begins = first_month_of_year(row.period_type)
        missing = missing_periods(
            windows.get(indicator_series(row.slug), []), row.frequency, year_begins
        )
        if missing:
            text = f"{joined([window.label for window in missing])}: no return"
            last_month = Month.containing(missing[0].last)
            address = reverse("indicator_month", args=[row.slug, last_month.iso])
            enter = "Enter the month" if row.frequency is Frequency.MONTHLY else "Enter the period"
            yield Finding(FindingKind.MISSING_MONTH, row.slug, row.name, text, address, enter)


def has_count(row: MonthRow, name: str) -> bool:
    """Whether a month has a count, or the marker that says why it has none."""
    return row.counts.get(name) is not None or bool(row.markers.get(name))


@rule
def unfinished_loads(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Files that were checked and neither loaded nor set aside."""
    for address, title in inputs.imports:
        text = "It was checked and waits to be confirmed: load it, or set it aside"
        yield Finding(
            FindingKind.UNFINISHED_IMPORT, address, title, text, address, "Open the import"
        )


@rule
def unexplained_ratings(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Stated ratings that the milestones contradict, where the update does not explain the
    difference.
    """
    statuses: dict[str, list[MilestoneStatus]] = defaultdict(list)
    for milestone in snapshot[MILESTONES]:
        statuses[milestone.strand].append(milestone.status)
    for row in snapshot[STRANDS]:
        if row.update is None or row.update.html.get("disagreement"):
            continue
        text = count_statuses(statuses[row.slug]).disagreement(row.rating)
        if text:
            link = update_link(row.slug, row.update.month)
            yield Finding(FindingKind.RATING, row.slug, row.name, text, *link)


@rule
def unreadable_bound_numbers(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Bound numbers whose measure or window has no reading any more."""
    for narrative in narratives(snapshot):
        for inside in INLINE_FIGURE.findall(narrative.html):
            try:
                resolve_reading(snapshot, parse_inline_figure(inside))
            except InlineFigureError as error:
                text = f"“{unescape(inside).strip()}” can't be read any more. {error}"
                where = narrative.about, narrative.where
                yield Finding(FindingKind.BOUND_NUMBER, *where, text, *narrative.fix_link)


@rule
def personal_data(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Texts of records, and texts typed to be published, that look like personal data, which is
    masked.
    """
    for stored in stored_texts(snapshot):
        for match in personal_matches(stored.text):
            yield personal_finding(match, stored.about, stored.where, stored.fix_link)
    for label, typed in inputs.typed.items():
        for match in personal_matches(typed):
            link = reverse("publish", args=[inputs.meeting.isoformat()]), "Change what you typed"
            yield personal_finding(match, label, label, link)


def personal_finding(match: PersonalMatch, about: str, where: str, link: FixLink) -> Finding:
    text = f"This looks like {match.what}: {match.masked}"
    return Finding(FindingKind.PERSONAL_DATA, about, where, text, *link)
