"""No figure without its unit, window and basis; years and amounts are those of the rows."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations, product

import ehcp.headlines
import finance.headlines
from committee.pages.measure_particulars import month_due
from committee.pages.rhythms import usual_step
from committee.snapshot import catalogue
from committee.snapshot.headline_measures import headline_readings
from ehcp.contacts import CONTACTS
from ehcp.flow import FURTHEST, outlook_of
from ehcp.official.measures import OFFICIAL_MEASURES
from ehcp.official.section import OFFICIAL
from ehcp.snapshot import MONTHS
from ehcp.what_if import AHEAD
from finance.snapshot import CONTRIBUTIONS, PLANS, POSITIONS, SAVINGS, PositionRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import with_stop
from sendprog.values.measures import Reading
from sendprog.values.units import Unit
from sendprog.values.wording import pounds_in_table, pounds_in_text, rounded, signed_pounds
from tests.invariants.told import PAPER, Told, plain_text, stored_rows

UNIT_WORDS = {
    Unit.PER_MONTH: "a month",
    Unit.PERCENT: "%",
    Unit.PERCENT_CHANGE: "%",
    Unit.PERCENT_A_YEAR: "% a year",
    Unit.POUNDS: "£",
    Unit.OUT_OF_FIVE: "out of 5",
    Unit.WORK_DAYS: "work day",
    Unit.WEEKS: "week",
    Unit.DAYS: "day",
    Unit.SESSIONS: "session",
}


def markers_of_nothing(told: Told) -> Iterator[str]:
    """A marker that notes something on a value where there is none, or that says that there is none beside a value."""
    for reading in readings_of(told.snapshot):
        marker = reading.marker
        if marker and bool(reading.missing) is not marker.means_no_value:
            yield f"{reading.measure.address}: {reading.in_words} {marker.symbol}, {reading.when}"


# Its last line is its source; a picture in it has parts of its own.
CARD = re.compile(r'<div class="reading"[^>]*>(.*?class="source">.*?)</dd>', re.DOTALL)


def figures_without_unit(told: Told) -> Iterator[str]:
    for reading in readings_of(told.snapshot):
        if not reading.missing and UNIT_WORDS.get(reading.measure.unit, "") not in reading.in_words:
            yield f"{reading.measure.address}: “{reading.in_words}”"


def readings_of(snapshot: Snapshot) -> Iterable[Reading]:
    """Every reading that a page may show."""
    return snapshot.cached("readings of invariants", lambda: every_reading(snapshot))


def every_reading(snapshot: Snapshot) -> list[Reading]:
    addresses = [measure.address for measure in catalogue.all_measures(snapshot)]
    series = [
        reading for address in addresses for reading in catalogue.all_readings(snapshot, address)
    ]
    latest = [*catalogue.latest_readings(snapshot).values(), *headline_readings(snapshot).values()]
    return [*series, *latest, *ehcp.headlines.latest_computed(snapshot)]


def cards_without_window_or_basis(told: Told) -> Iterator[str]:
    """A card whose last line does not begin with the window and basis of a reading of its label."""
    lines: dict[str, set[str]] = {}
    for reading in readings_of(told.snapshot):
        basis = "" if reading.basis.is_reported else f" {reading.basis.label}."
        when = reading.when or ("" if reading.missing else "Window not stated")
        lines.setdefault(reading.measure.label, set()).add(f"{with_stop(when)}{basis}".strip())
    for address, page in told.pages.items():
        for card in CARD.findall(page):
            label, line = (
                plain_text(card.partition("</dt>")[0]),
                plain_text(card.rpartition('"source">')[2]),
            )
            if not any(line.startswith(begin) for begin in lines.get(label, ())):
                yield f"{address}: “{plain_text(card)}”"


# The year of the law that the glossary names.
YEARS_OF_LAWS = {2014}
YEAR = re.compile(r"\b(20\d\d)(?:/(\d\d))?\b")


def years_in(text: str) -> set[int]:
    """Every year that is named; "2024/25" names two."""
    found = set()
    for first, second in YEAR.findall(text):
        found |= {int(first)} | ({int(first) + 1} if second else set())
    return found


def years_of_breaks(snapshot: Snapshot) -> set[int]:
    """The years from which official statistics count otherwise, once there is a row of them."""
    notes = [entry.measure.note for entry in OFFICIAL_MEASURES] if snapshot[OFFICIAL] else []
    return set().union(*map(years_in, notes))


def years_to_come(snapshot: Snapshot) -> set[int]:
    """The years in which the backlog would clear, and those of a reader's what-if."""
    if not snapshot[MONTHS]:
        return set()
    last, outlook = snapshot[MONTHS][-1].month, outlook_of(snapshot)
    months = [each.months for each in outlook.clearings if each.months] if outlook else []
    ahead = [*range(AHEAD + 1), *(min(number, FURTHEST) for number in months)]
    return {last.plus(number).year for number in ahead}


def years_of_next_figures(snapshot: Snapshot) -> Iterator[int]:
    """The year in which each measure's next figure is due, by its rhythm."""
    for measure in catalogue.all_measures(snapshot):
        readings = catalogue.all_readings(snapshot, measure.address)
        if month := month_due(readings, usual_step(snapshot, measure.address)):
            yield month.year


