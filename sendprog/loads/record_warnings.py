"""Questions about a record as a file would leave it: is its size right, and what does it rest on?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sendprog.loads.cross_checks import (
    NumberText,
    formatted_number,
    formatted_pounds,
    scale_question,
)
from sendprog.loads.kinds import Column, FileWarning, ParsedRow, RowRecord
from sendprog.loads.messages import Message
from sendprog.loads.number_cells import PoundsCell
from sendprog.values.basis import Basis

if TYPE_CHECKING:
    from sendprog.loads.record_kinds import RecordKind

# Among values below this, ten times as much is nothing unusual.
SMALL = 50
ILLUSTRATIVE = Basis.ILLUSTRATIVE.value
STAYS_ILLUSTRATIVE = (
    "The stored figures are marked as a made-up example, and the new ones would be marked so too: "
    "give figure_basis to say otherwise."
)
# Figures of records, by the rest of their key and then by their place in the series.
FiguresByKey = dict[tuple[str, ...], dict[str, dict[str, Any]]]


def number_text_of(column: Column) -> NumberText:
    """How a question writes a column's values: pounds with their sign."""
    return formatted_pounds if isinstance(column.parser, PoundsCell) else formatted_number


def stays_illustrative(target: RowRecord) -> bool:
    """Whether values change in a record marked as illustrative, and the file gives no basis."""
    if target.record.basis != ILLUSTRATIVE or "basis" in target.values:
        return False
    return any(getattr(target.record, name) != value for name, value in target.values.items())


def basis_warnings(row: ParsedRow, target: RowRecord, column: str) -> Iterator[FileWarning]:
    """That new figures would be marked as a made-up example."""
    if stays_illustrative(target):
        message = Message(row=row.number, column=column, wrong=STAYS_ILLUSTRATIVE)
        yield FileWarning("basis", message)


def size_warnings(
    kind: RecordKind, rows: Sequence[ParsedRow], targets: Sequence[RowRecord]
) -> Iterator[FileWarning]:
    """Figures about a tenth, or ten times, of what is stored or of those before and after."""
    figures = figures_by_key(kind)
    number_texts = {column.name: number_text_of(column) for column in kind.all_columns}
    for row, target in zip(rows, targets, strict=True):
        key, place = key_and_place(kind, kind.identity_of(row))
        of_key = figures.setdefault(key, {})
        old = of_key.get(place, {})
        for name in kind.read_with:
            value = target.values.get(name, getattr(target.record, name))
            if value is None or value == old.get(name):
                continue
            before, after = values_beside(of_key, place, name)
            beside = (before, after) if old.get(name) is None else (old[name], None)
            if max(abs(number) for number in (value, *beside) if number is not None) < SMALL:
                continue
            if question := scale_question(value, *beside, number_texts[name]):
                message = Message(row=row.number, column=name, wrong=question)
                yield FileWarning("jump", message)
        of_key[place] = {name: target.values.get(name) for name in kind.read_with}


def figures_by_key(kind: RecordKind) -> FiguresByKey:
    figures: FiguresByKey = {}
    for record in kind.with_linked(kind.model._default_manager.all()):
        key, place = key_and_place(kind, kind.identity_of_record(record))
        figures.setdefault(key, {})[place] = {
            name: getattr(record, name) for name in kind.read_with
        }
    return figures


def key_and_place(kind: RecordKind, identity: str) -> tuple[tuple[str, ...], str]:
    """An identity without its column of the series, and that column."""
    parts = dict(zip(kind.key, identity.split("\n"), strict=True))
    place = parts.pop(kind.series, "")
    return tuple(parts.values()), place


def values_beside(
    of_key: dict[str, dict[str, Any]], place: str, name: str
) -> tuple[Any | None, Any | None]:
    """The nearest figures before and after a place; None where there is none."""
    filled = {each: values[name] for each, values in of_key.items() if values.get(name) is not None}
    before = [each for each in sorted(filled) if each < place][-1:]
    after = [each for each in sorted(filled) if each > place][:1]
    return (
        filled[before[0]] if before else None,
        filled[after[0]] if after else None,
    )
