"""What the records add to each section of the paper, after its texts."""

import re
from collections.abc import Callable
from pathlib import Path

import resvg_py
from django.conf import settings

import ehcp.headlines
import finance.headlines
from committee.models.paper import Filling
from committee.paper.context import PaperContext
from committee.paper.scorecard import has_targets, write_scorecard
from committee.paper.strands import write_strands
from committee.paper.word_tables import (
    commitments_table,
    contributions_table,
    milestones_table,
    other_figures_table,
    plans_table,
    readings_table,
    savings_table,
)
from committee.snapshot.asks import ASKS
from committee.snapshot.headline_measures import headline_readings
from committee.snapshot.meetings import no_recommendation_text
from committee.snapshot.paper import PAPER_SECTIONS
from ehcp.snapshot import MONTHS, returns_noun
from finance.snapshot import CONTRIBUTIONS, PLANS, SAVINGS
from risks.row_types import RiskRow
from risks.snapshot import RISKS
from sendprog.charts.chart_with_table import Chart
from sendprog.values.basis import Basis
from sendprog.values.free_text import sentences, without_stop
from sendprog.values.wording import day
from strands.headlines import latest_indicator_readings
from strands.snapshot import COMMITMENTS, MILESTONES

FONTS = [
    str(Path(__file__).parent / "fonts" / f"LiberationSans-{weight}.ttf")
    for weight in ("Regular", "Bold")
]
# Sharp on paper at the page's width.
PIXELS = 1_100
# The heading above the figures of a section.
FIGURES = "The figures"
FIGURE = re.compile("[0-9]")


def png(chart: Chart) -> bytes:
    """The chart as a PNG, drawn from its SVG with our own fonts, so that it is the same on every
    machine.
    """
    svg = chart.fixed_svg.replace('width="100%"', "", 1)
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        width=PIXELS,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=FONTS,
        font_family="Liberation Sans",
        sans_serif_family="Liberation Sans",
    )


def write_charts(context: PaperContext, charts: dict[str, Chart]) -> None:
    """Write each chart as a picture; its numbers go into an annex."""
    for chart in charts.values():
        annex = "The numbers are in an annex of this report"
        alt = sentences([chart.message, chart.subtitle, ends_text(chart), annex])
        context.out.picture(png(chart), alt=alt, caption=sentences([chart.message, chart.subtitle]))
        context.charts.append(chart)


def ends_text(chart: Chart) -> str:
    """ "Plans issued: from 80 (May 2024) to 158 (November 2024)"; "" without two values.

    A row without a figure in its second column is no end: a missing value is not a place where a
    line begins.
    """
    rows = [row for row in chart.rows if FIGURE.search(row[1])]
    if len(rows) < 2:
        return ""
    first, last = rows[0], rows[-1]
    return f"{chart.head[1]}: from {first[1]} ({first[0]}) to {last[1]} ({last[0]})"


def write_recommendation(context: PaperContext) -> None:
    """Write the meeting's recommendation; lines that begin with a letter and ")" are its items."""
    recommendation = context.meeting.recommendation if context.meeting else ""
    if not recommendation:
        context.out.numbered(no_recommendation_text(context.snapshot))
    for line in recommendation.splitlines():
        marker, _, rest = line.strip().partition(") ")
        if rest and len(marker) <= 3 and marker.isalnum():
            context.out.bullet(rest, marker=f"{marker})")
        elif line.strip():
            context.out.numbered(line.strip())
    if context.meeting and context.meeting.basis is Basis.ILLUSTRATIVE:
        context.out.plain(f"{context.meeting.basis.label}.")


def write_headlines(context: PaperContext) -> None:
    """Write a table of the readings that head the pages."""
    readings = headline_readings(context.snapshot).values()
    if not readings:
        context.out.numbered("No headline measure has a reading to show.")
    context.out.table("The headline measures", readings_table(readings))
    if has_targets(context.snapshot) and not has_section_of_its_own(context):
        write_scorecard(context)


def has_section_of_its_own(context: PaperContext) -> bool:
    """Whether the scorecard fills a section of its own."""
    rows = context.snapshot[PAPER_SECTIONS]
    return any(row.shown and row.filling == Filling.SCORECARD for row in rows)


def write_ehcp(context: PaperContext) -> None:
    """Write a sentence on the plans, the readings, reported, computed and official, and the
    charts of the months.
    """
    snapshot, out = context.snapshot, context.out
    out.under(FIGURES)
    out.numbered(sentences([ehcp.headlines.together(snapshot), ehcp.headlines.beside(snapshot)]))
    reported = latest_indicator_readings(snapshot, room="ehcp").values()
    out.table("EHCP processes, as reported", readings_table(reported))
    computed = ehcp.headlines.latest_computed(snapshot)
    out.table(
        f"EHCP processes, from the {returns_noun(snapshot[MONTHS]).lower()}",
        readings_table(computed),
    )
    official = ehcp.headlines.official_headlines(snapshot)
    out.table("EHCP processes, from official statistics", readings_table(official))
    write_charts(context, ehcp.headlines.charts(snapshot, settings.SENDPROG_COUNCIL))
    write_milestones_of_room(context, "ehcp", "EHCP processes")


