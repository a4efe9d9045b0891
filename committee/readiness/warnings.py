"""The rules that warn: somebody fixes each warning or acknowledges it with a reason. Pure.

No text says how long ago something was: it would change every day, and its acknowledgement would no
longer match.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from committee.paper.document import sections_without_text, title_block, title_block_lines
from committee.paper.number_check import known_readings, numbers_in_text
from committee.readiness.contradictions import contradictions
from committee.readiness.findings import Finding, FindingKind, Inputs, rule
from committee.readiness.fix_links import FixLink, admin_list, edit_address, fix_link
from committee.readiness.texts import narratives
from committee.scorecard.exceptions import shown_exceptions
from committee.snapshot.meetings import meeting_of
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS
from committee.snapshot.scorecard import EXCEPTIONS
from ehcp.snapshot import MONTHS
from finance.snapshot import POSITIONS, SAVINGS
from risks.row_types import RiskRow
from risks.snapshot import RISKS
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.frequency import Frequency, months_of
from sendprog.values.markers import Marker
from sendprog.values.periods import Month
from sendprog.values.rag import MilestoneStatus, Rag
from sendprog.values.wording import day, joined, lower_first
from strands.choices import ReportedSeries
from strands.frequencies import stated_frequency
from strands.headlines import last_return
from strands.indicator_row_types import IndicatorRow
from strands.snapshot import CONDITIONS, INDICATORS, MILESTONES, PLACES, STRANDS

# Days after which a position is stale where nobody has said how often one comes.
FRESH_DAYS_OF_POSITION = 120
# The sections whose rows name a strand to which they belong.
SECTIONS_OF_STRANDS: tuple[Section, ...] = (
    MILESTONES,
    INDICATORS,
    CONDITIONS,
    PLACES,
    RISKS,
    SAVINGS,
)
CLOSED = (MilestoneStatus.COMPLETE, MilestoneStatus.COMPLETE_LATE, MilestoneStatus.WITHDRAWN)
GOOD_RATINGS = (Rag.ON_TRACK, Rag.COMPLETE)


@rule
def left_on_ended_strands(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """What still belongs to a strand that ended, on whose page nobody reads it any more."""
    for section in SECTIONS_OF_STRANDS:
        for row in snapshot[section]:
            if row.strand in inputs.ended and not is_closed_milestone(row):
                text = f"It is left on {inputs.ended[row.strand]}, which has ended"
                about = f"{section.name}:{':'.join(map(str, section.key_of(row)))}"
                where = f"{section.label}: {section.title_of(row)}"
                yield Finding(FindingKind.LEFT, about, where, text, *moving_link(section, row))


def moving_link(section: Section, row: Any) -> FixLink:
    """Where the row can be moved: a saving by whoever may change it, the rest with the strand."""
    if section is SAVINGS:
        return fix_link(section, row)
    return reverse("strand_reorganise", args=[row.strand]), "Move what is left"


def is_closed_milestone(row: object) -> bool:
    return getattr(row, "status", None) in CLOSED


@rule
def stale_months(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    row = max(snapshot[MONTHS], key=lambda row: row.month, default=None)
    frequency = stated_frequency(snapshot, ReportedSeries.EHCP) or Frequency.MONTHLY
    if row and frequency.is_stale(row.month.last, snapshot.on):
        latest = "month is" if row.months == 1 else "return is of"
        text = f"The latest {latest} {row.label}, and figures come {frequency.label}"
        yield Finding(FindingKind.STALE, "ehcp", "EHCP figures", text, *fix_link(MONTHS))


@rule
def stale_positions(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    month = max((row.month for row in snapshot[POSITIONS]), default=None)
    stated = stated_frequency(snapshot, ReportedSeries.DSG)
    if month and is_position_stale(month.last, snapshot.on, stated):
        how_often = f", and positions come {stated.label}" if stated else ""
        text = f"The latest position is of {month.financial_label}{how_often}"
        yield Finding(FindingKind.STALE, "dsg", "The deficit", text, *fix_link(POSITIONS))


def is_position_stale(last: date, on: date, stated: Frequency | None) -> bool:
    return stated.is_stale(last, on) if stated else (on - last).days > FRESH_DAYS_OF_POSITION


@rule
def stale_indicators(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    for row in snapshot[INDICATORS]:
        last = last_day_reported(row)
        if last and row.frequency.is_stale(last, snapshot.on):
            text = f"The latest figure is of {last:%B %Y}, and it comes {row.frequency.label}"
            yield Finding(FindingKind.STALE, row.slug, row.name, text, *fix_link(INDICATORS, row))


def last_day_reported(row: IndicatorRow) -> date | None:
    """The last day of the latest window; the month of the last report where no window is known."""
    latest = last_return(row)
    windows = (reported.last for reported in row.returns if reported.last)
    return max(windows, default=latest.reported_in if latest else None)


@rule
def overdue_milestones(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Overdue milestones of strands that are rated On track or Complete."""
    strands = {row.slug: row for row in snapshot[STRANDS] if row.rating in GOOD_RATINGS}
    for row in snapshot[MILESTONES]:
        if row.status is MilestoneStatus.OVERDUE and row.strand in strands:
            strand = strands[row.strand]
            text = f"It was due {row.when}, and {strand.name} is rated {strand.rating.label}"
            link = fix_link(MILESTONES, row)
            yield Finding(FindingKind.OVERDUE, row.reference, row.title, text, *link)


