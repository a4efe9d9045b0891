"""The measures that the council chose for its scorecard, and the exceptions, as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from committee.models.scorecard import ExceptionClosing, ScorecardException, ScorecardMeasure
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.partial_dates import PartialDate
from sendprog.values.wording import day, lower_first
from strands.places_exemption import names_no_exempt_scheme


@dataclass(frozen=True)
class ScorecardMeasureRow:
    """A measure that the council chose; one that is not shown is on no page."""

    measure: str
    order: int
    what_is_done: str
    shown: bool
    strand: str


@dataclass(frozen=True)
class ExceptionRow:
    """A measure past its floor: cause, action, owner and date as far as they were given.

    `reading_day`: the last day of the reading that opened it.
    """

    number: int
    measure: str
    strand: str
    opened_on: date
    reading_day: date
    cause: str
    action: str
    owner: str
    expected: PartialDate | None
    closing: ExceptionClosing
    closed_on: date | None
    closing_reason: str

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def is_answered(self) -> bool:
        return bool(self.cause and self.action and self.owner and self.expected)

    @property
    def state_text(self) -> str:
        """ "Open since 9 September 2025", "Closed on 18 November 2025: by decision"."""
        if self.closed_on is None:
            return f"Open since {day(self.opened_on)}"
        how = lower_first(ExceptionClosing(self.closing).label)
        return f"Closed on {day(self.closed_on)}: {how}"


def scorecard_measure_rows(*, on: date, viewer: Audience) -> Iterator[ScorecardMeasureRow]:
    """Every measure that was chosen, in order; none where nobody chose."""
    records = ScorecardMeasure.objects.filter(names_no_exempt_scheme("measure", viewer))
    for record in records.select_related("strand"):
        yield ScorecardMeasureRow(
            record.measure,
            record.order,
            record.what_is_done,
            record.shown,
            record.strand.slug if record.strand else "",
        )


def exception_rows(*, on: date, viewer: Audience) -> Iterator[ExceptionRow]:
    """Every exception, open or closed, in the order in which they opened."""
    records = ScorecardException.objects.filter(names_no_exempt_scheme("measure", viewer))
    for record in records.select_related("strand"):
        yield ExceptionRow(
            number=record.number,
            measure=record.measure,
            strand=record.strand.slug if record.strand else "",
            opened_on=record.opened_on,
            reading_day=record.reading_day,
            cause=record.cause,
            action=record.action,
            owner=record.owner,
            expected=record.expected,
            closing=ExceptionClosing(record.closing),
            closed_on=record.closed_on,
            closing_reason=record.closing_reason,
        )


SCORECARD_MEASURES = Section(
    "committee.scorecard_measures",
    ScorecardMeasureRow,
    scorecard_measure_rows,
    key=("measure",),
    label="Measures of the scorecard",
    nouns=("measure of the scorecard", "measures of the scorecard"),
    title=lambda row: "A measure of the scorecard",
    page="scorecard",
    edit=EditLink("Edit its place", url_name="scorecard_measure_edit", by="measure"),
)
EXCEPTIONS = Section(
    "committee.exceptions",
    ExceptionRow,
    exception_rows,
    key=("number",),
    label="Exceptions",
    nouns=("exception", "exceptions"),
    title=lambda row: f"Exception {row.number}",
    page="scorecard",
    edit=EditLink("Answer the exception", url_name="exception_edit", by="number"),
)
