"""A snapshot: the programme's records as typed, plain rows at one moment. Every reading page is a function of one."""

import hashlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from sendprog.records.history import DataVersion

Row = TypeVar("Row")
Value = TypeVar("Value")
# The settings that decide how pages word things.
WORDED_BY = ("SENDPROG_COUNCIL", "SENDPROG_PRE_ELECTION", "SENDPROG_CLEAR_DAYS", "SENDPROG_CLOSED_DAYS")


class Audience(StrEnum):
    """For whom a snapshot is made: never a person."""

    MEMBER = "member"
    RESTRICTED = "restricted"
    PART_TWO = "part_two"


class Make(Protocol):
    """How a section is made from the tables. Suppression, exemption and derived statuses happen here."""

    def __call__(self, *, on: date, viewer: Audience) -> Iterable: ...


# The rows of one schema, as plain JSON values, to those of the next.
Upgrade = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@dataclass(frozen=True)
class EditLink:
    """Where a section's records are edited: a form, by its URL pattern's name, or a model's list in the admin.

    `by` is the row's field that the form's address takes, or that the admin's list is searched for; "" for neither.
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
    """One kind of record in a snapshot: its rows, and how pages name, address and edit its records.

    `upgrades` convert stored rows from each schema to the next: an edition's rows are never rewritten, so whoever
    changes the row class adds one. `key` names the row's fields that identify the same record in two snapshots.

    `label` is a heading for the records, `nouns` count them in a sentence (one, several) and `title` names one of them.
    `page` is the URL pattern's name of the mounted page on which a record is read ("" where it has none), and
    `page_values` returns the values in its address. Where that page links to the editing of its record, `model` is the
    record's model ("strands.milestone") and `lookup` the field lookup for the key that the page gives.
    """

    name: str
    row: type[Row]
    make: Make
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

    @property
    def schema(self) -> int:
        return len(self.upgrades) + 1

    def upgraded(self, kept: bytes, schema: int) -> bytes:
        """Rows kept under an earlier schema, as JSON of this one."""
        if schema > self.schema:
            raise ValueError(
                f"{self.name} was kept under schema {schema}, and this release knows {self.schema}."
            )
        if schema == self.schema:
            return kept
        rows = msgspec.json.decode(kept)
        for upgrade in self.upgrades[schema - 1 :]:
            rows = upgrade(rows)
        return msgspec.json.encode(rows)

    def encoded(self, rows: Iterable[Row]) -> bytes:
        """The rows as JSON: what an edition keeps and what the cache holds."""
        return msgspec.json.encode(list(rows))

    def decoded(self, kept: bytes) -> tuple[Row, ...]:
        """The rows again, typed; msgspec.ValidationError when the JSON is not of this section."""
        return msgspec.json.decode(kept, type=tuple[self.row, ...])


class Snapshot:
    """Lazy sections of rows, as at `on`, for an audience. A page asks only for the sections it needs.

    `published` is true of an edition's: what is made of any other is a draft.
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
    ) -> None:
        self.published = published
        self._fetch = fetch
        self.on = on
        self.viewer = viewer
        self.key = key
        self._read = read
        self._rows: dict[str, tuple] = {}
        self._once: dict[str, Any] = {}

    def __getitem__(self, section: Section[Row]) -> tuple[Row, ...]:
        if section.name not in self._rows:
            self._rows[section.name] = section.decoded(self._read(section))
        return self._rows[section.name]

    def fetch(self, sections: Iterable[Section]) -> None:
        """Read several sections in one go, where that is cheaper: a page that compares needs many of an edition."""
        self._fetch([section for section in sections if section.name not in self._rows])

    def once(self, name: str, work_out: Callable[[], Value]) -> Value:
        """What is worked out from the rows, kept for as long as this snapshot is in hand: many pages may ask for it."""
        if name not in self._once:
            self._once[name] = work_out()
        return self._once[name]


def today() -> date:
    """The day, or SENDPROG_TODAY where the demonstration sets one."""
    return settings.SENDPROG_TODAY or timezone.localdate()


def live(viewer: Audience = Audience.MEMBER, *, version: str = "") -> Snapshot:
    """The tables as they are now. Sections are kept until the data version moves.

    The version is read before any row: rows newer than their key are rebuilt by the next reader, older ones can't be.
    A caller that has just read the version's token with something else may give it.
    """
    on = today()
    # A cache may outlive a restart with other settings: none of those that pages are worded by may be missing here.
    worded_by = [getattr(settings, name) for name in WORDED_BY]
    stated = f"{settings.SENDPROG_RELEASE}:{hashlib.sha256(repr(worded_by).encode()).hexdigest()[:16]}"
    key = f"{stated}:{version or DataVersion.current().token}:{on}:{viewer}"

    def read(section: Section) -> bytes:
        return cache.get_or_set(
            f"section:{key}:{section.name}:{section.schema}",
            lambda: section.encoded(section.make(on=on, viewer=viewer)),
            timeout=None,
        )

    return Snapshot(on=on, viewer=viewer, key=key, read=read)


def fresh(viewer: Audience = Audience.MEMBER) -> Snapshot:
    """The tables as they are within this transaction, nothing kept: what a text is checked against while it is saved."""
    on = today()
    return Snapshot(
        on=on, viewer=viewer, key="", read=lambda section: section.encoded(section.make(on=on, viewer=viewer))
    )
