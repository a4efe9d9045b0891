"""The page where a manager ends a strand, names its successors and moves what belongs to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.addresses import live_address
from sendprog.records.rights import has_model_permission, require_permission
from sendprog.values.wording import plural
from strands.actions.strands import StrandChanged, movable_records, reorganise
from strands.forms.reorganising import ReorganiseForm
from strands.models import Strand

CONFLICT = (
    "Somebody else saved this strand while you were choosing. Nothing was moved: check what you chose, then "
    "save again."
)


@editing_page
@form_page
def reorganise_strand(request: HttpRequest, slug: str) -> HttpResponse:
    """End a strand that splits or merges, or move what was left on one that ended: all of it or
    nothing.
    """
    require_permission(has_model_permission(request.user, "change", Strand))
    strand = get_object_or_404(Strand, slug=slug)
    form = reorganise_form(request, strand)
    if not is_submitted(request) or not form.is_valid():
        return reorganise_page(request, strand, form)
    try:
        moved = reorganise(
            strand=strand, version=form.cleaned_data["version"], plan=form.plan, by=request.user
        )
    except StrandChanged:
        form.add_error(None, CONFLICT)
        return reorganise_page(request, strand, form, status=409)
    messages.success(
        request, f"Saved: {strand.name} ends, and {plural(len(moved), 'record')} moved."
    )
    return redirect(live_address("strands"))


def reorganise_form(request: HttpRequest, strand: Strand) -> ReorganiseForm:
    others = Strand.objects.filter(valid_to=None).exclude(pk=strand.pk)
    initial = {
        "version": strand.version,
        "ends_on": strand.valid_to,
        "successor": strand.succeeded_by_id,
    }
    return ReorganiseForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        strand=strand,
        others=list(others),
        records=movable_records(strand, request.user),
    )


def reorganise_page(
    request: HttpRequest, strand: Strand, form: ReorganiseForm, status: int = 200
) -> HttpResponse:
    if status == 409:
        form.data["version"] = str(Strand.objects.get(pk=strand.pk).version)
    context = {
        "form": form,
        "record": strand,
        "title": f"Reorganise {strand.name}",
        "lead": (
            "The strand ends. What belongs to it and you may change goes to its successor or, where it "
            "splits or merges, to the strands that you choose. Readiness lists what is left, such as "
            "savings. A strand that does not exist yet is added in the admin first."
        ),
        "here": reverse("strand_reorganise", args=[strand.slug]),
        "back": (live_address("strands"), "Back to what is live"),
        "submit": "End the strand and move these",
    }
    return render(request, "editing/form.html", context, status=status)
