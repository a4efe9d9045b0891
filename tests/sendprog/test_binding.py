"""Numbers bound in officers' texts: how they are written, what they give, and what is refused when a text is saved."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from committee.models.paper import PaperSection
from ehcp.measures import PLANS_ISSUED
from sendprog.pages import inline_figures
from sendprog.pages.inline_figures import (
    InlineFigure,
    InlineFigureError,
    inline_figure_problems,
    inline_figures_in,
    parse_inline_figure,
    resolve_in_html,
    sentence_text,
)
from sendprog.pages.narrative import render_markdown
from sendprog.records.history import change
from sendprog.records.snapshots import uncached_snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Month, Window
from sendprog.values.units import Unit
from strands.models import StrandUpdate
from strands.snapshot import STRANDS
from strands.texts import strand_with_figures
from tests import builders

pytestmark = pytest.mark.takes_turns

SIX = Window.of_months(Month(2024, 6), Month(2024, 11))

months = st.builds(Month, st.integers(1950, 2090), st.integers(1, 12))
addresses = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,40}", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        ("ehcp.plans_issued 2024-06..2024-11", InlineFigure("ehcp.plans_issued", SIX)),
        (
            " ehcp.plans_issued   2024-11 ",
            InlineFigure("ehcp.plans_issued", Window.of_months(Month(2024, 11), Month(2024, 11))),
        ),
        ("a 2024/25", InlineFigure("a", Window.of_months(Month(2024, 4), Month(2025, 3)))),
        ("a 2023", InlineFigure("a", Window.of_months(Month(2023, 1), Month(2023, 12)))),
        ("strands.indicator.calls-handled", InlineFigure("strands.indicator.calls-handled", None)),
    ],
)
def test_a_bound_number_is_parsed(written, bound):
    assert parse_inline_figure(written) == bound


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "Nothing is not a number's address"),
        ("Two words here", "is not a number's address"),
        ("ehcp.plans_issued 2024-13", "There is no month 13"),
        ("ehcp.plans_issued 2024-11..2024-06", "before its first day"),
        ("ehcp.plans_issued 2023..2024-06", "is not a window"),
        ("ehcp.plans_issued 2024/26", "consecutive"),
        ("ehcp.plans_issued 2024-06-01", "is not a window"),
        ("<b>", "is not a number's address"),
    ],
)
def test_a_badly_written_one_says_what_to_write(written, why):
    with pytest.raises(InlineFigureError, match=re.escape(why)):
        parse_inline_figure(written)


@given(addresses, months, months)
def test_what_is_written_is_read_back(address, one, other):
    first, last = sorted([one, other])
    assert parse_inline_figure(f" {address} {first.iso}..{last.iso}") == InlineFigure(
        address, Window.of_months(first, last)
    )
    assert parse_inline_figure(address) == InlineFigure(address)


@given(st.text(max_size=80))
def test_any_text_is_parsed_or_refused(text):
    """Nothing but a BindingError, and a bound number only of what has the shape of one."""
    try:
        found = parse_inline_figure(text)
    except InlineFigureError:
        return
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*", found.address)


@given(st.text(alphabet="{}ab. 2024-\n&<>\"'", max_size=60))
def test_a_text_without_sound_numbers_is_left_as_it_is_but_for_what_it_could_not_read(text):
    """resolved() changes nothing outside the braces, and never makes an element of what stands in them."""

    class Nothing:
        def __getitem__(self, section):
            return ()

    outside = inline_figures.INLINE_FIGURE.split(text)[0::2]
    told = resolve_in_html(text, Nothing())
    assert all(part in told for part in outside)
    assert told.count("<") == sum(part.count("<") for part in outside)


def reading(**fields) -> Reading:
    unit = fields.pop("unit", Unit.COUNT)
    measure = Measure("a.measure", "A measure", unit, "", "", places=fields.pop("places", 0))
    return Reading(measure=measure, **({"value": Decimal(158)} | fields))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"unit": Unit.PER_MONTH}, "158"),
        ({"unit": Unit.POUNDS, "value": Decimal(51_600_000), "places": 1}, "£51.6 million"),
        ({"unit": Unit.POUNDS, "value": Decimal(1_000_000_000)}, "£1 billion"),
        ({"unit": Unit.PERCENT, "value": Decimal(43)}, "43%"),
        ({"unit": Unit.PERCENT_A_YEAR, "value": Decimal(12), "qualifier": "around"}, "around 12%"),
        ({"unit": Unit.OUT_OF_FIVE, "value": Decimal(3)}, "3"),
        ({"qualifier": "over"}, "over 158"),
        ({"value": None, "low": Decimal(300), "high": Decimal(400)}, "300 to 400"),
        ({"marker": Marker.PROVISIONAL}, "158 [p]"),
        ({"unit": Unit.PER_MONTH, "marker": Marker.PROVISIONAL}, "158 [p]"),
        ({"unit": Unit.PER_MONTH, "basis": Basis.ILLUSTRATIVE}, "158 (illustrative)"),
    ],
)
def test_a_number_as_a_sentence_takes_it(fields, words):
    assert sentence_text(reading(**fields)) == words


@pytest.fixture
def half_a_year(db):
    """Six months of plans issued whose mean is 158, a stock beside them; one indicator and a position."""
    for number, plans in enumerate((121, 141, 157, 168, 177, 184)):
        builders.make_monthly_return(
            date(2024, 6 + number, 1), plans_issued=plans, annual_reviews_overdue=1000 - number
        )
    indicator = builders.make_indicator("calls-handled")
    builders.make_return(
        indicator, first=date(2024, 6, 1), last=date(2024, 11, 30), value=Decimal(7000)
    )
    builders.make_position(date(2024, 11, 1))
    return uncached_snapshot()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("ehcp.plans_issued 2024-06..2024-11", "158"),
        ("ehcp.plans_issued_per_month 2024-06..2024-11", "158"),
        ("ehcp.plans_issued 2024-06..2024-08", "140"),
        ("ehcp.plans_issued 2024-11", "184"),
        ("ehcp.plans_issued", "184"),
        ("ehcp.annual_reviews_overdue 2024-11", "995"),
        ("strands.indicator.calls-handled", "7,000"),
        ("strands.indicator.calls-handled 2024-06..2024-11", "7,000"),
        ("finance.forecast_in_year_deficit 2024-11", "£40.0 million"),
        ("finance.forecast_in_year_deficit", "£40.0 million"),
    ],
)
def test_rooms_answer_addresses(half_a_year, written, words):
    found = inline_figures.resolve_reading(half_a_year, parse_inline_figure(written))
    assert sentence_text(found) == words
    assert found.when


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("ehcp.plans_isued 2024-11", "no measure at ehcp.plans_isued. Similar: ehcp.plans_issued"),
        ("plans_issued", "Similar: ehcp.plans_issued"),
        (
            "ehcp.plans_issued 2024-05..2024-11",
            "has no reading for May to November 2024. It has one for 2024-11",
        ),
        (
            "ehcp.annual_reviews_overdue 2024-06..2024-11",
            "has no reading for June to November 2024",
        ),
        (
            "strands.indicator.calls-handled 2023",
            "has no reading for 2023. It has one for 2024-06..2024-11",
        ),
        (
            "finance.forecast_in_year_deficit 2024-10",
            "has no reading for October 2024. It has one for 2024-11",
        ),
        ("zzz.qqq", "There is no measure at zzz.qqq"),
    ],
)
def test_an_unknown_address_or_window_names_what_is_near(half_a_year, written, why):
    with pytest.raises(InlineFigureError) as refused:
        inline_figures.resolve_reading(half_a_year, parse_inline_figure(written))
    assert why in str(refused.value)


def test_a_month_without_the_count_is_no_reading(half_a_year):
    builders.make_monthly_return(date(2024, 12, 1), plans_issued=None)
    with pytest.raises(InlineFigureError):
        inline_figures.resolve_reading(
            uncached_snapshot(), parse_inline_figure("ehcp.plans_issued 2024-11..2024-12")
        )


def test_a_number_is_told_with_its_window_and_never_stored(half_a_year):
    html = render_markdown("An average of {{ ehcp.plans_issued 2024-06..2024-11 }} plans & more.")
    assert "{{" in html
    told = resolve_in_html(html, half_a_year)
    assert (
        told
        == '<p>An average of <span title="Plans issued each month, June to November 2024">158</span> plans &amp; more.</p>\n'
    )


def test_a_number_that_is_gone_says_so(half_a_year):
    assert "[no reading: ehcp.plans_issued 2020]" in resolve_in_html(
        "{{ ehcp.plans_issued 2020 }}", half_a_year
    )


def test_readings_met_are_handed_over(half_a_year):
    met = []
    resolve_in_html(
        "{{ ehcp.plans_issued 2024-11 }} {{ nothing }} {{ ehcp.plans_issued }}",
        half_a_year,
        met.append,
    )
    assert [one.measure for one in met] == [PLANS_ISSUED, PLANS_ISSUED]


def test_every_door_answers(half_a_year):
    """Each room's headlines, found by name."""
    assert {door.__name__ for door in inline_figures.headline_modules()} == {
        "ehcp.headlines",
        "finance.headlines",
        "risks.headlines",
        "strands.headlines",
    }


