"""The rows of the scorecard: each measure with its figures, direction, rating and exception (pure)."""

from collections import Counter
from dataclasses import dataclass

from committee.scorecard.chosen import ChosenMeasure, chosen_measures
from committee.scorecard.direction import (
    Direction,
    Movement,
    movement_from,
    plain_direction,
)
from committee.scorecard.exceptions import NO_ANSWER, open_exceptions
from committee.scorecard.line_of_readings import (
    Line,
    line_of_measure,
    rating_target,
    standard_of,
)
from committee.scorecard.official import NOTHING_OFFICIAL, OfficialBeside, beside_measure
from committee.scorecard.rating import Rated, rating_of_reading
from committee.snapshot.scorecard import ExceptionRow
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import sentences, without_stop
from sendprog.values.measures import Measure, Polarity, Reading
from sendprog.values.rag import Rag
from sendprog.values.wording import (
    noun,
    part_of,
    plural,
    upper_first,
)
from strands.rows import TargetRow
from strands.targets import (
    target_amount,
    target_kind,
    target_origin,
    target_title,
)

NOTHING_RECORDED = "Nothing recorded"


@dataclass(frozen=True)
class ScorecardRow:
    """One measure. `before` may be the earlier value that the source itself compares with."""

    measure: Measure
    now: Reading | None
    before: Reading | None
    year_ago: Reading | None
    movement: Movement
    target: TargetRow | None
    rated: Rated
    recorded: str
    exception: ExceptionRow | None
    breaks_within_a_year: bool = False
    official: OfficialBeside = NOTHING_OFFICIAL

    @property
    def target_text(self) -> str:
        """ "60%"; "Not set" without a target."""
        if self.target is None or self.target.value is None:
            return "Not set"
        return target_amount(self.target, self.measure, self.target.value)

    @property
    def floor_text(self) -> str:
        """ "floor 45%", "limit 650"; "no floor" where a target has none, "" without a target."""
        if self.target is None:
            return ""
        word = "limit" if self.measure.polarity is Polarity.LOWER else "floor"
        if self.target.floor is None:
            return f"no {word}"
        return f"{word} {target_amount(self.target, self.measure, self.target.floor)}"

    @property
    def target_basis(self) -> str:
        """Kind, dates and origin of the target in words; "" without one."""
        if self.target is None:
            return ""
        return sentences([target_title(self.target), target_origin(self.target)])

    @property
    def target_label(self) -> str:
        """ "Local target"; "" without one."""
        return target_kind(self.target) if self.target else ""

    @property
    def what_is_done(self) -> str:
        """The action of its open exception, else what the council recorded."""
        if self.exception and self.exception.action:
            return self.exception.action
        return self.recorded or (NO_ANSWER if self.exception else NOTHING_RECORDED)

    @property
    def owner_text(self) -> str:
        """ "Head of SEND Casework, expected back by March 2026"; "" without an open exception."""
        if self.exception is None:
            return ""
        date = f"expected back {self.exception.expected}" if self.exception.expected else ""
        parts = [without_stop(self.exception.owner), date]
        return upper_first(", ".join(part for part in parts if part))


def scorecard_rows(snapshot: Snapshot) -> list[ScorecardRow]:
    """The rows in order."""

    def rows() -> list[ScorecardRow]:
        exceptions = open_exceptions(snapshot)
        return [
            scorecard_row(snapshot, chosen, exceptions.get(chosen.measure.address))
            for chosen in chosen_measures(snapshot)
        ]

    return snapshot.cached("scorecard", rows)


def scorecard_row(
    snapshot: Snapshot,
    chosen: ChosenMeasure,
    exception: ExceptionRow | None,
) -> ScorecardRow:
    line = line_of_measure(snapshot, chosen.measure.address)
    now = line.latest if line else None
    before = reading_before(line) if line else None
    target = rating_target(snapshot, now) if now else None
    return ScorecardRow(
        measure=now.measure if now else chosen.measure,
        now=now,
        before=before,
        year_ago=line.year_ago if line else None,
        movement=movement_of(line, before, plain=is_plain(snapshot)),
        target=target,
        rated=rating_of_reading(now, standard_of(target)),
        recorded=chosen.what_is_done,
        exception=exception,
        breaks_within_a_year=line.is_broken_within_a_year if line else False,
        official=beside_measure(snapshot, chosen.measure),
    )


def reading_before(line: Line) -> Reading | None:
    """The reading before or, without one, the earlier value with which the source compares it."""
    if line.before or line.latest.comparison is None:
        return line.before
    comparison = line.latest.comparison
    return Reading(
        measure=line.latest.measure,
        value=comparison.value,
        window=comparison.window,
        window_words=comparison.label,
        basis=line.latest.basis,
    )


def movement_of(line: Line | None, before: Reading | None, *, plain: bool) -> Movement:
    """The movement since the reading before; of a running total, since a year before."""
    if line is None:
        return movement_from(before, None)
    now = line.latest
    since = line.year_ago if now.is_running_total else before
    if now.is_running_total and since is None:
        return Movement(
            Direction.NOT_COMPARED,
            "a running total, and none of a year before",
        )
    movement = movement_from(since, now)
    if now.is_running_total and line.is_broken_within_a_year:
        return Movement(Direction.NOT_COMPARED, "a break in the series")
    if now.is_running_total and movement.direction is not Direction.NOT_COMPARED:
        movement = Movement(movement.direction, "against a year before")
    if plain and since and since.value is not None and now.value is not None:
        return plain_direction(movement, since.value, now.value)
    return movement


def summary_sentence(rows: list[ScorecardRow], *, plain: bool) -> str:
    """How many are on track and off track, and how many are better than before; "" without rows."""
    if not rows:
        return "No measure is on the scorecard."
    if plain:
        return f"{plural(len(rows), 'measure')}."
    counts = Counter(row.rated.rating for row in rows)
    rated = len(rows) - counts[Rag.NOT_RATED]
    compared = [row for row in rows if row.movement.direction is not Direction.NOT_COMPARED]
    return " ".join(
        filter(
            None,
            [
                rating_sentence(counts, rated, len(rows)),
                better_sentence(compared),
            ],
        )
    )


def rating_sentence(counts: Counter, rated: int, total: int) -> str:
    """ "2 of 9 rated measures are on track, and 3 are off track."."""
    if not rated:
        return f"None of the {plural(total, 'measure')} is rated."
    good, past = counts[Rag.ON_TRACK], counts[Rag.OFF_TRACK]
    if good:
        first = upper_first(part_of(good, rated, "rated measure"))
    else:
        first = f"None of the {plural(rated, 'rated measure')}"
    verb = "are" if good > 1 else "is"
    off = f"{past:,} {noun(past, 'is', 'are')} off track" if past else "none is off track"
    return f"{first} {verb} on track, and {off}."


def better_sentence(compared: list[ScorecardRow]) -> str:
    """ "6 of 8 that can be compared are better than before."; "" where none can be."""
    judged = [row for row in compared if row.measure.polarity is not Polarity.NEUTRAL]
    if not judged:
        return ""
    better = sum(row.movement.direction is Direction.BETTER for row in judged)
    number = f"{better:,} of the {len(judged):,}" if better else f"None of the {len(judged):,}"
    verb = "are" if better > 1 else "is"
    return f"{number} that can be compared {verb} better than before."


def has_official(rows: list[ScorecardRow]) -> bool:
    """Whether any row has official statistics beside it."""
    return any(row.official.rows for row in rows)
