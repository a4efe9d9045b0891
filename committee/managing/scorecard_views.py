"""The manager's pages that choose the measures of the scorecard and put them in order."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from committee.managing.scorecard_forms import (
    ScorecardMeasureForm,
    usual_records,
)
from committee.models.scorecard import ScorecardMeasure
from committee.snapshot import catalogue
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.signin_resume import editing_page
from sendprog.records.history import change
from sendprog.records.rights import (
    has_model_permission,
    require_permission,
)
from sendprog.records.snapshots import live_snapshot
from sendprog.values.wording import plural


@dataclass(frozen=True)
class ListedMeasure:
    """A chosen measure by its name; a usual one is not stored."""

    record: ScorecardMeasure
    label: str


def listed(records: list[ScorecardMeasure]) -> list[ListedMeasure]:
    known = catalogue.measures_by_any_address(live_snapshot())
    return [
        ListedMeasure(
            record,
            known[record.measure].label if record.measure in known else record.measure,
        )
        for record in records
    ]


@editing_page
@require_safe
def scorecard_measures(request: HttpRequest) -> HttpResponse:
    """The measures in order with links to change them, or the usual ones."""
    require_permission(has_model_permission(request.user, "change", ScorecardMeasure))
    stored = listed(list(ScorecardMeasure.objects.select_related("strand")))
    context = {
        "measures": stored,
        "usual": [] if stored else listed(usual_records()),
    }
    return render(request, "committee/scorecard_measures.html", context)


@editing_page
@require_POST
def store_usual_measures(request: HttpRequest) -> HttpResponse:
    """Store the usual measures, to be changed and reordered; nothing where some are stored."""
    require_permission(has_model_permission(request.user, "add", ScorecardMeasure))
    with change(by=request.user, reason="The usual measures, to choose from"):
        records = [] if ScorecardMeasure.objects.exists() else usual_records()
        for record in records:
            record.save()
    if records:
        messages.success(
            request,
            f"Saved: {plural(len(records), 'measure')} to choose from.",
        )
    return redirect("scorecard_measures")


@editing_page
@form_page
def add_measure(request: HttpRequest) -> HttpResponse:
    """Add a measure after the last."""
    require_permission(has_model_permission(request.user, "add", ScorecardMeasure))
    last = ScorecardMeasure.objects.order_by("order").last()
    record = ScorecardMeasure(order=last.order + 10 if last else 10)
    here = reverse("scorecard_measure_add")
    return edit_record(request, record, "Add a measure to the scorecard", here)


@editing_page
@form_page
def edit_measure(request: HttpRequest, measure: str) -> HttpResponse:
    """Change a measure's place and what is being done, or take it off the scorecard."""
    require_permission(has_model_permission(request.user, "change", ScorecardMeasure))
    # Compared in Python, since PostgreSQL takes no text with a NUL.
    records = ScorecardMeasure.objects.filter(deleted_at=None)
    record = next((one for one in records if one.measure == measure), None)
    if record is None:
        raise Http404
    title = f"“{listed([record])[0].label}” on the scorecard"
    return edit_record(
        request,
        record,
        title,
        reverse("scorecard_measure_edit", args=[measure]),
    )


def edit_record(
    request: HttpRequest, record: ScorecardMeasure, title: str, here: str
) -> HttpResponse:
    back = reverse("scorecard_measures")
    editing = Editing(
        form_class=ScorecardMeasureForm,
        template="editing/form.html",
        context={
            "title": title,
            "lead": "The scorecard is on its own page, in the print view, the data and the paper.",
            "here": here,
            "back": (back, "The measures of the scorecard"),
        },
        success_url=back,
        success_message=lambda saved: f"Saved: place {saved.order}.",
        find_existing=lambda form: ScorecardMeasure.objects.filter(
            measure=form.cleaned_data.get("measure", "")
        ).first(),
    )
    return edit(request, record, editing)
