"""The rows of milestones, their baselines and moves: plain typed data, frozen with each edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sendprog.values.absent import absent_in_report, absent_text
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import MilestoneStatus, Stage
from sendprog.values.references import own_reference, slug_of
from strands.metrics import DONE
from strands.slippage import (
    EARLIER,
    ON_THE_SAME_DATE,
    first_date_promised,
    moved_in_words,
    slippage_sentence,
)

LATE_OR_WITHDRAWN = (
    MilestoneStatus.DELAYED,
    MilestoneStatus.SLIPPED,
    MilestoneStatus.OVERDUE,
    MilestoneStatus.WITHDRAWN,
)


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
    """One change of a milestone's forecast: the day and the dates.

    Who made it is in the history alone.
    """

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
        """ "Moved twice": how often a forecast was changed or cleared.

        Setting the first is no move.
        """
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
    def basis_note(self) -> str:
        """What its basis says beside its note, which may say it itself; "" where it is reported."""
        return self.basis.note_beside(self.note)

    @property
    def reason_beside(self) -> str:
        """Why it is late or withdrawn, beside its status; "" where its other words say it."""
        is_told = self.status in LATE_OR_WITHDRAWN
        return self.reason if is_told and self.reason not in (self.stage_words, self.note) else ""

    @property
    def is_done_date_unknown(self) -> bool:
        """Whether it is complete without a known date.

        Its forecast then says nothing about when.
        """
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
        """ "2 months later than first promised", "May 2024 has passed" if overdue though earlier.

        Or "".
        """
        if self.status is MilestoneStatus.WITHDRAWN:
            return ""
        if self.status is MilestoneStatus.OVERDUE and self.slippage.endswith(EARLIER):
            return f"{self.when} has passed"
        return slippage_sentence(self.slippage, is_approved=self.promised is not None)

    @property
    def status_in_words(self) -> str:
        """ "Slipped, 2 months later"; "Complete, on the date promised" only where it is so."""
        slippage = self.slippage
        if slippage == ON_THE_SAME_DATE:
            slippage = "on the date promised" if self.is_as_promised else ""
        return f"{self.status.label}, {slippage}" if slippage else self.status.label

    @property
    def is_as_promised(self) -> bool:
        """Whether it is on track or complete, with a date no vaguer than the one promised."""
        promised = self.promised or self.first_promised
        given = self.actual if self.status is MilestoneStatus.COMPLETE else self.forecast
        if self.status not in (MilestoneStatus.ON_TRACK, MilestoneStatus.COMPLETE):
            return False
        if promised is None or given is None:
            return False
        return promised.first <= given.first and given.last <= promised.last

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
