"""What people find after signing in, and the forms that start there."""

from datetime import date

import pytest
from django.test import Client

from committee.homes.figures import Series
from committee.models import Meeting
from sendprog.loads.models import MonthLock
from sendprog.values.frequency import Frequency
from sendprog.values.periods import Month, Window
from tests import builders
from tests.crawling import parsed, reader, with_class, words
from tests.filling import banner, errors, fill_in

ROLES = ("member", "officer", "manager", "figures administrator", "auditor")


@pytest.fixture
def programme(db, settings) -> None:
    settings.SENDPROG_TODAY = date(2025, 1, 14)
    for role in ROLES:
        builders.make_user(role.partition(" ")[0], role=role)
    strand = builders.make_strand(name="Strategy")
    builders.make_officer(strand, builders.User.objects.get(username="officer"))
    builders.make_monthly_return(date(2024, 11, 1))
    builders.make_meeting(recommendation="Note the report", report_of="Director of Services")


def part(username: str, name: str) -> str:
    """The words of a part of this person's home; "" where it has none."""
    page = parsed(reader(username).get("/start/").content.decode())
    section = page.find(f".//section[@id='{name}']")
    return "" if section is None else words(section)


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("username", "lands"), [("member", "/"), ("officer", "/my-updates/"), ("manager", "/start/")]
)
def test_each_lands_at_home(username, lands):
    client = Client()
    user = builders.User.objects.get(username=username)
    user.set_password("looking at all of it")
    user.save()
    typed = {"username": username, "password": "looking at all of it"}
    answer = client.post("/accounts/login/", typed, follow=True)
    assert answer.request["PATH_INFO"] == lands


@pytest.mark.usefixtures("programme")
def test_a_member_is_told_what_is_new_since_last_time():
    def banners_after_signing_in() -> list[str]:
        page = parsed(reader("member").get("/start/", follow=True).content.decode())
        return [words(one) for one in with_class(page, "govuk-notification-banner__heading")]

    assert banners_after_signing_in() == []
    builders.make_edition(by=builders.User.objects.get(username="manager"))
    (told,) = banners_after_signing_in()
    assert told.startswith("Edition 1, for the meeting of 22 January 2025, is new since you last")
    assert banners_after_signing_in() == []


@pytest.mark.usefixtures("programme")
def test_a_manager_sees_what_waits():
    strand = builders.Strand.objects.get()
    builders.make_round(date(2024, 12, 1), due=date(2025, 1, 10))
    update = builders.make_update(date(2024, 12, 1), strand=strand, state="draft")
    assert ", was due on 10 January 2025 Strategy: Draft. officer" in part("manager", "unanswered")
    assert part("manager", "decisions") == "Updates for you to decide on None."
    with builders.change(by=builders.User.objects.get(username="officer"), reason="Submitted"):
        update.progress, update.state = "So far", "submitted"
        update.submitted_by = builders.User.objects.get(username="officer")
        update.submitted_on = date(2025, 1, 13)
        update.save()
    assert "Strategy, December 2024: read and decide" in part("manager", "decisions")
    assert "No update is missing" in part("manager", "unanswered")
    meeting = part("manager", "meeting")
    assert "22 January 2025, " in meeting
    assert "No update of this strand has been accepted" in meeting
    assert part("auditor", "decisions") == part("figures", "decisions") == ""


@pytest.mark.usefixtures("programme")
def test_a_figures_administrator_sees_what_is_due():
    text = part("figures", "figures")
    assert (
        "EHCP figures November 2024 Every month, unless you say otherwise December 2024 is due"
        in text
    )
    assert "The deficit Nothing yet When it comes The first figure" in text
    assert part("member", "figures") == part("manager", "figures") == ""


@pytest.mark.usefixtures("programme")
def test_a_month_is_closed_as_people_write_it():
    client = reader("figures")
    answer = fill_in(client, "/close-month/", month="November 2024", reason="Reported")
    assert (answer.status_code, answer["Location"]) == (302, "/start/")
    assert [lock.month for lock in MonthLock.objects.all()] == [date(2024, 11, 1)]
    assert MonthLock.objects.get().history.get().history_change_reason == "Reported"
    assert "November 2024. Close a month" in part("figures", "figures")
    again = fill_in(client, "/close-month/", month="Nov-24", reason="Reported")
    assert errors(again) == {"month": "November 2024 is closed already."}


