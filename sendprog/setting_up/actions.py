"""Actions on a programme's file: receive, try, confirm. loads/undoing.py undoes it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from sendprog.loads.actions import (
    LoadError,
    PreviewOutdated,
    message_as_json,
    save_file,
    set_aside,
)
from sendprog.loads.child_identifiers import identifying_text
from sendprog.loads.incoming_file import UNNAMED, IncomingFile
from sendprog.loads.models import Load, LoadRow, LoadState
from sendprog.records.history import change
from sendprog.records.people import User
from sendprog.setting_up.programme_files import (
    ProgrammeFile,
    folder_as_file,
    read_folder,
    read_workbook,
)
from sendprog.setting_up.running import ProgrammeRun, run_file

PROGRAMME = "programme"
RECEIVED = "A programme's workbook was uploaded"
MOVED_ON = "The records changed since this preview: look again, then confirm_programme."
WORDED_OTHERWISE = (
    "Some of it is stored already, in other words: nothing was changed. Edit it on its own pages, or "
    "in the workbook."
)
LOOK_FIRST = "Look at what is listed first, then tick the box."
NOTHING_NEW = "Every row is stored already: there is nothing to load."


class Undo(Exception):
    """Raised to roll a trial back."""


class NotLookedAt(LoadError):
    """There are warnings that nobody said to have looked at."""


class Refused(LoadError):
    """The file has problems, all of them in `run`."""

    def __init__(self, run: ProgrammeRun) -> None:
        super().__init__(" ".join(map(str, run.problems)))
        self.run = run


def receive_workbook(*, by: User, file: IncomingFile) -> Load:
    """Store an uploaded workbook with what is wrong with it.

    Only its hash is stored if it may identify a child, or couldn't be read through. One that would
    change nothing is set aside. Raises Unreadable when its check takes too long.
    """
    read = read_workbook(file)
    with change(by=by, reason=RECEIVED):
        stored = save_file(by, file) if read.may_be_stored else None
        load = new_load(by, file, state=LoadState.WAITING, file=stored)
        load.save()
    run = ProgrammeRun() if read.problems else try_file(by, load, read)
    if problems := list(read.problems) or run.problems:
        load.state = LoadState.REFUSED
        load.problems = [message_as_json(problem.placed_message) for problem in problems]
        load.save()
    elif not run.changes_anything:
        set_aside(by=by, load=load, reason=NOTHING_NEW)
    return load


def new_load(by: User, incoming: IncomingFile, **fields: Any) -> Load:
    return Load(
        kind=PROGRAMME,
        file_name=incoming.safe_name if not identifying_text(incoming.name) else UNNAMED,
        sha256=incoming.sha256,
        size=len(incoming.content),
        received_by=by,
        **fields,
    )


def stored_programme_file(load: Load) -> ProgrammeFile:
    """The tables of a load's workbook. Raises LoadError where its content was removed."""
    if not load.has_content:
        raise LoadError("The content of this file was removed: upload it again.")
    return read_workbook(IncomingFile(load.file_name, bytes(load.file.content)))


def try_file(by: User, load: Load, file: ProgrammeFile) -> ProgrammeRun:
    """What a programme's file would do now. Nothing is saved."""
    runs: list[ProgrammeRun] = []
    try:
        with transaction.atomic(), change(by=by, reason="A trial"):
            if load._state.adding:
                load.save()
            runs.append(run_file(load, file))
            raise Undo
    except Undo:
        return runs[0]


def confirm_programme(
    *,
    by: User,
    load: Load,
    file: ProgrammeFile,
    seen: str,
    reason: str,
    only_new: bool = False,
    looked: bool = True,
) -> ProgrammeRun:
    """Load a programme's file, all of it or nothing.

    `seen` is the digest of the run that was previewed; "" for none. only_new: refuse to change what
    is stored. looked: whether its warnings were looked at. Raises LoadError, or PreviewOutdated where
    it would do something else by now.
    """
    with change(by=by, reason=f"Load {load.pk}: {reason}" if load.pk else reason):
        current = load
        if load.pk:
            loads = Load.objects.select_for_update(of=("self",)).select_related("file")
            current = loads.get(pk=load.pk)
        else:
            load.save()
        if current.state != LoadState.WAITING:
            raise LoadError("This file was loaded, refused or set aside: upload it again.")
        run = run_file(current, file)
        check_run(run, seen)
        if run.warnings and not looked:
            raise NotLookedAt(LOOK_FIRST)
        if only_new and run.counts["changed"]:
            raise LoadError(WORDED_OTHERWISE)
        settle(by, current, run, reason)
    return run


def check_run(run: ProgrammeRun, seen: str) -> None:
    """Raise LoadError unless the run has no problem, is the one previewed, and changes something."""
    if run.problems:
        raise Refused(run)
    if seen and run.digest != seen:
        raise PreviewOutdated(MOVED_ON)
    if not run.changes_anything:
        raise LoadError(NOTHING_NEW)


def settle(by: User, load: Load, run: ProgrammeRun, reason: str) -> None:
    """Mark a load as confirmed, with what it did."""
    load.state, load.confirmed_by, load.confirmed_at = LoadState.CONFIRMED, by, timezone.now()
    load.reason, load.counts = reason, run.counts
    load.warnings = [
        {"code": warning.code, **message_as_json(warning.message), "answer": reason}
        for _, warning in run.warnings
    ]
    load.save()
    LoadRow.objects.bulk_create(run.rows, batch_size=500)


def load_past_folder(*, folder: Path, reason: str, at: datetime) -> ProgrammeRun:
    """Load a folder of CSV files as records of the past, by nobody and without a Load.

    So the sources of its figures name their report alone. Raises Refused, with every problem.
    """
    with change(by=None, reason=reason, at=at):
        run = run_file(None, read_folder(folder))
        check_run(run, seen="")
    return run


def load_programme_folder(*, by: User, folder: Path, reason: str, only_new: bool = False) -> Load:
    """Load a folder of CSV files that comes with the release, such as a ready-made matrix.

    Raises LoadError as confirm_programme() does.
    """
    load = new_load(by, folder_as_file(folder), state=LoadState.WAITING)
    file = read_folder(folder)
    confirm_programme(by=by, load=load, file=file, seen="", reason=reason, only_new=only_new)
    return load
