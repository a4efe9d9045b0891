"""Rules that need the old row or another table, kept by the database itself on SQLite and PostgreSQL.

A model's module registers its rules beside the model; `install` makes them after every migration, because
SQLite silently drops a table's triggers whenever a migration rebuilds the table.
"""

from dataclasses import dataclass, replace

from django.db import connections

PREFIX = "sendprog_"
ALWAYS = "1 = 1"


@dataclass(frozen=True)
class Trigger:
    """Refuse an INSERT, UPDATE or DELETE of a row of `table` when the SQL in `refuse_when` holds of OLD and NEW.

    A TRUNCATE, which sees no row, is always refused.
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


def register(*triggers: Trigger) -> None:
    """Add rules to the one list; a second rule of the same name is a mistake."""
    for trigger in triggers:
        if any(known.name == trigger.name for known in REGISTERED):
            raise ValueError(f"Two triggers are called {trigger.name}: rename one.")
        REGISTERED.append(trigger)


def never_changes(table: str, what: str) -> None:
    """Register: rows of `table` are written once; no UPDATE, no DELETE."""
    register(
        Trigger(f"{table}_no_update", table, "UPDATE", ALWAYS, f"{what} cannot be changed once written."),
        Trigger(f"{table}_no_delete", table, "DELETE", ALWAYS, f"{what} cannot be deleted."),
    )


def kept_on(vendor: str) -> list[Trigger]:
    """Every rule, with what deletes in another way: SQLite's INSERT OR REPLACE and PostgreSQL's TRUNCATE ask no rule of DELETE.

    A connection of ours to SQLite asks it of them too (recursive_triggers); one of somebody else's may not.
    """
    undeletable = [
        trigger for trigger in REGISTERED if trigger.event == "DELETE" and trigger.refuse_when == ALWAYS
    ]
    if vendor == "postgresql":
        return REGISTERED + [
            replace(one, name=f"{one.name}_by_truncate", event="TRUNCATE") for one in undeletable
        ]
    stands = 'EXISTS (SELECT 1 FROM "{table}" WHERE id = NEW.id)'
    return REGISTERED + [
        replace(
            one, name=f"{one.name}_by_replace", event="INSERT", refuse_when=stands.format(table=one.table)
        )
        for one in undeletable
    ]


def sqlite_statements(trigger: Trigger) -> list[str]:
    """The SQL that makes `trigger` on SQLite."""
    return [
        f'CREATE TRIGGER "{trigger.stored_name}" BEFORE {trigger.event} ON "{trigger.table}" FOR EACH ROW '
        f"WHEN ({trigger.refuse_when}) BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
    ]


def postgresql_statements(trigger: Trigger) -> list[str]:
    """The SQL that makes `trigger` and its function on PostgreSQL; refusals arrive as IntegrityError."""
    row = "OLD" if trigger.event == "DELETE" else "NEW"
    each = "STATEMENT" if trigger.event == "TRUNCATE" else "ROW"
    return [
        f'CREATE OR REPLACE FUNCTION "{trigger.stored_name}"() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN '
        f"IF {trigger.refuse_when} THEN RAISE EXCEPTION '{trigger.message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $body$",
        f'CREATE TRIGGER "{trigger.stored_name}" BEFORE {trigger.event} ON "{trigger.table}" FOR EACH {each} '
        f'EXECUTE FUNCTION "{trigger.stored_name}"()',
    ]


def installed(using: str) -> dict[str, str]:
    """The triggers of ours that the database holds: name to table."""
    sql = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgname LIKE %s",
    }
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor], [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def remove(using: str) -> None:
    """Drop every trigger of ours."""
    connection = connections[using]
    on_table = ' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name, table in installed(using).items():
            cursor.execute(f'DROP TRIGGER "{name}"' + on_table.format(table=table))


def install(using: str) -> None:
    """Make the database hold the registered triggers, no more and no fewer."""
    connection = connections[using]
    statements = {"sqlite": sqlite_statements, "postgresql": postgresql_statements}[connection.vendor]
    remove(using)
    with connection.cursor() as cursor:
        for trigger in kept_on(connection.vendor):
            for statement in statements(trigger):
                cursor.execute(statement)
