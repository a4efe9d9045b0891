"""The demonstration programmes: folders of CSV files, loaded oldest first through the models.

A folder is called `<date>-<name>`, and its records' history has that date. It holds
`<NN>-<app>.<Model>.csv`, loaded in order of name. Names of key columns end in `*`: a row whose key
exists changes that record. A blank cell gives the field's default, "not in the report".
"""

import csv
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.dispatch import Signal
from django.utils import timezone

from sendprog.models import DemoMark
from sendprog.records.exemptions import Exemption
from sendprog.records.history import change
from sendprog.records.migration_reversal import table_with_records
from sendprog.records.people import User
from sendprog.values.wording import day


@dataclass(frozen=True)
class Programme:
    """One demonstration: its council, the day and notice of its pages, and its folder of dated
    folders. `authority`: its old code and name in official statistics.
    """

    slug: str
    council: str
    authority: str
    today: date
    notice: str
    folder: Path


DEVON = Programme(
    slug="devon",
    council="Devon County Council",
    authority="878 Devon",
    today=date(2025, 1, 22),
    notice="Demonstration by the sendprog project, not a Devon County Council site.",
    folder=settings.BASE_DIR / "fixtures" / "devon",
)
EXAMPLESHIRE = Programme(
    slug="exampleshire",
    council="Exampleshire Council",
    authority="999 Exampleshire",
    today=date(2026, 3, 12),
    notice="Demonstration by the sendprog project: Exampleshire is an invented council, its figures made up.",
    folder=settings.BASE_DIR / "fixtures" / "exampleshire",
)
PROGRAMMES = {programme.slug: programme for programme in (DEVON, EXAMPLESHIRE)}
# The fields that identify a record in a foreign key's cell, in order of preference.
NATURAL_KEYS = ("reference", "slug", "date", "username", "month")
SIGN_INS = {
    "member": ("member", "Committee member", False),
    "officer": ("officer", "Programme officer", False),
    "manager": ("manager", "Programme manager", True),
    "figures": ("figures administrator", "Figures administrator", True),
    "auditor": ("auditor", "Auditor", True),
    "admin": ("", "Site administrator", True),
}

# Sent when a folder's records are saved, inside their change: apps add what is no record of a sheet.
records_saved = Signal()
# Sent when a folder is loaded, with the folder and the user who publishes its edition.
folder_loaded = Signal()


class ForeignRecords(Exception):
    """The database has records that the demonstration did not create."""


@dataclass(frozen=True)
class FixtureRow:
    """One row of a file; `place` is for error messages."""

    place: str
    keys: dict[str, str]
    values: dict[str, str]


def fixture_rows(path: Path) -> Iterable[FixtureRow]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, cells in enumerate(csv.DictReader(file), start=2):
            values = {name.removesuffix("*"): (cell or "").strip() for name, cell in cells.items()}
            key_names = [name.removesuffix("*") for name in cells if name.endswith("*")]
            keys = {name: values[name] for name in key_names}
            yield FixtureRow(f"{path.parent.name}/{path.name}, row {number}", keys, values)


def related_record(model: type[models.Model], name: str) -> models.Model:
    """The record with this reference, slug, date or username.

    "improvement-plan > 1" is the record 1 of the parent improvement-plan, where several parents
    have a 1.
    """
    parent_name, _, own_name = name.rpartition(" > ")
    fields = model._meta.concrete_fields
    names = {field.name for field in fields}
    key = next(candidate for candidate in NATURAL_KEYS if candidate in names)
    records = model._default_manager.filter(**{key: own_name})
    if parent_name:
        parent = next(
            field for field in fields if isinstance(field, models.ForeignKey) and not field.null
        )
        records = records.filter(**{parent.name: related_record(parent.related_model, parent_name)})
    return records.get()


def field_value(model: type[models.Model], name: str, text: str) -> Any:
    """The cell as the field's value; the field's default if it is blank."""
    field = model._meta.get_field(name)
    if not text:
        return field.get_default()
    if isinstance(field, models.ForeignKey):
        return related_record(field.related_model, text)
    if isinstance(field, models.BooleanField):
        text = text.capitalize()
    return field.to_python(text)


def save_row(model: type[models.Model], row: FixtureRow) -> None:
    """Create or change the record of one row.

    An exemption's `key` names its record like a foreign key.
    """
    if model is Exemption:
        record = related_record(apps.get_model(row.values["kind"]), row.values["key"])
        row = replace(row, values=row.values | {"key": str(record.pk)}, keys={})
    keys = {name: field_value(model, name, text) for name, text in row.keys.items()}
    record = model._default_manager.filter(**keys).first() if keys else None
    record = record or model()
    for name, text in row.values.items():
        setattr(record, name, field_value(model, name, text))
    # The database checks the constraints; validating them here took half of the loading time.
    record.full_clean(validate_constraints=False)
    record.save()


def load_folder(folder: Path) -> None:
    """Save the rows of one folder; their history is dated noon of its day."""
    at = noon_of(folder)
    with change(by=None, reason=f"Demonstration: the programme as at {day(at)}", at=at):
        for path in sorted(folder.glob("[0-9]*.csv")):
            model = apps.get_model(path.stem.partition("-")[2])
            for row in fixture_rows(path):
                try:
                    save_row(model, row)
                except (
                    ValidationError,
                    ValueError,
                    IntegrityError,
                    models.ObjectDoesNotExist,
                ) as error:
                    raise ValueError(f"{row.place}: {error}") from error
        records_saved.send(sender=None, folder=folder, at=at)


def noon_of(folder: Path) -> datetime:
    """Noon of the day in the folder's name."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(folder.name[:10]), time(12)))


def load_programme(programme: Programme, *, published_by: User | None = None) -> None:
    """Load all folders, oldest first, and save the DemoMark, in one transaction.

    With `published_by`, send folder_loaded after each folder, so that its edition can be published.
    """
    with transaction.atomic():
        DemoMark.objects.create(programme=programme.slug)
        for folder in sorted(programme.folder.iterdir()):
            load_folder(folder)
            if published_by:
                folder_loaded.send(sender=None, folder=folder, by=published_by)


def load_demonstration(programme: Programme, password: str) -> None:
    """Create the users, the programme and its editions, in one transaction."""
    with transaction.atomic():
        create_users(password)
        load_programme(programme, published_by=User.objects.get(username="manager"))
        assign_officer()


def create_users(password: str) -> None:
    """Create one user for each role, all with this password."""
    with change(by=None, reason="Demonstration: its people"):
        for username, (role, title, is_staff) in SIGN_INS.items():
            user = User.objects.create_user(
                username,
                password=password,
                email=f"{username}@example.org",
                role_title=title,
                is_staff=is_staff,
                is_superuser=username == "admin",
            )
            if role:
                user.groups.add(Group.objects.get(name=role))
    if apps.get_model("strands.Strand").objects.exists():
        assign_officer()


def assign_officer() -> None:
    """Make the officer responsible for the first strand."""
    strand = apps.get_model("strands.Strand").objects.first()
    if strand:
        officer = User.objects.get(username="officer")
        apps.get_model("strands.StrandOfficer")(
            strand=strand, user=officer, valid_from=date(2024, 9, 1)
        ).save()


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
