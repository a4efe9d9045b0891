"""Checks a grid against a kind's columns and rules, and reports every problem at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sendprog.loads.cell_parsers import CellError, ParsedCell
from sendprog.loads.grid import Cell, Grid, GridRow, Holds
from sendprog.loads.header import (
    MatchedHeader,
    headings_of,
    ignored_column_warnings,
    match_header,
    repeated_header_problems,
)
from sendprog.loads.headings import Matches
from sendprog.loads.kinds import ANY_MONTH, Column, FileKind, FileWarning, ParsedRow, field_problems
from sendprog.loads.layouts.layout import Layout
from sendprog.loads.messages import Message
from sendprog.loads.time_limit import require_time
from sendprog.values.periods import Month, quoted
from sendprog.values.wording import lower_first, plural, upper_first

# The cells below a heading that are shown where it is settled.
SAMPLES = 3
# The most problems that a result lists.
MOST_PROBLEMS = 10_000


@dataclass(frozen=True)
class CheckResult:
    """What the check found. `rows` is empty when there is any problem."""

    rows: tuple[ParsedRow, ...]
    problems: tuple[Message, ...]
    warnings: tuple[FileWarning, ...]
    # Whether the file was read through, and nothing in it names a person.
    may_be_stored: bool = True
    # How each heading was matched, and the first cells below it, by position.
    matches: Matches = field(default_factory=Matches)
    samples: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    # Of the problems, those that go once somebody says what the headings stand for.
    to_settle: tuple[Message, ...] = ()
    # How the sheet is read, where its layout is not our own.
    layout: Layout | None = None

    @property
    def other_problems(self) -> tuple[Message, ...]:
        """The problems that stay whatever the headings are said to stand for."""
        return tuple(problem for problem in self.problems if problem not in self.to_settle)

    @property
    def reading(self) -> str:
        """How the sheet is read, in one sentence; "" where its layout is our own."""
        return self.layout.sentence if self.layout else ""

    def located(self, message: Message) -> Message:
        """The message with the name of the cell that it is about, where the layout is not our own."""
        return self.layout.located(message) if self.layout else message

    def place(self, number: int) -> str:
        """Where a row stands in the sheet if it is no row there: "column C", "rows 2 to 7"."""
        row = self.layout.rows.get(number) if self.layout else None
        return row.where if row else ""

    @property
    def has_headings_to_settle(self) -> bool:
        """Whether somebody has to say what a heading stands for before the rows can be judged."""
        return self.may_be_stored and bool(self.matches.to_settle)


def check_grid(
    kind: FileKind, grid: Grid, *, until: Month, choices: Mapping[str, str] | None = None
) -> CheckResult:
    """Match the header, parse and check every row. Months after `until` are refused.

    `choices`: the columns of headings that were settled before, by heading_key().
    """
    if not grid.rows:
        text = "The file is empty: download the template, fill it in and upload that."
        return refused([Message(wrong=text)])
    header_row, *body = grid.rows
    header = match_header(kind, kind.columns(until), header_row, choices or {})
    result = check_rows(kind, header, grid)
    return replace(
        result,
        matches=header.matches,
        samples=samples_below(header_row, body),
        to_settle=header.to_settle,
    )


def samples_below(header: GridRow, body: Sequence[GridRow]) -> dict[int, tuple[str, ...]]:
    """The texts of the first cells below each heading."""
    first = body[:SAMPLES]
    return {
        position: tuple(row.cells[position].text for row in first if position < len(row.cells))
        for position in range(len(header.cells))
    }


def check_rows(kind: FileKind, header: MatchedHeader, grid: Grid) -> CheckResult:
    """The result of the rows below a header."""
    header_row, *body = grid.rows
    if not header.columns:
        return refused(header.problems, names_people=header.names_people)
    rows, cell_problems, warnings = parse_body(kind, header, header_row, body)
    problems = [*header.problems, *cell_problems]
    if not body:
        text = f"There is a header but no row under it: add a row for each {kind.one_row}."
        problems.append(Message(wrong=text))
    for row in rows:
        require_time()
        problems += rule_problems(kind, header.columns.values(), row)
    problems += duplicate_key_problems(kind, rows)
    if not header.problems:
        faulty = {problem.row for problem in problems}
        sound = [row for row in rows if row.number not in faulty]
        problems += kind.resolve(sound) if sound else ()
    # A name may have been given in the place of an address: two rows may be about one record.
    problems += () if problems else duplicate_key_problems(kind, rows)
    if problems:
        return refused(problems, names_people=header.names_people)
    warnings += [FileWarning("layout", remark) for remark in grid.remarks]
    return CheckResult(tuple(rows), (), tuple(warnings))


def parse_body(
    kind: FileKind, header: MatchedHeader, header_row: GridRow, body: Sequence[GridRow]
) -> tuple[list[ParsedRow], list[Message], list[FileWarning]]:
    """The rows below the header, parsed, with the problems and warnings of their cells."""
    headings = headings_of(header_row)
    rows, problems = [], []
    warnings = ignored_column_warnings(header, header_row.number)
    for grid_row in body:
        require_time()
        row, cell_problems = parse_row(header, grid_row)
        kind.complete_row(row)
        problems += repeated_header_problems(headings, grid_row) or cell_problems
        warnings += cell_warnings(header, row)
        rows.append(row)
    return rows, problems, warnings


def refused(problems: Iterable[Message], *, names_people: bool = False) -> CheckResult:
    """The result of a refused file, its problems in the order of the rows."""
    in_order = sorted(problems, key=lambda message: message.row or 0)
    if len(in_order) > MOST_PROBLEMS:
        text = f"{plural(len(in_order) - MOST_PROBLEMS, 'more problem')}: correct the others first."
        in_order = [*in_order[:MOST_PROBLEMS], Message(wrong=text)]
    return CheckResult((), tuple(in_order), (), may_be_stored=not names_people)


# The rows


def parse_row(header: MatchedHeader, row: GridRow) -> tuple[ParsedRow, list[Message]]:
    """The row's parsed cells, and its problems."""
    cells: dict[str, ParsedCell] = {}
    problems = []
    failed = set()
    for index, column in header.columns.items():
        cell = row.cells[index] if index < len(row.cells) else Cell("", Holds.TEXT)
        try:
            cells[column.name] = parse_cell(column, cell)
        except CellError as error:
            failed.add(column.name)
            problems.append(cell_problem(column, row.number, cell, str(error)))
    problems += shape_problems(header, row)
    return ParsedRow(row.number, cells, frozenset(failed)), problems


