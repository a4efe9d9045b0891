"""Milestones on a track of time by strand: where each date stands, and the same in words (pure)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sendprog.charts.track import Place, Tick, Track, track_for
from sendprog.values.free_text import with_stop
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.rag import MilestoneStatus
from sendprog.values.wording import joined, plural, upper_first
from strands.metrics import DONE
from strands.milestone_row_types import MilestoneRow
from strands.rows import StrandRow
from strands.slippage import EARLIER, LATER, ON_THE_SAME_DATE

LATE = (MilestoneStatus.OVERDUE, MilestoneStatus.DELAYED, MilestoneStatus.SLIPPED)
EXACT = (Precision.DAY, Precision.MONTH)
# Each status as the end of "3 of them are …", in
# the order in which they are counted.
COUNTED = {
    MilestoneStatus.OVERDUE: "overdue",
    MilestoneStatus.DELAYED: "delayed",
    MilestoneStatus.SLIPPED: "slipped",
    MilestoneStatus.NO_DATE_SET: "with no date set",
    MilestoneStatus.NOT_STATED: "with no stage stated",
    MilestoneStatus.ON_TRACK: "on track",
    MilestoneStatus.COMPLETE_LATE: "completed late",
    MilestoneStatus.COMPLETE: "complete",
    MilestoneStatus.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True)
class TimelineRow:
    """A milestone with its places on the track; None for what it has not.

    `now`: its date done, forecast or approved. `since`: where a period longer than a month begins.
    `promised`: the date that lateness is measured from, where it is another day; `first`: the first
    approved one, where another was approved after it.
    """

    milestone: MilestoneRow
    now: Place | None = None
    since: Place | None = None
    promised: Place | None = None
    first: Place | None = None

    @property
    def arrow_length(self) -> float:
        """Per cent from the promised date to the later one of now; 0 without one."""
        if not (self.now and self.promised and self.milestone.slippage.endswith(LATER)):
            return 0.0
        return round(max(0.0, self.now.percent - self.promised.percent), 1)

    @property
    def period_length(self) -> float:
        """Per cent from the beginning of its period to its mark."""
        return round(self.now.percent - self.since.percent, 1) if self.now and self.since else 0.0

    @property
    def shown_promised(self) -> Place | None:
        """The promised date, unless both dates are off the track at one end."""
        is_hidden = self.promised and self.now and self.now.side and self.promised == self.now
        return None if is_hidden else self.promised

    @property
    def state(self) -> str:
        """ "Slipped: June 2026", "Delayed: no date set", "On track: May 2026 (approved date)"."""
        milestone, label = self.milestone, self.milestone.status.label
        if milestone.status in (MilestoneStatus.WITHDRAWN, MilestoneStatus.NO_DATE_SET):
            return label
        if milestone.is_done_date_unknown:
            return f"{label}: date not known"
        if milestone.when is None:
            return f"{label}: no date set"
        is_approved_date = not milestone.actual and not milestone.forecast
        return f"{label}: {milestone.when}{' (approved date)' if is_approved_date else ''}"

    @property
    def details(self) -> list[str]:
        """How late it is against which date, and what its date is based on, as sentences."""
        texts = [self._lateness, self._promise, self._first_approved, self.milestone.basis.note]
        return [with_stop(upper_first(text)) for text in texts if text]

    @property
    def _lateness(self) -> str:
        """ "2 months later than approved (March 2025)"; "" where the state says it."""
        slippage, sentence = self.milestone.slippage, self.milestone.slippage_sentence
        if slippage == ON_THE_SAME_DATE or sentence == f"{self.milestone.when} has passed":
            return ""
        if slippage.endswith((LATER, EARLIER)) and " than " in sentence:
            return f"{sentence} ({measured_from(self.milestone)}{self._basis_of_promise})"
        return sentence

    @property
    def _promise(self) -> str:
        """ "approved for March 2025"; "" where it is not drawn, or the lateness names it."""
        promised = str(measured_from(self.milestone) or "")
        if not self.promised or promised in self._lateness:
            return ""
        how = "approved" if self.milestone.promised else "first promised"
        return f"{how} for {promised}{self._basis_of_promise}"

    @property
    def _basis_of_promise(self) -> str:
        """ "; Illustrative: a made-up example", where the milestone itself does not say so."""
        baselines = self.milestone.baselines
        note = baselines[-1].basis.note if baselines else ""
        return f"; {note}" if note and note != self.milestone.basis.note else ""

    @property
    def _first_approved(self) -> str:
        return f"first approved for {self.milestone.baselines[0].date}" if self.first else ""


@dataclass(frozen=True)
class TimelineGroup:
    """A strand's milestones: the late ones, and the others; `slug`: "" without a page of its own."""

    name: str
    slug: str
    late: list[TimelineRow]
    others: list[TimelineRow]

    @property
    def others_text(self) -> str:
        """ "4 more: 2 on track and 2 complete"; "3 milestones: all complete" where none is late."""
        number, statuses = len(self.others), [row.milestone.status for row in self.others]
        start = f"{number} more" if self.late else plural(number, "milestone")
        return f"{start}: {statuses_in_words(statuses)}"


