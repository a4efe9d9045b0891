"""The versions of the data that readers see: caches are keyed by them."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

# Stands in `tables` for every table that has no token of its own.
OTHERS = ""


def new_token() -> str:
    return uuid.uuid4().hex


def token_of_all_tables() -> dict[str, str]:
    return {OTHERS: new_token()}


@dataclass(frozen=True)
class Versions:
    """The token of all data and those of its tables (as JSON), read at one moment."""

    token: str
    tables: str

    def of(self, tables: Iterable[str]) -> dict[str, str]:
        """The token of each of these tables; what reads the version depends on all data."""
        tokens = json.loads(self.tables) | {DataVersion._meta.db_table: self.token}
        return {table: tokens.get(table, tokens[OTHERS]) for table in tables}


class MergedJSON(models.Func):
    """A JSON object with the keys of another put in."""

    function = "JSON_PATCH"
    output_field = models.JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        template = {"template": "(%(expressions)s)", "arg_joiner": " || "}
        return self.as_sql(compiler, connection, **template, **context)


class DataVersion(models.Model):
    """One row, updated with every change that a reader can see.

    Cached pages expire with it, cached sections with the tables that they read.
    """

    number = models.PositiveBigIntegerField(default=1)
    # Random, so that a restored backup never reuses a cache key of the database it replaces.
    token = models.CharField(max_length=32, default=new_token)
    # The token of each table's last change.
    tables = models.JSONField(default=token_of_all_tables)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_data_version")]

    def __str__(self) -> str:
        return f"Version {self.number} of the data"

    @classmethod
    def current(cls) -> "DataVersion":
        return cls.objects.get(pk=1)

    @classmethod
    def current_token(cls) -> str:
        """The token alone."""
        return cls.current_versions().token

    @classmethod
    def current_versions(cls) -> Versions:
        """The tokens, for each request: Django would take longer to write the query than the
        database to answer it.
        """
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT token, tables FROM {cls._meta.db_table} WHERE id = 1")  # noqa: S608 - our own table
            return Versions(*cursor.fetchone())

    @classmethod
    def bump(cls, tables: Iterable[str] | None = None) -> None:
        """Increment the number and replace the token, and those of the tables that changed: all of
        them where none is named.

        Call it last in a transaction: it locks the row.
        """
        token = new_token()
        changed: Any = {OTHERS: token}
        if tables is not None:
            new = models.Value(dict.fromkeys(tables, token), models.JSONField())
            changed = MergedJSON(models.F("tables"), new)
        number = models.F("number") + 1
        cls.objects.filter(pk=1).update(number=number, token=token, tables=changed)
