"""Database triggers for rules that need the old row or another table, on SQLite and PostgreSQL.

A model's module registers its triggers; `install_triggers` creates them after every migration, because SQLite
silently drops a table's triggers whenever a migration rebuilds the table.
"""

from dataclasses import dataclass, replace

from django.db import connections

PREFIX = "sendprog_"
ALWAYS = "1 = 1"


@dataclass(frozen=True)
class Trigger:
    """Refuses an INSERT, UPDATE or DELETE on `table` if the SQL in `refuse_when` is true of OLD and NEW.

    A trigger on TRUNCATE has no row and always refuses.
    """

    name: str
    table: str
    event: str
    refuse_when: str
    message: str

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


def register_append_only(table: str, label: str) -> None:
    """Register triggers that refuse every UPDATE and DELETE on `table`. `label` begins their messages."""
    register_triggers(
        Trigger(f"{table}_no_update", table, "UPDATE", ALWAYS, f"{label} cannot be changed once written."),
        Trigger(f"{table}_no_delete", table, "DELETE", ALWAYS, f"{label} cannot be deleted."),
    )


def triggers_for(vendor: str) -> list[Trigger]:
    """The registered triggers, and one more for each table whose rows are never deleted.

    PostgreSQL's TRUNCATE fires no DELETE trigger. Neither does SQLite's INSERT OR REPLACE, unless the
    connection has recursive_triggers on, as ours has but other programs' may not.
    """
    undeletable = [
        trigger for trigger in REGISTERED if trigger.event == "DELETE" and trigger.refuse_when == ALWAYS
    ]
    derived = against_truncate if vendor == "postgresql" else against_replace
    return REGISTERED + [derived(trigger) for trigger in undeletable]


def against_truncate(trigger: Trigger) -> Trigger:
    return replace(trigger, name=f"{trigger.name}_by_truncate", event="TRUNCATE")


def against_replace(trigger: Trigger) -> Trigger:
    exists = f'EXISTS (SELECT 1 FROM "{trigger.table}" WHERE id = NEW.id)'
    return replace(trigger, name=f"{trigger.name}_by_replace", event="INSERT", refuse_when=exists)


def sqlite_statements(trigger: Trigger) -> list[str]:
    """The SQL that creates `trigger` on SQLite."""
    return [
        f'CREATE TRIGGER "{trigger.stored_name}" BEFORE {trigger.event} ON "{trigger.table}" FOR EACH ROW '
        f"WHEN ({trigger.refuse_when}) BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
    ]


def postgresql_statements(trigger: Trigger) -> list[str]:
    """The SQL that creates `trigger` and its function on PostgreSQL; a refusal raises IntegrityError."""
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


def remove_triggers(using: str) -> None:
    """Drop all our triggers."""
    connection = connections[using]
    on_table = ' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name, table in installed_triggers(using).items():
            cursor.execute(f'DROP TRIGGER "{name}"' + on_table.format(table=table))


def install_triggers(using: str) -> None:
    """Replace our triggers in the database by those registered."""
    connection = connections[using]
    statements = {"sqlite": sqlite_statements, "postgresql": postgresql_statements}[connection.vendor]
    remove_triggers(using)
    with connection.cursor() as cursor:
        for trigger in triggers_for(connection.vendor):
            for statement in statements(trigger):
                cursor.execute(statement)
