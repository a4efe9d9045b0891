"""manage.py check_figures KIND FILE [--json]: the import desk's check, without saving anything."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sendprog.loads.actions import check_file, current_month
from sendprog.loads.check_report import check_as_json
from sendprog.loads.headings import HeadingMatch
from sendprog.loads.incoming_file import IncomingFile
from sendprog.loads.kinds import KINDS
from sendprog.loads.planning import make_plan
from sendprog.values.periods import quoted
from sendprog.values.wording import plural

REFUSED, UNUSABLE = 1, 2


def open_file(path: str) -> IncomingFile:
    """The file as the desk would receive it; CommandError with exit code 2 when it can't be read."""
    try:
        return IncomingFile(Path(path).name, Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} can't be read: {error}", returncode=UNUSABLE) from error


def heading_line(match: HeadingMatch) -> str:
    """What a heading stands for, as somebody said at the import desk."""
    if not match.column:
        return f"“{quoted(match.heading)}” is left out."
    return f"“{quoted(match.heading)}” is read as {match.column}."


class Command(BaseCommand):
    help = (
        "Check a file of figures as the import desk does, and save nothing. "
        "Exit code 0: accepted, 1: refused, 2: unusable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS), help="What the file holds")
        parser.add_argument("file", help="A CSV or XLSX file")
        parser.add_argument(
            "--json",
            action="store_true",
            help="Print accepted, headings, rows, messages and warnings as JSON",
        )

    def handle(self, *args: Any, kind: str, file: str, **options: Any) -> None:
        result = check_file(kind, open_file(file))
        warnings = ()
        if not result.problems:
            warnings = make_plan(KINDS[kind], result, until=current_month()).warnings
        report = check_as_json(KINDS[kind], result, warnings)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            for match in result.matches.chosen:
                self.stdout.write(heading_line(match))
            for line in report["messages"] or report["warnings"]:
                self.stdout.write(line)
            accepted = f"Accepted: {plural(len(report['rows']), 'row')}."
            self.stdout.write("Refused: nothing would be loaded." if result.problems else accepted)
        if result.problems:
            sys.exit(REFUSED)
