"""What changed, in words: kinds of change, and items that together account for every change of a
record.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from committee.changes.records import ABSENT, Field, Key, RecordChange, Sections
from sendprog.records.snapshots import Section
from sendprog.values.basis import Basis
from sendprog.values.wording import LabelledEnum
from strands.snapshot import STRANDS

# What the earlier edition did not have, as an
# edition calls it, and as what is live does.
FIRST_IN_EDITION = "First reported in this edition"
FIRST_SINCE = "First reported since the earlier edition"


class ChangeKind(LabelledEnum):
    """What happened: the heading of a change, in the order in which the page lists changes."""

    REORGANISED = "reorganised", "Strands reorganised"
    RATING = "rating", "Rating"
    DERIVED = "derived", "What its milestones say"
    CONDITION = "condition", "Condition rated"
    MOVED = "moved", "Number moved"
    REVISED = "revised", "Figure revised"
    NEW_FIGURES = "new_figures", "Figures of another period"
    TARGET = "target", "Target or comparator changed"
    DONE = "done", "Milestone done"
    SLIPPED = "slipped", "Milestone slipped"
    BROUGHT_FORWARD = "brought_forward", "Milestone brought forward"
    OVERDUE = "overdue", "Milestone now overdue"
    ADDED = "added", "Milestone added"
    WITHDRAWN = "withdrawn", "Milestone withdrawn"
    REBASELINED = "rebaselined", "Milestone promised for a new date"
    RESTATED = "restated", "Stage changed"
    DATED = "dated", "Date of a milestone"
    MOVED_STRAND = "moved_strand", "Moved to another strand"
    RISK_NEW = "risk_new", "Risk new"
    RISK_UP = "risk_up", "Risk moved up"
    RISK_DOWN = "risk_down", "Risk moved down"
    RISK_SCORED = "risk_scored", "Risk assessed"
    RISK_CLOSED = "risk_closed", "Risk no longer listed"
    ACTION = "action", "Action on a risk"
    PLACES = "places", "Places"
    MONEY = "money", "Saving"
    CONTRIBUTION = "contribution", "Contribution"
    ASKED = "asked", "Asked by the committee"
    ANSWERED = "answered", "Ask answered"
    ASK_OVERDUE = "ask_overdue", "Answer now overdue"
    ASK_CHANGED = "ask_changed", "Ask changed"
    EXCEPTION_OPENED = "exception_opened", "Exception opened"
    EXCEPTION_ANSWERED = "exception_answered", "Exception answered"
    EXCEPTION_CLOSED = "exception_closed", "Exception closed"
    UPDATED = "updated", "Update"
    RENAMED = "renamed", "Renamed"
    TEXT = "text", "Text changed"
    GIVEN_AGAIN = "given_again", "Text given again"
    REMOVED = "removed", "Removed"
    OTHER = "other", "Other details changed"
    FIRST = "first", "First reported"


class Verdict(LabelledEnum):
    """Whether a number that changed is better or worse, or why that can't be said."""

    BETTER = "better", "Better"
    WORSE = "worse", "Worse"
    NEUTRAL = "neutral", "Neither good nor bad"
    REVISED = "revised", "Revised"
    NOT_COMPARABLE = "not_comparable", "Not comparable"
    MISSING_BEFORE = "missing_before", "No value in the earlier edition"
    MISSING_NOW = "missing_now", "No value now"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One change in words. `records` are the record changes that this item, and no other, accounts
    for.

    `which` names the record and `how` describes the change. `strand` is a slug, "" for the whole
    programme. `page` is the mounted page of the record ("" for none) and `values` are the values in
    its address.
    """

    kind: ChangeKind
    which: str
    how: str = ""
    old: str = ""
    new: str = ""
    reason: str = ""
    section: str = ""
    strand: str = ""
    page: str = ""
    values: dict[str, str] = field(default_factory=dict)
    basis: Basis | None = None
    records: tuple[RecordChange, ...] = ()

    @property
    def is_illustrative(self) -> bool:
        return self.basis is Basis.ILLUSTRATIVE

    @property
    def small_print(self) -> str:
        """The note on illustrative data; "" for other data."""
        return Basis.ILLUSTRATIVE.label if self.is_illustrative else ""


def item_fields(
    row: Any, section: Section, key: Key, *, is_removed: bool = False
) -> dict[str, Any]:
    """The fields of an item that describe its record. A removed record has no page to link to."""
    page, values = ("", {}) if is_removed else section.page_of(row)
    return {
        "which": section.title_of(row, key),
        "section": section.name,
        "strand": row.slug if section is STRANDS else getattr(row, "strand", ""),
        "page": page,
        "values": values,
        "basis": getattr(row, "basis", None),
    }


@dataclass(frozen=True, kw_only=True)
class MovedItem(Item):
    """A milestone whose date moved by `days`: above 0 is later."""

    days: int


@dataclass(frozen=True, kw_only=True)
class RatedItem(Item):
    """A rating or score that changed; `verdict` is None where one of the two is not rated."""

    verdict: Verdict | None = None


@dataclass(frozen=True, kw_only=True)
class NumberItem(Item):
    """A measure's reading in the last edition and in this one, each with its own window.

    `window` is the one that they share; "" where they have none or differ.
    """

    measure: str = ""
    change: str = ""
    verdict: Verdict
    when_old: str = ""
    when_new: str = ""
    window: str = ""


@dataclass(frozen=True)
class Changes:
    """Every change of a record, and the items that describe them; to what is live, or to an
    edition.
    """

    records: tuple[RecordChange, ...]
    items: tuple[Item, ...]
    is_live: bool = False

    @property
    def first_words(self) -> str:
        return FIRST_SINCE if self.is_live else FIRST_IN_EDITION

    def of(self, *kinds: ChangeKind) -> list[Item]:
        """The items of these kinds, in order."""
        return [item for item in self.items if item.kind in kinds]


class PendingChanges:
    """The record changes that no item accounts for yet; taking a change removes it."""

    def __init__(self, records: tuple[RecordChange, ...]) -> None:
        self._rows: dict[tuple[str, Key], dict[Field, RecordChange]] = {}
        for change in records:
            self._rows.setdefault((change.section, change.key), {})[change.field] = change

    def take(self, section: Section, key: Key, *fields: str | Field) -> tuple[RecordChange, ...]:
        """Remove and return changes of fields: "update" and all in it, or ("update", "rating")."""
        row = self._rows.get((section.name, key), {})
        return tuple(row.pop(field) for field in self._matching(row, fields))

    def take_all(self, section: Section, key: Key) -> tuple[RecordChange, ...]:
        """Remove and return all changes of a record."""
        return tuple(self._rows.pop((section.name, key), {}).values())

    def has(self, section: Section, key: Key, *fields: str | Field) -> bool:
        """Whether any of these fields has a pending change."""
        return bool(self._matching(self._rows.get((section.name, key), {}), fields))

    def fields_of(self, section: Section, key: Key) -> dict[Field, RecordChange]:
        """The pending changes of one record, by field."""
        return dict(self._rows.get((section.name, key), {}))

    def in_section(self, name: str) -> list[tuple[Key, dict[Field, RecordChange]]]:
        """The records of a section that have pending changes, each with those changes by field."""
        return [
            (key, dict(row))
            for (section, key), row in self._rows.items()
            if section == name and row
        ]

    @staticmethod
    def _matching(row: dict[Field, RecordChange], fields: tuple[str | Field, ...]) -> list[Field]:
        """The changed fields that are one of these, or inside one."""
        starts = [field if isinstance(field, tuple) else (field,) for field in fields]
        if len(starts) == 1 and starts[0] in row:
            # A field that changed as a whole has no change inside it.
            return starts
        return [field for field in row if any(field[: len(start)] == start for start in starts)]


@dataclass(frozen=True)
class SnapshotPair:
    """The rows of two snapshots, and the changes between them that no item accounts for yet."""

    before: Sections
    after: Sections
    pending: PendingChanges

    def new(self, section: Section) -> Iterator[tuple[Key, RecordChange]]:
        """Yield key and change of the rows that only the second snapshot has."""
        for key, row in self.pending.in_section(section.name):
            if () in row and row[()].old is ABSENT:
                yield key, row[()]

    def gone(self, section: Section) -> Iterator[tuple[Key, RecordChange]]:
        """Yield key and change of the rows that only the first snapshot has."""
        for key, row in self.pending.in_section(section.name):
            if () in row and row[()].new is ABSENT:
                yield key, row[()]

    def changed(self, section: Section) -> Iterator[tuple[Key, Any, Any]]:
        """Yield (key, old, new) for rows present in both snapshots that differ."""
        for key, row in self.pending.in_section(section.name):
            if () not in row:
                yield key, self.before[section.name][key], self.after[section.name][key]
