"""The paper's tables: column heads, widths and rows, worded as on the pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from finance.headlines import OtherFigure
from finance.saving_rows import AMOUNTS, SavingRow
from finance.sentences import plan_title
from finance.snapshot import ContributionRow, PlanRow
from sendprog.values.absent import absent_text
from sendprog.values.free_text import sentences
from sendprog.values.measures import Reading, without_load
from sendprog.values.wording import upper_first
from strands.commitment_row_types import CommitmentRow
from strands.headlines import places_reading
from strands.milestone_row_types import MilestoneRow
from strands.rows import PlacesRow


@dataclass(frozen=True)
class WordTable:
    """A table of text. `shares` are the widths of the columns, in proportion."""

    head: tuple[str, ...]
    shares: tuple[int, ...]
    rows: list[list[str]]


def comparison_note(reading: Reading) -> str:
    """For example "Nearly doubled, from 80 (May 2024)"; "" without a comparison."""
    if not reading.comparison_text:
        return ""
    text = reading.comparison_text
    if reading.ratio_text:
        text = f"{reading.ratio_text}, {text}"
    if reading.length_text:
        text = f"{text}: {reading.length_text}"
    return upper_first(text)


def reading_notes(reading: Reading) -> str:
    """All that must be read with a figure: comparison, other windows, notes, basis and source.

    The load that a figure came with is in the data pack alone.
    """
    return sentences(
        [
            comparison_note(reading),
            f"Also reported: {reading.other_windows}" if reading.other_windows else "",
            upper_first(reading.beside),
            reading.parts,
            reading.baseline,
            *reading.targets,
            reading.note,
            "" if reading.basis.is_reported else reading.basis.label,
            f"Source: {source}" if (source := without_load(reading.source)) else "",
        ]
    )


def readings_table(readings: Iterable[Reading]) -> WordTable:
    rows = [
        [
            reading.measure.label,
            reading.in_words,
            reading.when or absent_text(reading.basis),
            reading_notes(reading),
        ]
        for reading in readings
    ]
    return WordTable(("Measure", "Figure", "When", "To be read with it"), (24, 15, 20, 41), rows)


def milestones_table(milestones: Iterable[MilestoneRow]) -> WordTable:
    rows = []
    for milestone in milestones:
        rows.append(
            [
                milestone.title,
                milestone.status_in_words,
                milestone.when_in_words,
                sentences(
                    [
                        milestone.stage_text,
                        milestone.reason_beside,
                        milestone.note,
                        milestone.basis_note,
                    ]
                ),
            ]
        )
    return WordTable(("Milestone", "Status", "Date", "In words"), (30, 13, 16, 41), rows)


def places_table(places: Iterable[PlacesRow]) -> WordTable:
    rows = [
        [
            scheme.provision,
            places_reading(scheme).in_words,
            f"{scheme.stage.label}: {scheme.when}",
            scheme.area or absent_text(scheme.basis),
            sentences([scheme.definition, scheme.basis.note]),
        ]
        for scheme in places
    ]
    head = ("Places", "Number", "Stage and date", "Where", "Definition")
    return WordTable(head, (20, 10, 19, 15, 36), rows)


def savings_table(savings: Iterable[SavingRow]) -> WordTable:
    rows = []
    for saving in savings:
        rows.append(
            [
                sentences(
                    [
                        saving.title,
                        saving.note,
                        saving.basis.note_beside(saving.note),
                        saving.as_at_text,
                    ]
                ),
                str(saving.financial_year),
                *(saving.amount_text(name) or absent_text(saving.basis) for name in AMOUNTS),
                saving.confidence_in_words or absent_text(saving.basis),
            ]
        )
    head = ("Saving", "Year", "Planned", "Expected", "Delivered so far", "Confidence")
    return WordTable(head, (28, 10, 14, 14, 14, 20), rows)


def commitments_table(commitments: Iterable[CommitmentRow]) -> WordTable:
    """Every commitment with its kind, stage, other party and dates."""
    rows = [
        [
            commitment.name,
            sentences([commitment.summary]) or absent_text(),
            sentences([commitment.description]) or absent_text(),
        ]
        for commitment in commitments
    ]
    return WordTable(("Commitment", "Stage and dates", "What it is"), (26, 34, 40), rows)


def plans_table(plans: Iterable[PlanRow]) -> WordTable:
    rows = []
    for plan in plans:
        for year in plan.years:
            rows.append(
                [
                    plan_title(plan),
                    str(year.financial_year),
                    year.in_year_text,
                    upper_first(year.in_year_basis.label),
                    year.closing_text,
                ]
            )
    return WordTable(
        (
            "Plan",
            "Year",
            "Planned in-year deficit",
            "Basis",
            "Planned cumulative deficit at 31 March",
        ),
        (32, 12, 18, 20, 18),
        rows,
    )


def contributions_table(contributions: Iterable[ContributionRow], on: date) -> WordTable:
    """The contributions with their state on a day."""
    rows = []
    for contribution in contributions:
        note = contribution.basis.note
        rows.append(
            [
                f"{contribution.payer} ({note})" if note else contribution.payer,
                contribution.term,
                contribution.amount_text,
                upper_first(contribution.state_on(on)) or absent_text(contribution.basis),
            ]
        )
    return WordTable(("From", "Year", "Amount", "State"), (40, 15, 20, 25), rows)


def other_figures_table(figures: Iterable[OtherFigure]) -> WordTable:
    """The figures that reports give on another basis, of another year or as at another day."""
    rows = [
        [
            figure.reported_at,
            figure.figure,
            figure.amount,
            sentences([figure.contributions, figure.basis]),
        ]
        for figure in figures
    ]
    return WordTable(("Reported at", "Figure", "Amount", "Basis"), (20, 35, 20, 25), rows)
