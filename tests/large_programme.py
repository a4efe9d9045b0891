"""A programme a hundred times the usual size, on top of the records that are there, stored in bulk."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle, islice

from django.db import models

from ehcp.models import MonthlyReturn
from finance.models import MonthlyPosition
from risks.models import Mitigation, Risk, RiskAssessment, RiskMatrix, RiskMatrixCell
from sendprog.records.data_version import DataVersion
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import Month
from strands.models import Baseline, Indicator, IndicatorReturn, Milestone, Strand
from tests.builders import COUNTS, PLANS

MILESTONES, RISKS, MONTHS = 12_000, 2_000, 240
STAGES = ("in_progress", "in_progress", "not_started", "complete", "delayed")
SCORED = (date(2024, 3, 31), date(2024, 7, 31), date(2024, 11, 30))


def grow_programme(share: float = 1) -> None:
    """So much of the full size, with a history of the milestones alone."""
    grow_milestones(int(MILESTONES * share))
    grow_risks(int(RISKS * share))
    months = list(earlier_months(int(MONTHS * share)))
    grow_figures(months)
    grow_indicators(months)
    DataVersion.bump()


def store(records: list[models.Model]) -> list[models.Model]:
    """In bulk, which the site's own managers refuse: no history is written."""
    return models.QuerySet(type(records[0])).bulk_create(records, batch_size=500)


def grow_milestones(number: int) -> None:
    strands = cycle(Strand.objects.order_by("pk"))
    milestones = [
        milestone(place, strand) for place, strand in zip(range(number), strands, strict=False)
    ]
    stored = store(milestones)
    store([entry for record in stored for entry in entries_of(record)])
    baselines = [
        Baseline(
            milestone=record,
            number=which,
            date=PartialDate.parse(f"{2024 + place % 4}-{1 + place % 12:02}-{which:02}"),
            reason="The plan",
            approver="The board",
            approved_on=date(2024, 1, which),
        )
        for place, record in enumerate(stored)
        for which in (1, 2)
    ]
    store(baselines)


def milestone(place: int, strand: Strand) -> Milestone:
    stage = STAGES[place % len(STAGES)]
    forecast = PartialDate.parse(f"{2024 + place % 4}-{1 + place % 12:02}-28")
    return Milestone(
        reference=f"large-{place}",
        title=f"Step {place} of the work that this strand has agreed",
        strand=strand,
        stage=stage,
        forecast=None if stage == "complete" else forecast,
        actual_not_known=stage == "complete",
        owner="Head of service",
        note="What is said of it, in a sentence of the usual length.",
        source="A test",
    )


def entries_of(milestone: Milestone) -> Iterator[models.Model]:
    """A history of three entries, in the second of which the forecast moved."""
    model = Milestone.history.model
    names = [field.attname for field in Milestone._meta.concrete_fields]
    for day, forecast in zip(SCORED, ("2024", "2025", "2025"), strict=True):
        values = {name: getattr(milestone, name) for name in names}
        values |= {"forecast": PartialDate.parse(forecast), "reason": "Builders were late"}
        at = datetime.combine(day, time(9), tzinfo=UTC)
        yield model(**values, history_date=at, history_type="~")


def grow_risks(number: int) -> None:
    matrix = RiskMatrix.objects.order_by("pk").last()
    cells = cycle(RiskMatrixCell.objects.filter(matrix=matrix).order_by("pk"))
    risks = [
        Risk(
            reference=f"large-{place}",
            number=1000 + place,
            title=f"Risk {place} that something the programme needs does not come in time",
            description="What may happen, why, and what that would mean for whom.",
            owner="Head of service",
            source="A test",
        )
        for place in range(number)
    ]
    stored = store(risks)
    assessments = [
        RiskAssessment(
            risk=risk,
            matrix=matrix,
            as_at=as_at,
            likelihood=cell.likelihood,
            impact=cell.impact,
            score=cell.score,
            source="A test",
        )
        for risk in stored
        for as_at, cell in zip(SCORED, cells, strict=False)
    ]
    store(assessments)
    texts = "It is looked at every month.", "Somebody else is asked to help."
    mitigations = [
        Mitigation(risk=risk, number=place, text=text, owner="Head of service")
        for risk in stored
        for place, text in enumerate(texts, 1)
    ]
    store(mitigations)


def earlier_months(number: int) -> Iterator[date]:
    """The months before the first return there is."""
    first = Month.containing(MonthlyReturn.objects.earliest("month").month)
    yield from (first.plus(-place).first for place in range(1, number + 1))


def without(months: Iterable[date], model: type[models.Model]) -> list[date]:
    taken = set(model.objects.values_list("month", flat=True))
    return [month for month in months if month not in taken]


def grow_figures(months: list[date]) -> None:
    returns = [
        MonthlyReturn(month=month, state="final", **COUNTS | PLANS)
        for month in without(months, MonthlyReturn)
    ]
    store(returns)
    positions = [
        MonthlyPosition(
            month=month,
            financial_year=Month.containing(month).financial_year.start,
            in_year_basis="gross",
            planned_in_year_deficit=Decimal(30_000_000),
            forecast_in_year_deficit=Decimal(40_000_000 + 1000 * place),
        )
        for place, month in enumerate(without(months, MonthlyPosition))
    ]
    store(positions)


def grow_indicators(months: list[date]) -> None:
    """Twenty years of a few indicators, the month each return is about its own."""
    returns = [
        IndicatorReturn(
            indicator=indicator,
            reported_in=month,
            first=month,
            last=Month.containing(month).plus(1).first - timedelta(days=1),
            value=Decimal(10 + place % 7),
        )
        for indicator in islice(Indicator.objects.filter(reports="").order_by("pk"), 5)
        for place, month in enumerate(months)
    ]
    store(returns)
