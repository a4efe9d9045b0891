"""What a spreadsheet made of stored texts, months and references is read as what is stored."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sendprog.loads.cell_parsers import ParsedCell
from sendprog.loads.date_cells import PartialDateCell
from sendprog.loads.kinds import Column, ParsedRow
from sendprog.loads.text_cells import AddressCell, ReferenceCell
from sendprog.loads.time_limit import require_time
from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import PeriodError

# Characters of the longest text of which a spreadsheet makes a number or a date.
LONGEST = 30
_NUMBER = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(%?)")


def keep_stored_texts(columns: Iterable[Column], row: ParsedRow, record: Any) -> None:
    """Keep a stored month or text where the cell holds what a spreadsheet makes of it.

    "November 2024" comes back as 1 November 2024 or "Nov-24", and "1.50" as 1.5.
    """
    for column in columns:
        cell = row.cells.get(column.name)
        if cell is None or not hasattr(record, column.stored_in):
            continue
        stored = getattr(record, column.stored_in)
        if is_made_of(stored, cell):
            row.cells[column.name] = ParsedCell(stored)


def keep_stored_keys(
    columns: Sequence[Column], rows: Sequence[ParsedRow], stored: Iterable[tuple[Any, ...]]
) -> None:
    """The same of the columns of a key. stored: the values of the stored records under them."""
    changeable = (PartialDateCell, ReferenceCell, AddressCell)
    known: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    places = [at for at, column in enumerate(columns) if isinstance(column.parser, changeable)]
    for values in stored:
        for at in places:
            known.setdefault(other_parts(values, at), []).append(values)
    given = {at: {key_text(row.value(columns[at].name)) for row in rows} for at in places}
    for row in rows:
        require_time()
        values = tuple(row.value(column.name) for column in columns)
        for at in places:
            name = columns[at].name
            texts = [each[at] for each in known.get(other_parts(values, at), ())]
            if name not in row.cells or any(
                key_text(values[at]) == key_text(each) for each in texts
            ):
                continue
            # A stored text that another row has as it is, is that row's.
            free = [each for each in texts if key_text(each) not in given[at]]
            sources = [each for each in free if is_made_of(each, row.cells[name])]
            if len(sources) == 1:
                row.cells[name] = ParsedCell(sources[0], understood=str(sources[0]))


def other_parts(values: Sequence[Any], at: int) -> tuple[str, ...]:
    """A key without the value at a place, after that place."""
    return (str(at), *(key_text(value) for place, value in enumerate(values) if place != at))


def key_text(value: Any) -> str:
    """A value of a key as text, to be compared."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value).casefold()


def is_made_of(stored: Any, cell: ParsedCell) -> bool:
    """Whether a spreadsheet may have made what the cell holds of the stored month, day or text."""
    if cell.sheet_day is not None and is_same_date(stored, cell.sheet_day):
        return True
    if not isinstance(stored, str) or not isinstance(cell.value, str) or stored == cell.value:
        return False
    if max(len(stored), len(cell.value)) > LONGEST:
        return False
    number = number_of(stored)
    if number is not None:
        return number == number_of(cell.value)
    known, shown = date_of(stored), date_of(cell.value)
    if known is None or shown is None:
        return False
    is_day = shown.precision is Precision.DAY
    return known == shown or (is_day and is_same_date(known, shown.first))


def is_same_date(stored: Any, day: date) -> bool:
    """Whether a spreadsheet may have made the day of a stored month, day, or text that names one."""
    known = date_of(stored) if isinstance(stored, str) else stored
    return isinstance(known, PartialDate) and known.first == day and known.precision.rank <= 1


@lru_cache(maxsize=4096)
def date_of(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except PeriodError:
        return None


def number_of(text: str) -> tuple[Decimal, str] | None:
    """The number that a text is, with its percent sign; None for any other text."""
    match = _NUMBER.fullmatch(text)
    return (Decimal(match[1]), match[2]) if match else None
