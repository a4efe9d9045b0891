"""A council's first month: every line of the overview, the finance page and the paper, each of them true."""

import re

import pytest
from django.test import Client

from sendprog.models import User
from tests import word
from tests.committee import test_first_month
from tests.crawling import main_of
from tests.invariants.told import blocks_of, blocks_of_paper

pytestmark = pytest.mark.django_db
first_month = test_first_month.first_month
ABOUT_DSG = (
    "DSG, High Needs Block",
    "Dedicated Schools Grant, and the part of it that pays for special educational needs.",
)
OVERVIEW = (
    "Are we on track?",
    "Forecast in-year deficit, 2026/27: £10.0 million above plan. How to read this page",
    "The first lines say how the programme stands. The cards have the headline measures, each with its period or day.",
    "A rating is a person's judgement, given as a word with a shape; colour only helps. “Not rated” means that none was given, and is never shown as on track.",
    "What needs attention and what goes well are listed by one rule, the same for every strand. More or fewer requests are neither good nor bad: they are demand.",
    "Annual review",
    "The law asks for a review of every plan within 12 months. A review is overdue when that time has passed without one.",
    *ABOUT_DSG,
    "Request",
    "Somebody, often a parent or a school, asks the council to assess a child's or young person's needs. The council decides within 6 weeks whether to assess.",
    "All definitions",
    "The numbers",
    "Plans issued each month",
    "161 a month",
    "October 2026.",
    "About this number: Plans issued each month",
    "Case system, 2 November 2026",
    "Plans issued within 20 weeks, of all plans issued",
    "24.8%",
    "October 2026. Computed.",
    "About this number: Plans issued within 20 weeks, of all plans issued",
    "Case system, 2 November 2026",
    "Annual reviews overdue",
    "700",
    "October 2026.",
    "About this number: Annual reviews overdue",
    "Case system, 2 November 2026",
    "Forecast in-year deficit",
    "£40.0 million",
    "£10.0 million above plan",
    "Before any contributions",
    "2026/27, as at Month 7 (October 2026).",
    "About this number: Forecast in-year deficit",
    "Position of the Dedicated Schools Grant (DSG)",
    "The strands",
    "No strand is listed.",
    "Since your last meeting",
    "There is no earlier edition for the same committee to compare this one with.",
    "How changes are shown",
    "Needs attention",
    "Forecast in-year deficit, 2026/27: £10.0 million above plan.",
    "2026/27, as at Month 7 (October 2026). Before any contributions.",
    "The figures in words and pictures",
    "161 plans were issued in October 2026. As at Month 7 (October 2026), the deficit is forecast to grow by £40.0 million in 2026/27 before any contributions, £10.0 million above plan.",
    "The forecast in-year deficit against its plan",
    "Forecast in-year DSG deficit 2026/27 before any contributions, £ million, Newshire Council, Oct 2026 View the numbers as a table: The forecast in-year deficit against its plan",
    "The forecast in-year deficit against its plan",
    "Reported at",
    "Forecast in-year deficit",
    "Status",
    "Basis",
    "Month 7 (October 2026)",
    "£40.0 million",
    "Forecast",
    "Reported",
    "Source: Position of the Dedicated Schools Grant (DSG)",
    "Highest risks",
    "No scored risk is listed.",
    "No risk listed here is known to have moved.",
    "Needs attention: a deficit above its plan, a strand rated Off track or At risk, milestones that are overdue, delayed or slipped, and asks of the committee that are overdue. Going well: figures that moved the better way. Demand, such as requests, is never listed as either.",
    "Take it with you:",
    "A briefing of one page",
    "The whole report, to print",
    "Download these numbers (CSV)",
    "Download the committee paper (Word)",
    "Download all the data (ZIP: workbook, CSV, JSON)",
)
FINANCE = (
    "Finance: the deficit",
    "As at Month 7 (October 2026), the deficit is forecast to grow by £40.0 million in 2026/27 before any contributions, £10.0 million above plan. How to read this page",
    "A deficit is a positive amount here. The in-year deficit is that of one financial year, the cumulative one what all years come to.",
    "The difference from the plan and the movement since the last report are two numbers.",
    "A deficit says whether contributions are taken off it, and whose, where that was stated. A number that is missing is said to be missing. It is never 0, and a gap in a chart stays a gap.",
    *ABOUT_DSG,
    "Variance to plan, and movement",
    "Variance is the forecast less the plan. Movement is this forecast less the last one. They are two numbers.",
    "All definitions",
    "The numbers",
    "Forecast in-year deficit",
    "£40.0 million",
    "£10.0 million above plan",
    "Before any contributions",
    "2026/27, as at Month 7 (October 2026). Position of the Dedicated Schools Grant (DSG)",
    "Planned in-year deficit",
    "£30.0 million",
    "Before any contributions",
    "2026/27, as at Month 7 (October 2026). Position of the Dedicated Schools Grant (DSG)",
    "Variance to plan",
    "+£10.0 million",
    "Forecast less plan, before any contributions",
    "2026/27, as at Month 7 (October 2026). Computed. Position of the Dedicated Schools Grant (DSG)",
    "Movement since the last report",
    "No earlier figure of 2026/27 to compare with",
    "2026/27, as at Month 7 (October 2026). Position of the Dedicated Schools Grant (DSG)",
    "Projected cumulative deficit",
    "Not given",
    "At 31 March 2027, reported at Month 7 (October 2026). Position of the Dedicated Schools Grant (DSG)",
    "Variance to plan and movement since the last report are two different things. In-year is what one financial year adds; cumulative is what all years add up to.",
    "The forecast in-year deficit against its plan",
    "Forecast in-year DSG deficit 2026/27 before any contributions, £ million, Newshire Council, Oct 2026 View the numbers as a table: The forecast in-year deficit against its plan",
    "The forecast in-year deficit against its plan",
    "Reported at",
    "Forecast in-year deficit",
    "Status",
    "Basis",
    "Month 7 (October 2026)",
    "£40.0 million",
    "Forecast",
    "Reported",
    "Source: Position of the Dedicated Schools Grant (DSG)",
    "What is behind it",
    "Variance to plan, +£10.0 million: no split by cause is recorded.",
    "At each report",
    "A figure that was not given is not 0. "
    "Download the positions (CSV), other figures (CSV), the savings (CSV)",
    "The deficit at each report",
    "Reported at",
    "Year",
    "Status",
    "Planned in-year",
    "In-year",
    "Variance to plan, as reported",
    "Cumulative at 31 March",
    "Cumulative is",
    "In-year is",
    "Basis",
    "Source",
    "Month 7 (October 2026)",
    "2026/27",
    "Forecast",
    "£30.0m",
    "£40.0m",
    "Not given",
    "Not given",
    "before any contributions",
    "Reported",
    "—",
)
PAPER = (
    "Update on the SEND Transformation Programme",
    "Report of: not given",
    "Committee: Children's Scrutiny, 3 December 2026",
    "Report number: Not given",
    "Electoral divisions: Not given",
    "Cabinet member: Not given",
    "Contact: Not given",
    "Background papers: Not given",
    "1 Recommendation",
    "1.1 This report makes no recommendation.",
    "2 Background",
    "2.1 This report gives an update on the programme.",
    "3 Update on the programme",
    "Table 1: The headline measures",
    "Measure Figure When To be read with it",
    "Plans issued each month 161 a month October 2026 Source: Case system, 2 November 2026.",
    "Plans issued within 20 weeks, of all plans issued 24.8% October 2026 Computed. Source: Case system, 2 November 2026.",
    "Annual reviews overdue 700 October 2026 Source: Case system, 2 November 2026.",
    "Forecast in-year deficit £40.0 million 2026/27, as at Month 7 (October 2026) £10.0 million above plan. Before any contributions. Source: Position of the Dedicated Schools Grant (DSG).",
    "3.1 Progress of each strand",
    "3.1.1 No strand is listed.",
    "3.2 Education, Health and Care Plans",
    "The figures",
    "3.2.1 161 plans were issued in October 2026.",
    "Table 2: EHCP processes, from the monthly returns",
    "Measure Figure When To be read with it",
    "Plans issued each month 161 a month October 2026 Source: Case system, 2 November 2026.",
    "Requests for assessment each month 220 a month October 2026 Source: Case system, 2 November 2026.",
    "Plans issued within 20 weeks, of all plans issued 24.8% October 2026 Computed. Source: Case system, 2 November 2026.",
    "Plans maintained 9,000 October 2026 Source: Case system, 2 November 2026.",
    "Annual reviews overdue 700 October 2026 Source: Case system, 2 November 2026.",
    "4 Strategic Plan",
    "4.1 There is no text to show for this section.",
    "5 Financial Considerations",
    "The figures",
    "5.1 As at Month 7 (October 2026), the deficit is forecast to grow by £40.0 million in 2026/27 before any contributions, £10.0 million above plan.",
    "Table 3: The deficit in figures",
    "Measure Figure When To be read with it",
    "Forecast in-year deficit £40.0 million 2026/27, as at Month 7 (October 2026) £10.0 million above plan. Before any contributions. Source: Position of the Dedicated Schools Grant (DSG).",
    "Planned in-year deficit £30.0 million 2026/27, as at Month 7 (October 2026) Before any contributions. Source: Position of the Dedicated Schools Grant (DSG).",
    "Variance to plan +£10.0 million 2026/27, as at Month 7 (October 2026) Forecast less plan, before any contributions. Computed. Source: Position of the Dedicated Schools Grant (DSG).",
    "Movement since the last report No earlier figure of 2026/27 to compare with 2026/27, as at Month 7 (October 2026) Source: Position of the Dedicated Schools Grant (DSG).",
    "Projected cumulative deficit Not given At 31 March 2027, reported at Month 7 (October 2026) Source: Position of the Dedicated Schools Grant (DSG).",
    "Figure 1: The forecast in-year deficit against its plan. Forecast in-year DSG deficit 2026/27 before any contributions, £ million, Newshire Council, Oct 2026.",
    "6 Legal Considerations",
    "6.1 There is no text to show for this section.",
    "7 Environmental Considerations",
    "7.1 There is no text to show for this section.",
    "8 Equality Considerations",
    "8.1 There is no text to show for this section.",
    "9 Risk Management Considerations",
    "9.1 No risk is listed.",
    "10 Conclusions and Reasons for Recommendations",
    "10.1 There is no text to show for this section.",
    "Annex A: Numbers behind the charts",
    "Table 4: The forecast in-year deficit against its plan. Forecast in-year DSG deficit 2026/27 before any contributions, £ million, Newshire Council, Oct 2026.",
    "Reported at Forecast in-year deficit Status Basis",
    "Month 7 (October 2026) £40.0 million Forecast Reported",
    "End of the report.",
)


# The same for every council: tests/pages/test_reading_help.py.
READING_HELP = re.compile(r'<details class="govuk-details reading-help">.*?</details>', re.DOTALL)


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="member"))
    return client


def lines_of(member: Client, address: str) -> list[str]:
    """Each line that a member reads at an address, of a page or of the paper, but how to read it."""
    content = member.get(address).content
    if address.endswith(".docx"):
        blocks = blocks_of_paper(word.opened(content))
    else:
        blocks = blocks_of(READING_HELP.sub("", main_of(content.decode())))
    return [text for _, text in blocks if text]


def test_every_line_is_true(member):
    assert lines_of(member, "/") == [*OVERVIEW]
    assert lines_of(member, "/finance/") == [*FINANCE]
    assert lines_of(member, "/paper.docx") == [*PAPER]
