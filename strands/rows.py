"""The rows of strands' sections: plain, typed, frozen with an edition."""

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
from strands.metrics import NEEDS_PATH, reviewed_in_words

# The addresses of the measures that indicators yield begin so.
INDICATOR = "strands.indicator."
# Reviewed so often without a change, readers are told.
REVIEWS_TO_SHOW = 3


@dataclass(frozen=True)
class UpdateRow:
    """A strand's latest accepted update. `html` holds each narrative, rendered when it was saved."""

    month: date
    rating: Rag
    rating_as_at: date | None
    path_to_green_is_given: bool
    html: dict[str, str]
    source: str
    reviews_without_change: int

    @property
    def review_words(self) -> str:
        """From the third review in a row: "Reviewed with no change three times in a row"."""
        return (
            reviewed_in_words(self.reviews_without_change)
            if self.reviews_without_change >= REVIEWS_TO_SHOW
            else ""
        )


@dataclass(frozen=True)
class StrandRow:
    """A strand, what it delivers and its latest update (None: none accepted, so not rated).

    `texts` stand beside the update: the latest of each section whose name begins with the strand's.
    `last_heard`: when an update was last submitted or accepted; of one that was loaded, its month. `succeeds`: the strands
    that ended and named this one as what follows them.
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
        """ "Not updated since 3 October 2024" where the latest round is past due and this strand gave no update."""
        if not self.is_silent:
            return ""
        return f"Not updated since {self.last_heard}" if self.last_heard else "Never updated"

    @property
    def rating(self) -> Rag:
        """The stated rating; Not rated without an update, never green."""
        return self.update.rating if self.update else Rag.NOT_RATED


@dataclass(frozen=True)
class TextRow:
    """A text that belongs to no strand, for the section of a page or paper that it names."""

    section: str
    month: date
    html: str
    source: str


def strand_named_by(section: str, slugs: Iterable[str]) -> str:
    """The strand that a section is of, by its name: "sufficiency-places" is of sufficiency. The longest that fits; "" if none."""
    fitting = [slug for slug in slugs if section == slug or section.startswith(f"{slug}-")]
    return max(fitting, key=len, default="")


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
    """One change of a milestone's forecast. Times are days: who moved it is in the history, not here."""

    on: date
    before: PartialDate | None
    after: PartialDate | None
    reason: str


def moved_in_words(times: int) -> str:
    """ "Moved once", "Moved twice", "Moved three times"; "" for never."""
    words = {1: "once", 2: "twice"}.get(times, f"{small_number_in_words(times)} times")
    return f"Moved {words}" if times else ""


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone with its derived status and slippage, as at the snapshot's day."""

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
        """ "Moved twice": how often a forecast that stood was changed; a first date is no move."""
        return moved_in_words(sum(one.before is not None for one in self.moves))

    @property
    def particulars(self) -> list[tuple[str, str]]:
        """What is known of it, label and words; what is not known says so where readers ask for it."""
        known = [
            ("Reference", own_reference(self.reference)),
            ("Stage", self.stage.label),
            ("In the report's words", self.stage_words),
            ("Forecast", str(self.forecast or "")),
            ("Done", "Date not known" if self.is_done_unknown_when else str(self.actual or "")),
            ("Reason for the last change", self.reason),
            ("Owner", self.owner),
            ("Responsible", "\n".join(self.responsible_roles)),
            ("Accountable", self.accountable_role),
            ("Success criteria", self.success_criteria),
            ("Evidence", self.evidence),
            ("Note", self.note),
            ("Source", self.source),
        ]
        return [(label, words) for label, words in known if words]

    @property
    def is_done_unknown_when(self) -> bool:
        """Whether it is complete and nobody knows since when: then its forecast is no date of it."""
        return (
            self.status in (MilestoneStatus.COMPLETE, MilestoneStatus.COMPLETE_LATE) and self.actual is None
        )

    @property
    def when_in_words(self) -> str:
        """The date, or what is known instead: done on a day that is not known is not "No date set"."""
        return "Date not known" if self.is_done_unknown_when else str(self.when or "No date set")

    @property
    def when(self) -> PartialDate | None:
        """When it was done, is forecast, or was last promised; None is "No date set"."""
        return self.actual or self.forecast or (self.baselines[-1].date if self.baselines else None)


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
        """The address of the measure that this indicator yields."""
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
    """A scheme of places; `places` None is "not in the report"."""

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
