"""Actions of the import desk: receive, confirm and purge a file. undoing.py undoes a load."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sendprog.loads.checking import CheckResult
from sendprog.loads.child_identifiers import identifying_text
from sendprog.loads.child_scan import scan
from sendprog.loads.figure_records import FigureRecord
from sendprog.loads.file_reader import OpenedFile, opened_file, opened_paste
from sendprog.loads.heading_choices import choices_of
from sendprog.loads.incoming_file import PASTED, UNNAMED, IncomingFile
from sendprog.loads.kinds import KINDS, FileKind, FileWarning, ParsedRow
from sendprog.loads.layout_reading import check_opened
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.models import Load, LoadRow, LoadState, MonthLock, RowOutcome
from sendprog.loads.past_loads import routine_reason
from sendprog.loads.planning import LoadPlan, Outcome, PlannedRecord, PlannedRow, make_plan
from sendprog.loads.time_limit import time_limit
from sendprog.records.files import StoredFile, StoredFileRemoval
from sendprog.records.history import Tracked, change
from sendprog.records.people import User
from sendprog.records.snapshots import today
from sendprog.values.periods import Month

TO_SETTLE = "Say first what the headings of this file stand for."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LoadError(Exception):
    """Nothing was loaded or undone; the message says why.

    `plan`: what a load would do now, if known.
    """

    def __init__(self, message: str, plan: LoadPlan | None = None) -> None:
        super().__init__(message)
        self.plan = plan


class HeadingsToSettle(LoadError):
    """Somebody has to say first what headings stand for; `result` has them."""

    def __init__(self, result: CheckResult) -> None:
        super().__init__(" ".join(str(problem) for problem in result.problems) or TO_SETTLE)
        self.result = result


class PreviewOutdated(LoadError):
    """The load would no longer do what its preview showed."""


def current_month() -> Month:
    """The month of today: figures of later months are refused."""
    return Month.containing(today())


def check_file(kind: str, file: IncomingFile) -> CheckResult:
    """The check that the desk, its confirmation and the commands share.

    At most time_limit.SECONDS long.
    """
    is_scanned = False
    try:
        with time_limit():
            opened = open_incoming(file)
            personal = personal_problems(KINDS[kind], file, opened)
            is_scanned = True
            if personal:
                return CheckResult((), personal, (), may_be_stored=False)
            choices = choices_of(kind)
            result = check_opened(KINDS[kind], opened, until=current_month(), choices=choices)
    except Unreadable as error:
        return CheckResult((), error.messages, (), may_be_stored=is_scanned)
    closed = tuple(map(result.located, closed_month_problems(result.rows)))
    return replace(result, rows=(), problems=closed, warnings=()) if closed else result


def open_incoming(file: IncomingFile) -> OpenedFile:
    """The uploaded or pasted file's cells; raises Unreadable."""
    return (
        opened_paste(file.content.decode()) if file.pasted else opened_file(file.name, file.content)
    )


def personal_problems(
    kind: FileKind, file: IncomingFile, opened: OpenedFile
) -> tuple[Message, ...]:
    """A problem for each place, the file's name included, that may identify a child."""
    texts = (*opened.texts, file.name)
    return tuple(scan(opened.sheets, texts, name_is_a_child=not kind.name_column, on=today()))


def closed_month_problems(rows: Iterable[ParsedRow]) -> Iterator[Message]:
    """A problem for each closed month in the rows: the database refuses its figures."""
    months = {row.value("month"): row for row in rows if isinstance(row.value("month"), Month)}
    for lock in MonthLock.objects.filter(month__in=[month.first for month in months]):
        text = f"{lock} is closed: {lock.reason}. Take the row out, or ask for the month to be opened again."
        yield Message(row=months[Month.containing(lock.month)].number, column="month", wrong=text)


def file_of_load(load: Load) -> IncomingFile:
    """The file of a load as uploaded.

    Raises LoadError when its content was removed or never stored.
    """
    if not load.has_content:
        raise LoadError("The content of this file was removed: upload it again.")
    return IncomingFile(load.file_name, bytes(load.file.content), load.file.name == PASTED)


def plan_load(load: Load, *, lock: bool = False) -> LoadPlan:
    """What a waiting load would do now, its records locked in the database if `lock`.

    Raises LoadError when the file is gone, or when the check refuses what it accepted on upload,
    because records or closed months changed since; HeadingsToSettle before headings are settled.
    """
    result = check_file(load.kind, file_of_load(load))
    if result.problems and result.has_headings_to_settle:
        raise HeadingsToSettle(result)
    if result.problems:
        raise LoadError(" ".join(str(problem) for problem in result.problems))
    return make_plan(KINDS[load.kind], result, until=current_month(), lock=lock)


def receive(*, by: User, kind: str, file: IncomingFile) -> Load:
    """Check a file and store it with the result.

    Only its hash is stored if it may identify a child, or couldn't be read through. A file with
    headings to settle waits: its rows are judged afterwards.
    """
    result = check_file(kind, file)
    problems = () if result.has_headings_to_settle else result.problems
    with change(by=by, reason="A file of figures was uploaded"):
        stored = save_file(by, file) if result.may_be_stored else None
        load = Load(
            kind=kind,
            file=stored,
            file_name=file.safe_name if not identifying_text(file.name) else UNNAMED,
            sha256=file.sha256,
            size=len(file.content),
            state=LoadState.REFUSED if problems else LoadState.WAITING,
            reading=result.reading,
            received_by=by,
            problems=[message_as_json(problem) for problem in problems],
        )
        load.save()
    return load


def mark_refused(load: Load, result: CheckResult) -> None:
    """Mark a waiting load as refused for these problems."""
    load.state = LoadState.REFUSED
    load.problems = [message_as_json(problem) for problem in result.problems]
    load.reading = result.reading
    load.save(update_fields=["state", "problems", "reading"])


