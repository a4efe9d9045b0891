"""Before an election: active titles become plain on page, paper and changes, for ever, and the monitoring officer signs off."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

import ehcp.headlines
from committee.editions.publish import publish_edition
from committee.editions.stored import snapshot_of
from committee.managing import sign_offs
from committee.models import Edition
from committee.readiness.report import NotReady, readiness_for
from sendprog.models import User
from sendprog.pages.pre_election import PRE_ELECTION, PreElectionRow, is_plain
from sendprog.records.history import change
from sendprog.records.snapshots import live_snapshot
from tests import builders, word
from tests.crawling import parsed, words

pytestmark = pytest.mark.django_db
ON = date(2025, 4, 2)
PERIOD = (date(2025, 3, 25), date(2025, 5, 1))
ACTIVE = (
    "nearly doubled",
    "fell by",
    "has grown",
    "is forecast to grow",
    "Going well",
    "Needs attention",
)


@pytest.fixture(autouse=True)
def programme(settings) -> None:
    """Plans issued nearly doubled, reviews fell, the deficit's forecast grew at every report."""
    settings.SENDPROG_TODAY = ON
    for number in range(12):
        month = date(2024, 3 + number, 1) if number < 10 else date(2025, number - 9, 1)
        fields = {
            "plans_issued": 80 if number < 6 else 158,
            "annual_reviews_overdue": 1_000 - number * 10,
        }
        builders.make_monthly_return(month, **fields)
    for month, forecast in ((12, 45_800_000), (11, 44_000_000)):
        builders.make_position(date(2024, month, 1), forecast_in_year_deficit=Decimal(forecast))
    indicator = builders.make_indicator(room="ehcp", polarity="lower")
    builders.make_return(
        indicator, value=Decimal(8), comparison_value=Decimal(10), comparison_words="last year"
    )
    builders.make_whole_paper(builders.make_meeting(date(2025, 4, 9)))
    builders.make_user("manager", role="manager")


@pytest.fixture
def before_an_election(settings) -> None:
    settings.SENDPROG_PRE_ELECTION = (PERIOD,)


def said(address: str) -> str:
    client = Client()
    client.force_login(User.objects.get(username="manager"))
    return words(parsed(client.get(address).content.decode()).find(".//main"))


@pytest.mark.parametrize(
    ("on", "inside"),
    [
        (date(2025, 3, 24), False),
        (date(2025, 3, 25), True),
        (date(2025, 5, 1), True),
        (date(2025, 5, 2), False),
    ],
)
def test_both_ends_of_a_period_are_in_it(settings, on, inside):
    settings.SENDPROG_PRE_ELECTION = (PERIOD,)
    settings.SENDPROG_TODAY = on
    assert live_snapshot()[PRE_ELECTION] == ((PreElectionRow(*PERIOD),) if inside else ())
    assert is_plain(live_snapshot()) is inside


def test_titles_are_active_outside_a_period():
    told = said("/live/")
    assert all(words in told for words in ACTIVE), [words for words in ACTIVE if words not in told]


def test_titles_are_plain_inside_one(before_an_election):
    told = " ".join(
        said(f"/live/{address}")
        for address in ("", "ehcp/", "finance/", "measures/ehcp.plans_issued/")
    )
    assert [words for words in ACTIVE if words in told] == []
    assert "Plans issued each month, March 2024 to February 2025" in told
    assert "The forecast in-year deficit against its plan" in told
    assert (
        "Forecast in-year deficit, 2024/25, as at Month 9 (December 2024): £45.8 million before any contributions"
        in told
    )
    # The figures and their comparison stand, and no word that says what they come to.
    sentence = ehcp.headlines.sentence(live_snapshot())
    assert sentence.endswith(
        "September 2024 to February 2025: 158 a month. March to August 2024: 80 a month."
    )


def test_a_measure_s_own_chart_is_plain_too(before_an_election):
    assert "Plans issued each month, Mar 2024 to Feb 2025" in said(
        "/live/measures/ehcp.plans_issued/"
    )


