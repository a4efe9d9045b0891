"""manage.py load_programme FILE_OR_FOLDER: set a programme up from its workbook or CSV files."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sendprog.loads.actions import LoadError, save_file
from sendprog.loads.incoming_file import IncomingFile
from sendprog.loads.models import LoadState
from sendprog.management.commands.check_figures import REFUSED, UNUSABLE
from sendprog.records.people import User
from sendprog.records.roles import MANAGER
from sendprog.setting_up.actions import NOTHING_NEW, confirm_programme, new_load, try_file
from sendprog.setting_up.programme_files import (
    ProgrammeFile,
    folder_as_file,
    read_folder,
    read_workbook,
)
from sendprog.setting_up.running import ProgrammeRun

# How the content of a workbook begins; of a folder only the hash is kept.
WORKBOOK = b"PK"
REASON = "The programme was set up from its workbook"


class Command(BaseCommand):
    help = (
        "Load a whole programme from a workbook with a sheet for each kind of record, or from a "
        "folder with a CSV file for each. Everything is loaded or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="A workbook (.xlsx), or a folder of CSV files")
        parser.add_argument("--check", action="store_true", help="Only say what would change")
        parser.add_argument(
            "--acknowledge", action="store_true", help="The warnings were looked into"
        )
        parser.add_argument("--reason", default=REASON, help="Why, for the history of each record")
        parser.add_argument("--by", default="", help="The sign-in name of whoever answers for it")

    def handle(self, *args: Any, path: Path, check: bool, by: str, **options: Any) -> None:
        incoming, file = self.read(path)
        user = self.user(by)
        run = try_file(user, new_load(user, incoming, state=LoadState.WAITING), file)
        self.print_run(run)
        if run.problems:
            self.refuse(run)
        if check:
            self.stdout.write("Nothing was loaded: this was a check.")
            return
        if run.warnings and not options["acknowledge"]:
            self.stdout.write("Nothing was loaded: look at this, then add --acknowledge.")
            sys.exit(REFUSED)
        self.load(user, incoming, file, seen=run.digest, reason=options["reason"])

    def load(
        self, by: User, incoming: IncomingFile, file: ProgrammeFile, *, seen: str, reason: str
    ) -> None:
        """Store the workbook and load it."""
        load = new_load(by, incoming, state=LoadState.WAITING)
        try:
            with transaction.atomic():
                if incoming.content.startswith(WORKBOOK):
                    load.file = save_file(by, incoming)
                confirm_programme(by=by, load=load, file=file, seen=seen, reason=reason)
        except LoadError as error:
            self.stdout.write(str(error))
            sys.exit(0 if str(error) == NOTHING_NEW else REFUSED)
        self.stdout.write(f"Loaded (load {load.pk}).")

    def read(self, path: Path) -> tuple[IncomingFile, ProgrammeFile]:
        if path.is_dir():
            return folder_as_file(path), read_folder(path)
        if not path.is_file():
            raise CommandError(f"There is no file or folder {path}.", returncode=UNUSABLE)
        incoming = IncomingFile(path.name, path.read_bytes())
        return incoming, read_workbook(incoming)

    def refuse(self, run: ProgrammeRun) -> None:
        for problem in run.problems:
            self.stdout.write(str(problem))
        self.stdout.write("Refused: nothing was loaded.")
        sys.exit(REFUSED)

    def print_run(self, run: ProgrammeRun) -> None:
        for sheet, warning in run.warnings:
            self.stdout.write(f"Look at this: {sheet}: {warning.message}")
        for sheet_run in run.sheets:
            counts = ", ".join(f"{count} {name}" for name, count in sheet_run.counts.items())
            self.stdout.write(f"{sheet_run.kind.slug}: {counts}")

    def user(self, name: str) -> User:
        """The user named, or the only manager, or the only administrator; CommandError otherwise."""
        users = User.objects.filter(is_active=True)
        for candidates in (
            [users.filter(username=name)]
            if name
            else [users.filter(groups__name=MANAGER), users.filter(is_superuser=True)]
        ):
            if len(candidates) == 1 and candidates[0].has_perm("sendprog.set_up_programme"):
                return candidates[0]
        none = "" if users.exists() else " None exists yet: run createsuperuser."
        raise CommandError(
            f"Say who answers for this: --by and the sign-in name of a manager.{none}",
            returncode=UNUSABLE,
        )
