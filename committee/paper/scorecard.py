"""The scorecard in the paper: a table that fits the page, the rule, and the open exceptions."""

from committee.paper.context import PaperContext
from committee.paper.word_tables import WordTable
from committee.scorecard.exceptions import shown_exceptions
from committee.scorecard.rating import EXCEPTION_RULE, RULE
from committee.scorecard.rows import (
    ScorecardRow,
    scorecard_rows,
    summary_sentence,
)
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import sentences
from sendprog.values.measures import Reading
from sendprog.values.wording import upper_first


def has_targets(snapshot: Snapshot) -> bool:
    """Whether the scorecard rates anything, or has an exception."""
    return any(row.target or row.exception for row in scorecard_rows(snapshot))


def write_scorecard(context: PaperContext) -> None:
    """Write the sentence, the table with the rule below it, and each open exception."""
    snapshot, out = context.snapshot, context.out
    rows = scorecard_rows(snapshot)
    out.numbered(summary_sentence(rows, plain=is_plain(snapshot)))
    out.table("The scorecard", scorecard_word_table(rows))
    beside = [row for row in rows if row.official.rows]
    out.table("Beside official statistics", official_word_table(beside))
    if rows:
        out.plain(RULE)
    open_exceptions = [each for each in shown_exceptions(snapshot) if each.row.is_open]
    if open_exceptions:
        out.plain(EXCEPTION_RULE)
    for exception in open_exceptions:
        name = f"Exception {exception.row.number}: {exception.label}"
        answer = [f"{label}: {text}" for label, text in exception.lines]
        out.numbered(sentences([name, exception.opened_by, exception.standing, *answer]))


def scorecard_word_table(rows: list[ScorecardRow]) -> WordTable:
    head = (
        "Measure",
        "Now",
        "Target",
        "Before",
        "Year before",
        "Direction and rating",
        "Action",
    )
    return WordTable(
        head,
        (20, 14, 14, 13, 13, 14, 16),
        [word_row(row) for row in rows],
    )


def official_word_table(rows: list[ScorecardRow]) -> WordTable:
    """England, the region and the comparators by name, for the measures that have them."""
    head = ("Measure", "Year", "Ours", "England", "Region", "Comparators")
    cells = [
        [
            row.measure.label,
            row.official.when,
            row.official.own_text.removeprefix("ours "),
            row.official.england_text,
            row.official.region_text,
            row.official.comparators_by_name,
        ]
        for row in rows
    ]
    return WordTable(head, (24, 10, 10, 10, 10, 36), cells)


def word_row(row: ScorecardRow) -> list[str]:
    rating = [
        row.movement.in_words,
        row.rated.rating.label,
        row.rated.why,
    ]
    return [
        sentences([row.measure.label, row.measure.better_text]),
        figure_text(row.now, "No figure"),
        sentences(
            [
                row.target_text,
                upper_first(row.floor_text),
                row.target_label,
            ]
        ),
        figure_text(row.before, "No figure shown"),
        figure_text(row.year_ago, "No figure shown"),
        sentences(rating),
        sentences([row.what_is_done, row.owner_text]),
    ]


def figure_text(reading: Reading | None, absent: str) -> str:
    """The figure with its window and basis in one text."""
    if reading is None:
        return absent
    basis = "" if reading.missing else reading.basis.note
    return sentences([reading.in_words, reading.when, basis])
