"""Two readings of one measure, as frozen in two editions: how far apart, for better or worse, or why not comparable. Pure."""

from decimal import Decimal
from typing import Any

from committee.changes.items import Item, Kind, Number, Verdict, record_fields
from committee.changes.records import Key
from sendprog.records.snapshots import Section
from sendprog.values import wording
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Polarity, Reading, Unit

PERCENTAGES = (Unit.PERCENT, Unit.PERCENT_CHANGE, Unit.PERCENT_A_YEAR)


def change_words(measure: Measure, change: Decimal) -> str:
    """ "+£5.8 million", "−68", "+2.1 percentage points"."""
    if measure.unit is Unit.POUNDS:
        return wording.signed_pounds(change, measure.places)
    if measure.unit in PERCENTAGES:
        points = wording.percentage_points(change, measure.places)
        return f"+{points}" if change > 0 else points
    return wording.signed_number(change, measure.places)


def verdict_of(measure: Measure, change: Decimal) -> Verdict:
    """By the measure's polarity; demand is never better or worse."""
    if measure.polarity is Polarity.NEUTRAL or not change:
        return Verdict.NEUTRAL
    return Verdict.BETTER if (change > 0) is (measure.polarity is Polarity.HIGHER) else Verdict.WORSE


def basis_words(basis: Basis) -> str:
    """ "reported", "illustrative"."""
    return basis.label.partition(":")[0].lower()


def apart(old: Reading, new: Reading) -> str:
    """Why two readings can't be compared, whatever their windows; empty where they can."""
    if old.measure.unit is not new.measure.unit:
        return f"its unit was “{old.measure.unit.label}” and is “{new.measure.unit.label}”"
    if old.measure.definition != new.measure.definition:
        return "its definition has changed"
    if old.measure.polarity is not new.measure.polarity:
        return "which way is better has changed"
    if old.basis is not new.basis:
        return f"{basis_words(old.basis)} against {basis_words(new.basis)}"
    if old.qualifier != new.qualifier:
        return f"{old.in_words} against {new.in_words}"
    if new.marker is Marker.BREAK_IN_SERIES:
        return "there is a break in the series"
    if not (old.missing or new.missing) and (old.value is None or new.value is None):
        return "a range has no one value"
    return ""


def windows_apart(old: Reading, new: Reading) -> str:
    """Why two windows can't be compared: "six months against five months"; empty where they can."""
    if old.window and new.window and not old.window.same_length(new.window):
        return f"{old.window.length_in_words} against {new.window.length_in_words}"
    if bool(old.window) is not bool(new.window):
        return "its window is known in only one of the two"
    return ""


def is_same(old: Reading, new: Reading) -> bool:
    """Whether both say the same value."""
    fields = ("value", "low", "high", "missing", "qualifier")
    return all(getattr(old, field) == getattr(new, field) for field in fields)


def told(old: Reading, new: Reading, why_not: str) -> dict[str, Any]:
    """Change, verdict and how it reads. A missing value is said, and never counted as 0."""
    if old.missing or new.missing:
        verdict = Verdict.MISSING_BEFORE if old.missing else Verdict.MISSING_NOW
        return {"verdict": verdict, "how": verdict.label}
    if why_not:
        return {"verdict": Verdict.NOT_COMPARABLE, "how": f"{Verdict.NOT_COMPARABLE.label}: {why_not}"}
    change = (new.value or Decimal(0)) - (old.value or Decimal(0))
    verdict = verdict_of(new.measure, change)
    return {"change": change_words(new.measure, change), "verdict": verdict, "how": verdict.label}


def moved(old: Reading, new: Reading, why_not: str, kept: dict[str, Any]) -> Number:
    """A measure's latest reading in each of the two editions."""
    both = {"old": old.in_words, "new": new.in_words, "when_old": old.when, "when_new": new.when}
    made_up = Basis.ILLUSTRATIVE if old.is_illustrative or new.is_illustrative else new.basis
    reads = told(old, new, why_not or apart(old, new))
    return Number(
        kind=Kind.MOVED,
        measure=new.measure.address,
        **both,
        **reads,
        **kept | of_measure(new) | {"basis": made_up},
    )


def revised(old: Reading, new: Reading, kept: dict[str, Any], why_not: str = "") -> Number:
    """The same window's figure, another now: marked [r] where both editions gave one."""
    made_up = Basis.ILLUSTRATIVE if old.is_illustrative or new.is_illustrative else new.basis
    both = {"old": old.in_words, "new": new.in_words, "when_old": old.when, "when_new": new.when}
    if old.missing or new.missing:
        return Number(
            kind=Kind.REVISED,
            measure=new.measure.address,
            **both,
            **told(old, new, ""),
            **kept | {"basis": made_up},
        )
    if Marker.REVISED.symbol not in new.in_words:
        both["new"] = f"{new.in_words} {Marker.REVISED.symbol}"
    reads: dict[str, Any] = {"verdict": Verdict.REVISED, "how": Verdict.REVISED.label}
    reason = why_not or apart(old, new)
    if reason:
        reads["how"] = f"{Verdict.REVISED.label}; not comparable: {reason}"
    elif old.value is not None and new.value is not None:
        reads["change"] = change_words(new.measure, new.value - old.value)
    return Number(
        kind=Kind.REVISED, measure=new.measure.address, **both, **reads, **kept | {"basis": made_up}
    )


def of_measure(reading: Reading) -> dict[str, Any]:
    """The measure's own name (its address where it has none) and page."""
    measure = reading.measure
    return {
        "which": measure.label or measure.address,
        "page": "measure",
        "values": {"address": measure.address},
    }


def reported_first(reading: Reading, row: object, section: Section, key: Key, records: tuple) -> Item:
    """A reading of something the last edition did not have."""
    kept = record_fields(row, section, key) | of_measure(reading) | {"basis": reading.basis}
    return Item(kind=Kind.FIRST, new=reading.in_words, how=reading.when, records=records, **kept)
