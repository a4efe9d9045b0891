"""An ask as a row, and how a list of them stands: open, overdue, asked again or answered. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from committee.models.asks import AskKind, AskResponse
from sendprog.values.basis import Basis
from sendprog.values.partial_dates import PartialDate
from sendprog.values.references import slug_of
from sendprog.values.wording import LabelledEnum, day, joined, small_number_in_words


class AskStatus(LabelledEnum):
    """What response, date and later meetings together say; the first two wait for somebody."""

    OVERDUE = "overdue", "Overdue"
    OPEN = "open", "Open"
    ASKED_AGAIN = "asked_again", "Asked again"
    ANSWERED = "answered", "Answered"

    @property
    def is_open(self) -> bool:
        return self in (AskStatus.OVERDUE, AskStatus.OPEN)


@dataclass(frozen=True)
class AskRow:
    """One ask. `earlier` and `later` are the meetings at which the same was asked before and again."""

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
        """ "Asked at three meetings: 3 June 2024, 4 September 2024 and 22 January 2025"; "" where it was asked once."""
        meetings = (*self.earlier, self.meeting, *self.later)
        if len(meetings) == 1:
            return ""
        return f"Asked at {small_number_in_words(len(meetings))} meetings: {joined([day(one) for one in meetings])}"

    @property
    def again_in_words(self) -> str:
        """ "Asked again on 22 January 2025; first asked on 3 June 2024"; "" where this is the first time."""
        return (
            f"Asked again on {day(self.meeting)}; first asked on {day(self.earlier[0])}"
            if self.earlier
            else ""
        )

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
                return f"Not answered; asked again{f' on {day(self.later[-1])}' if self.later else ''}"
        said = (
            "" if self.response is AskResponse.ANSWERED else f": {AskResponse(self.response).label.lower()}"
        )
        return f"{self.status.label}{f' on {day(self.responded_on)}' if self.responded_on else ''}{said}"

    @property
    def small_print(self) -> str:
        """What a made-up ask says of itself."""
        return self.basis.label if self.basis is Basis.ILLUSTRATIVE else ""


def standing(rows: Iterable[AskRow], *, on: date) -> list[AskRow]:
    """The rows with their status on a day, those that wait first: overdue, open, asked again, answered."""
    known = {row.reference: row for row in rows}
    before = {reference: [*chain(row, known)] for reference, row in known.items()}
    after: dict[str, list[date]] = {reference: [] for reference in known}
    for reference, found in before.items():
        for one in found:
            after[one.reference].append(known[reference].meeting)
    told = [
        stood(
            replace(
                row, earlier=meetings(before[row.reference]), later=tuple(sorted(set(after[row.reference])))
            ),
            on,
        )
        for row in known.values()
    ]
    return sorted(told, key=place)


def place(row: AskRow) -> tuple:
    """Where a row stands among the others: by status, then by what is due first."""
    due = row.due.last if row.due else date.max
    return list(AskStatus).index(row.status), due, row.meeting, row.reference


def chain(row: AskRow, known: dict[str, AskRow]) -> Iterator[AskRow]:
    """The asks that this one repeats, the nearest first. A ring, which moved meetings could make, is walked once."""
    seen = {row.reference}
    while row.repeats in known and row.repeats not in seen:
        row = known[row.repeats]
        seen.add(row.reference)
        yield row


def meetings(rows: list[AskRow]) -> tuple[date, ...]:
    return tuple(sorted({row.meeting for row in rows}))


def stood(row: AskRow, on: date) -> AskRow:
    if row.response:
        return replace(row, status=AskStatus.ANSWERED)
    if row.later:
        return replace(row, status=AskStatus.ASKED_AGAIN)
    return replace(row, status=AskStatus.OVERDUE if row.due and row.due.is_past(on) else AskStatus.OPEN)


def up_to(rows: Iterable[AskRow], meeting: date, *, on: date) -> list[AskRow]:
    """Those asked by a meeting, as they stand without the later ones."""
    return standing((row for row in rows if row.meeting <= meeting), on=on)


def about(rows: Iterable[AskRow], *, strand: str = "", measure: str = "", risk: str = "") -> list[AskRow]:
    """Those about a strand or a risk (by slug) or a measure (by address)."""
    return [
        row
        for row in rows
        if (strand and row.strand == strand)
        or (measure and row.measure == measure)
        or (risk and slug_of(row.risk) == risk)
    ]


def overdue(rows: Iterable[AskRow]) -> list[AskRow]:
    return [row for row in rows if row.status is AskStatus.OVERDUE]
