"""What a load changes in stored figures.

What was suppressed or made up, what is revised, and what is told already.
"""

from decimal import Decimal
from typing import Any

from django.db import models

from sendprog.loads.cross_checks import formatted_number
from sendprog.loads.figure_records import FigureRecord
from sendprog.loads.kinds import FileWarning, ParsedRow
from sendprog.loads.messages import Message
from sendprog.records.history import Tracked
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker

NOTHING = "nothing"
REVISED = "This was {} and becomes {}: it will be marked [r] (revised)."
MADE_UP = "This was {}, a made-up example, and becomes {}."


def is_told_already(record: Tracked, differing: dict[str, Any]) -> bool:
    """Whether all that differs is "Reported" where the same is known from a published report.

    Files of an earlier release say "Reported" of both.
    """
    if differing != {"basis": Basis.REPORTED.value}:
        return False
    return current_value(record, "basis") == Basis.PUBLISHED.value


def clear_made_up(record: Tracked, values: dict[str, Any]) -> None:
    """Clear the note and the source of a made-up example where the file gives another basis."""
    illustrative = Basis.ILLUSTRATIVE.value
    if getattr(record, "basis", "") == illustrative != values.get("basis", illustrative):
        for name in ("note", "source"):
            if hasattr(record, name):
                values.setdefault(name, "")


def current_value(record: Tracked, name: str) -> Any:
    if name.endswith("_id"):
        return getattr(record, record._meta.get_field(name).attname)
    return getattr(record, name)


def drop_suppressed(
    row: ParsedRow, record: FigureRecord, values: dict[str, Any], warnings: list[FileWarning]
) -> None:
    """Leave stored counts alone where the file has [c]: they were suppressed when the file was
    exported.
    """
    for name, marker in record.markers().items():
        if name not in values or values.get(marker) != Marker.SUPPRESSED.value:
            continue
        if getattr(record, name) is not None:
            del values[name], values[marker]
            text = "This cell is suppressed [c]: the stored count is left as it is."
            warnings.append(
                FileWarning("suppressed", Message(row=row.number, column=name, wrong=text))
            )


def mark_revisions(
    row: ParsedRow, record: FigureRecord, values: dict[str, Any], warnings: list[FileWarning]
) -> None:
    """Mark changed figures [r], with a warning each.

    A stored marker that the file doesn't repeat stays.
    """
    names_by_marker: dict[str, list[str]] = {}
    revised = set()
    is_made_up = record.replaces_made_up(values.get("basis", getattr(record, "basis", "")))
    for name, marker in record.markers().items():
        if name not in values:
            continue
        names_by_marker.setdefault(marker, []).append(name)
        old = getattr(record, name)
        if old is not None and old != values[name]:
            revised |= set() if is_made_up else {name}
            text = MADE_UP if is_made_up else REVISED
            warnings.append(change_warning(row, record, name, values[name], text))
    for marker, names in names_by_marker.items():
        if revised.intersection(names) and any(values[name] is not None for name in names):
            values[marker] = Marker.REVISED.value
        elif not values.get(marker) and all(
            values[name] == getattr(record, name) for name in names
        ):
            values[marker] = getattr(record, marker)


def change_warning(
    row: ParsedRow, record: FigureRecord, name: str, new: Any, text: str
) -> FileWarning:
    old = display_value(record, name, getattr(record, name))
    text = text.format(old, display_value(record, name, new))
    return FileWarning("restated", Message(row=row.number, column=name, wrong=text))


def display_value(record: Tracked, name: str, value: Any) -> str:
    """A value for readers: a choice's label, a number with commas, NOTHING for an empty one."""
    if value is None or value == "":
        return NOTHING
    field = record._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal) and not isinstance(field, models.ForeignKey):
        return formatted_number(value)
    return f"{value:%B %Y}" if name in ("month", "reported_in") else str(value)
