"""The paper's account of the strands, one after the other."""

from collections.abc import Sequence

from committee.paper import table_rows
from committee.paper.context import Told
from committee.paper.rich_text import Piece
from finance.snapshot import SAVINGS
from sendprog.values.rag import Rag
from sendprog.values.wording import day, joined, small_number_in_words
from strands.headlines import latest_indicator_readings
from strands.metrics import count_statuses
from strands.rows import MilestoneRow, StrandRow
from strands.snapshot import COMMITMENTS, CONDITIONS, MILESTONES, PLACES, STRANDS

WHOLE_PROGRAMME = "The whole programme"


def write_strands(told: Told) -> None:
    """The strands there are and what they deliver, then each; then what belongs to the whole programme."""
    strands = told.snapshot[STRANDS]
    if not strands:
        told.out.numbered("No strand has been entered.")
        return
    told.out.numbered(composition(strands))
    for one in told.snapshot[COMMITMENTS]:
        told.out.numbered(
            delivered_by(one.name, [row.name for row in strands if row.slug in one.strands], one.description)
        )
    for strand in strands:
        write_strand(told, strand)
    write_whole_programme(told)


def composition(strands: Sequence[StrandRow]) -> str:
    number = small_number_in_words(len(strands))
    names = joined([one.name for one in strands])
    return f"The programme consists of {number} {'strand' if len(strands) == 1 else 'strands'}: {names}."


def delivered_by(name: str, strands: Sequence[str], description: str) -> str:
    if not strands:
        return table_rows.sentences([name, description])
    number = small_number_in_words(len(strands)).capitalize()
    verb = "strand delivers" if len(strands) == 1 else "strands deliver"
    return f"{number} {verb} the {name}: {joined(strands)}."


def write_strand(told: Told, strand: StrandRow) -> None:
    """One strand as its page has it: rating with its reason, update, milestones, places, indicators, savings, conditions."""
    snapshot, out = told.snapshot, told.out
    milestones = [row for row in snapshot[MILESTONES] if row.strand == strand.slug]
    out.under(strand.name)
    write_rating(told, strand, milestones)
    if strand.objective:
        out.numbered(strand.objective)
    write_update(told, strand)
    for one in snapshot[CONDITIONS]:
        if one.strand == strand.slug:
            status = f"{one.rating.label}: {one.status_words}" if one.status_words else one.rating.label
            out.bullet(table_rows.sentences([f"{one.reference} {one.wording}", status]))
    out.table(
        f"{strand.name}: milestones",
        table_rows.MILESTONES,
        table_rows.milestone_rows(milestones),
        table_rows.MILESTONE_SHARES,
    )
    places = [row for row in snapshot[PLACES] if row.strand == strand.slug]
    out.table(
        f"{strand.name}: places (not added up)",
        table_rows.PLACES,
        table_rows.places_rows(places),
        table_rows.PLACES_SHARES,
    )
    readings = latest_indicator_readings(snapshot, strand=strand.slug).values()
    out.table(
        f"{strand.name}: indicators",
        table_rows.READINGS,
        table_rows.reading_rows(readings),
        table_rows.READING_SHARES,
    )
    savings = [row for row in snapshot[SAVINGS] if row.strand == strand.slug]
    out.table(
        f"{strand.name}: savings",
        table_rows.SAVINGS,
        table_rows.saving_rows(savings),
        table_rows.SAVING_SHARES,
    )


def write_rating(told: Told, strand: StrandRow, milestones: Sequence[MilestoneRow]) -> None:
    """The stated rating in words, why, and what the milestones say where they say otherwise."""
    update = strand.update
    as_at = f" as at {day(update.rating_as_at)}" if update and update.rating_as_at else ""
    told.out.numbered(
        [Piece("Stated rating: "), Piece(f"{strand.rating.label}{as_at}", bold=True), Piece(".")]
    )
    if strand.silence:
        told.out.numbered(f"{strand.silence}.")
    if update is None or strand.rating is Rag.NOT_RATED:
        return
    told.narrative(update.html.get("rag_reason", ""))
    if strand.needs_path_to_green and not update.path_to_green_is_given:
        told.out.numbered("Path to green: not given in the report.")
    elif path := update.html.get("path_to_green", ""):
        told.out.label("Path to green:")
        told.narrative(path)
    said = count_statuses(row.status for row in milestones)
    if said.disagreement(strand.rating):
        told.out.numbered(f"The milestones say otherwise: {said.summary}.")
        told.narrative(update.html.get("disagreement", ""))


def write_update(told: Told, strand: StrandRow) -> None:
    if strand.update is None:
        told.out.numbered("No update has been accepted.")
        return
    if strand.update.review_words:
        told.out.numbered(f"{strand.update.review_words}.")
    told.narrative(strand.update.html.get("progress", ""))
    for name, label in (("next_steps", "Next steps:"), ("help_needed", "Help needed:")):
        if html := strand.update.html.get(name, ""):
            told.out.label(label)
            told.narrative(html)


def write_whole_programme(told: Told) -> None:
    """Milestones that belong to no strand and no room."""
    rows = [row for row in told.snapshot[MILESTONES] if not row.strand and not row.room]
    if rows:
        told.out.under(WHOLE_PROGRAMME)
        told.out.table(
            "The whole programme: milestones",
            table_rows.MILESTONES,
            table_rows.milestone_rows(rows),
            table_rows.MILESTONE_SHARES,
        )
