"""Numbers in a unit that the file does not say: that of the row's indicator or measure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sendprog.loads.kinds import ParsedRow
from sendprog.loads.messages import Message
from sendprog.loads.number_cells import RawNumberCell
from sendprog.values.markers import Marker
from sendprog.values.number_parsing import NumberError, parse_number
from sendprog.values.periods import quoted
from sendprog.values.units import Unit


def parse_in_unit(row: ParsedRow, names: Iterable[str], unit: Unit | None) -> Iterator[Message]:
    """Parse the row's numbers into its resolved values. unit: None where it isn't known."""
    for name in names:
        if name not in row.cells:
            continue
        text = row.value(name)
        try:
            value = parse_number(text, unit=unit, any_unit=unit is None) if text else None
        except NumberError as error:
            yield Message(found=quoted(text), row=row.number, column=name, wrong=f"{error}.")
            continue
        row.resolved["values"][name] = value
        row.cells[name] = replace(row.cells[name], value=value)


def export_in_unit(record: Any, names: Iterable[str]) -> Mapping[str, Any]:
    """The cells of those numbers that a record, or its row in a snapshot, has."""
    return {
        name: RawNumberCell().export(getattr(record, name), "")
        for name in names
        if hasattr(record, name)
    }


def marker_of(row: ParsedRow) -> str:
    """The marker of a row's value or, of a range, that beside its lowest; "" for none."""
    markers = [row.cells[name].marker for name in ("value", "low") if name in row.cells]
    return next(filter(None, markers), "")


def is_beside_a_number(marker: str) -> bool:
    return bool(marker) and not Marker(marker).means_no_value


def misplaced_markers(row: ParsedRow) -> Iterator[Message]:
    """A problem where a marker that stands for a number is beside a range's lowest."""
    low = row.cells.get("low")
    if low and low.marker and not is_beside_a_number(low.marker):
        wrong = "A marker that stands for a number goes into value: leave this cell empty."
        yield Message(row=row.number, column="low", wrong=wrong)
