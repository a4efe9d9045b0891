"""Pictures of official statistics: areas beside one another in a year, and ours with England by year."""

from collections.abc import Sequence
from decimal import Decimal

from ehcp.official.measures import OfficialMeasure
from ehcp.official.strips import reading_words, short_label
from sendprog.charts.chart_with_table import Chart
from sendprog.charts.figures import Series, description_of
from sendprog.charts.line import line_chart
from sendprog.charts.theme import ChartText
from sendprog.values.free_text import sentences
from sendprog.values.measures import Measure, Reading, sources_text

BREAK = "break"


def years_chart(
    entry: OfficialMeasure, own: Sequence[Reading], england: Sequence[Reading], place: str
) -> Chart | None:
    """Ours and England's by year, with a gap at the break; None with fewer than two values of ours."""
    if sum(reading.value is not None for reading in own) < 2:
        return None
    measure = entry.measure
    by_year = [{year_of(reading): reading for reading in readings} for readings in (own, england)]
    years = with_break(sorted({*by_year[0], *by_year[1]}), entry.comparable_from)
    lines = year_lines(dict(zip((place, "England"), by_year, strict=True)), years)
    labels = [BREAK if year is None else str(year) for year in years]
    text = ChartText(
        f"{short_label(measure)}, {labels[0]} to {labels[-1]}",
        chart_subtitle(measure, years, [*own, *england], place),
        sources_text([*own, *england]),
    )
    figure = line_chart(
        lines,
        x_labels=labels,
        unit_format=lambda value: measure.in_table(Decimal(repr(value))),
        text=text,
    )
    table = [
        [str(year), *(words_in(readings, year) for readings in by_year if readings)]
        for year in years
        if year is not None
    ]
    ident = measure.address.rpartition(".")[2].replace("_", "-")
    return Chart(ident, figure, ("Year", *(line.name for line in lines)), table)


def year_lines(by_name: dict[str, dict[int, Reading]], years: Sequence[int | None]) -> list[Series]:
    """A line for each area that has readings; None where it has none of a year, and at the break."""
    return [
        Series(
            name,
            [value_of_year(readings, year) for year in years],
            descriptions=[description_of(readings.get(year or 0)) for year in years],
        )
        for name, readings in by_name.items()
        if readings
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
    measure: Measure, years: Sequence[int | None], readings: Sequence[Reading], place: str
) -> str:
    """The unit and places, the break where it is drawn, and what is made up."""
    made_up = sorted({reading.basis.label for reading in readings if reading.is_illustrative})
    broken = measure.note.removeprefix("Published once a year. ") if None in years else ""
    parts = [f"{measure.unit.label.capitalize()}, {place} and England", broken, *made_up]
    return sentences(parts)
