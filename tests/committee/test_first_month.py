"""A council's first month: the whole text of the pages after one monthly return and one position."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client

import ehcp.headlines
import ehcp.views
from committee.models import HeadlineMeasure
from committee.snapshot.headline_measures import headline_readings
from ehcp.models import PARTS
from ehcp.snapshot import COUNTS, MONTHS
from sendprog.pages.inline_figures import InlineFigure, resolve_reading
from sendprog.pages.mounted_pages import Query
from sendprog.records.snapshots import uncached_snapshot
from tests import builders, word
from tests.crawling import main_of, parsed, tags_of, words

pytestmark = pytest.mark.django_db
MEETING = date(2026, 12, 3)
OCTOBER = date(2026, 10, 1)
SENTENCE = "161 plans were issued in October 2026."
# What no page of a council that has loaded a month, and is no demonstration, may say.
FALSE_WORDS = (
    "No monthly return",
    "Not in the report",
    "the report gives",
    "made up for this demonstration",
    "a month were issued",
    "None has been entered",
    "latest 6 months",
)


@pytest.fixture(autouse=True)
def first_month(settings) -> None:
    settings.SENDPROG_TODAY = date(2026, 11, 20)
    settings.SENDPROG_COUNCIL = "Newshire Council"
    builders.make_user("manager", role="manager")
    builders.make_user("member", role="member")
    builders.make_monthly_return(
        OCTOBER,
        requests_received=220,
        assessments_agreed=150,
        plans_issued=161,
        plans_issued_within_20_weeks=40,
        plans_maintained=9_000,
        annual_reviews_overdue=700,
        source="Case system, 2 November 2026",
    )
    builders.make_position(OCTOBER)
    builders.make_edition(builders.make_meeting(MEETING))


READING_HELP = re.compile(r'<details class="govuk-details reading-help">.*?</details>', re.DOTALL)


def text_of(address: str) -> str:
    """The text of <main> as a member reads it, without the help on reading, which no figure is in."""
    client = Client()
    client.force_login(builders.User.objects.get(username="member"))
    main = main_of(client.get(address).content.decode())
    return words(parsed(READING_HELP.sub("", main)))


def paper_text() -> str:
    client = Client()
    client.force_login(builders.User.objects.get(username="member"))
    return word.texts(word.opened(client.get("/paper.docx").content))


CARDS = (
    "Plans issued each month 161 a month October 2026. Case system, 2 November 2026",
    "Plans issued within 20 weeks, of all plans issued 24.8% October 2026. Computed. Case system, 2 November 2026",
    "Annual reviews overdue 700 October 2026. Case system, 2 November 2026",
)


def test_ehcp_page_is_true_in_every_word():
    text = text_of("/ehcp/")
    head, _, rest = text.partition(" Monthly returns ")
    assert head == (
        "EHCPs: plans, requests and reviews These figures do not show whether plans come sooner or whether more plans "
        "are issued or whether fewer cases wait. Plans issued within 20 weeks, of all plans issued: 24.8%, 40 of 161 "
        f"(October 2026). {SENTENCE} Official statistics , with England and comparators "
        "Is it getting faster? Plans issued within 20 weeks, of all plans issued 24.8% 40 of 161 October 2026. "
        "About this number : Plans issued within 20 weeks, of all plans issued Plans issued within 20 weeks of the "
        "request, per cent of all plans issued, those with an exception included. Computed. Local return on EHCPs "
        "Is it doing more? Plans issued each month 161 a month October 2026. Requests for assessment each month: 220 a "
        "month Assessments agreed each month: 150 a month About this number : Plans issued each month New Education, "
        "Health and Care Plans (EHCPs) issued, as a mean of the months counted. Computed. Local return on EHCPs "
        "Are fewer waiting? Cases open over 20 weeks Not given Plans maintained: 9,000 About this number : Cases open "
        "over 20 weeks Open cases whose request came more than 20 weeks before, counted on the last day of the period. "
        "Local return on EHCPs In time, by law The tables are of October 2026. View in time, and refused In time, and "
        "refused What is counted October 2026 Plans issued within 20 weeks, of all plans issued 24.8% (40 of 161) "
        "View annual reviews and appeals Annual reviews and appeals What is counted October 2026 Annual reviews "
        f"overdue, at the end 700 The numbers from the monthly returns View the latest numbers {CARDS[0]} "
        "Requests for assessment each month 220 a month October 2026. Case system, 2 November 2026 "
        f"{CARDS[1]} Plans maintained 9,000 October 2026. Case system, 2 November 2026 {CARDS[2]}"
    )
    table, _, not_given = rest.partition(" counts without a number in any of these returns ")
    assert table == (
        "A count that was not given is not 0. Download the months with every count (CSV) Download what comes in, goes "
        "out and is left (CSV) Download what is done in time, and who is refused (CSV) Download the two periods (CSV) "
        "What if? Try numbers of your own Month by month Month "
        "Requests Assessments agreed Plans issued Issued within 20 weeks Plans maintained Annual reviews overdue "
        f"Basis October 2026 220 150 161 40 9,000 700 Reported {len(COUNTS) - 6}"
    )
    assert "Download contact with families" not in text
    assert len(not_given.split("; ")) == len(COUNTS) - 6


def test_overview_and_briefing_are_headed_by_what_was_loaded():
    overview, briefing = text_of("/"), text_of("/briefing/")
    assert overview.startswith(
        "Are we on track? Forecast in-year deficit, 2026/27: £10.0 million above plan. The numbers "
        "Plans issued each month 161 a month October 2026. About this number"
    )
    assert f"{SENTENCE} As at Month 7 (October 2026), the deficit is forecast" in overview
    assert SENTENCE in briefing
    for row in (
        "Plans issued each month 161 a month October 2026 Reported.",
        "Plans issued within 20 weeks, of all plans issued 24.8% October 2026 Computed.",
        "Annual reviews overdue 700 October 2026 Reported.",
        "Forecast in-year deficit £40.0 million",
    ):
        assert row in briefing


def test_paper_tells_the_month():
    text = paper_text()
    head, ehcp_section = text.partition("The headline measures")[2].partition(SENTENCE)[::2]
    for part in (head, ehcp_section):
        assert "Plans issued each month 161 a month October 2026" in part
        assert "Plans issued within 20 weeks, of all plans issued 24.8% October 2026" in part


@pytest.mark.parametrize(
    "address", ["/ehcp/", "/measures/ehcp.plans_issued/", "/measures/ehcp.twenty_week_rate/"]
)
def test_nothing_is_said_that_is_of_another_council(address):
    text = text_of(address)
    assert [phrase for phrase in FALSE_WORDS if phrase in text] == []


def test_every_stored_count_is_on_the_page_and_in_the_file():
    counts = {name: 100 + place for place, name in enumerate(COUNTS)}
    counts |= dict.fromkeys((part for part, _ in PARTS), 1) | {"longest_open_weeks": 60}
    counts |= {"assessments_open_over_20_weeks": 7, "assessments_open_over_52_weeks": 6}
    builders.make_monthly_return(date(2026, 11, 1), **counts)
    snapshot = uncached_snapshot()
    visible = [value for value in snapshot[MONTHS][-1].counts.values() if value is not None]
    page = ehcp.views.ehcp_page(snapshot, None, Query("ehcp/", QueryDict(), is_static=True))
    tables = [
        table
        for table in parsed(page.main).iter("table")
        if "month by month" in words(table.find("caption")).lower()
    ]
    row_texts = [words(row) for table in tables for row in table.iter("tr")]
    told = " ".join(text for text in row_texts if text.startswith("November 2026")).split()
    assert sorted(str(value) for value in visible) == sorted(
        word for word in told if word.isdigit() and word != "2026"
    )
    *_, last = ehcp.views.months_table(snapshot).as_values()
    assert sorted(visible) == sorted(cell for cell in last if isinstance(cell, int))


def test_manager_chooses_what_heads_the_pages(client):
    client.force_login(builders.User.objects.get(username="manager"))
    page = client.get("/headline-measures/").content.decode()
    assert "Plans issued each month" in page and "161 a month (October 2026)" in page
    shown = client.get("/headline-measures/2/").content.decode()
    hidden = {
        tag["name"]: tag.get("value", "")
        for name, tag in tags_of(shown)
        if name == "input" and "name" in tag
    }
    client.post("/headline-measures/2/", hidden | {"measure": "ehcp.plans_maintained"}, follow=True)
    assert HeadlineMeasure.objects.get().measure == "ehcp.plans_maintained"
    assert [
        reading.measure.address for reading in headline_readings(uncached_snapshot()).values()
    ] == [
        "ehcp.plans_issued",
        "ehcp.plans_maintained",
        "ehcp.annual_reviews_overdue",
        "finance.forecast_in_year_deficit",
    ]
    again = client.post("/headline-measures/5/", hidden | {"measure": "ehcp.plans_maintained"})
    assert "This measure is at place 2 already" in again.content.decode()


def test_empty_place_is_left_out():
    builders.make_headline_measure(1, measure="")
    builders.make_headline_measure(5, measure="ehcp.requests_received")
    assert list(headline_readings(uncached_snapshot())) == [
        "twenty-week-rate-of-all",
        "annual-reviews-overdue",
        "forecast-in-year-deficit",
        "requests-received",
    ]


def test_reported_and_computed_readings_have_one_address(client):
    indicator = builders.make_indicator(
        "plans-a-month",
        name="EHCPs issued a month",
        unit="per_month",
        room="ehcp",
        reports="ehcp.plans_issued",
    )
    builders.make_return(
        indicator,
        value=Decimal(158),
        first=date(2026, 3, 1),
        last=date(2026, 8, 31),
        source="Paper 12",
    )
    client.force_login(builders.User.objects.get(username="manager"))
    for address in ("ehcp.plans_issued", "strands.indicator.plans-a-month"):
        text = words(parsed(main_of(client.get(f"/live/measures/{address}/").content.decode())))
        assert text.startswith("Measures Plans issued each month")
        assert "October 2026 161 a month Reported Monthly return of October 2026" in text
        assert "March to August 2026 158 a month Reported Return of" in text and "Paper 12" in text
    assert "EHCPs issued a month" not in client.get("/live/measures/").content.decode()
    figure = InlineFigure("strands.indicator.plans-a-month", None)
    assert resolve_reading(uncached_snapshot(), figure).value == 158
    assert ehcp.headlines.plans_issued(uncached_snapshot()).value == 161


def test_indicator_reports_a_measure_of_its_unit():
    indicator = builders.make_indicator("plans", unit="percent", definition="Plans")
    for reports, message in (
        ("ehcp.plans_issued", "choose the same unit"),
        ("ehcp.nothing", "not a valid choice"),
    ):
        indicator.reports = reports
        with pytest.raises(ValidationError, match=message):
            indicator.full_clean()
