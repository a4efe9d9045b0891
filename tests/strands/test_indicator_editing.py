"""An officer enters a month's value: read as typed or refused, asked about when far off, never lost, never overwritten."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sendprog.records.data_version import DataVersion
from sendprog.values.periods import Month
from sendprog.values.units import Unit
from strands.metrics import is_unusual, value_of_fraction
from strands.models import IndicatorReturn
from strands.reporting_periods import usual_window
from strands.views import indicators as views
from tests import builders
from tests.builders import PASSWORD
from tests.conftest import pairs
from tests.crawling import main_of, parsed, words
from tests.filling import (
    banner,
    conflict,
    errors,
    fill_in,
    send,
    send_everywhere,
    signed_in,
    standing,
)

pytestmark = pytest.mark.django_db

HERE = "/indicators/appeals/2025-01/"
TODAY = date(2025, 1, 22)


@pytest.fixture(autouse=True)
def on_the_day(settings):
    settings.SENDPROG_TODAY = TODAY


@pytest.fixture
def strand():
    return builders.make_strand()


@pytest.fixture
def indicator(strand):
    return builders.make_indicator(strand=strand)


@pytest.fixture
def officer(strand, indicator):
    user = builders.make_user(role="officer")
    builders.make_officer(strand, user)
    return signed_in(user)


@pytest.fixture
def manager(indicator):
    return signed_in(builders.make_user("manager", role="manager"))


def one() -> IndicatorReturn:
    return IndicatorReturn.objects.get(reported_in=date(2025, 1, 1))


def earlier_values(indicator, *values):
    """Values of the months up to December 2024, oldest first."""
    for months, value in enumerate(reversed(values)):
        month = Month(2024, 12).plus(-months)
        builders.make_return(
            indicator,
            reported_in=month.first,
            first=month.first,
            last=month.last,
            value=Decimal(value),
        )


# Who


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("member", 403),
        ("officer", 403),
        ("manager", 200),
        ("figures administrator", 200),
        ("auditor", 403),
        ("", 403),
    ],
)
def test_a_role_without_the_strand_edits_only_with_the_permission(role, status, indicator):
    client = signed_in(builders.make_user("somebody", role=role))
    assert client.get(HERE).status_code == status
    assert client.post(HERE, {"value": "12"}).status_code == status
    assert IndicatorReturn.objects.count() == 0


def test_officers_and_deputies_of_the_strand_edit(strand, indicator, officer):
    deputy = builders.make_user("deputy", role="officer")
    builders.make_officer(strand, deputy, deputy=True)
    assert [client.get(HERE).status_code for client in (officer, signed_in(deputy))] == [200, 200]


def test_an_indicator_of_no_strand_is_for_those_with_the_permission(officer, manager):
    builders.make_indicator("national")
    assert officer.get("/indicators/national/2025-01/").status_code == 403
    assert manager.get("/indicators/national/2025-01/").status_code == 200


def test_a_right_withdrawn_is_gone_with_the_next_request(strand, officer):
    form = standing(officer.get(HERE))
    post = strand.officers.get()
    post.valid_to = date(2025, 1, 21)
    post.save()
    assert send(officer, HERE, form, value="12").status_code == 403


def test_anonymous_signs_in_first(indicator):
    response = Client().get(HERE)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={HERE}")


# Where


@pytest.mark.parametrize(
    "month",
    [
        "2025-1",
        "2025-13",
        "2025-00",
        "0000-01",
        "２０２５-01",
        "2025-01-01",
        "january",
        "2025-01%0A",
        "9" * 300,
    ],
)
def test_a_month_that_is_none_is_not_found(month, officer):
    assert officer.get(f"/indicators/appeals/{month}/").status_code == 404


def test_an_unknown_indicator_is_not_found(officer):
    assert officer.get("/indicators/nonesuch/2025-01/").status_code == 404


def test_a_month_still_to_come_is_refused_in_words(officer):
    for ask in (officer.get, officer.post):
        response = ask("/indicators/appeals/2025-02/", {})
        assert response.status_code == 404
        assert "February 2025 has not come yet" in main_of(response.content.decode())


def test_opening_the_form_changes_nothing(officer, indicator):
    builders.make_return(indicator)
    before = (DataVersion.current().token, IndicatorReturn.history.count())
    for _ in range(2):
        assert officer.get(HERE)["Cache-Control"] == "private, no-store"
        officer.head(HERE)
    assert (DataVersion.current().token, IndicatorReturn.history.count()) == before


@pytest.mark.parametrize(
    ("period_type", "accumulates_from", "first", "last"),
    [
        ("month", "", date(2025, 2, 1), date(2025, 2, 28)),
        ("other", "", date(2025, 2, 1), date(2025, 2, 28)),
        ("quarter", "", date(2025, 1, 1), date(2025, 3, 31)),
        ("term", "", date(2025, 1, 1), date(2025, 4, 30)),
        ("academic_year", "", date(2024, 9, 1), date(2025, 8, 31)),
        ("financial_year", "", date(2024, 4, 1), date(2025, 3, 31)),
        ("calendar_year", "", date(2025, 1, 1), date(2025, 12, 31)),
        ("academic_year", "September", date(2024, 9, 1), date(2025, 2, 28)),
        ("month", "february", date(2025, 2, 1), date(2025, 2, 28)),
        ("rolling_year", "", date(2024, 3, 1), date(2025, 2, 28)),
        ("year_to_date", "", date(2024, 4, 1), date(2025, 2, 28)),
        ("year_to_date", "January", date(2025, 1, 1), date(2025, 2, 28)),
        ("month", "the start", date(2025, 2, 1), date(2025, 2, 28)),
    ],
)
def test_usual_window(period_type, accumulates_from, first, last):
    window = usual_window(Month(2025, 2), period_type, accumulates_from)
    assert (window.first, window.last) == (first, last)


# What is entered


def test_a_value_is_entered_with_its_window_and_can_be_undone(officer):
    response = fill_in(
        officer,
        HERE,
        value="1,070",
        qualifier="around",
        note="Counted by hand",
        state="provisional",
    )
    said = banner(officer, response)
    assert said == "Saved: Appeals, January 2025: around 1,070. Undo"
    saved = one()
    assert (saved.value, saved.qualifier, saved.first, saved.last) == (
        1070,
        "around",
        date(2025, 1, 1),
        date(2025, 1, 31),
    )
    assert (saved.basis, saved.projected, saved.state, saved.marker) == (
        "reported",
        False,
        "provisional",
        "",
    )
    assert saved.history.get().history_user.username == "officer"

    assert response["Location"] == "/my-updates/"
    assert "1,070" in main_of(
        officer.get("/live/measures/strands.indicator.appeals/").content.decode()
    )
    undo = f"/history/strands.indicatorreturn/{saved.pk}/{saved.history.get().history_id}/undo/"
    officer.post(undo, {"why": ""})
    assert not IndicatorReturn.objects.exists()


def test_a_range_is_entered(officer):
    assert banner(
        officer, fill_in(officer, HERE, low="300", high="400", projected="on", basis="estimate")
    ) == ("Saved: Appeals, January 2025: 300 to 400. Undo")
    assert (one().value, one().low, one().high, one().projected, one().basis) == (
        None,
        300,
        400,
        True,
        "estimate",
    )


def test_not_available_is_entered_with_its_marker(officer):
    fill_in(officer, HERE, missing="The system was down", marker="x")
    assert (one().value, one().missing, one().marker) == (None, "The system was down", "x")


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "value"),
    [
        ("percent", "40", "100", "40"),
        ("percent", "1", "3", "33.3333"),
        ("percent", "2", "3", "66.6667"),
        ("percent", "0", "12", "0"),
        ("out_of_five", "9", "2", "4.5"),
        ("per_month", "948", "6", "158"),
        ("pounds", "£1.7m", "100", "17000"),
    ],
)
def test_a_value_is_worked_out_as_its_unit_says(
    unit, numerator, denominator, value, officer, indicator
):
    indicator.unit = unit
    indicator.save()
    response = fill_in(officer, HERE, numerator=numerator, denominator=denominator)
    assert one().value == Decimal(value)
    assert re.search(r", [\d,]+ of [\d,]+\. Undo$", banner(officer, response))
    assert standing(officer.get(HERE))["value"] == ""
    assert banner(officer, fill_in(officer, HERE)) == "Saved: nothing was different."


def test_none_of_none_is_not_applicable_and_never_0(officer, indicator):
    indicator.unit = "percent"
    indicator.save()
    fill_in(officer, HERE, numerator="0", denominator="0")
    assert (one().value, one().marker, one().missing) == (None, "z", "0 of 0")
    form = standing(officer.get(HERE))
    assert (form["missing"], form["marker"]) == ("", "")
    assert banner(officer, send(officer, HERE, form)) == "Saved: nothing was different."
    send(officer, HERE, form, numerator="5", denominator="10", why="Counted now")
    assert (one().value, one().marker, one().missing) == (50, "r", "")


def test_two_numbers_are_not_offered_where_nothing_is_worked_out(officer):
    assert "numerator" not in standing(officer.get(HERE))


NOTHING = "Give a value, a range, or the reason why there is none."


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({}, {"value": NOTHING}),
        (
            {"value": "twelve"},
            {"value": "twelve is not a number: write digits, for example 1,070."},
        ),
        ({"value": "1", "low": "2", "high": "3"}, {"low": "Give a value, a range, two numbers"}),
        (
            {"value": "1", "missing": "None", "marker": "x"},
            {"missing": "Give a value, a range, two numbers"},
        ),
        ({"low": "2"}, {"high": "Give both ends of the range."}),
        ({"low": "3", "high": "2"}, {"high": "The highest is below the lowest"}),
        (
            {"missing": "Lost"},
            {
                "marker": "Say with a marker what it means that there is none: [c] suppressed, [low] low"
            },
        ),
        ({"missing": "Lost", "marker": "p"}, {"marker": "Say with a marker"}),
        ({"marker": "x"}, {"missing": "Say why there is no value."}),
        ({"value": "1", "marker": "c"}, {"marker": "[c] says that there is no value"}),
        ({"value": "1", "marker": "?"}, {"marker": "Select a valid choice"}),
        (
            {"value": "1", "first": "", "last": "31 January 2025"},
            {"first": "Give both days, or neither."},
        ),
        ({"value": "1", "first": "1 February 2025"}, {"last": "The last day is before the first"}),
        (
            {"value": "1", "first": "January 2025"},
            {"first": "January 2025 is not a day: write the day too"},
        ),
        ({"value": "1", "first": "1st"}, {"first": "1st is not a date: write 14/08/2024"}),
        ({"value": "1", "basis": "illustrative"}, {"basis": "Select a valid choice"}),
        ({"value": "1", "note": "a" * 301}, {"note": "at most 300 characters"}),
        ({"value": "3.5"}, {"value": "3.5 has too many decimal places: write a whole number."}),
        ({"value": "-3"}, {"value": "-3: this can't be below 0"}),
        ({"value": "£3"}, {"value": "£3: this is not an amount of money"}),
        ({"value": "3%"}, {"value": "3%: this is not a percentage"}),
    ],
)
def test_errors_stand_at_their_fields_and_answers_are_kept(typed, found, officer):
    response = fill_in(officer, HERE, **typed)
    assert response.status_code == 200
    said = errors(response)
    assert said.keys() == found.keys()
    assert [name for name, words_ in found.items() if words_ not in said[name]] == []
    assert {
        name: value
        for name, value in standing(response).items()
        if name in typed and name not in ("marker", "basis")
    } == {name: value for name, value in typed.items() if name not in ("marker", "basis")}
    assert not IndicatorReturn.objects.exists()


@pytest.mark.parametrize(
    ("unit", "typed", "found"),
    [
        ("out_of_five", {"value": "5.5"}, {"value": "5.5 is above 5"}),
        (
            "out_of_five",
            {"numerator": "30", "denominator": "5"},
            {"numerator": "That comes to 6, above 5"},
        ),
        ("percent", {"numerator": "3", "denominator": "0"}, {"denominator": "3 of 0 can't be"}),
        ("percent", {"numerator": "3"}, {"denominator": "Give both numbers."}),
        ("percent", {"numerator": "3", "denominator": "x"}, {"denominator": "x is not a number"}),
        ("percent", {"denominator": "3"}, {"numerator": "Give both numbers."}),
        (
            "percent",
            {"numerator": "3", "denominator": "4", "value": "75"},
            {"numerator": "only one of them"},
        ),
        ("percent", {"numerator": "-3", "denominator": "4"}, {"numerator": "can't be below 0"}),
        (
            "percent",
            {"numerator": "99999999999", "denominator": "0.0001"},
            {"value": "no more than 15 digits"},
        ),
    ],
)
def test_errors_of_two_numbers(unit, typed, found, officer, indicator):
    indicator.unit = unit
    indicator.save()
    said = errors(fill_in(officer, HERE, **typed))
    assert said.keys() == found.keys()
    assert [name for name, words_ in found.items() if words_ not in said[name]] == []


def test_illustrative_stays_where_it_is(officer, indicator):
    builders.make_return(indicator, basis="illustrative", state="provisional")
    assert standing(officer.get(HERE))["basis"] == "illustrative"
    fill_in(officer, HERE, value="11")
    assert (one().value, one().basis) == (11, "illustrative")


def test_the_latest_window_is_edited_and_the_others_are_named(officer, indicator):
    builders.make_return(
        indicator, first=date(2024, 1, 1), last=date(2024, 5, 31), value=Decimal(80)
    )
    builders.make_return(
        indicator, first=date(2024, 6, 1), last=date(2024, 11, 30), value=Decimal(158)
    )
    response = officer.get(HERE)
    assert standing(response)["value"] == "158"
    assert "Also reported in this month: 80 (January to May 2024)." in words(
        parsed(response.content.decode())
    )
    moved = fill_in(officer, HERE, first="1 January 2024", last="31 May 2024")
    assert errors(moved) == {
        "last": "Another value of this month has the same last day: give another day."
    }


def test_the_last_six_values_and_the_target_stand_beside_the_boxes(officer, indicator):
    earlier_values(indicator, 1, 2, 3, 4, 5, 6, 7)
    builders.make_target(
        "strands.indicator.appeals", value=Decimal(20), floor=Decimal(15), first=date(2025, 4, 1)
    )
    (table,) = parsed(officer.get(HERE).content.decode()).iter("table")
    rows = [[words(cell) for cell in row] for row in table.findall("./tbody/tr")]
    assert [row[1] for row in rows] == ["7", "6", "5", "4", "3", "2", "20, at worst 15"]
    assert rows[0] == ["Reported December 2024", "7", "December 2024", "Reported"]
    assert rows[-1] == [
        "Local target",
        "20, at worst 15",
        "From 1 April 2025",
        "Agreed by the board",
    ]


def test_queries_do_not_grow_with_the_history(officer, indicator):
    # What waits for an officer is counted at the first page.
    officer.get(HERE)
    counts = []
    for years in (1, 5):
        for month in range(12):
            builders.make_return(indicator, reported_in=date(2024 - years, month + 1, 1))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            officer.get(HERE)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


# Is this right?


@pytest.mark.parametrize(
    ("known", "value", "jump"),
    [
        ([], 1_000_000, False),
        ([10], 20, False),
        ([10], 5, False),
        ([10], 21, True),
        ([10], "4.9", True),
        ([10, 12, 14], 28, False),
        ([10, 12, 14], 29, True),
        ([-20], -40, False),
        ([-20], 5, True),
        ([0], 1, True),
        ([10, 12, 14, 15], 21, False),
        ([10, 12, 14, 15], 22, True),
        ([10, 12, 14, 15], 9, False),
        ([10, 12, 14, 15], 8, True),
        ([10, 10, 10, 10], 10, False),
        ([10, 10, 10, 10], 11, True),
        # A large change that is not among the last 12 values counts no more.
        ([1000, *range(1, 13)], 15, False),
        ([1000, *range(1, 13)], 16, True),
    ],
)
def test_jump(known, value, jump):
    assert is_unusual([Decimal(one) for one in known], Decimal(value)) is jump


def test_worked_out_over_none_is_nothing():
    assert value_of_fraction(Decimal(3), Decimal(0), Unit.PERCENT) is None


def test_a_jump_is_asked_about_once_and_the_answer_is_kept(officer, indicator):
    earlier_values(indicator, 40, 41)
    asked = fill_in(officer, HERE, value="410")
    assert errors(asked) == {
        "is_right": "Is 410 right? It is far from the last value, 41. Tick and say why, or correct it."
    }
    assert not IndicatorReturn.objects.filter(reported_in=date(2025, 1, 1)).exists()

    form = standing(asked)
    assert form["value"] == "410" and "is_right" not in form
    assert errors(send(officer, HERE, form, is_right="on")) == {
        "right_because": "Say why it is so far from the values before."
    }
    assert "is_right" in errors(send(officer, HERE, form, right_because="A new way to count"))
    send(officer, HERE, form, is_right="on", right_because="A new way to count")
    assert one().value == 410
    assert (
        one().history.get().history_change_reason
        == "Asked whether it is right: yes. A new way to count"
    )

    assert "is_right" not in standing(officer.get(HERE))
    assert banner(officer, fill_in(officer, HERE, note="Twice checked")).startswith(
        "Saved: Appeals"
    )


def test_another_jump_is_asked_about_again(officer, indicator):
    earlier_values(indicator, 40, 41)
    form = standing(fill_in(officer, HERE, value="410"))
    again = send(officer, HERE, form, value="4100", is_right="on", right_because="It is")
    assert "Is 4,100 right?" in errors(again)["is_right"]
    assert "is_right" not in standing(again) and standing(again)["right_because"] == "It is"
    assert send(officer, HERE, standing(again), value="42").status_code == 302
    assert one().history.get().history_change_reason == ""


def test_a_range_beyond_the_usual_is_asked_about(officer, indicator):
    earlier_values(indicator, 40, 41)
    assert "Is 90 right?" in errors(fill_in(officer, HERE, low="40", high="90"))["is_right"]


def test_later_months_and_missing_values_are_no_part_of_the_usual_range(officer, indicator):
    earlier_values(indicator, 40, 41)
    builders.make_return(indicator, reported_in=date(2025, 1, 1), missing="Lost", marker="x")
    assert fill_in(officer, "/indicators/appeals/2024-11/", value="40").status_code == 302


# A final figure


def test_a_final_figure_changes_with_a_reason_and_says_that_it_was_revised(officer, indicator):
    builders.make_return(indicator)
    assert errors(fill_in(officer, HERE, value="11")) == {
        "why": "Say why this figure changes: it was final."
    }
    fill_in(officer, HERE, value="11", why="One was left out")
    assert (one().value, one().marker) == (11, "r")
    assert one().history.first().history_change_reason == "One was left out"


@pytest.mark.parametrize(("marker", "kept"), [("e", "e"), ("r", "r"), ("", "r")])
def test_a_marker_that_says_otherwise_stays(marker, kept, officer, indicator):
    builders.make_return(indicator, marker=marker)
    fill_in(officer, HERE, value="11", why="One was left out")
    assert one().marker == kept


def test_a_provisional_figure_changes_without_a_reason(officer, indicator):
    builders.make_return(indicator, state="provisional", marker="p")
    fill_in(officer, HERE, value="11", marker="")
    assert (one().value, one().marker) == (11, "")


def test_a_note_changes_without_a_reason(officer, indicator):
    builders.make_return(indicator)
    fill_in(officer, HERE, note="By hand")
    assert (one().note, one().marker) == ("By hand", "")


# Two people


def test_the_second_saver_sees_both_texts_and_loses_nothing(officer, manager, indicator):
    builders.make_return(indicator, state="provisional", note="As counted")
    first, second = standing(officer.get(HERE)), standing(manager.get(HERE))
    assert (
        send(
            officer, HERE, first, value="11", first="1 January 2025", last="31 January 2025"
        ).status_code
        == 302
    )
    response = send(manager, HERE, second, value="12", note="Counted <again>")
    assert response.status_code == 409
    assert conflict(response) == {"Value": ("12", "11"), "Note": ("Counted <again>", "As counted")}
    assert one().value == 11
    merged = standing(response)
    assert (merged["value"], merged["note"], merged["last"]) == (
        "12",
        "Counted <again>",
        "31 January 2025",
    )
    assert send(manager, HERE, merged).status_code == 302
    assert (one().value, one().note, one().last) == (12, "Counted <again>", date(2025, 1, 31))


def test_an_equal_second_save_is_a_success(officer, manager, indicator):
    builders.make_return(indicator)
    forms = [standing(client.get(HERE)) for client in (officer, manager)]
    typed = {"value": "11", "why": "One was left out"}
    assert send(officer, HERE, forms[0], **typed).status_code == 302
    assert (
        banner(manager, send(manager, HERE, forms[1], **typed)) == "Saved: nothing was different."
    )
    assert (one().version, one().marker) == (2, "r")


def test_who_did_not_touch_the_figure_is_not_asked_why_it_changed(officer, manager, indicator):
    builders.make_return(indicator)
    forms = [standing(client.get(HERE)) for client in (officer, manager)]
    send(officer, HERE, forms[0], value="11", why="One was left out")
    response = send(manager, HERE, forms[1], note="Seen")
    assert response.status_code == 409
    assert conflict(response) == {"Note": ("Seen", "(empty)")}
    assert send(manager, HERE, standing(response)).status_code == 302
    assert (one().value, one().note, one().marker) == (11, "Seen", "r")


@pytest.mark.parametrize("together", [False, True])
def test_two_people_enter_the_same_month(together, officer, manager, monkeypatch):
    forms = [standing(client.get(HERE)) for client in (officer, manager)]
    send(officer, HERE, forms[0], value="11", note="First")
    if together:
        # As if the other's record had come between the question and the answer: twice it is not seen yet.
        answers = iter([None, None])
        seen = views.stored_return
        monkeypatch.setattr(views, "stored_return", lambda *args: next(answers, seen(*args)))
    response = send(manager, HERE, forms[1], value="12")
    assert response.status_code == 409
    assert conflict(response) == {"Value": ("12", "11"), "Note": ("(empty)", "First")}
    assert send(manager, HERE, standing(response), why="Counted again").status_code == 302
    assert (one().value, one().version) == (12, 2)


def test_the_same_form_sent_twice_is_one_record(officer):
    form = standing(officer.get(HERE))
    assert [send(officer, HERE, form, value="11").status_code for _ in range(2)] == [302, 302]
    assert one().version == 1


def test_typing_survives_a_sign_in(officer, indicator):
    form = standing(officer.get(HERE))
    client = Client()
    sign_in = send(client, HERE, form, value="11", note="Typed while away")
    assert not IndicatorReturn.objects.exists()
    shown = send(
        client, "/accounts/login/", standing(sign_in), username="officer", password=PASSWORD
    )
    again = standing(shown)
    assert (again["value"], again["note"]) == ("11", "Typed while away")
    assert not IndicatorReturn.objects.exists()
    assert send(client, HERE, again).status_code == 302
    assert (one().value, one().note) == (11, "Typed while away")


# Hostile input

HOSTILE = [
    "\x00",
    "9" * 5_000,
    "1e999",
    "NaN",
    "Infinity",
    "-inf",
    "１２",
    "1_0",
    "0x10",
    "\u202e12",
    "١٢",
    "<script>alert(1)</script>",
    "[" * 5_000,
    "- " * 2_000,
    "javascript:alert(1)",
    "//evil.example/",
]


@pytest.mark.parametrize(
    ("place", "unit"), pairs(range(len(HOSTILE)), ["count", "percent", "pounds"], of=3)
)
def test_hostile_text_is_saved_as_text_or_refused_at_its_field(place, unit, officer, indicator):
    hostile, indicator.unit = HOSTILE[place], unit
    indicator.save()
    builders.make_return(indicator, state="provisional")
    names = [name for name in standing(officer.get(HERE)) if name != "version"]
    for page in send_everywhere(officer, HERE, hostile, names):
        assert page.status_code in (200, 409) and b"<script>alert" not in page.content
    assert one().value == 10


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 5_000, "1e9", "2"])
def test_a_version_that_was_never_given_overwrites_nothing(version, officer, indicator):
    builders.make_return(indicator, state="provisional")
    response = send(officer, HERE, standing(officer.get(HERE)), value="11", version=version)
    assert response.status_code in (200, 409)
    assert one().value == 10