@rule
def lowered_risks(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Risks with a lower score than before although no mitigation has changed since the assessment
    before.
    """
    for row in snapshot[RISKS]:
        if not is_lowered(row) or (inputs.last_on and row.current.as_at <= inputs.last_on):
            continue
        mitigated = inputs.mitigated.get(row.reference)
        if mitigated is None or mitigated <= row.before.as_at:
            reason = (
                f"Its reason: {row.current.reason}" if row.current.reason else "No reason is given."
            )
            scores = f"Its score went from {row.before.score} to {row.current.score}"
            text = (
                f"{scores}, and no mitigation has changed since {day(row.before.as_at)}. {reason}"
            )
            yield Finding(
                FindingKind.LOWERED, row.reference, row.title, text, *fix_link(RISKS, row)
            )


def is_lowered(row: RiskRow) -> bool:
    scores = [assessment.score for assessment in (row.before, row.current) if assessment]
    return len(scores) == 2 and None not in scores and scores[1] < scores[0]


@rule
def provisional_months(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    rows = snapshot[MONTHS]
    provisional = [row for row in rows if is_provisional(row.state, *row.markers.values())]
    months = [month for row in provisional for month in months_of(row.window)]
    if months:
        yield provisional_finding(
            "ehcp", "EHCP figures", joined(month_runs(months)), fix_link(MONTHS)
        )


@rule
def provisional_positions(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    rows = [row for row in snapshot[POSITIONS] if is_provisional(row.status, row.marker)]
    if rows:
        reports = joined(list(dict.fromkeys(row.report_label for row in rows)))
        yield provisional_finding("dsg", "The deficit", reports, fix_link(POSITIONS))


@rule
def provisional_indicators(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    for row in snapshot[INDICATORS]:
        months = {
            reported.reported_in for reported in row.returns if is_provisional("", reported.marker)
        }
        months.update(inputs.provisional.get(row.slug, ()))
        if months:
            text = f"Provisional, as reported in {joined([f'{month:%B %Y}' for month in sorted(months)])}"
            link = fix_link(INDICATORS, row)
            yield Finding(FindingKind.PROVISIONAL, row.slug, row.name, text, *link)


def provisional_finding(about: str, where: str, months: str, link: FixLink) -> Finding:
    return Finding(FindingKind.PROVISIONAL, about, where, f"Provisional: {months}", *link)


def is_provisional(state: str, *markers: str | Marker | None) -> bool:
    return state.startswith("Provisional") or Marker.PROVISIONAL in markers


def month_runs(months: Iterable[Month]) -> list[str]:
    """The months in order, consecutive ones as a span: "January 2023 to November 2024"."""
    runs: list[list[Month]] = []
    for month in sorted(months):
        if runs and runs[-1][-1].plus(1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return [run[0].label if len(run) == 1 else f"{run[0].label} to {run[-1].label}" for run in runs]


@rule
def contradicted_numbers(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    for narrative in narratives(snapshot):
        for text in contradictions(narrative.html, snapshot):
            yield Finding(
                FindingKind.CONTRADICTION,
                narrative.about,
                narrative.where,
                text,
                *narrative.fix_link,
            )


@rule
def typed_numbers_without_reading(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """In the latest text of each place, numbers that are neither bound nor any reading's."""
    readings = known_readings(snapshot)
    for narrative in narratives(snapshot):
        if not narrative.is_latest:
            continue
        for line in numbers_in_text(narrative.where, narrative.html, snapshot, readings):
            if not line.is_bound and not line.is_known:
                text = f"{line.text} matches no reading: “{line.context}”"
                yield Finding(
                    FindingKind.TYPED_NUMBER,
                    narrative.about,
                    narrative.where,
                    text,
                    *narrative.fix_link,
                )


@rule
def exceptions_without_answer(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Open exceptions of which cause, action, owner or date is not given."""
    for exception in shown_exceptions(snapshot):
        if exception.row.is_open and not exception.row.is_answered:
            text = f"Exception {exception.row.number} has no whole answer. {exception.opened_by}"
            about = f"exception:{exception.row.number}"
            link = fix_link(EXCEPTIONS, exception.row)
            yield Finding(FindingKind.EXCEPTION, about, exception.label, text, *link)


@rule
def figures_after_cut_off(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """Figures entered or changed after the meeting's cut-off, which should wait for the next
    meeting.
    """
    for late in inputs.late:
        records = joined([f"{name} ({day(changed)})" for name, changed in late.records])
        text = f"Entered or changed after the cut-off of {day(inputs.cut_off)}: {records}"
        link = admin_list(late.model, "Open the figures")
        yield Finding(FindingKind.AFTER_CUT_OFF, late.label, late.label, text, *link)


@rule
def sections_not_written(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """The sections under whose headings the paper has nothing."""
    rows = sections_without_text(snapshot)
    if rows:
        text = f"There is no text to show for {joined([f'“{row.title}”' for row in rows])}"
        link = fix_link(PAPER_SECTIONS, rows[0])
        if len(rows) > 1:
            link = reverse("paper_sections"), "Open the paper's sections"
        yield Finding(FindingKind.NOT_WRITTEN, "sections", "Sections of the paper", text, *link)


@rule
def title_block_not_written(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """The details at the head of the meeting's paper that nobody entered."""
    meeting = meeting_of(snapshot)
    lines = title_block_lines(meeting, title_block(snapshot, meeting)) if meeting else []
    if empty := [lower_first(label) for label, value in lines if not value]:
        text = f"Not given: {joined(empty)}"
        link = edit_address(TITLE_BLOCKS.edit, str(meeting.date)), TITLE_BLOCKS.edit.text
        yield Finding(FindingKind.NOT_WRITTEN, "title block", "Title block", text, *link)
