"""Snapshots: the records as typed, plain rows at one moment.

Every reading page is a function of one.
"""

import gc
import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from sendprog.records.data_version import DataVersion, Versions
from sendprog.records.table_use import tables_named
from sendprog.records.text_search import text_ranks
from sendprog.values.wording import day

Row = TypeVar("Row")
Value = TypeVar("Value")
# The settings that change the wording of pages.
WORDING_SETTINGS = (
    "SENDPROG_COUNCIL",
    "SENDPROG_AUTHORITY",
    "SENDPROG_DEMONSTRATION",
    "SENDPROG_PRE_ELECTION",
    "SENDPROG_CLEAR_DAYS",
    "SENDPROG_CLOSED_DAYS",
)


class Audience(StrEnum):
    """Who a snapshot is for: a group of readers, never a user."""

    MEMBER = "member"
    RESTRICTED = "restricted"
    PART_TWO = "part_two"


class SectionBuilder(Protocol):
    """Builds a section's rows from the tables, and applies suppression, exemption and derived
    statuses.
    """

    def __call__(self, *, on: date, viewer: Audience) -> Iterable: ...


# Turns the rows of one schema version, as plain JSON values, into those of the next.
Upgrade = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@dataclass(frozen=True)
class EditLink:
    """Where a section's records are edited: a form, by the name of its URL, or a model's list in
    the admin.

    `by` is the row's field that the form's address takes, or that the admin's list is searched for;
    "" for neither.
    """

    text: str
    url_name: str = ""
    model: str = ""
    by: str = ""


def no_values(row: Any) -> dict[str, str]:
    """The values of a page whose address takes none."""
    return {}


@dataclass(frozen=True)
class Section(Generic[Row]):
    """One kind of record in a snapshot: its row class, how the rows are built, and how pages
    present them.

    Published editions store rows for ever. If you change the row class, append to `upgrades` a
    function that turns the old rows into new ones; the schema version is the number of upgrades
    plus one.

    `key` names the row's fields that identify the same record in two snapshots. `label` heads a
    list of the records, `nouns` count them in a sentence (one, several) and `title` names one of
    them.

    `page` is the name of the mounted page on which a record is read ("" for none), and
    `page_values` returns the values in its address. Where that page links to the form for its
    record, `model` is the record's model ("strands.milestone") and `lookup` the field lookup that
    finds it by the page's key.
    """

    name: str
    row: type[Row]
    build: SectionBuilder
    upgrades: tuple[Upgrade, ...] = ()
    key: tuple[str, ...] = ()
    label: str = ""
    nouns: tuple[str, str] = ("other record", "other records")
    title: Callable[[Row], str] | None = None
    page: str = ""
    page_values: Callable[[Row], dict[str, str]] = no_values
    edit: EditLink | None = None
    model: str = ""
    lookup: str = ""

    def key_of(self, row: Row) -> tuple[Hashable, ...]:
        return tuple(getattr(row, name) for name in self.key)

    def title_of(self, row: Row, key: tuple[Hashable, ...] = ()) -> str:
        """The record's title; without one, the section's label and the record's key."""
        title = self.title(row) if self.title else ""
        return title or f"{self.label}: {', '.join(map(str, key or self.key_of(row)))}"

    def page_of(self, row: Row) -> tuple[str, dict[str, str]]:
        """The page on which the record is read and the values in its address; ("", {}) without one."""
        values = self.page_values(row) if self.page else {}
        return (self.page, values) if all(values.values()) else ("", {})

    @property
    def schema(self) -> int:
        return len(self.upgrades) + 1

    def upgrade(self, content: bytes, schema: int) -> bytes:
        """Rows of an earlier schema version as JSON of the present one; ValueError for a later
        version.
        """
        if schema > self.schema:
            raise ValueError(
                f"{self.name} was stored with schema {schema}, but this release knows {self.schema}."
            )
        if schema == self.schema:
            return content
        rows = msgspec.json.decode(content)
        for upgrade in self.upgrades[schema - 1 :]:
            rows = upgrade(rows)
        return msgspec.json.encode(rows)

    def encode(self, rows: Iterable[Row]) -> bytes:
        """The rows as JSON, as editions and the cache store them."""
        return msgspec.json.encode(list(rows))

    def decode(self, content: bytes) -> tuple[Row, ...]:
        """The typed rows; msgspec.ValidationError if the JSON is not of this section."""
        return msgspec.json.decode(content, type=tuple[self.row, ...])


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles, which would look through all rows again and again while
    thousands are made; they have no cycles.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Snapshot:
    """Sections of rows as at the day `on`, for an audience; each is read when a page first asks for
    it.

    `published` is True for the snapshot of an edition. `for_meeting` is True for that and for the
    draft of one: the last of its meetings is the one that it is for. `name` is the edition's:
    "edition 3, for the meeting of 27 November 2025"; "" where it is not one.
    """

    def __init__(
        self,
        *,
        on: date,
        viewer: Audience,
        key: str,
        read: Callable[[Section], bytes],
        fetch: Callable[[list[Section]], None] = lambda sections: None,
        published: bool = False,
        for_meeting: bool = False,
        name: str = "",
    ) -> None:
        self.published = published
        self._name = name
        self.for_meeting = published or for_meeting
        self._fetch = fetch
        self.on = on
        self.viewer = viewer
        self.key = key
        self._read = read
        self._rows: dict[str, tuple] = {}
        self._cached: dict[str, Any] = {}

    def __getitem__(self, section: Section[Row]) -> tuple[Row, ...]:
        if section.name not in self._rows:
            with uncollected():
                self._rows[section.name] = section.decode(self._read(section))
        return self._rows[section.name]

    def prefetch(self, sections: Iterable[Section]) -> None:
        """Read several sections of an edition in one query."""
        self._fetch([section for section in sections if section.name not in self._rows])

    @property
    def edition_name(self) -> str:
        """What a later page calls it; by its day where its number is not known."""
        return self._name or f"the edition before, as at {day(self.on)}"

    def ranks(self, words: Sequence[str], records: Sequence[tuple[str, str]]) -> list[float]:
        """How well each of these records (title, texts) of it fits the words; 0 where that is
        unknown.
        """
        return text_ranks(words, records)

    def cached(self, name: str, compute: Callable[[], Value]) -> Value:
        """The result of `compute`, called once for each name in the life of this snapshot."""
        if name not in self._cached:
            self._cached[name] = compute()
        return self._cached[name]


