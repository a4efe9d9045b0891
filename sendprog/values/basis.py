"""What a figure is based on (pure)."""

from collections.abc import Iterable

from sendprog.values.wording import LabelledEnum, noun, part_of, upper_first


class Basis(LabelledEnum):
    """Where a value comes from.

    REPORTED is a record of the council's or another body's own, and the default. PUBLISHED repeats
    what a published report says, for a site that retells one: what is absent is then absent from
    that report.
    """

    REPORTED = "reported", "Reported"
    PUBLISHED = "published", "From a published report"
    COMPUTED = "computed", "Computed"
    FORECAST = "forecast", "Forecast"
    ESTIMATE = "estimate", "Estimate"
    ILLUSTRATIVE = "illustrative", "Illustrative: a made-up example"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]

    @property
    def is_reported(self) -> bool:
        """Whether a source gives the value as it is, so that pages name the source alone."""
        return self in (Basis.REPORTED, Basis.PUBLISHED)

    @property
    def note(self) -> str:
        """What must be said beside a value that no source gives as it is; "" for a reported one."""
        return "" if self.is_reported else self.label

    def note_beside(self, text: str) -> str:
        """The note, unless the text that stands beside it begins with the same word."""
        return "" if text.lower().startswith(self.value) else self.note


def illustrative_text(bases: Iterable[Basis], what: str) -> str:
    """ "2 of 9 scores are illustrative.", for the caption of a picture of them; "" where none is."""
    known = list(bases)
    number = sum(basis is Basis.ILLUSTRATIVE for basis in known)
    if not number:
        return ""
    return upper_first(
        f"{part_of(number, len(known), what)} {noun(number, 'is', 'are')} illustrative."
    )


_MEANINGS = {
    Basis.REPORTED: "Given by the source that is named beside it.",
    Basis.PUBLISHED: "Taken from a published report, which is named beside it.",
    Basis.COMPUTED: "Worked out here from other figures.",
    Basis.FORECAST: "Expected, and not known yet.",
    Basis.ESTIMATE: "Judged, not counted.",
    Basis.ILLUSTRATIVE: "Never quote it as a figure of the council.",
}
