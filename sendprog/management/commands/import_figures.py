"""manage.py import_figures KIND FILE --confirm --reason …: load a file by the import desk's rules."""

import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from sendprog.loads.actions import HeadingsToSettle, LoadError, confirm, plan_load, receive
from sendprog.loads.check_report import WARNING_TITLES
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import LoadState
from sendprog.loads.planning import LoadPlan
from sendprog.management.commands.check_figures import (
    REFUSED,
    UNUSABLE,
    heading_line,
    open_file,
)
from sendprog.records.people import User
from sendprog.records.roles import FIGURES
from sendprog.values.wording import joined


class Command(BaseCommand):
    help = (
        "Load a file of figures, all rows or none. "
        "Without --confirm it says what would be loaded, and loads nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS), help="What the file holds")
        parser.add_argument("file", help="A CSV or XLSX file")
        parser.add_argument("--confirm", action="store_true", help="Load it")
        parser.add_argument(
            "--reason",
            default="",
            help="Why these figures are loaded; also the answer to its warnings",
        )
        parser.add_argument(
            "--acknowledge",
            action="append",
            default=[],
            choices=sorted(WARNING_TITLES),
            help="A kind of warning that was looked into",
        )
        parser.add_argument(
            "--by", required=False, help="The sign-in name of whoever answers for the load"
        )

    def handle(self, *args: Any, kind: str, file: str, **options: Any) -> None:
        incoming = open_file(file)
        by = answering_user(options["by"])
        if options["confirm"] and not options["reason"].strip():
            raise CommandError(
                "--confirm needs --reason: why these figures are loaded.", returncode=UNUSABLE
            )
        load = receive(by=by, kind=kind, file=incoming)
        if load.state == LoadState.REFUSED:
            for problem in load.messages:
                self.stdout.write(str(problem))
            self.refuse(f"nothing was loaded (load {load.pk}).")
        try:
            plan = plan_load(load)
            for match in plan.matches.chosen:
                self.stdout.write(heading_line(match))
            self.print_warnings(plan)
            counts = ", ".join(f"{count} {outcome}" for outcome, count in plan.counts.items())
            if not options["confirm"]:
                self.stdout.write(f"{counts}. Nothing was loaded: add --confirm and --reason.")
                return
            self.require_acknowledged(plan, options["acknowledge"])
            answers = dict.fromkeys(plan.codes, options["reason"])
            confirm(by=by, load=load, seen=plan.digest, reason=options["reason"], answers=answers)
        except HeadingsToSettle as error:
            for problem in error.result.problems:
                self.stdout.write(str(problem))
            self.refuse(
                f"say at the import desk what the headings of load {load.pk} stand for, "
                "then import the file again."
            )
        except LoadError as error:
            self.refuse(str(error))
        self.stdout.write(f"Loaded: {counts} (load {load.pk}).")

    def refuse(self, why: str) -> NoReturn:
        self.stdout.write(f"Refused: {why}")
        sys.exit(REFUSED)

    def print_warnings(self, plan: LoadPlan) -> None:
        for warning in plan.warnings:
            self.stdout.write(f"{warning.code}: {warning.message}")

    def require_acknowledged(self, plan: LoadPlan, acknowledged: list[str]) -> None:
        missing = [code for code in plan.codes if code not in acknowledged]
        if missing:
            self.refuse(f"look into the warnings, then add --acknowledge for {joined(missing)}.")


def answering_user(name: str | None) -> User:
    """The user named, or the only figures administrator; CommandError with exit code 2 for
    neither.
    """
    users = User.objects.filter(is_active=True)
    users = users.filter(username=name) if name else users.filter(groups__name=FIGURES)
    if len(users) != 1:
        none = "" if User.objects.exists() else " None exists yet: run createsuperuser."
        raise CommandError(
            f"Say who answers for this load: --by and the sign-in name of one person.{none}",
            returncode=UNUSABLE,
        )
    user = users[0]
    if not user.has_perm("sendprog.add_load"):
        raise CommandError(
            f"{user} may not load figures: they need the role of figures administrator.",
            returncode=UNUSABLE,
        )
    return user
