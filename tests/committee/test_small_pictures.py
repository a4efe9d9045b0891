"""The small picture of an indicator: its last value is the card's, its scale is its own, its targets are where they are."""

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.pages.small_pictures import small_picture
from sendprog.charts.fluid import SmallPicture
from sendprog.charts.fluid_scales import LOW_TEXT, end_scale
from sendprog.values.basis import Basis
from sendprog.values.measures import Polarity
from sendprog.values.periods import Month
from strands.headlines import indicator_readings, latest_indicator_reading
from strands.rows import TargetRow
from tests.two_snapshots import indicator_row, return_row

TICK = re.compile(r'<text x="0" y="([0-9.]+)%"[^>]*>([^<]*)</text>')
PLACES = re.compile(r'(?:x|y|x1|x2|y1|y2|cx|cy)="([-0-9.]+)%"')


def in_month(month: str, value: int | None, **fields):
    when = Month.parse(month)
    given_fields = {"reported_in": when.first, "first": when.first, "last": when.last} | fields
    return return_row(value, **given_fields)


def target(value: int | None, first: date | None = None, kind: str = "Local") -> TargetRow:
    fields = dict.fromkeys(TargetRow.__dataclass_fields__)
    fields |= {"kind": kind, "value": None if value is None else Decimal(value), "first": first}
    return TargetRow(**fields | {"basis": Basis.REPORTED, "set_by": "", "basis_text": ""})


def picture(*returns, targets=(), step=None, **fields) -> SmallPicture | None:
    row = indicator_row(*returns, **fields)
    return small_picture(
        "plans", latest_indicator_reading(row), list(indicator_readings(row)), targets, step
    )


THREE = [in_month("2024-09", 60), in_month("2024-10", 64), in_month("2024-11", 71)]


def test_scale_is_told_at_both_ends_and_a_target_from_its_month():
    made = picture(*THREE, targets=[target(80, date(2024, 10, 1), "Plan")])
    assert [text for _, text in TICK.findall(made.drawing)] == ["50", "80"]
    assert 'aria-labelledby="picture-plans-title"' in made.drawing
    assert "Plans, Sep 2024 to Nov 2024, on a scale from 50 to 80" in made.drawing
    assert made.drawing.count("<circle") == 3 and ">80 target<" in made.drawing
    # From the second of three months, at the top of the scale.
    assert 'class="fluid__level" x1="53.5%" x2="94%" y1="16%"' in made.drawing
    assert made.caption == "Higher is better."


@pytest.mark.parametrize(
    ("returns", "fields", "caption"),
    [
        pytest.param(THREE, {"polarity": Polarity.NEUTRAL}, "", id="demand"),
        pytest.param(
            [*THREE[:2], in_month("2024-11", 71, projected=True)],
            {},
            "Higher is better. Dotted: projected.",
            id="projected",
        ),
        pytest.param(
            [in_month("2024-10", 3, basis=Basis.ILLUSTRATIVE), in_month("2024-11", 4)],
            {},
            "Higher is better. Dotted: illustrative. Illustrative: a made-up example.",
            id="illustrative",
        ),
    ],
)
def test_caption_says_what_the_look_means(returns, fields, caption):
    assert picture(*returns, **fields).caption == caption


@pytest.mark.parametrize(
    "returns",
    [
        pytest.param([in_month("2024-11", 71)], id="one_value"),
        pytest.param(
            [*THREE, in_month("2024-12", None, missing="Not given")], id="latest_is_missing"
        ),
        pytest.param(
            [*THREE, in_month("2024-12", 9, first=date(2024, 1, 1))], id="latest_of_another_length"
        ),
        pytest.param([in_month("2024-10", 1, first=None, last=None)] * 2, id="no_window"),
        pytest.param(
            [*THREE[:2], in_month("2024-11", None, low=Decimal(3), high=Decimal(4))], id="range"
        ),
    ],
)
def test_no_picture_where_its_end_would_not_be_the_card(returns):
    assert picture(*returns) is None


LEVEL_LABEL = re.compile(r'y="([0-9.]+)%" dy="(-0.3|1.1)em" text-anchor="end"[^>]*>([^<]+)<')


def labels_of(made: SmallPicture) -> dict[str, float]:
    """The baseline of each level's label, in px of a drawing of 128 px."""
    return {
        text: float(y) * 1.28 + 15 * float(shift)
        for y, shift, text in LEVEL_LABEL.findall(made.drawing)
    }


def test_targets_are_drawn_before_benchmarks():
    targets = [target(number, kind="Benchmark") for number in (40, 90)] + [target(80)]
    made = picture(*THREE, targets=targets)
    assert labels_of(made).keys() == {"80 target", "40 benchmark"}


@given(st.lists(st.tuples(st.integers(0, 120), st.booleans()), max_size=4))
def test_labels_of_levels_never_stand_on_one_another(wanted):
    targets = [
        target(value, kind="Benchmark" if is_other else "Local") for value, is_other in wanted
    ]
    made = picture(*THREE, targets=targets)
    labels = labels_of(made)
    assert made.drawing.count("fluid__level") == len(labels) >= bool(wanted)
    assert all(below - above >= 18 for above, below in pairwise(sorted(labels.values())))
    aims = [value for value, is_other in wanted if not is_other]
    assert not aims or f"{aims[0]} target" in labels


@pytest.mark.parametrize(("step", "lines"), [(1, 0), (2, 2), (None, 2)])
def test_month_without_a_figure_is_a_gap_where_one_is_due(step, lines):
    every_other = [in_month(month, 60) for month in ("2024-07", "2024-09", "2024-11")]
    assert picture(*every_other, step=step).drawing.count('stroke-width="2.5"') == lines
    quarters = [
        in_month(f"2024-{last:02}", 60, first=date(2024, last - 2, 1)) for last in (3, 6, 9)
    ]
    assert picture(*quarters, step=1).drawing.count('stroke-width="2.5"') == 2


numbers = st.lists(st.integers(-1000, 5000), min_size=2, max_size=12)


@given(numbers, st.none() | st.integers(-1000, 5000))
def test_every_mark_is_inside_and_higher_values_are_higher(values, wanted):
    first = Month(2024, 1)
    returns = [in_month(first.plus(n).iso, value) for n, value in enumerate(values)]
    made = picture(*returns, targets=[target(wanted)])
    assert all(0 <= float(place) <= 100 for place in PLACES.findall(made.drawing))
    heights = [float(y) for y in re.findall(r'<circle[^>]* cy="([0-9.]+)%"', made.drawing)]
    assert len(heights) == len(values)
    for (low, before), (high, after) in pairwise(zip(heights, values, strict=True)):
        assert low >= high if before <= after else low <= high
    assert ("fluid__level" in made.drawing) is (wanted is not None)


@given(numbers)
def test_scale_takes_in_all_values_and_leaves_room_for_its_lower_text(values):
    axis = end_scale(values, 1, str)
    assert axis.low <= min(values) <= max(values) <= axis.high and axis.low < axis.high
    assert axis.high - axis.low <= 12 * ((max(values) - min(values)) or max(abs(values[0]), 1))
    if axis.low:
        assert min(values) - axis.low >= (LOW_TEXT / 2) * (axis.high - axis.low)
