"""The transaction in which editions are published, withdrawn and sealed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Publishing writes to the first, every tracked change to the second.
LOCK = "LOCK TABLE committee_edition, sendprog_dataversion IN SHARE ROW EXCLUSIVE MODE"


@contextmanager
def exclusive_transaction() -> Iterator[None]:
    """A transaction during which nobody else publishes and no tracked change commits.

    All reads in it see the same moment.

    On SQLite every transaction begins IMMEDIATE, which is such a lock. On PostgreSQL the tables are
    locked before the first query, because that query fixes what a REPEATABLE READ transaction sees.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                if is_outermost:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute(LOCK)
        yield
