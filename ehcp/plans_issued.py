"""Plans issued, which head the pages: over which months they are read, and the sentence."""

from dataclasses import replace

from ehcp.measures import PLANS_ISSUED
from ehcp.readings import month_reading, pooled_reading
from ehcp.snapshot import MONTHS, MonthRow
from sendprog.pages.pre_election import is_plain, plain_in_period
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.free_text import in_the_middle, with_stop, without_stop
from sendprog.values.markers import Marker
from sendprog.values.measures import Comparison, Reading
from sendprog.values.periods import Window
from sendprog.values.units import Unit
from sendprog.values.wording import lower_first, noun, rounded, upper_first
from strands.headlines import newest_reading

NAME = "plans_issued"
# The least number of months in each of the
# two windows that are compared.
SPAN = 6
FEWEST_FOR_A_MEAN = 3
NOTHING_LOADED = "There is no return on plans to show."
ABOUT_THE_SAME = "about the same"
# What a sentence says of a count that a
# month lacks, by its marker.
NOT_GIVEN = "was not given"
WHY_MISSING = {
    Marker.SUPPRESSED: "is suppressed",
    Marker.LOW: "is given only as low",
    Marker.NOT_AVAILABLE: "is not available",
    Marker.NOT_APPLICABLE: "does not apply",
}
# Bases that the sentence names.
BASES_TO_NAME = (Basis.ILLUSTRATIVE, Basis.FORECAST, Basis.ESTIMATE)


def plans_issued(snapshot: Snapshot) -> Reading | None:
    """The latest reading of plans issued, computed from the months or reported, whichever is newer.

    None where there is neither.
    """
    return newest_reading(snapshot, PLANS_ISSUED.address, plans_issued_in_months(snapshot))


def plans_issued_in_months(snapshot: Snapshot) -> Reading | None:
    """The latest consecutive months with a count; None where no month has it.

    With twelve of them: the mean of the latest six against the six before. With three to eleven:
    their mean. With one or two: the latest count. Returns of longer periods are taken whole, until
    they cover six months.
    """
    return snapshot.cached("plans issued in months", lambda: mean_of_latest_months(snapshot))


def mean_of_latest_months(snapshot: Snapshot) -> Reading | None:
    rows = latest_consecutive(list(snapshot[MONTHS]))
    if not rows:
        return None
    if len(rows) == 1 or months_in(rows) < FEWEST_FOR_A_MEAN:
        return month_reading(PLANS_ISSUED, rows[-1])
    last_rows = ending_rows(rows, SPAN)
    rows_before = ending_rows(rows[: -len(last_rows)], months_in(last_rows))
    if not months_in(last_rows) == months_in(rows_before) >= SPAN:
        return mean_of(rows)
    latest, before = mean_of(last_rows), mean_of(rows_before)
    reading = replace(latest, comparison=Comparison(before.value, before.window))
    if latest.basis is Basis.COMPUTED:
        reading = replace(reading, basis=before.basis)
    return plain_in_period(reading, snapshot)


def months_in(rows: list[MonthRow]) -> int:
    """How many months consecutive returns cover."""
    return sum(row.months for row in rows)


def ending_rows(rows: list[MonthRow], months: int) -> list[MonthRow]:
    """The fewest last rows that cover at least so many months; all of them where they don't."""
    count = 0
    while count < len(rows) and months_in(rows[len(rows) - count :]) < months:
        count += 1
    return rows[len(rows) - count :]


def mean_of(rows: list[MonthRow]) -> Reading:
    """The monthly mean of consecutive months that all have the count."""
    reading = pooled_reading(
        PLANS_ISSUED, rows, Window.of_months(rows[0].first_month, rows[-1].month)
    )
    if reading is None:
        raise ValueError("A mean needs the count of each month.")
    return reading


def latest_consecutive(rows: list[MonthRow]) -> list[MonthRow]:
    """The last returns without a gap or a break in the series that have the count, oldest first.

    Empty without any.
    """
    run: list[MonthRow] = []
    for row in reversed(rows):
        if row.counts[NAME] is None:
            if run:
                break
        elif run and row.month.next != run[-1].first_month:
            break
        else:
            run.append(row)
            if row.markers.get(NAME) == Marker.BREAK_IN_SERIES.value:
                break
    return run[::-1]


