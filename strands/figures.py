"""The figures that indicators, places and targets state, as readings by stable keys."""

from collections.abc import Iterator
from dataclasses import replace

from sendprog.values.measures import Reading, Unit, unpublished_measure
from sendprog.values.wording import day
from strands.headlines import indicator_measure, places_reading, return_reading
from strands.rows import IndicatorRow, PlacesRow, TargetRow
from strands.snapshot import INDICATORS, PLACES, TARGETS


def indicator_figures(row: IndicatorRow) -> Iterator[tuple[str, Reading]]:
    """Each return, and the value that each return is compared with."""
    measure = indicator_measure(row)
    compared = replace(measure, label=f"{measure.label}: compared with")
    for returned in row.returns:
        reading = return_reading(measure, returned)
        key = f"{row.slug}|{returned.reported_in}|{returned.last}"
        yield f"{INDICATORS.name}|{key}", reading
        if reading.comparison:
            value, when = reading.comparison.value, reading.comparison.when
            comparison = Reading(measure=compared, value=value, window_words=when, basis=returned.basis)
            yield f"undated|{INDICATORS.name}|{key}|comparison", comparison


def places_figures(row: PlacesRow) -> Iterator[tuple[str, Reading]]:
    if row.places is not None:
        yield f"undated|{PLACES.name}|{row.slug}", places_reading(row)


def target_figures(row: TargetRow) -> Iterator[tuple[str, Reading]]:
    """The target's value with its own decimal places: a target does not know the unit of its measure."""
    if row.value is None:
        return
    places = max(0, -int(row.value.normalize().as_tuple().exponent))
    label = f"Target ({row.kind}) of {row.measure}"
    measure = replace(unpublished_measure(label, Unit.COUNT), address=row.measure, places=places)
    when = f"from {day(row.first)}" if row.first else ""
    reading = Reading(measure=measure, value=row.value, window_words=when, basis=row.basis)
    yield f"undated|{TARGETS.name}|{row.measure}|{row.kind}|{row.first or ''}", reading


FIGURES = {INDICATORS: indicator_figures, PLACES: places_figures, TARGETS: target_figures}
