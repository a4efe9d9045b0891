"""Pictures of official statistics: areas beside one another in a year, and ours with England by year."""

from collections.abc import Sequence
from decimal import Decimal

from ehcp.official.measures import OfficialMeasure
from ehcp.official.rows import ENGLAND
from ehcp.official.strips import reading_words, short_label
from sendprog.charts.chart_with_table import Chart
from sendprog.charts.figures import Series, description_of
from sendprog.charts.line import line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.free_text import sentences
from sendprog.values.measures import Measure, Reading, sources_text
from sendprog.values.units import Unit

BREAK = "break"


def years_chart(
    entry: OfficialMeasure, own: Sequence[Reading], england: Sequence[Reading], place: str
) -> Chart | None:
    """Ours and England's by year, with a gap at the break; None with fewer than two values of ours.

    A count is drawn alone: England's would flatten it.
    """
    if sum(reading.value is not None for reading in own) < 2:
        return None
    measure = entry.measure
    drawn = {place: own} if measure.unit is Unit.COUNT else {place: own, ENGLAND: england}
    by_name = {
        name: {year_of(reading): reading for reading in readings}
        for name, readings in drawn.items()
        if any(reading.value is not None for reading in readings)
    }
    years = with_break(years_with_values(by_name), entry.comparable_from)
    labels = [BREAK if year is None else str(year) for year in years]
    text = ChartText(
        f"{short_label(measure)}, {labels[0]} to {labels[-1]}",
        chart_subtitle(measure, years, by_name),
        sources_text([reading for name in by_name for reading in drawn[name]]),
    )
    lines = year_lines(by_name, years)
    figure = line_chart(
        lines,
        x_labels=labels,
        unit_format=lambda value: measure.in_table(Decimal(repr(value))),
        text=text,
    )
    ident = measure.address.rpartition(".")[2].replace("_", "-")
    return Chart(ident, figure, ("Year", *by_name), year_rows(by_name, years))


def years_with_values(by_name: dict[str, dict[int, Reading]]) -> list[int]:
    """The years in which any of the areas has a value."""
    return sorted(
        {
            year
            for readings in by_name.values()
            for year, reading in readings.items()
            if reading.value is not None
        }
    )


def year_rows(
    by_name: dict[str, dict[int, Reading]], years: Sequence[int | None]
) -> list[list[str]]:
    return [
        [str(year), *(words_in(readings, year) for readings in by_name.values())]
        for year in years
        if year is not None
    ]


def year_lines(by_name: dict[str, dict[int, Reading]], years: Sequence[int | None]) -> list[Series]:
    """A line for each area that has readings; None where it has none of a year, and at the break."""
    return [
        Series(
            name,
            [value_of_year(readings, year) for year in years],
            descriptions=[description_of(readings.get(year or 0)) for year in years],
        )
        for name, readings in by_name.items()
    ]


def year_of(reading: Reading) -> int:
    return reading.window.last.year if reading.window else 0


def with_break(years: Sequence[int], comparable_from: int) -> list[int | None]:
    """The years, every one from first to last, with None before the first after the break."""
    if not years:
        return []
    every: list[int | None] = list(range(years[0], years[-1] + 1))
    if years[0] < comparable_from <= years[-1]:
        every.insert(every.index(comparable_from), None)
    return every


def value_of_year(readings: dict[int, Reading], year: int | None) -> float | None:
    reading = readings.get(year or 0)
    return None if reading is None or reading.value is None else float(reading.value)


def words_in(readings: dict[int, Reading], year: int) -> str:
    """ "5.1% (50 of 974)"; why there is none, or "Not in the files"."""
    reading = readings.get(year)
    return reading_words(reading) if reading else "Not in the files"


def chart_subtitle(
    measure: Measure, years: Sequence[int | None], by_name: dict[str, dict[int, Reading]]
) -> str:
    """The unit and places, the break where it is drawn, and what is made up."""
    readings = [reading for area in by_name.values() for reading in area.values()]
    made_up = sorted({reading.basis.label for reading in readings if reading.is_illustrative})
    broken = measure.note.removeprefix("Published once a year. ") if None in years else ""
    parts = [f"{measure.unit.label.capitalize()}, {' and '.join(by_name)}", broken, *made_up]
    return sentences(parts)
