"""Recognises how a file's sheets are to be read (pure): which sheet, which layout, which kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sendprog.loads.grid import Grid, GridRow
from sendprog.loads.layouts.across import find_across, read_across
from sendprog.loads.layouts.headers import Header, find_header, heading_texts
from sendprog.loads.layouts.kpi_tables import find_kpi_table, read_kpi_table
from sendprog.loads.layouts.layout import Layout, NotReadable
from sendprog.loads.layouts.long_files import find_long, read_long
from sendprog.loads.layouts.plain import read_plain
from sendprog.loads.layouts.words import KindWords
from sendprog.loads.messages import Message
from sendprog.values.periods import quoted
from sendprog.values.wording import joined, lower_first, upper_first

# The least headings of another kind that make a table one of that kind.
LEAST_OF_ANOTHER = 2
# And those that a sheet of a workbook of several kinds has.
LEAST_TO_FIT = 3


@dataclass(frozen=True)
class Finding:
    """What a sheet holds: a table of the kind (layout None: in our own shape), or none."""

    grid: Grid
    has_table: bool
    layout: Layout | None = None


def recognise(grids: Sequence[Grid], words: KindWords) -> Layout | None:
    """How the sheets are read; None where the one table is in our own shape, or none is recognised.

    Raises NotReadable where a table can be read in two ways, or is of another kind.
    """
    findings = find_tables(grids, words)
    with_table = [finding for finding in findings if finding.has_table]
    if not with_table:
        refuse_another_kind(grids, words)
        return None
    if len(with_table) > 1:
        names = joined([f"“{quoted(finding.grid.title)}”" for finding in with_table])
        text = (
            f"The sheets {names} each hold a table of {words.title}: we can't tell which one to load. "
            "Send one at a time, or put the rows in one sheet."
        )
        raise NotReadable(Message(text))
    return with_sheet(with_table[0], findings, words)


def find_tables(grids: Sequence[Grid], words: KindWords) -> list[Finding]:
    """What each sheet holds. Of several, one that fits another kind better is not read."""
    if len(grids) == 1:
        return [find_table(grids[0], words)]
    return [
        Finding(grid, False) if fits_another_better(grid, words) else find_table(grid, words)
        for grid in grids
    ]


def fits_another_better(grid: Grid, words: KindWords) -> bool:
    """Whether a header of another kind in the sheet names more columns than any of this kind."""
    own = find_header(grid.rows, words)
    least = max(len(own.columns) + 1 if own else 0, LEAST_TO_FIT)
    headers = (find_header(grid.rows, other) for other in words.others)
    return any(header is not None and len(header.columns) >= least for header in headers)


def with_sheet(chosen: Finding, findings: Sequence[Finding], words: KindWords) -> Layout | None:
    """The chosen sheet's layout, saying which sheets are not read."""
    others = [finding.grid for finding in findings if finding is not chosen]
    if not others:
        return chosen.layout
    names = [f"“{quoted(grid.title)}”{looks_like(grid, words)}" for grid in others]
    verb = "is" if len(names) == 1 else "are"
    sheets = f"the sheet “{quoted(chosen.grid.title)}” is read, and {joined(names)} {verb} not"
    layout = chosen.layout
    if layout is None:
        columns = words.columns_of(heading_texts(chosen.grid.rows[0]))
        names_by_column = {name: place for place, name in columns.items()}
        return Layout(f"{upper_first(sheets)}.", (), chosen.grid, names_by_column)
    sentence = f"{upper_first(sheets)}; {lower_first(layout.sentence)}"
    return replace(layout, sentence=sentence)


def looks_like(grid: Grid, words: KindWords) -> str:
    other = likely_kind(grid.rows, words)
    return f" (which looks like {other.title})" if other else ""


def find_table(grid: Grid, words: KindWords) -> Finding:
    """The table of the kind in a sheet, if there is one."""
    rows = grid.rows
    long = find_long(rows, words) if words.is_monthly else None
    if long:
        return Finding(grid, True, with_remarks(read_long(rows, long, words), grid))
    across = find_across(rows, words) if words.is_monthly or words.is_of_indicators else None
    header = find_header(rows, words)
    if across and has_periods_across(header, words):
        return Finding(grid, True, with_remarks(read_across(rows, across, words), grid))
    if words.is_of_indicators and (header is None or "value" not in header.columns.values()):
        table = find_kpi_table(rows, words)
        if table:
            return Finding(grid, True, with_remarks(read_kpi_table(rows, table, words), grid))
    if header is None or is_another_kind(rows, header.index, len(header.columns), words):
        return Finding(grid, False)
    layout = read_plain(rows, header, words)
    return Finding(grid, True, with_remarks(layout, grid) if layout else None)


def has_periods_across(header: Header | None, words: KindWords) -> bool:
    """Whether periods across are the header, and not dates in a row of a plain table."""
    columns = header.columns.values() if header else ()
    if words.is_of_indicators and "value" in columns:
        return False
    return "month" not in columns


def with_remarks(layout: Layout, grid: Grid) -> Layout:
    return replace(layout, grid=replace(layout.grid, remarks=grid.remarks, title=grid.title))


def is_another_kind(rows: Sequence[GridRow], index: int, own: int, words: KindWords) -> bool:
    """Whether a row heads another kind's table far better than this kind's."""
    texts = heading_texts(rows[index])
    most = max((len(other.columns_of(texts)) for other in words.others), default=0)
    return own <= 2 and most >= own + 2


def likely_kind(rows: Sequence[GridRow], words: KindWords) -> KindWords | None:
    """The one other kind whose table these rows hold; first the one whose measures stand down them."""
    long = [other for other in words.others if other.is_monthly and find_long(rows, other)]
    if len(long) == 1:
        return long[0]
    scores = []
    for other in words.others:
        header = find_header(rows, other)
        score = len(header.columns) if header else 0
        if other.is_monthly and not score and find_across(rows, other):
            score = LEAST_OF_ANOTHER
        scores.append((score, other))
    best = max((score for score, _ in scores), default=0)
    kinds = [other for score, other in scores if score == best]
    return kinds[0] if best >= LEAST_OF_ANOTHER and len(kinds) == 1 else None


def refuse_another_kind(grids: Sequence[Grid], words: KindWords) -> None:
    """Raise NotReadable where no sheet is of the kind, and one is of another."""
    for grid in grids:
        other = likely_kind(grid.rows, words)
        own = find_header(grid.rows, words)
        theirs = find_header(grid.rows, other) if other else None
        few = len(own.columns) if own else 0
        if other and (theirs is None or len(theirs.columns) > few):
            row = grid.rows[theirs.index].number if theirs else None
            text = f"These are the headings of {other.title}: choose that kind and upload the file again."
            raise NotReadable(Message(text, row=row))
