"""The manager's pages of exempt business: what is exempt, marking a record, and lifting its exemption."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sendprog.editing.edit_views import Editing, add_undo_message, edit
from sendprog.editing.exemption_forms import ExemptionForm
from sendprog.editing.history_views import record_at, unless_changed
from sendprog.editing.restoring import CannotRestore, bin_it
from sendprog.editing.signin_resume import editing_page
from sendprog.editing.submission import form_page, is_submitted
from sendprog.records.exemptions import EXEMPTIBLE, Exemption, Paragraph, exemption_of
from sendprog.records.history import Tracked
from sendprog.records.rights import has_model_permission, require_permission
from sendprog.records.snapshots import today


@editing_page
@require_safe
def exempt_list(request: HttpRequest) -> HttpResponse:
    """Everything that is exempt, with its paragraph, the reason, and who decided."""
    require_permission(has_model_permission(request.user, "view", Exemption))
    lines = [(one, one.record) for one in Exemption.objects.all()]
    may_lift = has_model_permission(request.user, "change", Exemption)
    paragraphs = sorted({Paragraph(one.paragraph) for one, _ in lines})
    context = {"lines": lines, "paragraphs": paragraphs, "may_lift": may_lift, "kinds": kinds()}
    return render(request, "editing/exempt.html", context)


def kinds() -> list[tuple[str, str]]:
    """What can be exempt, in words, and the admin's list of each."""
    found = [known.model._meta for known in EXEMPTIBLE.values()]
    return sorted(
        (str(one.verbose_name_plural), reverse(f"admin:{one.app_label}_{one.model_name}_changelist"))
        for one in found
    )


def markable(request: HttpRequest, label: str, pk: int) -> Tracked:
    """The record of an address, which may be marked; 404 for a kind that can't be exempt."""
    require_permission(has_model_permission(request.user, "change", Exemption))
    record = record_at(request.user, label, pk)
    if record._meta.label_lower not in EXEMPTIBLE:
        raise Http404("Records of this kind can't be exempt.")
    return record


@editing_page
@form_page
def mark(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Mark a record exempt, or correct what is said of its exemption."""
    record = markable(request, label, pk)
    current = exemption_of(record)
    context = {
        "title": "Exempt from publication" if current else "Mark as exempt",
        "lead": str(record),
        "here": request.path,
        "back": (reverse("exempt"), "Everything exempt"),
        "exempt": record,
        "is_marked": current is not None,
        "marking_note": EXEMPTIBLE[record._meta.label_lower].marking_note,
    }
    editing = Editing(
        form_class=ExemptionForm,
        template="editing/mark_exempt.html",
        context=context,
        success_url=reverse("exempt"),
        success_message=f"Saved: “{record}” is exempt. It has left every public page; Part II of the next edition tells it.",
        form_options={"on": today()},
        find_existing=lambda form: exemption_of(record),
    )
    return edit(request, current or Exemption(kind=record._meta.label_lower, key=record.pk), editing)


@editing_page
@form_page
def lift(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Lift a record's exemption: it stands on public pages again. The exemption goes in the bin, its history stays."""
    record = markable(request, label, pk)
    current, problem = exemption_of(record), ""
    if current is None and request.method == "POST":
        messages.success(request, "It was lifted already.")
        return redirect("exempt")
    if current is None:
        raise Http404("This record is not exempt.")
    if is_submitted(request):
        why = request.POST.get("why", "").replace("\x00", "").strip()[:500]
        try:
            if not why:
                raise CannotRestore("Say why it is no longer exempt: the reason is kept in the history.")
            unless_changed(request, current)
            bin_it(current, by=request.user, reason=f"Exemption lifted. {why}")
            add_undo_message(request, f"Lifted: “{record}” is no longer exempt.", current)
            return redirect("exempt")
        except CannotRestore as error:
            problem = str(error)
    context = {"record": record, "exemption": current, "problem": problem, "here": request.path}
    return render(request, "editing/lift_exempt.html", context)
