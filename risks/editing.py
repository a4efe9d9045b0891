"""An officer edits a risk, scores it again, and says what is done about it."""

from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from risks.forms import AssessmentForm, MitigationForm, RiskForm, matrix_for
from risks.models import Mitigation, Risk, RiskAssessment
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.forms import TrackedForm
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.addresses import live_address
from sendprog.records.exemptions import Exemption, is_exempt
from sendprog.records.history import Tracked
from sendprog.records.rights import can_edit, has_model_permission, is_hidden_from, require_permission
from sendprog.records.snapshots import today

LARGEST_NUMBER = 32_767

form_page = require_http_methods(["GET", "HEAD", "POST"])


def risk_at(request: HttpRequest, reference: str) -> Risk:
    """The risk of an address, for those who may edit it; 404 where it is not for their eyes."""
    risk = get_object_or_404(Risk.objects.select_related("strand"), reference=reference)
    if is_hidden_from(request.user, risk):
        raise Http404("There is no such risk.")
    require_permission(can_edit(request.user, risk))
    return risk


def edit_address(risk: Risk) -> str:
    return reverse("risk_edit", args=[risk.reference])


def reading_address(risk: Risk) -> str:
    """Where the risk is read; its form where no page shows it, because it is restricted, exempt or closed."""
    is_shown = (
        not risk.restricted and (risk.closed_on is None or risk.closed_on > today()) and not is_exempt(risk)
    )
    return live_address("risk", reference=risk.reference) if is_shown else edit_address(risk)


@editing_page
@form_page
def edit_risk(request: HttpRequest, reference: str) -> HttpResponse:
    """A risk's own words, with the ways to its score and to what is done about it."""
    risk = risk_at(request, reference)
    shown = reading_address(risk)
    hidden = shown == edit_address(risk)
    context = {
        "title": f"Edit “{risk.title}”",
        "here": edit_address(risk),
        "back": (live_address("risks"), "All risks") if hidden else (shown, "Back to the risk"),
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
        success_url=reading_address,
        success_message="Saved: the risk is changed.",
        form_options={"may_restrict": has_model_permission(request.user, "change", Risk)},
    )
    return edit(request, risk, editing)


@editing_page
@form_page
def assess(request: HttpRequest, reference: str) -> HttpResponse:
    """Score a risk again. The assessment of a day that has one already is corrected, after both are shown."""
    risk = risk_at(request, reference)
    matrix = matrix_for(risk)
    if matrix is None:
        advice = "No risk matrix has been entered, so no score has a meaning yet. The programme manager enters one."
        return render(
            request, "stand_in.html", {"title": "This risk can't be scored yet", "advice": advice}, status=404
        )
    last = risk.assessments.select_related("matrix").last()
    carried = {name: getattr(last, name) for name in ("inherent_score", "target_score")} if last else {}
    record = RiskAssessment(risk=risk, matrix=matrix, as_at=today(), **carried)
    context = {
        "title": "Score this risk again" if last else "Score this risk",
        "lead": risk.title,
        "here": reverse("risk_assess", args=[risk.reference]),
        "back": (edit_address(risk), "Back to editing the risk"),
        "last": last,
        "is_scored_today": last is not None and last.as_at == today(),
        "matrix": matrix,
    }
    editing = Editing(
        form_class=AssessmentForm,
        template="risks/assess.html",
        context=context,
        success_url=lambda saved: reading_address(risk),
        success_message=lambda saved: f"Saved: the score is {saved.score}.",
        form_options={"on": today()},
        find_existing=lambda form: risk.assessments.filter(as_at=form.cleaned_data.get("as_at")).first(),
    )
    return edit(request, record, editing)


def mitigation_form(
    request: HttpRequest, risk: Risk, mitigation: Mitigation, title: str, here: str
) -> HttpResponse:
    context = {
        "title": title,
        "lead": risk.title,
        "here": here,
        "back": (edit_address(risk), "Back to editing the risk"),
    }
    editing = Editing(
        form_class=MitigationForm,
        template="editing/form.html",
        context=context,
        success_url=lambda saved: reading_address(risk),
        success_message="Saved: what is done about the risk is changed."
        if mitigation.pk
        else "Saved: the risk has one more mitigation.",
        before_saving=number,
        find_existing=lambda form: same_mitigation(risk, form),
    )
    return edit(request, mitigation, editing)


def same_mitigation(risk: Risk, form: TrackedForm) -> Mitigation | None:
    """One with the same words: a form sent twice adds one mitigation. Others who add one to this risk wait meanwhile."""
    wanted = {name: form.cleaned_data[name] for name in ("text", "owner", "source")}
    with transaction.atomic():
        Risk.everything.select_for_update().get(pk=risk.pk)
        return risk.mitigations.filter(**wanted).first()


def number(form: TrackedForm, mitigation: Tracked) -> None:
    """The next number of the risk's, those in the bin counted too."""
    if not mitigation.pk:
        used = Mitigation.everything.filter(risk=mitigation.risk).aggregate(Max("number"))["number__max"]
        mitigation.number = (used or 0) + 1


@editing_page
@form_page
def new_mitigation(request: HttpRequest, reference: str) -> HttpResponse:
    """Something more that is done about a risk."""
    risk = risk_at(request, reference)
    here = reverse("mitigation_new", args=[risk.reference])
    return mitigation_form(request, risk, Mitigation(risk=risk), "Add what is done about it", here)


@editing_page
@form_page
def edit_mitigation(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What is done about a risk, by its number."""
    risk = risk_at(request, reference)
    if number > LARGEST_NUMBER:
        raise Http404("There is no such mitigation.")
    mitigation = get_object_or_404(risk.mitigations, number=number)
    here = reverse("mitigation_edit", args=[risk.reference, number])
    return mitigation_form(request, risk, mitigation, f"Edit mitigation {number}", here)
