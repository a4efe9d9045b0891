"""The chart of one measure (pure): its readings in, Figure out."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from statistics import median_low

from sendprog.charts.chart_with_table import Chart
from sendprog.charts.figures import Series, description_of, kind_of
from sendprog.charts.line import line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.basis import Basis
from sendprog.values.free_text import sentences, without_stop
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading, sources_text
from sendprog.values.periods import Month
from sendprog.values.units import Unit
from sendprog.values.wording import joined, upper_first
from strands.headlines import has_restarted

MILLION = 1_000_000
# The units whose label does not begin a sentence.
UNITS = {
    Unit.POUNDS: "£ million",
    Unit.PER_MONTH: "Number a month",
    Unit.OUT_OF_FIVE: "Score out of 5",
}
# A month with its reading; None is a gap.
Point = tuple[Month, Reading | None]


def drawn_value(reading: Reading | None) -> float | None:
    """The value to draw, pounds in millions; None, a gap, for a missing value and for a range."""
    if reading is None or reading.value is None:
        return None
    return float(reading.value / MILLION if reading.measure.unit is Unit.POUNDS else reading.value)


def month_of_reading(reading: Reading) -> Month:
    """The month of its as-at date, else of the last day of its window; ValueError with neither."""
    when = reading.as_at or (reading.window.last if reading.window else None)
    if when is None:
        raise ValueError(f"A reading of {reading.measure.address} has no date to be drawn at.")
    return Month.containing(when)


def on_time_axis(readings: Sequence[Reading], step: int | None = None) -> list[Point]:
    """Readings by month, the last of each month; None, a gap, stands where readings are late.

    Late is at least two steps after the one before: `step` months or, where they have no rhythm, as
    many as most of the readings are apart. What covers the time since the one before is not late.
    A gap also stands where a running total starts again, and not before the reading that it follows,
    and before a reading that breaks the series.
    """
    by_month = {month_of_reading(reading): reading for reading in readings}
    months = sorted(by_month)
    steps = [earlier.months_until(later) for earlier, later in itertools.pairwise(months)]
    usual = step or (median_low(steps) if steps else 1)
    points: list[Point] = []
    for month, since in zip(months, [0, *steps], strict=True):
        if points and is_broken(by_month[month]):
            points.append((points[-1][0], None))
        elif points and restart_between(points[-1][1], by_month[month]):
            restart = Month.containing(by_month[month].window.first)
            points.append((max(restart, points[-1][0]), None))
        elif since >= 2 * usual and not follows_on(points[-1][1], by_month[month]):
            points.append((points[-1][0].plus(usual), None))
        points.append((month, by_month[month]))
    return points


def follows_on(before: Reading | None, reading: Reading) -> bool:
    """Whether a running total goes on, or a window begins on the day after the last one ended."""
    if reading.is_running_total:
        return True
    if before is None or reading.as_at or not (before.window and reading.window):
        return False
    return before.window.last + timedelta(days=1) == reading.window.first


def restart_between(before: Reading | None, reading: Reading) -> bool:
    """Whether a running total started again since the reading before."""
    return before is not None and reading.is_running_total and has_restarted(before, reading)


def is_broken(reading: Reading) -> bool:
    """Whether it is counted otherwise than those before it."""
    return reading.marker is Marker.BREAK_IN_SERIES


def breaks_text(readings: Sequence[Reading]) -> str:
    """ "The series breaks in April 2026 (reason)"; "" where it doesn't."""
    breaks = [
        f"{reading.when} ({without_stop(reading.note)})" if reading.note else reading.when
        for reading in readings
        if is_broken(reading)
    ]
    return f"The series breaks in {joined(breaks)}" if breaks else ""


def month_labels(points: Sequence[Point]) -> list[str]:
    """Every month from the first point to the last, so that the axis is true to scale."""
    first, last = points[0][0], points[-1][0]
    return [first.plus(number).short for number in range(first.months_until(last) + 1)]


def restarts_note(points: Sequence[Point]) -> str:
    """ "Starts again Sep 2024 and Sep 2025": when a running total did; "" where it did not."""
    restarts = [
        Month.containing(reading.window.first).short
        for (_, gap), (_, reading) in itertools.pairwise(points)
        if gap is None and reading and reading.window and not is_broken(reading)
    ]
    is_running = any(reading and reading.is_running_total for _, reading in points)
    return f"Starts again {joined(restarts)}" if restarts and is_running else ""


def line_of(name: str, points: Sequence[Point]) -> Series:
    """The readings at their months, those of another kind named."""
    first = points[0][0]
    return Series(
        name,
        [drawn_value(reading) for _, reading in points],
        kinds_apart([reading for _, reading in points]),
        [first.months_until(month) for month, _ in points],
        [description_of(reading) for _, reading in points],
    )


