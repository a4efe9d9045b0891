"""The readings that an edition worked out from its figures and that move with them. Pure.

Variance and movement of each position; the month's rate within 20 weeks; plans issued over the latest six months and the
six before; and every window of months that the edition's texts bind.
"""

from collections.abc import Iterator

import ehcp.headlines
import finance.headlines
from committee.changes.records import Key, Sections
from committee.corrections.figures import NOT_AVAILABLE, Figure, as_now
from committee.snapshot.paper import PAPER_SECTIONS
from ehcp.measures import MEASURES, PLANS_ISSUED
from ehcp.snapshot import MONTHS
from finance.measures import MOVEMENT, VARIANCE
from finance.snapshot import POSITIONS
from sendprog.pages.inline_figures import inline_figures_in
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Window
from strands.snapshot import STRANDS, TEXTS

OF_EHCP = {measure.address: measure for measure in MEASURES}
Pair = tuple[Reading, Reading | None]


def followers(
    frozen: Snapshot, today: Snapshot, touched: Sections, now: Sections
) -> dict[str, Figure | None]:
    """Every reading that may have moved with the touched rows, by what it is known by; None where it did not move."""
    pairs: list[Pair] = []
    if touched[MONTHS.name]:
        pairs += [*rates(touched[MONTHS.name], now[MONTHS.name]), *pooled(frozen, today)]
    if touched[POSITIONS.name]:
        pairs += positions(frozen, today)
    return {known_as(said): moved(said, stands) for said, stands in pairs if not said.missing}


def known_as(reading: Reading) -> str:
    return f"reading|{reading.measure.address}|{reading.record}"


def moved(said: Reading, stands: Reading | None) -> Figure | None:
    """The reading as the edition says it and as it would be worked out now; None where that is said in the same words."""
    is_gone = stands is None or bool(stands.missing)
    if stands is not None and stands.in_words == said.in_words:
        return None
    return Figure(
        known_as=known_as(said),
        measure=said.measure.address,
        label=said.measure.label,
        when=said.when,
        said=said.in_words,
        said_value=plain(said),
        now=NOT_AVAILABLE if is_gone else revised_words(stands),
        now_value="" if is_gone else plain(stands),
        marker=Marker.NOT_AVAILABLE if is_gone else Marker.REVISED,
        basis=Basis.ILLUSTRATIVE
        if said.is_illustrative or (stands and stands.is_illustrative)
        else said.basis,
    )


def revised_words(reading: Reading) -> str:
    symbol = Marker.REVISED.symbol
    return reading.in_words if symbol in reading.in_words else f"{reading.in_words} {symbol}"


def plain(reading: Reading) -> str:
    return "" if reading.value is None else str(reading.value)[:60]


def rates(touched: dict[Key, object], now: dict[Key, object]) -> Iterator[Pair]:
    """The rate within 20 weeks of each month that was touched."""
    for key, row in touched.items():
        yield ehcp.headlines.rate_reading(row), ehcp.headlines.rate_reading(as_now(row, now.get(key)))


def pooled(frozen: Snapshot, today: Snapshot) -> Iterator[Pair]:
    """Readings over several months, as the edition's head and its texts have them."""
    for measure, window in sorted(
        windows(frozen), key=lambda found: (found[0].address, found[1].first, found[1].last)
    ):
        said = ehcp.headlines.read(frozen, measure.address, window)
        if said:
            yield said, ehcp.headlines.read(today, measure.address, window)


def windows(frozen: Snapshot) -> set[tuple[Measure, Window]]:
    """The measures and windows of months that the edition pools."""
    six = ehcp.headlines.plans_issued_in_six_months(frozen)
    found = (
        {(PLANS_ISSUED, one) for one in (six.window, six.comparison.window)}
        if six and six.comparison
        else set()
    )
    for text in texts(frozen):
        for bound in inline_figures_in(text):
            measure = OF_EHCP.get(ehcp.headlines.FORMER_ADDRESSES.get(bound.address, bound.address))
            if measure and bound.window and (bound.window.months or 0) > 1:
                found.add((measure, bound.window))
    return {(measure, window) for measure, window in found if window}


def texts(frozen: Snapshot) -> Iterator[str]:
    """Every narrative of the edition."""
    for strand in frozen[STRANDS]:
        yield from strand.update.html.values() if strand.update else ()
    yield from (row.html for row in frozen[TEXTS])
    yield from (row.html for row in frozen[PAPER_SECTIONS])


def positions(frozen: Snapshot, today: Snapshot) -> Iterator[Pair]:
    """Variance and movement, where they are worked out; a reported variance is a figure of its own."""
    stands = dict(of_positions(today))
    for key, said in of_positions(frozen):
        if said.basis is Basis.COMPUTED:
            yield said, stands.get(key)


def of_positions(snapshot: Snapshot) -> Iterator[tuple[tuple[str, str], Reading]]:
    for report in finance.headlines.all_position_readings(snapshot):
        for measure in (VARIANCE, MOVEMENT):
            reading = report[measure]
            yield (measure.address, f"{reading.record}"), reading
