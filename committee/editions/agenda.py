"""The agenda: every meeting with the editions published for it, and what readers of published editions see of it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import localdate

from committee.editions.stored import for_readers, is_withdrawn, snapshot_of
from committee.models import Edition, EditionContent, Kind, Meeting, SealingCategory
from committee.snapshot.corrections import CORRECTIONS
from committee.snapshot.meetings import MEETINGS, MeetingRow, meeting_row
from sendprog.records.snapshots import Audience, Section, Snapshot
from sendprog.values.basis import Basis
from sendprog.values.clear_days import UnknownYear, last_day


@dataclass(frozen=True)
class EditionRow:
    """What is said of an edition in a list. A sealed one has no more than its number, days and hash."""

    number: int
    meeting_date: date
    published_on: date
    figures: str
    note: str
    urgency: str
    hash: str
    withdrawn_on: date | None
    withdrawn_because: str
    sealed_on: date | None
    sealed_for: str
    replaced_by: int | None
    files: tuple[str, ...]
    # The numbers of the editions that it can be compared with, the latest first.
    earlier: tuple[int, ...]
    corrected: int = 0

    @property
    def is_standing(self) -> bool:
        return self.withdrawn_on is None and self.sealed_on is None

    @property
    def address(self) -> str:
        """Its site, seen from the root."""
        return f"meetings/{self.meeting_date}/editions/{self.number}/"


@dataclass(frozen=True)
class AgendaRow:
    """A meeting with what was published for it. `text` is what its report says: None while nothing is published."""

    date: date
    committee: str
    date_note: str
    deadline: date | None
    cut_off: date | None
    resolution: str
    minute_reference: str
    basis: Basis
    text: MeetingRow | None
    editions: tuple[EditionRow, ...]

    @property
    def day_alone(self) -> "AgendaRow":
        """Without what was noted of it."""
        return replace(self, date_note="", cut_off=None, resolution="", minute_reference="", text=None)


def edition_row(edition: Edition, files: list[str], readable: list[int]) -> EditionRow:
    is_sealed = edition.sealed_at is not None
    withdrawal = edition.withdrawal if is_withdrawn(edition) else None
    return EditionRow(
        number=edition.number,
        meeting_date=edition.meeting_date,
        published_on=localdate(edition.published_at),
        figures="" if is_sealed else edition.figures,
        note="" if is_sealed else edition.note,
        urgency="" if is_sealed else edition.urgency,
        hash=edition.hash,
        withdrawn_on=localdate(withdrawal.withdrawn_at) if withdrawal else None,
        withdrawn_because=withdrawal.reason if withdrawal and not is_sealed else "",
        sealed_on=localdate(edition.sealed_at) if edition.sealed_at else None,
        sealed_for=SealingCategory(edition.sealed_for).label if is_sealed else "",
        replaced_by=edition.replacement,
        files=() if is_sealed else tuple(files),
        earlier=() if is_sealed else tuple(number for number in readable if number < edition.number),
        corrected=0 if is_sealed else edition.corrected or 0,
    )


def published_texts(editions: list[Edition]) -> dict[date, MeetingRow]:
    """What the latest standing edition says of each meeting, by its date."""
    standing = next((one for one in editions if one.number == one.standing_number), None)
    return {row.date: row for row in snapshot_of(standing)[MEETINGS]} if standing else {}


def shown_deadline(meeting: Meeting) -> date | None:
    try:
        return meeting.deadline or last_day(
            meeting.date, days=settings.SENDPROG_CLEAR_DAYS, closed=settings.SENDPROG_CLOSED_DAYS
        )
    except UnknownYear:
        return None


def agenda(*, on: date, viewer: Audience) -> Iterator[AgendaRow]:
    """Every meeting, the latest first. From the first edition on, a report's text is the published one, never a draft."""
    editions = list(for_readers())
    files, of_meeting = defaultdict(list), defaultdict(list)
    for held in EditionContent.objects.filter(kind=Kind.FILE).values("edition", "name"):
        files[held["edition"]].append(held["name"])
    readable = [edition.number for edition in editions if edition.sealed_at is None]
    for edition in editions:
        of_meeting[edition.meeting_id].append(edition_row(edition, files[edition.pk], readable))
    texts = published_texts(editions)
    for one in Meeting.everything.filter(Q(deleted_at=None) | Q(pk__in=list(of_meeting))):
        text = texts.get(one.date) if of_meeting[one.pk] else None
        yield AgendaRow(
            date=one.date,
            committee=one.committee,
            date_note=one.date_note,
            deadline=shown_deadline(one),
            cut_off=one.cut_off,
            resolution=one.resolution,
            minute_reference=one.minute_reference,
            basis=Basis(one.basis),
            text=text if editions else meeting_row(one),
            editions=tuple(of_meeting[one.pk]),
        )


AGENDA = Section("committee.agenda", AgendaRow, agenda)


def published(whole: Snapshot, standing: Snapshot | None) -> Snapshot:
    """What readers of published editions see of the meetings and corrections.

    Of a meeting without an edition its day alone. What was asked, and all else, is as the standing edition tells it. A
    resolution is told as soon as it is entered: the committee's minutes are public before our next edition.
    """

    def read(section: Section) -> bytes:
        if section is AGENDA:
            return section.encode(row if row.editions else row.day_alone for row in whole[section])
        if section is CORRECTIONS:
            return section.encode(whole[section])
        return section.encode(standing[section] if standing else ())

    key = f"{whole.key}:published:{standing.key if standing else ''}"
    return Snapshot(on=whole.on, viewer=whole.viewer, key=key, read=read, published=True)
