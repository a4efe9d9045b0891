"""The worded layer: what a change is called, and the typed items that account for every change of a record."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from committee.changes.records import ABSENT, Field, Key, RecordChange, Sections
from sendprog.records.snapshots import Section
from sendprog.values.basis import Basis
from sendprog.values.wording import LabelledEnum
from strands.snapshot import STRANDS

FIRST_WORDS = "First reported in this edition"


class Kind(LabelledEnum):
    """What happened, as the page says it, in the order in which a part of the page lists it."""

    REORGANISED = "reorganised", "Strands reorganised"
    RATING = "rating", "Rating"
    DERIVED = "derived", "What its milestones say"
    CONDITION = "condition", "Condition rated"
    MOVED = "moved", "Number moved"
    REVISED = "revised", "Figure revised"
    NEW_FIGURES = "new_figures", "Figures of another month"
    TARGET = "target", "Target or comparator changed"
    DONE = "done", "Milestone done"
    SLIPPED = "slipped", "Milestone slipped"
    BROUGHT_FORWARD = "brought_forward", "Milestone brought forward"
    OVERDUE = "overdue", "Milestone now overdue"
    ADDED = "added", "Milestone added"
    WITHDRAWN = "withdrawn", "Milestone withdrawn"
    REBASELINED = "rebaselined", "Milestone re-baselined"
    RESTATED = "restated", "Stage said differently"
    DATED = "dated", "Date of a milestone"
    MOVED_STRAND = "moved_strand", "Moved to another strand"
    RISK_NEW = "risk_new", "Risk new"
    RISK_UP = "risk_up", "Risk moved up"
    RISK_DOWN = "risk_down", "Risk moved down"
    RISK_SCORED = "risk_scored", "Risk assessed"
    RISK_CLOSED = "risk_closed", "Risk closed"
    ACTION = "action", "Action on a risk"
    PLACES = "places", "Places"
    MONEY = "money", "Saving"
    ASKED = "asked", "Asked by the committee"
    ANSWERED = "answered", "Ask answered"
    ASK_OVERDUE = "ask_overdue", "Answer now overdue"
    ASK_CHANGED = "ask_changed", "Ask changed"
    UPDATED = "updated", "Monthly update"
    RENAMED = "renamed", "Renamed"
    TEXT = "text", "Text changed"
    REMOVED = "removed", "Removed"
    OTHER = "other", "Other details changed"
    FIRST = "first", FIRST_WORDS


class Verdict(LabelledEnum):
    """How a number that moved reads."""

    BETTER = "better", "Better"
    WORSE = "worse", "Worse"
    NEUTRAL = "neutral", "Neither good nor bad"
    REVISED = "revised", "Revised"
    NOT_COMPARABLE = "not_comparable", "Not comparable"
    MISSING_BEFORE = "missing_before", "No value in the last edition"
    MISSING_NOW = "missing_now", "No value in this edition"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One change in words. `records` are the changes of records that it accounts for; another item accounts for none of them.

    `strand` is a slug ("" for the whole programme). `page` and `values` name the page to read on at. `how` says the rest.
    """

    kind: Kind
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
        """What a made-up thing says of itself."""
        return Basis.ILLUSTRATIVE.label if self.is_illustrative else ""


def record_fields(row: Any, section: Section, key: Key, *, is_there: bool = True) -> dict[str, Any]:
    """The fields of an item that describe its record. A record that is gone (`is_there` False) has no page to link to."""
    has_page = is_there and bool(section.page)
    return {
        "which": section.title_of(row, key),
        "section": section.name,
        "strand": row.slug if section is STRANDS else getattr(row, "strand", ""),
        "page": section.page if has_page else "",
        "values": section.page_values(row) if has_page else {},
        "basis": getattr(row, "basis", None),
    }


@dataclass(frozen=True, kw_only=True)
class Moved(Item):
    """A milestone whose date moved: so many days, above 0 when later."""

    days: int


@dataclass(frozen=True, kw_only=True)
class Rated(Item):
    """A judgement that changed: for better or worse, or neither where one of the two is no rating."""

    verdict: Verdict | None = None


@dataclass(frozen=True, kw_only=True)
class Number(Item):
    """A measure's reading in the last edition and in this one, each with its own window."""

    measure: str = ""
    change: str = ""
    verdict: Verdict
    when_old: str = ""
    when_new: str = ""


@dataclass(frozen=True)
class Changes:
    """Everything that changed: every change of a record, and the items that say them."""

    records: tuple[RecordChange, ...]
    items: tuple[Item, ...]

    def of(self, *kinds: Kind) -> list[Item]:
        """The items of some kinds, in their order."""
        return [item for item in self.items if item.kind in kinds]


class Waiting:
    """The changes of records that no item has accounted for yet: taking one takes it away."""

    def __init__(self, records: tuple[RecordChange, ...]) -> None:
        self._rows: dict[tuple[str, Key], dict[Field, RecordChange]] = {}
        for one in records:
            self._rows.setdefault((one.section, one.key), {})[one.field] = one

    def take(self, section: Section, key: Key, *fields: str | Field) -> tuple[RecordChange, ...]:
        """The changes of a record's fields, and of what lies inside them: "update", or ("update", "rating")."""
        row = self._rows.get((section.name, key), {})
        starts = [field if isinstance(field, tuple) else (field,) for field in fields]
        taken = [field for field in row if any(field[: len(start)] == start for start in starts)]
        return tuple(row.pop(field) for field in taken)

    def take_all(self, section: Section, key: Key) -> tuple[RecordChange, ...]:
        return tuple(self._rows.pop((section.name, key), {}).values())

    def has(self, section: Section, key: Key, *fields: str | Field) -> bool:
        """Whether any of these fields changed and is not accounted for."""
        row = self._rows.get((section.name, key), {})
        starts = [field if isinstance(field, tuple) else (field,) for field in fields]
        return any(field[: len(start)] == start for field in row for start in starts)

    def in_section(self, name: str) -> list[tuple[Key, dict[Field, RecordChange]]]:
        """The records of a section that still have changes nobody said."""
        return [(key, dict(row)) for (section, key), row in self._rows.items() if section == name and row]


@dataclass(frozen=True)
class Pair:
    """Two snapshots' rows, and the changes between them that still wait for their words."""

    before: Sections
    after: Sections
    waiting: Waiting

    def new(self, section: Section) -> Iterator[tuple[Key, RecordChange]]:
        """The rows that only the second has."""
        for key, row in self.waiting.in_section(section.name):
            if () in row and row[()].old is ABSENT:
                yield key, row[()]

    def gone(self, section: Section) -> Iterator[tuple[Key, RecordChange]]:
        """The rows that only the first has."""
        for key, row in self.waiting.in_section(section.name):
            if () in row and row[()].new is ABSENT:
                yield key, row[()]

    def changed(self, section: Section) -> Iterator[tuple[Key, Any, Any]]:
        """Key, old row and new row of what both have and is not the same."""
        for key, row in self.waiting.in_section(section.name):
            if () not in row:
                yield key, self.before[section.name][key], self.after[section.name][key]
