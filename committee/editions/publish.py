"""Publish an edition: check that it may be published, make its contents, insert it."""

from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from committee.editions.deadlines import deadline_of
from committee.editions.exclusive_transaction import exclusive_transaction
from committee.editions.freezing import (
    Draft,
    DraftContent,
    make_files,
    make_sections,
    render_pages,
    snapshot_of_sections,
)
from committee.editions.part_two import make_part_two
from committee.editions.stored import hash_of_contents, snapshot_of
from committee.models import ContentKind, Edition, EditionContent, Meeting
from committee.readiness.report import require_ready
from committee.snapshot.as_at import figures_text
from sendprog.accounts.notices import notify
from sendprog.models import StoredFile, User
from sendprog.records.data_version import DataVersion
from sendprog.records.history import change
from sendprog.records.snapshots import today
from sendprog.values import wording

# Rows in one INSERT: few enough for the largest pages to pass.
BATCH_SIZE = 100


class NeedsUrgency(Exception):
    """The deadline has passed, and the Chair has given no reason for urgency."""


class DataChanged(Exception):
    """The data changed after the preview was opened."""


def publish_edition(
    *,
    by: User,
    meeting: Meeting,
    token: str,
    note: str = "",
    urgency: str = "",
    seen: str = "",
    on: date | None = None,
    at: datetime | None = None,
    unchecked: str = "",
) -> Edition:
    """Publish the programme as members see it now; an edition of this token is returned as it is.

    `seen` is the data version of the preview; DataChanged if the data changed since. `on` and `at`
    are now unless the demonstration sets them. NeedsUrgency after the deadline without the Chair's
    reason. NotReady if the rows to be published fail a readiness check; `unchecked` is the reason
    to skip the checks, which no form can give.
    """
    on, at = on or today(), at or timezone.now()
    with exclusive_transaction():
        if published := Edition.objects.filter(token=token).first():
            return published
        version = DataVersion.current_token()
        if seen and seen != version:
            raise DataChanged
        if not urgency and on > deadline_of(meeting):
            raise NeedsUrgency
        draft = make_draft(meeting, on=on, note=note)
        if not unchecked:
            texts = {"The note to readers": note, "The Chair's reason for urgency": urgency}
            require_ready(meeting, draft.snapshot, on, texts)
        return insert_edition(
            draft, by=by, at=at, urgency=urgency, token=token, data_version=version
        )


def next_number() -> int:
    """The number of the next edition. Withdrawn and sealed editions are counted too."""
    return (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def previous_edition_of(day: date, committee: str) -> Edition | None:
    """The edition that one for this meeting is compared with: the last in force of the meeting
    before.
    """
    return Edition.objects.in_force().of_meetings_before(day, committee).first()


def make_draft(meeting: Meeting, *, on: date, note: str = "") -> Draft:
    """The next edition, made from the tables: the sections, then the pages, then the files and Part
    II.
    """
    previous_edition = previous_edition_of(meeting.date, meeting.committee)
    previous = snapshot_of(previous_edition) if previous_edition else None
    sections = make_sections(meeting, on)
    snapshot = snapshot_of_sections(sections, on)
    contents = (*sections, *render_pages(snapshot, previous))
    draft = Draft(next_number(), meeting, on, note, previous_edition, snapshot, previous, contents)
    # Files are public, so their makers must not see Part II.
    files = make_files(draft)
    part_two = make_part_two(meeting, on, sections, number=draft.number)
    return replace(draft, contents=(*contents, *files, *part_two))


def insert_edition(draft: Draft, *, by: User, at: datetime, **fields: str) -> Edition:
    """Insert the edition with all its contents, and move the data version."""
    with change(by=by, reason=f"Edition {draft.number} published", at=at):
        files = [content.to_stored_file(by) for content in draft.contents]
        edition = Edition(
            number=draft.number,
            meeting=draft.meeting,
            meeting_date=draft.meeting.date,
            previous=draft.previous_edition,
            published_at=at,
            published_by=by,
            on=draft.on,
            release=settings.SENDPROG_RELEASE,
            figures=figures_text(draft.snapshot),
            note=draft.note,
            contents=len(files),
            hash=public_hash(draft.contents, files),
            **fields,
        )
        edition.save()
        StoredFile.objects.bulk_create(files, batch_size=BATCH_SIZE)
        rows = [
            content.to_edition_content(edition, file)
            for content, file in zip(draft.contents, files, strict=True)
        ]
        EditionContent.objects.bulk_create(rows, batch_size=BATCH_SIZE)
        tell_those_who_ask(edition)
    return edition


def tell_those_who_ask(edition: Edition) -> None:
    """Tell those who asked for it that an edition is published."""
    people = User.objects.filter(wants_edition_letters=True, is_active=True)
    meeting = f"the meeting of {wording.day(edition.meeting_date)}"
    text = f"Edition {edition.number} was published, for {meeting}."
    notify(people, text, f"/meetings/{edition.meeting_date}/editions/{edition.number}/")


def public_hash(contents: tuple[DraftContent, ...], files: list[StoredFile]) -> str:
    """The hash of all contents but Part II.

    It is public, and with Part II in it, guesses of what Part II says could be tested.
    """
    return hash_of_contents(
        (content.kind, content.name, file.sha256)
        for content, file in zip(contents, files, strict=True)
        if content.kind != ContentKind.PART_TWO
    )
