"""A table with a row of headings, whatever stands above, below and beside it (pure)."""

from collections.abc import Iterator, Sequence
from itertools import islice

from sendprog.loads.grid import Cell, Grid, GridRow
from sendprog.loads.layouts.headers import (
    LEAST,
    Header,
    heading_texts,
    is_period_heading,
    looks_like_header,
    other_kind,
)
from sendprog.loads.layouts.layout import Layout, NotReadable, Parts, cell_at, own_cell, placed
from sendprog.loads.layouts.periods import period_of
from sendprog.loads.layouts.places import columns_in_words
from sendprog.loads.layouts.tables import Role, Table, table_under
from sendprog.loads.layouts.totals import can_be_held_against, total_problem
from sendprog.loads.layouts.words import (
    KindWords,
    as_heading,
    begins_a_note,
    is_figure,
    is_filled,
    is_number,
    is_total,
)
from sendprog.loads.messages import Message

# Characters of the longest text that may be a reference alone in its row.
_REFERENCE = 30


def read_plain(rows: Sequence[GridRow], header: Header, words: KindWords) -> Layout | None:
    """The table under its header; None where nothing but the table is in the sheet.

    Raises NotReadable where it can be read in two ways.
    """
    parts = Parts(rows)
    table = table_under(rows, header, words)
    above = rows[: header.index]
    refuse_figures_above(above)
    refuse_headings_above(above, table, words)
    sort_by_role(rows[header.index + 1 :], table, words)
    if not table.rows[Role.DATA]:
        return None
    refuse_rows_after_notes(table)
    problems = tuple(total_problems(table, words))
    describe(parts, table, above)
    if not parts.after and table.positions == list(range(len(table.positions))):
        return None
    where = f"the header is row {table.header.number}"
    parts.after.insert(1 if above else 0, where)
    body = [placed_row(row, table.positions) for row in table.rows[Role.DATA]]
    grid = Grid((placed_row(table.header, table.positions), *body))
    names = {column: table.positions.index(place) for place, column in table.columns.items()}
    return Layout(parts.sentence, parts.texts, grid, names, problems=problems)


def placed_row(row: GridRow, positions: Sequence[int]) -> GridRow:
    return GridRow(row.number, placed(row, positions))


def describe(parts: Parts, table: Table, above: Sequence[GridRow]) -> None:
    """Name everything that is set aside."""
    filled = [row.number for row in above if any(map(is_filled, row.cells))]
    parts.name_rows(filled, "a title", "a title")
    parts.name_rows((row.number for row in table.rows[Role.SUBHEADING]), "a heading", "headings")
    totals = [row.number for row in table.rows[Role.TOTAL]]
    parts.name_rows(totals, "a total, left out", "totals, left out")
    parts.name_rows((row.number for row in table.rows[Role.NOTE]), "a note", "notes")
    if table.second is not None:
        looks = f", which looks like {table.second_kind.title}," if table.second_kind else ""
        parts.after.append(f"a second table begins in row {table.second}{looks} and is not read")
        parts.set_aside(number for number in parts.numbers if number >= (table.second or 0))
    parts.after += table.beside
    if table.positions[0]:
        parts.after.append(f"the table begins in {columns_in_words(table.positions[:1])}")
    blank = [
        position
        for position in range(table.positions[0], table.positions[-1])
        if position not in table.positions and position not in table.left_out
    ]
    parts.name_columns(blank, "blank", "blank")


# Rows


def sort_by_role(rows: Sequence[GridRow], table: Table, words: KindWords) -> None:
    """Put each row below the header under its role, up to another table."""
    for row in rows:
        role = role_of(row, table, words)
        if role is Role.HEADER:
            table.second, table.second_kind = row.number, other_kind(row, words)
            return
        if role is not Role.EMPTY:
            table.rows[role].append(row)
            table.order.append((role, row))


def role_of(row: GridRow, table: Table, words: KindWords) -> Role:
    cells = {place: cell_at(row, place) for place in table.positions}
    filled = [cell for cell in cells.values() if is_filled(cell)]
    if not filled:
        return Role.EMPTY if all(cell.is_blank for cell in cells.values()) else Role.DATA
    may_head = may_head_table(row, words) and looks_like_header(row, table.positions)
    if may_head and heads_another(row, table, words):
        return Role.HEADER
    first = filled[0].text
    if is_total(first) and is_total_row(cells, words):
        return Role.TOTAL
    month = next((place for place, name in table.columns.items() if name == "month"), None)
    if "month" in words.key and month is not None:
        return role_by_month(cells, cells[month], table, words)
    return role_by_reference(cells, cells.get(table.key, Cell("")))


def is_total_row(cells: dict[int, Cell], words: KindWords) -> bool:
    """Whether a row whose first text is a total's has nothing but figures beside it."""
    filled = [cell for cell in cells.values() if is_filled(cell)]
    if words.is_monthly:
        return any(is_number(cell) for cell in filled[1:])
    return len(filled) > 1 and all(is_number(cell) for cell in filled[1:])


def may_head_table(row: GridRow, words: KindWords) -> bool:
    """Whether a row holds texts with which a table may begin, of this kind or of another."""
    texts = [text for text in heading_texts(row) if text]
    known = islice(filter(words.may_be_heading, texts), LEAST)
    return bool(texts) and (is_period_heading(texts[0]) or len(list(known)) == LEAST)


