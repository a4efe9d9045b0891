"""A snapshot: the programme's records as typed, plain rows at one moment. Every reading page is a function of one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

import msgspec
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from sendprog.history import DataVersion

Row = TypeVar("Row")


class Audience(StrEnum):
    """For whom a snapshot is made: never a person."""

    MEMBER = "member"
    RESTRICTED = "restricted"
    PART_TWO = "part_two"


class Make(Protocol):
    """How a section is made from the tables. Suppression, exemption and derived statuses happen here."""

    def __call__(self, *, on: date, viewer: Audience) -> Iterable: ...


@dataclass(frozen=True)
class Section(Generic[Row]):
    """One kind of row of a snapshot: its name, its row's dataclass, how it is made, and its schema's number."""

    name: str
    row: type[Row]
    make: Make
    schema: int = 1

    def encoded(self, rows: Iterable[Row]) -> bytes:
        """The rows as JSON: what an edition keeps and what the cache holds."""
        return msgspec.json.encode(list(rows))

    def decoded(self, kept: bytes) -> tuple[Row, ...]:
        """The rows again, typed; msgspec.ValidationError when the JSON is not of this section."""
        return msgspec.json.decode(kept, type=tuple[self.row, ...])


class Snapshot:
    """Lazy sections of rows, as at `on`, for an audience. A page asks only for the sections it needs."""

    def __init__(self, *, on: date, viewer: Audience, key: str, read: Callable[[Section], bytes]) -> None:
        self.on = on
        self.viewer = viewer
        self.key = key
        self._read = read
        self._rows: dict[str, tuple] = {}

    def __getitem__(self, section: Section[Row]) -> tuple[Row, ...]:
        if section.name not in self._rows:
            self._rows[section.name] = section.decoded(self._read(section))
        return self._rows[section.name]


def today() -> date:
    """The day, or SENDPROG_TODAY where the demonstration sets one."""
    return settings.SENDPROG_TODAY or timezone.localdate()


def live(viewer: Audience = Audience.MEMBER) -> Snapshot:
    """The tables as they are now. Sections are kept until the data version moves.

    The version is read before any row: rows newer than their key are rebuilt by the next reader, older ones can't be.
    """
    on = today()
    key = f"{settings.SENDPROG_RELEASE}:{DataVersion.current().token}:{on}:{viewer}"

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
    return Snapshot(on=on, viewer=viewer, key="", read=lambda section: section.encoded(section.make(on=on, viewer=viewer)))
