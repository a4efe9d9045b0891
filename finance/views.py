"""The finance page and its file, functions of a snapshot."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from finance import headlines
from finance.measures import CUMULATIVE, FORECAST, MOVEMENT, PLANNED, VARIANCE
from finance.questions import deficit_questions
from finance.readings import PositionReadings
from finance.saving_rows import totals_in_words
from finance.sentences import not_stated_note, plan_title
from finance.snapshot import CONTRIBUTIONS, PLANS, POSITIONS, SAVINGS
from finance.tables import (
    OtherFiguresTable,
    PositionsTable,
    SavingsTable,
    balance_table,
    page_table,
    savings_page_table,
)
from finance.worked_sum import WorkedSum, worked_sum
from sendprog.pages.folding import look_of_tables
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from strands.choices import ReportedSeries
from strands.commitment_row_types import CommitmentRow
from strands.frequencies import frequency_sentence
from strands.headlines import latest_indicator_readings
from strands.rows import TextRow
from strands.snapshot import COMMITMENTS, ENDED_STRANDS, MILESTONES, STRANDS, TEXTS
from strands.texts import latest_texts, texts_with_figures

# The readings of the page by the ids of their cards.
CARDS = {
    FORECAST: "forecast",
    PLANNED: "planned",
    VARIANCE: "variance",
    MOVEMENT: "movement",
    CUMULATIVE: "cumulative",
}
FEW_PARTS = 3
# The parts below the deficit by their ids: the
# heading of each, and what there is of it.
PARTS = {
    "causes": (
        "What is behind it",
        "texts",
        "unsplit",
    ),
    "milestones": ("Milestones", "milestones"),
    "savings": ("Savings", "savings"),
    "contributions": (
        "Contributions",
        "contributions",
    ),
    "commitments": ("Commitments", "commitments"),
    "plans": ("Deficit plans", "plans"),
    "context": (
        "Demand, cost and context, as reported",
        "reported",
    ),
    "reports": ("At each report", "table"),
    "balances": (
        "What each cumulative deficit is made of",
        "balances",
    ),
    "other-figures": (
        "Other figures of the same reports",
        "other_figures",
    ),
}


def pressures_first(text: TextRow) -> tuple[bool, str]:
    """Sorts the text on what drives the deficit before those on what is being done about it."""
    return text.section != "finance-pressures", text.section


def finance_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The deficit and its plan, its causes, the agreement, contributions, savings and every
    position.
    """
    readings = headlines.latest_position(snapshot)
    parts = parts_below(snapshot, readings)
    return query.render(
        "Finance",
        "finance/finance.html",
        sentence=headlines.sentence(snapshot),
        basis_note=not_stated_note(snapshot[POSITIONS]),
        questions=[] if is_plain(snapshot) else deficit_questions(snapshot, snapshot[SAVINGS]),
        readings={name: readings[measure] for measure, name in CARDS.items() if readings},
        charts=headlines.charts(snapshot, settings.SENDPROG_COUNCIL).values(),
        trajectory=headlines.trajectory(snapshot, settings.SENDPROG_COUNCIL),
        worked_sum=latest_sum(snapshot),
        contents=contents_of(parts),
        look=look_of_tables(len(snapshot[POSITIONS])),
        how_often=frequency_sentence(snapshot, ReportedSeries.DSG),
        totals=totals_in_words(snapshot[SAVINGS]),
        **parts,
    )


def contents_of(parts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The id and heading of each part that there is; none where they are few."""
    contents = [
        (ident, heading)
        for ident, (heading, *names) in PARTS.items()
        if any(parts[name] for name in names)
    ]
    return contents if len(contents) > FEW_PARTS else []


def parts_below(snapshot: Snapshot, readings: PositionReadings) -> dict[str, Any]:
    """What the page shows below the deficit, by the names of its template; empty where nothing is."""
    texts = [text for text in latest_texts(snapshot[TEXTS]) if text.section.startswith("finance-")]
    savings = snapshot[SAVINGS]
    return {
        "unsplit": unsplit_sentence(readings.get(VARIANCE)),
        "texts": sorted(texts_with_figures(texts, snapshot), key=pressures_first),
        "milestones": [row for row in snapshot[MILESTONES] if row.room == "finance"],
        "savings": savings_page_table(savings, strand_names(snapshot)) if savings else None,
        "contributions": [(row, row.state_on(snapshot.on)) for row in snapshot[CONTRIBUTIONS]],
        "commitments": commitments_about_money(snapshot),
        "plans": [(plan, plan_title(plan)) for plan in snapshot[PLANS]],
        "reported": latest_indicator_readings(snapshot, room="finance"),
        "table": page_table(snapshot[POSITIONS]) if readings else None,
        "balances": balance_table(snapshot[POSITIONS]),
        "other_figures": other_figures_table(snapshot, on_page=True),
    }


def latest_sum(snapshot: Snapshot) -> WorkedSum | None:
    """What the latest cumulative deficit is made of; None where its report does not give it all."""
    rows = headlines.headline_positions(snapshot)
    return worked_sum(rows[-1]) if rows else None


def unsplit_sentence(variance: Reading | None) -> str:
    """That a variance is not split by cause; "" where there is none."""
    if variance is None or not variance.value:
        return ""
    return f"Variance to plan, {variance.in_words}: no split by cause is recorded."


def strand_names(snapshot: Snapshot) -> dict[str, str]:
    """The names of the strands by slug, those that ended too."""
    return {row.slug: row.name for row in (*snapshot[ENDED_STRANDS], *snapshot[STRANDS])}


def commitments_about_money(snapshot: Snapshot) -> list[CommitmentRow]:
    """The agreements, and the commitments that a deficit plan belongs to."""
    planned = {plan.commitment for plan in snapshot[PLANS]}
    return [row for row in snapshot[COMMITMENTS] if row.agreed or row.slug in planned]


def positions_table(snapshot: Snapshot) -> PositionsTable:
    """Every position."""
    return PositionsTable(snapshot[POSITIONS])


def positions_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The positions as a file, in pounds."""
    return positions_table(snapshot).download("dsg-positions.csv")


def savings_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The savings as a file, in pounds."""
    return all_savings_table(snapshot).download("savings.csv")


def all_savings_table(snapshot: Snapshot) -> SavingsTable:
    """Every saving of every year."""
    return SavingsTable(snapshot[SAVINGS])


def other_figures_table(snapshot: Snapshot, *, on_page: bool = False) -> OtherFiguresTable | None:
    """The other figures of reports; None without any.

    The page leaves out the pounds and a sole block.
    """
    rows = headlines.other_figures(snapshot)
    if not rows and on_page:
        return None
    unused = ["value", "low", "high"] if on_page else []
    if on_page and len({row.block for row in snapshot[POSITIONS]}) < 2:
        unused.append("block")
    return OtherFiguresTable(rows, exclude=unused)


def other_figures_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The other figures of reports as a file."""
    return other_figures_table(snapshot).download("dsg-other-figures.csv")
