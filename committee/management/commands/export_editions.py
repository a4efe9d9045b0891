"""`manage.py export_editions DIR`: published editions as plain static files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from committee.mounts.static_export import NotEmpty, export_editions
from sendprog.values.wording import plural


class Command(BaseCommand):
    help = "Write the published editions to an empty folder as files that any web server can serve. Sealed ones are left out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = export_editions(options["folder"])
        except NotEmpty as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {plural(len(written), 'edition')} to {options['folder']}.")
