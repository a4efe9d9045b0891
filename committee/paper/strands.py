"""The section of the paper on the strands."""

from collections.abc import Sequence

from committee.paper.context import PaperContext
from committee.paper.rich_text import Piece
from committee.paper.word_tables import (
    WordTable,
    milestones_table,
    places_table,
    readings_table,
    savings_table,
)
from finance.snapshot import SAVINGS
from sendprog.values.free_text import sentences
from sendprog.values.rag import Rag
from sendprog.values.wording import day, joined, lower_first, small_number_in_words
from strands.choices import CommitmentKind, CommitmentStage
from strands.commitment_row_types import CommitmentRow, ConditionRow
from strands.headlines import latest_indicator_readings
from strands.metrics import count_statuses
from strands.milestone_row_types import MilestoneRow
from strands.rows import NOT_RUNNING, StrandRow
from strands.snapshot import (
    COMMITMENTS,
    CONDITIONS,
    ENDED_STRANDS,
    INDICATORS,
    MILESTONES,
    PLACES,
    PROGRAMME,
    STRANDS,
)

WHOLE_PROGRAMME = "The whole programme"
# The texts of an update, each said to be what it is: a reason is no statement of fact.
LABELS = {
    "rag_reason": "Reason for the rating:",
    "progress": "Progress:",
    "path_to_green": "Path to green:",
    "next_steps": "Next steps:",
    "help_needed": "Help needed:",
}
# What strands do about a commitment that they
# do not deliver: one strand, several.
VERBS = dict.fromkeys(
    (CommitmentKind.DIRECTION, CommitmentKind.INSPECTION), ("responds to", "respond to")
)
# The stages of what nobody works to any more, and what its strands are to it.
OVER = {CommitmentStage.DECLINED, CommitmentStage.LAPSED, CommitmentStage.SUPERSEDED}
NAMED_FOR = ("is named for", "are named for")
# A name that ends with one of these takes an article, unless it begins with a word that stands for
# one.
NOUNS = {"agreement", "direction", "inspection", "notice", "plan", "programme", "statement", "work"}
DETERMINERS = {"a", "an", "every", "my", "one", "our", "the", "their", "this", "your"}


def write_strands(context: PaperContext) -> None:
    """Write the strands and what they deliver, then each of them, then the whole programme."""
    strands = context.snapshot[STRANDS]
    slugs = {strand.slug for strand in strands}
    context.out.numbered(composition_text(strands))
    write_programme_update(context)
    for commitment in context.snapshot[COMMITMENTS]:
        names = [strand.name for strand in strands if strand.slug in commitment.strands]
        context.out.numbered(commitment_text(commitment, names))
        for condition in commitment.conditions:
            if condition.strand not in slugs:
                context.out.bullet(condition_text(condition))
    for strand in strands:
        write_strand(context, strand)
    write_strands_not_running(context)
    write_whole_programme(context)


def write_programme_update(context: PaperContext) -> None:
    """Write the rating of the whole programme and its update, if there is one."""
    for row in context.snapshot[PROGRAMME]:
        rating = row.rating.label
        as_at = f" as at {day(row.update.rating_as_at)}" if row.update.rating_as_at else ""
        note = f" {row.update.small_print}." if row.update.small_print else ""
        context.out.numbered(
            [
                Piece("The whole programme: "),
                Piece(f"{rating}{as_at}", bold=True),
                Piece(f".{note}"),
            ]
        )
        for name in LABELS:
            write_labelled(context, name, row.update.html)


def write_labelled(context: PaperContext, name: str, html: dict[str, str]) -> None:
    """Write one text of an update under its label; nothing where it is empty."""
    if text := html.get(name, ""):
        context.out.label(LABELS[name])
        context.write_narrative(text)


def composition_text(strands: Sequence[StrandRow]) -> str:
    """For example "The programme consists of two strands: Early help and Transitions."."""
    if not strands:
        return "No strand is listed."
    number = small_number_in_words(len(strands))
    noun = "strand" if len(strands) == 1 else "strands"
    return (
        f"The programme consists of {number} {noun}: {joined([strand.name for strand in strands])}."
    )


def commitment_text(commitment: CommitmentRow, strands: Sequence[str]) -> str:
    """Which strands deliver a commitment, or the commitment's description if none does."""
    if not strands:
        return sentences([commitment.name, commitment.description])
    number = small_number_in_words(len(strands)).capitalize()
    nouns = "strand" if len(strands) == 1 else "strands"
    is_over = commitment.stage in OVER
    verbs = NAMED_FOR if is_over else VERBS.get(commitment.kind, ("delivers", "deliver"))
    verb = verbs[len(strands) > 1]
    stage = f" ({lower_first(commitment.stage_text)})" if is_over else ""
    return f"{number} {nouns} {verb} {with_article(commitment.name)}{stage}: {joined(strands)}."


def with_article(name: str) -> str:
    """ "the Safety Valve agreement".

    A name that is a title, "Our reform plan", is left as it is.
    """
    words = name.split() or [""]
    takes_article = words[-1] in NOUNS and words[0].lower() not in DETERMINERS
    return f"the {name}" if takes_article else name


