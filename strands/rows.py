"""The rows of this app's sections: plain typed data, frozen with each edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sendprog.values.absent import absent_in_report, absent_text
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import days_in_words
from sendprog.values.rag import MilestoneStatus, Rag, Stage
from sendprog.values.references import own_reference, slug_of
from sendprog.values.wording import upper_first
from strands.choices import PlacesStage
from strands.metrics import DONE, NEEDS_PATH, reviewed_in_words
from strands.slippage import EARLIER, first_date_promised, moved_in_words, slippage_sentence
from strands.succession_row_types import StrandName

# From so many reviews without a change on, pages say how many there were.
REVIEWS_TO_SHOW = 3
# Stands for the name of a strand that a snapshot does not have.
NOT_RUNNING = "A strand that is not running now"


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
    basis: Basis = Basis.REPORTED
    path_to_green_marker: Marker | None = None

    @property
    def small_print(self) -> str:
        """The note on illustrative data; "" for other data."""
        return self.basis.label if self.basis is Basis.ILLUSTRATIVE else ""

    @property
    def why_no_path_to_green(self) -> str:
        """What its marker says of a path to green that was not given: "Not available"; "" without one."""
        return self.path_to_green_marker.label.capitalize() if self.path_to_green_marker else ""

    @property
    def review_words(self) -> str:
        """ "Reviewed with no change three times in a row"; "" before the third review."""
        if self.reviews_without_change < REVIEWS_TO_SHOW:
            return ""
        return reviewed_in_words(self.reviews_without_change)


@dataclass(frozen=True)
class ProgrammeRow:
    """The latest accepted update of the whole programme, which belongs to no strand and no section."""

    section: str
    update: UpdateRow

    @property
    def rating(self) -> Rag:
        return self.update.rating


@dataclass(frozen=True)
class StrandRow:
    """A strand, its commitments and its latest accepted update (None: none was accepted, so it is not rated).

    `last_heard`: when that update was submitted; its month where the day is not known.
    `is_silent`: the latest round is past due without an update. `succeeds`: the strands that it replaced.
    `followed_by`: those that replace it or were split off.
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
    # Each with its kind: "Case system (project)".
    workstreams: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    followed_by: tuple[StrandName, ...] = ()

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
        """That an update is overdue, and of when the last one shown is; "" where the strand isn't silent."""
        if not self.is_silent:
            return ""
        shown = f"the last one shown is of {self.last_heard}" if self.last_heard else "none is shown"
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


def forecasts_given(moves: Iterable[MoveRow]) -> list[PartialDate | None]:
    """The forecasts before and after each move, in the moves' order."""
    return [when for move in moves for when in (move.before, move.after)]


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
    workstream: str = ""

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
            ("Workstream", self.workstream),
            ("Stage", self.stage.label),
            ("In words", self.stage_words),
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
        """The date last approved; None where none was."""
        return self.baselines[-1].date if self.baselines else None

    @property
    def first_promised(self) -> PartialDate | None:
        """The first forecast given; None where no other date was given after it."""
        return first_date_promised(forecasts_given(self.moves), self.forecast, self.actual)

    @property
    def slippage_sentence(self) -> str:
        """ "2 months later than first promised", "May 2024 has passed" if overdue though earlier; or ""."""
        if self.status is MilestoneStatus.WITHDRAWN:
            return ""
        if self.status is MilestoneStatus.OVERDUE and self.slippage.endswith(EARLIER):
            return f"{self.when} has passed"
        return slippage_sentence(self.slippage, is_approved=self.promised is not None)

    @property
    def slippage_cell(self) -> str:
        """The slippage for a table, or that no date was given before."""
        return self.slippage or absent_in_report("No earlier date", self.basis)

    @property
    def stage_text(self) -> str:
        """The stage in the words of its source or, without those, as stated."""
        if self.stage_words:
            return self.stage_words
        return absent_text(self.basis) if self.stage is Stage.NOT_STATED else self.stage.label

    @property
    def date_label(self) -> str:
        """What `when` is, for an open milestone: its forecast or the date last approved."""
        return "Forecast" if self.forecast else "Approved date"


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
