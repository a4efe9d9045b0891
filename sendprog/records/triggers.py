"""Database triggers for rules that need the old row or another table, on SQLite and PostgreSQL.

A model's module registers its triggers; `install_triggers` creates them after every migration,
because SQLite silently drops a table's triggers whenever a migration rebuilds the table.
"""

from dataclasses import dataclass, replace

from django.apps import apps
from django.db import connections, transaction
from simple_history.models import HistoricalChanges

PREFIX = "sendprog_"
ALWAYS = "1 = 1"


@dataclass(frozen=True)
class Trigger:
    """Refuses an INSERT, UPDATE or DELETE on `table` if the SQL in `refuse_when` is true of OLD and
    NEW.

    A trigger on TRUNCATE has no row and always refuses. `key` is the table's primary key column.
    """

    name: str
    table: str
    event: str
    refuse_when: str
    message: str
    key: str = "id"

    @property
    def stored_name(self) -> str:
        return f"{PREFIX}{self.name}"


REGISTERED: list[Trigger] = []


def register_triggers(*triggers: Trigger) -> None:
    """Add triggers to REGISTERED; ValueError if a name is taken."""
    for trigger in triggers:
        if any(known.name == trigger.name for known in REGISTERED):
            raise ValueError(f"Two triggers are called {trigger.name}: rename one.")
        REGISTERED.append(trigger)


def register_append_only(table: str, label: str, *, key: str = "id") -> None:
    """Register triggers that refuse every UPDATE and DELETE on `table`.

    `label` begins their messages.
    """
    unchangeable, undeletable = (
        f"{label} cannot be changed once written.",
        f"{label} cannot be deleted.",
    )
    register_triggers(
        Trigger(f"{table}_no_update", table, "UPDATE", ALWAYS, unchangeable, key),
        Trigger(f"{table}_no_delete", table, "DELETE", ALWAYS, undeletable, key),
    )


def register_history_triggers() -> None:
    """Make the history table of every model append-only.

    Call it once, when all models are loaded.
    """
    for model in apps.get_models():
        if issubclass(model, HistoricalChanges):
            register_append_only(model._meta.db_table, "An entry of a history", key="history_id")


def triggers_for(vendor: str) -> list[Trigger]:
    """The registered triggers, and one more for each table whose rows are never deleted.

    PostgreSQL's TRUNCATE fires no DELETE trigger. Neither does SQLite's INSERT OR REPLACE, unless
    the connection has recursive_triggers on, as ours has but other programs' may not.
    """
    undeletable = [
        trigger
        for trigger in REGISTERED
        if trigger.event == "DELETE" and trigger.refuse_when == ALWAYS
    ]
    derived = against_truncate if vendor == "postgresql" else against_replace
    return REGISTERED + [derived(trigger) for trigger in undeletable]


def against_truncate(trigger: Trigger) -> Trigger:
    return replace(
        trigger, name=f"{trigger.name.removesuffix('_no_delete')}_no_truncate", event="TRUNCATE"
    )


def against_replace(trigger: Trigger) -> Trigger:
    name = f"{trigger.name.removesuffix('_no_delete')}_no_replace"
    exists = f'EXISTS (SELECT 1 FROM "{trigger.table}" WHERE {trigger.key} = NEW.{trigger.key})'
    return replace(trigger, name=name, event="INSERT", refuse_when=exists)


def sqlite_statements(trigger: Trigger) -> list[str]:
    """The SQL that creates `trigger` on SQLite."""
    return [
        f'CREATE TRIGGER "{trigger.stored_name}" BEFORE {trigger.event} ON "{trigger.table}" FOR EACH ROW '
        f"WHEN ({trigger.refuse_when}) BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
    ]


def postgresql_statements(trigger: Trigger) -> list[str]:
    """The SQL that creates `trigger` and its function on PostgreSQL.

    A refusal raises IntegrityError.
    """
    row = "OLD" if trigger.event == "DELETE" else "NEW"
    level = "STATEMENT" if trigger.event == "TRUNCATE" else "ROW"
    return [
        f'CREATE OR REPLACE FUNCTION "{trigger.stored_name}"() RETURNS trigger LANGUAGE plpgsql AS $body$ '
        f"BEGIN IF {trigger.refuse_when} THEN RAISE EXCEPTION '{trigger.message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $body$",
        f'CREATE TRIGGER "{trigger.stored_name}" BEFORE {trigger.event} ON "{trigger.table}" '
        f'FOR EACH {level} EXECUTE FUNCTION "{trigger.stored_name}"()',
    ]


def installed_triggers(using: str) -> dict[str, str]:
    """Our triggers in the database: name to table."""
    sql = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgname LIKE %s",
    }
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor], [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def missing_triggers(using: str) -> list[str]:
    """The names of registered triggers that the database lacks."""
    installed = installed_triggers(using)
    names = [trigger.stored_name for trigger in triggers_for(connections[using].vendor)]
    return [name for name in names if name not in installed]


def remove_triggers(using: str) -> None:
    """Drop all our triggers."""
    on_table = ' ON "{table}"' if connections[using].vendor == "postgresql" else ""
    installed = installed_triggers(using).items()
    execute_all(
        using,
        [f'DROP TRIGGER "{name}"' + on_table.format(table=table) for name, table in installed],
    )


def install_triggers(using: str) -> None:
    """Replace our triggers in the database by those registered, in one transaction."""
    vendor = connections[using].vendor
    statements_of = {"sqlite": sqlite_statements, "postgresql": postgresql_statements}[vendor]
    statements = [
        statement for trigger in triggers_for(vendor) for statement in statements_of(trigger)
    ]
    with transaction.atomic(using=using):
        remove_triggers(using)
        execute_all(using, statements)


def execute_all(using: str, statements: list[str]) -> None:
    """Execute the statements; on PostgreSQL in one round trip, since there are hundreds."""
    connection = connections[using]
    if connection.vendor == "postgresql" and statements:
        statements = ["; ".join(statements)]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