def years_of_rows(snapshot: Snapshot) -> set[int]:
    """The years of all that is stored, of the financial years around them, and of the day."""
    found = {
        snapshot.on.year,
        *map(int, re.findall(r"20\d\d", stored_rows(snapshot))),
    } | YEARS_OF_LAWS
    for row in (*snapshot[MONTHS], *snapshot[CONTACTS]):
        found.add(row.first_month.year)
    found |= years_to_come(snapshot) | years_of_breaks(snapshot)
    found.update(years_of_next_figures(snapshot))
    for row in snapshot[POSITIONS]:
        for year in (row.financial_year, *(figure.financial_year for figure in row.others)):
            found |= {year.first.year, year.last.year}
    for row in (*snapshot[CONTRIBUTIONS], *snapshot[SAVINGS]):
        found |= {row.financial_year.first.year, row.financial_year.last.year}
    for row in snapshot[CONTRIBUTIONS]:
        if row.last_financial_year:
            found.add(row.last_financial_year.last.year)
    for plan in snapshot[PLANS]:
        for year in plan.years:
            found |= {year.financial_year.first.year, year.financial_year.last.year}
    return found


def years_of_nothing(told: Told) -> Iterator[str]:
    """A year that nothing stored has."""
    allowed = years_of_rows(told.snapshot) | (
        years_of_rows(told.earlier) if told.earlier else set()
    )
    for address, found, line in told.matches_once(YEAR):
        if others := years_in(found[0]) - allowed:
            yield f"{address}: {sorted(others)} in “{line[:200]}”"


STORED_NUMBER = re.compile(r'"(-?\d+(?:\.\d+)?(?:E[+]?\d+)?)"')
AMOUNT = re.compile(r"£[\d,.]*\d(?: million| billion|m)?")


def amounts_of(value: Decimal) -> set[str]:
    """How an amount may be written, without its sign."""
    written = {pounds_in_text(abs(value), places) for places in range(5)}
    written |= {pounds_in_table(abs(value), places) for places in range(5)}
    return (
        written
        | {
            signed_pounds(abs(value)).lstrip("+"),
            signed_pounds(abs(value)).lstrip("+").replace(" million", "m"),
        }
        | {f"£{rounded(abs(value) / 1_000_000, 1)}m"}
    )


def amounts_of_rows(snapshot: Snapshot) -> set[str]:
    """Every amount that is stored, the differences that finance publishes, and the sums of savings."""
    values: list[Decimal | None] = [
        Decimal(text) for text in STORED_NUMBER.findall(stored_rows(snapshot))
    ]
    ordered = finance.headlines.all_positions(snapshot)
    for row in ordered:
        if row.forecast is not None and row.planned is not None:
            values.append(row.forecast - row.planned)
        values += [
            row.forecast - other.forecast
            for other in ordered
            if row.block == other.block and None not in (row.forecast, other.forecast)
        ]
        values += rests_of_balances(row)
    values += sums_of_savings(snapshot)
    return {text for value in set(values) - {None} for text in amounts_of(value)}


def amounts_between(earlier: Snapshot, later: Snapshot) -> set[str]:
    """What the deficits of a block and year differ by from one snapshot to the other."""
    pairs = product(
        finance.headlines.all_positions(earlier), finance.headlines.all_positions(later)
    )
    differences = {
        new.forecast - old.forecast
        for old, new in pairs
        if (old.block, old.financial_year) == (new.block, new.financial_year)
        and None not in (old.forecast, new.forecast)
    }
    return {text for value in differences for text in amounts_of(value)}


def rests_of_balances(row: PositionRow) -> Iterator[Decimal]:
    """What is left of a cumulative deficit when its opening balance and all that is known are taken off."""
    if None in (row.cumulative, row.opening_balance, row.forecast):
        return
    contributions = (row.department_contribution, row.council_contribution)
    given = [amount for amount in contributions if amount is not None]
    left = row.cumulative - row.opening_balance - row.forecast - (row.adjustments or Decimal())
    for size in range(len(given) + 1):
        yield from (left + sum(some) for some in combinations(given, size))


def sums_of_savings(snapshot: Snapshot) -> Iterator[Decimal]:
    """What the savings of each year and basis come to, by amount."""
    lowest: dict[tuple[object, ...], list[Decimal]] = {}
    highest: dict[tuple[object, ...], list[Decimal]] = {}
    for row in snapshot[SAVINGS]:
        for name in ("planned", "expected", "achieved"):
            if (amount := getattr(row, name)) is not None:
                key, to = (row.financial_year, row.basis, name), getattr(row, f"{name}_to")
                lowest.setdefault(key, []).append(amount)
                highest.setdefault(key, []).append(amount if to is None else to)
    yield from (sum(amounts, Decimal()) for amounts in (*lowest.values(), *highest.values()))


def amounts_of_nothing(told: Told) -> Iterator[str]:
    """An amount that is no stored one, and no difference of two."""
    allowed = amounts_of_rows(told.snapshot)
    if told.earlier:
        allowed |= amounts_of_rows(told.earlier) | amounts_between(told.earlier, told.snapshot)
    for address, found, line in told.matches(AMOUNT, *set(told.pages) - {"changes/"}, PAPER):
        if found[0] not in allowed:
            yield f"{address}: {found[0]} in “{line[:200]}”"
