"""The measures that head the overview, the briefing and the paper, and their readings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import ehcp.headlines
from committee.models.headline_measures import LAST_PLACE, HeadlineMeasure
from committee.snapshot import catalogue
from ehcp.measures import ANNUAL_REVIEWS_OVERDUE, PLANS_ISSUED, TWENTY_WEEK_RATE_OF_ALL
from finance.measures import FORECAST
from sendprog.records.snapshots import Audience, EditLink, Section, Snapshot
from sendprog.values.measures import Reading
from strands.places_exemption import names_no_exempt_scheme
from strands.targets import with_target

# What heads the pages of a council that chose nothing, in order.
USUAL_MEASURES = tuple(
    measure.address
    for measure in (PLANS_ISSUED, TWENTY_WEEK_RATE_OF_ALL, ANNUAL_REVIEWS_OVERDUE, FORECAST)
)


@dataclass(frozen=True)
class HeadlineMeasureRow:
    """The measure at one place; "" where the place was left empty."""

    order: int
    measure: str


def usual_measure(order: int) -> str:
    """The measure at a place that nobody changed; "" after the usual ones."""
    return USUAL_MEASURES[order - 1] if order <= len(USUAL_MEASURES) else ""


def headline_measure_rows(*, on: date, viewer: Audience) -> Iterator[HeadlineMeasureRow]:
    """Every place, with its usual measure where none is stored."""
    visible = set(
        HeadlineMeasure.objects.filter(names_no_exempt_scheme("measure", viewer)).values_list(
            "pk", flat=True
        )
    )
    stored = {
        record.order: record.measure if record.pk in visible else ""
        for record in HeadlineMeasure.objects.all()
    }
    for order in range(1, LAST_PLACE + 1):
        yield HeadlineMeasureRow(order, stored.get(order, usual_measure(order)))


HEADLINE_MEASURES = Section(
    "committee.headline_measures",
    HeadlineMeasureRow,
    headline_measure_rows,
    key=("order",),
    label="Headline measures",
    title=lambda row: f"Headline measure at place {row.order}",
    edit=EditLink("Choose the headline measures", url_name="headline_measures"),
)


def headline_readings(snapshot: Snapshot) -> dict[str, Reading]:
    """The readings that head the pages, in order, by the ids of their cards."""
    readings: dict[str, Reading] = {}
    addresses: set[str] = set()
    # An edition that was published without the section has the usual measures.
    addresses_in_order = [row.measure for row in snapshot[HEADLINE_MEASURES]] or USUAL_MEASURES
    for address in addresses_in_order:
        reading = heading_reading(snapshot, address)
        if reading and reading.measure.address not in addresses:
            addresses.add(reading.measure.address)
            is_taken = reading.ident in readings
            ident = reading.measure.address.replace(".", "-") if is_taken else reading.ident
            readings[ident] = with_target(reading, snapshot)
    return readings


def heading_reading(snapshot: Snapshot, address: str) -> Reading | None:
    """The reading of a measure for the head of a page; None where it has none."""
    measure = catalogue.measure_at(snapshot, address)
    if measure is None:
        return None
    if measure.address == PLANS_ISSUED.address:
        return ehcp.headlines.plans_issued(snapshot)
    if ehcp.headlines.measure_named(measure.address):
        return ehcp.headlines.read(snapshot, measure.address)
    return catalogue.latest_readings(snapshot).get(measure.address)
