"""An ask as a row, and the status of each ask in a list: open, overdue, asked again or answered.

Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from committee.models.asks import AskKind, AskResponse
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate
from sendprog.values.references import slug_of
from sendprog.values.wording import LabelledEnum, day, joined


class AskStatus(LabelledEnum):
    """The status that follows from response, date and later meetings.

    The first two wait for an answer.
    """

    OVERDUE = "overdue", "Overdue"
    OPEN = "open", "Open"
    ASKED_AGAIN = "asked_again", "Asked again"
    ANSWERED = "answered", "Answered"

    @property
    def is_open(self) -> bool:
        return self in (AskStatus.OVERDUE, AskStatus.OPEN)


@dataclass(frozen=True)
class AskRow:
    """An ask.

    `earlier` and `later` are the meetings at which the same was asked before and after.
    """

    reference: str
    meeting: date
    kind: AskKind
    text: str
    by_role: str
    to_role: str
    strand: str
    strand_name: str
    measure: str
    risk: str
    due: PartialDate | None
    response: AskResponse
    response_text: str
    responded_on: date | None
    repeats: str
    basis: Basis
    status: AskStatus = AskStatus.OPEN
    earlier: tuple[date, ...] = ()
    later: tuple[date, ...] = ()

    @property
    def slug(self) -> str:
        """Its reference in addresses."""
        return slug_of(self.reference)

    @property
    def times_in_words(self) -> str:
        """ "Asked on 3 June 2024 and 4 September 2024", as far as is shown.

        "" where it was asked once.
        """
        meetings = (*self.earlier, self.meeting, *self.later)
        if len(meetings) == 1:
            return ""
        days = joined([day(meeting) for meeting in meetings])
        return f"Asked on {days}"

    @property
    def again_in_words(self) -> str:
        """ "Asked again on 22 January 2025; asked before on 3 June 2024".

        "" where none before is shown.
        """
        if not self.earlier:
            return ""
        return f"Asked again on {day(self.meeting)}; asked before on {day(self.earlier[0])}"

    @property
    def due_in_words(self) -> str:
        return f"Due {self.due}" if self.due else "No date named"

    @property
    def status_words(self) -> str:
        """ "Overdue: it was due 22 March 2025", "Answered on 3 February 2025: partly accepted"."""
        match self.status:
            case AskStatus.OVERDUE:
                return f"{self.status.label}: it was due {self.due}"
            case AskStatus.OPEN:
                return f"{self.status.label}. {self.due_in_words}"
            case AskStatus.ASKED_AGAIN:
                when = f" on {day(self.later[-1])}" if self.later else ""
                return f"Not answered; asked again{when}"
        text = self.status.label
        if self.responded_on:
            text += f" on {day(self.responded_on)}"
        if self.response is not AskResponse.ANSWERED:
            text += f": {AskResponse(self.response).label.lower()}"
        return text

    @property
    def small_print(self) -> str:
        """What it is based on; "" where a source gives it as it is."""
        return self.basis.note


def with_statuses(rows: Iterable[AskRow], *, on: date) -> list[AskRow]:
    """The rows with their status on a day, sorted by it: overdue, open, asked again, answered."""
    by_reference = {row.reference: row for row in rows}
    earlier = {
        reference: [*earlier_asks(row, by_reference)] for reference, row in by_reference.items()
    }
    later: dict[str, set[date]] = {reference: set() for reference in by_reference}
    for reference, asks in earlier.items():
        for ask in asks:
            later[ask.reference].add(by_reference[reference].meeting)
    chained = [
        replace(
            row,
            earlier=tuple(sorted({ask.meeting for ask in earlier[row.reference]})),
            later=tuple(sorted(later[row.reference])),
        )
        for row in by_reference.values()
    ]
    return sorted((replace(row, status=status_on(row, on)) for row in chained), key=sort_key)


def sort_key(row: AskRow) -> tuple:
    """By status, then by what is due first."""
    due = row.due.last if row.due else date.max
    return list(AskStatus).index(row.status), due, row.meeting, row.reference


def earlier_asks(row: AskRow, by_reference: dict[str, AskRow]) -> Iterator[AskRow]:
    """The asks that this one repeats, the nearest first.

    A circle, possible after meetings moved, ends it.
    """
    seen = {row.reference}
    while row.repeats in by_reference and row.repeats not in seen:
        row = by_reference[row.repeats]
        seen.add(row.reference)
        yield row


def status_on(row: AskRow, on: date) -> AskStatus:
    if row.response:
        return AskStatus.ANSWERED
    if row.later:
        return AskStatus.ASKED_AGAIN
    return AskStatus.OVERDUE if row.due and row.due.is_past(on) else AskStatus.OPEN


def asked_by(rows: Iterable[AskRow], meeting: date, *, on: date) -> list[AskRow]:
    """The asks of this meeting and earlier ones, with the status that they have without later ones."""
    return with_statuses((row for row in rows if row.meeting <= meeting), on=on)


def asks_about(rows: Iterable[AskRow], *, strand: str = "", risk: str = "") -> list[AskRow]:
    """The asks about a strand or a risk, by slug."""
    return [
        row
        for row in rows
        if (strand and row.strand == strand) or (risk and slug_of(row.risk) == risk)
    ]


def overdue_asks(rows: Iterable[AskRow]) -> list[AskRow]:
    return [row for row in rows if row.status is AskStatus.OVERDUE]
