"""A slip that the import desk asks about is asked about in the admin too, on a page before anything is saved."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ehcp.models import MonthlyReturn
from strands.models import IndicatorReturn
from tests.builders import (
    make_indicator,
    make_monthly_return,
    make_places,
    make_position,
    make_return,
    make_saving,
    make_target,
    make_user,
)
from tests.filling import standing

pytestmark = [pytest.mark.django_db, pytest.mark.takes_turns]


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.force_login(make_user("admin", is_superuser=True, is_staff=True))
    return client


def hidden_fields(page: str) -> dict[str, list[str]]:
    """The hidden fields of the page of questions, as a browser would send them again."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def post(client: Client, address: str, **typed: str):
    """Open a form, type into it, and send it."""
    return client.post(
        address, standing(client.get(address)) | typed | {"change_reason": "November's report"}
    )


def test_a_jump_is_asked_about_and_the_answer_kept(browser):
    make_position(date(2024, 10, 1), forecast_in_year_deficit=Decimal(49_300_000))
    position = make_position(date(2024, 11, 1), forecast_in_year_deficit=Decimal(51_600_000))
    address = f"/admin/finance/monthlyposition/{position.pk}/change/"
    asked = post(browser, address, forecast_in_year_deficit="516m")
    page = asked.content.decode()
    assert asked.status_code == 422 and "Nothing is saved yet" in page
    assert "£516,000,000 after £49,300,000 in October 2024: is this right?" in page
    position.refresh_from_db()
    assert position.forecast_in_year_deficit == 51_600_000

    again = browser.post(address, hidden_fields(page) | {"asked_answer": ""})
    assert again.status_code == 422 and "Say what you found." in again.content.decode()
    saved = browser.post(
        address, hidden_fields(page) | {"asked_answer": "Checked with the section 151 officer"}
    )
    assert saved.status_code == 302
    position.refresh_from_db()
    assert position.forecast_in_year_deficit == 516_000_000
    reason = position.history.first().history_change_reason
    assert reason == "November's report Asked before saving: Checked with the section 151 officer"


@pytest.mark.parametrize(
    ("typed", "pounds"),
    [
        ("£51.6m", 51_600_000),
        ("51.6 million", 51_600_000),
        ("£51,600,000", 51_600_000),
        ("51600000", 51_600_000),
    ],
)
def test_pounds_typed_in_any_way_are_saved_as_what_they_say(browser, typed, pounds):
    position = make_position(date(2024, 11, 1), forecast_in_year_deficit=Decimal(50_000_000))
    address = f"/admin/finance/monthlyposition/{position.pk}/change/"
    assert post(browser, address, forecast_in_year_deficit=typed).status_code == 302
    position.refresh_from_db()
    assert position.forecast_in_year_deficit == pounds


@pytest.mark.parametrize(
    ("typed", "explained"),
    [
        ("(51.6)", "Brackets can mean a deficit or a surplus"),
        ("51.60", "looks like millions or thousands"),
        ("&lt;5", "A range is not a number"),
        ("42.5%", "This is a percentage"),
        ("TBC", "What is empty is never read as 0"),
    ],
)
def test_what_is_not_plainly_pounds_is_explained(browser, typed, explained):
    position = make_position(date(2024, 11, 1), forecast_in_year_deficit=Decimal(50_000_000))
    address = f"/admin/finance/monthlyposition/{position.pk}/change/"
    answer = post(browser, address, forecast_in_year_deficit=typed.replace("&lt;", "<"))
    page = answer.content.decode()
    assert answer.status_code == 200 and explained in page
    assert f'value="{typed}"' in page
    position.refresh_from_db()
    assert position.forecast_in_year_deficit == 50_000_000


def test_counts_and_months_are_typed_as_in_a_file(browser):
    address = "/admin/ehcp/monthlyreturn/add/"
    answer = post(browser, address, month="Nov-24", plans_issued="1,070", requests_received="12k")
    assert "Write the count in full" in answer.content.decode()
    assert post(browser, address, month="Nov-24", plans_issued="1,070").status_code == 302
    assert MonthlyReturn.objects.get().month == date(2024, 11, 1)
    assert MonthlyReturn.objects.get().plans_issued == 1070


