"""Tables of each kind, and random dressing: titles, notes, totals, blank columns, turned, long."""

import csv
import io
from collections.abc import Sequence

from hypothesis import strategies as st

from tests.layouts.reading import EHCP, as_long, turned

COUNTS = st.integers(0, 9999).map(str)
POUNDS = st.integers(1_000_000, 200_000_000).map(str)
MONTHS = [f"{year}-{month:02}" for year in (2022, 2023, 2024) for month in range(1, 13)][:34]
HEADINGS = {
    "ehcp": EHCP,
    "contact": ("month", "calls_handled", "average_wait_seconds"),
    "dsg": (
        "month",
        "planned_in_year_deficit",
        "forecast_in_year_deficit",
        "cumulative_deficit",
    ),
    "indicators": ("indicator", "month", "value", "note"),
    "milestones": ("reference", "title", "strand", "stage", "forecast"),
    "risks": ("reference", "title", "as_at", "score", "owner"),
}
LABELS = {
    "requests_received": "Requests received",
    "plans_issued": "Plans issued",
    "calls_handled": "Calls handled",
    "cumulative_deficit": "Cumulative deficit",
    "month": "Month",
    "indicator": "Indicator",
    "reference": "Reference",
    "title": "Title",
}
MONTHLY = ("ehcp", "contact", "dsg")
TEXTS = ["Demand for plans", "Workforce", "Open the hub", "Agree the policy", "Train schools"]
KIND_TEXTS = {
    "strand": st.just("whole-programme"),
    "stage": st.sampled_from(["In progress", "Complete", "Delayed"]),
    "forecast": st.sampled_from(["September 2025", "14 August 2025", "January 2026", ""]),
    "as_at": st.sampled_from(["2024-11-30", "30/09/2024"]),
    "score": st.integers(1, 25).map(str),
    "owner": st.sampled_from(["Head of SEND", "Director of Inclusion", ""]),
    "value": st.one_of(COUNTS, st.sampled_from(["10.9%", "42%", "4.25", "100%", "12.1"])),
    "note": st.sampled_from(["", "Provisional", "A new method from 2024"]),
    "title": st.sampled_from(TEXTS),
}
TITLES = [
    ["SEND transformation programme: monthly return"],
    ["Prepared by Performance and Insight, 4 December 2024"],
    ["Report month", "November 2024"],
    ["Applied filters: area is All"],
    ["Official"],
]
NOTES = [
    ["Notes"],
    ["1. Figures are provisional until validated."],
    ["Source: case management system, extracted 4 December 2024."],
    ["Source: case management system", " extracted 4 December 2024."],
    ["Contact: performance team"],
    ["c = suppressed", "", ""],
    ["[x] not available"],
]
# What stands around tables and may be taken for a part of them.
TRAPS = [
    ["Month"],
    ["2024/25"],
    ["Targets"],
    ["Total"],
    ["Total", "1"],
    ["Month", "Visits"],
    ["2024-03", "5", "6", "7"],
    ["2023-02", "5", "6", "7", "8", "9", "10"],
    ["Sep-24", "Oct-24", "Nov-24"],
    ["", "1", "2"],
    ["Measure", "Value"],
    ["requests_received", "plans_issued"],
    ["cumulative_deficit", "5"],
    ["YTD", "9"],
    ["Average", "3"],
    ["1. Not validated", "5"],
    ["Month", "Planned in-year deficit", "Cumulative deficit"],
    ["SEND9", "A new one"],
    ["plans_issued", "7", "8", "9"],
]
Rows = list[list[str]]


@st.composite
def tables(draw: st.DrawFn, kind: str) -> Rows:
    """A table of a kind in our own shape, one to six rows."""
    header = list(HEADINGS[kind])
    count = draw(st.integers(1, 6))
    months = sorted(draw(st.permutations(MONTHS))[:count])
    figures = POUNDS if kind == "dsg" else COUNTS
    rows = []
    for number, month in enumerate(months, 1):
        cells = {"month": month, "reference": f"SEND{number}", "indicator": f"kpi-{number}"}
        rows.append(
            [
                cells[name] if name in cells else draw(KIND_TEXTS.get(name, figures))
                for name in header
            ]
        )
    return [header, *rows]


def in_own_words(draw: st.DrawFn, rows: Rows) -> Rows:
    """The headings as pages write them, and the months in another form."""
    header, *body = rows
    if draw(st.booleans()):
        header = [LABELS.get(name, name) for name in header]
    if draw(st.booleans()):
        place = (
            header.index("Month")
            if "Month" in header
            else header.index("month")
            if "month" in header
            else None
        )
        if place is not None:
            body = [[*row[:place], short(row[place]), *row[place + 1 :]] for row in body]
    return [header, *body]


def short(month: str) -> str:
    """ "2024-11" as "Nov-24"."""
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{names[int(month[5:]) - 1]}-{month[2:4]}"


def with_thousands(text: str) -> str:
    return f"{int(text):,}" if text.isdigit() and len(text) > 3 else text


def total_row(rows: Rows) -> list[str]:
    """A row that sums up the columns of numbers."""
    columns = turned(rows[1:])[1:]
    sums = [
        str(sum(map(int, column))) if all(text.isdigit() for text in column) else ""
        for column in columns
    ]
    return ["Total", *sums]


def padded(rows: Sequence[Sequence[str]]) -> Rows:
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


@st.composite
def benign(draw: st.DrawFn, kind: str, rows: Rows) -> Rows:
    """The table in a dressing that leaves no doubt."""
    rows = in_own_words(draw, rows)
    if kind in MONTHLY:
        shape = draw(st.sampled_from(["plain", "plain", "across", "long"]))
        if draw(st.booleans()) and shape == "plain":
            rows = [*rows, total_row(rows)]
        rows = {"plain": list, "across": turned, "long": as_long}[shape](rows)
    if draw(st.booleans()):
        rows = [[with_thousands(cell) for cell in row] for row in rows]
    if draw(st.booleans()):
        place = draw(st.integers(0, 2))
        rows = [[*row[:place], "", *row[place:]] for row in rows]
    titles = draw(st.lists(st.sampled_from(TITLES), max_size=3))
    notes = draw(st.lists(st.sampled_from(NOTES), max_size=3))
    gap = [[""]] * draw(st.integers(0, 2))
    return padded([*titles, *gap, *rows, [""], *notes])


@st.composite
def trapped(draw: st.DrawFn, kind: str, rows: Rows) -> Rows:
    """The dressed table with rows and columns that may be taken for a part of it."""
    dressed = draw(benign(kind, rows))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(dressed)))
        offset = draw(st.sampled_from([0, 0, 0, 1]))
        dressed.insert(place, [*[""] * offset, *draw(st.sampled_from(TRAPS))])
    dressed = padded(dressed)
    if draw(st.booleans()):
        place = draw(st.integers(0, len(dressed[0])))
        heads = draw(st.sampled_from(["", "Target", "Change", "Month", "plans_issued", "Total"]))
        cells = draw(st.sampled_from(["", "5", "2024-01", "up"]))
        row = draw(st.integers(0, len(dressed) - 1))
        for number, line in enumerate(dressed):
            line.insert(place, heads if number == row else cells if number > row else "")
    return dressed


def as_csv(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
