"""Each invariant of a programme finds the fault that it looks for, and nothing where there is none."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest

import ehcp.headlines
import finance.charts
import finance.headlines
import finance.readings
import strands.headlines
from committee.models.paper import Filling
from committee.snapshot.meetings import MEETINGS, MeetingRow
from committee.snapshot.paper import PAPER_SECTIONS
from committee.snapshot.usual_sections import SectionRow
from ehcp.measures import REQUESTS_RECEIVED
from ehcp.plans_issued import NOTHING_LOADED as NO_MONTH
from ehcp.snapshot import MONTHS
from finance.measures import PLANNED
from finance.readings import position_reading
from finance.saving_rows import SavingRow
from finance.snapshot import POSITIONS, SAVINGS, PositionRow
from finance.tables import MoneyColumn
from risks.row_types import RiskRow
from risks.snapshot import RISKS
from sendprog.pages.pre_election import PRE_ELECTION, PreElectionRow
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Reading
from sendprog.values.periods import FinancialYear
from sendprog.values.units import Unit
from strands.milestone_row_types import MilestoneRow
from strands.snapshot import INDICATORS, MILESTONES, STRANDS
from tests import invariants
from tests.invariants import (
    absences,
    bases,
    deficit,
    figures,
    grammar,
    hidden,
    markup,
    money,
    plans_issued,
    structure,
    verdicts,
    wording,
)
from tests.invariants.told import Told
from tests.two_snapshots import (
    assessment_row,
    indicator_row,
    milestone_row,
    month_row,
    position_row,
    return_row,
    risk_row,
    snapshot_of,
    strand_row,
)

TODAY = date(2026, 11, 20)


def pages(**texts: str) -> dict[str, str]:
    """Pages by their addresses; "overview" is the front."""
    return {"" if name == "overview" else f"{name}/": text for name, text in texts.items()}


def meeting_row(day: date, committee: str) -> MeetingRow:
    texts = dict.fromkeys(MeetingRow.__dataclass_fields__, "")
    return MeetingRow(**texts | {"date": day, "committee": committee, "basis": Basis.REPORTED})


def told_with(rows: dict, **texts: str) -> Told:
    return Told(snapshot_of(TODAY, rows), pages(**texts))


ONE_MONTH = {MONTHS: [month_row("2026-10", plans_issued=20)]}
TWO_MONTHS = {MONTHS: [month_row("2026-09", plans_issued=10), *ONE_MONTH[MONTHS]]}
OUTTURN = {POSITIONS: [position_row("2026-03", forecast=2_000_000, status="Audited")]}
SURPLUS = {POSITIONS: [position_row("2026-03", forecast=-2_000_000)]}
TWO_MEETINGS = {
    MEETINGS: [
        meeting_row(date(2026, 12, 3), "Larch Committee"),
        meeting_row(date(2027, 1, 7), "Elder Committee"),
    ]
}
DEFICIT, PLANS_ISSUED = (finance.headlines, "sentence"), (ehcp.headlines, "sentence")
A_CHART = (
    '<span class="message">Plans issued: 10 to 30</span><table><tbody><tr><th>September</th><td>10</td></tr>'
    "<tr><th>October</th><td>20</td></tr></tbody></table>"
)
PERIOD = {PRE_ELECTION: [PreElectionRow(TODAY, TODAY)]}
SLIPS = (
    "It is of the the council.",
    "It is a outturn.",
    "It is an forecast.",
    "Not rated. Not rated.",
    "A deficit between £1.0 million and £1.0 million.",
    "It went from 5 to 5.",
    "£0.0 million above plan.",
    "A change of −0%.",
    "As at 03 May 2026.",
)


def saving_row(slug: str, **fields: object) -> SavingRow:
    year, million = FinancialYear(2025), Decimal(1_000_000)
    return SavingRow(
        slug, "Fees", "", year, million, None, None, "", Basis.REPORTED, "", "", **fields
    )


PAPER_OF_STRANDS = [SectionRow("strands", 1, False, "Strands", "", (), Filling.STRANDS)]
ABOUT = {SAVINGS: [saving_row("fees", planned_qualifier="about")]}
FAULTS = [
    (money.surpluses_with_a_minus, told_with(SURPLUS, finance="<td>−£2.0m</td>")),
    (
        money.exact_sums_of_others,
        told_with(ABOUT, finance="<li>2025/26, 1 saving: £1.0 million planned.</li>"),
    ),
    (
        structure.other_meetings,
        told_with(TWO_MEETINGS, briefing="<h1>Briefing for Elder Committee</h1>"),
    ),
    (wording.machine_words, told_with({}, overview="<p>The deficit is £-2.0 million.</p>")),
    (wording.machine_words, told_with({}, overview="<p>Owner: None, due ().</p>")),
    (wording.machine_words, told_with({}, changes="<p>It was noted.; 1 minute</p>")),
    (wording.addresses_as_text, told_with({}, finance="<dd>finance.forecast_in_year_deficit</dd>")),
    (wording.slugs_as_text, told_with({STRANDS: [strand_row()]}, finance="<td>places</td>")),
    (
        wording.updated_never_and_once,
        told_with({}, strands="<td>Never<br><strong>Not updated since 3 May 2026</strong></td>"),
    ),
    (wording.wrong_plurals, told_with({}, strands="<p>1 strands.</p>")),
    (absences.false_absences, told_with({RISKS: [risk_row()]}, risks="<p>No risk is listed.</p>")),
    (
        absences.false_absences,
        told_with(TWO_MONTHS, ehcp=f"<p>{NO_MONTH}</p>"),
    ),
    (
        absences.false_absences,
        told_with({STRANDS: [strand_row()]}, overview="<p>No strand is listed.</p>"),
    ),
    (absences.false_absences, told_with({}, overview="<p>No pony has been loaded.</p>")),
    (absences.absent_from_no_report, told_with(SURPLUS, finance="<td>Not in the report</td>")),
    (
        figures.cards_without_window_or_basis,
        told_with(
            {INDICATORS: [indicator_row(return_row(10))]},
            overview='<div class="reading"><dt>Plans</dt><dd>10</dd><dd class="source">Somewhere</dd></div>',
        ),
    ),
    (figures.years_of_nothing, told_with(TWO_MONTHS, ehcp="<p>10 plans in March 2019.</p>")),
    (figures.amounts_of_nothing, told_with(OUTTURN, finance="<p>A deficit of £2.1 million.</p>")),
    (
        structure.empty_lists,
        told_with({}, finance="<h2>The numbers</h2><dl class='readings'>\n</dl>"),
    ),
    (
        structure.empty_headings,
        told_with({}, finance="<h2>Behind it</h2><h2>Plans</h2><p>One.</p>"),
    ),
    (
        structure.lead_ins_over_nothing,
        told_with({}, paper="<p>Background papers: listed below</p><ul><li>None</li></ul>"),
    ),
    (verdicts.verdicts_against_nothing, told_with({}, changes="<td>Worse</td>")),
    (structure.moves_from_no_day, told_with({}, briefing="<li>16 Risk. Down from 20</li>")),
    (
        structure.notes_told_again,
        told_with(
            {MONTHS: [month_row("2026-10", plans_issued=20, note="Recounted")]},
            ehcp="<td>Recounted</td><table><td>Recounted</td></table>",
        ),
    ),
    (
        verdicts.other_ratings,
        told_with({STRANDS: [strand_row()]}, strands="<p>Places strand is rated off track.</p>"),
    ),
    (
        verdicts.verdicts_in_a_period,
        told_with(PERIOD, overview="<p>Plans issued nearly doubled.</p>"),
    ),
    (
        verdicts.late_said_to_be_none,
        Told(
            snapshot_of(
                TODAY, {STRANDS: [strand_row()], MILESTONES: [milestone_row(forecast="March 2024")]}
            ),
            {"strands/places/": "<p>The one milestone is not late.</p>"},
        ),
    ),
    (verdicts.titles_of_other_values, told_with({}, ehcp=A_CHART)),
    (structure.broken_links, told_with({}, overview='<a href="strands/gone/">Gone</a>')),
    (markup.idents_twice, told_with({}, ehcp='<p id="one">A</p><p id="one">B</p>')),
    (markup.names_of_nothing, told_with({}, ehcp='<p aria-labelledby="gone">A</p>')),
    (
        markup.regions_of_one_name,
        told_with({}, ehcp='<div role="region" aria-label="A"></div>' * 2),
    ),
    (
        markup.rows_of_other_lengths,
        told_with({}, ehcp="<table><tr><th>A</th><th>B</th></tr><tr><td>C</td></tr></table>"),
    ),
    (
        verdicts.months_of_longer_returns,
        told_with(
            {MONTHS: [month_row("2026-10", covers="quarter")]}, ehcp="<h2>Month by month</h2>"
        ),
    ),
    (
        bases.made_up_drawn,
        told_with(
            {},
            ehcp="<figcaption>Plans doubled</figcaption><td>Illustrative: a made-up example</td></figure>",
        ),
    ),
    (
        bases.going_well_without_basis,
        told_with(
            {
                INDICATORS: [
                    indicator_row(return_row(10, comparison_value=Decimal(8), basis=Basis.ESTIMATE))
                ]
            },
            overview='<div class="going-well"><h3>Plans: 10, from 8</h3></div>',
        ),
    ),
    (grammar.slips, told_with({}, changes="<td>60% to 60%; Agreed in May</td>")),
    *((grammar.slips, told_with({}, ehcp=f"<p>{text}</p>")) for text in SLIPS),
    (grammar.slips, told_with({}, changes="<td>Planned: £1.0 million to £1.0 million</td>")),
    (wording.raw_changes, told_with({}, changes="<td>Measure: finance.forecast to none</td>")),
    (
        wording.raw_changes,
        told_with({SAVINGS: [saving_row("bus-passes")]}, changes="<td>Now bus-passes</td>"),
    ),
    (
        structure.left_out_of_paper,
        Told(
            snapshot_of(TODAY, {SAVINGS: [saving_row("fees")], PAPER_SECTIONS: PAPER_OF_STRANDS}),
            {},
            [("h1", "A paper")],
        ),
    ),
    (hidden.hidden_told, told_with({}, ehcp="<p>Progress: yew, willow.</p>")),
    (hidden.hidden_told, told_with({RISKS: [risk_row(title="Yew")]})),
    (
        bases.bases_left_out,
        Told(
            snapshot_of(TODAY, {MILESTONES: [milestone_row(basis=Basis.ESTIMATE)]}),
            {"milestones/school/": "<h1>New school</h1><p>On track</p>"},
        ),
    ),
]


@pytest.mark.parametrize(
    ("check", "told"), FAULTS, ids=lambda value: getattr(value, "__name__", "")
)
def test_fault_is_found(check: Callable[[Told], Iterator[str]], told: Told):
    assert list(check(told))


PLANS = {INDICATORS: [indicator_row(return_row(10, comparison_value=Decimal(20)))]}
UNDER = {
    INDICATORS: [indicator_row(return_row(10, comparison_value=Decimal(8), qualifier="under"))]
}
PROJECTED_PLANS = {
    INDICATORS: [
        indicator_row(
            return_row(12, projected=True), reports="ehcp.plans_issued", unit=Unit.PER_MONTH
        )
    ]
}
PROJECTED = {INDICATORS: [indicator_row(return_row(10, projected=True))]}
MOVED = {
    RISKS: [risk_row(assessment_row(12, date(2026, 1, 1)), assessment_row(16, date(2026, 6, 1)))]
}
QUALIFIED = {
    POSITIONS: [
        position_row("2026-04", forecast=2_000_000, forecast_qualifier="over"),
        position_row("2026-05", forecast=1_000_000),
    ]
}
REVISED_NOTHING = Reading(PLANNED, missing="Not given", marker=Marker.REVISED)
DEMAND = Reading(REQUESTS_RECEIVED, value=Decimal(4))
PLANNED_ONLY = {POSITIONS: [position_row("2026-03", planned=2_000_000)]}


def without_note(row: PositionRow) -> Reading:
    return position_reading(PLANNED, row, row.planned)


TWO_OF_MAY = {
    POSITIONS: [
        position_row("2026-05", forecast=2_000_000, status="Audited"),
        position_row("2026-05", forecast=1_000_000),
    ]
}
FORECAST_RETURN = {
    INDICATORS: [indicator_row(return_row(10, projected=True, basis=Basis.FORECAST))],
}
# The function that says it, what it says, and the rows of which that is false.
SAID = [
    (
        money.positions_taken_for_one_another,
        TWO_OF_MAY,
        (PositionRow, "year_note"),
        property(lambda row: ""),
    ),
    (
        money.expected_twice,
        FORECAST_RETURN,
        (strands.headlines, "projected_note"),
        lambda row: "Projected",
    ),
    (
        deficit.forecast_on_an_outturn,
        OUTTURN,
        DEFICIT,
        "The deficit is projected to be £2.0 million in 2025/26.",
    ),
    (
        deficit.growth_on_a_fall,
        SURPLUS,
        DEFICIT,
        "The deficit is forecast to grow by £2.0 million in 2025/26.",
    ),
    (
        deficit.years_of_another_row,
        OUTTURN,
        DEFICIT,
        "The audited outturn for 2024/25 is £2.0 million.",
    ),
    (deficit.years_of_another_row, OUTTURN, DEFICIT, "The deficit grew this year."),
    (
        deficit.rise_on_a_fall,
        PLANS,
        (Reading, "ratio_text"),
        property(lambda reading: "nearly doubled"),
    ),
    (
        plans_issued.plans_issued_otherwise,
        ONE_MONTH,
        PLANS_ISSUED,
        "11 plans were issued in October 2026.",
    ),
    (
        plans_issued.plans_issued_otherwise,
        TWO_MONTHS,
        PLANS_ISSUED,
        "Plans issued: 16 a month (September 2026).",
    ),
    (
        deficit.deficits_without_basis,
        PLANNED_ONLY,
        (finance.readings, "planned_reading"),
        without_note,
    ),
    (
        verdicts.risks_moved_otherwise,
        MOVED,
        (RiskRow, "movement"),
        property(lambda risk: "Down from 12"),
    ),
    (
        verdicts.comparisons_of_qualified,
        QUALIFIED,
        (finance.charts, "plain_deficit_title"),
        lambda *_, **__: "It has fallen",
    ),
    (bases.expected_as_done, PROJECTED_PLANS, PLANS_ISSUED, "12 plans were issued in May 2027."),
    (
        verdicts.ratios_of_other_values,
        PLANS,
        (Reading, "ratio_text"),
        property(lambda reading: "up 12%"),
    ),
    (verdicts.ratios_of_bounds, UNDER, (Reading, "ratio_text"), property(lambda reading: "up 12%")),
    (
        verdicts.late_yet_early,
        {MILESTONES: [milestone_row(forecast="March 2024")]},
        (MilestoneRow, "slippage_sentence"),
        property(lambda row: "2 months earlier than approved"),
    ),
    (figures.markers_of_nothing, {}, (figures, "readings_of"), lambda snapshot: [REVISED_NOTHING]),
    (
        verdicts.projected_as_actual,
        PROJECTED,
        (strands.headlines, "projected_note"),
        lambda row: "",
    ),
    (
        verdicts.demand_or_forecast_going_well,
        PLANS,
        (verdicts, "going_well"),
        lambda snapshot: [DEMAND],
    ),
    (
        figures.figures_without_unit,
        SURPLUS,
        (Reading, "in_words"),
        property(lambda reading: "−2.0"),
    ),
    (
        absences.cells_against_rows,
        SURPLUS,
        (MoneyColumn, "render"),
        lambda column, value, record: "Not in the report",
    ),
]


@pytest.mark.parametrize(("check", "rows", "said_by", "said"), SAID)
def test_what_is_said_falsely_is_found(monkeypatch, check, rows, said_by, said):
    assert not list(check(told_with(rows)))
    monkeypatch.setattr(*said_by, (lambda snapshot: said) if isinstance(said, str) else said)
    assert list(check(told_with(rows)))


def test_each_invariant_can_fail():
    assert {check for check, *_ in (*FAULTS, *SAID)} == set(invariants.INVARIANTS)
