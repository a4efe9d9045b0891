"""What the rules need and no snapshot has, read from the tables in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db.models import Exists, Max, OuterRef
from django.urls import reverse
from django.utils import timezone

from committee.models import Edition, Meeting
from committee.readiness.findings import Inputs, LateFigures
from committee.readiness.windows import WindowsBySeries, windows_by_series
from sendprog.loads.actions import LoadError, plan_load
from sendprog.loads.kinds import title_of_kind
from sendprog.loads.models import Load, LoadState
from sendprog.records.exemptions import Exemption
from sendprog.records.snapshots import Audience, uncached_snapshot
from sendprog.setting_up.actions import PROGRAMME
from strands.choices import ReturnState, UpdateState
from strands.models import IndicatorReturn, Strand, StrandUpdate, UpdateRound

# The models of figures, by label: their name in a warning, and the fields that name a record.
FIGURES = {
    "ehcp.monthlyreturn": ("EHCP figures", ("month",)),
    "ehcp.contactreturn": ("Contact with families", ("month",)),
    "finance.monthlyposition": ("The deficit", ("month",)),
    "strands.indicatorreturn": ("Indicators", ("indicator__name", "reported_in")),
}

# The most files that wait to be confirmed of which it is asked whether they change anything.
FILES_READ = 5


def read_inputs(meeting: Meeting, on: date, typed: Mapping[str, str] | None = None) -> Inputs:
    """The inputs of the rules on a day.

    `typed` holds what the publish form would publish, by label.
    """
    last = Edition.objects.in_force().values("on").first()
    return Inputs(
        meeting=meeting.date,
        round=UpdateRound.objects.past_due(on).values_list("month", flat=True).first(),
        waiting=updates_to_decide(),
        imports=tuple(loads_to_confirm()),
        provisional=provisional_returns(),
        mitigated=last_mitigations(),
        last_on=last["on"] if last else None,
        cut_off=meeting.cut_off,
        late=tuple(figures_after(meeting.cut_off)) if meeting.cut_off else (),
        ended=dict(Strand.objects.filter(valid_to__lt=on).values_list("slug", "name")),
        typed=dict(typed or {}),
        accepted=last_accepted(),
        windows=windows_with_exempt(),
    )


def last_accepted() -> dict[str, date]:
    """The month of each strand's last accepted update, by the strand's slug."""
    updates = StrandUpdate.objects.accepted().filter(strand__isnull=False).order_by("month")
    return dict(updates.values_list("strand__slug", "month"))


def windows_with_exempt() -> WindowsBySeries:
    """What the figures of each series cover, exempt ones too; empty where no record is exempt."""
    if not Exemption.objects.exists():
        return {}
    return windows_by_series(uncached_snapshot(Audience.PART_TWO))


def updates_to_decide() -> dict[str, date]:
    """For each strand, the latest month whose update waits for the manager's decision."""
    updates = StrandUpdate.objects.filter(
        state=UpdateState.SUBMITTED, strand__isnull=False
    ).order_by("month")
    return dict(updates.values_list("strand__slug", "month"))


def loads_to_confirm() -> list[tuple[str, str]]:
    """The page and title of each load that waits for confirmation, that no later load replaced
    and that would change something.

    A load whose content was purged can't be confirmed any more.
    """
    later = Load.objects.filter(
        kind=OuterRef("kind"), state=LoadState.CONFIRMED, pk__gt=OuterRef("pk"), undoes=None
    )
    waiting = Load.objects.filter(
        ~Exists(later), state=LoadState.WAITING, file__content__isnull=False
    )
    waiting = waiting.select_related("file").order_by("pk")
    return [
        (address_of_load(load), f"{title_of_kind(load.kind)}: {load.file_name}, load {load.pk}")
        for place, load in enumerate(waiting)
        if place >= FILES_READ or not changes_nothing(load)
    ]


def address_of_load(load: Load) -> str:
    page = "set_up_load" if load.kind == PROGRAMME else "admin:sendprog_load_change"
    return reverse(page, args=[load.pk])


def changes_nothing(load: Load) -> bool:
    """Whether a file of figures says only what is stored: there is nothing to wait for."""
    if load.kind == PROGRAMME:
        return False
    try:
        return not plan_load(load).changes_anything
    except LoadError:
        return False


def provisional_returns() -> dict[str, list[date]]:
    """For each indicator, the reports in which its value is provisional."""
    months = defaultdict(list)
    returns = IndicatorReturn.objects.filter(state=ReturnState.PROVISIONAL)
    for slug, month in returns.values_list("indicator__slug", "reported_in"):
        months[slug].append(month)
    return dict(months)


def last_mitigations() -> dict[str, date]:
    """For each risk, the day on which a mitigation was last added or changed."""
    history = apps.get_model("risks.mitigation").history.values_list("risk__reference")
    changes = history.annotate(last=Max("history_date")).order_by()
    return {reference: timezone.localdate(last) for reference, last in changes}


def figures_after(cut_off: date) -> list[LateFigures]:
    """Figures entered or changed after the cut-off's day: each record once, with its last change."""
    after = timezone.make_aware(datetime.combine(cut_off + timedelta(days=1), time()))
    late = []
    for model, (label, names) in FIGURES.items():
        history = apps.get_model(model).history.filter(history_date__gte=after).order_by()
        rows = history.values_list(*names).annotate(last=Max("history_date")).order_by(*names)
        records = tuple(
            (record_name(values[:-1]), timezone.localdate(values[-1])) for values in rows
        )
        if records:
            late.append(LateFigures(label, records, model))
    return late


def record_name(values: tuple) -> str:
    """ "November 2024"; "Appeals, January 2025"."""
    return ", ".join(
        f"{value:%B %Y}" if isinstance(value, date) else str(value) for value in values
    )
