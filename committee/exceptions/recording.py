"""Open and close exceptions when a change of figures or targets ends, and when a round opens.

So an exception is always what the stored readings ask for: a corrected figure or an undone load
closes what it opened, with that reason, and the history of both stays.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Model
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from committee.corrections.recording import lock_data_version
from committee.models.scorecard import (
    ExceptionClosing,
    ScorecardException,
    ScorecardMeasure,
)
from committee.scorecard.exception_rule import (
    READINGS_TO_CLOSE,
    Step,
    step_for,
)
from committee.scorecard.line_of_readings import (
    line_of_measure,
    rated_days,
)
from committee.snapshot import catalogue
from sendprog.loads.figure_records import figures_changed
from sendprog.records.history import Change, change
from sendprog.records.snapshots import Snapshot, today, uncached_snapshot
from sendprog.values.free_text import in_the_middle
from sendprog.values.wording import day, joined
from strands.models import Strand, Target
from strands.snapshot import INDICATORS, TARGETS

# What else decides on ratings, besides figures.
DECIDING = (
    "strands.Target",
    "strands.Indicator",
    "strands.UpdateRound",
    "sendprog.Exemption",
)
CLOSINGS = {
    Step.RECOVERED: ExceptionClosing.RECOVERED,
    Step.WITHDRAWN: ExceptionClosing.WITHDRAWN,
}


@receiver(figures_changed)
def judge_after_figures(sender: type[Model], **kwargs: Any) -> None:
    """Judge the readings once, when the change of figures ends."""
    with change(by=None) as current:
        current.on_exit.setdefault("exceptions", Judging(current))


@receiver(post_save)
def judge_after_saving(sender: type[Model], **kwargs: Any) -> None:
    """The same where a target, an indicator, an exemption or a round was saved."""
    if sender._meta.label in DECIDING:
        judge_after_figures(sender)


@dataclass
class Judging:
    """Called when the change ends: opens and closes the exceptions that its readings ask for."""

    change: Change

    def __call__(self) -> None:
        has_floor = Target.objects.filter(floor__isnull=False).exists()
        if not has_floor and not ScorecardException.objects.still_open().exists():
            return
        lock_data_version()
        on = timezone.localdate(self.change.at) if self.change.at else today()
        judge_readings(uncached_snapshot(on=on))


def judge_readings(snapshot: Snapshot) -> None:
    """Open and close exceptions by the readings that members see; records are saved tracked."""
    open_records = {each.measure: each for each in ScorecardException.objects.still_open()}
    covered = days_covered()
    for address in sorted({*addresses_with_floor(snapshot), *open_records}):
        record = open_records.get(address)
        step = step_for(
            rated_days(snapshot, address),
            opened_for=record.reading_day if record else None,
            covers_to=covered.get(address),
        )
        if step is Step.OPEN:
            open_exception(snapshot, address)
        elif record and step in CLOSINGS:
            close_exception(snapshot, record, step)


def addresses_with_floor(snapshot: Snapshot) -> set[str]:
    """The addresses of the measures that have a target with a floor."""
    known = catalogue.measures_by_any_address(snapshot)
    named = {row.measure for row in snapshot[TARGETS] if row.floor is not None}
    return {known[address].address for address in named if address in known}


def days_covered() -> dict[str, date]:
    """For each measure, the last day that a decision about it knew of."""
    decided = ScorecardException.objects.filter(closing=ExceptionClosing.DECISION).order_by()
    return dict(decided.values_list("measure").annotate(Max("covers_to")))


def open_exception(snapshot: Snapshot, address: str) -> ScorecardException:
    last = ScorecardException.everything.aggregate(last=Max("number"))["last"]
    record = ScorecardException(
        number=(last or 0) + 1,
        measure=address,
        strand=strand_asked(snapshot, address),
        opened_on=snapshot.on,
        reading_day=rated_days(snapshot, address)[-1][0],
    )
    record.save()
    return record


def close_exception(snapshot: Snapshot, record: ScorecardException, step: Step) -> None:
    record.closing, record.closing_reason = (
        CLOSINGS[step],
        reason_to_close(snapshot, record, step),
    )
    # A clock that was set back may judge on a day before it opened.
    record.closed_on = max(snapshot.on, record.opened_on)
    record.save()


def reason_to_close(snapshot: Snapshot, record: ScorecardException, step: Step) -> str:
    """ "644 (June 2025) and 641 (July 2025)"; of what changed, since when nothing is past it."""
    if step is Step.WITHDRAWN:
        return f"No reading to {day(record.reading_day)} or later is past the floor."
    line = line_of_measure(snapshot, record.measure)
    readings = line.readings[-READINGS_TO_CLOSE:] if line else ()
    return joined([f"{each.in_words} ({in_the_middle(each.when)})" for each in readings])


def strand_asked(snapshot: Snapshot, address: str) -> Strand | None:
    """The strand that the scorecard names for the measure, else its indicator's; None for managers."""
    chosen = ScorecardMeasure.objects.filter(measure=address, strand__isnull=False)
    if record := chosen.select_related("strand").first():
        return record.strand
    slugs = {row.strand for row in snapshot[INDICATORS] if row.measure == address and row.strand}
    return Strand.objects.current(snapshot.on).filter(slug__in=slugs).order_by("number").first()
