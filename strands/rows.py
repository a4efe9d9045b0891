"""The rows of this app's sections: plain typed data, frozen with each edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sendprog.values.absent import absent_in_report
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import days_in_words
from sendprog.values.rag import Rag
from sendprog.values.wording import upper_first
from strands.choices import PlacesStage
from strands.metrics import NEEDS_PATH, reviewed_in_words
from strands.succession_row_types import StrandName

# From so many reviews without a change on, pages say how many there were.
REVIEWS_TO_SHOW = 3
# Stands for the name of a strand that a snapshot does not have.
NOT_RUNNING = "A strand that is not running now"


@dataclass(frozen=True)
class UpdateRow:
    """A strand's latest accepted update.

    `html`: each narrative by its field, rendered when it was saved.
    """

    month: date
    rating: Rag
    rating_as_at: date | None
    path_to_green_is_given: bool
    html: dict[str, str]
    source: str
    reviews_without_change: int
    basis: Basis = Basis.REPORTED
    path_to_green_marker: Marker | None = None

    @property
    def small_print(self) -> str:
        """The note on illustrative data; "" for other data."""
        return self.basis.label if self.basis is Basis.ILLUSTRATIVE else ""

    @property
    def why_no_path_to_green(self) -> str:
        """What its marker says of a path to green that was not given: "Not available".

        "" without one.
        """
        return self.path_to_green_marker.label.capitalize() if self.path_to_green_marker else ""

    @property
    def review_words(self) -> str:
        """ "Reviewed with no change three times in a row"; "" before the third review."""
        if self.reviews_without_change < REVIEWS_TO_SHOW:
            return ""
        return reviewed_in_words(self.reviews_without_change)


# What stands in addresses for the whole programme.
WHOLE_PROGRAMME = "whole-programme"


@dataclass(frozen=True)
class ProgrammeRow:
    """The latest accepted update of the whole programme, which belongs to no strand and no section."""

    section: str
    update: UpdateRow

    @property
    def place(self) -> str:
        """What the address of its form names."""
        return WHOLE_PROGRAMME

    @property
    def rating(self) -> Rag:
        return self.update.rating


@dataclass(frozen=True)
class MonthRatingRow:
    """A rating stated in the accepted update of one month."""

    month: date
    rating: Rag
    basis: Basis

    @property
    def in_words(self) -> str:
        """ "November 2024: At risk", with its basis where that is not reported."""
        note = f" ({self.basis.note})" if self.basis.note else ""
        return f"{self.month:%B %Y}: {self.rating.label}{note}"


@dataclass(frozen=True)
class StrandRow:
    """A strand, its commitments and its latest accepted update (None: none was accepted, so it is
    not rated).

    `last_heard`: when that update was submitted; its month where the day is not known. `is_silent`:
    the latest round is past due without an update. `succeeds`: the strands that it replaced.
    `followed_by`: those that replace it or were split off. `texts`: the latest of each section
    whose name begins with the strand's slug.
    """

    slug: str
    number: int
    name: str
    objective: str
    sponsor_role: str
    commitments: tuple[str, ...]
    source: str
    update: UpdateRow | None
    last_heard: PartialDate | None
    is_silent: bool
    succeeds: tuple[str, ...] = ()
    texts: tuple["TextRow", ...] = ()
    # Each with its kind: "Case system (project)".
    workstreams: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    followed_by: tuple[StrandName, ...] = ()
    # Of every month with a stated rating, oldest first.
    ratings: tuple[MonthRatingRow, ...] = ()

    @property
    def particulars(self) -> list[tuple[str, str]]:
        """Sponsor, workstreams, term and source as (label, text), without what is empty."""
        details = [
            ("Sponsor", self.sponsor_role),
            ("Workstreams", "; ".join(self.workstreams)),
            ("Runs", days_in_words(self.valid_from, self.valid_to)),
            ("Source", self.source),
        ]
        return [(label, text) for label, text in details if text]

    @property
    def basis(self) -> Basis | None:
        """The basis of its update and rating; None without an update."""
        return self.update.basis if self.update else None

    @property
    def small_print(self) -> str:
        """The note on an illustrative rating; "" for any other."""
        return self.update.small_print if self.update else ""

    @property
    def needs_path_to_green(self) -> bool:
        return self.rating in NEEDS_PATH

    @property
    def why_not_rated(self) -> str:
        """Why a strand is not rated: who gave no rating."""
        if self.update is None:
            return "There is no rating of this strand to show"
        return f"The update for {self.update.month:%B %Y} gives no rating of this strand"

    @property
    def no_path_to_green(self) -> str:
        """What stands for a path to green that was not given."""
        return absent_in_report("Not given", self.update.basis if self.update else None)

    @property
    def silence(self) -> str:
        """That an update is overdue, and of when the last one shown is.

        "" where the strand isn't silent.
        """
        if not self.is_silent:
            return ""
        shown = (
            f"the last one shown is of {self.last_heard}" if self.last_heard else "none is shown"
        )
        return f"An update is overdue: {shown}"

    @property
    def rating(self) -> Rag:
        """The stated rating; Not rated without an update."""
        return self.update.rating if self.update else Rag.NOT_RATED


@dataclass(frozen=True)
class TextRow:
    """A text of no strand, for the section of a page or paper that it names."""

    section: str
    month: date
    html: str
    source: str

    @property
    def place(self) -> str:
        """What its address names: the section."""
        return self.section or WHOLE_PROGRAMME


def strand_of_section(section: str, slugs: Iterable[str]) -> str:
    """The longest slug that the section's name begins with ("sufficiency-places": "sufficiency"),
    or "".
    """
    matching = [slug for slug in slugs if section == slug or section.startswith(f"{slug}-")]
    return max(matching, key=len, default="")


@dataclass(frozen=True)
class TargetRow:
    measure: str
    first: date | None
    last: date | None
    value: Decimal | None
    kind: str
    basis_text: str
    set_by: str
    basis: Basis
    floor: Decimal | None = None
    expected_low: Decimal | None = None
    expected_high: Decimal | None = None


@dataclass(frozen=True)
class PlacesRow:
    """A scheme of places. `places` is None where no number was given."""

    slug: str
    provision: str
    strand: str
    area: str
    places: int | None
    marker: Marker | None
    definition: str
    stage: PlacesStage
    when: str
    basis: Basis
    source: str
    planned_for: PartialDate | None = None
    funded: PartialDate | None = None
    secured: PartialDate | None = None
    opened: PartialDate | None = None
    # The milestone that it hangs on, by its end in addresses; "" for none.
    milestone: str = ""

    @property
    def steps_in_words(self) -> str:
        """ "Planned for September 2026, funded May 2025": the dates known of its stages."""
        dates = {
            "planned for": self.planned_for,
            "funded": self.funded,
            "secured": self.secured,
            "opened": self.opened,
        }
        text = ", ".join(f"{label} {when}" for label, when in dates.items() if when)
        return upper_first(text)
