"""What heads the pages stays true when a figure changes, when blocks stand side by side, and when it is made up."""

from datetime import date
from decimal import Decimal

import pytest

import ehcp.headlines
import finance.headlines
from committee.changes.difference import snapshot_changes
from committee.changes.items import ChangeKind
from committee.changes.summary import NOTHING_SUMMARISED, since_last
from ehcp.snapshot import MONTHS
from finance.measures import FORECAST, VARIANCE
from sendprog.records.history import change
from sendprog.records.snapshots import live_snapshot, uncached_snapshot
from strands.rows import strand_of_section
from strands.snapshot import STRANDS
from tests import builders

pytestmark = pytest.mark.django_db
SEPTEMBER, NOVEMBER = date(2024, 9, 1), date(2024, 11, 1)


@pytest.fixture(autouse=True)
def day(settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 14)


@pytest.mark.parametrize(
    ("forecast", "reported", "said"),
    [
        pytest.param("38.5", "7.4", "£7.4 million above plan", id="rounded"),
        pytest.param("51.6", "20.4", "£20.4 million above plan", id="as_it_follows"),
        pytest.param("52.6", "20.4", "£21.4 million above plan", id="forecast_changed_since"),
        pytest.param("30.2", "20.4", "£1.0 million below plan", id="to_the_other_side"),
    ],
)
def test_variance_is_of_the_forecast_that_stands_beside_it(forecast, reported, said):
    amounts = {
        "forecast_in_year_deficit": forecast,
        "reported_variance": reported,
        "planned_in_year_deficit": "31.2",
    }
    builders.make_position(
        NOVEMBER, **{name: Decimal(text) * 1_000_000 for name, text in amounts.items()}
    )
    readings = finance.headlines.latest_position(uncached_snapshot())
    assert readings[FORECAST].beside.startswith(said)
    assert said in finance.headlines.sentence(uncached_snapshot())
    follows = said.startswith(f"£{reported} ")
    assert ("was reported" in readings[VARIANCE].note) is not follows


def test_headline_is_of_the_high_needs_block():
    builders.make_position(NOVEMBER, forecast_in_year_deficit=Decimal(51_600_000))
    builders.make_position(SEPTEMBER, block="Schools", forecast_in_year_deficit=Decimal(1_000_000))
    builders.make_position(
        date(2024, 12, 1), block="Early years", forecast_in_year_deficit=Decimal(2_000_000)
    )
    snapshot = uncached_snapshot()
    assert "£51.6 million" in finance.headlines.sentence(snapshot)
    assert finance.headlines.read(snapshot, FORECAST.address).value == 51_600_000
    assert [month.iso for month, _ in finance.headlines.forecasts_this_year(snapshot)] == [
        "2024-11"
    ]
    assert len(finance.headlines.series(snapshot, FORECAST.address)) == 3


def test_headline_is_of_the_one_block_where_it_has_another_name():
    builders.make_position(
        NOVEMBER, block="High needs and early years", forecast_in_year_deficit=Decimal(51_600_000)
    )
    assert "£51.6 million" in finance.headlines.sentence(uncached_snapshot())
    assert finance.headlines.latest_position(uncached_snapshot())[FORECAST].value == 51_600_000


def test_headline_of_made_up_months_says_so(settings):
    for month in range(1, 13):
        builders.make_monthly_return(
            date(2024, month, 1), plans_issued=80 + month, basis="illustrative"
        )
    assert "llustrative" in ehcp.headlines.sentence(uncached_snapshot())
    settings.SENDPROG_PRE_ELECTION = ((date(2025, 1, 1), date(2025, 2, 1)),)
    assert "llustrative" in ehcp.headlines.sentence(uncached_snapshot())


def test_headline_of_counted_months_says_nothing_of_it():
    for month in range(1, 13):
        builders.make_monthly_return(date(2024, month, 1), plans_issued=80 + month)
    assert "llustrative" not in ehcp.headlines.sentence(uncached_snapshot())


def test_every_revised_figure_of_a_row_has_its_reason():
    record = builders.make_monthly_return(NOVEMBER, plans_issued=90, requests_received=200)
    before = live_snapshot()
    assert len(before[MONTHS]) == 1
    with change(by=None):
        record.plans_issued, record.requests_received, record.note = 91, 201, "Two plans came late"
        record.save()
    revised = snapshot_changes(before, live_snapshot()).of(ChangeKind.REVISED)
    assert [item.reason for item in revised] == ["Two plans came late"] * 2


def test_overview_claims_no_more_than_it_compares():
    builders.make_strand()
    before = live_snapshot()
    assert since_last(live_snapshot(), before).sentence == NOTHING_SUMMARISED
    assert "change of a strand, milestone, figure or risk" in NOTHING_SUMMARISED


@pytest.mark.parametrize(
    ("section", "strand"),
    [
        ("send-support-progress", "send-support"),
        ("send-progress", "send"),
        ("send", "send"),
        ("sender-list", ""),
        ("", ""),
    ],
)
def test_text_is_of_the_strand_whose_name_fits_best(section, strand):
    assert strand_of_section(section, ["send", "send-support"]) == strand


def test_text_stands_on_one_strand_alone():
    for number, slug in enumerate(("send", "send-support"), start=1):
        builders.make_strand(slug, number=number)
    builders.make_update(
        NOVEMBER, section="send-support-progress", progress="Once", state="accepted"
    )
    assert {row.slug: len(row.texts) for row in uncached_snapshot()[STRANDS]} == {
        "send": 0,
        "send-support": 1,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SENDPROG_COUNCIL", "Another council"),
        ("SENDPROG_CLEAR_DAYS", 7),
        ("SENDPROG_CLOSED_DAYS", (date(2025, 12, 29),)),
        ("SENDPROG_PRE_ELECTION", ((date(2025, 3, 25), date(2025, 5, 1)),)),
    ],
)
def test_what_is_kept_is_made_anew_when_a_setting_words_it_otherwise(name, value, settings):
    before = live_snapshot().key
    setattr(settings, name, value)
    assert live_snapshot().key != before