def kinds_apart(readings: Sequence[Reading | None]) -> list[str]:
    """The kind of each reading; none where all are of one kind, which the subtitle names."""
    kinds = [kind_of(reading) for reading in readings]
    return kinds if len({kind_of(reading) for reading in readings if reading}) > 1 else []


def kinds_note(readings: Sequence[Reading], *, is_apart: bool) -> str:
    """What is drawn dotted ("Dotted: projected"), or of which kind all is ("Projected")."""
    kinds = joined(sorted({kind_of(reading) for reading in readings} - {"", "illustrative"}))
    illustrative = any(reading.is_illustrative for reading in readings)
    if is_apart:
        return f"Dotted: {joined(sorted({kind_of(reading) for reading in readings} - {''}))}"
    return kinds.capitalize() if kinds and not illustrative else ""


def of_one_length(readings: Sequence[Reading]) -> Sequence[Reading]:
    """The readings whose windows have the most frequent length; of two as frequent, the first."""
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(reading.window.length_in_words if reading.window else "", []).append(
            reading
        )
    return max(groups.values(), key=len, default=[])


def are_running_totals(readings: Sequence[Reading]) -> bool:
    return bool(readings) and all(reading.is_running_total for reading in readings)


def drawable(readings: Sequence[Reading]) -> Sequence[Reading]:
    """The readings from the first value to the last; none with fewer than two values, or without
    windows.

    Only readings of one length of window are joined by a line: those of which there are most.
    """
    if not are_running_totals(readings):
        readings = of_one_length(readings)
    if any(reading.window is None for reading in readings):
        return []
    places = [index for index, reading in enumerate(readings) if reading.value is not None]
    return readings[places[0] : places[-1] + 1] if len(places) > 1 else []


def illustrative_notes(readings: Sequence[Reading]) -> str:
    """The notes and basis of the made-up readings, once each, as a sentence.

    "" where there are none.
    """
    notes: set[str] = set()
    for reading in readings:
        if reading.is_illustrative:
            says_so = reading.note.lower().startswith(reading.basis.value)
            notes |= {reading.note if says_so else "", reading.basis.label}
    return without_stop(sentences(sorted(notes)))


def basis_text(reading: Reading) -> str:
    """The basis and, where it is projected and its basis does not say so, that it is."""
    is_told = reading.basis is Basis.FORECAST or kind_of(reading) != "projected"
    return reading.basis.label if is_told else f"{reading.basis.label}, projected"


def measure_subtitle(measure: Measure, series: str, place: str, span: str, notes: str) -> str:
    """ "£ million, High needs, before any contributions, Devon, Jul 2024 to Nov 2024."."""
    unit = UNITS.get(measure.unit) or upper_first(measure.unit.label)
    subtitle = ", ".join(part for part in (unit, series, place, span) if part) + "."
    return f"{subtitle} {notes}." if notes else subtitle


def measure_title(measure: Measure, drawn: Sequence[Reading]) -> str:
    """The first and the last value; of a running total, which starts again, the last alone."""
    last = drawn[-1]
    if are_running_totals(drawn):
        return f"{measure.label}, a running total: {last.in_words}, {last.when}"
    ends = drawn[0], last
    texts = [reading.in_words for reading in ends]
    if any(reading.value is not None and reading.value < 0 for reading in ends):
        texts = [measure.with_sign(reading.value, reading.in_words) for reading in ends]
    if texts[0] == texts[1]:
        return f"{measure.label}: {texts[0]}, first and last"
    return f"{measure.label}: {' to '.join(texts)}"


def measure_chart(
    readings: Sequence[Reading],
    *,
    place: str,
    measure: Measure | None = None,
    series: str | None = None,
    step: int | None = None,
    is_plain: bool = False,
) -> Chart | None:
    """The readings of one series (the last reading's, unless given), from first value to last.

    `measure` labels it where the readings' own labels differ. None where `drawable` leaves none.
    """
    if series is None:
        series = readings[-1].series if readings else ""
    drawn = drawable([reading for reading in readings if reading.series == series])
    if not drawn:
        return None
    measure = measure or drawn[0].measure
    points = on_time_axis(drawn, step)
    labels = month_labels(points)
    span = f"{points[0][0].short} to {points[-1][0].short}"
    title = f"{measure.label}, {span}" if is_plain else measure_title(measure, drawn)
    line = line_of(measure.label, points)
    drawn_so = kinds_note(drawn, is_apart=bool(line.kinds))
    notes = [restarts_note(points), breaks_text(drawn), drawn_so, illustrative_notes(drawn)]
    subtitle = measure_subtitle(measure, series, place, span, ". ".join(filter(None, notes)))
    text = ChartText(title, subtitle, sources_text(drawn))
    figure = line_chart([line], x_labels=labels, text=text)
    rows = [[reading.when, reading.in_words, basis_text(reading)] for reading in drawn]
    ident = measure.address.replace(".", "-").replace("_", "-")
    return Chart(ident, figure, ("Window", measure.label, "Basis"), rows)
