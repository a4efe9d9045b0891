"""Nothing that is stored is said to be missing."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.http import QueryDict

from committee.changes.difference import snapshot_changes
from committee.changes.keys import SUMMARISED
from committee.changes.summary import (
    FIRST_EDITION,
    NO_EDITION,
    NOTHING_CHANGED,
    NOTHING_ELSE_CHANGED,
    NOTHING_SUMMARISED,
)
from committee.pages.attention import needs_attention
from committee.pages.strands import next_milestone
from committee.paper.context import latest_section_texts
from committee.scorecard.rows import scorecard_rows
from committee.snapshot import catalogue
from committee.snapshot.as_at import NO_FIGURES
from committee.snapshot.ask_rows import overdue_asks
from committee.snapshot.asks import ASKS
from committee.snapshot.headline_measures import headline_readings
from committee.snapshot.meetings import MEETINGS, meeting_of, meetings_to_come
from committee.snapshot.paper import PAPER_SECTIONS
from ehcp.comparing import comparison_of
from ehcp.plans_issued import NOTHING_LOADED as NO_MONTH
from ehcp.snapshot import MONTHS
from ehcp.views import months_table
from finance import sentences
from finance.snapshot import POSITIONS, SAVINGS
from finance.views import positions_table
from risks.snapshot import RISKS
from sendprog.pages.mounted_pages import Query
from sendprog.records.snapshots import Snapshot
from sendprog.values.rag import Rag
from strands.headlines import reporting_indicators
from strands.rows import StrandRow
from strands.snapshot import COMMITMENTS, INDICATORS, MILESTONES, STRANDS
from tests.invariants.told import PRINT, Told, stored_rows


def strand_of(told: Told, address: str) -> list[StrandRow]:
    """The strand that a page is about, or all of them."""
    strands = told.snapshot[STRANDS]
    slug = address.removeprefix("strands/").strip("/")
    return [row for row in strands if row.slug == slug] or list(strands)


def has_reported_plans(snapshot: Snapshot) -> bool:
    return any(row.returns for row in reporting_indicators(snapshot, "ehcp.plans_issued"))


def lacks_readings(told: Told, address: str) -> bool:
    if address.startswith("measures/"):
        return not catalogue.all_readings(told.snapshot, address.split("/")[1])
    return all(reading.missing for reading in headline_readings(told.snapshot).values())


def lacks_recommendation(told: Told, address: str) -> bool:
    meeting = meeting_of(told.snapshot)
    return meeting is None or not meeting.recommendation


def has_section_without_text(told: Told, address: str) -> bool:
    given = latest_section_texts(told.snapshot)
    shown = [row for row in told.snapshot[PAPER_SECTIONS] if row.shown]
    return any(not given.keys() & set(row.texts) for row in shown)


def lacks_changes(told: Told, address: str) -> bool:
    """Whether the page of changes has none, or the summary of the overview none of its sections."""
    sections = () if address == "changes/" else (SUMMARISED,)
    return (
        told.earlier is None or not snapshot_changes(told.earlier, told.snapshot, *sections).records
    )


def nothing_needs_attention(told: Told, address: str) -> bool:
    return not needs_attention(told.snapshot) and not overdue_asks(told.snapshot[ASKS])


# What says that something is absent, and whether it is, of a page.
ABSENCES: dict[str, Callable[[Told, str], bool]] = {
    NO_MONTH: lambda told, _: not told.snapshot[MONTHS] and not has_reported_plans(told.snapshot),
    sentences.NOTHING_LOADED: lambda told, _: not told.snapshot[POSITIONS],
    NO_FIGURES: lambda told, _: not told.snapshot[POSITIONS] and not told.snapshot[MONTHS],
    "No case is open over 20 weeks": lambda told, _: (
        told.snapshot[MONTHS][-1].counts["assessments_open_over_20_weeks"] == 0
    ),
    "No measure has a figure in either period": lambda told, _: (
        not any(
            pair.now.value or pair.before.value
            for pair in comparison_of(told.snapshot, Query("ehcp/", QueryDict())).pairs
        )
    ),
    "No strand is listed": lambda told, _: not told.snapshot[STRANDS],
    "No strand is rated now": lambda told, _: all(
        row.rating is Rag.NOT_RATED for row in told.snapshot[STRANDS]
    ),
    "No source is given": lambda told, _: any(
        not reading.source for reading in headline_readings(told.snapshot).values()
    ),
    "No scored risk is listed": lambda told, _: (
        not any(row.is_scored for row in told.snapshot[RISKS])
    ),
    "No measure is on the scorecard": lambda told, _: not scorecard_rows(told.snapshot),
    "No headline measure has a reading to show": lacks_readings,
    "No reading to show": lambda told, _: any(
        measure.address not in catalogue.latest_readings(told.snapshot)
        for measure in catalogue.all_measures(told.snapshot)
    ),
    "No value to show": lambda told, _: any(not row.returns for row in told.snapshot[INDICATORS]),
    "No open milestone to show": lambda told, _: any(
        next_milestone(told.snapshot, row) is None for row in told.snapshot[STRANDS]
    ),
    NOTHING_CHANGED: lacks_changes,
    NOTHING_SUMMARISED: lacks_changes,
    # Every change of a record is in an item, which another test checks.
    NOTHING_ELSE_CHANGED: lambda told, _: told.earlier is not None,
    "No risk is listed": lambda told, _: not told.snapshot[RISKS],
    "No ask of the committee is listed": lambda told, _: not told.snapshot[ASKS],
    "No meeting has been entered": lambda told, _: not told.snapshot[MEETINGS],
    "No meeting to come has been entered": lambda told, _: not meetings_to_come(told.snapshot),
    "There is no reading to show": lacks_readings,
    "No headline measure has a reading": lacks_readings,
    "Its progress is not described": lambda told, address: any(
        row.update and not row.update.html.get("progress") for row in strand_of(told, address)
    ),
    "Its kind, stage and dates are not stated": lambda told, _: any(
        not row.headline and not row.steps for row in told.snapshot[COMMITMENTS]
    ),
    "no amount given": lambda told, _: any(
        not row.amounts_in_words for row in told.snapshot[SAVINGS]
    ),
    "No recommendation has been entered": lacks_recommendation,
    "This report makes no recommendation": lacks_recommendation,
    "There is no text to show for this section": has_section_without_text,
    "o update to show": lambda told, address: any(
        row.update is None for row in strand_of(told, address)
    ),
    "There is no rating of this strand to show": lambda told, address: any(
        row.update is None for row in strand_of(told, address)
    ),
    "No rating is shown": lambda told, _: all(
        row.rating is Rag.NOT_RATED for row in told.snapshot[STRANDS]
    ),
    "No open ask of the committee is listed": lambda told, _: (
        not any(row.status.is_open for row in told.snapshot[ASKS])
    ),
    "Nothing to show, by the rule on the overview": nothing_needs_attention,
    "No next step is recorded": lambda told, _: bool(needs_attention(told.snapshot)),
    "No path to green is recorded": lambda told, address: any(
        row.update and not row.update.path_to_green_is_given for row in strand_of(told, address)
    ),
    "No date has been approved": lambda told, address: any(
        not row.baselines
        for row in told.snapshot[MILESTONES]
        if row.slug in address or address == PRINT
    ),
    FIRST_EDITION: lambda told, _: told.earlier is None and told.snapshot.for_meeting,
    NO_EDITION: lambda told, _: told.earlier is None and not told.snapshot.for_meeting,
}
SAYS_ABSENT = re.compile(
    r"\b(?:There (?:is|are) no|No|None|Nothing) [^.:;\n]*"
    r"\b(?:has been|have been|is open|is listed|was found|by the rule|to show)\b[^.:;\n]*"
)
KNOWN = re.compile("|".join(map(re.escape, ABSENCES)))


def false_absences(told: Told) -> Iterator[str]:
    """What is said to be missing although it is stored, and what no entry of ABSENCES tells the truth of."""
    for address, found, _ in told.matches(KNOWN):
        if not ABSENCES[found[0]](told, address):
            yield f"{address}: “{found[0]}”, though it is stored"
    for address, found, line in told.matches_once(SAYS_ABSENT):
        if not KNOWN.search(line):
            yield f"{address}: “{found[0]}” is in no list: add it to ABSENCES with what makes it true"


IN_THE_REPORT = re.compile("in the report")


def absent_from_no_report(told: Told) -> Iterator[str]:
    """A line that says what a report leaves out, where no record repeats a published one."""
    earlier = stored_rows(told.earlier) if told.earlier else ""
    if '"published"' in told.stored() + earlier:
        return
    for address, _, line in told.matches(IN_THE_REPORT):
        yield f"{address}: “{line[:200]}”, though no record repeats a published report"


def cells_against_rows(told: Told) -> Iterator[str]:
    """A cell of the tables of months and positions that is empty though its row has the value, or the reverse."""
    for table in (months_table(told.snapshot), positions_table(told.snapshot)):
        for row in table.rows:
            for column, cell in row.items():
                stored = stored_value(row.record, column.name)
                if (
                    column.name != "cumulative_basis"
                    and stored is not ...
                    and (stored is None) is not is_absent(str(cell))
                ):
                    yield f"{column.name}: “{cell}” for {stored}"


def is_absent(cell: str) -> bool:
    return cell.startswith(("Not ", "[", "No "))


def stored_value(row: object, name: str) -> object:
    """The figure of a row in the column of this name; ... where the column holds none."""
    counts = getattr(row, "counts", {})
    if name in counts:
        return counts[name]
    value = getattr(row, name, ...)
    return value if value is None or isinstance(value, Decimal) else ...
