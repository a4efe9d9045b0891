"""The manager's pages of exempt records: list them, mark a record exempt, lift its exemption."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sendprog.editing.edit_views import Editing, add_undo_message, edit
from sendprog.editing.exemption_forms import ExemptionForm
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.history_views import check_unchanged, posted_reason, record_at
from sendprog.editing.restoring import CannotRestore, move_to_bin
from sendprog.editing.signin_resume import editing_page
from sendprog.records.exemptions import (
    EXEMPTIBLE,
    Exemption,
    Paragraph,
    exemption_of,
    exemptions_with_records,
)
from sendprog.records.history import Tracked
from sendprog.records.rights import has_model_permission, require_permission
from sendprog.records.snapshots import today


@editing_page
@require_safe
def exempt_list(request: HttpRequest) -> HttpResponse:
    """Every exempt record, with the paragraph, the reason, and who decided."""
    require_permission(has_model_permission(request.user, "view", Exemption))
    lines = exemptions_with_records()
    context = {
        "lines": lines,
        "paragraphs": sorted({Paragraph(exemption.paragraph) for exemption, _ in lines}),
        "may_lift": has_model_permission(request.user, "change", Exemption),
        "kinds": exemptible_kinds(),
    }
    return render(request, "editing/exempt.html", context)


def exemptible_kinds() -> list[tuple[str, str]]:
    """The plural name of each kind of record that can be exempt, and the address of its list in the
    admin.
    """
    kinds = []
    for exemptible in EXEMPTIBLE.values():
        options = exemptible.model._meta
        address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
        kinds.append((str(options.verbose_name_plural), address))
    return sorted(kinds)


def exemptible_record(request: HttpRequest, label: str, pk: int) -> Tracked:
    """The record at an address, for whoever may mark it; 404 for a kind that can't be exempt."""
    require_permission(has_model_permission(request.user, "change", Exemption))
    record = record_at(request.user, label, pk)
    if record._meta.label_lower not in EXEMPTIBLE:
        raise Http404("Records of this kind can't be exempt.")
    return record


@editing_page
@form_page
def mark(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Mark a record exempt, or change the details of its exemption."""
    record = exemptible_record(request, label, pk)
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
        success_message=(
            f"Saved: “{record}” is exempt. It has left every public page, "
            "and Part II of the next edition prints it."
        ),
        form_options={"on": today()},
        find_existing=lambda form: exemption_of(record),
    )
    return edit(
        request, current or Exemption(kind=record._meta.label_lower, key=record.pk), editing
    )


@editing_page
@form_page
def lift(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Lift a record's exemption, so that public pages show it again.

    The exemption goes in the bin.
    """
    record = exemptible_record(request, label, pk)
    current, problem = exemption_of(record), ""
    if current is None and request.method == "POST":
        messages.success(request, "It was lifted already.")
        return redirect("exempt")
    if current is None:
        raise Http404("This record is not exempt.")
    if is_submitted(request):
        try:
            lift_exemption(request, current)
            add_undo_message(request, f"Lifted: “{record}” is no longer exempt.", current)
            return redirect("exempt")
        except CannotRestore as error:
            problem = str(error)
    context = {"record": record, "exemption": current, "problem": problem, "here": request.path}
    context["why"] = request.POST.get("why", "")
    return render(request, "editing/lift_exempt.html", context)


def lift_exemption(request: HttpRequest, exemption: Exemption) -> None:
    """Put the exemption in the bin.

    Raises CannotRestore without a reason, or where somebody changed it.
    """
    reason = posted_reason(request)
    if not reason:
        raise CannotRestore("Say why it is no longer exempt: the reason is saved in the history.")
    check_unchanged(request, exemption)
    move_to_bin(exemption, by=request.user, reason=f"Exemption lifted. {reason}")
