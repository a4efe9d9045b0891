"""The facts that no snapshot has, read from the tables: a fixed number of queries, in the transaction that publishes."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db.models import Exists, Max, OuterRef
from django.urls import reverse
from django.utils import timezone

from committee.models import Edition, Meeting
from committee.readiness.findings import Facts, Late
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import Load, LoadState
from strands.choices import ReturnState, UpdateState
from strands.models import Indicator, IndicatorReturn, StrandUpdate, UpdateRound

# Figures by model, as the rooms name them to the app registry: what to call them, and the fields that name a record.
FIGURES = {
    "ehcp.monthlyreturn": ("EHCP figures", ("month",)),
    "ehcp.contactreturn": ("Contact with families", ("month",)),
    "finance.monthlyposition": ("The deficit", ("month",)),
    "strands.indicatorreturn": ("Indicators", ("indicator__name", "reported_in")),
}


def facts_of(meeting: Meeting, on: date, typed: Mapping[str, str] | None = None) -> Facts:
    """What the rules need to know beside the snapshot. `typed`: what the publish form would publish, by label."""
    last = Edition.objects.in_force().values("on").first()
    return Facts(
        meeting=meeting.date,
        round=UpdateRound.objects.past_due(on).values_list("month", flat=True).first(),
        waiting=waiting_updates(),
        imports=tuple(unfinished_imports()),
        periods=dict(Indicator.objects.values_list("slug", "period_type")),
        provisional=provisional_returns(),
        mitigated=mitigated(),
        last_on=last["on"] if last else None,
        cut_off=meeting.cut_off,
        late=tuple(late_figures(meeting.cut_off)) if meeting.cut_off else (),
        typed=dict(typed or {}),
    )


def waiting_updates() -> dict[str, date]:
    """Of each strand, the latest month whose update waits for the manager's decision."""
    waiting = StrandUpdate.objects.filter(state=UpdateState.SUBMITTED, strand__isnull=False).order_by("month")
    return dict(waiting.values_list("strand__slug", "month"))


def unfinished_imports() -> list[tuple[str, str]]:
    """Files that wait to be confirmed and that no later load of their kind has overtaken: address and words.

    Whoever sets one aside takes its content away, with a reason; then it can't be confirmed any more.
    """
    later = Load.objects.filter(
        kind=OuterRef("kind"), state=LoadState.CONFIRMED, pk__gt=OuterRef("pk"), undoes=None
    )
    waiting = Load.objects.filter(
        ~Exists(later), state=LoadState.WAITING, file__content__isnull=False
    ).order_by("pk")
    return [
        (reverse("admin:sendprog_load_change", args=[pk]), f"{KINDS[kind].title}: {name}, load {pk}")
        for pk, kind, name in waiting.values_list("pk", "kind", "file_name")
    ]


def provisional_returns() -> dict[str, list[date]]:
    found = defaultdict(list)
    returns = IndicatorReturn.objects.filter(state=ReturnState.PROVISIONAL)
    for slug, month in returns.values_list("indicator__slug", "reported_in"):
        found[slug].append(month)
    return dict(found)


def mitigated() -> dict[str, date]:
    """The day on which something done about each risk was last added or changed."""
    history = apps.get_model("risks.mitigation").history.values_list("risk__reference")
    return {
        reference: timezone.localdate(last)
        for reference, last in history.annotate(last=Max("history_date")).order_by()
    }


def late_figures(cut_off: date) -> list[Late]:
    """What was entered or changed after the end of the cut-off's day, each record once with its last change."""
    after = timezone.make_aware(datetime.combine(cut_off + timedelta(days=1), time()))
    found = []
    for model, (what, names) in FIGURES.items():
        history = apps.get_model(model).history.filter(history_date__gte=after).order_by()
        rows = history.values_list(*names).annotate(last=Max("history_date")).order_by(*names)
        records = tuple((named(values[:-1]), timezone.localdate(values[-1])) for values in rows)
        if records:
            found.append(Late(what, records, model))
    return found


def named(values: tuple) -> str:
    """ "November 2024"; "Appeals, January 2025"."""
    return ", ".join(f"{one:%B %Y}" if isinstance(one, date) else str(one) for one in values)
