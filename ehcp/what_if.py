"""A reader's what-if: what the open cases and plans would come to under what the reader supposes."""

from collections.abc import Sequence
from dataclasses import dataclass

from ehcp.measured import frame_of, month_number
from ehcp.metrics import windows
from ehcp.metrics.backlog import Assumptions, Projected, projection
from ehcp.readings import BASES_THAT_STAY, computed_basis
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.charts.chart_with_table import DrawnChart
from sendprog.charts.figures import Series
from sendprog.charts.fluid_chart import fluid_chart
from sendprog.charts.line import line_chart
from sendprog.charts.theme import ChartText
from sendprog.pages.exports import csv_bytes
from sendprog.pages.mounted_pages import Download, Query
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.wording import plural, rounded, whole_number

# The words that a result has wherever it is shown.
LABEL = "What-if by a reader. Not a council forecast"
AHEAD, TOLD_AT = 36, (12, 24, 36)
LOOKED_BACK = 12
FLOWS = (
    "requests_received",
    "assessments_agreed",
    "plans_issued",
    "assessments_ended_without_plan",
    "assessments_withdrawn",
)
CEASED, MAINTAINED = "plans_ceased", "plans_maintained"
HEAD = ("Month", "Requests", "Assessments agreed", "Plans issued", "Open cases", "Plans maintained")


@dataclass(frozen=True)
class Supposed:
    """A number that a reader supposes: its name in the query, label, hint, and what it may be."""

    name: str
    label: str
    hint: str
    lowest: int
    highest: int


GROWTH = Supposed("growth", "Requests grow by", "per cent a year; below 0 they fall", -50, 100)
ISSUED = Supposed("plans", "Plans issued", "a month", 0, 5_000)
CEASING = Supposed("ceasing", "Plans that cease", "per cent of all plans, a year", 0, 50)
FIELDS = (GROWTH, ISSUED, CEASING)


@dataclass(frozen=True)
class Start:
    """What the latest returns give to go on with: means and shares over their months."""

    row: MonthRow
    months: int
    requests: float
    plans: float
    agreed_share: float
    ended_share: float
    ceasing: float
    basis: Basis


@dataclass(frozen=True)
class WhatIf:
    """The form's fields with their texts, and the result; `problems`: of texts that are no number."""

    start: Start
    fields: tuple[tuple[Supposed, str], ...]
    problems: tuple[str, ...]
    rows: tuple[Projected, ...]

    @property
    def sentences(self) -> list[str]:
        """What the open cases and plans would be after one, two and three years."""
        return [self.text_at(self.rows[number - 1]) for number in TOLD_AT]

    def text_at(self, row: Projected) -> str:
        month = self.start.row.month.plus(row.number)
        plans = "" if row.maintained is None else f" and {plural(row.maintained, 'plan')}"
        return f"End of {month}: about {plural(row.open_cases, 'open case')}{plans}."

    @property
    def assumptions(self) -> list[str]:
        start = self.start
        is_one = start.months == 1
        span = "the last month" if is_one else f"the last {start.months} months"
        cases = plural(start.row.counts["assessments_open"] or 0, "open case")
        return [
            f"It starts from {cases} at the end of {start.row.month} and "
            f"{rounded(start.requests, 1):,} requests a month, "
            f"{'as in' if is_one else 'the mean of'} {span}.",
            f"As over {span}, {rounded(100 * start.agreed_share)}% of as many assessments as "
            f"requests are agreed, and {rounded(100 * start.ended_share)}% of as many as are "
            "agreed end without a plan or are withdrawn.",
            "Requests grow smoothly. No more plans are issued than there are open cases. "
            "Plans that move in or out of the area are left out.",
            *([start.basis.label] if start.basis in BASES_THAT_STAY else []),
        ]


def start_of(snapshot: Snapshot) -> Start | None:
    """What there is to go on with; None where the latest return lacks the open cases, or its year a
    flow.
    """
    rows = snapshot[MONTHS]
    if not rows or rows[-1].counts["assessments_open"] is None:
        return None
    last = month_number(rows[-1].month)
    found = windows.pooled(frame_of(snapshot), FLOWS, last - LOOKED_BACK + 1, last)
    requests, agreed, plans, *ended = (found.sums[name] for name in FLOWS)
    if not found.months or not requests or not agreed:
        return None
    months = len(found.months)
    used = [row for row in rows if month_number(row.month) in found.months]
    return Start(
        rows[-1],
        months,
        requests / months,
        plans / months,
        agreed / requests,
        min(1.0, sum(ended) / agreed),
        ceasing_a_year(snapshot, rows[-1]),
        computed_basis([rows[-1], *used]),
    )


