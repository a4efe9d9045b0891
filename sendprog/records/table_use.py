"""Which tables a block reads or writes, from the SQL of its statements: nothing needs declaring."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

WRITE = re.compile(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
WORD = re.compile(r"\w+")


def written_tables(sql: str) -> Iterable[str]:
    """The table that an INSERT, UPDATE or DELETE names; none for another statement."""
    return WRITE.findall(sql[:200])[:1]


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The set of the tables that the block wrote to, whole at its end."""
    with watched_statements(written_tables) as tables:
        yield tables


@contextmanager
def tables_named() -> Iterator[set[str]]:
    """The set of the tables that the block's statements name, and so of all that it read."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with watched_statements(lambda sql: known.intersection(WORD.findall(sql))) as tables:
        yield tables


@contextmanager
def watched_statements(names_in: Callable[[str], Iterable[str]]) -> Iterator[set[str]]:
    """The names that `names_in` finds in each statement of the block."""
    names: set[str] = set()

    def watch(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        names.update(names_in(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield names
