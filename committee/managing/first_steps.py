"""The manager's home on a new site: what comes first, each step ticked by what is stored."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.models import Edition, Meeting
from committee.mounts.live_mount import SETS_UP
from sendprog.editing.signin_resume import editing_page
from sendprog.records.rights import require_permission
from strands.choices import UpdateState
from strands.models import Strand, StrandOfficer, StrandUpdate, UpdateRound

# Where figures of a month are stored: by their labels, since a room's models are its own.
FIGURES = ("ehcp.MonthlyReturn", "finance.MonthlyPosition", "strands.IndicatorReturn")


@dataclass(frozen=True)
class Step:
    """A step, what it is for, where it is done, and whether it is."""

    title: str
    text: str
    address: str
    link: str
    is_done: bool


@editing_page
@require_safe
def first_steps(request: HttpRequest) -> HttpResponse:
    """What is to be done before a first edition, in order."""
    require_permission(request.user.has_perm(SETS_UP))
    steps = list(all_steps())
    context = {
        "steps": steps,
        "done": sum(step.is_done for step in steps),
        "next_step": next((step for step in steps if not step.is_done), None),
    }
    return render(request, "committee/first_steps.html", context)


def all_steps() -> Iterator[Step]:
    yield Step(
        "The programme",
        "Strands and milestones, and whatever else you have, from one workbook.",
        reverse("set_up"),
        "Set up a programme",
        Strand.objects.exists(),
    )
    yield Step(
        "People",
        "Somebody looks after at least one strand and writes its update each month.",
        reverse("person_add"),
        "Add a person",
        StrandOfficer.objects.exists(),
    )
    yield Step(
        "The risk matrix",
        "The matrix that risks are scored with: a ready-made one, or your own in the workbook.",
        f"{reverse('set_up')}#ready-made",
        "Choose a matrix",
        apps.get_model("risks.RiskMatrix").objects.exists(),
    )
    yield from steps_of_first_month()


def steps_of_first_month() -> Iterator[Step]:
    yield Step(
        "The first figures",
        "A month of returns on EHCPs, of the deficit, or of an indicator. Figures administrators load "
        "them each month; past months may stand in the workbook.",
        reverse("set_up"),
        "Load past months",
        any(apps.get_model(label).objects.exists() for label in FIGURES),
    )
    accepted = StrandUpdate.objects.filter(state=UpdateState.ACCEPTED, strand__isnull=False)
    yield Step(
        "The first month",
        "Open a month: each strand gets a draft for it. Done once an update is accepted.",
        reverse("rounds"),
        "Open a month",
        accepted.exists() and (UpdateRound.objects.exists() or Edition.objects.exists()),
    )
    yield Step(
        "The first meeting",
        "The day on which the committee meets, and what it is asked to resolve.",
        reverse("meeting_add"),
        "Add a meeting",
        Meeting.objects.exists(),
    )
    yield Step(
        "The first edition",
        "Readiness says what is missing; then publish what members will read.",
        reverse("next_readiness"),
        "Readiness",
        Edition.objects.exists(),
    )