def test_a_text_without_numbers_asks_for_nothing():
    def never():
        raise AssertionError

    assert inline_figure_problems("No numbers, 158 plans.", never) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ ehcp.plans_issued 2024-06..2024-11 }",
        "{{",
        "{{{ehcp.plans_issued}}",
        "ehcp.plans_issued }} 158",
    ],
)
def test_open_braces_are_refused(text, half_a_year):
    assert inline_figure_problems(text, lambda: half_a_year)


def test_bound_numbers_of_a_text():
    assert [one.address for one in inline_figures_in("{{ a.b }} {{ ! }} {{ c.d 2024-11 }}")] == [
        "a.b",
        "c.d",
    ]


WRONG = "{{ ehcp.plans_isued 2024-11 }}"


@pytest.mark.parametrize("field", StrandUpdate.NARRATIVE)
def test_an_update_with_an_unknown_number_is_refused_at_its_field(half_a_year, field):
    update = StrandUpdate(
        section="finance-x", month=date(2025, 1, 1), **{"progress": "Words", field: WRONG}
    )
    with pytest.raises(ValidationError) as refused:
        update.full_clean()
    assert "ehcp.plans_issued" in refused.value.message_dict[field][0]


def test_a_section_with_an_unknown_number_is_refused_at_its_field(half_a_year):
    with pytest.raises(ValidationError) as refused:
        PaperSection(slug="a", order=1, title="A", standing_text=WRONG).full_clean()
    assert "ehcp.plans_issued" in refused.value.message_dict["standing_text"][0]


def test_a_text_is_checked_against_what_this_change_wrote(half_a_year):
    """A month entered in the same transaction counts, though nothing kept knows of it yet."""
    with change(by=None):
        builders.make_monthly_return(date(2024, 12, 1), plans_issued=200)
        assert inline_figure_problems("{{ ehcp.plans_issued 2024-12 }}", uncached_snapshot) == []


def test_a_strand_s_page_tells_its_numbers(half_a_year):
    strand = builders.make_strand()
    builders.make_update(strand=strand, progress="Some {{ ehcp.plans_issued 2024-11 }} plans")
    snapshot = uncached_snapshot()
    told = strand_with_figures(snapshot[STRANDS][0], snapshot)
    assert ">184</span> plans" in told.update.html["progress"]


def test_preview_of_an_update_tells_its_numbers(half_a_year):
    builders.make_round()
    builders.make_update(strand=builders.make_strand(), state="draft")
    client = Client()
    client.force_login(builders.make_user("manager", role="manager"))
    typed = {
        "progress": "Some {{ ehcp.plans_issued 2024-11 }} plans",
        "stated_rag": "not_rated",
        "preview": "1",
    }
    response = client.post("/strands/strategy/update/", typed)
    assert ">184</span> plans" in response.content.decode()
