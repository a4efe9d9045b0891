"""Checks a grid against a kind's columns and rules, and reports every problem at once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from sendprog.loads.cell_parsers import CellError, ParsedCell
from sendprog.loads.child_identifiers import is_bare_name, is_contact_heading, without_invisible
from sendprog.loads.grid import Cell, Grid, GridRow, Holds
from sendprog.loads.kinds import Column, FileKind, FileWarning, ParsedRow, field_problems
from sendprog.loads.messages import Message
from sendprog.loads.time_limit import require_time
from sendprog.pages.exports import is_own_notice
from sendprog.values.periods import Month, quoted
from sendprog.values.wording import lower_first, plural, upper_first

# The least similarity of a heading to the column that was probably meant.
SIMILAR = 0.8
# The least length of a name to be recognised inside another: plans_issued in plans_issued_in_month.
LONG = 8
# Characters.
LONGEST_HEADING = 200
ROLE_ADVICE = "Write a role, never a person: delete this column. The file was not kept."
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


@dataclass(frozen=True)
class MatchedHeader:
    """The columns and ignored headings by position, the positions without a heading, and the
    problems.
    """

    columns: dict[int, Column]
    ignored: dict[int, str]
    bare: frozenset[int]
    width: int
    problems: tuple[Message, ...]
    names_people: bool


def normalised_heading(text: str) -> str:
    """ "Plans Issued " as "plans_issued".

    A text too long to be a heading is cut, and is like no heading.
    """
    text = without_invisible(text).strip()
    if len(text) > LONGEST_HEADING:
        return f"{text[:LONGEST_HEADING]}…"
    return re.sub(r"[\s_]+", "_", text.lower()).strip("_")


def check_grid(kind: FileKind, grid: Grid, *, until: Month) -> CheckResult:
    """Parse and check every row. Months after `until` are refused."""
    columns = kind.columns(until)
    if not grid.rows:
        text = "The file is empty: download the template, fill it in and upload that."
        return refused([Message(wrong=text)])
    header_row, *body = grid.rows
    header = match_header(kind, columns, header_row)
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
    problems += duplicate_key_problems(kind, columns, rows)
    if problems:
        return refused(problems, names_people=header.names_people)
    problems += kind.resolve(rows)
    if problems:
        return refused(problems)
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


# The header


def match_header(kind: FileKind, columns: Sequence[Column], row: GridRow) -> MatchedHeader:
    """Match the first row with the columns by name, in any order, capitals and spacing."""
    known = {column.name: column for column in columns}
    unmatched = dict(known)
    matched: dict[int, Column] = {}
    bare: list[int] = []
    ignored: dict[int, str] = {}
    problems: list[Message] = []
    names_people = False
    for index, cell in enumerate(row.cells):
        name = normalised_heading(cell.text)
        if cell.holds is Holds.NO_VALUE:
            text = "The header has merged cells: unmerge them, one heading a column."
            problems.append(Message(row=row.number, wrong=text))
        elif not name:
            bare.append(index)
        elif is_own_notice(cell.text):
            continue
        elif name in unmatched:
            matched[index] = unmatched.pop(name)
        elif name not in known and is_contact_heading(cell.text):
            names_people = True
            problems.append(
                Message(row=row.number, column=quoted(cell.text.strip()), wrong=ROLE_ADVICE)
            )
        elif problem := heading_problem(name, kind, columns):
            problems.append(
                Message(row=row.number, column=quoted(cell.text.strip()), wrong=problem)
            )
        else:
            ignored[index] = cell.text.strip()
    problems += missing_column_problems(columns, matched, row.number)
    return MatchedHeader(
        matched, ignored, frozenset(bare), len(row.cells), tuple(problems), names_people
    )


def heading_problem(name: str, kind: FileKind, columns: Sequence[Column]) -> str:
    """What is wrong with a heading that matches no column left; "" when it can be ignored."""
    names = [column.name for column in columns]
    if name in names:
        return "This heading is there twice: keep one of the two columns."
    if is_bare_name(name):
        return (
            f"If the {kind.one_row}'s {kind.name_column} is meant, write {kind.name_column}. If it names "
            "an officer, delete the column: write a role, never a person."
        )
    similar = similar_column(name, names)
    if similar:
        return (
            f"This heading is not known: if {similar} is meant, write {similar}; if not, delete it."
        )
    return ""


def missing_column_problems(
    columns: Sequence[Column], matched: dict[int, Column], row: int
) -> Iterator[Message]:
    required = [column for column in columns if column.required]
    if not matched:
        names = ", ".join(column.name for column in required)
        yield Message(row=row, wrong=f"This row should hold the headings. Put there: {names}.")
        return
    for column in required:
        if column not in matched.values():
            text = "This column is missing: add it, or start from the template."
            yield Message(row=row, column=column.name, wrong=text)


def similar_column(name: str, known: Iterable[str]) -> str:
    """The known column that was probably meant; "" for none."""
    if not name.isascii():
        return ""
    containing = []
    for other in known:
        if len(other) >= LONG and (other in name or (len(name) >= LONG and name in other)):
            containing.append(other)
    if containing:
        return max(containing, key=len)
    ratios = {other: SequenceMatcher(None, name, other).ratio() for other in known}
    best = max(ratios, key=lambda other: ratios[other])
    return best if ratios[best] >= SIMILAR else ""


def ignored_column_warnings(header: MatchedHeader, row: int) -> list[FileWarning]:
    text = "This column is not known: it will be ignored."
    return [
        FileWarning("ignored", Message(row=row, column=quoted(name), wrong=text))
        for name in header.ignored.values()
    ]


def repeated_header_problems(headings: list[str], row: GridRow) -> list[Message]:
    """One problem if the row repeats the header, as where two files were joined."""
    if headings_of(row) != headings:
        return []
    return [Message(row=row.number, wrong="The headings are repeated here: delete this row.")]


def headings_of(row: GridRow) -> list[str]:
    return [normalised_heading(cell.text) for cell in row.cells if cell.text]


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


def duplicate_key_problems(
    kind: FileKind, columns: Iterable[Column], rows: Iterable[ParsedRow]
) -> Iterator[Message]:
    """A problem for each row with the same key as an earlier row."""
    required = {column.name for column in columns if column.required}.intersection(kind.key)
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
