"""The demonstration programme: folders of CSV, oldest first, saved through the models with their history dates.

A folder is called `<date>-<name>` and holds `<NN>-<app>.<Model>.csv`, loaded in name order. Key columns end in `*`: a row
whose key is there already changes that record. A blank cell is "not in the report": the field's own default.
"""

import csv
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
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
from sendprog.records.history import change
from sendprog.records.people import User
from sendprog.records.roles import ROLES

PROGRAMME = "January 2025"
TODAY = date(2025, 1, 22)
COUNCIL = "Devon County Council"
NOTICE = "Demonstration by the sendprog project, not a Devon County Council site."
# What a foreign key's cell may name its record by, in this order.
NAMES_OF_RECORDS = ("reference", "slug", "date", "username")
# Tables whose rows migrations make themselves.
MADE_BY_MIGRATIONS = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group_permissions",
}
# Tables that hold rows of ours after every migration: which of their rows are somebody else's.
MADE_AFTER_MIGRATIONS = {
    "auth_group": "name NOT IN ({})".format(", ".join(f"'{role}'" for role in ROLES)),
    "sendprog_dataversion": "1 = 0",
}
SIGN_INS = {
    "member": ("member", "Committee member", False),
    "officer": ("officer", "Programme officer", False),
    "manager": ("manager", "Programme manager", True),
    "figures": ("figures administrator", "Figures administrator", True),
    "auditor": ("auditor", "Auditor", True),
    "admin": ("", "Site administrator", True),
}

# Sent when one dated folder is loaded, with the folder and by whom its edition is published.
state_loaded = Signal()


class NotOurs(Exception):
    """The database holds records that the demonstration did not make."""


@dataclass(frozen=True)
class Row:
    """One row of a file, with the place to name when it can't be saved."""

    place: str
    keys: dict[str, str]
    values: dict[str, str]


def rows_of(path: Path) -> Iterable[Row]:
    """The rows of one file."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, cells in enumerate(csv.DictReader(file), start=2):
            named = {name.removesuffix("*"): (cell or "").strip() for name, cell in cells.items()}
            keys = {
                name.removesuffix("*"): named[name.removesuffix("*")] for name in cells if name.endswith("*")
            }
            yield Row(f"{path.parent.name}/{path.name}, row {number}", keys, named)


def record_named(model: type[models.Model], name: str) -> models.Model:
    """The record a foreign key's cell names, by its reference, slug, date or username."""
    fields = {field.name for field in model._meta.concrete_fields}
    by = next(candidate for candidate in NAMES_OF_RECORDS if candidate in fields)
    return model._default_manager.get(**{by: name})


def value_of(model: type[models.Model], name: str, text: str) -> Any:
    """A cell as its field's value; blank is the field's default."""
    field = model._meta.get_field(name)
    if not text:
        return field.get_default()
    if isinstance(field, models.ForeignKey):
        return record_named(field.related_model, text)
    if isinstance(field, models.BooleanField):
        text = text.capitalize()
    return field.to_python(text)


def save(model: type[models.Model], row: Row) -> None:
    """Make or change the record of one row."""
    keys = {name: value_of(model, name, text) for name, text in row.keys.items()}
    record = model._default_manager.filter(**keys).first() if keys else None
    record = record or model()
    for name, text in row.values.items():
        setattr(record, name, value_of(model, name, text))
    # The constraints are the database's to ask; asking them one by one first took half of the loading.
    record.full_clean(validate_constraints=False)
    record.save()


def load_folder(folder: Path) -> None:
    """Save every row of one dated folder, its history dated noon of that day."""
    at = noon_of(folder)
    with change(by=None, reason=f"Demonstration: the programme as at {at:%d %B %Y}", at=at):
        for path in sorted(folder.glob("[0-9]*.csv")):
            model = apps.get_model(path.stem.partition("-")[2])
            for row in rows_of(path):
                try:
                    save(model, row)
                except (ValidationError, ValueError, IntegrityError, models.ObjectDoesNotExist) as error:
                    raise ValueError(f"{row.place}: {error}") from error


def noon_of(folder: Path) -> datetime:
    """The moment that a dated folder's records were entered."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(folder.name[:10]), time(12)))


def load_programme(fixtures: Path, *, published_by: User | None = None) -> None:
    """Load every dated folder, oldest first, and leave the mark; all of it or none.

    With somebody to publish by, each state is announced once it is loaded, so that its edition can be made of it.
    """
    with transaction.atomic():
        DemoMark.objects.create(programme=PROGRAMME)
        for folder in sorted(folder for folder in fixtures.iterdir() if folder.is_dir()):
            load_folder(folder)
            if published_by:
                state_loaded.send(sender=None, folder=folder, by=published_by)


def load_demonstration(fixtures: Path, password: str) -> None:
    """People, programme and editions; all of it or none."""
    with transaction.atomic():
        make_sign_ins(password)
        load_programme(fixtures, published_by=User.objects.get(username="manager"))
        give_officer_a_strand()


def make_sign_ins(password: str) -> None:
    """The demonstration's people, one for each role, with one password."""
    with change(by=None, reason="Demonstration: its people"):
        for username, (role, title, is_staff) in SIGN_INS.items():
            user = User.objects.create_user(
                username,
                password=password,
                role_title=title,
                is_staff=is_staff,
                is_superuser=username == "admin",
            )
            if role:
                user.groups.add(Group.objects.get(name=role))
    if apps.get_model("strands.Strand").objects.exists():
        give_officer_a_strand()


def give_officer_a_strand() -> None:
    """The officer looks after the first strand."""
    strand = apps.get_model("strands.Strand").objects.first()
    if strand:
        officer = User.objects.get(username="officer")
        apps.get_model("strands.StrandOfficer")(
            strand=strand, user=officer, valid_from=date(2024, 9, 1)
        ).save()


def is_loaded() -> bool:
    """Whether this database carries the demonstration's mark."""
    return DemoMark._meta.db_table in connection.introspection.table_names() and DemoMark.objects.exists()


def refuse_what_is_not_ours() -> None:
    """NotOurs when the database holds any record and no mark: it may be somebody's own. Asked before migrating."""
    tables = set(connection.introspection.table_names()) - MADE_BY_MIGRATIONS
    if is_loaded():
        return
    with connection.cursor() as cursor:
        for table in sorted(tables):
            others = MADE_AFTER_MIGRATIONS.get(table, "1 = 1")
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} WHERE {others} LIMIT 1")
            if cursor.fetchone():
                raise NotOurs(
                    f"This database already holds records (in {table}) that the demonstration did not make, so nothing was "
                    "written. Unset DATABASE_URL, or name an empty database."
                )


def password_file() -> Path:
    return settings.VAR_DIR / "demo-password"


def demo_password(chosen: str) -> str:
    """The chosen password, or the one kept from before, or a new random one, kept in an ignored file."""
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
    """Give the demonstration's people this password where it differs."""
    for user in User.objects.filter(username__in=SIGN_INS):
        if not user.check_password(password):
            user.set_password(password)
            user.save()
