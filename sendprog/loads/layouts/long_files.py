"""A table with one figure a row: its month, its measure and its value (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sendprog.loads.grid import Cell, Grid, GridRow
from sendprog.loads.layouts.headers import LONGEST
from sendprog.loads.layouts.layout import Layout, NotReadable, Parts, cell_at, own_cell
from sendprog.loads.layouts.periods import period_of
from sendprog.loads.layouts.places import cell_name, column_name, rows_in_words
from sendprog.loads.layouts.totals import can_be_held_against, total_problem
from sendprog.loads.layouts.words import (
    KindWords,
    as_heading,
    is_figure,
    is_filled,
    is_number,
    is_total,
)
from sendprog.loads.messages import Message
from sendprog.values.periods import quoted

# Of the rows with a measure, the least share with a month and a figure beside it.
MOST = 0.6
COLUMNS_SEARCHED = 20


@dataclass
class Long:
    """A long table: the place of its month, measure and value, and of other columns to carry."""

    rows: Sequence[GridRow]
    head: int
    month: int
    measure: int
    values: list[int]
    texts: dict[int, str] = field(default_factory=dict)
    carried: dict[int, str] = field(default_factory=dict)
    left_out: list[int] = field(default_factory=list)

    @property
    def body(self) -> list[GridRow]:
        return [row for row in self.rows[self.head + 1 :] if self.is_row(row)]

    def is_row(self, row: GridRow) -> bool:
        """Whether a row below the header is one of figures, and no note."""
        cells = [cell_at(row, place) for place in (self.month, self.measure, *self.values)]
        has_figure = any(is_figure(cell) and is_filled(cell) for cell in cells[2:])
        return has_figure or (bool(period_of(cells[0])) and is_filled(cells[1]))


def find_long(rows: Sequence[GridRow], words: KindWords) -> Long | None:
    """The columns of a table with measures down one of them, each more than once or of one month."""
    width = min(max((len(row.cells) for row in rows), default=0), COLUMNS_SEARCHED)
    for measure in range(width):
        texts = distinct_texts(rows, measure)
        named = words.columns_of(texts)
        known = {texts[place].lower() for place, name in named.items() if name not in words.key}
        if len(known) < 2:
            continue
        body = [
            index
            for index, row in enumerate(rows)
            if as_heading(cell_at(row, measure)).lower() in known
        ]
        columns = columns_beside(rows, body, measure, width)
        if columns and body[0] > 0:
            month, values = columns
            head = header_above(rows, body[0], measure)
            if not is_headed_by_periods(rows[head], (month, *values)):
                return Long(rows, head, month, measure, values)
    return None


def is_headed_by_periods(header: GridRow, places: Iterable[int]) -> bool:
    """Whether periods stand above the figures: then a figure such as 2000 is no year."""
    return any(period_of(cell_at(header, place)) for place in places)


def distinct_texts(rows: Sequence[GridRow], place: int) -> list[str]:
    texts = (as_heading(cell_at(row, place)) for row in rows)
    short = (text for text in texts if text and len(text) <= LONGEST)
    return list({text.lower(): text for text in short}.values())[:LONGEST]


def columns_beside(
    rows: Sequence[GridRow], body: Sequence[int], measure: int, width: int
) -> tuple[int, list[int]] | None:
    """The column of months, and those of figures; None without either."""
    months, values = [], []
    for place in range(width):
        cells = [cell_at(rows[index], place) for index in body]
        if place == measure:
            continue
        if share(bool(period_of(cell)) for cell in cells) >= MOST:
            months.append(place)
        elif share(is_figure(cell) and is_filled(cell) for cell in cells) >= MOST and any(
            map(is_number, cells)
        ):
            values.append(place)
    return (months[0], values) if len(months) == 1 and values else None


def share(answers: Iterable[bool]) -> float:
    marks = list(answers)
    return sum(marks) / len(marks) if marks else 0


def header_above(rows: Sequence[GridRow], first: int, measure: int) -> int:
    """The index of the nearest row above that holds a text over the measures."""
    for index in range(first - 1, -1, -1):
        cell = cell_at(rows[index], measure)
        others = [each for each in rows[index].cells if is_filled(each)]
        if as_heading(cell) and len(others) > 1 and not any(map(is_number, others)):
            return index
    return first - 1


def read_long(rows: Sequence[GridRow], long: Long, words: KindWords) -> Layout:
    """The table with a row a month; raises NotReadable."""
    parts = Parts(rows)
    header = long.rows[long.head]
    require_one_value(long, header)
    body = long.body
    totals = [row for row in body if is_total(cell_at(row, long.month).text)]
    total_numbers = {row.number for row in totals}
    body = [row for row in body if row.number not in total_numbers]
    refuse_headings_again(long, rows)
    carry_columns(long, header, body, words)
    groups = months_apart(long, body)
    if twice := figures_twice(long, groups):
        raise NotReadable(*twice)
    problems = tuple(long_total_problems(long, body, totals, words))
    parts.name_rows((row.number for row in rows[: long.head]), "a title", "a title")
    parts.before.append(
        f"each row is one figure: its month in {column_name(long.month)}, its measure in "
        f"{column_name(long.measure)} and its value in {column_name(long.values[0])}; "
        f"the header is row {header.number}"
    )
    read = {row.number for row in (*body, *totals)}
    notes = [row.number for row in rows[long.head + 1 :] if row.number not in read]
    parts.name_rows(notes, "a note", "notes")
    parts.name_rows(total_numbers, "a total, left out", "totals, left out")
    parts.name_columns(long.left_out, "not read", "not read")
    grid = grid_of_months(long, groups, parts.numbers)
    texts = [cell.text for cell in grid.rows[0].cells]
    names = {name: place for place, name in words.columns_of(texts).items()}
    return Layout(parts.sentence, parts.texts, grid, {"month": 0} | names, True, problems)


def require_one_value(long: Long, header: GridRow) -> None:
    """Raise NotReadable where several columns of figures stand beside the measures."""
    if len(long.values) > 1:
        names = " and ".join(
            f"{column_name(place)} (“{quoted(cell_at(header, place).text.strip())}”)"
            for place in long.values
        )
        text = (
            f"Each row is a measure with figures in {names}: we can't tell which one to load. "
            "Delete the others."
        )
        raise NotReadable(Message(text, row=header.number))


def refuse_headings_again(long: Long, rows: Sequence[GridRow]) -> None:
    header = [cell.text.strip().lower() for cell in long.rows[long.head].cells if is_filled(cell)]
    for row in rows[long.head + 1 :]:
        texts = [cell.text.strip().lower() for cell in row.cells if is_filled(cell)]
        if texts == header:
            raise NotReadable(
                Message("The headings are repeated here: delete this row.", row=row.number)
            )


def carry_columns(long: Long, header: GridRow, body: Sequence[GridRow], words: KindWords) -> None:
    """Other columns are carried where the kind has them and each month has one; others are named."""
    texts = [as_heading(cell) for cell in header.cells]
    columns = words.columns_of(texts)
    for place in range(max(len(row.cells) for row in (header, *body))):
        if place in (long.month, long.measure, *long.values):
            continue
        if not any(is_filled(cell_at(row, place)) for row in (header, *body)):
            continue
        name = columns.get(place, "")
        if not name or name in words.numbers:
            long.left_out.append(place)
            continue
        long.carried[place] = name
        first_texts: dict[str, str] = {}
        for row in body:
            month, text = month_key(long, row), cell_at(row, place).text.strip()
            if first_texts.setdefault(month, text) != text:
                wrong = (
                    f"{name} differs between the figures of one month: give it once a month, or delete the "
                    "column."
                )
                raise NotReadable(Message(wrong, cell=cell_name(row.number, place)))


def month_key(long: Long, row: GridRow) -> str:
    cell = cell_at(row, long.month)
    period = period_of(cell)
    return period.month.iso if period and period.month else cell.text.strip().lower()


def months_apart(long: Long, body: Sequence[GridRow]) -> dict[str, list[GridRow]]:
    groups: dict[str, list[GridRow]] = {}
    for row in body:
        groups.setdefault(month_key(long, row), []).append(row)
    return groups


def measure_key(long: Long, row: GridRow) -> str:
    return " ".join(cell_at(row, long.measure).text.lower().split())


def figures_twice(long: Long, groups: dict[str, list[GridRow]]) -> list[Message]:
    """A problem for each figure that has another of the same month and measure."""
    problems = []
    for rows in groups.values():
        first: dict[str, GridRow] = {}
        for row in rows:
            other = first.setdefault(measure_key(long, row), row)
            if other is row:
                continue
            place = long.values[0]
            first_cell, cell = (cell_name(each.number, place) for each in (other, row))
            text = (
                f"{first_cell} and {cell} both give “{quoted(cell_at(row, long.measure).text.strip())}” for "
                f"{quoted(cell_at(row, long.month).text.strip())}: {cell_at(other, place).text.strip()} and "
                f"{cell_at(row, place).text.strip()}. If they are parts, such as areas or teams, load their "
                "sum; if one is out of date, delete it."
            )
            problems.append(Message(text, row=row.number))
    return problems


def long_total_problems(
    long: Long, body: Sequence[GridRow], totals: Sequence[GridRow], words: KindWords
) -> list[Message]:
    problems = []
    for row in totals:
        label, measure = cell_at(row, long.month).text, measure_key(long, row)
        same = [each for each in body if measure_key(long, each) == measure]
        months = [cell_at(each, long.month) for each in same]
        if not can_be_held_against(label, months):
            continue
        place = long.values[0]
        figures = [cell_at(each, place) for each in same]
        cell = own_cell(row, place)
        names = words.columns_of([cell_at(row, long.measure).text])
        is_summed = names.get(0, "") in words.summed
        if problem := total_problem(label, cell, figures, figures, is_summed=is_summed):
            problems.append(problem)
    return problems


def grid_of_months(long: Long, groups: dict[str, list[GridRow]], order: Sequence[int]) -> Grid:
    """A row a month, its measures in the order in which they first stand."""
    measures: dict[str, Cell] = {}
    for row in (row for rows in groups.values() for row in rows):
        measures.setdefault(measure_key(long, row), own_cell(row, long.measure))
    carried = [Cell(name) for name in long.carried.values()]
    grid = [GridRow(long.rows[long.head].number, (Cell("month"), *measures.values(), *carried))]
    for rows in groups.values():
        cells = {measure_key(long, row): own_cell(row, long.values[0]) for row in rows}
        others = [own_cell(rows[0], place) for place in long.carried]
        values = [cells.get(measure, Cell("")) for measure in measures]
        where = rows_in_words((row.number for row in rows), order)
        read = (own_cell(rows[0], long.month), *values, *others)
        grid.append(GridRow(rows[0].number, read, where))
    return Grid(tuple(grid))
