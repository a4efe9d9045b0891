"""`manage.py export_editions DIR`: write published editions as static files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from committee.mounts.static_export import NotEmpty, export_editions
from sendprog.values.wording import plural


class Command(BaseCommand):
    help = "Write the published editions, except sealed ones, to an empty folder as files for any web server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            editions = export_editions(options["folder"])
        except NotEmpty as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {plural(len(editions), 'edition')} to {options['folder']}.")