def today() -> date:
    """The current date, or SENDPROG_TODAY if it is set."""
    return settings.SENDPROG_TODAY or timezone.localdate()


@dataclass(frozen=True)
class CachedRows:
    """A section's rows as JSON, and the tokens of the tables that they were read from."""

    tokens: dict[str, str]
    content: bytes

    def is_current(self, versions: Versions) -> bool:
        return self.tokens == versions.of(self.tokens)


def live_snapshot(
    viewer: Audience = Audience.MEMBER, *, versions: Versions | None = None
) -> Snapshot:
    """The tables as they are now; a section is cached until a table that it was read from changes.

    Pass `versions` if you have already read them. They are read before any row: a section newer
    than its tokens is rebuilt by the next reader, but an older one would stay.
    """
    on = today()
    versions = versions or DataVersion.current_versions()
    # A cache may outlive a restart with other settings, so the key holds those that change the
    # wording.
    wording = repr([getattr(settings, name) for name in WORDING_SETTINGS])
    release = f"{settings.SENDPROG_RELEASE}:{hashlib.sha256(wording.encode()).hexdigest()[:16]}"

    def read(section: Section) -> bytes:
        key = f"section:{release}:{on}:{viewer}:{section.name}:{section.schema}"
        rows: CachedRows | None = cache.get(key)
        if rows is None or not rows.is_current(versions):
            with tables_named() as tables:
                content = section.encode(section.build(on=on, viewer=viewer))
            rows = CachedRows(versions.of(tables), content)
            cache.set(key, rows, timeout=None)
        return rows.content

    key = f"{release}:{versions.token}:{on}:{viewer}"
    return Snapshot(on=on, viewer=viewer, key=key, read=read)


def cached_by_version(name: str, compute: Callable[[], Value], *, version: str = "") -> Value:
    """The result of `compute`, cached until the data version changes.

    Pass `version` if you have already read the data version's token: it is read before the data.
    """
    token = version or DataVersion.current_token()
    key = f"{name}:{settings.SENDPROG_RELEASE}:{token}"
    return cache.get_or_set(key, compute, timeout=None)


def uncached_snapshot(viewer: Audience = Audience.MEMBER, *, on: date | None = None) -> Snapshot:
    """The tables as this transaction sees them, without the cache: for checking a text while it is
    saved.

    `on` is today, unless given.
    """
    on = on or today()

    def read(section: Section) -> bytes:
        return section.encode(section.build(on=on, viewer=viewer))

    return Snapshot(on=on, viewer=viewer, key="", read=read)
