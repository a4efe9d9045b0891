"""The one published rule of what needs attention and what goes well. Pure: rows and readings in, lines out."""

from collections.abc import Iterator
from dataclasses import dataclass

from finance.headlines import latest as latest_position
from finance.measures import FORECAST, VARIANCE
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.measures import Polarity, Reading
from sendprog.values.rag import MilestoneStatus, Rag
from strands.rows import MilestoneRow
from strands.snapshot import MILESTONES, STRANDS

RULE = (
    "Needs attention: a deficit forecast above plan, a strand rated Off track or At risk, milestones that are overdue, "
    "delayed or slipped, and what the committee asked and nobody answered in time. Going well: figures that moved the better "
    "way. Demand (requests, for example) is never either."
)
PLAIN_RULE = (
    "Listed first: a deficit forecast above plan, a strand rated Off track or At risk, and milestones that are overdue, delayed "
    "or slipped. Listed next: figures that moved the better way by their polarity; demand (requests, for example) is never one."
)
LATE = (MilestoneStatus.OVERDUE, MilestoneStatus.DELAYED, MilestoneStatus.SLIPPED)


@dataclass(frozen=True)
class Line:
    """One thing to look at: the page it links to, what it says and the small print."""

    page: str
    values: dict[str, str]
    words: str
    detail: str
    is_off_track: bool = False


def deficit(snapshot: Snapshot) -> Iterator[Line]:
    readings = latest_position(snapshot)
    if not readings or not (readings[VARIANCE].value or 0) > 0:
        return
    forecast = readings[FORECAST]
    begins = f"{forecast.measure.label}, {forecast.in_words}" if is_plain(snapshot) else grows(forecast)
    words = f"{begins}: {forecast.beside}"
    yield Line(
        "finance", {}, words, f"{forecast.when}. {forecast.note}.{said_of(forecast)}", is_off_track=True
    )


def grows(forecast: Reading) -> str:
    return f"The deficit is forecast to grow by {forecast.in_words} this year"


def said_of(reading: Reading) -> str:
    """What a made-up reading says of itself; nothing of any other."""
    return f" {reading.basis.label}." if reading.is_illustrative else ""


def strands(snapshot: Snapshot) -> Iterator[Line]:
    for row in sorted(snapshot[STRANDS], key=lambda row: (row.rating.order, row.number)):
        if row.update and row.rating in (Rag.OFF_TRACK, Rag.AT_RISK):
            given = "" if row.update.path_to_green_is_given else " Path to green: not given in the report."
            as_at = f"As at {row.update.rating_as_at:%d %B %Y}." if row.update.rating_as_at else ""
            words = f"{row.name}: {row.rating.label.lower()}"
            yield Line(
                "strand", {"slug": row.slug}, words, f"{as_at}{given}".strip(), row.rating is Rag.OFF_TRACK
            )


def late_line(row: MilestoneRow) -> Line:
    when = f"{row.when}. " if row.when else "No date set. "
    if row.basis is Basis.ILLUSTRATIVE:
        when = f"{Basis.ILLUSTRATIVE.label}. {when}"
    return Line(
        "milestone",
        {"reference": row.reference},
        f"{row.title}: {row.status.label.lower()}",
        when + row.slippage,
    )


def needs_attention(snapshot: Snapshot) -> list[Line]:
    """In the rule's order."""
    late = [row for row in snapshot[MILESTONES] if row.status in LATE]
    late.sort(key=lambda row: (row.status.order, row.strand_number))
    return [*deficit(snapshot), *strands(snapshot), *(late_line(row) for row in late)]


def is_better(reading: Reading) -> bool:
    """Whether a reading moved the better way; a neutral one never did."""
    change = reading.movement
    if change is None and reading.measure.unit.value == "percent_change":
        change = reading.value
    if not change or reading.measure.polarity is Polarity.NEUTRAL:
        return False
    return (change > 0) is (reading.measure.polarity is Polarity.HIGHER)


def going_well(readings: list[Reading]) -> list[Reading]:
    return [reading for reading in readings if is_better(reading)]
