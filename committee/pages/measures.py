"""The pages of the measures: all of them with their latest reading, and each with every reading."""

from dataclasses import replace

from django.conf import settings
from django.http import Http404

import ehcp.headlines
from committee.pages.comparators import comparator_strip
from committee.pages.measure_chart import measure_chart
from committee.pages.measure_particulars import particulars_of
from committee.pages.rhythms import stated_frequencies, usual_step
from committee.pages.tables import ReadingsTable
from committee.scorecard.exceptions import shown_exceptions
from committee.snapshot import catalogue
from committee.snapshot.asks import ASKS
from sendprog.pages.folding import look_of_tables
from sendprog.pages.mounted_pages import Download, Page, Query
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, unpublished_measure
from sendprog.values.units import Unit
from sendprog.values.wording import joined
from strands.snapshot import INDICATORS, TARGETS
from strands.targets import described_target, target_in_words, targets_of


def measures_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Every measure with its latest reading."""
    latest = catalogue.latest_readings(snapshot)
    measures = [
        (measure, latest.get(measure.address)) for measure in catalogue.all_measures(snapshot)
    ]
    others = targets_without_measure(snapshot)
    return query.render("Measures", "committee/measures.html", measures=measures, others=others)


def targets_without_measure(snapshot: Snapshot) -> list[str]:
    """The targets whose measure has no page, and so no name that readers know, in words."""
    known = catalogue.measures_by_any_address(snapshot)
    unknown = unpublished_measure("", Unit.COUNT)
    return [target_in_words(row, unknown) for row in snapshot[TARGETS] if row.measure not in known]


def measures_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """The latest reading of every measure, as a file."""
    return measures_table(snapshot).download("measures.csv")


def measures_table(snapshot: Snapshot) -> ReadingsTable:
    """The latest reading of every measure, by label."""
    readings = catalogue.latest_readings(snapshot).values()
    return ReadingsTable(sorted(readings, key=lambda reading: reading.measure.label.lower()))


def measure_or_404(snapshot: Snapshot, address: str) -> Measure:
    """The measure at this address. Raises Http404 when there is none."""
    measure = catalogue.measure_at(snapshot, address)
    if measure is None:
        raise Http404("There is no such measure.")
    return measure


def measure_csv(
    snapshot: Snapshot, previous: Snapshot | None, query: Query, *, address: str
) -> Download:
    """Every reading of one measure, oldest first, as a file."""
    measure = measure_or_404(snapshot, address)
    return ReadingsTable(catalogue.all_readings(snapshot, measure.address)).download("readings.csv")


def how_often(snapshot: Snapshot, measure: Measure) -> str:
    """How often a reading comes, by the stated rhythm of its series or indicators: "every quarter".

    Or "".
    """
    stated = stated_frequencies(snapshot, measure.address)
    labels = [frequency.label for frequency in stated if frequency.months]
    return joined(list(dict.fromkeys(labels))).capitalize()


def measure_page(
    snapshot: Snapshot, previous: Snapshot | None, query: Query, *, address: str
) -> Page:
    """One measure: its latest reading, chart, definition, targets, asks and every reading."""
    measure = measure_or_404(snapshot, address)
    address, addresses = measure.address, catalogue.addresses_of(snapshot, measure)
    readings = catalogue.all_readings(snapshot, address)
    latest = catalogue.latest_readings(snapshot).get(address)
    targets, place = targets_of(snapshot, address), settings.SENDPROG_COUNCIL
    strip = comparator_strip(latest, targets, measure, place=place, on=snapshot.on)
    chart = measure_chart(
        readings,
        measure=measure,
        series=latest.series if latest else "",
        place=place,
        step=usual_step(snapshot, address),
        is_plain=is_plain(snapshot),
    )
    return query.render(
        measure.label,
        "committee/measure.html",
        measure=measure,
        how_often=how_often(snapshot, measure),
        particulars=list(particulars_of(snapshot, measure, readings)),
        # Every target is listed below.
        latest=replace(latest, targets=()) if latest else None,
        indicators=[row for row in snapshot[INDICATORS] if row.measure == address],
        readings=readings,
        look=look_of_tables(len(readings)),
        chart=chart,
        strip=strip or ehcp.headlines.official_strip(snapshot, measure),
        targets=[described_target(row, measure) for row in targets],
        exceptions=shown_exceptions(snapshot, address),
        asks=[row for row in snapshot[ASKS] if row.measure in addresses],
    )
