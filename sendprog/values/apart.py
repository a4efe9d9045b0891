"""Different values with as many decimal places as they need to read differently. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from sendprog.values.measures import Reading

# More decimal places than any stored value has.
MOST_PLACES = 8


def places_apart(
    values: Iterable[Decimal | None], in_text: Callable[[Decimal, int], str], places: int
) -> int:
    """The fewest decimal places, from `places` on, with which different values read differently.

    Those asked for where there are none.
    """
    different = {value for value in values if value is not None}
    for number in range(places, MOST_PLACES + 1):
        if len({in_text(value, number) for value in different}) == len(different):
            return number
    return places


def readings_apart(old: Reading, new: Reading) -> tuple[Reading, Reading]:
    """Two readings of one measure, with more decimal places where different values would read alike."""
    is_of_one_unit = old.measure.unit is new.measure.unit
    if old.missing or new.missing or old.figure != new.figure or not is_of_one_unit:
        return old, new
    measure = new.measure
    values = [
        value for reading in (old, new) for value in (reading.value, reading.low, reading.high)
    ]
    places = places_apart(values, measure.unit.in_text, measure.places)
    if places == measure.places:
        return old, new
    first, second = (
        replace(reading, measure=replace(reading.measure, places=places)) for reading in (old, new)
    )
    return first, second
