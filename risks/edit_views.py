"""The edit pages of the risk register: a risk, its assessments and its mitigations."""

from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from risks.forms import AssessmentForm, MitigationForm, NewRiskForm, RiskForm, matrix_for
from risks.models import Mitigation, Risk, RiskAssessment, RiskMatrix
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.forms import TrackedForm
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.addresses import live_address
from sendprog.records.exemptions import Exemption, is_exempt
from sendprog.records.history import Tracked
from sendprog.records.references import new_reference
from sendprog.records.rights import (
    can_edit,
    has_model_permission,
    is_hidden_from,
    require_permission,
)
from sendprog.records.snapshots import today
from strands.views.after_saving import after_saving
from strands.views.which_strand import blank_record, choose_strand, strand_slug

# The largest number that the column of a
# mitigation's number can hold.
LARGEST_NUMBER = 32_767

form_page = require_http_methods(["GET", "HEAD", "POST"])


def editable_risk_or_404(request: HttpRequest, slug: str) -> Risk:
    """The risk with this slug.

    Raises Http404 when there is none or it is hidden from the user, PermissionDenied when the user
    may not edit it.
    """
    risk = get_object_or_404(Risk.objects.select_related("strand"), slug=slug)
    if is_hidden_from(request.user, risk):
        raise Http404("There is no such risk.")
    require_permission(can_edit(request.user, risk))
    return risk


def risk_edit_address(risk: Risk) -> str:
    return reverse("risk_edit", args=[risk.slug])


def is_on_pages(risk: Risk) -> bool:
    """Whether a reading page shows the risk: it is open, and neither restricted nor exempt."""
    is_open = risk.closed_on is None or risk.closed_on > today()
    return is_open and not risk.restricted and not is_exempt(risk)


def address_after_saving(risk: Risk) -> str:
    """The risk's reading page, or its form where no page shows it."""
    return live_address("risk", slug=risk.slug) if is_on_pages(risk) else risk_edit_address(risk)


def back_link(risk: Risk) -> tuple[str, str]:
    """Address and label of the link from the forms of what belongs to a risk."""
    return risk_edit_address(risk), "Back to editing the risk"


@editing_page
@form_page
def edit_risk(request: HttpRequest, slug: str) -> HttpResponse:
    """The fields of a risk, with links to its assessment and mitigations."""
    risk = editable_risk_or_404(request, slug)
    back = live_address("risks"), "All risks"
    if is_on_pages(risk):
        back = address_after_saving(risk), "Back to the risk"
    context = {
        "title": f"Edit “{risk.title}”",
        "here": risk_edit_address(risk),
        "back": back,
        "risk": risk,
        "assessment": risk.assessments.select_related("matrix").last(),
        "mitigations": risk.mitigations.all(),
        "is_exempt": is_exempt(risk),
        "may_mark": has_model_permission(request.user, "change", Exemption),
    }
    editing = Editing(
        form_class=RiskForm,
        template="risks/edit_risk.html",
        context=context,
        success_url=address_after_saving,
        success_message="Saved: the risk is changed.",
        form_options={"may_restrict": has_model_permission(request.user, "change", Risk)},
    )
    return edit(request, risk, editing)


@editing_page
@form_page
def new_risk(request: HttpRequest) -> HttpResponse:
    """The form of a new risk of a strand, or of the whole programme; its score comes next."""
    risk = blank_record(request, Risk)
    if risk is None:
        return choose_strand(request, "New risk", reverse("risk_new"), Risk)
    require_permission(can_edit(request.user, risk))
    editing = Editing(
        form_class=NewRiskForm,
        template="editing/form.html",
        context={
            "title": "New risk",
            "lead": risk.strand.name if risk.strand else "The whole programme",
            "here": reverse("risk_new"),
            "back": (live_address("risks"), "All risks"),
        },
        success_url=address_to_score,
        success_message=lambda saved: f"Saved: “{saved}”.",
        before_saving=set_reference,
        form_options={
            "may_restrict": has_model_permission(request.user, "change", Risk),
            "strand": strand_slug(risk),
        },
    )
    return edit(request, risk, editing)


def address_to_score(risk: Risk) -> str:
    """Where a new risk gets its score; its page while no matrix gives scores a meaning."""
    if matrix_for(risk) is None:
        return address_after_saving(risk)
    return reverse("risk_assess", args=[risk.slug])


