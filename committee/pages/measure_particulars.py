"""What the page of a measure says of how it is counted, and of its series so far."""

from collections.abc import Iterator, Sequence

import ehcp.headlines
from committee.pages.measure_chart import breaks_text, month_of_reading
from committee.pages.rhythms import usual_step
from sendprog.records.snapshots import Snapshot
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Month
from sendprog.values.wording import joined, upper_first

# Of the months whose figure was revised, the latest.
MOST_REVISIONS = 6


def particulars_of(
    snapshot: Snapshot, measure: Measure, readings: Sequence[Reading]
) -> Iterator[tuple[str, str]]:
    """Each label with its text; what there is nothing to say of is left out."""
    if measure.numerator:
        yield "Numerator", measure.numerator
        yield "Denominator", measure.denominator
        yield "Left out", upper_first(measure.exclusions) or "Nothing"
    if text := ehcp.headlines.real_change_text(snapshot, measure):
        yield "Real change, or chance", text
    if text := next_due(readings, usual_step(snapshot, measure.address)):
        yield "Next figure", text
    revised = [reading.when for reading in readings if reading.marker is Marker.REVISED]
    if revised:
        yield "Revised", joined(revised[-MOST_REVISIONS:])
    if text := breaks_text(readings):
        yield "Breaks", text


def next_due(readings: Sequence[Reading], step: int | None) -> str:
    """ "For February 2026": the period after the latest.

    "" without a rhythm, where the last reading has no date, and where one covers more than the
    rhythm says.
    """
    month = month_due(readings, step)
    if month is None:
        return ""
    return f"For {month}" if step == 1 else f"For the period to {month}"


def month_due(readings: Sequence[Reading], step: int | None) -> Month | None:
    """The month in which the period after the latest one ends; None where that is not known."""
    dated = [reading for reading in readings if reading.as_at or reading.window]
    if not step or not dated or dated[-1] is not readings[-1]:
        return None
    latest = max(dated, key=month_of_reading)
    length = latest.window.months if latest.window else 1
    return None if (length or 1) > step else month_of_reading(latest).plus(step)
