"""Records of a made-up programme: indicators, targets and places."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import models

import ehcp.measures
import finance.measures
from sendprog.records.fields import NO_VALUE
from sendprog.values.frequency import Frequency
from sendprog.values.markers import Marker
from sendprog.values.measures import Polarity
from sendprog.values.units import Unit
from sendprog.values.wording import QUALIFIERS
from strands.choices import PeriodType, PlacesStage, ReturnState, Room, TargetKind
from strands.models import (
    Area,
    Indicator,
    IndicatorReturn,
    Milestone,
    PlacesScheme,
    Strand,
    Target,
)
from tests.programmes.maker import TREES, Maker

WITH_VALUE = ["", "", *(marker.value for marker in Marker if not marker.means_no_value)]
# Measures of rooms that indicators may report, with their units.
UNITS_REPORTED = {
    measure.address: measure.unit.value
    for measure in (*ehcp.measures.MEASURES, *finance.measures.MEASURES)
}
REPORTED = tuple(UNITS_REPORTED)


def in_turn(maker: Maker, choices: Sequence[Any], number: int) -> Any:
    """A choice that another seed, or another number, has next."""
    return choices[(maker.shape.seed + number) % len(choices)]


def indicators(maker: Maker) -> Iterator[models.Model]:
    """Indicators of any unit, of strands, rooms or neither; some report a measure of a room."""
    for number in maker.several(1, 8):
        # Every other one reports a measure, each in turn: drawn by lot, some are seldom reported.
        reports = maker.pick(["", maker.pick(REPORTED)])
        if number % 2:
            reports = in_turn(maker, REPORTED, number)
        units = [maker.pick(Unit), in_turn(maker, list(Unit), number)]
        unit = UNITS_REPORTED.get(reports) or maker.pick(units).value
        polarity = maker.pick(Polarity)
        indicator = Indicator(
            pk=number + 1,
            slug=f"{TREES[number]}-count",
            name=f"{TREES[number].capitalize()} count",
            strand=maker.one_of(Strand),
            room=maker.pick(Room),
            order=maker.pick([100, 100, 5, 200]),
            code=maker.pick(["", f"L{number}"]),
            area=maker.one_of(Area),
            definition=maker.text(least=2),
            unit=unit,
            decimals=maker.pick([0, 1, 2]),
            polarity=polarity.value,
            best_value=amount_of(maker, unit) if polarity is Polarity.TARGET else None,
            accumulates_from=maker.pick(["", "", "", "September"]),
            period_type=maker.pick(PeriodType),
            frequency=maker.pick(["", *(frequency.value for frequency in Frequency)]),
            reports=reports,
            source=maker.source(),
            note=maker.text(most=3),
        )
        yield indicator
        windows: set[tuple[Any, Any]] = set()
        for _ in maker.several(0, 5):
            given = return_of(maker, indicator)
            if (given.reported_in, given.last) not in windows:
                windows.add((given.reported_in, given.last))
                yield given


def amount_of(maker: Maker, unit: str) -> Decimal:
    if unit == Unit.POUNDS.value:
        return maker.pounds()
    most = {Unit.OUT_OF_FIVE.value: 5, Unit.PERCENT.value: 100}.get(unit, 4_000)
    return Decimal(maker.pick([0, 1, most, maker.random.randint(0, most)]))


def return_of(maker: Maker, indicator: Indicator) -> IndicatorReturn:
    month = maker.month(-24, 0)
    window = (
        maker.pick([month.plus(-1), month.plus(-maker.random.randint(1, 12)), month.plus(-3)]),
        month.plus(-1),
    )
    has_window, shape = (
        maker.chance(0.8),
        maker.pick(["value", "value", "value", "range", "missing"]),
    )
    low, high = sorted([amount_of(maker, indicator.unit), amount_of(maker, indicator.unit)])
    given = IndicatorReturn(
        indicator=indicator,
        reported_in=month.first,
        first=window[0].first if has_window else None,
        last=window[1].last if has_window else None,
        window_words=maker.text(most=3) if maker.chance(0.2) else "",
        value=low if shape == "value" else None,
        low=low if shape == "range" else None,
        high=high if shape == "range" else None,
        missing=maker.text(least=2, most=3) if shape == "missing" else "",
        qualifier=maker.pick(["", "", "", *QUALIFIERS]) if shape == "value" else "",
        marker=maker.pick(WITH_VALUE if shape != "missing" else ["", *NO_VALUE]),
        basis=maker.basis(),
        state=maker.pick([ReturnState.FINAL, ReturnState.FINAL, ReturnState.PROVISIONAL]),
        projected=maker.chance(0.15),
        beside=maker.text(),
        note=maker.text(most=4),
        source=maker.source(),
    )
    if shape == "value" and maker.chance():
        before = window[0].plus(-maker.random.randint(1, 7))
        given.comparison_value = amount_of(maker, indicator.unit)
        given.comparison_first, given.comparison_last = before.first, window[0].plus(-1).last
        if maker.chance(0.3):
            given.comparison_first = given.comparison_last = None
            given.comparison_words = maker.text(most=3)
    add_parts_and_baseline(maker, given)
    return given


def add_parts_and_baseline(maker: Maker, given: IndicatorReturn) -> None:
    """The two numbers of a rate, and where it started."""
    if given.value is not None and maker.chance(0.3):
        given.denominator = maker.maybe(Decimal(maker.random.randint(0, 900)), 0.8)
        given.numerator = Decimal(maker.random.randint(0, int(given.denominator or 900)))
    if maker.chance(0.3):
        given.baseline_value = maker.maybe(amount_of(maker, given.indicator.unit), 0.7)
        given.baseline_words = maker.text(most=3)


def targets(maker: Maker) -> Iterator[models.Model]:
    """Targets of measures of the rooms, of indicators, and of a measure that does not exist."""
    own = [f"strands.indicator.{indicator.slug}" for indicator in maker.all_of(Indicator)]
    for measure in maker.random.sample([*REPORTED, *own], maker.random.randint(1, 4)):
        low, high = sorted(maker.random.randint(1, 90) for _ in range(2))
        yield Target(
            measure=measure,
            first=maker.maybe(maker.day(-400, 0)),
            last=maker.maybe(maker.day(1, 400)),
            value=maker.maybe(Decimal(maker.random.randint(1, 90))),
            floor=maker.maybe(Decimal(maker.random.randint(1, 50)), 0.3),
            expected_low=maker.maybe(Decimal(low), 0.3),
            expected_high=maker.maybe(Decimal(high), 0.3),
            kind=maker.pick(TargetKind),
            basis_text=maker.text(least=1),
            set_by=maker.text(),
            basis=maker.basis(),
        )


def areas(maker: Maker) -> Iterator[models.Model]:
    yield Area(pk=1, slug="larch-area", name="Larch area")


def places(maker: Maker) -> Iterator[models.Model]:
    """Schemes of any stage, with a number of places or none, some hanging on a milestone."""
    for number in maker.several(1, 5):
        count = maker.maybe(maker.random.randint(0, 300), 0.8)
        yield PlacesScheme(
            slug=f"{TREES[number]}-places",
            provision=f"{TREES[number].capitalize()} school",
            strand=maker.one_of(Strand),
            milestone=maker.one_of(Milestone),
            area=maker.one_of(Area),
            places=count,
            places_marker=maker.pick(WITH_VALUE)
            if count is not None
            else maker.pick(["", *NO_VALUE]),
            definition=maker.text(least=1),
            stage=maker.pick(PlacesStage),
            when_words=maker.text(most=3),
            planned_for=maker.maybe(maker.partial()),
            funded=maker.maybe(maker.partial(-400, 0), 0.3),
            secured=maker.maybe(maker.partial(-400, 0), 0.3),
            opened=maker.maybe(maker.partial(-400, 0)),
            basis=maker.basis(),
            source=maker.source(),
        )
