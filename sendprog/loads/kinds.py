"""Kinds of file: their columns and rules. Each app declares its kinds in its loads.py."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from sendprog.loads.cell_parsers import CellParser, ParsedCell
from sendprog.loads.links import Link
from sendprog.loads.messages import Message
from sendprog.loads.text_cells import ChoiceCell
from sendprog.records.history import Tracked
from sendprog.records.snapshots import Section
from sendprog.values.periods import Month
from sendprog.values.year_limits import LAST_YEAR

# A column, and what is wrong with it.
RuleProblem = tuple[str, str]
# Checks the values of a row, by column.
RowRule = Callable[[Mapping[str, Any]], Iterable[RuleProblem]]
# For the columns of a kind that refuse no month.
ANY_MONTH = Month(LAST_YEAR, 12)
# `field` of a column that fills no field directly: FileKind.resolve() reads it.
NO_FIELD = "-"


@dataclass(frozen=True)
class Column:
    """A column of a file, the parser of its cells, and the field of the record that it fills.

    required: the file must have it. never_empty: no cell may be empty. total: its sum is shown.
    """

    name: str
    parser: CellParser
    help: str = ""
    required: bool = False
    never_empty: bool = False
    field: str = ""
    marker_field: str = ""
    total: bool = False
    # Whether the kind keeps a marker in another way than in `marker_field`.
    keeps_marker: bool = False
    # How the cells name another record.
    link: Link | None = None

    @property
    def stored_in(self) -> str:
        """The name of the field, or NO_FIELD."""
        return NO_FIELD if self.link else self.field or self.name


@dataclass(frozen=True)
class FileWarning:
    """A warning to answer before the file is loaded.

    Warnings with the same code are answered together.
    """

    code: str
    message: Message


@dataclass(slots=True)
class ParsedRow:
    """A row of the file: its parsed cells by column, and what FileKind.resolve() looked up for it."""

    number: int
    cells: dict[str, ParsedCell]
    # Columns whose cell could not be parsed.
    failed: frozenset[str] = frozenset()
    resolved: dict[str, Any] = field(default_factory=dict)

    def value(self, column: str) -> Any:
        """The value under a column; None when the cell is empty or the file lacks the column."""
        return self.cells[column].value if column in self.cells else None

    @property
    def values(self) -> dict[str, Any]:
        return {name: cell.value for name, cell in self.cells.items()}


@dataclass
class RowRecord:
    """A record that a row creates or changes, and the values to give it by field."""

    record: Tracked
    values: dict[str, Any]


class FileKind:
    """A kind of file. The desk, the commands and the data pack treat all kinds alike."""

    slug: ClassVar[str]
    title: ClassVar[str]
    # What a row is about: "month", "risk".
    one_row: ClassVar[str]
    model: ClassVar[type[Tracked]]
    # The columns that together identify a row.
    key: ClassVar[tuple[str, ...]]
    notes: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[tuple[Mapping[str, Any], ...]] = ()
    rules: ClassVar[tuple[RowRule, ...]] = ()
    # The column that a heading "Name" may stand for; "" where only people have names.
    name_column: ClassVar[str] = ""
    # By column: its other names on our pages, and the headings that services usually give it.
    labels: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    usual_headings: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    # By field of a figure: those that say how to read it, such as "about". They go when it changes.
    read_with: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    # The section of a snapshot with these records; None when no page shows them.
    section: ClassVar[Section | None] = None
    # The section of the page on which they are read, where files of them are not published.
    read_in: ClassVar[Section | None] = None
    # The page on which they are read, where the section names none: "measures".
    list_page: ClassVar[str] = ""
    # The relation of a written record to the one that its page is about; "" for itself.
    subject: ClassVar[str] = ""

    @property
    def page_section(self) -> Section | None:
        """The section whose page shows the records; None where no page does."""
        return self.section or self.read_in

    def columns(self, until: Month) -> tuple[Column, ...]:
        """The columns in the order of the template. Months after `until` are refused."""
        raise NotImplementedError

    def key_of(self, row: ParsedRow) -> str:
        """The row's key in JSON: "2024-11"."""
        return " ".join(str(self.key_part(row.value(name))) for name in self.key if row.value(name))

    @staticmethod
    def key_part(value: Any) -> Any:
        return value.iso if isinstance(value, Month) else value

    def label_of(self, row: ParsedRow) -> str:
        """The row's key for readers: "November 2024"."""
        return " ".join(str(row.value(name)) for name in self.key if row.value(name))

    def complete_row(self, row: ParsedRow) -> None:
        """Fill cells that follow from others of the row, as the end of a window from its beginning."""

    def identity_of(self, row: ParsedRow) -> str:
        """Two rows with the same identity are about the same thing, and refused."""
        return self.key_of(row)

    def resolve(self, rows: Sequence[ParsedRow]) -> Iterator[Message]:
        """Look up the records that the rows name, in a fixed number of queries.

        Yields the problems.
        """
        return iter(())

    def records(self, rows: Sequence[ParsedRow], *, lock: bool) -> list[list[RowRecord]]:
        """For each row, the records it creates or changes, in the order to save.

        Locked if `lock`.
        """
        raise NotImplementedError

    def warnings(
        self, rows: Sequence[ParsedRow], records: Sequence[Sequence[RowRecord]]
    ) -> Iterator[FileWarning]:
        """What is possible but unlikely: jumps, gaps, sums that don't add up."""
        return iter(())

    def can_load(self, record: Any) -> bool:
        """Whether a file of this kind could hold this record of the model."""
        return True

    def row_of(self, record: Any) -> ParsedRow | None:
        """A record as the row of a file, to be compared with its neighbours; None where nothing is."""
        return None

    def field_of(self, column: str, fields: Mapping[str, str]) -> str:
        """The field that a warning about a column is about. `fields`: the field of each column."""
        return fields.get(column, "")

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        """The stored records as rows that can be loaded back: cells by column."""
        raise NotImplementedError

    def published_rows(self, rows: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
        """The section's rows of a snapshot, likewise, without the columns that readers don't see."""
        return iter(())


def export_cells(columns: Iterable[Column], record: Any) -> dict[str, Any]:
    """The cells, by column, of a record or a snapshot's row.

    Columns whose field it lacks are left out.
    """
    cells = {}
    for column in columns:
        if column.link and (text := column.link.text_of(record, column.name)) is not None:
            cells[column.name] = text
        if column.stored_in == NO_FIELD or not hasattr(record, column.stored_in):
            continue
        marker = getattr(record, column.marker_field, "") if column.marker_field else ""
        value = _stored_form(getattr(record, column.stored_in))
        cells[column.name] = column.parser.export(value, marker)
    return cells


def _stored_form(value: Any) -> Any:
    """A snapshot's value as the tables store it: an enum's value, lines joined."""
    if isinstance(value, tuple):
        return "\n".join(value)
    return value.value if isinstance(value, Enum) else value


KINDS: dict[str, FileKind] = {}


def kinds_by_title() -> list[FileKind]:
    return sorted(KINDS.values(), key=lambda kind: kind.title)


def title_of_kind(slug: str) -> str:
    """The title of a kind; a file of several kinds is a whole programme's."""
    return KINDS[slug].title if slug in KINDS else "Set-up of the programme"


def register_kind(kind: type[FileKind]) -> type[FileKind]:
    """Class decorator: add an instance to KINDS; raises ValueError if the slug is taken."""
    if kind.slug in KINDS:
        raise ValueError(f"Two kinds of file are called {kind.slug}: rename one.")
    KINDS[kind.slug] = kind()
    return kind


def field_problems(
    model: type[Tracked], columns: Iterable[Column], row: ParsedRow
) -> Iterator[RuleProblem]:
    """What the validators of the fields refuse, as in forms; SQLite would store it and fail to read
    it.
    """
    for column in columns:
        value = row.value(column.name)
        if value in (None, "") or column.stored_in == NO_FIELD:
            continue
        field = model._meta.get_field(column.stored_in)
        try:
            field.run_validators(value.first if isinstance(value, Month) else value)
        except ValidationError as error:
            yield (
                column.name,
                f"this can't be stored ({' '.join(error.messages).rstrip('.')}): check the digits",
            )


def field_values(columns: Iterable[Column], row: ParsedRow) -> dict[str, Any]:
    """The values for the fields that the file's columns fill, markers included."""
    values: dict[str, Any] = {}
    for column in columns:
        if column.name not in row.cells or column.stored_in == NO_FIELD:
            continue
        cell = row.cells[column.name]
        if is_unchanged(column, cell):
            continue
        values[column.stored_in] = cell.value
        if column.marker_field:
            values[column.marker_field] = cell.marker
    return values


def is_unchanged(column: Column, cell: ParsedCell) -> bool:
    """Whether a cell leaves the stored value, or a new record's default: an empty choice does."""
    parser = column.parser
    return isinstance(parser, ChoiceCell) and cell.value == "" and not parser.may_be_cleared


def clear_read_with(kind: FileKind, values: dict[str, Any], record: Any) -> None:
    """Clear what said how to read a figure, where a row changes the figure and says nothing of that.

    A file without a column for "about" gives an exact figure.
    """
    for name, others in kind.read_with.items():
        if name in values and values[name] != getattr(record, name):
            for other in others:
                values.setdefault(other, record._meta.get_field(other).get_default())
