"""The words about the deficit follow its row: status, sign and year."""

import re
from collections.abc import Iterator

import finance.headlines
from committee.pages.attention import needs_attention
from finance import sentences
from finance.models import DeficitBasis
from finance.snapshot import POSITIONS, PositionRow
from sendprog.records.snapshots import Snapshot
from tests.invariants.figures import readings_of, years_in
from tests.invariants.told import Told


def finance_lines(told: Told) -> Iterator[tuple[str, str]]:
    """The lines about the deficit and nothing else: sentence, attention, charts and readings."""
    snapshot = told.snapshot
    yield "sentence", finance.headlines.sentence(snapshot)
    for reading in finance.headlines.latest_position(snapshot).values():
        yield (
            "reading",
            f"{reading.measure.label} {reading.in_words} {reading.when} {reading.note} {reading.beside}",
        )
    for item in needs_attention(snapshot):
        if item.page == "finance":
            yield "attention", f"{item.text} {item.detail}"
    for chart in finance.headlines.charts(snapshot, "Larch").values():
        yield "chart", f"{chart.message} {chart.subtitle}"


def headline_row(snapshot: Snapshot) -> PositionRow | None:
    """The position that the sentence is about, or the last one with a figure that it falls back to."""
    positions = finance.headlines.headline_positions(snapshot)
    return positions[-1] if positions else None


def forecast_on_an_outturn(told: Told) -> Iterator[str]:
    """ "Forecast" or "projected" where every position is an outturn, and "outturn" where every one is a forecast."""
    positions = told.snapshot[POSITIONS]
    if not positions:
        return
    kinds = {row.is_outturn for row in positions}
    for where, line in finance_lines(told):
        text = line.lower()
        if kinds == {True} and ("forecast" in text or "projected" in text):
            yield f"{where} of an outturn: “{line}”"
        if kinds == {False} and "outturn" in text:
            yield f"{where} of a forecast: “{line}”"


def growth_on_a_fall(told: Told) -> Iterator[str]:
    """ "Grow" where the latest figure is a surplus or nothing."""
    row = headline_row(told.snapshot)
    for where, line in finance_lines(told):
        is_growth = (
            row is not None and row.forecast is not None and sentences.sign_of(row.forecast) > 0
        )
        if re.search(r"\bgrow\b", line) and not is_growth:
            yield f"{where}: “{line}”"


def rise_on_a_fall(told: Told) -> Iterator[str]:
    """A reading said to have gone up where it went down, or down where it went up."""
    for reading in readings_of(told.snapshot):
        moved = reading.movement
        if (
            moved is not None
            and moved < 0
            and re.search(r"\bup\b|doubled|trebled", reading.ratio_text)
        ):
            yield f"{reading.measure.address}: “{reading.ratio_text}”, though it fell"
        if moved is not None and moved > 0 and "down" in reading.ratio_text:
            yield f"{reading.measure.address}: “{reading.ratio_text}”, though it rose"


def years_of_another_row(told: Told) -> Iterator[str]:
    """A year in the deficit's sentence or cards that is not of the block's last two figures."""
    positions = finance.headlines.headline_positions(told.snapshot)
    allowed: set[int] = set()
    for row in positions:
        year = row.financial_year
        allowed |= {row.month.year, year.first.year, year.last.year}
    for where, line in finance_lines(told):
        if where != "attention" and (others := years_in(line) - allowed):
            yield f"{where}: {sorted(others)} in “{line}”"
    if "this year" in finance.headlines.sentence(told.snapshot):
        yield "“this year” in the sentence"


def deficits_without_basis(told: Told) -> Iterator[str]:
    """A figure of the deficit that does not say which contributions have been taken off."""
    for readings in finance.headlines.all_position_readings(told.snapshot):
        for reading in readings.values():
            text = f"{reading.note} {reading.beside}".lower()
            if not reading.missing and not any(basis.label in text for basis in DeficitBasis):
                yield f"{reading.measure.address}: {reading.in_words}, “{reading.note}”"
