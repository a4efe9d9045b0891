"""The rows of commitments, their conditions and reports: plain typed data, frozen with each
edition.
"""

from dataclasses import dataclass
from datetime import date

from sendprog.values.free_text import sentences, without_stop
from sendprog.values.partial_dates import PartialDate
from sendprog.values.periods import days_in_words
from sendprog.values.rag import Rag
from sendprog.values.wording import day, lower_first, upper_first
from strands.choices import CommitmentKind, CommitmentStage

# The fields with the dates of a commitment's stages,
# and how each is called, in their usual order.
STEPS = {
    "drafted": "Drafted",
    "submitted": "Submitted",
    "feedback": "Feedback received",
    "agreed": "Agreed",
    "approved": "Approved",
    "issued": "Issued",
    "declined": "Declined",
    "lapsed": "Lapsed",
    "superseded": "Superseded",
}

# The kinds that the other party decides alone.
ONE_SIDED = {CommitmentKind.DIRECTION, CommitmentKind.INSPECTION}


@dataclass(frozen=True)
class ConditionStatusRow:
    """The stated status of a condition on a day."""

    as_at: date
    rating: Rag
    words: str

    @property
    def in_words(self) -> str:
        """ "At risk on 28 February 2026: Four plans in ten are on time"."""
        rated = f"{self.rating.label} on {day(self.as_at)}"
        return f"{rated}: {without_stop(self.words)}" if self.words else rated


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
    # The slug of the commitment that it is a condition
    # of; "" in editions that did not store it.
    commitment: str = ""
    statuses: tuple[ConditionStatusRow, ...] = ()

    @property
    def ident(self) -> str:
        """The end of its id on a page, which is its own within the commitment."""
        return f"{self.commitment}-{self.reference}".replace(" ", "-").lower()

    @property
    def latest_first(self) -> tuple[ConditionStatusRow, ...]:
        return self.statuses[::-1]


@dataclass(frozen=True)
class CommitmentReportRow:
    """A report that is due on a commitment, or was sent."""

    title: str
    first: date | None
    last: date | None
    due: PartialDate | None
    sent: PartialDate | None
    note: str
    source: str

    @property
    def covers(self) -> str:
        """The days that it covers; "" without either."""
        return days_in_words(self.first, self.last)


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment with its dates, conditions and reports.

    `superseded_by`: a commitment's slug or "".
    """

    slug: str
    name: str
    short_name: str
    counterparty: str
    agreed: PartialDate | None
    description: str
    strands: tuple[str, ...]
    conditions: tuple[ConditionRow, ...]
    source: str
    kind: CommitmentKind = CommitmentKind.OTHER
    stage: CommitmentStage = CommitmentStage.NOT_STATED
    drafted: PartialDate | None = None
    submitted: PartialDate | None = None
    feedback: PartialDate | None = None
    approved: PartialDate | None = None
    issued: PartialDate | None = None
    declined: PartialDate | None = None
    lapsed: PartialDate | None = None
    superseded: PartialDate | None = None
    superseded_by: str = ""
    reports: tuple[CommitmentReportRow, ...] = ()

    @property
    def steps(self) -> list[tuple[str, PartialDate]]:
        """The stages that have a date, as (label, date), the earliest first."""
        dated = [(label, getattr(self, name)) for name, label in STEPS.items()]
        known = [(label, when) for label, when in dated if when is not None]
        return sorted(known, key=lambda step: step[1].last)

    @property
    def kind_text(self) -> str:
        """ "Reform plan"; "" where no kind is stated."""
        return "" if self.kind is CommitmentKind.OTHER else str(self.kind.label)

    @property
    def stage_text(self) -> str:
        """ "Submitted"; "" where no stage is stated."""
        return "" if self.stage is CommitmentStage.NOT_STATED else str(self.stage.label)

    @property
    def party_text(self) -> str:
        """ "with the Department" or, of what one side decides alone, "by the Department".

        "" without it.
        """
        word = "by" if self.kind in ONE_SIDED else "with"
        return f"{word} {without_stop(self.counterparty)}" if self.counterparty else ""

    @property
    def headline(self) -> str:
        """ "Reform plan, submitted, with the Department"; "" where nothing is stated."""
        return _sentence([self.kind_text, self.stage_text, self.party_text])

    @property
    def summary(self) -> str:
        """ "Reform plan, with the Department. Drafted May 2025, submitted July 2025".

        Its stage is named where no date does.
        """
        is_dated = getattr(self, self.stage.value, None) is not None
        text = _sentence([self.kind_text, "" if is_dated else self.stage_text, self.party_text])
        return without_stop(sentences([text, self.steps_in_words]))

    @property
    def steps_in_words(self) -> str:
        """ "Drafted May 2025, submitted July 2025"; "" without a date."""
        return _sentence([f"{label} {when}" for label, when in self.steps])


def _sentence(parts: list[str]) -> str:
    """The parts that are not empty, with commas between them.

    Only the first has a capital letter.
    """
    text = ", ".join(lower_first(part) for part in parts if part)
    return upper_first(text)
