"""The finance room's page, a function of a snapshot."""

from django.conf import settings

from finance import headlines
from finance.measures import CUMULATIVE, FORECAST, MOVEMENT, PLANNED, VARIANCE
from finance.snapshot import CONTRIBUTIONS, PLANS, POSITIONS, SAVINGS
from finance.tables import PositionsTable
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.records.snapshots import Snapshot
from strands.headlines import readings_of
from strands.rows import TextRow
from strands.snapshot import COMMITMENTS, MILESTONES, TEXTS
from strands.texts import with_numbers

ON_THE_CARD = {
    FORECAST: "forecast",
    PLANNED: "planned",
    VARIANCE: "variance",
    MOVEMENT: "movement",
    CUMULATIVE: "cumulative",
}


def why_first(text: TextRow) -> tuple[bool, str]:
    """What drives the deficit comes before what is being done about it."""
    return text.section != "finance-pressures", text.section


def finance_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The deficit against its plan: variance and movement side by side, in-year and cumulative never mixed."""
    readings = headlines.latest(snapshot)
    texts = [text for text in snapshot[TEXTS] if text.section.startswith("finance-")]
    return query.render(
        "Finance",
        "finance/finance.html",
        sentence=headlines.sentence(snapshot),
        readings={name: readings[measure] for measure, name in ON_THE_CARD.items() if readings},
        reported=readings_of(snapshot, room="finance"),
        charts=headlines.charts(snapshot, settings.SENDPROG_COUNCIL).values(),
        texts=sorted(with_numbers(texts, snapshot), key=why_first),
        commitments=[one for one in snapshot[COMMITMENTS] if one.agreed],
        milestones=[one for one in snapshot[MILESTONES] if one.room == "finance"],
        plans=snapshot[PLANS],
        contributions=snapshot[CONTRIBUTIONS],
        savings=snapshot[SAVINGS],
        table=positions_table(snapshot),
    )


def positions_table(snapshot: Snapshot) -> PositionsTable:
    """Every position reported."""
    return PositionsTable(snapshot[POSITIONS])


def positions_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The positions as a file, in pounds."""
    return positions_table(snapshot).download("dsg-positions.csv")
