"""The pages that join rooms, functions of a snapshot."""

from django.conf import settings
from django.http import Http404

import ehcp.headlines
import finance.headlines
import risks.headlines
from committee.changes.summary import since_last
from committee.editions.agenda import AGENDA
from committee.pages import charts
from committee.pages.attention import PLAIN_RULE, RULE, going_well, needs_attention
from committee.pages.search import LONGEST, MOST_OF_A_KIND, search, words_asked
from committee.pages.tables import ReadingsTable, StrandsTable
from committee.snapshot import catalogue
from committee.snapshot.ask_rows import about as asked_about
from committee.snapshot.ask_rows import overdue
from committee.snapshot.asks import ASKS
from ehcp.headlines import plans_issued
from finance.measures import FORECAST
from finance.snapshot import SAVINGS
from risks.snapshot import RISKS
from sendprog.pages.mounted_pages import Download, Page, Query, reads_parameters
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading
from sendprog.values.rag import MilestoneStatus, Rag
from sendprog.values.wording import day as in_words
from sendprog.values.wording import plural
from strands.headlines import places_reading, readings_of
from strands.metrics import derived
from strands.rows import MilestoneRow, StrandRow
from strands.snapshot import COMMITMENTS, CONDITIONS, MILESTONES, PLACES, STRANDS, TARGETS
from strands.tables import MilestonesTable
from strands.texts import strand_with_numbers

DONE = {MilestoneStatus.COMPLETE, MilestoneStatus.COMPLETE_LATE, MilestoneStatus.WITHDRAWN}
# The reported readings that the overview sets beside plans issued and the deficit, where they are there.
ON_THE_OVERVIEW = ("requests-on-last-year", "overdue-annual-reviews")


def headline_readings(snapshot: Snapshot) -> dict[str, Reading]:
    """The few readings that head the overview, by their names on the page."""
    reported = readings_of(snapshot, room="ehcp")
    found = {"plans-issued": plans_issued(snapshot)}
    found |= {slug: reported.get(slug) for slug in ON_THE_OVERVIEW}
    position = finance.headlines.latest(snapshot)
    found |= {"forecast": position.get(FORECAST)}
    return {name: reading for name, reading in found.items() if reading}


def next_milestone(snapshot: Snapshot, strand: StrandRow) -> MilestoneRow | None:
    """The strand's next open milestone by date, or its first without a date."""
    rows = [row for row in snapshot[MILESTONES] if row.strand == strand.slug and row.status not in DONE]
    return min(
        rows, key=lambda row: (row.when is None, row.when.last.isoformat() if row.when else ""), default=None
    )


def strand_lines(snapshot: Snapshot) -> list[tuple[StrandRow, MilestoneRow | None]]:
    return [(row, next_milestone(snapshot, row)) for row in snapshot[STRANDS]]