def heads_another(row: GridRow, table: Table, words: KindWords) -> bool:
    """Whether a row of texts heads another table. A row that repeats the header is no other table."""
    texts = [text.lower() for text in heading_texts(row) if text]
    if texts == [text.lower() for text in heading_texts(table.header) if text]:
        return False
    own = words.columns_of(heading_texts(row))
    if len(own) >= 2 and words.key[0] in own.values():
        text = (
            f"The headings of {words.title} stand in row {table.header.number} and again, otherwise, "
            f"in row {row.number}: send one table at a time, or put them under one header."
        )
        raise NotReadable(Message(text, row=row.number))
    other = other_kind(row, words)
    if other and other.key[0] not in other.columns_of(heading_texts(row)).values():
        text = (
            f"This row holds headings of {other.title}: the rows below may belong to it or to the table "
            "above. Send one table at a time, or delete the row."
        )
        raise NotReadable(Message(text, row=row.number))
    if other is None and is_period_heading(texts[0]):
        refuse_heading_beside_row(row, table)
    return bool(other) or is_period_heading(texts[0])


def refuse_heading_beside_row(row: GridRow, table: Table) -> None:
    """Raise NotReadable where "Month" stands beside what may be a row of the table."""
    key = as_heading(cell_at(row, table.key))
    if key and not is_period_heading(key):
        text = (
            "This row may head another table, or be a row of the table above with a text beside it: "
            "delete the text, or send one table at a time."
        )
        raise NotReadable(Message(text, row=row.number))


def role_by_month(cells: dict[int, Cell], month: Cell, table: Table, words: KindWords) -> Role:
    """The role of a row of a table in which each row has a month."""
    figures = sum(
        is_figure(cell) and is_filled(cell)
        for place, cell in cells.items()
        if table.columns.get(place, "") not in ("month", "note", "source")
        and cell is not month
        and (place not in table.columns or table.columns[place] in words.numbers)
    )
    filled = [cell for cell in cells.values() if is_filled(cell)]
    period = period_of(month)
    if period:
        return Role.DATA if period.may_be_month or figures else Role.SUBHEADING
    if not figures:
        return Role.NOTE
    is_note = begins_a_note(filled[0].text) and figures < 2
    return Role.NOTE if is_note and len(filled) * 2 < len(cells) else Role.DATA


def role_by_reference(cells: dict[int, Cell], key: Cell) -> Role:
    """The role of a row of a table in which each row has a reference."""
    filled = [cell for cell in cells.values() if is_filled(cell)]
    first = filled[0].text.strip()
    if len(filled) == 1:
        is_reference = filled[0] is key and len(first) <= _REFERENCE and first.count(" ") < 3
        return Role.DATA if is_reference and not begins_a_note(first) else Role.NOTE
    is_note = begins_a_note(first) and len(filled) <= max(2, len(cells) // 3)
    # "key-stage-4-hub" is a reference, "Key: …" a note.
    is_reference = filled[0] is key and "-" in first and " " not in first
    return Role.NOTE if is_note and not is_reference else Role.DATA


def refuse_figures_above(above: Sequence[GridRow]) -> None:
    """Figures above the header may be rows of the table, or of another."""
    for row in above:
        filled = [cell for cell in row.cells if is_filled(cell)]
        figures = sum(is_number(cell) or bool(period_of(cell)) for cell in filled)
        if figures > 1 and figures * 2 > len(filled):
            text = (
                "Figures stand above the header: they may be rows of this table or of another. "
                "Put them below the header, or delete them."
            )
            raise NotReadable(Message(text, row=row.number))


def refuse_headings_above(above: Sequence[GridRow], table: Table, words: KindWords) -> None:
    """Headings of the kind above the header are those of another table, which would be lost."""
    for row in above:
        columns = words.columns_of(heading_texts(row)).values()
        if len(columns) > 1 and words.key[0] in columns:
            text = (
                f"The headings of {words.title} stand here and again in row {table.header.number}: "
                "send one table at a time."
            )
            raise NotReadable(Message(text, row=row.number))


def refuse_rows_after_notes(table: Table) -> None:
    """Rows of figures below a note may belong to the table, or to another without a header."""
    note: GridRow | None = None
    for role, row in table.order:
        if role is Role.NOTE:
            note = row
        elif role is Role.DATA and note is not None:
            text = (
                f"Rows stand below a text in row {note.number}: they may belong to the table above or to "
                "another. Take the text out, or send one table at a time."
            )
            raise NotReadable(Message(text, row=row.number))


# Totals


def total_problems(table: Table, words: KindWords) -> Iterator[Message]:
    """A problem for each total that isn't that of the rows above it."""
    above: list[GridRow] = []
    since: list[GridRow] = []
    for role, row in table.order:
        if role is Role.DATA:
            above.append(row)
            since.append(row)
        elif role is Role.TOTAL:
            yield from problems_of_total(table, words, row, above, since)
            since = []


def problems_of_total(
    table: Table,
    words: KindWords,
    row: GridRow,
    above: Sequence[GridRow],
    since: Sequence[GridRow],
) -> Iterator[Message]:
    label = next(cell.text for cell in row.cells if is_filled(cell))
    months = [cell_at(each, table.key) for each in above]
    if not can_be_held_against(label, months):
        return
    for place, name in table.columns.items():
        if name not in words.numbers:
            continue
        cell = own_cell(row, place)
        figures = [cell_at(each, place) for each in above]
        part = [cell_at(each, place) for each in since]
        problem = total_problem(label, cell, figures, part, is_summed=name in words.summed)
        if problem:
            yield Message(
                problem.wrong,
                problem.found,
                row.number,
                as_heading(cell_at(table.header, place)),
                problem.cell,
            )
