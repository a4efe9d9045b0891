"""`manage.py check_figures KIND FILE [--json]`: the import desk's check, without saving anything."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sendprog.loads.actions import Given, checked, last_month_begun
from sendprog.loads.check_report import as_json
from sendprog.loads.kinds import KINDS
from sendprog.loads.planning import plan

REFUSED, UNUSABLE = 1, 2


def given_file(path: str) -> Given:
    """The file as the desk receives it; CommandError with exit code 2 if it can't be read."""
    try:
        return Given(Path(path).name, Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} can't be read: {error}", returncode=UNUSABLE) from error


class Command(BaseCommand):
    help = (
        "Check a file of figures as the import desk does, and save nothing. "
        "Exit code 0: accepted, 1: refused, 2: unusable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS), help="What the file holds")
        parser.add_argument("file", help="A CSV or XLSX file")
        parser.add_argument(
            "--json", action="store_true", help="Print accepted, rows, messages and warnings as JSON"
        )

    def handle(self, *args: Any, kind: str, file: str, **options: Any) -> None:
        found = checked(kind, given_file(file))
        warnings = () if found.problems else plan(KINDS[kind], found, until=last_month_begun()).warnings
        told = as_json(KINDS[kind], found, warnings)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for line in told["messages"] or told["warnings"]:
                self.stdout.write(line)
            rows = len(told["rows"])
            self.stdout.write(
                "Refused: nothing would be loaded." if found.problems else f"Accepted: {rows} rows."
            )
        if found.problems:
            sys.exit(REFUSED)
