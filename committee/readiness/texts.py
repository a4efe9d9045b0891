"""Every text that would be frozen: of all records, word for word, and the narratives with the numbers that they bind."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

from committee.changes.formatting import name_label
from committee.readiness.fix_links import FixLink, fix_link
from committee.snapshot.paper import PAPER_SECTIONS, TITLE_BLOCKS
from committee.snapshot.sections import SECTIONS
from sendprog.records.snapshots import Section, Snapshot
from strands.snapshot import STRANDS, TEXTS

# How a paper's readers reach the team that wrote it: a phone and an e-mail belong there.
CONTACTS = {(TITLE_BLOCKS.name, "contact")}


@dataclass(frozen=True)
class Text:
    """A narrative: where it stands, in words, and where it is mended. `latest`: no later one stands in its place."""

    about: str
    where: str
    words: str
    mend: FixLink
    latest: bool = True


def strings(value: Any) -> Iterator[str]:
    """Every text inside a value, however deep."""
    if isinstance(value, str):
        if value and not isinstance(value, Enum):
            yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from strings(getattr(value, one.name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from strings(one)


@dataclass(frozen=True)
class Stored:
    """A text of a record as it would be frozen. Where it stands is worked out only once something was found in it."""

    section: Section
    row: Any
    field: str
    words: str

    @property
    def about(self) -> str:
        return f"{self.section.name}:{':'.join(map(str, self.section.key_of(self.row)))}:{self.field}"

    @property
    def where(self) -> str:
        return f"{self.section.title_of(self.row)}: {name_label(self.field).lower()}"

    @property
    def mend(self) -> FixLink:
        return fix_link(self.section, self.row, self.field)


def every_text(snapshot: Snapshot) -> Iterator[Stored]:
    """The texts of every section that an edition keeps: one that is added later is among them."""
    for section in SECTIONS:
        names = [one.name for one in fields(section.row) if (section.name, one.name) not in CONTACTS]
        for row in snapshot[section]:
            for name in names:
                for words in strings(getattr(row, name)):
                    yield Stored(section, row, name, words)


def narratives(snapshot: Snapshot) -> Iterator[Text]:
    """The texts that may bind numbers: strands' updates, the months' texts, the paper's own sections."""
    for row in snapshot[STRANDS]:
        for name, html in row.update.html.items() if row.update else ():
            yield Text(
                f"{row.slug}:{name}",
                f"{row.name}: {name_label(name).lower()}",
                html,
                fix_link(STRANDS, row, "html"),
            )
    latest = {row.section: row.month for row in sorted(snapshot[TEXTS], key=lambda row: row.month)}
    for row in snapshot[TEXTS]:
        where = f"{TEXTS.title_of(row)}, {row.month:%B %Y}"
        yield Text(
            f"{row.section}:{row.month}",
            where,
            row.html,
            fix_link(TEXTS, row),
            latest[row.section] == row.month,
        )
    for row in snapshot[PAPER_SECTIONS]:
        if row.shown:
            where = PAPER_SECTIONS.title_of(row)
            yield Text(row.slug, where, row.html, fix_link(PAPER_SECTIONS, row))
