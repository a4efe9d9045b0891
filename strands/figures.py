"""The figures that indicators, places and targets state, as readings by stable keys."""

from dataclasses import replace

from sendprog.records.figures import FigureSource, NamedReadings
from sendprog.values.measures import Reading, unpublished_measure
from sendprog.values.units import Unit
from sendprog.values.wording import day
from strands.headlines import indicator_measure, places_reading, return_reading
from strands.indicator_row_types import IndicatorRow
from strands.rows import PlacesRow, TargetRow
from strands.snapshot import INDICATORS, PLACES, TARGETS


def indicator_prefix(slug: str) -> str:
    """For example "strands.indicators|appeals|", before the month of report and the last day of a
    return.
    """
    return f"{INDICATORS.name}|{slug}|"


def return_readings(row: IndicatorRow) -> NamedReadings:
    for returned in row.returns:
        yield f"{returned.reported_in}|{returned.last}", return_reading(row, returned)


def comparison_readings(row: IndicatorRow) -> NamedReadings:
    """The value that each return is compared with."""
    measure = indicator_measure(row)
    compared = replace(measure, label=f"{measure.label}: compared with")
    for returned in row.returns:
        if comparison := return_reading(row, returned).comparison:
            yield (
                f"{returned.reported_in}|{returned.last}|comparison",
                Reading(
                    measure=compared,
                    value=comparison.value,
                    window_words=comparison.when,
                    basis=returned.basis,
                ),
            )


def scheme_readings(row: PlacesRow) -> NamedReadings:
    if row.places is not None:
        yield "", places_reading(row)


def target_readings(row: TargetRow) -> NamedReadings:
    """The target's value with its own decimal places: a target does not know the unit of its
    measure.
    """
    if row.value is None:
        return
    places = max(0, -int(row.value.normalize().as_tuple().exponent))
    label = f"Target ({row.kind}) of {row.measure}"
    measure = replace(unpublished_measure(label, Unit.COUNT), address=row.measure, places=places)
    when = f"from {day(row.first)}" if row.first else ""
    reading = Reading(measure=measure, value=row.value, window_words=when, basis=row.basis)
    yield f"{row.kind}|{row.first or ''}", reading


FIGURES = (
    FigureSource(INDICATORS, lambda row: indicator_prefix(row.slug), return_readings),
    FigureSource(
        INDICATORS, lambda row: f"undated|{INDICATORS.name}|{row.slug}|", comparison_readings
    ),
    FigureSource(PLACES, lambda row: f"undated|{PLACES.name}|{row.slug}", scheme_readings),
    FigureSource(TARGETS, lambda row: f"undated|{TARGETS.name}|{row.measure}|", target_readings),
)
