"""`flush` as Django has it, but able to empty protected tables, which our triggers refuse, and quick.

The triggers are dropped first; post_migrate, which flush sends at its end, puts them back. After a test on SQLite, the
database is a copy of the migrated one again.
"""

from typing import Any

from django.core.management.commands import flush
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from sendprog.records import triggers
from tests.databases import MIGRATED, copies, create, name_of


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        # Django's tests alone leave the sequences as they are.
        is_after_a_test = not options.get("reset_sequences", True)
        if is_after_a_test and connection.vendor == "sqlite" and is_migrated_copy(connection):
            create(copies.names[MIGRATED], source=name_of(MIGRATED))
            return
        triggers.remove_triggers(connection.alias)
        empty(connection)
        emit_post_migrate_signal(options["verbosity"], options["interactive"], connection.alias)


def is_migrated_copy(connection: BaseDatabaseWrapper) -> bool:
    return connection.settings_dict["NAME"] == copies.names.get(MIGRATED)


def empty(connection: BaseDatabaseWrapper) -> None:
    """Delete every row. To truncate a hundred tables, as PostgreSQL is asked to, takes a second, and most are empty."""
    quoted = connection.ops.quote_name
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quoted(name)})" for name in names
            )
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quoted(name)}")
