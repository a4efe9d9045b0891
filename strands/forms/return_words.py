"""What the form of an indicator's value says of its fields."""

from sendprog.records.fields import NO_VALUE
from sendprog.values.markers import Marker

ONLY_ONE = "Give a value, a range, two numbers to work it out from, or why there is none: only one of them."
HELP_TEXTS = {
    "qualifier": "Where the value is not exact.",
    "state": "Whether it may still be changed by its source.",
    "basis": "Where the value comes from.",
    "note": "What a reader must know. For example: one school did not answer.",
    "missing": "Only where there is none, for example: not collected this month.",
    "marker": "Without a value: [c], [low], [x] or [z]. A value may have one of the others.",
}


def markers_of_absence() -> str:
    """ "[c] suppressed, [low] …, [x] not available or [z] not applicable"."""
    *others, last = [f"{Marker(text).symbol} {Marker(text).label}" for text in NO_VALUE]
    return f"{', '.join(others)} or {last}"