def test_a_count_far_from_last_months_is_asked_about(browser):
    make_monthly_return(date(2024, 10, 1), annual_reviews_overdue=931)
    asked = post(
        browser, "/admin/ehcp/monthlyreturn/add/", month="2024-11", annual_reviews_overdue="9"
    )
    assert "9 after 931 in October 2024" in asked.content.decode()
    assert MonthlyReturn.objects.count() == 1


def test_figures_of_each_quarter_are_held_against_the_last_quarters(browser):
    make_position(date(2024, 9, 1), forecast_in_year_deficit=Decimal(45_800_000))
    position = make_position(date(2024, 12, 1), forecast_in_year_deficit=Decimal(51_600_000))
    address = f"/admin/finance/monthlyposition/{position.pk}/change/"
    asked = post(browser, address, forecast_in_year_deficit="516m")
    assert (
        "£516,000,000 after £45,800,000 in September 2024: is this right?" in asked.content.decode()
    )


def test_a_row_under_an_indicator_is_asked_about(browser):
    indicator = make_indicator("attendance", unit="percent")
    make_return(indicator, reported_in=date(2024, 11, 1), value=Decimal(60))
    last = make_return(indicator, reported_in=date(2024, 12, 1), value=Decimal(61))
    address = f"/admin/strands/indicatorreturn/{last.pk}/change/"
    asked = post(browser, address, value="6.1")
    assert "6.1 after 60" in asked.content.decode()
    assert IndicatorReturn.objects.get(pk=last.pk).value == 61


def test_going_back_shows_what_was_typed_and_saves_nothing(browser):
    make_monthly_return(date(2024, 10, 1), annual_reviews_overdue=931)
    month = make_monthly_return(date(2024, 11, 1), annual_reviews_overdue=900)
    address = f"/admin/ehcp/monthlyreturn/{month.pk}/change/"
    asked = post(browser, address, annual_reviews_overdue="9", note="Counted twice")
    back = browser.post(
        address, hidden_fields(asked.content.decode()) | {"_correct": "1", "asked_answer": ""}
    )
    assert "Nothing is saved yet: correct what was asked about" in back.content.decode()
    sent = standing(back)
    assert (sent["annual_reviews_overdue"], sent["note"]) == ("9", "Counted twice")
    month.refresh_from_db()
    assert (month.annual_reviews_overdue, month.history.count()) == (900, 1)
    assert browser.post(address, sent | {"annual_reviews_overdue": "899"}).status_code == 302
    month.refresh_from_db()
    assert month.annual_reviews_overdue == 899


def test_rows_are_read_in_the_unit_of_their_indicator_asked_once(browser):
    indicator = make_indicator("cost", unit="pounds")
    for number in range(1, 7):
        make_return(indicator, reported_in=date(2024, number, 1), value=Decimal(50_000_000))
    address = f"/admin/strands/indicator/{indicator.pk}/change/"
    with CaptureQueriesContext(connection) as asked:
        answer = post(browser, address, **{"returns-0-value": "£51.6m"})
    assert answer.status_code == 302
    assert IndicatorReturn.objects.get(reported_in=date(2024, 6, 1)).value == 51_600_000
    units = [
        query["sql"]
        for query in asked
        if query["sql"].startswith('SELECT "strands_indicator"."unit"')
    ]
    assert units == []


def test_what_is_not_unusual_is_saved_at_once(browser):
    make_monthly_return(date(2024, 10, 1), plans_issued=166)
    month = make_monthly_return(date(2024, 11, 1), plans_issued=160)
    assert (
        post(
            browser, f"/admin/ehcp/monthlyreturn/{month.pk}/change/", plans_issued="167"
        ).status_code
        == 302
    )


@pytest.mark.parametrize(
    ("make", "field", "slip", "question"),
    [
        (
            make_saving,
            "planned",
            "10m",
            "£10,000,000 is many times the values beside it (£1,000,000)",
        ),
        (make_target, "value", "6", "6 is a small part of the values beside it (60)"),
        (make_places, "places", "500", "500 is many times the values beside it (50)"),
    ],
)
def test_a_slip_of_a_declared_kind_is_asked_about(browser, make, field, slip, question):
    record = make()
    address = f"/admin/{record._meta.label_lower.replace('.', '/')}/{record.pk}/change/"
    asked = post(browser, address, **{field: slip})
    assert asked.status_code == 422 and question in unescape(asked.content.decode())
