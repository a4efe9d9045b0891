"""The rows of this app's sections: plain typed data, frozen with each edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Polarity, Unit
from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import MilestoneStatus, Rag, Stage
from sendprog.values.references import own_reference, slug_of
from sendprog.values.wording import small_number_in_words
from strands.choices import PlacesStage
from strands.metrics import DONE, NEEDS_PATH, reviewed_in_words

# The addresses of indicators' measures begin with this.
INDICATOR = "strands.indicator."
# From so many reviews without a change on, pages say how many there were.
REVIEWS_TO_SHOW = 3


@dataclass(frozen=True)
class UpdateRow:
    """A strand's latest accepted update. `html`: each narrative by its field, rendered when it was saved."""

    month: date
    rating: Rag
    rating_as_at: date | None
    path_to_green_is_given: bool
    html: dict[str, str]
    source: str
    reviews_without_change: int

    @property
    def review_words(self) -> str:
        """ "Reviewed with no change three times in a row"; "" before the third review."""
        if self.reviews_without_change < REVIEWS_TO_SHOW:
            return ""
        return reviewed_in_words(self.reviews_without_change)


@dataclass(frozen=True)
class StrandRow:
    """A strand, its commitments and its latest accepted update (None: none was accepted, so it is not rated).

    `last_heard`: when an update was last submitted or accepted; its month where the day is not known.
    `is_silent`: the latest round is past due without an update. `succeeds`: the strands that it replaced.
    `texts`: the latest of each section whose name begins with the strand's slug.
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

    @property
    def needs_path_to_green(self) -> bool:
        return self.rating in NEEDS_PATH

    @property
    def silence(self) -> str:
        """ "Not updated since 3 October 2024" or "Never updated"; "" where the strand isn't silent."""
        if not self.is_silent:
            return ""
        return f"Not updated since {self.last_heard}" if self.last_heard else "Never updated"

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


def strand_of_section(section: str, slugs: Iterable[str]) -> str:
    """The longest slug that the section's name begins with ("sufficiency-places": "sufficiency"), or ""."""
    matching = [slug for slug in slugs if section == slug or section.startswith(f"{slug}-")]
    return max(matching, key=len, default="")


@dataclass(frozen=True)
class BaselineRow:
    number: int
    date: PartialDate
    reason: str
    approver: str
    approved_on: date
    basis: Basis


@dataclass(frozen=True)
class MoveRow:
    """One change of a milestone's forecast: the day and the dates. Who made it is in the history alone."""

    on: date
    before: PartialDate | None
    after: PartialDate | None
    reason: str


def moved_in_words(times: int) -> str:
    """ "Moved once", "Moved twice", "Moved three times"; "" for never."""
    if not times:
        return ""
    how_often = {1: "once", 2: "twice"}.get(times, f"{small_number_in_words(times)} times")
    return f"Moved {how_often}"


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone with its derived status and slippage on the snapshot's day."""

    reference: str
    title: str
    strand: str
    strand_name: str
    strand_number: int
    room: str
    description: str
    stage: Stage
    stage_words: str
    forecast: PartialDate | None
    actual: PartialDate | None
    reason: str
    owner: str
    responsible_roles: tuple[str, ...]
    accountable_role: str
    success_criteria: str
    evidence: str
    note: str
    basis: Basis
    source: str
    baselines: tuple[BaselineRow, ...]
    moves: tuple[MoveRow, ...]
    needs: tuple[str, ...]
    status: MilestoneStatus
    slippage: str
    warnings: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """Its reference in addresses."""
        return slug_of(self.reference)

    @property
    def moved_in_words(self) -> str:
        """ "Moved twice": how often a forecast was changed or cleared; setting the first is no move."""
        return moved_in_words(sum(move.before is not None for move in self.moves))

    @property
    def particulars(self) -> list[tuple[str, str]]:
        """The milestone's details as (label, text), without those that are empty."""
        details = [
            ("Reference", own_reference(self.reference)),
            ("Stage", self.stage.label),
            ("In the report's words", self.stage_words),
            ("Forecast", str(self.forecast or "")),
            ("Done", "Date not known" if self.is_done_date_unknown else str(self.actual or "")),
            ("Reason for the last change", self.reason),
            ("Owner", self.owner),
            ("Responsible", "\n".join(self.responsible_roles)),
            ("Accountable", self.accountable_role),
            ("Success criteria", self.success_criteria),
            ("Evidence", self.evidence),
            ("Note", self.note),
            ("Source", self.source),
        ]
        return [(label, text) for label, text in details if text]

    @property
    def is_done_date_unknown(self) -> bool:
        """Whether it is complete without a known date; its forecast then says nothing about when."""
        return self.status in DONE and self.actual is None

    @property
    def when_in_words(self) -> str:
        """The date; "Date not known" for one completed on an unknown day, else "No date set"."""
        return "Date not known" if self.is_done_date_unknown else str(self.when or "No date set")

    @property
    def when(self) -> PartialDate | None:
        """When it was done, is forecast, or was last promised; None where no date is set."""
        return self.actual or self.forecast or self.promised

    @property
    def promised(self) -> PartialDate | None:
        """The date last promised; None where none was."""
        return self.baselines[-1].date if self.baselines else None


@dataclass(frozen=True)
class ReturnRow:
    """One reported value of an indicator; see IndicatorReturn."""

    reported_in: date
    first: date | None
    last: date | None
    window_words: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    missing: str
    qualifier: str
    marker: Marker | None
    basis: Basis
    projected: bool
    comparison_value: Decimal | None
    comparison_first: date | None
    comparison_last: date | None
    comparison_words: str
    beside: str
    note: str
    source: str
    loaded: str = ""


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator and its returns, the latest last."""

    slug: str
    name: str
    strand: str
    room: str
    definition: str
    unit: Unit
    decimals: int
    polarity: Polarity
    source: str
    note: str
    returns: tuple[ReturnRow, ...]

    @property
    def measure(self) -> str:
        """The address of the indicator's measure."""
        return f"{INDICATOR}{self.slug}"

    @property
    def basis(self) -> Basis | None:
        """The basis of the latest return; None where there is none."""
        return self.returns[-1].basis if self.returns else None


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


@dataclass(frozen=True)
class PlacesRow:
    """A scheme of places. `places` is None where the report gives no number."""

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


@dataclass(frozen=True)
class ConditionRow:
    reference: str
    kind: str
    wording: str
    strand: str
    limit: str
    if_missed: str
    rating: Rag
    status_words: str
    status_as_at: date | None


@dataclass(frozen=True)
class CommitmentRow:
    slug: str
    name: str
    short_name: str
    counterparty: str
    agreed: PartialDate | None
    description: str
    strands: tuple[str, ...]
    conditions: tuple[ConditionRow, ...]
    source: str