@dataclass(frozen=True)
class Timeline:
    """The milestones on one track, by strand, and the day of the page on it.

    `ends_in_words`: what an arrow means. `undated`: open ones that have no date, of any strand.
    """

    ticks: tuple[Tick, ...]
    ends_in_words: str
    on: Place
    groups: list[TimelineGroup]
    undated: list[TimelineRow]

    @property
    def rows(self) -> list[TimelineRow]:
        return [row for group in self.groups for row in (*group.late, *group.others)]

    @property
    def is_folded(self) -> bool:
        """Whether a narrow screen draws no line before something is unfolded: none is late."""
        return not any(group.late for group in self.groups)

    @property
    def has_promised(self) -> bool:
        return any(row.shown_promised and not row.shown_promised.side for row in self.rows)

    @property
    def has_first(self) -> bool:
        return any(row.first and not row.first.side for row in self.rows)

    @property
    def has_later(self) -> bool:
        return any(row.arrow_length for row in self.rows)

    @property
    def has_periods(self) -> bool:
        return any(row.since for row in self.rows)

    @property
    def has_outside(self) -> bool:
        places = [place for row in self.rows for place in (row.now, row.promised, row.first)]
        return any(place and place.side for place in places)


def statuses_in_words(statuses: Iterable[MilestoneStatus]) -> str:
    """ "2 on track and 2 complete", "all complete", "both complete" or, of one, "complete"."""
    counts = Counter(statuses)
    parts = {text: counts[status] for status, text in COUNTED.items() if counts[status]}
    if len(parts) != 1:
        return joined([f"{number} {text}" for text, number in parts.items()])
    (text,) = parts
    return {1: text, 2: f"both {text}"}.get(counts.total(), f"all {text}")


def measured_from(milestone: MilestoneRow) -> PartialDate | None:
    """The date that its lateness is measured from: the last approved or, without one, the first
    given.
    """
    return milestone.promised or milestone.first_promised


def drawn_date(milestone: MilestoneRow) -> PartialDate | None:
    """The date to draw; None for one withdrawn, done on an unknown day, or without a date."""
    is_without = milestone.status is MilestoneStatus.WITHDRAWN or milestone.is_done_date_unknown
    return None if is_without else milestone.when


def last_day(milestone: MilestoneRow, when: PartialDate, on: date) -> date:
    """The day to draw: the last of the period; for what is done no later than `on`, if that is in
    it.
    """
    return on if milestone.status in DONE and when.first <= on < when.last else when.last


def drawn_days(milestone: MilestoneRow, on: date) -> Iterator[date]:
    """Every day that the milestone's row draws."""
    if when := drawn_date(milestone):
        yield last_day(milestone, when, on)
        yield from (promise.last for promise in promises(milestone) if promise)
        if when.precision not in EXACT:
            yield when.first


def promises(milestone: MilestoneRow) -> tuple[PartialDate | None, PartialDate | None]:
    """The date lateness is measured from, and the first approved date where that is another day."""
    promised, baselines = measured_from(milestone), milestone.baselines
    is_moved = len(baselines) > 1 and baselines[0].date.last != baselines[-1].date.last
    return promised, baselines[0].date if is_moved else None


def timeline_row(milestone: MilestoneRow, track: Track, on: date) -> TimelineRow:
    when = drawn_date(milestone)
    if when is None:
        return TimelineRow(milestone)
    promised, first = promises(milestone)
    is_in_time = (
        promised is not None and promised.first <= when.first and when.last <= promised.last
    )
    is_other_day = promised is not None and promised.last != when.last and not is_in_time
    return TimelineRow(
        milestone,
        now=track.place(last_day(milestone, when, on)),
        since=None if when.precision in EXACT else track.place(when.first),
        promised=track.place(promised.last) if promised and is_other_day else None,
        first=track.place(first.last) if first else None,
    )


def is_undated(milestone: MilestoneRow) -> bool:
    """Whether it is open and has no date."""
    is_closed = milestone.status in (*DONE, MilestoneStatus.WITHDRAWN)
    return milestone.when is None and not is_closed


def timeline(
    milestones: Sequence[MilestoneRow],
    strands: Sequence[StrandRow],
    *,
    on: date,
    of: Sequence[MilestoneRow] | None = None,
) -> Timeline:
    """The picture of these milestones; `of`: all that its scale is for, where these are a part."""
    scale = milestones if of is None else of
    track = track_for((day for row in scale for day in drawn_days(row, on)), on)
    rows = [timeline_row(milestone, track, on) for milestone in milestones]
    dated = [row for row in rows if not is_undated(row.milestone)]
    undated = [row for row in rows if is_undated(row.milestone)]
    groups = timeline_groups(dated, strands)
    return Timeline(track.ticks, track.ends_in_words, track.place(on), groups, undated)


def timeline_groups(
    rows: Sequence[TimelineRow], strands: Sequence[StrandRow]
) -> list[TimelineGroup]:
    """By strand: the whole programme, the strands that run in their order, then those that ended."""
    current = {strand.slug: strand for strand in strands}
    by_strand: dict[str, list[TimelineRow]] = {}
    for row in rows:
        by_strand.setdefault(row.milestone.strand, []).append(row)

    def order(slug: str) -> tuple[bool, int, str]:
        return bool(slug) and slug not in current, by_strand[slug][0].milestone.strand_number, slug

    return [
        strand_group(by_strand[slug], current.get(slug)) for slug in sorted(by_strand, key=order)
    ]


def strand_group(rows: Sequence[TimelineRow], strand: StrandRow | None) -> TimelineGroup:
    """`strand`: None for the whole programme, or one that is not running."""
    milestone = rows[0].milestone
    is_ended = bool(milestone.strand) and strand is None
    name = f"{milestone.strand_name} (not running now)" if is_ended else milestone.strand_name
    late = [row for row in rows if row.milestone.status in LATE]
    others = [row for row in rows if row.milestone.status not in LATE]
    return TimelineGroup(name, strand.slug if strand else "", late, others)
