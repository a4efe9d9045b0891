"""Publishing, withdrawing and sealing editions: each whole, or not at all."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from committee.editions.freezing import (
    COMPARING,
    Draft,
    Thing,
    frozen_snapshot,
    made_files,
    made_pages,
    made_sections,
)
from committee.editions.part_two import made_part_two
from committee.editions.stored import PDF_NAME, address_of_edition, hash_of, snapshot_of
from committee.models import Correction, Edition, EditionContent, EditionWithdrawal, Kind, Meeting, Sealing
from committee.readiness.report import refuse_unready
from committee.snapshot.as_at import figures_words
from sendprog.models import StoredFile, StoredFileRemoval, User
from sendprog.pages.addresses import address_of
from sendprog.records.data_version import DataVersion
from sendprog.records.history import change
from sendprog.records.snapshots import Snapshot, today
from sendprog.values.clear_days import last_day

# Rows inserted in one statement: enough to be quick, few enough for the largest pages to pass.
BATCH = 100


class NeedsUrgency(Exception):
    """The papers are late: without the Chair's reason for urgency they can't be published."""


class MovedOn(Exception):
    """Somebody changed the data after the preview was opened."""


class NotTwoPeople(Exception):
    """Whoever asked that an edition be sealed can't also agree to it."""


def deadline_of(meeting: Meeting) -> date:
    """The last day to publish for the meeting: its own, or clear days before it. UnknownYear beyond the bank holidays."""
    closed = settings.SENDPROG_CLOSED_DAYS
    return meeting.deadline or last_day(meeting.date, days=settings.SENDPROG_CLEAR_DAYS, closed=closed)


@contextmanager
def one_consistent_read() -> Iterator[None]:
    """A transaction in which nobody else publishes and no tracked change commits, so that all reads are of one moment.

    SQLite: it begins IMMEDIATE, which is such a lock. PostgreSQL: the tables that publishing and every change write to are
    locked before the first query, which is what fixes a REPEATABLE READ transaction's view.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                if is_outermost:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute(
                    "LOCK TABLE committee_edition, sendprog_dataversion IN SHARE ROW EXCLUSIVE MODE"
                )
        yield


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
    """Freeze the programme as a member sees it, with its pages and files. The same token gives the same edition.

    `seen` is the data version of the preview (MovedOn where it moved); `on` and `at` are now, unless a demonstration
    says otherwise. NeedsUrgency where the deadline has passed and the Chair gave no reason. NotReady while anything
    blocks, is not acknowledged or not signed off: asked of the very rows that are frozen. `unchecked` says why nothing
    is asked; code alone can, no form has such a field.
    """
    on, at = on or today(), at or timezone.now()
    with one_consistent_read():
        if published := Edition.objects.filter(token=token).first():
            return published
        version = DataVersion.current().token
        if seen and seen != version:
            raise MovedOn
        if not urgency and on > deadline_of(meeting):
            raise NeedsUrgency
        draft = drafted(
            meeting,
            on=on,
            note=note,
            last=Edition.objects.standing().of_meetings_before(meeting.date).first(),
        )
        if not unchecked:
            refuse_unready(meeting, draft.snapshot, on, typed_by(note=note, urgency=urgency))
        stated = {"urgency": urgency, "token": token, "data_version": version}
        return kept(draft, stated, by=by, at=at)


def typed_by(*, note: str, urgency: str) -> dict[str, str]:
    """What the manager types into the edition itself, by what it is called."""
    return {"The note to readers": note, "The Chair's reason for urgency": urgency}


def next_number() -> int:
    """Editions count across the programme, sealed and withdrawn ones too."""
    return (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def drafted(meeting: Meeting, *, on: date, note: str = "", last: Edition | None) -> Draft:
    """The next edition, made from the tables: sections first, then the pages from the sections, then the files."""
    sections = made_sections(meeting, on)
    snapshot = frozen_snapshot(sections, on)
    previous: Snapshot | None = snapshot_of(last) if last else None
    pages = made_pages(snapshot, previous)
    draft = Draft(next_number(), meeting, on, note, last, snapshot, previous, (*sections, *pages))
    # The makers of files see the public's things alone.
    part_two = made_part_two(meeting, on, sections, number=draft.number)
    return replace(draft, things=(*draft.things, *made_files(draft), *part_two))


def kept(draft: Draft, stated: dict[str, str], *, by: User, at: datetime) -> Edition:
    """Insert the edition and all that it holds; readers see it from the next data version on."""
    with change(by=by, reason=f"Edition {draft.number} published", at=at):
        files = [thing.stored(by) for thing in draft.things]
        pairs: list[tuple[Thing, StoredFile]] = list(zip(draft.things, files, strict=True))
        edition = Edition(
            number=draft.number,
            meeting=draft.meeting,
            meeting_date=draft.meeting.date,
            previous=draft.last,
            published_at=at,
            published_by=by,
            on=draft.on,
            release=settings.SENDPROG_RELEASE,
            figures=figures_words(draft.snapshot),
            note=draft.note,
            contents=len(files),
            # Public, as is every line of it: with Part II in it, somebody could try out what Part II says.
            hash=hash_of(
                (thing.kind, thing.name, file.sha256) for thing, file in pairs if thing.kind != Kind.PART_TWO
            ),
            **stated,
        )
        edition.save()
        StoredFile.objects.bulk_create(files, batch_size=BATCH)
        EditionContent.objects.bulk_create(
            [thing.held(edition, file) for thing, file in pairs], batch_size=BATCH
        )
    return edition


def withdraw_edition(*, by: User, edition: Edition, reason: str) -> EditionWithdrawal:
    """Say on the edition that it no longer stands, and why. A second press finds the first notice."""
    with one_consistent_read(), change(by=by, reason=f"Edition {edition.number} withdrawn"):
        standing = EditionWithdrawal.objects.filter(edition=edition).first()
        if standing:
            return standing
        notice = EditionWithdrawal(
            edition=edition, reason=reason, withdrawn_at=timezone.now(), withdrawn_by=by
        )
        notice.save()
        return notice


def ask_to_seal(*, by: User, edition: Edition, category: str, reason: str) -> Sealing:
    """Ask that the edition's content be removed; another person has to agree. An open request stands for all."""
    with one_consistent_read(), change(by=by, reason=f"Sealing of edition {edition.number} asked for"):
        standing = edition.sealings.last()
        if standing:
            return standing
        asked = Sealing(
            edition=edition, category=category, reason=reason, asked_at=timezone.now(), asked_by=by
        )
        asked.save()
        return asked


