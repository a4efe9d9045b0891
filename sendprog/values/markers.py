"""Markers of figures, as official statistics use them (pure).

Missing, suppressed and zero are distinct: None with [x], None with [c], and 0 without a marker.
"""

from sendprog.values.wording import LabelledEnum


class Marker(LabelledEnum):
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
        """The marker as printed: "[c]"."""
        return f"[{self.value}]"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]

    @property
    def means_no_value(self) -> bool:
        """Whether it replaces the figure: [c], [low], [x], [z]."""
        return self in (Marker.SUPPRESSED, Marker.LOW, Marker.NOT_AVAILABLE, Marker.NOT_APPLICABLE)


_MEANINGS = {
    Marker.BREAK_IN_SERIES: "Counted in another way than the figures before it.",
    Marker.SUPPRESSED: "Left out so that nobody can be recognised.",
    Marker.ESTIMATED: "Not counted.",
    Marker.FORECAST: "Expected, and not known yet.",
    Marker.LOW: "More than 0, but so small that it rounds to it.",
    Marker.PROVISIONAL: "It may still change.",
    Marker.REVISED: "It was another figure before.",
    Marker.LOW_RELIABILITY: "Read it with care.",
    Marker.NOT_AVAILABLE: "Its source does not give it.",
    Marker.NOT_APPLICABLE: "There can be none, as with a rate of no cases.",
}


_BY_CODE = {marker.value: marker for marker in Marker}
_SYMBOLS = ", ".join(marker.symbol for marker in Marker)


def parse_marker(text: str | None) -> Marker | None:
    """Parse "c", "[c]" or " C "; None for None or blank text; ValueError for anything else, "0"
    included.
    """
    code = (text or "").strip().lower()
    if not code:
        return None
    bare = code[1:-1] if code.startswith("[") and code.endswith("]") else code
    if bare not in _BY_CODE:
        raise ValueError(f"unknown marker: write one of {_SYMBOLS}")
    return _BY_CODE[bare]


def fits_value(value: object, marker: Marker | None) -> bool:
    """True for None with a marker that means "no value", and for a value without such a marker."""
    return (value is None) == (marker is not None and marker.means_no_value)