def set_reference(form: TrackedForm, risk: Tracked) -> None:
    """Give a new risk the reference that its address has."""
    risk.reference = new_reference(Risk, risk.title)


@editing_page
@form_page
def assess_risk(request: HttpRequest, slug: str) -> HttpResponse:
    """Score a risk again.

    A second assessment of the same day corrects the first, after both are shown.
    """
    risk = editable_risk_or_404(request, slug)
    matrix = matrix_for(risk)
    if matrix is None:
        return no_matrix(request)
    last = risk.assessments.select_related("matrix").last()
    context = {
        "title": "Score this risk again" if last else "Score this risk",
        "lead": risk.title,
        "here": reverse("risk_assess", args=[risk.slug]),
        "back": back_link(risk),
        "last": last,
        "is_scored_today": last is not None and last.as_at == today(),
        "matrix": matrix,
    }
    editing = Editing(
        form_class=AssessmentForm,
        template="risks/assess.html",
        context=context,
        success_url=lambda saved: after_saving(request.user, address_after_saving(risk)),
        success_message=lambda saved: f"Saved: the score is {saved.score}.",
        form_options={"on": today()},
        find_existing=lambda form: risk.assessments.filter(
            as_at=form.cleaned_data.get("as_at")
        ).first(),
    )
    return edit(request, new_assessment(risk, matrix, last), editing)


def no_matrix(request: HttpRequest) -> HttpResponse:
    advice = (
        "No risk matrix has been entered, so no score has a meaning yet. "
        "The programme manager enters one."
    )
    context = {"title": "This risk can't be scored yet", "advice": advice}
    return render(request, "stand_in.html", context, status=404)


def new_assessment(risk: Risk, matrix: RiskMatrix, last: RiskAssessment | None) -> RiskAssessment:
    """An unsaved assessment of today, with the inherent and target scores of the last."""
    assessment = RiskAssessment(risk=risk, matrix=matrix, as_at=today())
    if last:
        assessment.inherent_score, assessment.target_score = last.inherent_score, last.target_score
    return assessment


@editing_page
@form_page
def new_mitigation(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a mitigation to a risk."""
    risk = editable_risk_or_404(request, slug)
    context = {
        "title": "Add what is done about it",
        "here": reverse("mitigation_new", args=[risk.slug]),
    }
    return mitigation_form(
        request,
        Mitigation(risk=risk),
        context,
        success_message="Saved: the risk has one more mitigation.",
    )


@editing_page
@form_page
def edit_mitigation(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Edit a risk's mitigation by its number."""
    risk = editable_risk_or_404(request, slug)
    if number > LARGEST_NUMBER:
        raise Http404("There is no such mitigation.")
    mitigation = get_object_or_404(risk.mitigations, number=number)
    context = {
        "title": f"Edit mitigation {number}",
        "here": reverse("mitigation_edit", args=[risk.slug, number]),
    }
    return mitigation_form(
        request,
        mitigation,
        context,
        success_message="Saved: what is done about the risk is changed.",
    )


def mitigation_form(
    request: HttpRequest,
    mitigation: Mitigation,
    context: dict[str, object],
    *,
    success_message: str,
) -> HttpResponse:
    risk = mitigation.risk
    editing = Editing(
        form_class=MitigationForm,
        template="editing/form.html",
        context={**context, "lead": risk.title, "back": back_link(risk)},
        success_url=lambda saved: address_after_saving(risk),
        success_message=success_message,
        before_saving=assign_mitigation_number,
        find_existing=lambda form: same_mitigation(risk, form),
    )
    return edit(request, mitigation, editing)


def same_mitigation(risk: Risk, form: TrackedForm) -> Mitigation | None:
    """The risk's mitigation with the same text, owner and source, or None: a form sent twice adds
    one.

    Locks the risk, so that of two forms sent at once the second finds what the first saved.
    """
    values = {name: form.cleaned_data[name] for name in ("text", "owner", "source")}
    with transaction.atomic():
        Risk.everything.select_for_update().get(pk=risk.pk)
        return risk.mitigations.filter(**values).first()


def assign_mitigation_number(form: TrackedForm, mitigation: Tracked) -> None:
    """Give a new mitigation the next number of its risk; numbers in the bin are not used again."""
    if not mitigation.pk:
        used = Mitigation.everything.filter(risk=mitigation.risk).aggregate(Max("number"))[
            "number__max"
        ]
        mitigation.number = (used or 0) + 1
