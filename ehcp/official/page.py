"""The page of official statistics and its files, functions of a snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from ehcp.official.beside import BesideRow, official_beside
from ehcp.official.charts import years_chart
from ehcp.official.local import local_table
from ehcp.official.measures import OFFICIAL_MEASURES, OfficialMeasure
from ehcp.official.news import headline, revisions, year_on_year
from ehcp.official.readings import compared_areas, readings_of, series_by_area
from ehcp.official.releases import comparators_text, releases_text, stale_text
from ehcp.official.row_types import Role
from ehcp.official.section import OFFICIAL
from ehcp.official.strips import areas_strip, short_label
from ehcp.official.tables import (
    CELL_HEAD,
    PlainTable,
    areas_table,
    cell_rows,
    placements_table,
    sources_table,
    transfers_table,
)
from sendprog.charts.chart_with_table import Chart
from sendprog.charts.dot_strip import DotStrip
from sendprog.pages.exports import csv_bytes
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure
from sendprog.values.wording import lower_first


@dataclass(frozen=True)
class MeasurePart:
    """A measure on the page: its picture, its table, and what must be said of the latest year."""

    measure: Measure
    label: str
    ident: str
    strip: DotStrip | None
    table: PlainTable
    without: tuple[str, ...]
    has_page: bool

    @property
    def strip_name(self) -> str:
        """What its folded picture is called: "requests refused, area by area"."""
        return f"{lower_first(self.label)}, area by area"


def official_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Ours beside England, our region and the comparators, from the Department's releases."""
    compared = compared_areas(snapshot)
    has_rows = bool(snapshot[OFFICIAL])
    return query.render(
        "Official statistics",
        "ehcp/official_statistics.html",
        council=settings.SENDPROG_COUNCIL,
        compared=compared,
        has_rows=has_rows,
        lines=headline(snapshot),
        releases=releases_text(snapshot),
        comparators=comparators_text(compared),
        stale=stale_text(snapshot),
        year_on_year=[] if is_plain(snapshot) else year_on_year(snapshot),
        revisions=revisions(snapshot),
        local=local_table(snapshot),
        parts=list(measure_parts(snapshot)) if compared.own else [],
        charts=list(year_charts(snapshot)),
        england=[] if compared.own else list(england_tables(snapshot)),
        tables=[
            table
            for table in (
                sources_table(snapshot),
                placements_table(snapshot),
                transfers_table(snapshot),
            )
            if table
        ],
    )


def measure_parts(snapshot: Snapshot) -> Iterator[MeasurePart]:
    """Each measure of which our area or another has a row, in their order."""
    for entry in OFFICIAL_MEASURES:
        rows = official_beside(snapshot, entry.measure)
        if rows:
            yield measure_part(snapshot, entry, rows)


def measure_part(snapshot: Snapshot, entry: OfficialMeasure, rows: list[BesideRow]) -> MeasurePart:
    strip = areas_strip(entry.measure, rows)
    return MeasurePart(
        entry.measure,
        short_label(entry.measure),
        entry.measure.address.rpartition(".")[2].replace("_", "-"),
        strip,
        areas_table(snapshot, entry),
        tuple(said_of_missing(rows, is_drawn=strip is not None)),
        any(row.role is Role.OWN for row in rows),
    )


def said_of_missing(rows: list[BesideRow], *, is_drawn: bool) -> Iterator[str]:
    """The areas that are not drawn, each with why; and every note where nothing is drawn."""
    for row in rows:
        reading = row.reading
        if reading.missing:
            note = f". {reading.note}" if reading.note else ""
            yield f"{row.place}, {reading.when}: {reading.missing}{note}"
        elif reading.note and not is_drawn:
            yield f"{row.place}, {reading.when}: {reading.note}"


def year_charts(snapshot: Snapshot) -> Iterator[Chart]:
    """A small chart of each measure of which we have two years or more."""
    for entry in OFFICIAL_MEASURES:
        if chart := chart_of(snapshot, entry):
            yield chart


def chart_of(snapshot: Snapshot, entry: OfficialMeasure) -> Chart | None:
    areas = {
        role: (place, readings_of(entry, rows))
        for (topic, role, place), rows in series_by_area(snapshot).items()
        if topic == entry.topic and role in (Role.OWN, Role.ENGLAND)
    }
    if Role.OWN not in areas:
        return None
    place, own = areas[Role.OWN]
    return years_chart(entry, own, areas.get(Role.ENGLAND, ("", []))[1], place)


def england_tables(snapshot: Snapshot) -> Iterator[PlainTable]:
    """England alone, where the site does not know which authority it is of."""
    stored = {topic for topic, *_ in series_by_area(snapshot)}
    for entry in OFFICIAL_MEASURES:
        if entry.topic in stored:
            yield areas_table(snapshot, entry)


def official_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Every measure in each area and year, with its parts, notes and release."""
    return Download(
        "official-statistics.csv",
        "text/csv; charset=utf-8",
        csv_bytes([CELL_HEAD, *cell_rows(snapshot)]),
    )
