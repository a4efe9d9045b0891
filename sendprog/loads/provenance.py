"""By which load a record has its figures: said beside each reading, by role, never by name."""

from django.db.models import Max, Model
from django.utils import timezone

from sendprog.loads.models import LoadRow, RowOutcome
from sendprog.roles import FIGURES
from sendprog.wording import day

LEFT_AS_THEY_WERE = (RowOutcome.UNCHANGED, RowOutcome.KEPT)


def loads_of(model: type[Model]) -> dict[int, str]:
    """ "load 3 of 3 December 2024, by the data lead" for each record that a load wrote, by its key. One query."""
    rows = LoadRow.objects.filter(record_model=model._meta.label_lower).exclude(outcome__in=LEFT_AS_THEY_WERE)
    latest = rows.values("record_pk").annotate(latest=Max("pk")).values("latest")
    found = LoadRow.objects.filter(pk__in=latest).values_list(
        "record_pk", "load_id", "load__confirmed_at", "load__confirmed_by__role_title"
    )
    return {
        record: f"load {load} of {day(timezone.localtime(confirmed).date())}, by role: {role or FIGURES}"
        for record, load, confirmed, role in found
    }
