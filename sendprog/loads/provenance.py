"""Which load a record's figures came from, by the role of who confirmed it, never by name."""

from django.db.models import F, QuerySet
from django.utils import timezone

from sendprog.loads.figure_records import FigureRecord
from sendprog.records.roles import FIGURES
from sendprog.values.wording import day


def with_load(records: QuerySet) -> QuerySet:
    """Annotate the records with when, and by whose role, their load was confirmed."""
    return records.annotate(
        loaded_at=F("load__confirmed_at"), loaded_by_role=F("load__confirmed_by__role_title")
    )


def load_text(record: FigureRecord) -> str:
    """ "load 3 of 3 December 2024, by role: data lead".

    "" without a load, or if not from with_load().
    """
    if record.load_id is None or not hasattr(record, "loaded_at"):
        return ""
    when = day(timezone.localtime(record.loaded_at).date())
    return f"load {record.load_id} of {when}, by role: {record.loaded_by_role or FIGURES}"
