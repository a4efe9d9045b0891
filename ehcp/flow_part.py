"""The part of the page on flow and backlog: its pictures, sums and outlook."""

from collections.abc import Sequence
from dataclasses import dataclass

from ehcp.flow import (
    ASSUMPTIONS,
    BACKLOG,
    HEAD,
    IDENTITIES,
    OPEN_CASES,
    Outlook,
    flow_rows,
    identity_text,
    outlook_of,
    total_of,
)
from ehcp.flow_charts import FlowPoint, lines_chart
from ehcp.measures import SOURCE
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.charts.chart_with_table import Chart
from sendprog.pages.exports import csv_bytes
from sendprog.pages.mounted_pages import Download
from sendprog.records.snapshots import Snapshot

IN, ALL_OUT, OUT = "In: agreed", "Out: issued or ended", "Out: plans issued"


@dataclass(frozen=True)
class FlowPart:
    """Charts, the sums that hold or don't, and when the backlog would clear."""

    charts: tuple[Chart, ...]
    sums: tuple[str, ...]
    outlook: Outlook | None
    assumptions: str = ASSUMPTIONS


def flow_part(snapshot: Snapshot, place: str) -> FlowPart | None:
    """None where the returns say nothing of what is left."""
    rows = snapshot[MONTHS]
    charts = [chart for chart in (flows_chart(rows, place), stock_chart(rows, place)) if chart]
    sums = [text for identity in IDENTITIES if (text := identity_text(rows, identity))]
    outlook = outlook_of(snapshot)
    if not (charts or sums or outlook):
        return None
    return FlowPart(tuple(charts), tuple(sums), outlook)


def points_of(rows: Sequence[MonthRow], out: Sequence[str]) -> list[FlowPoint]:
    return [
        FlowPoint(
            row.month,
            row.label,
            (total_of(row, OPEN_CASES.comes_in), total_of(row, out)),
            row.basis,
        )
        for row in rows
    ]


def flows_chart(rows: Sequence[MonthRow], place: str) -> Chart | None:
    """What comes in and goes out; plans issued alone where the rest of it is not given."""
    for name, counts in ((ALL_OUT, OPEN_CASES.goes_out), (OUT, ("plans_issued",))):
        chart = drawn_chart(
            points_of(rows, counts),
            (IN, name),
            "flow",
            "What comes in and what goes out",
            place,
            rows,
        )
        if chart:
            return chart
    return None


def stock_chart(rows: Sequence[MonthRow], place: str) -> Chart | None:
    """The open cases at the end of each period, and those over 20 weeks."""
    names = {"assessments_open": "Open cases", BACKLOG: "Over 20 weeks"}
    given = [name for name in names if sum(row.counts[name] is not None for row in rows) >= 2]
    points = [
        FlowPoint(row.month, row.label, tuple(row.counts[name] for name in given), row.basis)
        for row in rows
    ]
    if not given:
        return None
    labels = [names[name] for name in given]
    return drawn_chart(points, labels, "open-cases", "Cases open at the end", place, rows)


def drawn_chart(
    points: Sequence[FlowPoint],
    names: Sequence[str],
    ident: str,
    title: str,
    place: str,
    rows: Sequence[MonthRow],
) -> Chart | None:
    months = max((row.months for row in rows), default=1)
    return lines_chart(
        points,
        names,
        ident=ident,
        title=title,
        place=place,
        months=months,
        source=SOURCE,
    )


def flow_csv_of(snapshot: Snapshot) -> Download:
    """Each return's flows and stocks, with what does not add up, as a file."""
    content = csv_bytes([HEAD, *flow_rows(snapshot[MONTHS])])
    return Download("ehcp-flow.csv", "text/csv; charset=utf-8", content)
