"""The readings that an edition derives from its figures, as published and as they would be now.
Pure.

They are the variance and movement of each position, the rates within 20 weeks of each month, plans
issued over the months that head the pages and those they are compared with, and every pooled window
of months that the edition's texts quote.
"""

from collections.abc import Collection, Iterator

import ehcp.headlines
import finance.headlines
from committee.corrections.figures import Figures
from committee.snapshot.paper import PAPER_SECTIONS
from ehcp.figures import month_prefix
from ehcp.measures import MEASURES, PLANS_ISSUED, RATES
from ehcp.snapshot import MONTHS
from finance.measures import MOVEMENT, VARIANCE
from finance.snapshot import POSITIONS
from sendprog.pages.inline_figures import inline_figures_in
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.basis import Basis
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Window
from strands.snapshot import STRANDS, TEXTS

# What of an edition these readings are derived from.
SOURCES = (MONTHS, POSITIONS, STRANDS, TEXTS, PAPER_SECTIONS)
EHCP_MEASURES = {measure.address: measure for measure in MEASURES}


def published_readings(edition: Snapshot, touched: Collection[str]) -> Figures:
    """Readings the edition derived from changed figures, by key; `touched`: prefixes of the
    figures' keys.
    """
    return {
        key: reading
        for key, reading in derived_readings(edition, edition, touched).items()
        # A variance that was reported is a stored figure.
        if reading.measure != VARIANCE or reading.basis is Basis.COMPUTED
    }


def present_readings(edition: Snapshot, now: Snapshot, touched: Collection[str]) -> Figures:
    """The same readings derived from the present rows.

    One that can no longer be derived is left out.
    """
    return derived_readings(present_rows(edition, now), edition, touched)


def present_rows(edition: Snapshot, now: Snapshot) -> Snapshot:
    """The present rows that the edition has too: later months and positions would move its
    readings.
    """

    def read(section: Section) -> bytes:
        keys = {section.key_of(row) for row in edition[section]}
        return section.encode(row for row in now[section] if section.key_of(row) in keys)

    return Snapshot(on=edition.on, viewer=edition.viewer, key="", read=read)


def derived_readings(snapshot: Snapshot, edition: Snapshot, touched: Collection[str]) -> Figures:
    """The readings that have a value, worked out from `snapshot` over the windows that the edition
    uses.
    """
    readings: list[Reading | None] = []
    if is_touched(MONTHS, touched):
        for row in snapshot[MONTHS]:
            if month_prefix(row.month) in touched:
                readings += [ehcp.headlines.rate_reading(measure, row) for measure in RATES]
        for measure, window in pooled_windows(edition):
            readings.append(ehcp.headlines.read(snapshot, measure.address, window))
    if is_touched(POSITIONS, touched):
        for report in finance.headlines.all_position_readings(snapshot):
            readings += [report[VARIANCE], report[MOVEMENT]]
    return {
        f"reading|{reading.measure.address}|{reading.record}": reading
        for reading in readings
        if reading and not reading.missing
    }


def is_touched(section: Section, touched: Collection[str]) -> bool:
    return any(prefix.startswith(f"{section.name}|") for prefix in touched)


def pooled_windows(edition: Snapshot) -> list[tuple[Measure, Window]]:
    """The EHCP measures and windows of several months that the edition pools, in a stable order."""
    windows = set()
    mean = ehcp.headlines.plans_issued_in_months(edition)
    if mean and mean.window and (mean.window.months or 0) > 1:
        windows.add((PLANS_ISSUED, mean.window))
    if mean and mean.comparison and mean.comparison.window:
        windows.add((PLANS_ISSUED, mean.comparison.window))
    for text in narratives_of(edition):
        for bound in inline_figures_in(text):
            address = ehcp.headlines.FORMER_ADDRESSES.get(bound.address, bound.address)
            if address in EHCP_MEASURES and bound.window and (bound.window.months or 0) > 1:
                windows.add((EHCP_MEASURES[address], bound.window))
    return sorted(windows, key=lambda pair: (pair[0].address, pair[1].first, pair[1].last))


def narratives_of(edition: Snapshot) -> Iterator[str]:
    """Every narrative of the edition."""
    for strand in edition[STRANDS]:
        if strand.update:
            yield from strand.update.html.values()
    for row in (*edition[TEXTS], *edition[PAPER_SECTIONS]):
        yield row.html
