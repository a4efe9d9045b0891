"""The header of a table: which column stands at each position, and what has to be settled first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sendprog.loads.child_identifiers import is_bare_name, is_contact_heading
from sendprog.loads.grid import Cell, GridRow, Holds
from sendprog.loads.heading_words import heading_key
from sendprog.loads.headings import (
    HeadingMatch,
    How,
    Matches,
    match_headings,
    squeezed,
    vocabulary_of,
)
from sendprog.loads.kinds import Column, FileKind, FileWarning
from sendprog.loads.messages import Message
from sendprog.pages.exports import is_own_notice
from sendprog.values.periods import quoted

ROLE_ADVICE = "Write a role, never a person: delete this column. The file was not kept."
NO_HEADING_IS_THIS = (
    "No heading is known as this column. If one of these holds it, say so at the import desk: {}. "
    "If not, add it."
)
SETTLE = "Say at the import desk what it holds, or that it is left out: that is asked once."


@dataclass(frozen=True)
class MatchedHeader:
    """The columns by position, how each heading was matched, and the positions without a heading.

    columns: with those that are likely, whose cells are judged too; their headings are problems.
    to_settle: the problems that go once somebody says what the headings stand for. names_people:
    whether a heading is of officers' addresses.
    """

    columns: dict[int, Column]
    matches: Matches
    bare: frozenset[int]
    width: int
    others: tuple[Message, ...]
    to_settle: tuple[Message, ...]
    names_people: bool

    @property
    def problems(self) -> tuple[Message, ...]:
        return (*self.others, *self.to_settle)


def match_header(
    kind: FileKind, columns: Sequence[Column], row: GridRow, choices: Mapping[str, str]
) -> MatchedHeader:
    """Match the header with the kind's columns. `choices`: what was settled before, by heading."""
    texts = [heading_text(kind, cell) for cell in row.cells]
    matches = match_headings(kind, texts, choices)
    by_name = {column.name: column for column in columns}
    likely = {match.position: match.column for match in matches.of(How.LIKELY)}
    problems = [*match_problems(kind, matches, row.number)]
    problems += missing_column_problems(columns, matches, row.number)
    return MatchedHeader(
        {position: by_name[name] for position, name in (matches.columns | likely).items()},
        matches,
        frozenset(number for number, cell in enumerate(row.cells) if is_bare(cell)),
        len(row.cells),
        (*cell_problems(kind, row), *(problem for problem, is_open in problems if not is_open)),
        tuple(problem for problem, is_open in problems if is_open),
        any(is_address(kind, cell) for cell in row.cells),
    )


def heading_text(kind: FileKind, cell: Cell) -> str:
    """The text to match; "" of a cell that is no heading of a column."""
    is_heading = cell.holds is not Holds.NO_VALUE and not is_own_notice(cell.text)
    return "" if not is_heading or is_address(kind, cell) else cell.text


def is_bare(cell: Cell) -> bool:
    return cell.holds is not Holds.NO_VALUE and not heading_key(cell.text)


def is_address(kind: FileKind, cell: Cell) -> bool:
    """Whether a heading is of officers' e-mail addresses or telephones."""
    return is_contact_heading(cell.text) and squeezed(cell.text) not in vocabulary_of(kind).exact


def cell_problems(kind: FileKind, row: GridRow) -> Iterator[Message]:
    for cell in row.cells:
        if cell.holds is Holds.NO_VALUE:
            text = "The header has merged cells: unmerge them, one heading a column."
            yield Message(row=row.number, wrong=text)
        elif is_address(kind, cell):
            yield Message(row=row.number, column=quoted(cell.text.strip()), wrong=ROLE_ADVICE)


def match_problems(kind: FileKind, matches: Matches, row: int) -> Iterator[tuple[Message, bool]]:
    """A problem for each heading that a person has to settle (True), or that is there twice."""
    for match in matches.headings:
        if text := heading_problem(kind, match):
            message = Message(row=row, column=quoted(match.heading), wrong=text)
            yield message, not match.is_repeat


def heading_problem(kind: FileKind, match: HeadingMatch) -> str:
    """What keeps a heading from being read; "" of one that is read, left out or merely unknown."""
    if match.is_repeat:
        return match.why
    if is_bare_name(match.heading) and not match.is_settled:
        return (
            f"If the {kind.one_row}'s {kind.name_column} is meant, write {kind.name_column}. If it "
            "names an officer, delete the column: write a role, never a person."
        )
    if match.how is How.LIKELY:
        return (
            f"This is probably {match.column}: say so once at the import desk, or write "
            f"{match.column}."
        )
    return f"{match.why} {SETTLE}" if match.why else ""


def missing_column_problems(
    columns: Sequence[Column], matches: Matches, row: int
) -> Iterator[tuple[Message, bool]]:
    """The required columns that no heading is, nor is likely; whether an unknown one may be it."""
    required = [column.name for column in columns if column.required]
    if not matches.known:
        names = ", ".join(required)
        text = f"This row should hold the headings. Put there: {names}."
        yield Message(row=row, wrong=text), False
        return
    present = {match.column for match in matches.headings}
    open_headings = [
        f"“{quoted(match.heading)}”" for match in matches.of(How.UNKNOWN) if not match.is_repeat
    ]
    for name in required:
        if name in present:
            continue
        text = "This column is missing: add it, or start from the template."
        if open_headings:
            text = NO_HEADING_IS_THIS.format(", ".join(open_headings))
        yield Message(row=row, column=name, wrong=text), bool(open_headings)


def ignored_column_warnings(header: MatchedHeader, row: int) -> list[FileWarning]:
    text = "This column is not known: it will be ignored."
    return [
        FileWarning("ignored", Message(row=row, column=quoted(match.heading), wrong=text))
        for match in header.matches.of(How.UNKNOWN)
    ]


def headings_of(row: GridRow) -> list[str]:
    return [heading_key(cell.text) for cell in row.cells if cell.text]


def repeated_header_problems(headings: list[str], row: GridRow) -> list[Message]:
    """One problem if the row repeats the header, as where two files were joined."""
    if headings_of(row) != headings:
        return []
    return [Message(row=row.number, wrong="The headings are repeated here: delete this row.")]