def agree_to_seal(*, by: User, sealing: Sealing, replaced_by: Edition | None = None) -> Sealing:
    """Remove every byte that the edition holds, and what others tell of it; number, date and hashes stay.

    NotTwoPeople for who asked.
    """
    with one_consistent_read(), change(by=by, reason=f"Edition {sealing.edition.number} sealed"):
        sealing = Sealing.objects.select_related("edition").get(pk=sealing.pk)
        if sealing.agreed_at:
            return sealing
        if sealing.asked_by_id == by.pk:
            raise NotTwoPeople
        sealing.agreed_at, sealing.agreed_by, sealing.replaced_by = timezone.now(), by, replaced_by
        sealing.save()
        held = EditionContent.objects.filter(edition=sealing.edition) | comparing_with(sealing.edition)
        files = StoredFile.objects.filter(pk__in=held.values("file"))
        words = f"Edition {sealing.edition.number} sealed: {sealing.get_category_display().lower()}"
        removals = [
            StoredFileRemoval(file=file, reason=words, removed_by=by) for file in files.defer("content")
        ]
        StoredFileRemoval.objects.bulk_create(removals, batch_size=BATCH)
        files.update(content=None)
    # Sections and pages worked out from it may be kept by anyone of this cache.
    cache.clear()
    return sealing


def comparing_with(edition: Edition) -> QuerySet[EditionContent]:
    """The kept pages of other editions that tell in passing what this one said."""
    pages = [address_of(name) for name in COMPARING]
    return EditionContent.objects.filter(edition__previous=edition, kind=Kind.PAGE, name__in=pages)


def addresses_to_purge(edition: Edition) -> list[str]:
    """Every address at which caches may keep something of the edition: its own, the front's, and what was compared with it.

    What is made when it is asked for is among them (what changed, and the PDF), and so is its meeting, which tells its note.
    """
    own = address_of_edition(edition)
    pages = [*compared_at(edition), *(held.name for held in edition.held.filter(kind=Kind.PAGE))]
    inside = [*pages, PDF_NAME, *(held.name for held in edition.held.filter(kind=Kind.FILE))]
    later = Edition.objects.filter(number__gt=edition.number)
    comparing = {
        f"{address_of_edition(one)}{name}"
        for one in later
        for name in compared_at(one, since=[edition.number])
    }
    day = f"/meetings/{edition.meeting_date}/"
    told = {"/meetings/", day, f"{day}asks/"}
    told |= {
        f"{address_of_edition(one.edition)}{one.name}"
        for one in comparing_with(edition).select_related("edition")
    }
    told |= {f"{address_of_edition(one)}{PDF_NAME}" for one in Edition.objects.filter(previous=edition)}
    if Correction.objects.filter(edition=edition).exists():
        told |= {"/corrections/", "/corrections/corrections.csv"}
    return sorted({f"{own}{name}" for name in inside} | {f"/{name}" for name in pages} | comparing | told)


def compared_at(edition: Edition, since: Iterable[int] = ()) -> Iterator[str]:
    """Where, inside a mount, an edition is compared: with that of the meeting before, and with any of these or all earlier."""
    numbers = since or range(1, edition.number)
    yield from (address_of("changes"), address_of("changes_csv"))
    for name in ("changes_since", "changes_since_csv"):
        yield from (address_of(name, since=number) for number in numbers)
