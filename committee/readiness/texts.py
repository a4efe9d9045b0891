"""The texts that an edition would freeze: all texts of all records, and the narratives."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

from committee.changes.formatting import name_label
from committee.readiness.fix_links import FixLink, fix_link
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS
from committee.snapshot.sections_to_freeze import SECTIONS
from sendprog.records.snapshots import Section, Snapshot
from strands.snapshot import STRANDS, TEXTS

# How readers reach the authors of the paper: these may be a phone number and an e-mail address.
CONTACTS = {(TITLE_BLOCKS.name, "contact")}


@dataclass(frozen=True)
class Narrative:
    """A rendered narrative and where it is edited.

    Not `is_latest` where a later month replaced it.
    """

    about: str
    where: str
    html: str
    fix_link: FixLink
    is_latest: bool = True


@cache
def names_of_fields(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; none of another class."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def strings_in(value: Any) -> list[str]:
    """The non-empty strings inside a value, however deeply nested. Enums are codes, not texts."""
    texts: list[str] = []
    collect_strings(value, texts)
    return texts


def collect_strings(value: Any, texts: list[str]) -> None:
    if isinstance(value, str):
        if value and not isinstance(value, Enum):
            texts.append(value)
    elif isinstance(value, dict):
        for item in value.values():
            collect_strings(item, texts)
    elif isinstance(value, (tuple, list)):
        for item in value:
            collect_strings(item, texts)
    else:
        for name in names_of_fields(type(value)):
            collect_strings(getattr(value, name), texts)


@dataclass(frozen=True)
class StoredText:
    """A text of a record as it would be frozen."""

    section: Section
    row: Any
    field: str
    text: str

    @property
    def about(self) -> str:
        return (
            f"{self.section.name}:{':'.join(map(str, self.section.key_of(self.row)))}:{self.field}"
        )

    @property
    def where(self) -> str:
        return f"{self.section.title_of(self.row)}: {name_label(self.field).lower()}"

    @property
    def fix_link(self) -> FixLink:
        return fix_link(self.section, self.row, self.field)


def stored_texts(snapshot: Snapshot) -> Iterator[StoredText]:
    """The texts of every section that an edition freezes, sections added later included."""
    for section in SECTIONS:
        names = [
            field.name
            for field in fields(section.row)
            if (section.name, field.name) not in CONTACTS
        ]
        for row in snapshot[section]:
            for name in names:
                for text in strings_in(getattr(row, name)):
                    yield StoredText(section, row, name, text)


def narratives(snapshot: Snapshot) -> Iterator[Narrative]:
    """The texts that may bind numbers: strands' updates, the months' texts, the paper's own
    sections.
    """
    yield from update_narratives(snapshot)
    latest = {row.section: row.month for row in sorted(snapshot[TEXTS], key=lambda row: row.month)}
    for row in snapshot[TEXTS]:
        where = f"{TEXTS.title_of(row)}, {row.month:%B %Y}"
        is_latest = latest[row.section] == row.month
        yield Narrative(
            f"{row.section}:{row.month}", where, row.html, fix_link(TEXTS, row), is_latest
        )
    for row in snapshot[PAPER_SECTIONS]:
        if row.shown:
            where = PAPER_SECTIONS.title_of(row)
            yield Narrative(row.slug, where, row.html, fix_link(PAPER_SECTIONS, row))


def update_narratives(snapshot: Snapshot) -> Iterator[Narrative]:
    """The narratives of each strand's latest update."""
    for row in snapshot[STRANDS]:
        for name, html in row.update.html.items() if row.update else ():
            where = f"{row.name}: {name_label(name).lower()}"
            yield Narrative(f"{row.slug}:{name}", where, html, fix_link(STRANDS, row, "html"))
