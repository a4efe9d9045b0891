"""Two readings of one measure in two editions: the change and its verdict, or why there is none.

Pure.
"""

from decimal import Decimal
from typing import Any

from committee.changes.items import ChangeKind, Item, NumberItem, Verdict, item_fields
from committee.changes.records import Key
from sendprog.records.snapshots import Section
from sendprog.values import wording
from sendprog.values.apart import readings_apart
from sendprog.values.basis import Basis
from sendprog.values.free_text import in_the_middle
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import Window
from sendprog.values.units import Unit

PERCENTAGES = (Unit.PERCENT, Unit.PERCENT_CHANGE, Unit.PERCENT_A_YEAR)
# The fields in which a reading's value is.
VALUE = ("value", "low", "high", "missing", "qualifier")


def signed_change(measure: Measure, change: Decimal) -> str:
    """ "+£5.8 million", "−68", "+2.1 percentage points"."""
    if measure.unit is Unit.POUNDS:
        return wording.signed_pounds(change, measure.places)
    if measure.unit in PERCENTAGES:
        points = wording.percentage_points(change, measure.places)
        return f"+{points}" if change > 0 else points
    return wording.signed_number(change, measure.places)


def verdict_of(measure: Measure, old: Decimal, new: Decimal) -> Verdict:
    """Better or worse by the measure's polarity; demand is neither."""
    verdicts = {1: Verdict.BETTER, -1: Verdict.WORSE, 0: Verdict.NEUTRAL}
    return verdicts[measure.improvement(old, new)]


def basis_name(basis: Basis) -> str:
    """ "reported", "illustrative"."""
    return basis.label.partition(":")[0].lower()


def why_not_comparable(old: Reading, new: Reading) -> str:
    """Why two readings can't be compared, whatever their windows; "" where they can."""
    if old.measure.unit is not new.measure.unit:
        return f"its unit was “{old.measure.unit.label}” and is “{new.measure.unit.label}”"
    if old.measure.definition != new.measure.definition:
        return "its definition has changed"
    better = (old.measure.polarity, old.measure.best_value)
    if better != (new.measure.polarity, new.measure.best_value):
        return "which way is better has changed"
    if old.basis is not new.basis and not (old.basis.is_reported and new.basis.is_reported):
        return f"{basis_name(old.basis)} against {basis_name(new.basis)}"
    if old.qualifier != new.qualifier or new.is_bound:
        return f"{old.in_words} against {new.in_words}"
    if new.marker is Marker.BREAK_IN_SERIES:
        return "there is a break in the series"
    if not (old.missing or new.missing) and (old.value is None or new.value is None):
        return "a range has no one value"
    return ""


def why_windows_differ(old: Reading, new: Reading) -> str:
    """Why two windows can't be compared: "six months against five months"; "" where they can."""
    if old.is_running_total and new.is_running_total and old.window and new.window:
        return why_running_totals_differ(old.window, new.window)
    if old.window and new.window and not old.window.same_length(new.window):
        return f"{old.window.length_in_words} against {new.window.length_in_words}"
    if bool(old.window) is not bool(new.window):
        return "its window is known in only one of the two"
    return ""


def why_running_totals_differ(old: Window, new: Window) -> str:
    """Why two running totals can't be compared; "" where both have run as long."""
    if old.same_length(new):
        return ""
    if old.first == new.first:
        return f"the running total has gone on to {new.label}"
    return f"the running total started again: {new.label} against {old.label}"


def is_same_value(old: Reading, new: Reading) -> bool:
    return all(getattr(old, field) == getattr(new, field) for field in VALUE)