def write_milestones_of_room(context: PaperContext, room: str, name: str) -> None:
    milestones = [row for row in context.snapshot[MILESTONES] if row.room == room]
    context.out.table(f"{name}: milestones", milestones_table(milestones))


def write_finance(context: PaperContext) -> None:
    """Write a sentence on the deficit against its plan, then tables of the records behind the
    texts.
    """
    snapshot, out = context.snapshot, context.out
    out.under(FIGURES)
    out.numbered(finance.headlines.sentence(snapshot))
    if note := finance.headlines.latest_basis_note(snapshot):
        out.plain(note)
    position = finance.headlines.latest_position(snapshot).values()
    out.table("The deficit in figures", readings_table(position))
    out.table(
        "Other figures of the same reports",
        other_figures_table(finance.headlines.other_figures(snapshot)),
    )
    write_charts(context, finance.headlines.charts(snapshot, settings.SENDPROG_COUNCIL))
    out.table("Commitments", commitments_table(snapshot[COMMITMENTS]))
    out.table("In-year deficits as planned", plans_table(snapshot[PLANS]))
    write_milestones_of_room(context, "finance", "Finance")
    out.table("Contributions", contributions_table(snapshot[CONTRIBUTIONS], snapshot.on))
    out.table("Savings", savings_table(snapshot[SAVINGS]))
    reported = latest_indicator_readings(snapshot, room="finance").values()
    out.table("Demand, cost and context, as reported", readings_table(reported))


def write_risks(context: PaperContext) -> None:
    """Write each risk with its score and mitigations; those without a number come last."""
    out = context.out
    if not context.snapshot[RISKS]:
        out.numbered("No risk is listed.")
    # In a part of a section, a risk is no part of its own.
    head = out.under if out.is_in_part else out.part
    for risk in context.snapshot[RISKS]:
        number = "identified" if risk.number is None else risk.number
        head(f"Risk {number}: {risk.title}")
        out.numbered(score_text(risk))
        if risk.description:
            out.numbered(risk.description)
        if risk.mitigations:
            out.label("Mitigations:")
        for mitigation in risk.mitigations:
            out.bullet(
                sentences(
                    [mitigation.text, f"Owner: {mitigation.owner}" if mitigation.owner else ""]
                )
            )
    write_milestones_of_room(context, "risks", "Risks")
    reported = latest_indicator_readings(context.snapshot, room="risks").values()
    out.table("Risks: figures as reported", readings_table(reported))


def score_text(risk: RiskRow) -> str:
    """For example "Current risk score: 30 (was 25 on 1 May 2024). Likelihood 5, impact 6."."""
    current = risk.current
    if current is None or current.score is None:
        return sentences(["Not scored", risk.note])
    score = f"Current risk score: {current.score}"
    if risk.before_in_words:
        score += f" ({risk.before_in_words})"
    if current.band:
        score += f", {without_stop(current.band)}"
    owner = f"Owner: {risk.owner}" if risk.owner else ""
    response = f"Response: {risk.response}" if risk.response else ""
    proximity = f"Proximity: {risk.proximity}" if risk.proximity else ""
    scores = [score, current.levels_in_words, risk.scores_in_words, current.basis.note]
    return sentences([*scores, risk.note, owner, response, proximity])


def write_asks(context: PaperContext) -> None:
    """Write the asks that are open, overdue ones first."""
    open_asks = [row for row in context.snapshot[ASKS] if row.status.is_open]
    if not open_asks:
        context.out.numbered("No open ask of the committee is listed.")
    for row in open_asks:
        asked = f"{row.kind.label} of the meeting of {day(row.meeting)}, asked of"
        asked += f" {without_stop(row.to_role)}: {row.text}"
        context.out.numbered(
            sentences([asked, row.again_in_words, row.status_words, row.small_print])
        )


FILLINGS: dict[str, Callable[[PaperContext], None]] = {
    Filling.RECOMMENDATION: write_recommendation,
    Filling.HEADLINES: write_headlines,
    Filling.STRANDS: write_strands,
    Filling.EHCP: write_ehcp,
    Filling.FINANCE: write_finance,
    Filling.RISKS: write_risks,
    Filling.ASKS: write_asks,
    Filling.SCORECARD: write_scorecard,
}
