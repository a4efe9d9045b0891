"""The manager's page of the headline measures: which measure heads the pages at each place."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.managing.headline_forms import HeadlineMeasureForm
from committee.models.headline_measures import LAST_PLACE, HeadlineMeasure
from committee.snapshot import catalogue
from committee.snapshot.headline_measures import HEADLINE_MEASURES, heading_reading, usual_measure
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.signin_resume import editing_page
from sendprog.records.rights import has_model_permission, require_permission
from sendprog.records.snapshots import Snapshot, live_snapshot
from sendprog.values.measures import Measure, Reading


@dataclass(frozen=True)
class Place:
    """A place with its measure (None: empty) and reading; `record` is None while the measure is the
    usual.
    """

    order: int
    measure: Measure | None
    reading: Reading | None
    record: HeadlineMeasure | None


def all_places(snapshot: Snapshot) -> list[Place]:
    records = {record.order: record for record in HeadlineMeasure.objects.all()}
    addresses = {row.order: row.measure for row in snapshot[HEADLINE_MEASURES]}
    places = []
    for order in range(1, LAST_PLACE + 1):
        address = addresses.get(order, "")
        measure = catalogue.measure_at(snapshot, address)
        places.append(Place(order, measure, heading_reading(snapshot, address), records.get(order)))
    return places


@editing_page
@require_safe
def headline_measures(request: HttpRequest) -> HttpResponse:
    """The places in order with their measures and readings, and links to change them."""
    require_permission(has_model_permission(request.user, "change", HeadlineMeasure))
    return render(
        request, "committee/headline_measures.html", {"places": all_places(live_snapshot())}
    )


@editing_page
@form_page
def edit_headline_measure(request: HttpRequest, order: int) -> HttpResponse:
    """Choose the measure at a place."""
    require_permission(has_model_permission(request.user, "change", HeadlineMeasure))
    if not 1 <= order <= LAST_PLACE:
        raise Http404("There is no such place.")
    stored = HeadlineMeasure.objects.filter(order=order).first()
    context = {
        "title": f"Headline measure at place {order}",
        "lead": "It heads the overview, the briefing and the paper, where it has a reading.",
        "here": reverse("headline_measure_edit", args=[order]),
        "back": (reverse("headline_measures"), "The headline measures"),
    }
    editing = Editing(
        form_class=HeadlineMeasureForm,
        template="editing/form.html",
        context=context,
        success_url=reverse("headline_measures"),
        success_message=f"Saved: place {order} is changed.",
        find_existing=lambda form: HeadlineMeasure.objects.filter(order=order).first(),
    )
    return edit(
        request, stored or HeadlineMeasure(order=order, measure=usual_measure(order)), editing
    )
