"""What follows a load: the pages on which it is read, what is missing still, and the next step."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse

from sendprog.loads.kinds import KINDS, FileKind
from sendprog.loads.models import LoadRow, RowOutcome
from sendprog.loads.monthly import MonthlyKind
from sendprog.loads.undoing import records_of_rows
from sendprog.pages.addresses import live_address
from sendprog.records.exemptions import Exemption
from sendprog.records.history import Tracked
from sendprog.records.people import User
from sendprog.records.snapshots import Snapshot, live_snapshot, no_values
from sendprog.values.frequency import Frequency
from sendprog.values.periods import Month
from sendprog.values.wording import joined, plural

# The most records that are named of a page, and the pages that are listed.
NAMED = 8
HIDDEN = "On no page that members read"
MOST_PAGES = 50
WRITTEN = {
    RowOutcome.NEW: "new",
    RowOutcome.CHANGED: "changed",
    RowOutcome.PUT_BACK: "put back",
    RowOutcome.BINNED: "put in the bin",
}


@dataclass(frozen=True)
class ChangedPage:
    """A page on which a load is read, and what it did to the records there; no address for none."""

    title: str
    address: str
    changes: str


@dataclass(frozen=True)
class Step:
    """Something to do or to know, with the page for it; no address for none."""

    text: str
    address: str = ""
    link: str = ""


# What the rest of the site knows is missing, and the step that follows, for a user.
Missing = Callable[[], Iterable[Step]]
NextStep = Callable[[User], Step | None]
_missing: list[Missing] = []
_next_steps: list[NextStep] = []


def register_after_load(missing: Missing, next_step: NextStep) -> None:
    """Have what these return shown on the page of each load."""
    _missing.append(missing)
    _next_steps.append(next_step)


# The pages


def changed_pages(kind: FileKind, rows: Sequence[LoadRow]) -> list[ChangedPage]:
    """The pages on which the written records of these rows are read as they are now."""
    written = [row for row in rows if row.outcome in WRITTEN]
    records = records_of_rows(written, lock=False)
    subjects = subjects_of(kind, list(records.values()))
    snapshot = live_snapshot()
    places: dict[tuple[str, str], list[LoadRow]] = {}
    exempt = exempt_keys(records.values())
    for row in written:
        record = records[row.record_model, row.record_pk]
        is_shown = record.deleted_at is None or row.outcome == RowOutcome.BINNED
        subject = subjects[record._meta.label_lower, record.pk]
        hidden = (row.record_model, row.record_pk) in exempt or not is_shown
        place = (HIDDEN, "") if hidden else page_of(kind, snapshot, subject)
        places.setdefault(place, []).append(row)
    pages = [
        ChangedPage(title, address, changes_text(on_page))
        for (title, address), on_page in places.items()
        if title
    ]
    return pages[:MOST_PAGES]


def subjects_of(kind: FileKind, records: list[Tracked]) -> dict[tuple[str, int], Tracked]:
    """The record that a page is about, by the model and key of each written record."""
    name = kind.subject
    having = [record for record in records if name and hasattr(type(record), name)]
    prefetch_related_objects(having, name)
    subjects = {(record._meta.label_lower, record.pk): record for record in records}
    return subjects | {
        (record._meta.label_lower, record.pk): getattr(record, name) for record in having
    }


def exempt_keys(records: Iterable[Tracked]) -> set[tuple[str, int]]:
    labels = {record._meta.label_lower for record in records}
    return set(Exemption.objects.filter(kind__in=labels).values_list("kind", "key"))


def page_of(kind: FileKind, snapshot: Snapshot, subject: Any) -> tuple[str, str]:
    """The title and the live address of the page on which a record is read; ("", "") for none."""
    section = kind.page_section
    if section is None:
        return "", ""
    if not section.page:
        return (section.label, live_address(kind.list_page)) if kind.list_page else ("", "")
    rows = snapshot.cached(
        f"{section.name} by key", lambda: {section.key_of(row): row for row in snapshot[section]}
    )
    row = rows.get(tuple(key_text(getattr(subject, name, None)) for name in section.key))
    if row is not None:
        name, values = section.page_of(row)
        title = section.title_of(row) if values else section.label
        return (title, live_address(name, **values)) if name else ("", "")
    if section.page_values is no_values:
        return section.label, live_address(section.page)
    return "", ""


def key_text(value: Any) -> Any:
    """A part of a record's key as a snapshot has it: of another record, its slug."""
    return value.slug if isinstance(value, Tracked) and hasattr(value, "slug") else value


def changes_text(rows: Sequence[LoadRow]) -> str:
    """ "2 new (October 2024 and November 2024), 1 changed (September 2024)"."""
    parts = []
    for outcome, word in WRITTEN.items():
        labels = list(dict.fromkeys(row.label for row in rows if row.outcome == outcome))
        if labels:
            more = len(labels) - NAMED
            named = [*labels[:NAMED], f"{more:,} more"] if more > 0 else labels
            parts.append(f"{len(labels):,} {word} ({joined(named)})")
    return joined(parts)


# What is missing, and the next step


def last_month(rows: Iterable[LoadRow]) -> Month | None:
    """The last month that the rows' records are of; None where they are of none."""
    records = records_of_rows(rows, lock=False).values()
    days = [getattr(record, "month", getattr(record, "reported_in", None)) for record in records]
    months = [Month.containing(day) for day in days if isinstance(day, date)]
    return max(months, default=None)


def kinds_without(month: Month) -> Iterator[FileKind]:
    """The kinds of monthly figures that have figures, and none of this month or a later one."""
    for kind in sorted(KINDS.values(), key=lambda kind: kind.title):
        if isinstance(kind, MonthlyKind) and kind.frequency() is Frequency.MONTHLY:
            months = kind.records_by_month()
            if months and max(months) < month:
                yield kind


def missing_steps(month: Month | None) -> list[Step]:
    """What is missing still: kinds without figures of the month, and what the site knows."""
    steps = []
    for kind in kinds_without(month) if month else ():
        address = f"{reverse('admin:sendprog_load_add')}?kind={kind.slug}"
        text = f"{kind.title}: nothing is loaded for {month}"
        steps.append(Step(text, address, f"Upload {kind.title}"))
    return [*steps, *(step for missing in _missing for step in missing())]


def next_step(user: User, missing: Sequence[Step]) -> Step | None:
    """The first thing that is missing, else what the site says comes next."""
    if missing:
        first = missing[0]
        things = f"{plural(len(missing), 'thing')} {'is' if len(missing) == 1 else 'are'} missing."
        return Step(f"{things} First: {first.text}.", first.address, first.link)
    steps = (step for following in _next_steps if (step := following(user)))
    return next(steps, None)
