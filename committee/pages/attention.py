"""The published rule of what needs attention and what is going well, applied to a snapshot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import overload

import ehcp.headlines
import finance.headlines
from committee.snapshot import catalogue
from finance.measures import FORECAST
from finance.questions import is_above_plan
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.free_text import sentences, without_stop
from sendprog.values.measures import Polarity, Reading
from sendprog.values.rag import MilestoneStatus, Rag
from sendprog.values.units import Unit
from sendprog.values.wording import day, upper_first
from strands.milestone_row_types import MilestoneRow
from strands.rows import StrandRow
from strands.snapshot import MILESTONES, STRANDS

RULE = (
    "Needs attention: a deficit above its plan, a strand rated Off track or At risk, milestones that "
    "are overdue, delayed or slipped, and asks of the committee that are overdue. Going well: figures that "
    "moved the better way. Demand, such as requests, is never listed as either."
)
PLAIN_RULE = (
    "Listed first: a deficit above its plan, a strand rated Off track or At risk, milestones that are "
    "overdue, delayed or slipped, and asks of the committee that are overdue. Listed next: figures that "
    "moved the better way by their polarity. "
    "Demand, such as requests, is never listed."
)
LATE = (MilestoneStatus.OVERDUE, MilestoneStatus.DELAYED, MilestoneStatus.SLIPPED)
# Values of these are comparable over windows of any length.
UNITS_OF_ANY_LENGTH = (Unit.PER_MONTH, Unit.PERCENT, Unit.PERCENT_A_YEAR, Unit.OUT_OF_FIVE)
RATED = (Rag.OFF_TRACK, Rag.AT_RISK)


@dataclass(frozen=True)
class AttentionItem:
    """One thing that needs attention: its sentence, its small print, and the name and values of its
    page.
    """

    page: str
    values: dict[str, str]
    text: str
    detail: str
    is_off_track: bool = False
    # What the overview has in place of the text, whose
    # figures it shows elsewhere; and whose it is.
    short: str = ""
    owner: str = ""
    # The record that it is about; None for the deficit.
    row: StrandRow | MilestoneRow | None = None
    # Only of those that the overview lists first: see next_steps.
    next_step: str = ""
    questions: Sequence[str] = ()


# The deficit's item, or the record that an item is about.
InNeed = AttentionItem | StrandRow | MilestoneRow


class AttentionItems(Sequence[AttentionItem]):
    """The items of records, each written where it is read: pages list a few of thousands."""

    def __init__(self, records: list[InNeed]) -> None:
        self.records = records

    def __len__(self) -> int:
        return len(self.records)

    @overload
    def __getitem__(self, place: int) -> AttentionItem: ...

    @overload
    def __getitem__(self, place: slice) -> list[AttentionItem]: ...

    def __getitem__(self, place: int | slice) -> AttentionItem | list[AttentionItem]:
        if isinstance(place, slice):
            return [item_of(record) for record in self.records[place]]
        return item_of(self.records[place])


def item_of(record: InNeed) -> AttentionItem:
    if isinstance(record, AttentionItem):
        return record
    return strand_item(record) if isinstance(record, StrandRow) else milestone_item(record)


def is_off_track(record: InNeed) -> bool:
    if isinstance(record, AttentionItem):
        return record.is_off_track
    if isinstance(record, StrandRow):
        return record.rating is Rag.OFF_TRACK
    return record.status is MilestoneStatus.OVERDUE


def needs_attention(snapshot: Snapshot, *, off_track_first: bool = False) -> AttentionItems:
    """The items in the order of the rule: the deficit, strands, then milestones.

    Or, on the overview, what is off track before the rest.
    """
    rated = [row for row in snapshot[STRANDS] if row.update and row.rating in RATED]
    rated.sort(key=lambda row: (row.rating.order, row.number))
    late = [row for row in snapshot[MILESTONES] if row.status in LATE]
    late.sort(key=lambda row: (row.status.order, row.strand_number))
    records = [*deficit_items(snapshot), *rated, *late]
    if off_track_first:
        records.sort(key=lambda record: not is_off_track(record))
    return AttentionItems(records)


def deficit_items(snapshot: Snapshot) -> Iterator[AttentionItem]:
    """One item where there is an in-year deficit above its plan, else none: a small surplus is not
    one.
    """
    readings = finance.headlines.latest_position(snapshot)
    if not is_above_plan(readings):
        return
    forecast = readings[FORECAST]
    basis = "" if forecast.basis is Basis.FORECAST else forecast.basis.note
    detail = sentences([forecast.when, forecast.note, basis])
    text = finance.headlines.attention_text(snapshot)
    short = finance.headlines.variance_line(snapshot)
    yield AttentionItem("finance", {}, text, detail, is_off_track=True, short=short)


def strand_item(row: StrandRow) -> AttentionItem:
    """A strand with its rating; the row must have an update."""
    details = []
    if row.update.rating_as_at:
        details.append(f"As at {day(row.update.rating_as_at)}.")
    if not row.update.path_to_green_is_given:
        details.append(f"Path to green: {row.no_path_to_green.lower()}.")
    if row.small_print:
        details.append(f"{row.small_print}.")
    text = f"{row.name}: {row.rating.label.lower()}"
    return AttentionItem(
        "strand",
        {"slug": row.slug},
        text,
        " ".join(details),
        is_off_track(row),
        owner=row.sponsor_role,
        row=row,
    )


def milestone_item(row: MilestoneRow) -> AttentionItem:
    """A late milestone with its date and slippage."""
    when = str(row.when or "No date set")
    if row.slippage_sentence.startswith(f"{row.when} "):  # "15 February 2026 has passed"
        when = ""
    return AttentionItem(
        "milestone",
        {"slug": row.slug},
        f"{without_stop(row.title)}: {row.status.label.lower()}",
        late_detail(row, upper_first(when)),
        is_off_track(row),
        owner=row.owner,
        row=row,
    )


def late_detail(row: MilestoneRow, when: str = "") -> str:
    """Its basis, date and slippage."""
    return sentences([row.basis.note, when, upper_first(row.slippage_sentence)])


def is_comparable(reading: Reading) -> bool:
    """Whether value and comparison can be compared: two totals need windows of the same length."""
    other = reading.comparison.window if reading.comparison else None
    if reading.measure.unit in UNITS_OF_ANY_LENGTH or reading.window is None or other is None:
        return True
    return reading.window.same_length(other)


def is_better(reading: Reading) -> bool:
    """Whether a reading moved the better way.

    What is only expected, or of a neutral measure, never did.
    """
    if reading.is_expected or reading.is_bound or not is_comparable(reading):
        return False
    if reading.comparison and reading.measure.in_text(reading.comparison.value) == reading.in_words:
        return False
    if reading.value is None:
        return False
    if reading.comparison:
        return reading.measure.improvement(reading.comparison.value, reading.value) > 0
    is_change = reading.measure.unit is Unit.PERCENT_CHANGE
    if not is_change or reading.measure.polarity is Polarity.TARGET:
        return False
    return reading.measure.improvement(Decimal(0), reading.value) > 0


def going_well(snapshot: Snapshot) -> list[Reading]:
    """The latest readings that moved the better way.

    Of plans issued, the one that heads the pages.
    """
    readings = dict(catalogue.latest_readings(snapshot))
    plans_issued = ehcp.headlines.plans_issued(snapshot)
    if plans_issued:
        readings[plans_issued.measure.address] = plans_issued
    return [reading for reading in readings.values() if is_better(reading)]
