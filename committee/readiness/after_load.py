"""What the page of a load says about the next meeting: what is missing, and the step that follows."""

from collections.abc import Iterator

from django.urls import reverse

from committee.models import Acknowledgement, Meeting
from committee.readiness.blocks import (
    missing_counts,
    missing_months,
    missing_positions,
    missing_returns,
    unfinished_loads,
)
from committee.readiness.findings import Inputs
from committee.readiness.inputs import loads_to_confirm, windows_with_exempt
from sendprog.loads.after_load import Step, register_after_load
from sendprog.models import User
from sendprog.records.rights import has_model_permission
from sendprog.records.snapshots import live_snapshot, today
from sendprog.values.wording import day

ABOUT_FIGURES = (
    missing_months,
    missing_positions,
    missing_counts,
    missing_returns,
    unfinished_loads,
)


def missing_figures() -> Iterator[Step]:
    """The figures whose absence blocks an edition, and the loads that nobody finished."""
    snapshot = live_snapshot()
    inputs = Inputs(
        meeting=today(), imports=tuple(loads_to_confirm()), windows=windows_with_exempt()
    )
    for rule in ABOUT_FIGURES:
        for finding in rule(snapshot, inputs):
            yield Step(f"{finding.where}: {finding.text}", finding.fix_url, finding.fix_text)


def step_to_the_meeting(user: User) -> Step | None:
    """The readiness of the next meeting, for those who may read it; None without a meeting."""
    meeting = Meeting.objects.filter(date__gte=today()).order_by("date").first()
    if meeting is None:
        return None
    when = day(meeting.date)
    if not has_model_permission(user, "view", Acknowledgement):
        return Step(
            f"No missing figure is known. The programme manager prepares the meeting of {when}."
        )
    address = reverse("readiness", args=[meeting.date.isoformat()])
    return Step(
        f"No missing figure is known. Next: the meeting of {when}.", address, "Open its readiness"
    )


register_after_load(missing_figures, step_to_the_meeting)
