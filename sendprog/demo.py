"""The demonstration programmes: their people, and folders that load as a council's own programme.

A folder is called `<date>-<name>`: what is new or changed at that date, as the CSV files that
load_programme reads (fixtures/README.md). They are loaded oldest first. What happens between
them, as the publication of an edition, is in committee/demonstration.py.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.dispatch import Signal
from django.utils import timezone

from sendprog.models import DemoMark
from sendprog.records.history import change
from sendprog.records.migration_reversal import table_with_records
from sendprog.records.people import User
from sendprog.setting_up.actions import load_past_folder
from sendprog.values.wording import day


@dataclass(frozen=True)
class Programme:
    """One demonstration: its council, the day and notice of its pages, its folder of dated folders,
    and the strands that its officer looks after. `authority`: its old code and name in official
    statistics.
    """

    slug: str
    council: str
    authority: str
    today: date
    notice: str
    folder: Path
    officer_strands: tuple[str, ...]


DEVON = Programme(
    slug="devon",
    council="Devon County Council",
    authority="878 Devon",
    today=date(2025, 1, 22),
    notice="Demonstration by the sendprog project, not a Devon County Council site.",
    folder=settings.BASE_DIR / "fixtures" / "devon",
    officer_strands=("strategy", "early-help-inclusion", "financial-management-placement-value"),
)
EXAMPLESHIRE = Programme(
    slug="exampleshire",
    council="Exampleshire Council",
    authority="999 Exampleshire",
    today=date(2026, 3, 12),
    notice="Demonstration by the sendprog project: Exampleshire is an invented council, its figures made up.",
    folder=settings.BASE_DIR / "fixtures" / "exampleshire",
    officer_strands=("inclusion", "assessments", "health"),
)
PROGRAMMES = {programme.slug: programme for programme in (DEVON, EXAMPLESHIRE)}
SIGN_INS = {
    "member": ("member", "Committee member", False),
    "officer": ("officer", "Programme officer", False),
    "manager": ("manager", "Programme manager", True),
    "figures": ("figures administrator", "Figures administrator", True),
    "auditor": ("auditor", "Auditor", True),
    "admin": ("", "Site administrator", True),
}

# Sent with each folder inside a change: apps add what a workbook has no sheet for.
folder_read = Signal()
# Sent when a folder is loaded, with its name, its noon and the user who acts then.
state_loaded = Signal()


class ForeignRecords(Exception):
    """The database has records that the demonstration did not create."""


def load_state(folder: Path) -> None:
    """Load one folder as a council loads its own workbook; its history is dated noon of its day.

    Raises Refused, with every problem, where a council's would be refused.
    """
    at = noon_of(folder)
    reason = f"Demonstration: the programme as at {day(at)}"
    load_past_folder(folder=folder, reason=reason, at=at)
    with change(by=None, reason=reason, at=at):
        folder_read.send(sender=None, folder=folder, at=at)


def noon_of(folder: Path) -> datetime:
    """Noon of the day in the folder's name."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(folder.name[:10]), time(12)))


def load_programme(programme: Programme, *, published_by: User | None = None) -> None:
    """Load all folders, oldest first, and save the DemoMark, in one transaction.

    Without `published_by` nothing happens between them: no edition, no round.
    """
    with transaction.atomic():
        DemoMark.objects.create(programme=programme.slug)
        for folder in sorted(programme.folder.iterdir()):
            load_state(folder)
            if published_by:
                at = noon_of(folder)
                state_loaded.send(sender=None, name=folder.name, at=at, by=published_by)


def load_demonstration(programme: Programme, password: str) -> None:
    """Create the users, the programme and its editions, in one transaction."""
    with transaction.atomic():
        create_users(password)
        load_programme(programme, published_by=User.objects.get(username="manager"))
        assign_officer(programme)


def create_users(password: str) -> None:
    """Create one user for each role, all with this password, which is hashed once."""
    hashed = make_password(password)
    with change(by=None, reason="Demonstration: its people"):
        for username, (role, title, is_staff) in SIGN_INS.items():
            user = User.objects.create(
                username=username,
                password=hashed,
                email=f"{username}@example.org",
                role_title=title,
                is_staff=is_staff,
                is_superuser=username == "admin",
            )
            if role:
                user.groups.add(Group.objects.get(name=role))


def assign_officer(programme: Programme) -> None:
    """Have the officer look after their strands."""
    officer = User.objects.get(username="officer")
    strands = apps.get_model("strands.Strand").objects.filter(slug__in=programme.officer_strands)
    assignment = apps.get_model("strands.StrandOfficer")
    with change(by=None, reason="Demonstration: its people"):
        for strand in strands:
            assignment(strand=strand, user=officer, valid_from=date(2024, 9, 1)).save()


def loaded_programme() -> str:
    """The slug of the demonstration that this database holds; "" for none."""
    if DemoMark._meta.db_table not in connection.introspection.table_names():
        return ""
    return DemoMark.objects.values_list("programme", flat=True).first() or ""


def refuse_foreign_records(programme: Programme) -> None:
    """ForeignRecords if the database has records of anything else. Call it before migrating."""
    loaded = loaded_programme()
    if loaded == programme.slug:
        return
    if loaded:
        raise ForeignRecords(
            f"This database already holds the demonstration {loaded!r}, so nothing was written. "
            "Name an empty database in DATABASE_URL, or unset it."
        )
    if table := table_with_records(connection.alias):
        raise ForeignRecords(
            f"This database already holds records (in {table}) that the demonstration did not make, "
            "so nothing was written. Unset DATABASE_URL, or name an empty database."
        )


def password_file() -> Path:
    return settings.VAR_DIR / "demo-password"


def demo_password(chosen: str) -> str:
    """The chosen password, else the stored one, else a new random one.

    It is stored in a file git ignores.
    """
    path = password_file()
    if not chosen and path.exists():
        return path.read_text().strip()
    password = chosen or secrets.token_urlsafe(9)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(f"{password}\n")
    return password


def set_passwords(password: str) -> None:
    """Set this password for the demonstration's users."""
    for user in User.objects.filter(username__in=SIGN_INS):
        if not user.check_password(password):
            user.set_password(password)
            user.save()
