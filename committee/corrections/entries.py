"""The fields of a correction: how a figure as an edition publishes it differs from the present one.

Pure.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from committee.changes.reading_changes import is_same_value
from committee.models import Correction
from ehcp.figures import is_identifying, missing_text
from sendprog.values.apart import readings_apart
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Reading

NOT_AVAILABLE = f"{Marker.NOT_AVAILABLE.symbol} {Marker.NOT_AVAILABLE.label}"
# What a count or an amount without a value reads. A return's own words, such as "Direction only",
# are not among these.
NO_VALUE = {missing_text(None), *(missing_text(marker.value) for marker in Marker)}
IsSame = Callable[[Reading, Reading | None], bool]


def has_same_value(published: Reading, present: Reading | None) -> bool:
    """Whether the value is the same.

    A figure that is gone is the same if the edition had no value for it.
    """
    if present is None:
        return published.missing in NO_VALUE
    return is_same_value(published, present)


def has_same_text(published: Reading, present: Reading | None) -> bool:
    """Whether readers are shown the same: a derived reading may differ in decimal places that
    nobody sees.
    """
    return present is not None and published.in_words == present.in_words


def next_entry(
    key: str,
    published: Reading,
    present: Reading | None,
    earlier: Sequence[Correction],
    is_same: IsSame = has_same_value,
) -> dict[str, Any] | None:
    """The next entry of a figure after `earlier` ones; None when there is nothing new.

    `present` is None if it is gone.
    """
    last = earlier[-1] if earlier else None
    if is_same(published, present):
        return back_entry(earlier) if last and not last.is_back else None
    basis = basis_of_both(published, present)
    published, present = masked(key, published, present)
    text, value = present_text(published, present), plain_value(present)
    old, old_value = old_text(published, present), plain_value(published)
    if last:
        old, old_value = last.new, last.new_value
    if last and not last.is_back and (value == old_value if value else text == old):
        return None
    is_gone = text.startswith(NOT_AVAILABLE)
    return what_was_said(published) | {
        "number": len(earlier) + 1,
        "old": old,
        "old_value": old_value,
        "new": text,
        "new_value": value,
        "marker": (Marker.NOT_AVAILABLE if is_gone else Marker.REVISED).value,
        "basis": basis.value,
    }


def what_was_said(published: Reading) -> dict[str, Any]:
    """The fields of an entry that tell the reading as the edition has it."""
    return {
        "measure": published.measure.address,
        "label": published.measure.label,
        "when": published.when,
        "said": published.in_words,
    }


def back_entry(earlier: Sequence[Correction]) -> dict[str, Any]:
    """The entry of a figure that is again what the edition says."""
    first, last = earlier[0], earlier[-1]
    same = {name: getattr(last, name) for name in ("measure", "label", "when", "said", "basis")}
    return same | {
        "number": last.number + 1,
        "old": last.new,
        "old_value": last.new_value,
        "new": last.said,
        "new_value": first.old_value,
        "is_back": True,
    }


def masked(key: str, published: Reading, present: Reading | None) -> tuple[Reading, Reading | None]:
    """The two readings, both suppressed if their difference could identify a child."""
    name = key.rpartition("|")[2]
    if present is None or not is_identifying(name, published, present):
        return published, present
    hidden = {"value": None, "marker": None, "missing": Marker.SUPPRESSED.symbol}
    return replace(published, **hidden), replace(present, **hidden)


def old_text(published: Reading, present: Reading | None) -> str:
    """The published figure, with more digits where the present one would read alike."""
    return (readings_apart(published, present)[0] if present else published).in_words


def present_text(published: Reading, present: Reading | None) -> str:
    """The present figure in the edition's unit, with its own decimal places; [r] if both have a
    value.
    """
    if present is None:
        return NOT_AVAILABLE
    published, present = readings_apart(published, present)
    places = max(published.measure.places, present.measure.places)
    text = replace(present, measure=replace(published.measure, places=places)).in_words
    symbol = Marker.REVISED.symbol
    if published.missing or present.missing or symbol in text:
        return text
    return f"{text} {symbol}"


def plain_value(reading: Reading | None) -> str:
    """The value as a plain number, or a range as two; "" if there is none."""
    if reading is None or reading.missing:
        return ""
    value = str(reading.value) if reading.low is None else f"{reading.low}..{reading.high}"
    return value[: Correction._meta.get_field("new_value").max_length]


def basis_of_both(published: Reading, present: Reading | None) -> Basis:
    """Illustrative if either reading is."""
    if present is None or published.is_illustrative:
        return published.basis
    return present.basis
