"""The dot strip: the latest reading beside the benchmarks that apply, in the order stored, ranked by nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from committee.pages.comparators import comparator_strip
from committee.pages.headline_cards import HeadlineCard
from sendprog.charts.dot_strip import DotStrip
from sendprog.charts.value_scale import value_scale
from sendprog.values.basis import Basis
from sendprog.values.measures import Comparison, Measure, Reading
from sendprog.values.periods import Window
from sendprog.values.units import Unit
from strands.rows import TargetRow
from tests.crawling import parsed, words
from tests.two_snapshots import AFTER, target_row

RATE = Measure("ehcp.rate", "Plans within 20 weeks", Unit.PERCENT, "", "", places=1)
MONEY = Measure("finance.cost", "Cost", Unit.POUNDS, "", "", places=1)
WINDOW = Window(date(2024, 9, 1), date(2024, 11, 30))


def reading(value: str | None = "41.2", measure: Measure = RATE, **fields: object) -> Reading:
    given_value = {"missing": "Not given"} if value is None else {"value": Decimal(value)}
    return Reading(**{"measure": measure, "window": WINDOW, **given_value, **fields})


def benchmark(value: str | None = "46.4", **fields: object) -> TargetRow:
    amount = None if value is None else Decimal(value)
    return target_row(**{"kind": "Benchmark", "basis_text": "England.", "value": amount} | fields)


def strip_of(
    latest: Reading | None, *targets: TargetRow, measure: Measure = RATE
) -> DotStrip | None:
    return comparator_strip(latest, targets, measure, place="Newshire", on=AFTER)


@given(st.lists(st.floats(-1e9, 1e9), max_size=8))
def test_every_value_and_zero_are_on_the_scale(values):
    scale = value_scale(values)
    for value in (0, *values):
        assert -0.01 <= float(scale.position(value).removesuffix("%")) <= 100.01
    assert (scale.ticks[0].position, scale.ticks[-1].position) == ("0%", "100%")


def test_strip():
    """Ours first, then comparators as stored, with their dates and basis."""
    rows = [
        benchmark("46.4", first=date(2024, 1, 1)),
        target_row(60),
        benchmark("0", basis_text="Four neighbours", set_by="Region", basis=Basis.ILLUSTRATIVE),
    ]
    main = parsed(
        render_to_string("components/dot_strip.html", {"strip": strip_of(reading(), *rows)})
    )
    assert [words(item) for item in main.findall(".//li")] == [
        "Newshire 41.2% ; September to November 2024",
        "England 46.4% ; from 1 January 2024",
        "Four neighbours 0.0% ; Set by Region. Illustrative: a made-up example",
    ]
    assert [dot.get("cx") for dot in main.findall(".//circle")] == ["82.4%", "92.8%", "0%"]
    text = words(main)
    assert "Plans within 20 weeks: 41.2% beside 2 comparators" in text
    assert "1 of 3 values is illustrative." in text
    assert text.endswith("0.0% 50.0%")


def test_money_is_drawn_to_scale():
    strip = strip_of(
        reading("51600000", MONEY), benchmark("20400000", measure=MONEY.address), measure=MONEY
    )
    assert [dot.text for dot, _, _ in strip.rows] == ["£51.6 million", "£20.4 million"]
    assert [tick.text for tick in strip.scale.ticks] == ["£0", "£20.0m", "£40.0m", "£60.0m"]


@pytest.mark.parametrize(
    ("latest", "targets"),
    [
        (None, [benchmark()]),
        (reading(None), [benchmark()]),
        (reading(qualifier="over"), [benchmark()]),
        (reading(), []),
        (reading(), [target_row(60)]),
        (reading(), [benchmark(None)]),
        (reading(), [benchmark(last=date(2024, 11, 29))]),
        (reading(), [benchmark(first=date(2024, 12, 1))]),
    ],
    ids=[
        *("no_reading", "missing", "bound", "no_comparator", "a_target", "no_value"),
        *("over_before", "begins_after"),
    ],
)
def test_no_strip(latest, targets):
    assert strip_of(latest, *targets) is None


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {
                "targets": (
                    "Benchmark: 46%. England",
                    "Local target: 60%. Set by the board",
                )
            },
            "Local target: 60%",
        ),
        ({"targets": ("Benchmark: 46%",)}, ""),
        ({}, ""),
        ({"targets": ("Local target: 60%",), "comparison": Comparison(Decimal(38), WINDOW)}, ""),
        ({"value": None, "missing": "Not given", "targets": ("Local target: 60%",)}, ""),
    ],
)
def test_card_names_a_target_where_nothing_else_is_compared(fields, told):
    assert HeadlineCard("rate", reading(**fields), None).target == told
