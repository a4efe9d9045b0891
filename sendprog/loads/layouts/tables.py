"""The columns of a table under its header, without what stands beside it (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from sendprog.loads.grid import GridRow
from sendprog.loads.layouts.headers import (
    Header,
    heading_texts,
    is_period_heading,
    lifted,
    other_kind,
)
from sendprog.loads.layouts.layout import NotReadable, cell_at
from sendprog.loads.layouts.places import columns_in_words
from sendprog.loads.layouts.words import KindWords, is_filled, is_number
from sendprog.loads.messages import Message


class Role(Enum):
    """What a row below the header is."""

    DATA = "data"
    TOTAL = "total"
    NOTE = "note"
    # A period alone in its row, which heads those below.
    SUBHEADING = "subheading"
    HEADER = "header"
    EMPTY = "empty"


@dataclass
class Table:
    """The columns of a table, its rows by role, and where another table begins below it."""

    header: GridRow
    positions: list[int]
    columns: dict[int, str]
    key: int
    rows: dict[Role, list[GridRow]] = field(default_factory=lambda: {role: [] for role in Role})
    order: list[tuple[Role, GridRow]] = field(default_factory=list)
    second: int | None = None
    second_kind: KindWords | None = None
    beside: list[str] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)


def table_under(rows: Sequence[GridRow], header: Header, words: KindWords) -> Table:
    """The columns of the table: without blank ones, and without a table or notes beside it."""
    row = lifted(rows, header.index)
    body = rows[header.index :]
    used = sorted(
        {place for each in body for place, cell in enumerate(each.cells) if not cell.is_blank}
        | {place for place, cell in enumerate(row.cells) if not cell.is_blank}
    )
    segments = segments_of(used)
    texts = heading_texts(row)
    tables = [segment for segment in segments if heads_table(texts, segment, words)]
    if len(tables) > 1:
        left, right = columns_in_words(tables[0]), columns_in_words(tables[1])
        text = (
            f"Two tables stand side by side, in {left} and in {right}: "
            "send one at a time, or put one below the other under one header."
        )
        raise NotReadable(Message(text, row=row.number))
    columns = dict(words.columns_of(texts))
    main = tables[0] if tables else []
    positions, beside, left_out = [], [], []
    for segment in segments:
        text = "" if segment == main else what_stands_beside(row, body, segment, main, words)
        if text:
            beside.append(text)
            left_out += segment
        else:
            positions += segment
    columns = {place: name for place, name in columns.items() if place in positions}
    keys = [place for place, name in columns.items() if name == words.key[0]]
    key = keys[0] if keys else positions[0]
    return Table(row, positions, columns, key, beside=beside, left_out=left_out)


def segments_of(positions: Sequence[int]) -> list[list[int]]:
    """Runs of columns without a blank one between them."""
    segments: list[list[int]] = []
    for position in positions:
        if segments and position == segments[-1][-1] + 1:
            segments[-1].append(position)
        else:
            segments.append([position])
    return segments


def heads_table(texts: Sequence[str], segment: Sequence[int], words: KindWords) -> bool:
    """Whether a run of columns has a key and another column of this kind."""
    own = words.columns_of([texts[place] if place < len(texts) else "" for place in segment])
    return words.key[0] in own.values() and len(own) > 1


def what_stands_beside(
    row: GridRow,
    body: Sequence[GridRow],
    segment: Sequence[int],
    main: Sequence[int],
    words: KindWords,
) -> str:
    """What a run of columns beside the main one is; "" where it belongs to the table.

    main: the run that is a table by itself; empty where none is.
    """
    part = GridRow(row.number, tuple(cell_at(row, place) for place in segment))
    name = columns_in_words(segment)
    texts = [text for text in heading_texts(part) if text]
    verb = "is" if len(segment) == 1 else "are"
    if not texts:
        cells = [cell_at(each, place) for each in body for place in segment]
        has_figures = any(is_number(cell) for cell in cells if is_filled(cell))
        return "" if has_figures else f"{name} {verb} notes beside the table"
    other = other_kind(part, words) if main else None
    if other:
        return f"{name} {verb} a second table, which looks like {other.title}, and not read"
    if main and is_period_heading(texts[0]):
        return f"{name} {verb} a second table and not read"
    return ""
