"""A table in any dressing is read to the same rows or refused, never to others."""

import re
from dataclasses import dataclass

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
from tests.layouts.dressing import (
    HEADINGS,
    LABELS,
    TRAPS,
    Rows,
    as_csv,
    benign,
    tables,
    trapped,
)
from tests.layouts.writing import files

# 5,000 of both together in a soak.
COUNT = 2_500 if IS_SOAK else 125
KIND = st.sampled_from(sorted(HEADINGS))


def values_read(kind_slug: str, name: str, content: bytes) -> list[dict] | None:
    """The rows' values as the desk reads them, blank cells left out; None where it refuses."""
    kind = KINDS[kind_slug]
    try:
        grid, layout = read_opened(kind, opened_file(name, content), {})
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


def heads_another(case: "Case") -> bool:
    """Whether a row begins with "Month" and heads neither this table nor its months."""
    own = {LABELS.get(name, name) for name in HEADINGS[case.kind]}
    heads = [[cell for cell in row if cell] for row in case.dressed]
    others = [head for head in heads if len(head) > 1 and not own.issubset(head)]
    return any(head[0] == "Month" and not re.search("[0-9]", head[1]) for head in others)


def values_of(row: ParsedRow) -> dict:
    values = {name: value for name, value in row.values.items() if value not in (None, "")}
    return values | ({"value": plain_number(values["value"])} if "value" in values else {})


def plain_number(text: str) -> str:
    """ "10.90%" as "10.9%", "1,070" as "1070"."""
    text = text.replace(",", "")
    match = re.fullmatch(r"([0-9]+\.[0-9]*?)0*(%?)", text)
    return f"{match[1].rstrip('.')}{match[2]}" if match else text


@dataclass(frozen=True)
class Case:
    """A table of a kind in our own shape, the same dressed, and the file that holds that."""

    kind: str
    rows: Rows
    dressed: Rows
    name: str
    content: bytes

    @property
    def own(self) -> list[dict] | None:
        return values_read(self.kind, "own.csv", as_csv(self.rows))

    @property
    def told(self) -> list[dict] | None:
        return values_read(self.kind, self.name, self.content)


@st.composite
def cases(draw: st.DrawFn, dressing: object) -> Case:
    kind = draw(KIND)
    rows = draw(tables(kind))
    dressed = draw(dressing(kind, rows))
    return Case(kind, rows, dressed, *draw(files(kind, dressed)))


@settings(max_examples=COUNT)
@given(cases(benign))
def test_a_table_in_plain_dressing_is_read(case):
    assert case.told == case.own


@settings(max_examples=COUNT)
@given(cases(trapped))
def test_a_table_among_traps_is_read_alike_or_refused(case):
    own, told = case.own, case.told
    assert own is not None
    if told is None:
        return
    table = [row for row in told if row in own or not is_a_trap(case.kind, row)]
    # Rows below the header of another table are that table's.
    assert all(row in own for row in table) if heads_another(case) else table == own
