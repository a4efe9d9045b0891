"""Finds the rows that hold headings, and the tables that they head (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sendprog.loads.grid import Cell, GridRow, Holds
from sendprog.loads.layouts.layout import cell_at
from sendprog.loads.layouts.periods import period_of
from sendprog.loads.layouts.words import KindWords, as_heading, is_filled, is_number

# Filled rows in which the header is looked for.
SEARCHED = 60
# The least headings of a kind that make a row its header.
LEAST = 2
# Characters of the longest heading that is compared.
LONGEST = 120
_PERIOD_HEADINGS = frozenset(("month", "period", "date", "reporting period", "reporting month"))


@dataclass(frozen=True)
class Header:
    """A row of headings: its place among the rows, and the column at each position."""

    index: int
    columns: Mapping[int, str]


def heading_texts(row: GridRow) -> list[str]:
    texts = [as_heading(cell) for cell in row.cells]
    return [text if len(text) <= LONGEST else "" for text in texts]


def find_header(rows: Sequence[GridRow], words: KindWords) -> Header | None:
    """The first row with most of the headings that any row has; None for fewer than LEAST."""
    headers = []
    for index, row in enumerate(rows[:SEARCHED]):
        texts = heading_texts(row)
        if sum(bool(text) for text in texts) < LEAST:
            continue
        columns = words.columns_of(texts)
        if len(columns) >= LEAST:
            headers.append(Header(index, columns))
    if not headers:
        return None
    most = max(len(header.columns) for header in headers)
    return next(header for header in headers if len(header.columns) * 5 >= most * 3)


def lifted(rows: Sequence[GridRow], index: int) -> GridRow:
    """The header's row, with the headings of cells that are merged with the one above."""
    header = rows[index]
    if not index or rows[index - 1].number != header.number - 1:
        return header
    cells = list(header.cells)
    for position, cell in enumerate(cells):
        above = cell_at(rows[index - 1], position)
        beside = cell_at(header, position - 1) if position else Cell("")
        if cell.holds is Holds.NO_VALUE and as_heading(above) and not is_filled(beside):
            cells[position] = above
    return GridRow(header.number, tuple(cells))


def looks_like_header(row: GridRow, positions: Sequence[int]) -> bool:
    """Whether a row holds several texts, and neither a figure nor a month."""
    filled = [cell for cell in row.cells if is_filled(cell)]
    texts = sum(bool(as_heading(cell_at(row, position))) for position in positions)
    if texts < LEAST or len(filled) < LEAST:
        return False
    return not any(is_number(cell) or period_of(cell) for cell in filled)


def other_kind(row: GridRow, words: KindWords, least: int = LEAST) -> KindWords | None:
    """The other kind whose headings a row holds, if it holds more of them than of this kind."""
    texts = heading_texts(row)
    own = len(words.columns_of(texts))
    scores = [(len(other.columns_of(texts)), other) for other in words.others]
    best = max((score for score, _ in scores), default=0)
    if best < least or best <= own:
        return None
    kinds = [other for score, other in scores if score == best]
    return kinds[0] if len(kinds) == 1 else None


def is_period_heading(text: str) -> bool:
    return text.strip().lower() in _PERIOD_HEADINGS
