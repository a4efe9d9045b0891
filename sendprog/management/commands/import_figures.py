"""`manage.py import_figures KIND FILE --confirm --reason …`: the import desk on the command line."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sendprog.loads.actions import NotLoaded, confirm, planned, receive
from sendprog.loads.check_report import CODES
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import LoadState
from sendprog.management.commands.check_figures import REFUSED, UNUSABLE, given_file
from sendprog.records.people import User
from sendprog.values.wording import joined


class Command(BaseCommand):
    help = "Load a file of figures, all rows or none. Without --confirm, print what would be loaded and load nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS), help="What the file holds")
        parser.add_argument("file", help="A CSV or XLSX file")
        parser.add_argument("--confirm", action="store_true", help="Load it")
        parser.add_argument(
            "--reason", default="", help="Why these figures are loaded; also the answer to its warnings"
        )
        parser.add_argument(
            "--acknowledge",
            action="append",
            default=[],
            choices=sorted(CODES),
            help="A kind of warning that was looked into",
        )
        parser.add_argument("--by", required=False, help="The sign-in name of whoever answers for the load")

    def handle(self, *args: Any, kind: str, file: str, **options: Any) -> None:
        given = given_file(file)
        by = self.person(options["by"])
        if options["confirm"] and not options["reason"].strip():
            raise CommandError("--confirm needs --reason: why these figures are loaded.", returncode=UNUSABLE)
        load = receive(by=by, kind=kind, given=given)
        if load.state == LoadState.REFUSED:
            for problem in load.messages:
                self.stdout.write(str(problem))
            self.stdout.write(f"Refused: nothing was loaded (load {load.pk}).")
            sys.exit(REFUSED)
        _, plan = planned(load)
        for warned in plan.warnings:
            self.stdout.write(f"{warned.code}: {warned.message}")
        counts = ", ".join(f"{count} {outcome}" for outcome, count in plan.counts.items())
        if not options["confirm"]:
            self.stdout.write(f"{counts}. Nothing was loaded: add --confirm and --reason.")
            return
        missing = [code for code in plan.codes if code not in options["acknowledge"]]
        if missing:
            self.stdout.write(
                f"Refused: look into the warnings, then add --acknowledge for {joined(missing)}."
            )
            sys.exit(REFUSED)
        try:
            confirm(
                by=by,
                load=load,
                seen=plan.digest,
                reason=options["reason"],
                answers=dict.fromkeys(plan.codes, options["reason"]),
            )
        except NotLoaded as error:
            self.stdout.write(f"Refused: {error}")
            sys.exit(REFUSED)
        self.stdout.write(f"Loaded: {counts} (load {load.pk}).")

    def person(self, name: str | None) -> User:
        """Whoever answers for the load: the one named, or the only figures administrator."""
        people = User.objects.filter(is_active=True)
        found = people.filter(username=name) if name else people.filter(groups__name="figures administrator")
        if len(found) != 1:
            raise CommandError(
                "Say who answers for this load: --by and the sign-in name of one person.", returncode=UNUSABLE
            )
        person = found[0]
        if not person.has_perm("sendprog.add_load"):
            raise CommandError(
                f"{person} may not load figures: they need the role of figures administrator.",
                returncode=UNUSABLE,
            )
        return person
