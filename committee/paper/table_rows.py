"""Rows of the paper's tables, in the words that the pages have."""

from collections.abc import Iterable

from finance.snapshot import ContributionRow, PlanRow, SavingRow
from sendprog.values.basis import Basis
from sendprog.values.measures import Reading
from sendprog.values.wording import pounds_in_text
from strands.headlines import places_reading
from strands.rows import CommitmentRow, MilestoneRow, PlacesRow

READINGS = ("Measure", "Figure", "When", "To be read with it")
READING_SHARES = (24, 15, 20, 41)
MILESTONES = ("Milestone", "Status", "Date", "In the report's words")
MILESTONE_SHARES = (30, 13, 16, 41)
PLACES = ("Places", "Number", "Stage and date", "Where", "Definition")
PLACES_SHARES = (20, 10, 19, 15, 36)
SAVINGS = ("Saving", "Year", "Expected", "Confidence")
SAVING_SHARES = (40, 15, 25, 20)
AGREEMENTS = ("Agreement", "With", "Agreed", "What it is")
AGREEMENT_SHARES = (24, 22, 14, 40)
PLANS = ("Plan", "Year", "In-year deficit", "Basis")
PLAN_SHARES = (40, 15, 20, 25)
CONTRIBUTIONS = ("From", "Year", "Amount", "State")
CONTRIBUTION_SHARES = (40, 15, 20, 25)
NOT_IN_REPORT = "Not in the report"


def capital(text: str) -> str:
    """With a capital first letter, the rest as it stands."""
    return text[:1].upper() + text[1:]


def sentences(parts: Iterable[str]) -> str:
    """Parts as sentences, each said and closed once."""
    return " ".join(
        one if one.endswith((".", "?", "!", ".”", '."')) else f"{one}." for one in dict.fromkeys(parts) if one
    )


def made_up(basis: Basis) -> str:
    """What a made-up thing says of itself; nothing of any other."""
    return basis.label if basis is Basis.ILLUSTRATIVE else ""


def compared(reading: Reading) -> str:
    """ "Nearly doubled, from 80 (January to May 2024): six months against five months"."""
    if not reading.comparison_text:
        return ""
    times = f"{capital(reading.ratio_text)}, " if reading.ratio_text else ""
    return capital(f"{times}{reading.comparison_text}") + (
        f": {reading.length_text}" if reading.length_text else ""
    )


def beside_it(reading: Reading) -> str:
    """All that must be read with a figure: comparison, other windows, the same breath, notes, basis and source."""
    basis = reading.basis.label if reading.basis is not Basis.REPORTED else ""
    also = f"Also reported: {reading.other_windows}" if reading.other_windows else ""
    source = f"Source: {reading.source}" if reading.source else ""
    return sentences([compared(reading), also, capital(reading.beside), reading.note, basis, source])


def reading_rows(readings: Iterable[Reading]) -> list[list[str]]:
    return [[one.measure.label, one.in_words, one.when or NOT_IN_REPORT, beside_it(one)] for one in readings]


def milestone_rows(milestones: Iterable[MilestoneRow]) -> list[list[str]]:
    return [
        [
            one.title,
            one.status.label + (f", {one.slippage}" if one.slippage else ""),
            one.when_in_words,
            sentences([one.stage_words or NOT_IN_REPORT, one.note, made_up(one.basis)]),
        ]
        for one in milestones
    ]


def places_rows(places: Iterable[PlacesRow]) -> list[list[str]]:
    return [
        [
            one.provision,
            places_reading(one).in_words,
            f"{one.stage.label}: {one.when}",
            one.area or NOT_IN_REPORT,
            sentences([one.definition, made_up(one.basis)]),
        ]
        for one in places
    ]


def saving_rows(savings: Iterable[SavingRow]) -> list[list[str]]:
    return [
        [
            sentences([one.title, made_up(one.basis)]),
            str(one.financial_year),
            NOT_IN_REPORT if one.expected is None else pounds_in_text(one.expected),
            one.confidence or NOT_IN_REPORT,
        ]
        for one in savings
    ]


def agreement_rows(commitments: Iterable[CommitmentRow]) -> list[list[str]]:
    """What has been agreed; a commitment without a date of agreement is none."""
    return [
        [one.name, one.counterparty or NOT_IN_REPORT, str(one.agreed), one.description or NOT_IN_REPORT]
        for one in commitments
        if one.agreed
    ]


def plan_rows(plans: Iterable[PlanRow]) -> list[list[str]]:
    return [
        [
            f"{plan.name} ({plan.standing})",
            str(year.financial_year),
            NOT_IN_REPORT if year.in_year_deficit is None else pounds_in_text(year.in_year_deficit),
            capital(year.in_year_basis.label),
        ]
        for plan in plans
        for year in plan.years
    ]


def contribution_rows(contributions: Iterable[ContributionRow]) -> list[list[str]]:
    return [
        [
            f"{one.payer} ({made})" if (made := made_up(one.basis)) else one.payer,
            str(one.financial_year),
            pounds_in_text(one.amount),
            contribution_state(one),
        ]
        for one in contributions
    ]


def contribution_state(one: ContributionRow) -> str:
    if one.withheld:
        return "Withheld"
    if one.received:
        return f"Received {one.received}"
    return f"Due {one.due}" if one.due else NOT_IN_REPORT
