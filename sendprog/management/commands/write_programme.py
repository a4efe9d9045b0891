"""manage.py write_programme FILE_OR_FOLDER: the programme as the workbook that loads back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sendprog.setting_up.writing import stored_workbook, template_bytes, write_folder


class Command(BaseCommand):
    help = (
        "Write the programme as a workbook (a name that ends in .xlsx) or as a folder of CSV files. "
        "Without people, exempt records, restricted risks and editions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="A new file that ends in .xlsx, or a folder")
        parser.add_argument("--empty", action="store_true", help="The workbook to fill in")

    def handle(self, *args: Any, path: Path, empty: bool, **options: Any) -> None:
        if path.suffix == ".xlsx":
            path.write_bytes(template_bytes() if empty else stored_workbook())
            self.stdout.write(f"Wrote {path}.")
            return
        if empty or path.suffix:
            raise CommandError("Name a file that ends in .xlsx, or a folder.")
        self.stdout.write(f"Wrote {path}: {', '.join(write_folder(path)) or 'nothing is stored'}.")
