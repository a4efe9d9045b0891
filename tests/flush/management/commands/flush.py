"""`flush` as Django has it, but able to empty protected tables on SQLite.

Django empties tables there with DELETE, which our triggers refuse; PostgreSQL's TRUNCATE asks no row trigger. The
triggers are dropped first; post_migrate, which flush sends at its end, puts them back.
"""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from sendprog import triggers


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        if connections[options["database"]].vendor == "sqlite":
            triggers.remove(options["database"])
        super().handle(**options)
