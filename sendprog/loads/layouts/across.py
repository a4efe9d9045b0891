"""A table with a row a measure, or an indicator, and a column a month (pure)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sendprog.loads.grid import Cell, Grid, GridRow
from sendprog.loads.layouts.headers import LONGEST, SEARCHED
from sendprog.loads.layouts.layout import Layout, NotReadable, Parts, cell_at, own_cell
from sendprog.loads.layouts.periods import Period, period_of
from sendprog.loads.layouts.places import cell_name, column_name, columns_in_words
from sendprog.loads.layouts.totals import can_be_held_against, total_problem
from sendprog.loads.layouts.words import (
    KindWords,
    as_heading,
    is_bare_total,
    is_figure,
    is_filled,
    is_number,
    is_total,
    stands_beside,
)
from sendprog.loads.messages import Message
from sendprog.values.periods import Month
from sendprog.values.wording import upper_first

# The first columns, in which the measures are looked for.
COLUMNS_SEARCHED = 8


@dataclass
class Turned:
    """A table with periods across: the row that names them, and the column of the measures."""

    rows: Sequence[GridRow]
    head: int
    measures: int
    periods: dict[int, Period]
    # The rows that are read, in order, and the other columns with figures.
    read: list[GridRow] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)

    @property
    def header(self) -> GridRow:
        return self.rows[self.head]

    @property
    def below(self) -> Sequence[GridRow]:
        return self.rows[self.head + 1 :]

    def label(self, row: GridRow) -> str:
        return as_heading(cell_at(row, self.measures))


def find_across(rows: Sequence[GridRow], words: KindWords) -> Turned | None:
    """The nearest row of periods above the kind's measures, which stand below it in one column."""
    turned: Turned | None = None
    for index, row in enumerate(rows[:SEARCHED]):
        if turned and is_measure(turned.label(row), words):
            return turned
        periods = {
            place: period for place, cell in enumerate(row.cells) if (period := period_of(cell))
        }
        place = measures_beside(rows[index + 1 :], min(periods), words) if periods else None
        if place is not None and (turned is None or not words.is_of_indicators):
            turned = Turned(rows, index, place, periods)
    return turned


def is_measure(text: str, words: KindWords) -> bool:
    return any(name not in words.key for name in words.columns_of([text]).values())


def measures_beside(rows: Sequence[GridRow], before: int, words: KindWords) -> int | None:
    """The column, left of the first period, that holds most of the kind's measures."""
    scores = {}
    for place in range(min(before, COLUMNS_SEARCHED)):
        texts = [as_heading(cell_at(row, place)) for row in rows[:SEARCHED]]
        texts = [text if len(text) <= LONGEST else "" for text in texts]
        if words.is_of_indicators:
            scores[place] = 2 * sum(bool(text) for text in texts) if any(texts) else 0
        else:
            columns = words.columns_of(texts)
            scores[place] = sum(name not in words.key for name in columns.values())
    best = max(scores.values(), default=0)
    return next((place for place, score in scores.items() if score == best >= 2), None)


def read_across(rows: Sequence[GridRow], turned: Turned, words: KindWords) -> Layout:
    """The table turned round; raises NotReadable."""
    parts = Parts(rows)
    refuse_other_periods(turned)
    sort_periods(turned)
    refuse_months_twice(turned)
    above = [row.number for row in rows[: turned.head]]
    kinds = sort_measures(turned, words)
    problems = tuple(problems_of_totals(turned, kinds["total"], words))
    parts.name_rows(above, "a title", "a title")
    parts.before.append(
        f"months stand across in row {turned.header.number}, and each row from "
        f"{column_name(turned.measures)} is a measure"
    )
    parts.name_rows((row.number for row in kinds["note"]), "a note", "notes")
    parts.name_rows((row.number for row in kinds["total"]), "a total, left out", "totals, left out")
    parts.name_columns(turned.totals, "a total, left out", "totals, left out")
    parts.name_columns(turned.beside, "not read", "not read")
    parts.name_columns(turned.empty, "empty and not read", "empty and not read")
    make = grid_of_indicators if words.is_of_indicators else grid_of_measures
    grid = make(turned)
    names = {"month": 0} if not words.is_of_indicators else {"indicator": 0, "month": 1, "value": 2}
    texts = [cell.text for cell in grid.rows[0].cells]
    names |= {name: place for place, name in words.columns_of(texts).items()}
    return Layout(parts.sentence, parts.texts, grid, names, True, problems)


def refuse_other_periods(turned: Turned) -> None:
    """Raise NotReadable where no month stands across, but quarters, terms or years."""
    if any(period.may_be_month for period in turned.periods.values()):
        return
    place, period = next(iter(turned.periods.items()))
    cell = turned.header.cells[place]
    text = (
        f"this is a {period.kind.value}, and so are the others in this row: monthly returns take months. "
        "Give a column for each month, or ask for the figures of each month"
    )
    raise NotReadable(
        Message(f"{text}.", cell.text.strip(), cell=cell_name(turned.header.number, place))
    )


