"""Markers beside a figure, as official statistics write them.

Missing, suppressed and zero are three states: None with [x], None with [c], and 0 with no marker.
"""

from sendprog.values.wording import Worded


class Marker(Worded):
    """A note on a figure, or the reason there is none."""

    BREAK_IN_SERIES = "b", "break in series"
    SUPPRESSED = "c", "suppressed"
    ESTIMATED = "e", "estimated"
    FORECAST = "f", "forecast"
    LOW = "low", "low"
    PROVISIONAL = "p", "provisional"
    REVISED = "r", "revised"
    LOW_RELIABILITY = "u", "low reliability"
    NOT_AVAILABLE = "x", "not available"
    NOT_APPLICABLE = "z", "not applicable"

    @property
    def symbol(self) -> str:
        """As shown beside or in place of a figure: "[c]"."""
        return f"[{self.value}]"

    @property
    def means_no_value(self) -> bool:
        """True where the marker stands instead of a figure: [c], [low], [x], [z]."""
        return self in (Marker.SUPPRESSED, Marker.LOW, Marker.NOT_AVAILABLE, Marker.NOT_APPLICABLE)


def parse_marker(text: str | None) -> Marker | None:
    """A marker as files write it: "c", "[c]", " C ". None and blank: no marker. Anything else is a ValueError.

    "0" is refused with the rest: a zero is a figure, never a marker.
    """
    code = (text or "").strip().lower()
    if not code:
        return None
    bare = code[1:-1] if code.startswith("[") and code.endswith("]") else code
    if bare not in [marker.value for marker in Marker]:
        known = ", ".join(marker.symbol for marker in Marker)
        raise ValueError(f"unknown marker: write one of {known}")
    return Marker(bare)


def agrees(value: object, marker: Marker | None) -> bool:
    """Whether a stored figure and its marker can stand together: a figure, or None with the reason why."""
    return (value is None) == (marker is not None and marker.means_no_value)
