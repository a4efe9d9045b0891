"""Dates as people write them in passing are shown in full before anything is saved."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendprog.values.loose_dates import loosely_written
from sendprog.values.partial_dates import PartialDate
from tests import builders
from tests.filling import banner, errors, fill_in, signed_in, standing


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("31/3/25", "31 March 2025"),
        ("31.3.25", "31 March 2025"),
        ("31st March 25", "31 March 2025"),
        ("Mar 25", "March 2025"),
        ("March '25", "March 2025"),
        ("3/25", "March 2025"),
        ("end of March 2025", "March 2025"),
        ("by the end of March 25", "March 2025"),
        ("By March 2025", "March 2025"),
        ("Q1 25/26", "April to June 2025"),
        ("end of autumn term 2025", "autumn term 2025"),
    ],
)
def test_what_people_write_has_a_meaning(typed, meant):
    assert str(loosely_written(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "soon",
        "31 March 2025",
        "2026",
        "mid March",
        "3/12",
        "31/2/25",
        "13/25",
        "25",
        "25/26",
        "٣/٢٥",
    ],
)
def test_what_is_plain_or_means_several_things_is_left(typed):
    assert loosely_written(typed) is None


@given(st.text(max_size=60))
def test_any_text_means_a_date_or_none(text):
    found = loosely_written(text)
    assert found is None or PartialDate.parse(str(found)) == found


@given(st.dates(date(2014, 1, 1), date(2099, 12, 31)))
def test_two_digits_of_a_year_are_of_this_century(day):
    assert loosely_written(f"{day.day}/{day.month}/{day:%y}").first == day
    assert loosely_written(f"end of {day:%b %y}") == PartialDate.parse(f"{day:%B %Y}")


@pytest.mark.django_db
def test_a_form_asks_before_it_saves(settings):
    settings.SENDPROG_TODAY = date(2025, 1, 22)
    strand = builders.make_strand()
    milestone = builders.make_milestone(strand=strand)
    user = builders.make_user(role="officer")
    builders.make_officer(strand, user)
    officer, address = signed_in(user), f"/milestones/{milestone.slug}/edit/"
    asked = fill_in(officer, address, forecast="31/3/25", why="The site")
    assert errors(asked) == {
        "forecast": "31/3/25 is understood as 31 March 2025. Save again if that is right."
    }
    assert standing(asked)["forecast"] == "31 March 2025"
    milestone.refresh_from_db()
    assert milestone.forecast is None
    saved = officer.post(address, standing(asked))
    assert "Forecast: 31 March 2025" in banner(officer, saved)
