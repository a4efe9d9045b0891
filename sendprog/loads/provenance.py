"""By which load a record has its figures: said beside each reading, by role, never by name."""

from django.db.models import F, QuerySet
from django.utils import timezone

from sendprog.loads.revisions import Restated
from sendprog.records.roles import FIGURES
from sendprog.values.wording import day


def with_load(records: QuerySet) -> QuerySet:
    """The records with the day and the role of their load, in the same query."""
    return records.annotate(
        loaded_at=F("load__confirmed_at"), loaded_by_role=F("load__confirmed_by__role_title")
    )


def loaded(record: Restated) -> str:
    """ "load 3 of 3 December 2024, by role: data lead" of a record that with_load() read; "" without either."""
    if record.load_id is None or not hasattr(record, "loaded_at"):
        return ""
    when = day(timezone.localtime(record.loaded_at).date())
    return f"load {record.load_id} of {when}, by role: {record.loaded_by_role or FIGURES}"
