"""Migrations are never reversed once the database has records: it would lose them, or their
exemptions.
"""

from typing import Any

from django.core.management.base import CommandError
from django.db import connections

from sendprog.records.roles import ROLES

# Tables that migrations fill.
MIGRATION_TABLES = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group_permissions",
}
# Tables that have rows of ours after every migration: the condition for other rows.
OTHER_ROWS = {
    "auth_group": "name NOT IN ({})".format(", ".join(f"'{role}'" for role in ROLES)),
    "sendprog_dataversion": "1 = 0",
}


def refuse_reversal(using: str, plan: list[tuple[Any, bool]]) -> None:
    """CommandError if the plan reverses a migration of a database with records.

    A migration that loses nothing when it is reversed says so: `loses_nothing_reversed = True` on
    its class.
    """
    lossy = [
        f"{migration.app_label}.{migration.name}"
        for migration, is_backwards in plan
        if is_backwards and not getattr(migration, "loses_nothing_reversed", False)
    ]
    table = table_with_records(using) if lossy else None
    if table:
        raise CommandError(
            f"Nothing was changed: {', '.join(lossy)} can't be reversed, because this database holds "
            f"records (in {table}). To go back to an earlier release, restore the backup made before the "
            "upgrade: see docs/operations.md."
        )


def table_with_records(using: str) -> str | None:
    """The name of a table with rows that migrations did not create; None if there is none."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - MIGRATION_TABLES):
            condition = OTHER_ROWS.get(table, "1 = 1")
            cursor.execute(
                f"SELECT 1 FROM {connection.ops.quote_name(table)} WHERE {condition} LIMIT 1"
            )
            if cursor.fetchone():
                return table
    return None
