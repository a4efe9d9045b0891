"""`manage.py load_sen2 FILE…`: load files of official statistics, all of them or none."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ehcp.official.file_reader import LARGEST_FILE, TOO_LARGE
from ehcp.official.preview import preview_lines
from ehcp.official.storing import Incoming, Origin, read_incoming, store_files
from sendprog.management.commands.import_figures import answering_user
from sendprog.values.wording import plural


class Command(BaseCommand):
    help = (
        "Load the Department's files on EHC plans. A file that is loaded already changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="Say what is in them; load nothing"
        )
        parser.add_argument("--title", default="", help="The release's title")
        parser.add_argument("--published", type=date.fromisoformat, help="Its day, 2026-06-25")
        parser.add_argument("--by", help="The sign-in name of whoever answers for the load")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        incoming = [incoming_file(path) for path in files]
        for one in incoming:
            for line in preview_lines(one):
                self.stdout.write(f"{one.name}: {line}")
        if any(one.problems for one in incoming):
            raise CommandError("Nothing was loaded: put right what is named above.")
        if options["check"]:
            return
        by = answering_user(options["by"])
        origin = Origin(options["title"], options["published"])
        releases = store_files(incoming, by=by, origin=origin)
        self.stdout.write(f"Loaded: {plural(len(releases), 'file')}.")


def incoming_file(path: Path) -> Incoming:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CommandError(f"{path}: {TOO_LARGE}")
        return read_incoming(path.name, path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