# The sentence


def sentence(snapshot: Snapshot) -> str:
    """Plans issued in a sentence; `beside` must be shown with it."""
    reading = plans_issued(snapshot)
    unavailable = unavailable_text(snapshot, reading)
    if reading is None:
        return unavailable or NOTHING_LOADED
    is_active = not is_plain(snapshot) and not reading.is_expected
    text = active_sentence(reading) if is_active else plain_sentence(reading)
    basis = f"{reading.basis.label}." if reading.basis in BASES_TO_NAME else ""
    projected = "Projected." if reading.is_projected else ""
    return " ".join(filter(None, [unavailable, text, basis, projected]))


def unavailable_text(snapshot: Snapshot, reading: Reading | None) -> str:
    """ "The number of plans issued in May 2026 is not available.".

    "" unless that month is the latest.
    """
    if not snapshot[MONTHS]:
        return ""
    row = snapshot[MONTHS][-1]
    is_newer = reading is None or (
        reading.window is not None and reading.window.last < row.window.first
    )
    if row.counts[NAME] is not None or not is_newer:
        return ""
    marker = row.markers.get(NAME)
    why = WHY_MISSING.get(Marker(marker), NOT_GIVEN) if marker else NOT_GIVEN
    return f"The number of plans issued in {row.label} {why}."


def active_sentence(reading: Reading) -> str:
    """ "Plans issued nearly doubled: 158 a month (June to November 2024) from 80 (…)."."""
    if reading.missing:
        why = with_stop(lower_first(reading.missing))
        return f"Plans issued{in_brackets(reading.when)}: {why}"
    if reading.comparison_text:
        lengths = f", {reading.length_text}" if reading.length_text else ""
        when = in_brackets(reading.when or "window not stated")
        return f"{how_plans_moved(reading)}: {reading.in_words}{when} {reading.comparison_text}{lengths}."
    if is_count_of_one_month(reading):
        return f"{count_text(reading)} issued in {reading.when}."
    length = ""
    if not reading.basis.is_reported and reading.window and reading.window.months:
        length = f", the mean of {reading.window.length_in_words}"
    return f"Plans issued: {reading.in_words}{in_brackets((reading.when or 'window not stated') + length)}."


def how_plans_moved(reading: Reading) -> str:
    """ "Plans issued nearly doubled", or "Plans issued" where the two values have no ratio."""
    if reading.ratio_text == ABOUT_THE_SAME:
        return f"Plans issued were {ABOUT_THE_SAME}"
    return f"Plans issued {reading.ratio_text}".strip()


def is_count_of_one_month(reading: Reading) -> bool:
    """Whether the value is the number of plans of a single month."""
    is_month = reading.window is not None and reading.window.months == 1
    return is_month and reading.value is not None and reading.measure.unit is Unit.PER_MONTH


def count_text(reading: Reading) -> str:
    """ "161 plans were", "Around 160 plans were", "1 plan was"; with the marker."""
    marker = f" {reading.marker.symbol}" if reading.marker else ""
    plans = noun(reading.value, "plan") if rounded(reading.value) == reading.value else "plans"
    verb = "was" if plans == "plan" else "were"
    return f"{upper_first(reading.figure)}{marker} {plans} {verb}"


def plain_sentence(reading: Reading) -> str:
    """The figures alone: "Plans issued, June to November 2024: 158 a month. January to May …"."""
    when = reading.when or "window not stated"
    value = lower_first(reading.missing) if reading.missing else reading.in_words
    text = f"{reading.measure.label}, {without_stop(when)}: {with_stop(value)}"
    if reading.comparison is None or not reading.comparison_text:
        return text
    earlier = reading.measure.in_text(reading.comparison.value)
    before = f"{reading.comparison.when or 'Before'}: {earlier}."
    lengths = f" {reading.length_text.capitalize()}." if reading.length_text else ""
    return f"{text} {before}{lengths}"


def in_brackets(text: str) -> str:
    return f" ({in_the_middle(text)})" if text else ""


def beside(snapshot: Snapshot) -> str:
    """What the source says together with plans issued, to be shown wherever the sentence is.

    May be "".
    """
    reading = plans_issued(snapshot)
    return reading.beside if reading else ""