def verdict_fields(old: Reading, new: Reading, why_not: str) -> dict[str, Any]:
    """The change, its verdict and its description. A missing value is never taken for 0."""
    if old.missing or new.missing:
        verdict = Verdict.MISSING_BEFORE if old.missing else Verdict.MISSING_NOW
        return {"verdict": verdict, "how": verdict.label}
    if why_not:
        return {
            "verdict": Verdict.NOT_COMPARABLE,
            "how": f"{Verdict.NOT_COMPARABLE.label}: {why_not}",
        }
    was, now = old.value or Decimal(0), new.value or Decimal(0)
    verdict = verdict_of(new.measure, was, now)
    return {
        "change": signed_change(new.measure, now - was),
        "verdict": verdict,
        "how": verdict_text(verdict, old, new),
    }


def verdict_text(verdict: Verdict, old: Reading, new: Reading) -> str:
    """ "Worse than before (November 2025)": what is compared, which other pages may do otherwise."""
    if verdict not in (Verdict.BETTER, Verdict.WORSE):
        return verdict.label
    if old.when in ("", new.when):
        return f"{verdict.label} than in the earlier edition"
    when = in_the_middle(old.when)
    # Brackets in brackets are hard to read.
    return f"{verdict.label} than before{f': {when}' if '(' in when else f' ({when})'}"


def revision_fields(old: Reading, new: Reading, why_not: str) -> dict[str, Any]:
    """The change, verdict and description of a revised figure, of which neither value is missing."""
    fields: dict[str, Any] = {"verdict": Verdict.REVISED, "how": Verdict.REVISED.label}
    if why_not:
        fields["how"] = f"{Verdict.REVISED.label}; not comparable: {why_not}"
    elif old.value is not None and new.value is not None:
        fields["change"] = signed_change(new.measure, new.value - old.value)
    return fields


def both_readings(old: Reading, new: Reading) -> dict[str, Any]:
    """The fields of an item that show two readings; illustrative where either of them is."""
    is_illustrative = old.is_illustrative or new.is_illustrative
    return {
        "measure": new.measure.address,
        "old": old.in_words,
        "new": new.in_words,
        "when_old": old.when,
        "when_new": new.when,
        "window": new.window.label if new.window and old.window == new.window else "",
        "basis": Basis.ILLUSTRATIVE if is_illustrative else new.basis,
    }


def moved_item(old: Reading, new: Reading, why_not: str, fields: dict[str, Any]) -> NumberItem:
    """A measure's latest reading in each edition; `why_not` says why their windows can't be
    compared.
    """
    why_not = why_not or why_not_comparable(old, new)
    old, new = readings_apart(old, new)
    verdict = verdict_fields(old, new, why_not)
    described = fields | measure_fields(new) | both_readings(old, new) | verdict
    return NumberItem(kind=ChangeKind.MOVED, **described)


def revised_item(
    old: Reading, new: Reading, fields: dict[str, Any], why_not: str = ""
) -> NumberItem:
    """Another figure for the same window: marked [r] where both editions have one."""
    why_not = why_not or why_not_comparable(old, new)
    old, new = readings_apart(old, new)
    described = fields | both_readings(old, new)
    if old.missing or new.missing:
        return NumberItem(kind=ChangeKind.REVISED, **described | verdict_fields(old, new, ""))
    if Marker.REVISED.symbol not in new.in_words:
        described["new"] = f"{new.in_words} {Marker.REVISED.symbol}"
    return NumberItem(kind=ChangeKind.REVISED, **described | revision_fields(old, new, why_not))


def measure_fields(reading: Reading) -> dict[str, Any]:
    """The measure's label (its address where it has none) and its page."""
    measure = reading.measure
    return {
        "which": measure.label or measure.address,
        "page": "measure",
        "values": {"address": measure.address},
    }


def first_reported_item(
    reading: Reading, row: object, section: Section, key: Key, records: tuple
) -> Item:
    """A reading of a measure that the last edition did not have."""
    fields = item_fields(row, section, key) | measure_fields(reading) | {"basis": reading.basis}
    return Item(
        kind=ChangeKind.FIRST, new=reading.in_words, how=reading.when, records=records, **fields
    )
