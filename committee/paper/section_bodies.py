"""What the programme's records put into each section of the paper."""

from collections.abc import Callable
from pathlib import Path

import resvg_py
from django.conf import settings

import ehcp.headlines
import finance.headlines
from committee.models.paper import Filling
from committee.paper import table_rows
from committee.paper.context import Told
from committee.paper.strands import write_strands
from committee.snapshot.asks import ASKS
from finance.snapshot import CONTRIBUTIONS, PLANS, SAVINGS
from risks.snapshot import RISKS, RiskRow
from sendprog.charts.chart import Chart
from sendprog.values.basis import Basis
from sendprog.values.wording import day
from strands.headlines import latest_indicator_readings
from strands.snapshot import COMMITMENTS, MILESTONES

FONTS = [
    str(Path(__file__).parent / "fonts" / f"LiberationSans-{weight}.ttf") for weight in ("Regular", "Bold")
]
# Sharp on paper at the page's width.
PIXELS = 1_100
# Heads what follows the texts of a section with readings.
FIGURES = "The figures"


def png(chart: Chart) -> bytes:
    """The chart as a picture, drawn from its SVG with our own fonts: nothing is fetched, no machine's fonts matter."""
    svg = chart.svg.replace('width="100%"', "", 1)
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        width=PIXELS,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=FONTS,
        font_family="Liberation Sans",
        sans_serif_family="Liberation Sans",
    )


def write_charts(told: Told, charts: dict[str, Chart]) -> None:
    """Each chart as a picture; its numbers go to the annex."""
    for chart in charts.values():
        first, last = chart.rows[0], chart.rows[-1]
        ends = f"From {first[1]} ({first[0]}) to {last[1]} ({last[0]})" if len(chart.rows) > 1 else ""
        alt = table_rows.sentences(
            [chart.message, chart.subtitle, ends, "The numbers are in an annex of this report"]
        )
        told.out.picture(png(chart), alt=alt, caption=table_rows.sentences([chart.message, chart.subtitle]))
        told.charts.append(chart)


def write_recommendation(told: Told) -> None:
    """The meeting's recommendation: lettered lines are its items."""
    recommendation = told.meeting.recommendation if told.meeting else ""
    if not recommendation:
        told.out.numbered("No recommendation has been entered.")
    for line in recommendation.splitlines():
        marker, _, rest = line.strip().partition(") ")
        if rest and len(marker) <= 3 and marker.isalnum():
            told.out.bullet(rest, marker=f"{marker})")
        elif line.strip():
            told.out.numbered(line.strip())
    if told.meeting and told.meeting.basis is Basis.ILLUSTRATIVE:
        told.out.plain(f"{told.meeting.basis.label}.")


def write_ehcp(told: Told) -> None:
    """Where plans stand in a sentence, each reading with what must be read with it, and the months as charts."""
    told.out.under(FIGURES)
    told.out.numbered(
        table_rows.sentences([ehcp.headlines.sentence(told.snapshot), ehcp.headlines.beside(told.snapshot)])
    )
    reported = latest_indicator_readings(told.snapshot, room="ehcp").values()
    told.out.table(
        "EHCP processes, as reported",
        table_rows.READINGS,
        table_rows.reading_rows(reported),
        table_rows.READING_SHARES,
    )
    write_charts(told, ehcp.headlines.charts(told.snapshot, settings.SENDPROG_COUNCIL))


def write_finance(told: Told) -> None:
    """The deficit against its plan in a sentence; then, in tables of their own, every record that the texts rest on."""
    snapshot, out = told.snapshot, told.out
    out.under(FIGURES)
    out.numbered(finance.headlines.sentence(snapshot))
    readings = finance.headlines.latest_position(snapshot).values()
    out.table(
        "The deficit against its plan",
        table_rows.READINGS,
        table_rows.reading_rows(readings),
        table_rows.READING_SHARES,
    )
    write_charts(told, finance.headlines.charts(snapshot, settings.SENDPROG_COUNCIL))
    out.table(
        "Agreements",
        table_rows.AGREEMENTS,
        table_rows.agreement_rows(snapshot[COMMITMENTS]),
        table_rows.AGREEMENT_SHARES,
    )
    out.table(
        "In-year deficits as planned",
        table_rows.PLANS,
        table_rows.plan_rows(snapshot[PLANS]),
        table_rows.PLAN_SHARES,
    )
    milestones = [one for one in snapshot[MILESTONES] if one.room == "finance"]
    out.table(
        "Finance: milestones",
        table_rows.MILESTONES,
        table_rows.milestone_rows(milestones),
        table_rows.MILESTONE_SHARES,
    )
    contributions = table_rows.contribution_rows(snapshot[CONTRIBUTIONS])
    out.table("Contributions", table_rows.CONTRIBUTIONS, contributions, table_rows.CONTRIBUTION_SHARES)
    out.table(
        "Savings", table_rows.SAVINGS, table_rows.saving_rows(snapshot[SAVINGS]), table_rows.SAVING_SHARES
    )
    reported = latest_indicator_readings(snapshot, room="finance").values()
    out.table(
        "Demand, cost and context, as reported",
        table_rows.READINGS,
        table_rows.reading_rows(reported),
        table_rows.READING_SHARES,
    )


def write_risks(told: Told) -> None:
    """Each risk under its own heading with its score and what is done about it; those without a number after them."""
    for risk in told.snapshot[RISKS]:
        told.out.part(
            f"Risk {risk.number}: {risk.title}" if risk.number else f"Risk identified: {risk.title}"
        )
        told.out.numbered(score_words(risk))
        if risk.description:
            told.out.numbered(risk.description)
        if risk.mitigations:
            told.out.label("Mitigations:")
        for one in risk.mitigations:
            told.out.bullet(one.text)


def score_words(risk: RiskRow) -> str:
    """ "Current risk score: 30 (no earlier score). Likelihood and impact are not in the report."."""
    now = risk.current
    if now is None or now.score is None:
        return table_rows.sentences(["Not scored", risk.note])
    before = (
        f" (was {risk.before.score} on {day(risk.before.as_at)})"
        if risk.before and risk.before.score is not None
        else ""
    )
    band = f", {now.band}" if now.band else ""
    levels = f"Likelihood {now.likelihood}, impact {now.impact}"
    if now.likelihood is None:
        levels = "Likelihood and impact are not in the report"
    owner = f"Owner: {risk.owner}" if risk.owner else ""
    response = f"Response: {risk.response}" if risk.response else ""
    score = f"Current risk score: {now.score}{before}{band}"
    return table_rows.sentences([score, levels, table_rows.made_up(now.basis), risk.note, owner, response])


def write_asks(told: Told) -> None:
    """What the committee asked and nobody has answered yet, what is overdue first."""
    waiting = [row for row in told.snapshot[ASKS] if row.status.is_open]
    if not waiting:
        told.out.numbered("Nothing that the committee asked for is open.")
    for row in waiting:
        asked = f"{row.kind.label} of the meeting of {day(row.meeting)}, asked of {row.to_role}: {row.text}"
        told.out.numbered(
            table_rows.sentences([asked, row.again_in_words, row.status_words, row.small_print])
        )


FILLINGS: dict[str, Callable[[Told], None]] = {
    Filling.RECOMMENDATION: write_recommendation,
    Filling.STRANDS: write_strands,
    Filling.EHCP: write_ehcp,
    Filling.FINANCE: write_finance,
    Filling.RISKS: write_risks,
    Filling.ASKS: write_asks,
}
