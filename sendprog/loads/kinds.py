"""What a kind of file holds: its columns and rules. Each app declares its kinds in its loads.py."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

from sendprog.loads.cell_parsers import Choice, Read, Reader
from sendprog.loads.messages import Message
from sendprog.records.history import Tracked
from sendprog.records.snapshots import Section
from sendprog.values.periods import Month

# What a rule of a row finds wrong: at which column, and how to mend it.
Wrong = tuple[str, str]
RowRule = Callable[[Mapping[str, Any]], Iterable[Wrong]]


# The "field" of a column that names another record, or whose unit another cell decides: `settle` reads it.
ELSEWHERE = "-"


@dataclass(frozen=True)
class Column:
    """A column of a file: its name there, how its cells are read, and the field of the record that it fills.

    A required column must be there; `needed` says that none of its cells may be empty. `total` columns are summed.
    """

    name: str
    reader: Reader
    help: str = ""
    required: bool = False
    needed: bool = False
    field: str = ""
    marker_field: str = ""
    total: bool = False

    @property
    def stored_in(self) -> str:
        return self.field or self.name


@dataclass(frozen=True)
class Warned:
    """Something to be looked at before the rows are kept. Warnings of one code are answered together."""

    code: str
    message: Message


@dataclass
class Row:
    """A row of the file as it was understood: what each column says, by the column's name."""

    number: int
    cells: dict[str, Read]
    # What `settle` finds: records that the row names, values in their own unit.
    found: dict[str, Any] = field(default_factory=dict)

    def value(self, column: str) -> Any:
        return self.cells[column].value if column in self.cells else None

    @property
    def values(self) -> dict[str, Any]:
        return {name: read.value for name, read in self.cells.items()}


@dataclass
class Part:
    """A record that a row makes or changes, with the values it is to have."""

    record: Tracked
    values: dict[str, Any]


class Kind:
    """A kind of file. Subclasses declare; the desk, the commands and the data pack do the same with all of them."""

    slug: ClassVar[str]
    title: ClassVar[str]
    # What a person would call one row: "a month", "a risk".
    one_row: ClassVar[str]
    model: ClassVar[type[Tracked]]
    key: ClassVar[tuple[str, ...]]
    notes: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[tuple[Mapping[str, Any], ...]] = ()
    rules: ClassVar[tuple[RowRule, ...]] = ()
    # The section of a snapshot whose rows these records are; None where no page shows them.
    section: ClassVar[Section | None] = None

    def columns(self, until: Month) -> tuple[Column, ...]:
        """The columns, in the order of the template. `until` is the last month that has begun."""
        raise NotImplementedError

    def key_of(self, row: Row) -> str:
        """What the row is about, as the JSON of the check names it: "2024-11"."""
        return " ".join(str(part) for part in (self.key_part(row.value(name)) for name in self.key) if part)

    @staticmethod
    def key_part(value: Any) -> Any:
        return value.iso if isinstance(value, Month) else value

    def label_of(self, row: Row) -> str:
        """What the row is about, for readers: "November 2024"."""
        return " ".join(str(row.value(name)) for name in self.key if row.value(name))

    def settle(self, rows: Sequence[Row]) -> Iterator[Message]:
        """Look up the records that the rows name, in a fixed number of queries; yields what can't be found."""
        return iter(())

    def parts(self, rows: Sequence[Row], *, lock: bool) -> list[list[Part]]:
        """For each row the records it makes or changes, in the order to save them; locked where they are to be saved."""
        raise NotImplementedError

    def warnings(self, rows: Sequence[Row], parts: Sequence[Sequence[Part]]) -> Iterator[Warned]:
        """What is possible but unlikely: jumps, gaps, sums that don't follow."""
        return iter(())

    def stored(self) -> Iterator[Mapping[str, Any]]:
        """What is stored, as rows of a file that can be loaded back: cells by column."""
        raise NotImplementedError

    def published(self, rows: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
        """As `stored`, of the section's rows in a snapshot; a column that readers don't see is left out of every row."""
        return iter(())


def cells(columns: Iterable[Column], record: Any) -> dict[str, Any]:
    """A record's or frozen row's cells, fit to be loaded back, by column: those columns whose field it has."""
    return {
        column.name: column.reader.written(
            plainly(getattr(record, column.stored_in)),
            getattr(record, column.marker_field) if column.marker_field else "",
        )
        for column in columns
        if column.stored_in != ELSEWHERE and hasattr(record, column.stored_in)
    }


def plainly(value: Any) -> Any:
    """A frozen row's value as the tables hold it: a choice's stored word, and lines in one text."""
    if isinstance(value, tuple):
        return "\n".join(value)
    return value.value if isinstance(value, Enum) else value


KINDS: dict[str, Kind] = {}


def listed() -> list[Kind]:
    """Every kind, by its title, as people look for it."""
    return sorted(KINDS.values(), key=lambda kind: kind.title)


def register(kind: type[Kind]) -> type[Kind]:
    """Class decorator: a kind that can be loaded; a second of the same name is a mistake."""
    if kind.slug in KINDS:
        raise ValueError(f"Two kinds of file are called {kind.slug}: rename one.")
    KINDS[kind.slug] = kind()
    return kind


def field_values(columns: Iterable[Column], row: Row) -> dict[str, Any]:
    """The values of the fields that the row's columns fill, markers included; columns the file lacks are left out."""
    values: dict[str, Any] = {}
    for column in columns:
        if column.name not in row.cells or column.stored_in == ELSEWHERE:
            continue
        # A choice left empty is no choice: what is stored stays, a new record has its usual one.
        if not (isinstance(column.reader, Choice) and row.cells[column.name].value == ""):
            values[column.stored_in] = row.cells[column.name].value
            if column.marker_field:
                values[column.marker_field] = row.cells[column.name].marker
    return values
