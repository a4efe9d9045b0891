"""How a sheet is read: in one sentence, and the plain table with each cell's own name (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sendprog.loads.grid import Cell, Grid, GridRow
from sendprog.loads.layouts.places import cell_name, columns_in_words, rows_in_words
from sendprog.loads.layouts.words import is_filled
from sendprog.loads.messages import Message
from sendprog.values.periods import quoted
from sendprog.values.wording import upper_first

# Characters of a row set aside that the preview repeats.
SHOWN = 200
# The rows, read or set aside, that the preview repeats.
MOST_SHOWN = 50


class NotReadable(Exception):
    """A table is there and can't be read: every problem that could be named."""

    def __init__(self, *problems: Message) -> None:
        super().__init__(" ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Layout:
    """A reading of a sheet. sentence: how it is read. set_aside: the texts that are not read.

    grid: the plain table. positions: of each column in the grid. is_turned: whether the grid's rows
    are no rows of the sheet. problems: of what is left out, as totals that don't add up.
    """

    sentence: str
    set_aside: tuple[str, ...]
    grid: Grid
    positions: dict[str, int] = field(default_factory=dict)
    is_turned: bool = False
    problems: tuple[Message, ...] = ()

    @property
    def header(self) -> tuple[Cell, ...]:
        return self.grid.rows[0].cells

    @property
    def first_rows(self) -> tuple[GridRow, ...]:
        """The rows that the preview repeats."""
        return self.grid.rows[1 : MOST_SHOWN + 1]

    @property
    def has_more(self) -> bool:
        return len(self.grid.rows) > MOST_SHOWN + 1

    @property
    def first_set_aside(self) -> tuple[str, ...]:
        return self.set_aside[:MOST_SHOWN]

    @property
    def has_more_aside(self) -> bool:
        return len(self.set_aside) > MOST_SHOWN

    @cached_property
    def rows(self) -> dict[int, GridRow]:
        return {row.number: row for row in self.grid.rows}

    def located(self, message: Message) -> Message:
        """The message with the name of the cell, or of the place, that it is about."""
        if message.row is None or message.cell:
            return message
        row = self.rows.get(message.row)
        if row is None:
            return message
        cell = self.cell_of(row, message.column)
        if self.is_turned:
            return replace(message, row=None, cell=cell or row.where)
        return replace(message, cell=cell)

    def cell_of(self, row: GridRow, column: str) -> str:
        """The name of a row's cell under a column, or of the heading that is so written."""
        if row is self.grid.rows[0]:
            headings = {quoted(cell.text.strip()): cell.place for cell in row.cells}
            return headings.get(column, "")
        position = self.positions.get(column, -1)
        return row.cells[position].place if 0 <= position < len(row.cells) else ""


@dataclass
class Parts:
    """The parts of a sentence, and what is set aside, while a sheet is read."""

    rows: Sequence[GridRow]
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    aside: dict[int, str] = field(default_factory=dict)

    @property
    def numbers(self) -> list[int]:
        return [row.number for row in self.rows]

    def name_rows(self, numbers: Iterable[int], what: str, whats: str) -> None:
        """Name rows that are set aside: "rows 9 to 12 are notes"."""
        numbers = list(numbers)
        if not numbers:
            return
        words = rows_in_words(numbers, self.numbers)
        self.after.append(f"{words} {f'is {what}' if words.startswith('row ') else f'are {whats}'}")
        self.set_aside(numbers)

    def name_columns(self, positions: Iterable[int], what: str, whats: str) -> None:
        positions = list(positions)
        if positions:
            words = columns_in_words(positions)
            verb = f"is {what}" if words.startswith("column ") else f"are {whats}"
            self.after.append(f"{words} {verb}")

    def set_aside(self, numbers: Iterable[int]) -> None:
        by_number = {row.number: row for row in self.rows}
        for number in numbers:
            self.aside[number] = row_text(by_number[number])

    @property
    def sentence(self) -> str:
        return upper_first("; ".join((*self.before, *self.after))) + "."

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(f"Row {number}: {text}" for number, text in sorted(self.aside.items()))


def row_text(row: GridRow) -> str:
    """A row's texts, for readers."""
    text = " | ".join(quoted(cell.text.strip()) for cell in row.cells if is_filled(cell))
    return f"{text[:SHOWN]}…" if len(text) > SHOWN else text


def placed(row: GridRow, positions: Iterable[int]) -> tuple[Cell, ...]:
    """The row's cells at these positions, each with its name; those beyond its end are left out."""
    return tuple(
        replace(row.cells[position], place=cell_name(row.number, position))
        for position in positions
        if position < len(row.cells)
    )


def cell_at(row: GridRow, position: int) -> Cell:
    return row.cells[position] if position < len(row.cells) else Cell("")


def own_cell(row: GridRow, position: int) -> Cell:
    """The row's cell at a position, with its name."""
    return replace(cell_at(row, position), place=cell_name(row.number, position))
