"""A table in any dressing is read to the same rows or refused, never to others."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sendprog.loads.checking import duplicate_key_problems, parse_body
from sendprog.loads.file_reader import opened_file
from sendprog.loads.header import match_header
from sendprog.loads.kinds import ANY_MONTH, KINDS, ParsedRow
from sendprog.loads.layout_reading import read_opened
from sendprog.loads.messages import Unreadable
from sendprog.values.periods import Month
from tests.conftest import IS_SOAK
from tests.layouts.dressing import HEADINGS, TRAPS, Rows, as_csv, benign, tables, trapped

# 5,000 of both together in a soak.
COUNT = 2_500 if IS_SOAK else 125
KIND = st.sampled_from(sorted(HEADINGS))


def values_read(kind_slug: str, rows: Rows) -> list[dict] | None:
    """The rows' values as the desk reads them, blank cells left out; None where it refuses."""
    kind = KINDS[kind_slug]
    try:
        grid, layout = read_opened(kind, opened_file("figures.csv", as_csv(rows)), {})
    except Unreadable:
        return None
    if layout and layout.problems:
        return None
    header = match_header(kind, kind.columns(ANY_MONTH), grid.rows[0], {})
    parsed, problems, _ = parse_body(kind, header, grid.rows[0], grid.rows[1:])
    problems = [*header.problems, *problems, *duplicate_key_problems(kind, parsed)]
    if problems or not parsed or header.matches.to_settle or any(map(is_unfit, parsed)):
        return None
    return sorted((values_of(row) for row in parsed), key=str)


def is_unfit(row: ParsedRow) -> bool:
    """Whether the stored records would refuse it: a new one without a title, or without a value."""
    return any(name in row.cells and not row.value(name) for name in ("title", "value"))


def is_a_trap(kind: str, row: dict) -> bool:
    """Whether a row that stands in the table like any other is one of the traps."""
    key = row[KINDS[kind].key[0]]
    cells = {cell for trap in TRAPS for cell in trap}
    return (key.iso if isinstance(key, Month) else key) in {*cells, "2024-09", "2024-10", "2024-11"}


def heads_another(rows: Rows) -> bool:
    heads = [[cell for cell in row if cell] for row in rows]
    return any(trap in heads for trap in TRAPS if len(trap) > 1 and trap[0] == "Month")


def values_of(row: ParsedRow) -> dict:
    values = {name: value for name, value in row.values.items() if value not in (None, "")}
    return values | ({"value": values["value"].replace(",", "")} if "value" in values else {})


@st.composite
def dressed_tables(draw: st.DrawFn, dressing: object) -> tuple[str, Rows, Rows]:
    kind = draw(KIND)
    rows = draw(tables(kind))
    return kind, rows, draw(dressing(kind, rows))


@settings(max_examples=COUNT)
@given(dressed_tables(benign))
def test_a_table_in_plain_dressing_is_read(case):
    kind, rows, dressed = case
    own = values_read(kind, rows)
    assert values_read(kind, dressed) == own


@settings(max_examples=COUNT)
@given(dressed_tables(trapped))
def test_a_table_among_traps_is_read_alike_or_refused(case):
    kind, rows, dressed = case
    own = values_read(kind, rows)
    told = values_read(kind, dressed)
    assert own is not None
    if told is None:
        return
    table = [row for row in told if row in own or not is_a_trap(kind, row)]
    # Rows below the header of another table are that table's.
    assert all(row in own for row in table) if heads_another(dressed) else table == own
