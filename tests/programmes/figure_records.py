"""Records of a made-up programme: months, positions, plans and savings."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import models

from ehcp.contacts import COUNTS as CONTACT_COUNTS
from ehcp.models import (
    MONTHS_COVERED,
    PARTS,
    ContactReturn,
    CoveredPeriod,
    MonthlyReturn,
)
from ehcp.snapshot import COUNTS
from finance.models import (
    ConfidenceScale,
    Contribution,
    DeficitBasis,
    FigureKind,
    MonthlyPosition,
    Payer,
    Plan,
    PlanStanding,
    PlanYear,
    PositionFigure,
    PositionStatus,
    Saving,
)
from sendprog.records.fields import NO_VALUE
from sendprog.values.frequency import Frequency
from sendprog.values.markers import Marker
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import QUALIFIERS
from strands.choices import ReportedSeries, ReturnState
from strands.models import (
    Commitment,
    SeriesFrequency,
    Strand,
)
from tests.programmes.maker import TREES, Maker

WITH_VALUE = ["", "", *(marker.value for marker in Marker if not marker.means_no_value)]
SELDOM_GIVEN = (
    "reported_variance",
    "opening_balance",
    "department_contribution",
    "council_contribution",
    "adjustments",
    "block_transfer",
)
BLOCKS = (
    ["High needs"],
    ["High needs"],
    ["Schools"],
    ["High needs", "Total"],
    ["Schools", "Early years"],
)


def months(maker: Maker) -> Iterator[models.Model]:
    """The months (or quarters, terms or years) up to the last one, some left out, each with some of the counts of the council."""
    last = Month.containing(maker.shape.today).plus(-maker.random.randint(1, 3))
    usual = set(maker.random.sample(COUNTS, maker.random.randint(1, len(COUNTS))))
    usual |= {"plans_issued", "plans_issued_within_20_weeks"} if maker.chance(0.7) else set()
    has_gaps, basis, largest = maker.chance(0.3), maker.basis(), maker.pick([6, 200, 12_000])
    covers = maker.pick(["month", "month", "month", "quarter", "term", "year"])
    step = MONTHS_COVERED[CoveredPeriod(covers)]
    if maker.chance(0.4):
        yield SeriesFrequency(series=ReportedSeries.EHCP, frequency=maker.pick(Frequency).value)
    for number in range((maker.shape.months - 1) % step, maker.shape.months, step):
        if has_gaps and maker.chance(0.2):
            continue
        given = {name: maker.random.randint(0, largest) for name in COUNTS if name in usual}
        yield MonthlyReturn(
            month=last.plus(number + 1 - maker.shape.months).first,
            covers=covers,
            state=maker.pick(ReturnState),
            basis=basis if maker.chance(0.9) else maker.basis(),
            note=maker.text(most=3),
            source=maker.source(),
            **marked(maker, in_parts(given)),
        )


def in_parts(counts: dict[str, int]) -> dict[str, int]:
    """The counts with no part larger than its whole."""
    for part, whole in PARTS:
        if part in counts and whole in counts:
            counts[part] = min(counts[part], counts[whole])
    return counts


def marked(maker: Maker, counts: dict[str, int]) -> dict[str, Any]:
    """The counts, a few of them missing for a reason, or with a marker."""
    fields: dict[str, Any] = dict(counts)
    if maker.chance():
        name = maker.pick(counts)
        fields |= {name: None, f"{name}_marker": maker.pick(["", *NO_VALUE])}
        other = maker.pick(counts)
        if fields[other] is not None:
            fields[f"{other}_marker"] = maker.pick(WITH_VALUE)
    return fields


def contacts(maker: Maker) -> Iterator[models.Model]:
    """Months of contact with families, some with a value or a reason why there is none."""
    if maker.chance(0.4):
        yield SeriesFrequency(series=ReportedSeries.CONTACT, frequency=maker.pick(Frequency).value)
    for number in range(min(maker.shape.months, 6)):
        given = {name: maker.random.randint(0, 900) for name in CONTACT_COUNTS if maker.chance(0.7)}
        yield ContactReturn(
            month=maker.month(-number - 1, -number - 1).first,
            covers=maker.pick(CoveredPeriod),
            state=maker.pick(ReturnState),
            basis=maker.basis(),
            source=maker.source(),
            wait_change_percent=maker.maybe(Decimal(maker.pick(["-12.5", "0", "7.25"]))),
            satisfaction=maker.maybe(Decimal(maker.pick(["0", "3.5", "5"]))),
            **marked(maker, given) if given else {},
        )


def positions(maker: Maker) -> Iterator[models.Model]:
    """Positions of one or two blocks, on one basis or several, forecast or outturn, in some months."""
    basis, status = maker.pick(DeficitBasis), maker.pick(["forecast", "forecast", *PositionStatus])
    is_mixed, largest = maker.chance(0.3), maker.pick([3_000_000, 250_000_000])
    for block in maker.pick(BLOCKS):
        for number in range(min(maker.shape.months, 14)):
            if number and maker.chance(0.5):
                continue
            position = position_of(maker, block, maker.month(-number - 1, -number - 1), largest)
            position.in_year_basis = maker.pick(DeficitBasis) if is_mixed else basis
            position.status = maker.pick(PositionStatus) if is_mixed else status
            position.forecast_qualifier = qualifier_of(maker, position.forecast_in_year_deficit)
            position.cumulative_qualifier = qualifier_of(
                maker, position.projected_cumulative_deficit
            )
            for told in (position, *also_of_last_year(maker, position, largest)):
                told.pk = len(maker.all_of(MonthlyPosition)) + 1
                yield told
                if maker.chance():
                    yield other_figure_of(maker, told, largest)
    if maker.chance(0.4):
        yield SeriesFrequency(series=ReportedSeries.DSG, frequency=maker.pick(Frequency).value)


def also_of_last_year(
    maker: Maker, position: MonthlyPosition, largest: int
) -> Iterator[MonthlyPosition]:
    """The position with its year; now and then the outturn of the year before beside a forecast of the same month."""
    position.fill_financial_year()
    month = Month.containing(position.month)
    if position.status == PositionStatus.FORECAST and maker.chance(0.2):
        outturn = position_of(maker, position.block, month, largest)
        outturn.status = maker.pick(["provisional", "final", "audited"])
        outturn.in_year_basis = position.in_year_basis
        outturn.financial_year = month.financial_year.start - 1
        yield outturn


def amount_of(maker: Maker, name: str, least: int = 0) -> dict[str, Any]:
    """The fields of an amount that may not be given, be "about" so much, or be a range."""
    low, high = sorted([maker.pounds(least), maker.pounds(least)])
    is_range = maker.chance(0.2)
    value = low if is_range else maker.maybe(low)
    return {
        name: value,
        f"{name}_to": high if is_range else None,
        f"{name}_qualifier": "" if is_range else qualifier_of(maker, value),
    }


def qualifier_of(maker: Maker, amount: Decimal | None) -> str:
    return maker.pick(["", "", "", *QUALIFIERS]) if amount is not None and amount > 0 else ""


def other_figure_of(maker: Maker, position: MonthlyPosition, largest: int) -> PositionFigure:
    """A figure of the report on any basis, of its year or another, or as at a day: a value or a range."""
    low, high = sorted([maker.pounds(-largest // 4, largest), maker.pounds(-largest // 4, largest)])
    value, kind = maker.maybe(high), maker.pick(FigureKind)
    as_at = maker.day(-500, 200) if kind is not FigureKind.IN_YEAR and maker.chance() else None
    year = position.month.year + maker.pick([-1, 0, 1, 2])
    return PositionFigure(
        position=position,
        kind=kind,
        financial_year=FinancialYear.containing(as_at).start if as_at else year,
        as_at=as_at,
        contributions=maker.pick(DeficitBasis),
        qualifier=qualifier_of(maker, value),
        value=value,
        low=None if value is not None else low,
        high=None if value is not None else high,
        source=maker.source(),
    )


def position_of(maker: Maker, block: str, month: Month, largest: int) -> MonthlyPosition:
    low, high = sorted([maker.pounds(-largest // 4, largest), maker.pounds(-largest // 4, largest)])
    names = ["forecast_low", "forecast_high"] if maker.chance(0.2) else []
    given = {"forecast_low": low, "forecast_high": high} if names else {}
    for name in (
        "planned_in_year_deficit",
        "forecast_in_year_deficit",
        "projected_cumulative_deficit",
    ):
        given[name] = maker.maybe(maker.pounds(-largest // 4, largest), 0.85)
    for name in SELDOM_GIVEN:
        given[name] = maker.maybe(maker.pounds(-largest // 4, largest), 0.2)
    for name in ("planned_in_year_deficit", "opening_balance"):
        given |= words_or_range(maker, name, given[name])
    return MonthlyPosition(
        month=month.first,
        block=block,
        cumulative_basis=maker.pick(DeficitBasis),
        cumulative_basis_is_inferred=maker.chance(0.2),
        basis=maker.basis(),
        marker=maker.pick(["", maker.pick(Marker).value]),
        note=maker.text(most=3),
        source=maker.source(),
        **given,
    )


def words_or_range(maker: Maker, name: str, value: Decimal | None) -> dict[str, Any]:
    """The fields beside an amount: a word before it or the highest of a range, now and then."""
    highest = value + abs(maker.pounds()) if value is not None and maker.chance(0.2) else None
    qualifier = qualifier_of(maker, value) if highest is None else ""
    return {f"{name}_to": highest, f"{name}_qualifier": qualifier}


def plans(maker: Maker) -> Iterator[models.Model]:
    """Plans of any standing, with years or none, contributions, and savings."""
    for number in maker.several(1, 3):
        plan = Plan(
            pk=number + 1,
            slug=f"plan-{TREES[number]}",
            name=f"{TREES[number].capitalize()} plan",
            standing=maker.pick(PlanStanding),
            agreed=maker.maybe(maker.partial(-900, 0)),
            commitment=maker.one_of(Commitment),
            source=maker.source(),
        )
        yield plan
        for year in maker.several(0, 3):
            yield PlanYear(
                plan=plan,
                financial_year=maker.shape.today.year + year - 1,
                in_year_basis=maker.pick(DeficitBasis),
                source=maker.source(),
                **amount_of(maker, "in_year_deficit", -9_000_000),
                **amount_of(maker, "closing_balance", -9_000_000),
            )
            yield contribution_of(maker, plan)


def contribution_of(maker: Maker, plan: Plan) -> Contribution:
    received = maker.maybe(maker.partial(-400, 0), 0.4)
    amount = abs(maker.pounds())
    amount_to = maker.maybe(amount * 2, 0.3)
    return Contribution(
        plan=plan,
        payer=maker.pick(Payer),
        financial_year=maker.shape.today.year,
        due=maker.maybe(maker.partial()),
        last_financial_year=maker.maybe(maker.shape.today.year + 3, 0.3),
        qualifier=qualifier_of(maker, amount) if amount_to is None else "",
        amount=amount,
        amount_to=amount_to,
        received=received,
        withheld=received is None and maker.chance(0.3),
        basis=maker.basis(),
        source=maker.source(),
    )


def savings(maker: Maker) -> Iterator[models.Model]:
    """Savings of this year and others, of any confidence; one may go on for several years."""
    for order, tree in enumerate(("elder", "hazel"), 1):
        yield ConfidenceScale(
            pk=order,
            slug=tree,
            label=f"{tree.capitalize()} step",
            order=order,
            counts=maker.chance(),
        )
    places = {(maker.pick(TREES[:3]), maker.pick([-1, -1, 0, 1])) for _ in maker.several(1, 4)}
    for tree, year in sorted(places):
        yield Saving(
            slug=f"saving-{tree}",
            title=maker.text(least=2),
            strand=maker.one_of(Strand),
            financial_year=maker.shape.today.year + year,
            **amount_of(maker, "planned"),
            **amount_of(maker, "expected"),
            **amount_of(maker, "achieved", -100_000),
            confidence=maker.one_of(ConfidenceScale),
            as_at=maker.maybe(maker.day(-200, 0)),
            basis=maker.basis(),
            note=maker.text(),
            source=maker.source(),
        )