def parse_cell(column: Column, cell: Cell) -> ParsedCell:
    """The parsed cell; raises CellError, also when it is empty and must not be."""
    parsed = column.parser.parse(cell)
    if column.never_empty and not cell.text.strip() and cell.day is None:
        expects = column.parser.expects
        raise CellError(f"this cell is empty: {lower_first(expects)}")
    if parsed.marker and not column.marker_field and not column.keeps_marker:
        raise CellError(
            f"this column keeps no marker such as [{parsed.marker}]: write the number alone, or leave the "
            "cell empty and say why under note"
        )
    if cell.exact:
        warning = f"The sheet shows {cell.text} and holds {cell.exact}: what it shows is read."
        return replace(parsed, warning=f"{parsed.warning} {warning}".strip())
    return parsed


def cell_problem(column: Column, row: int, cell: Cell, text: str) -> Message:
    found = quoted(cell.text)
    if not found:
        text = upper_first(text)
    return Message(found=found, row=row, column=column.name, wrong=f"{text}.")


def shape_problems(header: MatchedHeader, row: GridRow) -> Iterator[Message]:
    """Problems of a row with fewer cells than the header, or with a cell under no heading."""
    if len(row.cells) < header.width:
        text = (
            f"This row has {plural(len(row.cells), 'cell')} and the header more: is a comma missing, or the "
            "line cut?"
        )
        yield Message(row=row.number, wrong=text)
    for index, cell in enumerate(row.cells):
        if cell.text.strip() and (index in header.bare or index >= header.width):
            text = "There is a cell under no heading: give its column a heading, or clear the cell."
            yield Message(found=quoted(cell.text), row=row.number, wrong=text)
            return


def cell_warnings(header: MatchedHeader, row: ParsedRow) -> Iterator[FileWarning]:
    """The warnings of the cells' parsers, and empty cells in required columns.

    A date that may stand for something else is compared with the stored record first: see
    make_plan().
    """
    for column in header.columns.values():
        cell = row.cells.get(column.name)
        if cell is None:
            continue
        if cell.warning and not cell.sheet_day:
            yield FileWarning(
                "unusual", Message(row=row.number, column=column.name, wrong=cell.warning)
            )
        if column.required and cell.value is None and not cell.marker:
            text = "This cell is empty: it is stored as “not in the return”, never as 0."
            yield FileWarning("empty", Message(row=row.number, column=column.name, wrong=text))


def rule_problems(kind: FileKind, columns: Iterable[Column], row: ParsedRow) -> Iterator[Message]:
    of_rules = (problem for rule in kind.rules for problem in rule(row.values))
    for column, text in (*of_rules, *field_problems(kind.model, columns, row)):
        if column in row.failed:
            continue
        value = row.value(column)
        found = "" if value is None else quoted(str(value))
        yield Message(found=found, row=row.number, column=column, wrong=f"{text}.")


def duplicate_key_problems(kind: FileKind, rows: Iterable[ParsedRow]) -> Iterator[Message]:
    """A problem for each row with the same key as an earlier row."""
    needed = {column.name for column in kind.columns(ANY_MONTH) if column.required}
    required = needed.intersection(kind.key)
    first: dict[str, int] = {}
    for row in rows:
        if row.failed.intersection(kind.key) or not required.issubset(row.cells):
            continue
        identity = kind.identity_of(row)
        if identity in first:
            text = (
                f"Row {first[identity]} is for the same: {kind.label_of(row)}. Keep one of the two."
            )
            yield Message(row=row.number, column=kind.key[0], wrong=text)
        first.setdefault(identity, row.number)