def set_aside(*, by: User, load: Load, reason: str) -> None:
    """Settle a waiting load without loading it, recording who and why. Another is left as it is."""
    with change(by=by, reason=f"Load {load.pk} set aside: {reason}"):
        current = Load.objects.select_for_update(of=("self",)).get(pk=load.pk)
        if current.state == LoadState.WAITING:
            current.state, current.reason = LoadState.SET_ASIDE, reason.strip()
            current.set_aside_by, current.set_aside_at = by, timezone.now()
            current.save()


def save_file(by: User, file: IncomingFile) -> StoredFile:
    stored = StoredFile(
        name=PASTED if file.pasted else file.safe_name,
        content=file.content,
        stored_by=by,
        media_type=XLSX if file.content[:2] == b"PK" else "text/csv",
    )
    stored.save()
    return stored


def message_as_json(message: Message) -> dict[str, Any]:
    return {
        "row": message.row,
        "column": message.column,
        "found": message.found,
        "wrong": message.wrong,
        "cell": message.cell,
    }


# Confirming


def confirm(*, by: User, load: Load, seen: str, reason: str, answers: Mapping[str, str]) -> Load:
    """Load what was previewed: all rows or none. A load that was confirmed already is returned as
    it is.

    `seen` is the digest of the previewed plan; `answers` has an answer for each code of warning.
    Raises LoadError, or PreviewOutdated when the plan changed since the preview.
    """
    text = reason.strip() or routine_reason(load)
    try:
        with change(by=by, reason=f"Load {load.pk}: {text}"):
            return _confirm(by, load, seen, text, answers, is_given=bool(reason.strip()))
    except IntegrityError as error:
        raise LoadError(refusal_text(error, "loaded")) from error


def refusal_text(error: IntegrityError, done: str) -> str:
    """A message for readers when the database refuses a row: "… nothing was loaded: …"."""
    return f"The database refused a row, so nothing was {done}: {str(error).splitlines()[0]}"


def _confirm(
    by: User, load: Load, seen: str, reason: str, answers: Mapping[str, str], *, is_given: bool
) -> Load:
    current = Load.objects.select_for_update(of=("self",)).select_related("file").get(pk=load.pk)
    if current.state == LoadState.CONFIRMED:
        return current
    if current.state != LoadState.WAITING:
        raise LoadError("This file was refused or set aside: upload it again.")
    plan = plan_load(current, lock=True)
    if not is_given and not plan.is_routine:
        raise LoadError(
            "Say why these figures are loaded: the reason is kept in their history.", plan
        )
    check_confirmation(plan, seen, answers)
    current.state, current.confirmed_at, current.confirmed_by = (
        LoadState.CONFIRMED,
        timezone.now(),
        by,
    )
    current.reason, current.counts = reason, plan.counts
    current.reading = plan.layout.sentence if plan.layout else ""
    current.totals = [list(total) for total in plan.totals]
    current.headings = [[match.heading, match.column] for match in plan.matches.chosen]
    current.warnings = [warning_as_json(warning, answers) for warning in plan.warnings]
    current.save()
    rows = [save_record(current, row, record) for row in plan.rows for record in row.records]
    LoadRow.objects.bulk_create(rows, batch_size=500)
    return current


def check_confirmation(plan: LoadPlan, seen: str, answers: Mapping[str, str]) -> None:
    """Raise LoadError unless the plan is the one previewed, is answered, and changes something."""
    if plan.digest != seen:
        raise PreviewOutdated(
            "The records changed since this preview: look again, then confirm.", plan
        )
    unanswered = [code for code in plan.codes if not answers.get(code, "").strip()]
    if unanswered:
        raise LoadError(f"Answer every kind of warning. Unanswered: {', '.join(unanswered)}.", plan)
    if not plan.changes_anything:
        raise LoadError("Every row is stored already: there is nothing to load.", plan)


def warning_as_json(warning: FileWarning, answers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": warning.code,
        **message_as_json(warning.message),
        "answer": answers[warning.code].strip(),
    }


def save_record(
    load: Load | None, row: PlannedRow, planned: PlannedRecord, *, clean: bool = False
) -> LoadRow:
    """Save a planned record if anything differs; returns the unsaved LoadRow that describes it.

    clean: by the rules of its form too; raises ValidationError.
    """
    record, adding = planned.record, planned.record._state.adding
    old = {} if adding else field_texts(record, planned.values)
    for name, value in planned.values.items():
        setattr(record, name, value)
    if planned.outcome is not Outcome.UNCHANGED:
        if isinstance(record, FigureRecord):
            record.load = load
        if clean:
            record.clean()
        record.save()
    return LoadRow(
        load=load,
        number=row.number,
        place=row.place,
        label=row.label[:200],
        record_model=record._meta.label_lower,
        record_pk=record.pk,
        record_version=record.version,
        outcome=RowOutcome(planned.outcome.value),
        old=old,
        new=field_texts(record, planned.values),
    )


def field_texts(record: Tracked, names: Iterable[str]) -> dict[str, str | None]:
    """The values of these fields as text that the fields can read back; None stays None."""
    texts = {}
    for name in names:
        field = record._meta.get_field(name)
        value = field.value_from_object(record)
        texts[name] = None if value is None else field.value_to_string(record)
    return texts


def purge(*, by: User, load: Load, reason: str) -> None:
    """Remove the stored content of a file for good, recording who and why.

    Its name, size and hash stay.
    """
    with transaction.atomic():
        if not load.has_content:
            raise LoadError("The content of this file was removed already.")
        StoredFileRemoval(file=load.file, reason=reason, removed_by=by).save()
        StoredFile.objects.filter(pk=load.file.pk).update(content=None)