def write_strand(context: PaperContext, strand: StrandRow) -> None:
    """Write one strand as its page shows it: rating, update, conditions and the tables of its
    records.
    """
    snapshot, out = context.snapshot, context.out
    milestones = [row for row in snapshot[MILESTONES] if row.strand == strand.slug]
    out.under(strand.name)
    write_rating(context, strand, milestones)
    if strand.objective:
        out.numbered(f"Objective: {strand.objective}")
    write_update(context, strand)
    names = {row.slug: row.short_name for row in snapshot[COMMITMENTS]}
    for condition in snapshot[CONDITIONS]:
        if condition.strand == strand.slug:
            out.bullet(condition_text(condition, names.get(condition.commitment, "")))
    write_tables(context, record_tables(context, strand.name, strand.slug))


def record_tables(context: PaperContext, name: str, slug: str) -> dict[str, WordTable]:
    """The tables of what belongs to a strand, or to no strand and no room (""), by their captions."""
    snapshot = context.snapshot
    milestones, places, savings = (
        [row for row in snapshot[section] if row.strand == slug]
        for section in (MILESTONES, PLACES, SAVINGS)
    )
    in_rooms = {row.slug for row in snapshot[INDICATORS] if row.room and not slug}
    readings = latest_indicator_readings(snapshot, strand=slug)
    return {
        f"{name}: milestones": milestones_table(row for row in milestones if slug or not row.room),
        f"{name}: places (not added up)": places_table(places),
        f"{name}: indicators": readings_table(
            reading for indicator, reading in readings.items() if indicator not in in_rooms
        ),
        f"{name}: savings": savings_table(savings),
    }


def write_tables(context: PaperContext, tables: dict[str, WordTable], heading: str = "") -> None:
    """Write the tables that have rows, under the heading if any has."""
    if heading and any(table.rows for table in tables.values()):
        context.out.under(heading)
    for caption, table in tables.items():
        context.out.table(caption, table)


def condition_text(condition: ConditionRow, commitment: str = "") -> str:
    """The condition with its limit, what happens if it is missed, and its latest status.

    `commitment`: its short name, where the text before does not say whose condition it is.
    """
    status = condition.rating.label
    if condition.status_as_at:
        status += f" on {day(condition.status_as_at)}"
    if condition.status_words:
        status = f"{status}: {condition.status_words}"
    limit = f"Limit: {condition.limit}" if condition.limit else ""
    if_missed = f"If it is missed: {condition.if_missed}" if condition.if_missed else ""
    of_what = f" of {commitment}" if commitment else ""
    begin = f"{condition.kind} {condition.reference}{of_what}:"
    return sentences([f"{begin} {condition.wording}", limit, if_missed, status])


def write_rating(
    context: PaperContext, strand: StrandRow, milestones: Sequence[MilestoneRow]
) -> None:
    """Write the stated rating, its reason, and what the milestones say if they disagree."""
    update = strand.update
    as_at = f" as at {day(update.rating_as_at)}" if update and update.rating_as_at else ""
    note = f" {strand.small_print}." if strand.small_print else ""
    context.out.numbered(
        [
            Piece("Stated rating: "),
            Piece(f"{strand.rating.label}{as_at}", bold=True),
            Piece(f".{note}"),
        ]
    )
    if strand.silence:
        context.out.numbered(f"{strand.silence}.")
    if update is None or strand.rating is Rag.NOT_RATED:
        return
    write_labelled(context, "rag_reason", update.html)
    if strand.needs_path_to_green and not update.path_to_green_is_given:
        context.out.numbered(f"Path to green: {strand.no_path_to_green.lower()}.")
    else:
        write_labelled(context, "path_to_green", update.html)
    counts = count_statuses(row.status for row in milestones)
    if counts.disagreement(strand.rating):
        context.out.numbered(f"The milestones say otherwise: {counts.summary}.")


def write_update(context: PaperContext, strand: StrandRow) -> None:
    if strand.update is None:
        context.out.numbered("There is no update to show.")
        return
    if strand.update.review_words:
        context.out.numbered(f"{strand.update.review_words}.")
    for name in ("progress", "next_steps", "help_needed"):
        write_labelled(context, name, strand.update.html)


def write_strands_not_running(context: PaperContext) -> None:
    """Write what is left on strands that ended, or have not begun."""
    snapshot = context.snapshot
    running = {strand.slug for strand in snapshot[STRANDS]} | {""}
    names = {row.strand: row.strand_name for row in snapshot[MILESTONES]}
    names |= {row.slug: row.name for row in snapshot[ENDED_STRANDS]}
    sections = (MILESTONES, PLACES, INDICATORS, SAVINGS)
    for slug in dict.fromkeys(row.strand for section in sections for row in snapshot[section]):
        if slug not in running:
            name = names.get(slug, NOT_RUNNING)
            heading = f"{name} (not running now)" if slug in names else name
            write_tables(context, record_tables(context, name, slug), heading)


def write_whole_programme(context: PaperContext) -> None:
    """Write what belongs to no strand and no room."""
    write_tables(context, record_tables(context, WHOLE_PROGRAMME, ""), WHOLE_PROGRAMME)
