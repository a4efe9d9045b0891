"""Records of a made-up programme: indicators, targets and places."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import models

from sendprog.records.fields import NO_VALUE
from sendprog.values.frequency import Frequency
from sendprog.values.markers import Marker
from sendprog.values.measures import Polarity, Unit
from sendprog.values.wording import QUALIFIERS
from strands.choices import PeriodType, PlacesStage, Room, TargetKind
from strands.models import (
    Area,
    Indicator,
    IndicatorReturn,
    PlacesScheme,
    Strand,
    Target,
)
from tests.programmes.maker import TREES, Maker

WITH_VALUE = ["", "", "", *(marker.value for marker in Marker if not marker.means_no_value)]
# Measures of rooms that indicators may report, with their units.
UNITS_REPORTED = {
    "ehcp.plans_issued": "per_month",
    "ehcp.twenty_week_rate": "percent",
    "ehcp.twenty_week_rate_of_all": "percent",
    "ehcp.annual_reviews_overdue": "count",
    "finance.forecast_in_year_deficit": "pounds",
}
REPORTED = tuple(UNITS_REPORTED)


def indicators(maker: Maker) -> Iterator[models.Model]:
    """Indicators of any unit, of strands, rooms or neither; some report a measure of a room."""
    for number in maker.several(1, 5):
        reports = maker.pick(["", "", *REPORTED])
        unit = UNITS_REPORTED.get(reports) or maker.pick(Unit).value
        polarity = maker.pick(Polarity)
        indicator = Indicator(
            pk=number + 1,
            slug=f"indicator-{TREES[number]}",
            name=f"{TREES[number].capitalize()} count",
            strand=maker.one_of(Strand),
            room=maker.pick(Room),
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
    has_window, shape = maker.chance(0.8), maker.pick(["value", "value", "value", "range", "missing"])
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
        marker=maker.pick(WITH_VALUE) if shape != "missing" else "",
        basis=maker.basis(),
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
    return given


def targets(maker: Maker) -> Iterator[models.Model]:
    """Targets of measures of the rooms, of indicators, and of a measure that does not exist."""
    own = [f"strands.indicator.{indicator.slug}" for indicator in maker.all_of(Indicator)]
    for measure in maker.random.sample([*REPORTED, *own], maker.random.randint(1, 4)):
        yield Target(
            measure=measure,
            first=maker.maybe(maker.day(-400, 0)),
            last=maker.maybe(maker.day(1, 400)),
            value=maker.maybe(Decimal(maker.random.randint(1, 90))),
            floor=maker.maybe(Decimal(maker.random.randint(1, 50)), 0.3),
            kind=maker.pick(TargetKind),
            basis_text=maker.text(least=1),
            set_by=maker.text(),
            basis=maker.basis(),
        )


def places(maker: Maker) -> Iterator[models.Model]:
    area = Area(pk=1, slug="larch-area", name="Larch area")
    yield area
    for number in maker.several(1, 3):
        count = maker.maybe(maker.random.randint(0, 300), 0.8)
        yield PlacesScheme(
            slug=f"places-{TREES[number]}",
            provision=f"{TREES[number].capitalize()} school",
            strand=maker.one_of(Strand),
            area=maker.maybe(area),
            places=count,
            places_marker=maker.pick(WITH_VALUE) if count is not None else maker.pick(["", *NO_VALUE]),
            definition=maker.text(least=1),
            stage=maker.pick(PlacesStage),
            when_words=maker.text(most=3),
            planned_for=maker.maybe(maker.partial()),
            opened=maker.maybe(maker.partial(-400, 0)),
            basis=maker.basis(),
            source=maker.source(),
        )