def overview(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Where the programme stands: a sentence, what needs attention, the numbers, the charts, the strands."""
    place = settings.SENDPROG_COUNCIL
    drawn = ehcp.headlines.charts(snapshot, place) | finance.headlines.charts(snapshot, place)
    readings = headline_readings(snapshot)
    return query.render(
        "Where the programme stands",
        "committee/overview.html",
        sentences=[ehcp.headlines.sentence(snapshot), finance.headlines.sentence(snapshot)],
        beside=ehcp.headlines.beside(snapshot),
        since=since_last(snapshot, previous),
        attention=needs_attention(snapshot),
        overdue=overdue(snapshot[ASKS]),
        going_well=going_well([*readings_of(snapshot, room="ehcp").values()]),
        rule=PLAIN_RULE if is_plain(snapshot) else RULE,
        is_plain=is_plain(snapshot),
        readings=readings,
        charts=[drawn[name] for name in ("plans_issued", "deficit", "overdue") if name in drawn],
        strands=strand_lines(snapshot),
        risks=risks.headlines.highest(snapshot)[:3],
        moved=risks.headlines.moved(snapshot),
    )


def headlines_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The readings that head the overview."""
    return ReadingsTable(headline_readings(snapshot).values()).download("headlines.csv")


def strands(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The strands, what they deliver, and what belongs to the whole programme."""
    rated = [row for row in snapshot[STRANDS] if row.rating is not Rag.NOT_RATED]
    return query.render(
        "Strands",
        "committee/strands.html",
        strands=strand_lines(snapshot),
        rated=rated,
        commitments=snapshot[COMMITMENTS],
        milestones=[row for row in snapshot[MILESTONES] if not row.strand and not row.room],
    )


def strands_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The strands with their stated ratings."""
    return StrandsTable(snapshot[STRANDS]).download("strands.csv")


def strand_called(snapshot: Snapshot, slug: str) -> StrandRow:
    """The strand of a slug; 404 where there is none."""
    for row in snapshot[STRANDS]:
        if row.slug == slug:
            return row
    raise Http404("There is no such strand.")


def strand_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, slug: str) -> Download:
    """One strand's milestones."""
    found = strand_called(snapshot, slug)
    rows = [row for row in snapshot[MILESTONES] if row.strand == found.slug]
    return MilestonesTable(rows, address=query.address).download(f"milestones-{found.slug}.csv")


def strand(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, slug: str) -> Page:
    """One strand: its rating in words with the reason, update, milestones, places, indicators and linked risks."""
    found = strand_called(snapshot, slug)
    milestones = [row for row in snapshot[MILESTONES] if row.strand == slug]
    said = derived(row.status for row in milestones)
    return query.render(
        found.name,
        "committee/strand.html",
        about=("strands.strandupdate", found.slug),
        strand=strand_with_numbers(found, snapshot),
        milestones=milestones,
        derived=said,
        disagrees=bool(found.update and said.disagreement(found.rating)),
        readings=readings_of(snapshot, strand=slug),
        places=[(row, places_reading(row)) for row in snapshot[PLACES] if row.strand == slug],
        savings=[row for row in snapshot[SAVINGS] if row.strand == slug],
        risks=[row for row in snapshot[RISKS] if row.strand == slug],
        conditions=[one for one in snapshot[CONDITIONS] if one.strand == slug],
        asks=asked_about(snapshot[ASKS], strand=slug),
    )


def measures(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Every measure with its latest reading."""
    latest = catalogue.latest_readings(snapshot)
    listed = [(measure, latest.get(measure.address)) for measure in catalogue.measures(snapshot)]
    return query.render("Measures", "committee/measures.html", measures=listed)


def measures_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Every measure's latest reading."""
    return measures_table(snapshot).download("measures.csv")


def measures_table(snapshot: Snapshot) -> ReadingsTable:
    """Every measure's latest reading, by label."""
    readings = catalogue.latest_readings(snapshot).values()
    return ReadingsTable(sorted(readings, key=lambda reading: reading.measure.label.lower()))


def measure_called(snapshot: Snapshot, address: str) -> Measure:
    """The measure of an address; 404 where there is none."""
    found = catalogue.measure_at(snapshot, address)
    if found is None:
        raise Http404("There is no such measure.")
    return found


def measure_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, address: str) -> Download:
    """Every reading of one measure, oldest first."""
    found = measure_called(snapshot, address)
    return ReadingsTable(catalogue.series(snapshot, found.address)).download("readings.csv")


def measure(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, address: str) -> Page:
    """One measure: reading, chart, every reading, definition, targets."""
    found = measure_called(snapshot, address)
    readings = catalogue.series(snapshot, address)
    return query.render(
        found.label,
        "committee/measure.html",
        measure=found,
        latest=catalogue.latest_readings(snapshot).get(address),
        readings=readings,
        chart=charts.measure_chart(readings, place=settings.SENDPROG_COUNCIL, is_plain=is_plain(snapshot)),
        targets=[row for row in snapshot[TARGETS] if row.measure == address],
        asks=asked_about(snapshot[ASKS], measure=address),
    )


@reads_parameters
def search_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """What was asked for, found in the records of the snapshot."""
    asked = query.parameters.get("q", "").replace("\x00", "").strip()[:LONGEST]
    groups = search(snapshot, asked)
    return query.render(
        "Search",
        "committee/search.html",
        asked=asked,
        words=words_asked(asked),
        count=plural(sum(group.count for group in groups), "record"),
        groups=groups,
        longest=LONGEST,
        most=MOST_OF_A_KIND,
    )


def definitions(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """What the words, ratings, markers and bases mean, and how every measure is defined."""
    return query.render(
        "Definitions",
        "committee/definitions.html",
        measures=catalogue.measures(snapshot),
        ratings=Rag,
        statuses=MilestoneStatus,
        markers=Marker,
        bases=Basis,
        rule=RULE,
    )


def meetings(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """The committee's meetings with the editions published for them, the latest first."""
    return query.render("Meetings", "committee/meetings.html", meetings=snapshot[AGENDA])


def meeting(snapshot: Snapshot, previous: Snapshot | None, query: Query, *, day: str) -> Page:
    """One meeting: what it was asked, every edition published for it with its files, and what it resolved."""
    found = next((row for row in snapshot[AGENDA] if str(row.date) == day), None)
    if found is None:
        raise Http404("There is no such meeting.")
    title = f"Meeting of {in_words(found.date)}"
    return query.render(title, "committee/meeting.html", about=("committee.meeting", day), meeting=found)
