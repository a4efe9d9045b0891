"""The unit of each measure that a target can be set for, by the measure's address."""

from collections.abc import Iterable

from sendprog.pages.room_measures import room_measures
from sendprog.values.units import Unit
from strands.indicator_row_types import INDICATOR
from strands.models import Indicator, PlacesScheme

# The fields of a target that are in the unit of its measure.
TARGET_VALUES = ("value", "floor", "expected_low", "expected_high")
NO_MEASURE = "no measure has this address: copy it from the page of the measure (Measures)."


def units_of_measures(schemes: Iterable[PlacesScheme]) -> dict[str, Unit]:
    """The units by address: of measures defined in code, of indicators, and of these schemes."""
    units = {address: measure.unit for address, measure in room_measures().items()}
    for slug, unit in Indicator.objects.values_list("slug", "unit"):
        units[f"{INDICATOR}{slug}"] = Unit(unit)
    for scheme in schemes:
        units[scheme.address] = Unit.COUNT
    return units
