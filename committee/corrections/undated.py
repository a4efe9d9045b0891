"""Figures of an edition that belong to no month: places, planned years, contributions, targets, scores, comparisons. Pure.

Each stands in a record that is mended in place. What supersedes one (a later assessment, another plan) is news and no
correction, and so is what is carried forward in place: what a saving is expected to bring, or how far places have come. A risk
that leaves the register, closed, restricted or exempt, takes its scores along unsaid.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from committee.corrections.figures import NOT_AVAILABLE, Figure
from finance.snapshot import CONTRIBUTIONS, PLANS, SAVINGS, ContributionRow, PlanRow, SavingRow
from risks.snapshot import RISKS, RiskRow
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.wording import day, pounds_in_text
from strands.headlines import indicator_measure, places_reading, return_reading
from strands.rows import IndicatorRow, PlacesRow, TargetRow
from strands.snapshot import INDICATORS, PLACES, TARGETS


@dataclass(frozen=True)
class Said:
    """What one row says of one figure, in words and as a plain value."""

    known_as: str
    label: str
    when: str
    words: str
    value: Decimal | int
    basis: Basis
    measure: str = ""


def of_places(row: PlacesRow) -> Iterator[Said]:
    if row.places is not None:
        reading = places_reading(row)
        address = reading.measure.address
        yield Said(
            row.slug, reading.measure.label, reading.when, reading.in_words, row.places, row.basis, address
        )


def of_plan(row: PlanRow) -> Iterator[Said]:
    for year in row.years:
        when = year.financial_year.label
        amounts = {
            "In-year deficit planned": year.in_year_deficit,
            "Closing balance planned": year.closing_balance,
        }
        for label, amount in ((label, amount) for label, amount in amounts.items() if amount is not None):
            words = pounds_in_text(amount)
            yield Said(
                f"{row.slug}|{when}|{label}", f"{row.name}: {label}", when, words, amount, Basis.REPORTED
            )


def of_contribution(row: ContributionRow) -> Iterator[Said]:
    year = row.financial_year.label
    known_as = f"{row.plan}|{row.payer}|{year}|{row.due or ''}"
    yield Said(
        known_as, f"Contribution: {row.payer}", year, pounds_in_text(row.amount), row.amount, row.basis
    )


def of_saving(row: SavingRow) -> Iterator[Said]:
    if row.planned is not None:
        year = row.financial_year.label
        yield Said(
            f"{row.slug}|{year}",
            f"{row.title}: planned",
            year,
            pounds_in_text(row.planned),
            row.planned,
            row.basis,
        )


def of_target(row: TargetRow) -> Iterator[Said]:
    if row.value is not None:
        known_as, when = (
            f"{row.measure}|{row.kind}|{row.first or ''}",
            f"from {day(row.first)}" if row.first else "",
        )
        label = f"Target ({row.kind}) of {row.measure}"
        yield Said(known_as, label, when, f"{row.value.normalize():f}", row.value, row.basis, row.measure)


def of_risk(row: RiskRow) -> Iterator[Said]:
    for one in row.assessments:
        scores = {"Score": one.score, "Inherent score": one.inherent_score, "Target score": one.target_score}
        for label, score in ((label, score) for label, score in scores.items() if score is not None):
            known_as, when = f"{row.reference}|{one.as_at}|{label}", f"as at {day(one.as_at)}"
            yield Said(known_as, f"{label}: {row.title}", when, str(score), score, one.basis)


def of_indicator(row: IndicatorRow) -> Iterator[Said]:
    """What each of its returns was compared with; the returns themselves are dated figures."""
    measure = indicator_measure(row)
    for one in (one for one in row.returns if one.comparison_value is not None):
        reading, value = return_reading(measure, one), one.comparison_value
        known_as, label = (
            f"{row.slug}|{one.reported_in}|{one.last}|comparison",
            f"{measure.label}: compared with",
        )
        when = reading.comparison.when if reading.comparison else ""
        yield Said(known_as, label, when, measure.in_text(value), value, one.basis, measure.address)


SAID_BY: dict[Section, Callable[[Any], Iterator[Said]]] = {
    PLACES: of_places,
    PLANS: of_plan,
    CONTRIBUTIONS: of_contribution,
    SAVINGS: of_saving,
    TARGETS: of_target,
    RISKS: of_risk,
    INDICATORS: of_indicator,
}


def known(section: Section, said: str) -> str:
    """What a figure is known by: "undated|strands.places|fe-places"."""
    return f"undated|{section.name}|{said}"


def said_in(snapshot: Snapshot, sections: Iterable[Section]) -> dict[str, Said]:
    """Every such figure of the sections, by what it is known by."""
    found = (
        (section, said) for section in sections for row in snapshot[section] for said in SAID_BY[section](row)
    )
    return {known(section, said.known_as): said for section, said in found}


def compared(
    frozen: Snapshot, now: Snapshot, sections: Iterable[Section], hidden: set[str]
) -> dict[str, Figure | None]:
    """The edition's figures that are others now, or (None) what the edition says; what is hidden now is not told."""
    stands = said_in(now, sections)
    left = (
        {row.reference for row in frozen[RISKS]} - {row.reference for row in now[RISKS]}
        if RISKS in sections
        else ()
    )
    unsaid = tuple(known(RISKS, f"{reference}|") for reference in left)
    told = {
        known_as: (said, stands.get(known_as))
        for known_as, said in said_in(frozen, sections).items()
        if known_as not in hidden and not known_as.startswith(unsaid)
    }
    return {
        name: None if one and one.value == said.value else moved(name, said, one)
        for name, (said, one) in told.items()
    }


def moved(known_as: str, said: Said, stands: Said | None) -> Figure:
    """The figure as the edition says it and as it stands; None where its record is gone."""
    is_made_up = Basis.ILLUSTRATIVE in (said.basis, stands.basis if stands else None)
    return Figure(
        known_as=known_as,
        measure=said.measure,
        label=said.label,
        when=said.when,
        said=said.words,
        said_value=str(said.value),
        now=f"{stands.words} {Marker.REVISED.symbol}" if stands else NOT_AVAILABLE,
        now_value=str(stands.value) if stands else "",
        marker=Marker.REVISED if stands else Marker.NOT_AVAILABLE,
        basis=Basis.ILLUSTRATIVE if is_made_up else said.basis,
    )
