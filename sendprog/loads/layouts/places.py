"""The names of cells, rows and columns, and lists of them in words (pure)."""

from collections.abc import Iterable, Sequence

from openpyxl.utils import get_column_letter

from sendprog.values.wording import joined

# How many ranges a sentence names.
NAMED = 6


def cell_name(row: int, position: int) -> str:
    """ "C7": the position counts from 0."""
    return f"{get_column_letter(position + 1)}{row}"


def column_name(position: int) -> str:
    return f"column {get_column_letter(position + 1)}"


def _ranges(numbers: Iterable[int], order: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of numbers that follow one another in `order`: rows between them are blank."""
    places = {number: place for place, number in enumerate(order)}
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and places[number] == places[runs[-1][1]] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def rows_in_words(numbers: Iterable[int], order: Sequence[int]) -> str:
    """ "row 3", "rows 1 to 3 and 9"; `order`: the numbers of all filled rows."""
    runs = _ranges(numbers, order)
    names = [str(first) if first == last else f"{first} to {last}" for first, last in runs[:NAMED]]
    if len(runs) > NAMED:
        names.append("others below")
    is_one = len(runs) == 1 and runs[0][0] == runs[0][1]
    return f"{'row' if is_one else 'rows'} {joined(names)}"


def columns_in_words(positions: Iterable[int]) -> str:
    """ "column C", "columns B to E and G"."""
    ordered = sorted(positions)
    runs = _ranges(ordered, range(max(ordered) + 1))
    letters = [(get_column_letter(first + 1), get_column_letter(last + 1)) for first, last in runs]
    names = [first if first == last else f"{first} to {last}" for first, last in letters]
    is_one = len(letters) == 1 and letters[0][0] == letters[0][1]
    return f"{'column' if is_one else 'columns'} {joined(names)}"
