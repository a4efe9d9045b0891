"""The rules that warn: somebody acknowledges each with a reason, or mends it. Pure.

No words say how long ago something was: they would be other words tomorrow, and what was acknowledged would count no more.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from committee.paper.number_check import known_readings, numbers_in_text
from committee.readiness.findings import Facts, Finding, Kind, month_words, rule
from committee.readiness.fix_links import admin_list, fix_link
from committee.readiness.texts import narratives
from ehcp.snapshot import MONTHS
from finance.snapshot import POSITIONS
from risks.snapshot import RISKS, RiskRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.markers import Marker
from sendprog.values.periods import Month
from sendprog.values.rag import MilestoneStatus, Rag
from sendprog.values.wording import day, joined
from strands.headlines import last_return
from strands.snapshot import INDICATORS, MILESTONES, STRANDS

# How many days after the end of its period a figure is still the latest that there can be, by how often it comes.
FRESH = {
    "month": 75,
    "quarter": 150,
    "term": 200,
    "academic_year": 500,
    "financial_year": 500,
    "calendar_year": 500,
}
# The deficit is reported every month or second month.
FRESH_POSITION = 120
OFTEN = {
    "month": "every month",
    "quarter": "every quarter",
    "term": "every term",
    "academic_year": "every year",
    "financial_year": "every year",
    "calendar_year": "every year",
}
WELL = (Rag.ON_TRACK, Rag.COMPLETE)


def is_stale(last: date, on: date, often: str) -> bool:
    return (on - last).days > FRESH.get(often, 10**6)


@rule
def stale_measures(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """Its latest figure is older than its source should have it by now."""
    months = max((row.month for row in snapshot[MONTHS]), default=None)
    if months and is_stale(months.last, snapshot.on, "month"):
        words = f"The latest month is {months.label}, and figures come every month"
        yield Finding(Kind.STALE, "ehcp", "EHCP figures", words, *fix_link(MONTHS))
    position = max((row.month for row in snapshot[POSITIONS]), default=None)
    if position and (snapshot.on - position.last).days > FRESH_POSITION:
        words = f"The latest position is of {position.financial_label}"
        yield Finding(Kind.STALE, "dsg", "The deficit", words, *fix_link(POSITIONS))
    for row in snapshot[INDICATORS]:
        latest, often = last_return(row), facts.periods.get(row.slug, "")
        last = max(
            (one.last for one in row.returns if one.last), default=latest.reported_in if latest else None
        )
        if last and is_stale(last, snapshot.on, often):
            words = f"The latest figure is of {last:%B %Y}, and it comes {OFTEN[often]}"
            yield Finding(Kind.STALE, row.slug, row.name, words, *fix_link(INDICATORS, row))


@rule
def overdue_milestones(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """An overdue milestone of a strand that is rated On track or Complete."""
    ratings = {row.slug: row for row in snapshot[STRANDS] if row.rating in WELL}
    for one in snapshot[MILESTONES]:
        if one.status is MilestoneStatus.OVERDUE and one.strand in ratings:
            strand = ratings[one.strand]
            words = f"It was due {one.when}, and {strand.name} is rated {strand.rating.label}"
            yield Finding(Kind.OVERDUE, one.reference, one.title, words, *fix_link(MILESTONES, one))


@rule
def lowered_risks(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """A lower score than at the assessment before, and nothing done about the risk was added or changed since that one."""
    for row in snapshot[RISKS]:
        if not is_lowered(row) or (facts.last_on and row.current.as_at <= facts.last_on):
            continue
        done = facts.mitigated.get(row.reference)
        if done is None or done <= row.before.as_at:
            why = f" Its reason: {row.current.reason}" if row.current.reason else " No reason is given."
            scores = f"Its score went from {row.before.score} to {row.current.score}"
            words = f"{scores}, and no mitigation has changed since {day(row.before.as_at)}.{why}"
            yield Finding(Kind.LOWERED, row.reference, row.title, words, *fix_link(RISKS, row))


def is_lowered(row: RiskRow) -> bool:
    scores = [one.score for one in (row.before, row.current) if one]
    return len(scores) == 2 and None not in scores and scores[1] < scores[0]


@rule
def provisional_figures(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """What its source may still change: by its state or by its marker, the months together."""
    months = [row.month for row in snapshot[MONTHS] if is_provisional(row.state, *row.markers.values())]
    if months:
        words = f"Provisional: {joined(runs(months))}"
        yield Finding(Kind.PROVISIONAL, "ehcp", "EHCP figures", words, *fix_link(MONTHS))
    positions = [row for row in snapshot[POSITIONS] if is_provisional(row.status, row.marker)]
    if positions:
        words = f"Provisional: {joined([row.month.financial_label for row in positions])}"
        yield Finding(Kind.PROVISIONAL, "dsg", "The deficit", words, *fix_link(POSITIONS))
    for row in snapshot[INDICATORS]:
        marked = {one.reported_in for one in row.returns if one.marker is Marker.PROVISIONAL}
        reported = sorted(marked | set(facts.provisional.get(row.slug, ())))
        if reported:
            words = f"Provisional, as reported in {joined([month_words(one) for one in reported])}"
            yield Finding(Kind.PROVISIONAL, row.slug, row.name, words, *fix_link(INDICATORS, row))


def runs(months: Iterable[Month]) -> list[str]:
    """Months in order, those that follow one another as a span: "January 2023 to November 2024"."""
    found: list[list[Month]] = []
    for month in sorted(months):
        if found and found[-1][-1].plus(1) == month:
            found[-1].append(month)
        else:
            found.append([month])
    return [run[0].label if len(run) == 1 else f"{run[0].label} to {run[-1].label}" for run in found]


def is_provisional(state: str, *markers: str | Marker | None) -> bool:
    return state.startswith("Provisional") or any(one == Marker.PROVISIONAL for one in markers if one)


@rule
def typed_numbers(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """In the latest text of each place: a number that is neither bound nor that of any reading."""
    readings = known_readings(snapshot)
    for text in (one for one in narratives(snapshot) if one.latest and one.words):
        for line in numbers_in_text(text.where, text.words, snapshot, readings):
            if not line.is_bound and not line.is_known:
                words = f"{line.text} matches no reading: “{line.context}”"
                yield Finding(Kind.TYPED_NUMBER, text.about, text.where, words, *text.mend)


@rule
def late_figures(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """Figures entered or changed after the meeting's cut-off should wait for the next meeting."""
    for one in facts.late:
        entered = joined([f"{what} ({day(when)})" for what, when in one.records])
        words = (
            f"Entered or changed after the cut-off of {day(facts.cut_off)}: {entered}"
            if facts.cut_off
            else entered
        )
        yield Finding(
            Kind.AFTER_CUT_OFF, one.what, one.what, words, *admin_list(one.mend, "Open the figures")
        )
