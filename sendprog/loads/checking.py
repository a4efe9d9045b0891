"""The check: a grid against a kind's columns and rules (pure). Every problem at once, each with its row, column and mend."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sendprog.loads.cell_parsers import Read, Refused
from sendprog.loads.grid import Cell, Grid, Holds
from sendprog.loads.grid import Row as GridRow
from sendprog.loads.identifying import identifying_header, identifying_text
from sendprog.loads.kinds import Column, Kind, Row, Warned
from sendprog.loads.messages import Message
from sendprog.values.periods import Month, quoted

# So alike that the name of a column was probably meant.
ALIKE = 0.8
# Of a name that another may hold or be held by: plans_issued in plans_issued_in_month.
LONG = 8
HEADER = 0


@dataclass(frozen=True)
class Checked:
    """What the check found. Rows are given only where there is no problem: all of them, or none."""

    rows: tuple[Row, ...]
    problems: tuple[Message, ...]
    warnings: tuple[Warned, ...]
    identifies: bool = False


@dataclass(frozen=True)
class Header:
    """Which column stands where, and what is wrong with the first row."""

    columns: dict[int, Column]
    ignored: dict[int, str]
    # Columns without a heading, and how many there are in all.
    bare: frozenset[int]
    width: int
    problems: tuple[Message, ...]
    identifies: bool


def heading(text: str) -> str:
    """A header as it is compared: "Plans Issued " is "plans_issued"."""
    return re.sub(r"[\s_]+", "_", text.strip().lower()).strip("_")


def check(kind: Kind, grid: Grid, *, until: Month) -> Checked:
    """Read every row of the grid. `until` is the last month that has begun."""
    columns = kind.columns(until)
    if not grid.rows:
        return refused(
            [Message(wrong="The file is empty: download the template, fill it in and upload that.")]
        )
    header = read_header(columns, grid.rows[HEADER])
    if not header.columns:
        return refused(header.problems, identifies=header.identifies)
    problems, warnings, rows = list(header.problems), ignored(header, grid.rows[HEADER].number), []
    identifies = header.identifies
    for grid_row in grid.rows[1:]:
        row, found = read_row(header, grid_row)
        children = list(children_in(header, grid_row))
        identifies = identifies or bool(children)
        problems += repeated_header(grid.rows[HEADER], grid_row) or [*found, *children]
        warnings += asked(header, row)
        rows.append(row)
    if len(grid.rows) == 1:
        problems.append(
            Message(wrong="There is a header but no row under it: add a row for each " + kind.one_row + ".")
        )
    problems += [message for row in rows for message in broken_rules(kind, row)]
    problems += repeated_keys(kind, rows)
    if problems:
        return refused(in_order(problems), identifies=identifies)
    problems += kind.settle(rows)
    warnings += [Warned("layout", remark) for remark in grid.remarks]
    return (
        Checked((), tuple(in_order(problems)), ()) if problems else Checked(tuple(rows), (), tuple(warnings))
    )


def refused(problems: Iterable[Message], *, identifies: bool = False) -> Checked:
    return Checked((), tuple(problems), (), identifies)


def in_order(problems: Sequence[Message]) -> list[Message]:
    """From the top of the file to its end."""
    return sorted(problems, key=lambda message: message.row or 0)


# The header


def read_header(columns: Sequence[Column], row: GridRow) -> Header:
    """Match the first row with the columns by name, whatever their order, capitals and spaces."""
    known = {column.name: column for column in columns}
    matched: dict[int, Column] = {}
    bare: list[int] = []
    ignored: dict[int, str] = {}
    problems: list[Message] = []
    identifies = False
    for index, cell in enumerate(row.cells):
        name = heading(cell.text)
        if cell.holds is Holds.NO_VALUE:
            problems.append(
                Message(
                    row=row.number, wrong="The header has merged cells: unmerge them, one heading a column."
                )
            )
        elif not name:
            bare.append(index)
        elif name in known and known[name] not in matched.values():
            matched[index] = known[name]
        elif name in known:
            problems.append(at(row, cell.text, "this heading stands twice: keep one of the two columns"))
        elif identifying_header(name):
            identifies = True
            problems.append(
                at(
                    row,
                    cell.text,
                    "this column can identify a child: delete the column, even where it would be ignored",
                )
            )
        elif alike := likely(name, known):
            problems.append(
                at(
                    row,
                    cell.text,
                    f"this heading is not known: if {alike} is meant, write {alike}; if not, delete it",
                )
            )
        else:
            ignored[index] = cell.text.strip()
    if not matched:
        wanted = ", ".join(column.name for column in columns if column.required)
        problems.append(
            Message(row=row.number, wrong=f"This row should hold the headings. Put there: {wanted}.")
        )
    else:
        problems += missing_columns(columns, matched.values(), row.number)
    return Header(matched, ignored, frozenset(bare), len(row.cells), tuple(problems), identifies)


def missing_columns(columns: Iterable[Column], matched: Iterable[Column], row: int) -> Iterator[Message]:
    for column in columns:
        if column.required and column not in matched:
            yield Message(
                row=row,
                column=column.name,
                wrong="This column is missing: add it, or start from the template.",
            )


def at(row: GridRow, found: str, wrong: str) -> Message:
    return Message(row=row.number, column=quoted(found.strip()), wrong=f"{wrong[0].upper()}{wrong[1:]}.")


def likely(name: str, known: Iterable[str]) -> str:
    """The known column whose name is so like this one that it was probably meant; "" for none."""
    if not name.isascii():
        return ""
    within = [
        one for one in known if len(one) >= LONG and (one in name or (len(name) >= LONG and name in one))
    ]
    if within:
        return max(within, key=len)
    ratios = {one: SequenceMatcher(None, name, one).ratio() for one in known}
    best = max(ratios, key=lambda one: ratios[one])
    return best if ratios[best] >= ALIKE else ""


def ignored(header: Header, row: int) -> list[Warned]:
    return [
        Warned(
            "ignored",
            Message(row=row, column=quoted(name), wrong="This column is not known: it will be ignored."),
        )
        for name in header.ignored.values()
    ]


def repeated_header(header: GridRow, row: GridRow) -> list[Message]:
    """The header standing again among the rows, as where two files were joined."""
    same = [heading(cell.text) for cell in row.cells if cell.text] == [
        heading(cell.text) for cell in header.cells if cell.text
    ]
    return [Message(row=row.number, wrong="The headings stand here again: delete this row.")] if same else []


# The rows


def read_row(header: Header, row: GridRow) -> tuple[Row, list[Message]]:
    """Each cell as its column understands it, and what is wrong."""
    cells: dict[str, Read] = {}
    problems = []
    for index, column in header.columns.items():
        cell = row.cells[index] if index < len(row.cells) else Cell("", Holds.TEXT)
        try:
            cells[column.name] = column.reader.read(cell)
            if column.needed and not cell.text.strip() and cell.day is None:
                raise Refused(
                    "this cell is empty: " + column.reader.wanted[0].lower() + column.reader.wanted[1:]
                )
        except Refused as error:
            wrong = str(error)
            found = quoted(cell.text)
            sentence = wrong if found else f"{wrong[0].upper()}{wrong[1:]}"
            problems.append(Message(found=found, row=row.number, column=column.name, wrong=f"{sentence}."))
    if len(row.cells) < header.width:
        wrong = (
            f"This row has {len(row.cells)} cells and the header more: is a comma missing, or the line cut?"
        )
        problems.append(Message(row=row.number, wrong=wrong))
    beyond = [
        cell
        for index, cell in enumerate(row.cells)
        if cell.text.strip() and (index in header.bare or index >= header.width)
    ]
    if beyond:
        wrong = "There is a cell under no heading: give its column a heading, or clear the cell."
        problems.append(Message(found=quoted(beyond[0].text), row=row.number, wrong=wrong))
    return Row(row.number, cells), problems


def children_in(header: Header, row: GridRow) -> Iterator[Message]:
    """Cells that look like a pupil's or patient's number, in any column, those ignored included."""
    for index, cell in enumerate(row.cells):
        if what := identifying_text(cell.text):
            name = (
                header.columns[index].name
                if index in header.columns
                else quoted(header.ignored.get(index, ""))
            )
            wrong = f"This looks like {what}: nothing that identifies a child may be loaded. Delete it."
            yield Message(row=row.number, column=name, wrong=wrong)


def asked(header: Header, row: Row) -> list[Warned]:
    """What each cell's reader wants an answer to, and the empty cells of required columns."""
    found = []
    for column in header.columns.values():
        read = row.cells.get(column.name)
        if read is None:
            continue
        if read.warning:
            found.append(Warned("unusual", Message(row=row.number, column=column.name, wrong=read.warning)))
        if column.required and read.value is None and not read.marker:
            wrong = "This cell is empty: it is kept as “not in the return”, never as 0."
            found.append(Warned("empty", Message(row=row.number, column=column.name, wrong=wrong)))
    return found


def broken_rules(kind: Kind, row: Row) -> list[Message]:
    return [
        Message(found=shown(row, column), row=row.number, column=column, wrong=f"{wrong}.")
        for rule in kind.rules
        for column, wrong in rule(row.values)
    ]


def shown(row: Row, column: str) -> str:
    value = row.value(column)
    return "" if value is None else quoted(str(value))


def repeated_keys(kind: Kind, rows: Iterable[Row]) -> list[Message]:
    """Rows about the same thing: which of the two is right can't be told."""
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        if any(name not in row.cells for name in kind.key):
            continue
        key = kind.key_of(row)
        if key in first:
            wrong = f"Row {first[key]} is for the same: {kind.label_of(row)}. Keep one of the two."
            problems.append(Message(row=row.number, column=kind.key[0], wrong=wrong))
        first.setdefault(key, row.number)
    return problems