def test_the_paper_follows(before_an_election):
    client = Client()
    client.force_login(User.objects.get(username="manager"))
    told = word.texts(word.opened(client.get("/live/paper.docx").content))
    assert [words for words in ACTIVE if words in told] == []
    assert "Plans issued each month, March 2024 to February 2025" in told


def change_the_forecast() -> None:
    builders.make_position(date(2025, 1, 1), forecast_in_year_deficit=Decimal(51_600_000))


def test_changes_tell_figures_and_no_verdict(before_an_election):
    builders.make_edition(on=date(2025, 3, 1))
    change_the_forecast()
    told = said("/live/changes/")
    assert (
        "The forecast in-year deficit: £45.8 million in the earlier edition, £51.6 million now, "
        "both for financial year 2024/25." in told
    )
    assert "rose by" not in told.partition("There is no other change to show.")[0]
    assert "The forecast in-year deficit: £45.8 million in the earlier edition" in said("/live/")


def test_changes_outside_a_period_say_which_way():
    builders.make_edition(on=date(2025, 3, 1))
    change_the_forecast()
    assert "The forecast in-year deficit rose by £5.8 million" in said("/live/changes/")


def test_an_edition_keeps_whether_it_was_in_a_period(settings):
    """A setting changed later changes neither its pages nor what is worked out from its records."""
    settings.SENDPROG_PRE_ELECTION = (PERIOD,)
    plain = builders.make_edition(on=ON)
    settings.SENDPROG_PRE_ELECTION = ()
    active = builders.make_edition(on=ON)
    assert (is_plain(snapshot_of(plain)), is_plain(snapshot_of(active))) == (True, False)
    for address in ("", "?x=1"):
        assert "nearly doubled" not in said(f"/meetings/2025-04-09/editions/1/{address}")
        assert "nearly doubled" in said(f"/meetings/2025-04-09/editions/2/{address}")
    settings.SENDPROG_PRE_ELECTION = (PERIOD,)
    assert "nearly doubled" in said("/meetings/2025-04-09/editions/2/?x=2")


def test_a_setting_changed_shows_at_once_in_what_is_live(settings):
    assert "nearly doubled" in said("/live/")
    settings.SENDPROG_PRE_ELECTION = (PERIOD,)
    assert "nearly doubled" not in said("/live/")


# Publishing


def meeting():
    return builders.Meeting.objects.get()


def publish() -> Edition:
    by = User.objects.get(username="manager")
    return publish_edition(by=by, meeting=meeting(), token="one", urgency="A test")


def signing():
    (one,) = readiness_for(meeting(), sign_offs.snapshot_for(meeting()), ON).sign_offs
    return one


def test_publishing_waits_for_the_monitoring_officer(before_an_election):
    with pytest.raises(NotReady) as refused:
        publish()
    assert [(one.part, one.role) for one in refused.value.readiness.missing_sign_offs] == [
        ("monitoring", "Monitoring officer")
    ]
    assert [one.where for one in refused.value.readiness.blocks] == []
    manager = Client()
    manager.force_login(User.objects.get(username="manager"))
    form = {
        "operation": "sign:monitoring",
        "monitoring-seen": signing().hash,
        "monitoring-sure": "on",
    }
    assert manager.post("/readiness/2025-04-09/", form).status_code == 403
    officer = builders.make_user("monitoring")
    with change(by=None):
        officer.user_permissions.add(Permission.objects.get(codename="sign_off_monitoring"))
    client = Client()
    client.force_login(officer)
    assert client.post("/readiness/2025-04-09/", form).status_code == 302
    assert publish().number == 1


def test_the_monitoring_officer_signs_all_that_is_published(before_an_election):
    first = signing().hash
    builders.make_risk()
    assert signing().hash != first


def test_outside_a_period_nobody_waits():
    assert publish().number == 1
