"""The EHCP charts (pure): readings in, Figure out. A title says only what the readings show."""

from collections.abc import Sequence
from dataclasses import replace

from sendprog.charts.chart_with_table import Chart
from sendprog.charts.figures import Series, description_of
from sendprog.charts.line import line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.free_text import sentences, with_stop, without_stop
from sendprog.values.measures import Reading, sources_text
from sendprog.values.periods import Month, Window
from sendprog.values.wording import whole_number


def chart_values(readings: Sequence[Reading]) -> list[float | None]:
    """The values for a Figure; None, a gap, where a reading has no value."""
    return [None if reading.value is None else float(reading.value) for reading in readings]


def month_labels(readings: Sequence[Reading]) -> list[str]:
    """ "Nov 2024" for each month, and for each longer period that ends with it."""
    return [f"{window_of(reading).last:%b %Y}" for reading in readings]


def longer_periods_note(readings: Sequence[Reading]) -> str:
    """That the figures of longer periods than a month stand at their last one.

    "" where there are none.
    """
    if all(window_of(reading).months == 1 or reading.window_words for reading in readings):
        return ""
    return "A period of several months stands at its last"


def span_text(readings: Sequence[Reading]) -> str:
    """ "Jan 2023 to Nov 2024"."""
    return f"{window_of(readings[0]).first:%b %Y} to {window_of(readings[-1]).last:%b %Y}"


def basis_notes(readings: Sequence[Reading]) -> str:
    """The basis of each month that is not reported, once each; "" where all are."""
    return without_stop(sentences(sorted({basis_note(reading) for reading in readings})))


def basis_note(reading: Reading) -> str:
    """The basis or a note that begins with it: "Illustrative month: made up so that …".

    "" if reported.
    """
    note = reading.basis.note
    return note if reading.basis.note_beside(reading.note) == note else reading.note


def monthly_chart(readings: Sequence[Reading], *, ident: str, title: str, place: str) -> Chart:
    """One measure month by month, with a gap where a month has no value."""
    label = readings[0].measure.label
    months = month_labels(readings)
    notes = (longer_periods_note(readings), basis_notes(readings))
    subtitle = " ".join([f"{label}, {place}, {span_text(readings)}.", *map(with_stop, notes)])
    figure = line_chart(
        [
            Series(
                label.removesuffix(" each month"),
                chart_values(readings),
                descriptions=[description_of(reading) for reading in readings],
            )
        ],
        x_labels=months,
        text=ChartText(title, subtitle, sources_text(readings)),
    )
    rows = [
        [
            month if window_of(reading).months == 1 else reading.when,
            reading.in_words,
            reading.basis.label,
        ]
        for month, reading in zip(months, readings, strict=True)
    ]
    are_months = all(window_of(reading).months == 1 for reading in readings)
    return Chart(ident, figure, ("Month" if are_months else "Period", label, "Basis"), rows)


def from_first_to_last_value(readings: Sequence[Reading]) -> list[Reading]:
    """Every period from the first value to the last; empty where no reading has a value.

    A month or longer period without a reading between them gets one that is missing.
    """
    places = [index for index, reading in enumerate(readings) if reading.value is not None]
    if not places:
        return []
    drawn: list[Reading] = []
    for reading in readings[places[0] : places[-1] + 1]:
        if drawn:
            drawn += absent_periods(window_of(drawn[-1]), reading)
        drawn.append(reading)
    return drawn


def window_of(reading: Reading) -> Window:
    if reading.window is None:
        raise ValueError(f"A reading of {reading.measure.label} lacks its window.")
    return reading.window


def absent_periods(before: Window, reading: Reading) -> list[Reading]:
    """Missing readings for the periods between a window and a reading, each as long as the
    reading's.
    """
    length = window_of(reading).months or 1
    month, end = Month.containing(before.last).next, Month.containing(window_of(reading).first)
    absent = []
    while month < end:
        last = min(month.plus(length - 1), end.previous)
        words = f"end of {last.label}" if reading.window_words else ""
        window = Window.of_months(month, last)
        absent.append(replace(missing_reading(reading), window=window, window_words=words))
        month = last.next
    return absent


def missing_reading(like: Reading) -> Reading:
    return Reading(measure=like.measure, missing="Not given", source=like.measure.source)


def plans_issued_title(mean: Reading | None) -> str:
    """ "Plans issued doubled: June to November 2024 against the six months before".

    "" without a ratio.
    """
    if mean is None or mean.window is None or not mean.ratio_text:
        return ""
    moved = mean.ratio_text if mean.ratio_text != "about the same" else f"were {mean.ratio_text}"
    return f"Plans issued {moved}: {mean.when} against the {mean.window.length_in_words} before"


def plain_title(readings: Sequence[Reading]) -> str:
    """The measure and its months, no result: "Plans issued each month, January 2023 to November
    2024".
    """
    first, last = window_of(readings[0]).first, window_of(readings[-1]).last
    return f"{readings[0].measure.label}, {first:%B %Y} to {last:%B %Y}"


def stock_title(readings: Sequence[Reading], subject: str) -> str:
    """ "Overdue annual reviews fell by 170 from May 2024 to November 2024"."""
    first, last = readings[0], readings[-1]
    span = f"from {first.when} to {last.when}"
    change = int((last.value or 0) - (first.value or 0))
    if change == 0:
        return f"{subject}: {last.in_words}, {first.when} and {last.when}"
    return f"{subject} {'fell' if change < 0 else 'rose'} by {whole_number(abs(change))} {span}"
