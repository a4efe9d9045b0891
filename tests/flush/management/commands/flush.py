"""`flush` as Django has it, but able to empty protected tables, which our triggers refuse.

The triggers are dropped first; post_migrate, which flush sends at its end, puts them back.
"""

from typing import Any

from django.core.management.commands import flush

from sendprog.records import triggers


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        triggers.remove_triggers(options["database"])
        super().handle(**options)
