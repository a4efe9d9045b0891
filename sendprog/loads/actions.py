"""Deeds of the import desk: a file is received, confirmed, undone, and its bytes purged."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sendprog.loads.checking import Checked, check
from sendprog.loads.file_reader import read, read_pasted
from sendprog.loads.kinds import KINDS, Row, Warned
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.models import Load, LoadRow, LoadState, MonthLock, RowOutcome
from sendprog.loads.planning import Outcome, Plan, PlannedPart, PlannedRow, plan
from sendprog.loads.revisions import Restated
from sendprog.records.files import StoredFile, StoredFileRemoval
from sendprog.records.history import Tracked, change
from sendprog.records.people import User
from sendprog.records.snapshots import today
from sendprog.values.periods import Month

LONGEST_NAME = 120
PASTED = "pasted rows.tsv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NotLoaded(Exception):
    """Nothing was loaded; the message says why and what to do."""


class PreviewAgain(NotLoaded):
    """What would be loaded is no longer what was shown."""


@dataclass(frozen=True)
class Given:
    """A file as it came: its name, its bytes, and whether they were pasted into the page."""

    name: str
    content: bytes
    pasted: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def safe_name(self) -> str:
        """The name for readers: no folders, nothing unprintable, not too long."""
        last = self.name.replace("\\", "/").rpartition("/")[2]
        shown = "".join(
            letter if letter.isprintable() and letter not in '<>"' else "_" for letter in last
        ).strip(" .")
        stem, dot, ending = shown.rpartition(".")
        kept = f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if dot else shown[:LONGEST_NAME]
        return kept or "unnamed"


def last_month_begun() -> Month:
    return Month.containing(today())


def checked(kind: str, given: Given) -> Checked:
    """The check of a file. The desk, its confirming and the commands all come through here."""
    try:
        grid = read_pasted(given.content.decode()) if given.pasted else read(given.name, given.content)
    except Unreadable as error:
        return Checked((), error.messages, ())
    found = check(KINDS[kind], grid, until=last_month_begun())
    closed = list(in_closed_months(found.rows))
    return Checked((), tuple(closed), ()) if closed else found


def in_closed_months(rows: Iterable[Row]) -> Iterator[Message]:
    """The rows of months whose figures are closed: the database refuses them."""
    months = {row.value("month"): row for row in rows if isinstance(row.value("month"), Month)}
    for lock in MonthLock.objects.filter(month__in=[month.first for month in months]):
        wrong = f"{lock} is closed: {lock.reason}. Take the row out, or ask for the month to be opened again."
        yield Message(row=months[Month.containing(lock.month)].number, column="month", wrong=wrong)


def kept(load: Load) -> Given:
    """The file of a load, as it came."""
    if load.file is None or load.file.content is None:
        raise NotLoaded("The file is no longer kept: upload it again.")
    return Given(load.file_name, bytes(load.file.content), load.file.name == PASTED)


def planned(load: Load, *, lock: bool = False) -> tuple[Checked, Plan]:
    """What a waiting load would do now. NotLoaded where the check refuses what it accepted before (another's change)."""
    found = checked(load.kind, kept(load))
    if found.problems:
        raise NotLoaded(" ".join(str(problem) for problem in found.problems))
    return found, plan(KINDS[load.kind], found, until=last_month_begun(), lock=lock)


def receive(*, by: User, kind: str, given: Given) -> Load:
    """Check a file and keep it with what the check said. One that may identify a child is not kept, only its hash."""
    found = checked(kind, given)
    with change(by=by, reason="A file was brought to be loaded"):
        file = None
        if not found.identifies:
            file = StoredFile(
                name=PASTED if given.pasted else given.safe_name, content=given.content, stored_by=by
            )
            file.media_type = XLSX if given.content[:2] == b"PK" else "text/csv"
            file.save()
        load = Load(
            kind=kind,
            file=file,
            file_name=given.safe_name,
            sha256=given.sha256,
            size=len(given.content),
            state=LoadState.REFUSED if found.problems else LoadState.WAITING,
            received_by=by,
            problems=[as_json(problem) for problem in found.problems],
        )
        load.save()
    return load


def as_json(message: Message) -> dict[str, Any]:
    return {"row": message.row, "column": message.column, "found": message.found, "wrong": message.wrong}


# Confirming


def confirm(*, by: User, load: Load, seen: str, reason: str, answers: Mapping[str, str]) -> Load:
    """Load what was previewed: all rows or none. Pressed twice, it loads once.

    `seen` is the digest of the plan that was shown; `answers` has a reason for each code of warning. NotLoaded says
    what is missing; PreviewAgain that the records moved since.
    """
    try:
        with change(by=by, reason=f"Load {load.pk}: {reason}"):
            return _confirm(by, load, seen, reason, answers)
    except IntegrityError as error:
        raise PreviewAgain(
            f"The database refused a row, so nothing was loaded: {str(error).splitlines()[0]}"
        ) from error


def _confirm(by: User, load: Load, seen: str, reason: str, answers: Mapping[str, str]) -> Load:
    current = Load.objects.select_for_update(of=("self",)).select_related("file").get(pk=load.pk)
    if current.state == LoadState.CONFIRMED:
        return current
    if current.state != LoadState.WAITING:
        raise NotLoaded("This file was refused: mend it and upload it again.")
    if not reason.strip():
        raise NotLoaded("Say why these figures are loaded: the reason is kept in their history.")
    _, made = planned(current, lock=True)
    if made.digest != seen:
        raise PreviewAgain("The records changed since this preview: look at it again, then confirm.")
    unanswered = [code for code in made.codes if not answers.get(code, "").strip()]
    if unanswered:
        raise NotLoaded(f"{len(unanswered)} kinds of warning have no answer: {', '.join(unanswered)}.")
    if not made.does_something:
        raise NotLoaded("Every row says what is stored already: there is nothing to load.")
    current.state, current.confirmed_at, current.confirmed_by = LoadState.CONFIRMED, timezone.now(), by
    current.reason, current.counts, current.totals = (
        reason.strip(),
        made.counts,
        [list(total) for total in made.totals],
    )
    current.warnings = [answered(warned, answers) for warned in made.warnings]
    current.save()
    LoadRow.objects.bulk_create(
        [kept_row(current, row, part) for row in made.rows for part in row.parts], batch_size=500
    )
    return current


def answered(warned: Warned, answers: Mapping[str, str]) -> dict[str, Any]:
    return {"code": warned.code, **as_json(warned.message), "answer": answers[warned.code].strip()}


def kept_row(load: Load, row: PlannedRow, part: PlannedPart) -> LoadRow:
    """Save a planned record where anything differs, and note what became of it."""
    record, adding = part.record, part.record._state.adding
    old = {} if adding else stored_values(record, part.values)
    for name, value in part.values.items():
        setattr(record, name, value)
    if part.outcome is not Outcome.UNCHANGED:
        if isinstance(record, Restated):
            record.load = load
        record.save()
    return LoadRow(
        load=load,
        number=row.number,
        label=row.label[:200],
        record_model=record._meta.label_lower,
        record_pk=record.pk,
        record_version=record.version,
        outcome=RowOutcome(part.outcome.value),
        old=old,
        new=stored_values(record, part.values),
    )


def stored_values(record: Tracked, names: Iterable[str]) -> dict[str, str | None]:
    """The values of these fields as text that the field can read back; None stays None."""
    values = {}
    for name in names:
        field = record._meta.get_field(name)
        value = field.value_from_object(record)
        values[name] = None if value is None else field.value_to_string(record)
    return values


def purge(*, by: User, load: Load, reason: str) -> None:
    """Take away the bytes of a kept file, for good. Its name, size and hash stay, with who purged it and why."""
    with transaction.atomic():
        file = load.file
        if file is None or file.content is None:
            raise NotLoaded("This file is not kept any more.")
        StoredFileRemoval(file=file, reason=reason, removed_by=by).save()
        StoredFile.objects.filter(pk=file.pk).update(content=None)
