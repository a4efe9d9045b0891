"""Scans every cell of a file, hidden ones too, for what may identify a child (pure).

It knows nothing of tables: it is run before a file's shape is judged. No message repeats a text of
the file.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from openpyxl.utils import get_column_letter

from sendprog.loads.child_identifiers import (
    NAME_OF_A_CHILD,
    identifying_heading,
    identifying_text,
    is_about_children,
    is_bare_name,
    is_like_upn,
)
from sendprog.loads.grid import Cell
from sendprog.loads.messages import Message
from sendprog.loads.time_limit import require_time
from sendprog.values.check_digits import is_learner_number, is_nhs_number

_OF_PEOPLE = "a heading of people’s names"
_ROLE = "Write a role, never a person: delete it. The file was not kept."
Place = tuple[int, int]
# A row with so many filled cells may be a header: "Name" in it heads a column.
_HEADER_CELLS = 3
# The ages, in years, of the people that the programme is about.
_OLDEST = 26
_PERSON = re.compile(r"(?<![\w'’-])[A-Z][\w'’-]+,? (?:[A-Z][\w'’-]*\.? ){0,2}[A-Z][\w'’-]+")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?")
_UK_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_TEN_DIGITS = re.compile("[0-9]{10}")
_MOST = 200
_DELETE = "Nothing that identifies a child may be uploaded: delete it. The file was not kept."


@dataclass
class SheetCells:
    """The filled cells of one sheet, or of a text file, by row and column; `name` tells it from
    others.
    """

    cells: dict[Place, Cell]
    name: str = ""
    rows: dict[int, dict[int, Cell]] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = {}
        for (row, column), cell in self.cells.items():
            if not cell.is_blank:
                self.rows.setdefault(row, {})[column] = cell


def scan(
    sheets: Sequence[SheetCells],
    loose_texts: Collection[str] = (),
    *,
    name_is_a_child: bool,
    on: date,
) -> list[Message]:
    """A problem for each place that may identify a child; at most a few hundred.

    name_is_a_child: whether a column headed "Name" is of children, as in a file without names of
    its own. loose_texts: texts outside cells, such as comments. `on`: today.
    """
    problems: list[Message] = []
    for sheet in sheets:
        for row, column, label in _findings(sheet, name_is_a_child, on):
            where = f"column {get_column_letter(column)}{sheet.name}"
            is_role = label == _OF_PEOPLE and not name_is_a_child
            advice = _ROLE if is_role else _DELETE
            problems.append(Message(f"This looks like {label}. {advice}", row=row, column=where))
            if len(problems) >= _MOST:
                return problems
    seen = {cell.text for sheet in sheets for cell in sheet.cells.values()}
    for text in set(loose_texts) - seen:
        if label := identifying_text(text) or identifying_heading(text):
            wrong = (
                f"Its comments, pivot tables or other parts hold what looks like {label}. {_DELETE}"
            )
            problems.append(Message(wrong))
            break
    return problems


def _findings(sheet: SheetCells, name_is_a_child: bool, on: date) -> Iterator[tuple[int, int, str]]:
    texts = {cell.text for row in sheet.rows.values() for cell in row.values()}
    with_children = any(map(is_about_children, texts))
    for number, row in sheet.rows.items():
        require_time()
        is_header = len(row) >= _HEADER_CELLS
        for column, cell in row.items():
            if label := identifying_text(cell.text):
                yield number, column, label
            elif with_children and is_like_upn(cell.text):
                yield number, column, "a pupil's UPN"
            elif label := identifying_heading(cell.text):
                yield number, column, heading_label(cell.text, label)
            elif name_is_a_child and is_header and is_bare_name(cell.text):
                yield number, column, "a heading of names"
    yield from _numbers_of_people(sheet)
    yield from _births_beside_names(sheet, on)


def heading_label(text: str, label: str) -> str:
    """What a heading of a name is of: people's, where it does not say whose."""
    is_of_people = label == NAME_OF_A_CHILD and not is_about_children(text)
    return _OF_PEOPLE if is_of_people else f"a heading of {label}"


def _columns(sheet: SheetCells) -> dict[int, list[tuple[int, Cell]]]:
    columns: dict[int, list[tuple[int, Cell]]] = {}
    for number in sorted(sheet.rows):
        for column, cell in sheet.rows[number].items():
            columns.setdefault(column, []).append((number, cell))
    return columns


def _numbers_of_people(sheet: SheetCells) -> Iterator[tuple[int, int, str]]:
    """Two or more different numbers of one kind in a column: one alone may be any number of ten
    digits.
    """
    checks = {"a unique learner number": is_learner_number, "an NHS number": is_nhs_number}
    for column, cells in _columns(sheet).items():
        digits = {
            cell.text.strip(): row
            for row, cell in cells
            if _TEN_DIGITS.fullmatch(cell.text.strip())
        }
        for label, is_one in checks.items():
            rows = [
                row for number, row in digits.items() if is_one(number) and len(set(number)) > 2
            ]
            if len(rows) > 1:
                yield rows[0], column, label


def _births_beside_names(sheet: SheetCells, on: date) -> Iterator[tuple[int, int, str]]:
    """The first of a column of days of birth that has no heading and stands beside names of people."""
    for column, cells in _columns(sheet).items():
        if cell_day(cells[0][1]) is None:
            continue
        for row, cell in cells:
            if _is_birth(cell_day(cell), on) and any(map(_is_person, sheet.rows[row].values())):
                yield row, column, "a date of birth beside a name"
                break


def _is_person(cell: Cell) -> bool:
    return bool(_PERSON.fullmatch(cell.text.strip()))


def _is_birth(day: date | None, on: date) -> bool:
    return day is not None and 1 <= on.year - day.year <= _OLDEST


def cell_day(cell: Cell) -> date | None:
    """The day that a cell holds or names, day first; None for anything else."""
    if cell.day:
        return cell.day
    text = cell.text.strip()
    if match := _ISO_DAY.fullmatch(text):
        year, month, day = match.groups()
    elif match := _UK_DAY.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
