"""`manage.py demo`: load the demonstration into an empty database and serve it."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from sendprog import demo


class Command(BaseCommand):
    help = "Migrate, load the demonstration if it is not loaded, print how to sign in, and serve."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="Only set up.")
        parser.add_argument(
            "--letters", action="store_true", help="Send the letters of its day instead of serving."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("The demonstration never runs in production. Use: make demo")
        self.stdout.write("Setting up the database ...")
        self.set_up()
        password = demo.demo_password(os.environ.get("SENDPROG_DEMO_PASSWORD", ""))
        self.load(password)
        if options["letters"]:
            call_command("send_reminders", stdout=self.stdout)
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        if not options["no_serve"]:
            self.greet(password)
            serve()

    def set_up(self) -> None:
        settings.VAR_DIR.mkdir(exist_ok=True)
        try:
            demo.refuse_foreign_records(programme())
        except demo.ForeignRecords as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database can't be used: {error}") from error
        call_command("migrate", interactive=False, verbosity=0)

    def load(self, password: str) -> None:
        """Load the demonstration or, if it is loaded already, set its password."""
        # Editions and letters are made in this process, on its day and by its council.
        settings.SENDPROG_COUNCIL = programme().council
        settings.SENDPROG_AUTHORITY = programme().authority
        settings.SENDPROG_DEMONSTRATION = programme().notice
        settings.SENDPROG_TODAY = programme().today
        if demo.loaded_programme():
            demo.set_passwords(password)
            return
        demo.load_demonstration(programme(), password)

    def greet(self, password: str) -> None:
        names = ", ".join(demo.SIGN_INS)
        self.stdout.write(
            f"\n{programme().notice}\n\nOpen    http://127.0.0.1:{port()}/\nSign in as {names}\n"
            f"Password {password}    (stored in {demo.password_file().relative_to(settings.BASE_DIR)})\n"
            "Stop with Ctrl-C.\n"
        )
        self.stdout.flush()


def programme() -> demo.Programme:
    """The demonstration that PROGRAMME names, Devon's without it; CommandError for an unknown name."""
    name = os.environ.get("PROGRAMME") or demo.DEVON.slug
    if name not in demo.PROGRAMMES:
        raise CommandError(
            f"PROGRAMME is {name[:40]!r}: write one of {', '.join(demo.PROGRAMMES)}."
        )
    return demo.PROGRAMMES[name]


def port() -> str:
    return os.environ.get("PORT") or "8000"


def serve() -> None:
    """Replace this process by the server, with the demonstration's council, date and notice."""
    environment = {
        "SENDPROG_COUNCIL": programme().council,
        "SENDPROG_AUTHORITY": programme().authority,
        "SENDPROG_TODAY": programme().today.isoformat(),
        "SENDPROG_DEMONSTRATION": programme().notice,
    }
    server = [
        "-m",
        "gunicorn",
        "--config",
        "deploy/gunicorn.conf.py",
        "--bind",
        f"127.0.0.1:{port()}",
        "sendprog.wsgi",
    ]
    if sys.platform == "win32":
        server = [
            "-m",
            "waitress",
            f"--listen=127.0.0.1:{port()}",
            "--ident=",
            "sendprog.wsgi:application",
        ]
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, *server], {**os.environ, **environment})
