"""The agenda: every meeting with its editions, in full and as readers of published editions see it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from committee.editions.deadlines import known_deadline
from committee.editions.stored import editions_for_readers, is_withdrawn
from committee.models import ContentKind, Edition, EditionContent, Meeting, SealingCategory
from committee.snapshot.corrections import CORRECTIONS
from committee.snapshot.meetings import MEETINGS, MeetingRow, meeting_row
from sendprog.records.snapshots import Audience, Section, Snapshot
from sendprog.values.basis import Basis


@dataclass(frozen=True)
class EditionRow:
    """An edition in a list.

    Of a sealed one only number, dates, hash, reason for sealing and replacement are shown.
    """

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
    # The numbers of the editions that it can be compared with, latest first.
    earlier: tuple[int, ...]
    corrected: int = 0

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_on is None and self.sealed_on is None

    @property
    def address(self) -> str:
        """The address of its site, relative to the root."""
        return f"meetings/{self.meeting_date}/editions/{self.number}/"


@dataclass(frozen=True)
class AgendaRow:
    """A meeting with its editions.

    `text` is its report's title and recommendation; None while nothing is published.
    """

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
    def date_only(self) -> "AgendaRow":
        """The row without any text."""
        return replace(
            self, date_note="", cut_off=None, resolution="", minute_reference="", text=None
        )


def edition_row(edition: Edition, files: list[str], readable: list[int]) -> EditionRow:
    withdrawal = edition.withdrawal if is_withdrawn(edition) else None
    row = EditionRow(
        number=edition.number,
        meeting_date=edition.meeting_date,
        published_on=localdate(edition.published_at),
        figures=edition.figures,
        note=edition.note,
        urgency=edition.urgency,
        hash=edition.hash,
        withdrawn_on=localdate(withdrawal.withdrawn_at) if withdrawal else None,
        withdrawn_because=withdrawal.reason if withdrawal else "",
        sealed_on=None,
        sealed_for="",
        replaced_by=edition.replacement,
        files=tuple(files),
        earlier=tuple(number for number in readable if number < edition.number),
        corrected=edition.corrected or 0,
    )
    return row if edition.sealed_at is None else sealed_row(row, edition)


def sealed_row(row: EditionRow, edition: Edition) -> EditionRow:
    return replace(
        row,
        figures="",
        note="",
        urgency="",
        withdrawn_because="",
        sealed_on=localdate(edition.sealed_at),
        sealed_for=SealingCategory(edition.sealed_for).label,
        files=(),
        earlier=(),
        corrected=0,
    )


def published_texts(editions: list[Edition]) -> dict[int, MeetingRow]:
    """Each meeting as its own latest edition in force has it, by the meeting's primary key."""
    latest: dict[int, Edition] = {}
    for edition in editions:
        if edition.sealed_at is None and not is_withdrawn(edition):
            latest.setdefault(edition.meeting_id, edition)
    contents = EditionContent.objects.filter(
        kind=ContentKind.SECTION, name=MEETINGS.name, edition__in=latest.values()
    )
    texts = {}
    for content in contents.select_related("file", "edition"):
        rows = MEETINGS.decode(MEETINGS.upgrade(bytes(content.file.content), content.schema))
        # An edition has no meeting after its own.
        texts[content.edition.meeting_id] = max(rows, key=lambda row: row.date)
    return texts


def agenda(*, on: date, viewer: Audience) -> Iterator[AgendaRow]:
    """Every meeting, latest first.

    From the first edition on, a report's text is the published one, never a draft.
    """
    editions = list(editions_for_readers())
    files, edition_rows = defaultdict(list), defaultdict(list)
    for file in EditionContent.objects.filter(kind=ContentKind.FILE).values("edition", "name"):
        files[file["edition"]].append(file["name"])
    readable = [edition.number for edition in editions if edition.sealed_at is None]
    for edition in editions:
        edition_rows[edition.meeting_id].append(edition_row(edition, files[edition.pk], readable))
    published = published_texts(editions)
    for meeting in Meeting.everything.filter(Q(deleted_at=None) | Q(pk__in=list(edition_rows))):
        rows = tuple(edition_rows.get(meeting.pk, ()))
        text = meeting_row(meeting)
        if editions:
            text = published.get(meeting.pk)
        yield AgendaRow(
            date=meeting.date,
            committee=meeting.committee,
            date_note=meeting.date_note,
            deadline=known_deadline(meeting),
            cut_off=meeting.cut_off,
            resolution=meeting.resolution,
            minute_reference=meeting.minute_reference,
            basis=Basis(meeting.basis),
            text=text,
            editions=rows,
        )


AGENDA = Section("committee.agenda", AgendaRow, agenda)


def published_agenda(live: Snapshot, latest: Snapshot | None) -> Snapshot:
    """The snapshot of `live` that readers of published editions may see.

    Meetings and corrections are live: minutes are public before our next edition, so a resolution
    appears as soon as it is entered. Of a meeting without an edition only the date is shown. Every
    other section is that of `latest`, the latest edition in force.
    """

    def read(section: Section) -> bytes:
        if section is AGENDA:
            return section.encode(row if row.editions else row.date_only for row in live[section])
        if section is CORRECTIONS:
            return section.encode(live[section])
        return section.encode(latest[section] if latest else ())

    key = f"{live.key}:published:{latest.key if latest else ''}"
    return Snapshot(on=live.on, viewer=live.viewer, key=key, read=read, published=True)
