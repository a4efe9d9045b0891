"""Storing files of official statistics: all of them or none, each whole, and a known file once."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath

from django.utils import timezone

from ehcp.models import Sen2Release, Sen2Statistic
from ehcp.official.file_reader import LARGEST_FILE, TOO_LARGE, read_official
from ehcp.official.rows import OfficialFile
from ehcp.official.topics import TOPICS
from sendprog.loads.messages import Message
from sendprog.models import StoredFile
from sendprog.records.history import change
from sendprog.records.people import User
from sendprog.values.basis import Basis

# Rows of one INSERT.
BATCH = 500
USUAL_TITLE = "Education, health and care plans: {year}"
# The days of publication that are known here, by the year of the release.
PUBLISHED = {2026: date(2026, 6, 25)}
DAY_NOT_KNOWN = "The day of publication was not given when the file was loaded."


@dataclass(frozen=True)
class Incoming:
    """A file to load, as it was read. `known` is the release that has the same bytes already.

    `stored`: where its content is, once it was looked at before it is confirmed.
    """

    name: str
    content: bytes
    file: OfficialFile
    known: Sen2Release | None = None
    stored: StoredFile | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def problems(self) -> tuple[Message, ...]:
        return self.file.problems

    @property
    def label(self) -> str:
        """What kind of file it is: "Requests for an assessment"; "" where that is not known."""
        return TOPICS[self.file.topic].label if self.file.topic else ""


@dataclass(frozen=True)
class Origin:
    """What is said of every file of one load: its release, its day, and whether it is made up."""

    title: str = ""
    published: date | None = None
    note: str = ""
    basis: Basis = Basis.REPORTED
    at: datetime = field(default_factory=timezone.now)


def read_incoming(name: str, content: bytes) -> Incoming:
    """The file as it was read, with every problem, or the release that it is already."""
    name = PurePath(name).name[:200] or "file.csv"
    if len(content) > LARGEST_FILE:
        return Incoming(name, b"", OfficialFile("", problems=(Message(TOO_LARGE),)))
    known = Sen2Release.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    return Incoming(name, content, read_official(io.BytesIO(content)), known)


def store_files(
    incoming: Sequence[Incoming], *, by: User | None, origin: Origin
) -> list[Sen2Release]:
    """Store the files without problems that are not known, in one transaction; the new releases."""
    with change(by=by, reason="Official statistics loaded"):
        return [store_file(one, by, origin) for one in incoming if one.known is None]


def store_content(incoming: Incoming, by: User | None) -> StoredFile:
    """The stored file with this content: that of an earlier look at it, or a new one."""
    stored = StoredFile.objects.filter(
        sha256=incoming.sha256, name=incoming.name, stored_by=by, content__isnull=False
    ).first()
    if stored is None:
        stored = StoredFile(
            name=incoming.name, media_type="text/csv", content=incoming.content, stored_by=by
        )
        stored.save()
    return stored


def store_file(incoming: Incoming, by: User | None, origin: Origin) -> Sen2Release:
    """Insert a release with its rows. ValueError for a file with problems."""
    if incoming.problems:
        raise ValueError(f"{incoming.name} has problems: {incoming.problems[0]}")
    year = incoming.file.release_year
    published = origin.published or (None if origin.note else PUBLISHED.get(year))
    file = incoming.stored or store_content(incoming, by)
    release = Sen2Release(
        topic=incoming.file.topic,
        title=origin.title or USUAL_TITLE.format(year=year),
        published=published,
        basis=origin.basis.value,
        note=origin.note or ("" if published else DAY_NOT_KNOWN),
        file=file,
        sha256=file.sha256,
        rows=len(incoming.file.rows),
        loaded_at=origin.at,
        loaded_by=by,
    )
    release.save()
    Sen2Statistic.objects.bulk_create(statistics(release, incoming.file), batch_size=BATCH)
    return release


def statistics(release: Sen2Release, file: OfficialFile) -> Iterator[Sen2Statistic]:
    for line, row in enumerate(file.rows, start=1):
        yield Sen2Statistic(
            release=release,
            line=line,
            year=row.year,
            period=row.period,
            level=row.level,
            old_code=row.old_code,
            gss_code=row.gss_code,
            name=row.name,
            region=row.region,
            breakdown=row.breakdown,
            values=row.values,
        )