def ceasing_a_year(snapshot: Snapshot, row: MonthRow) -> float:
    """Per cent of the plans that ceased in a year, by the latest returns; 0 where they don't say."""
    last, maintained = month_number(row.month), row.counts[MAINTAINED]
    found = windows.pooled(frame_of(snapshot), [CEASED], last - LOOKED_BACK + 1, last)
    if not found.months or not maintained:
        return 0.0
    return min(50.0, 100 * found.sums[CEASED] * 12 / len(found.months) / maintained)


def usual_values(start: Start) -> dict[str, float]:
    """What the form is filled in with: as now."""
    return {
        GROWTH.name: 0,
        ISSUED.name: float(rounded(start.plans)),
        CEASING.name: float(rounded(start.ceasing, 1)),
    }


def supposed_values(
    start: Start, query: Query
) -> tuple[dict[str, float], dict[str, str], list[str]]:
    """The numbers, the texts as typed, and a problem for each that is no number in its bounds."""
    values, texts, problems = usual_values(start), {}, []
    for field in FIELDS:
        usual = f"{values[field.name]:g}"
        text = query.parameters.get(field.name, "").strip().removesuffix("%").strip()
        number = number_or_none(text) if text else values[field.name]
        if number is None or not field.lowest <= number <= field.highest:
            problems.append(
                f"{field.label}: write a number from {field.lowest} to {whole_number(field.highest)}. "
                f"{usual} is used."
            )
            texts[field.name] = usual
            continue
        values[field.name], texts[field.name] = number, text or usual
    return values, texts, problems


def number_or_none(text: str) -> float | None:
    """The number of at most two decimal places; None for anything else."""
    digits = text.replace("\u2212", "-").replace(",", "").removeprefix("-")
    if not digits.replace(".", "", 1).isdecimal() or not digits.isascii() or len(digits) > 8:
        return None
    return -float(digits) if text[:1] in "-\u2212" else float(digits)


def what_if(snapshot: Snapshot, query: Query) -> WhatIf | None:
    """The result of what the reader supposes; None where the returns give too little."""
    start = start_of(snapshot)
    if start is None:
        return None
    values, texts, problems = supposed_values(start, query)
    maintained = start.row.counts[MAINTAINED]
    given = Assumptions(
        growth=values[GROWTH.name],
        plans=values[ISSUED.name],
        ceasing=values[CEASING.name],
        requests=start.requests,
        agreed_share=start.agreed_share,
        ended_share=start.ended_share,
        open_cases=float(start.row.counts["assessments_open"] or 0),
        maintained=None if maintained is None else float(maintained),
    )
    fields = tuple((field, texts[field.name]) for field in FIELDS)
    return WhatIf(start, fields, tuple(problems), tuple(projection(given, AHEAD)))


def table_rows(result: WhatIf) -> list[list[str]]:
    return [
        [
            result.start.row.month.plus(row.number).label,
            *(
                whole_number(value)
                for value in (row.requests, row.agreed, row.plans, row.open_cases)
            ),
            "" if row.maintained is None else whole_number(row.maintained),
        ]
        for row in result.rows
    ]


def what_if_chart(result: WhatIf, place: str) -> DrawnChart:
    """The open cases month by month, from the last return on, labelled as a reader's."""
    months = [
        result.start.row.month,
        *(result.start.row.month.plus(row.number) for row in result.rows),
    ]
    values = [float(result.start.row.counts["assessments_open"] or 0)]
    values += [float(rounded(row.open_cases)) for row in result.rows]
    subtitle = f"Open cases, {place}, {months[0].short} to {months[-1].short}. {LABEL}."
    figure = line_chart(
        [Series("Open cases", values, kinds=["", *["what-if"] * AHEAD])],
        x_labels=[month.short for month in months],
        text=ChartText(LABEL, subtitle, "Worked out from the returns and what a reader supposes"),
    )
    label = f"{LABEL}. {subtitle}"
    drawing = with_label(fluid_chart(figure, ident="what-if", label=label))
    return DrawnChart("what-if", figure, HEAD, table_rows(result), drawing=drawing)


def with_label(drawing: str) -> str:
    """The drawing with the words that it must not be seen without, in two lines across it."""
    texts = LABEL.partition(". ")
    lines = "".join(
        f'<text x="50%" y="{place}%" text-anchor="middle" font-weight="bold" fill="#505a5f" '
        f'stroke="#fff" stroke-width="4" paint-order="stroke">{text}</text>'
        for place, text in ((40, f"{texts[0]}."), (50, texts[2]))
    )
    before, end, after = drawing.rpartition("</svg>")
    return f"{before}{lines}{end}{after}"


def what_if_csv(result: WhatIf | None) -> Download:
    """The months as a file; each row says what it is."""
    rows: list[Sequence[str]] = [(*HEAD, "What it is")]
    if result:
        rows += [[*row, LABEL] for row in table_rows(result)]
        rows += [[text, "", "", "", "", "", LABEL] for text in result.assumptions]
    return Download("what-if.csv", "text/csv; charset=utf-8", csv_bytes(rows))
