"""The figures that returns on plans and on contact with families state, as readings by stable keys."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from ehcp.contacts import CONTACTS, ContactRow, contact_label, decimal_places
from ehcp.measures import FLOWS, STOCKS
from ehcp.readings import NOT_GIVEN
from ehcp.snapshot import MONTHS, MonthRow
from ehcp.suppression import BREAKDOWNS, SMALL_GROUPS
from sendprog.records.figures import FigureSource, NamedReadings
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading, unpublished_measure
from sendprog.values.periods import Month
from sendprog.values.units import Unit

MEASURE_OF_COUNT = {name: measure for measure, name in (FLOWS | STOCKS).items()}
# A difference of 1 to 4 between two values of these counts could identify a child, though neither
# value does.
IDENTIFYING = {name for group in BREAKDOWNS for name in group} | set(SMALL_GROUPS)
SMALL_DIFFERENCES = range(1, 5)
# The figures of contact with families that are no
# counts: how each is called, and its unit.
CONTACT_SCORES = {
    "wait_change_percent": ("reported change in the wait", Unit.PERCENT_CHANGE),
    "satisfaction": ("satisfaction", Unit.OUT_OF_FIVE),
}


def month_prefix(month: Month) -> str:
    """For example "ehcp.months|2024-11|", before the name of a count."""
    return f"{MONTHS.name}|{month.iso}|"


def month_readings(row: MonthRow) -> NamedReadings:
    """Every count of the month, missing ones too."""
    for name in row.counts:
        yield name, count_reading(name, row)


def contact_prefix(month: Month) -> str:
    """For example "ehcp.contacts|2024-11|", before the name of a figure."""
    return f"{CONTACTS.name}|{month.iso}|"


def contact_readings(row: ContactRow) -> NamedReadings:
    """Every figure of the month's contact with families, missing ones too."""
    for name, count in row.counts.items():
        yield name, contact_reading(row, name, count, contact_label(name), Unit.COUNT)
    for name, (label, unit) in CONTACT_SCORES.items():
        yield name, contact_reading(row, name, getattr(row, name), label, unit)


def contact_reading(
    row: ContactRow, name: str, value: Decimal | int | None, label: str, unit: Unit
) -> Reading:
    """A figure of the month with its own decimal places, or why there is none."""
    measure, marker = (
        unpublished_measure(f"Contact with families: {label}", unit),
        row.markers.get(name),
    )
    given: dict[str, Any] = {"missing": missing_text(marker)}
    if value is not None:
        measure = replace(measure, places=decimal_places(Decimal(value)))
        given = {"value": Decimal(value), "marker": Marker(marker) if marker else None}
    return Reading(measure=measure, window=row.window, basis=row.basis, **given)


FIGURES = (
    FigureSource(MONTHS, lambda row: month_prefix(row.month), month_readings),
    FigureSource(CONTACTS, lambda row: contact_prefix(row.month), contact_readings),
)


def count_reading(name: str, row: MonthRow) -> Reading:
    """A count of the month by its field name, whether or not it is a published measure."""
    value, marker = row.counts.get(name), row.markers.get(name)
    given = {"missing": missing_text(marker)}
    if value is not None:
        given = {"value": Decimal(value), "marker": Marker(marker) if marker else None}
    return Reading(measure=measure_of_count(name, row), window=row.window, basis=row.basis, **given)


def measure_of_count(name: str, row: MonthRow) -> Measure:
    """The published measure; for the flow of several months, which is no mean yet, one without an
    address.
    """
    is_total = row.months > 1 and name in FLOWS.values()
    if name in MEASURE_OF_COUNT and not is_total:
        return MEASURE_OF_COUNT[name]
    return unpublished_measure(name.replace("_", " ").capitalize(), Unit.COUNT)


def missing_text(marker: str | None) -> str:
    """For example "[c] suppressed"; "Not given" without a marker."""
    return f"{Marker(marker).symbol} {Marker(marker).label}" if marker else NOT_GIVEN


def is_identifying(name: str, old: Reading, new: Reading) -> bool:
    """Whether two values of this count must not be shown together, because their difference is
    small.
    """
    if name not in IDENTIFYING or old.value is None or new.value is None:
        return False
    return abs(new.value - old.value) in SMALL_DIFFERENCES