@pytest.mark.usefixtures("programme")
def test_a_meeting_is_begun_from_the_last():
    client = reader("manager")
    page = client.get("/meetings/add/").content.decode()
    taken = "the committee, whose report it is and the recommendation. Change what is different."
    assert f"Taken from the meeting of 22 January 2025: {taken}" in page
    answer = fill_in(client, "/meetings/add/", date="12 March 2025")
    assert answer["Location"] == "/meetings/2025-03-12/"
    entered = Meeting.objects.get(date=date(2025, 3, 12))
    assert (entered.recommendation, entered.report_of) == (
        "Note the report",
        "Director of Services",
    )
    assert "is entered" in banner(client, answer)


@pytest.mark.usefixtures("programme")
def test_what_was_done_is_told_the_latest_first():
    by = builders.User.objects.get(username="manager")
    edition = builders.make_edition(by=by)
    builders.make_withdrawal(edition, reason="A wrong figure", withdrawn_by=by)
    risk = builders.make_risk()
    builders.make_exemption(risk, public_interest_reason="Terms are not agreed")
    text = part("auditor", "deeds")
    found = [
        text.find(words) for words in ("Risk made exempt", "Withdrew edition", "Published edition")
    ]
    assert -1 not in found
    assert "A wrong figure" in text
    assert part("figures", "deeds") == ""


@pytest.mark.parametrize(
    ("frequency", "first", "last", "due"),
    [
        (
            Frequency.MONTHLY,
            Month(2024, 12),
            Month(2024, 12),
            "January 2025, after 31 January 2025",
        ),
        (Frequency.MONTHLY, Month(2024, 11), Month(2024, 11), "December 2024 is due"),
        (Frequency.QUARTERLY, Month(2024, 7), Month(2024, 9), "October to December 2024 is due"),
        (
            Frequency.YEARLY,
            Month(2024, 11),
            Month(2024, 11),
            "April 2025 to March 2026, after 31 March 2026",
        ),
        (Frequency.IRREGULAR, Month(2024, 11), Month(2024, 11), "No date is set"),
    ],
)
def test_what_comes_next_follows_the_rhythm(frequency, first, last, due):
    series = Series("Appeals", (Window.of_months(first, last),), frequency, "/live/")
    assert series.due_text(date(2025, 1, 14)) == due


@pytest.mark.usefixtures("programme")
def test_the_admins_index_is_what_figures_administrators_may_change():
    with builders.change(by=None):
        for name in ("figures", "auditor"):
            user = builders.User.objects.get(username=name)
            user.is_staff = True
            user.save()
    page = words(parsed(reader("figures").get("/admin/").content.decode()).find(".//main"))
    assert page.index("Load figures") < page.index("Closed months") < page.index("What was loaded")
    assert page.index("What was loaded") < page.index("Indicator returns")
    assert page.count(" View ") == 1  # of what was loaded
    assert "View" in words(
        parsed(reader("auditor").get("/admin/").content.decode()).find(".//main")
    )


@pytest.mark.usefixtures("programme")
def test_a_published_edition_of_the_next_meeting_is_named():
    edition = builders.make_edition(pages=())
    page = parsed(reader("manager").get("/start/").content.decode())
    section = page.find(".//section[@id='meeting']")
    links = {words(link): link.get("href") for link in section.iter("a")}
    address = f"/meetings/2025-01-22/editions/{edition.number}/"
    assert links["Edition 1 is published"] == address
    assert "Before another: 1 thing blocks publication" in words(section)


@pytest.mark.usefixtures("programme")
def test_a_meeting_is_added_from_the_list():
    for address in ("/meetings/", "/meetings/2025-01-22/"):
        page = reader("manager").get(address).content.decode()
        assert ("/meetings/add/" in page) is (address == "/meetings/")
    assert "/meetings/add/" not in reader("officer").get("/meetings/").content.decode()