def sort_periods(turned: Turned) -> None:
    """Which columns are months with figures, totals, empty, or beside the months.

    A column with figures under a heading that is none of these is refused: it may be a month.
    """
    problems = []
    last = max(len(row.cells) for row in turned.rows)
    for place in range(turned.measures + 1, last):
        cells = [cell_at(row, place) for row in turned.below]
        heading = cell_at(turned.header, place)
        period = turned.periods.get(place)
        has_figures = any(is_number(cell) for cell in cells if is_filled(cell))
        if period and period.may_be_month:
            if not any(not cell.is_blank for cell in cells):
                turned.empty.append(place)
        elif is_total(heading.text) or period:
            turned.totals.append(place)
        elif not has_figures or stands_beside(heading.text):
            if any(is_filled(cell) for cell in (heading, *cells)):
                turned.beside.append(place)
        else:
            problems.append(unknown_column(turned, place, heading))
    for place in (*turned.totals, *turned.empty):
        turned.periods.pop(place, None)
    if problems:
        raise NotReadable(*problems)


def unknown_column(turned: Turned, place: int, heading: Cell) -> Message:
    where = cell_name(turned.header.number, place)
    if not is_filled(heading):
        text = "There are figures in this column and no month above them: write the month, or clear them."
        return Message(text, cell=where)
    text = (
        "this heads figures among the months, and is no month that can be read: write it as 2024-11, or "
        "delete the column."
    )
    return Message(text, heading.text.strip(), cell=where)


def refuse_months_twice(turned: Turned) -> None:
    seen: dict[Month, int] = {}
    problems = []
    for place, period in turned.periods.items():
        if period.month is None:
            continue
        first = seen.setdefault(period.month, place)
        if first != place:
            text = (
                f"{upper_first(columns_in_words([first, place]))} are both headed {period.month}: "
                "delete the one that is not to be loaded."
            )
            where = cell_name(turned.header.number, place)
            problems.append(Message(text, cell=where))
    if problems:
        raise NotReadable(*problems)


def sort_measures(turned: Turned, words: KindWords) -> dict[str, list[GridRow]]:
    """Fill the rows to read; returns the totals and the notes below the header."""
    kinds: dict[str, list[GridRow]] = {"total": [], "note": []}
    for row in turned.below:
        label = turned.label(row)
        cells = [cell_at(row, place) for place in turned.periods]
        has_figures = any(is_figure(cell) and not cell.is_blank for cell in cells)
        if not has_figures and not any(is_filled(cell) for cell in cells):
            # A measure without any figure is an empty column; a text alone is a note.
            if any(is_filled(cell) for cell in row.cells):
                kinds["note"].append(row)
        elif is_row_of_totals(label, words):
            kinds["total"].append(row)
        elif not label and has_figures:
            where = cell_name(row.number, turned.measures)
            text = (
                "There are figures in this row and no measure beside them: name it, or clear them."
            )
            raise NotReadable(Message(text, cell=where))
        elif has_figures:
            turned.read.append(row)
        else:
            kinds["note"].append(row)
    return kinds


def is_row_of_totals(label: str, words: KindWords) -> bool:
    """Whether a row's label is of a total, and no measure: "Total", not "Average wait in seconds"."""
    if words.is_of_indicators:
        return is_bare_total(label)
    return is_total(label) and not is_measure(label, words)


def problems_of_totals(
    turned: Turned, totals: Sequence[GridRow], words: KindWords
) -> Iterator[Message]:
    """A problem for each total, across or below, that isn't that of the figures read."""
    months = [turned.header.cells[place] for place in turned.periods]
    for place in turned.totals:
        label = cell_at(turned.header, place).text
        if not is_total(label) or not can_be_held_against(label, months):
            continue
        for row in turned.read:
            names = words.columns_of([turned.label(row)])
            figures = [cell_at(row, each) for each in turned.periods]
            cell = own_cell(row, place)
            is_summed = names.get(0, "") in words.summed
            problem = total_problem(label, cell, figures, figures, is_summed=is_summed)
            if problem:
                yield replace(problem, column=turned.label(row))
    for row in totals:
        for place in turned.periods:
            figures = [cell_at(each, place) for each in turned.read]
            cell = own_cell(row, place)
            problem = total_problem(turned.label(row), cell, figures, figures, is_summed=True)
            if problem:
                yield problem


def grid_of_measures(turned: Turned) -> Grid:
    """A row a month, a column a measure."""
    header = [Cell("month"), *(own_cell(row, turned.measures) for row in turned.read)]
    rows = [GridRow(turned.header.number, tuple(header))]
    for number, place in enumerate(turned.periods, rows[0].number + 1):
        cells = (own_cell(turned.header, place), *(own_cell(row, place) for row in turned.read))
        rows.append(GridRow(number, cells, column_name(place)))
    return Grid(tuple(rows))


def grid_of_indicators(turned: Turned) -> Grid:
    """A row for each indicator and month that has a figure."""
    number = turned.header.number
    rows = [GridRow(number, (Cell("indicator"), Cell("month"), Cell("value")))]
    for row in turned.read:
        for place in turned.periods:
            value = own_cell(row, place)
            if not value.is_blank:
                number += 1
                cells = (own_cell(row, turned.measures), own_cell(turned.header, place), value)
                rows.append(GridRow(number, cells, f"cell {value.place}"))
    return Grid(tuple(rows))
