"""The page on which an officer changes the dates and stages of their milestones, with one Save."""

import re
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sendprog.editing.edit_conflicts import IN_THE_BIN
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.reader_bar import forget_to_do
from sendprog.records.history import change
from sendprog.records.rights import editable_records, require_permission
from sendprog.records.snapshots import today
from sendprog.values.wording import plural
from strands.forms.milestone_grid import MilestoneRowForm, row_form
from strands.models import Milestone
from strands.owed import manages_rounds, task_list_of, writes_updates

MOST_ROWS = 100
SENT = re.compile(r"m([0-9]{1,18})-version")


@editing_page
@form_page
def my_milestones(request: HttpRequest) -> HttpResponse:
    """Every open milestone of this person's strands as a row: the overdue ones first."""
    require_permission(manages_rounds(request.user) or writes_updates(request.user))
    if request.method != "POST":
        forms = [
            MilestoneRowForm(instance=milestone, on=today())
            for milestone in milestones_in_order(request)
        ]
        for form in forms[:1]:
            form.fields["forecast"].widget.attrs["autofocus"] = True
        return grid_page(request, forms)
    if not is_submitted(request):
        return grid_page(request, list(sent_rows(request)))
    try:
        with change(by=request.user) as current_change:
            forms = list(sent_rows(request))
            changed = [form for form in forms if form.has_changed()]
            if not all(form.is_valid() for form in changed):
                raise ValidationError("The grid has errors.")
            for form in changed:
                current_change.reason = form.reason
                save_grid_row(form)
    except ValidationError:
        return grid_page(request, forms)
    forget_to_do(request)
    text = f"Saved: {plural(len(changed), 'milestone')}." if changed else "Nothing was different."
    messages.success(request, text)
    return redirect("my_updates")


def milestones_in_order(request: HttpRequest) -> list[Milestone]:
    owed = task_list_of(request.user, today())
    overdue = {milestone.pk for milestone in owed.milestones}
    others = [each for each in owed.open_milestones if each.pk not in overdue]
    return [*owed.milestones, *others][:MOST_ROWS]


def sent_rows(request: HttpRequest) -> Iterator[MilestoneRowForm]:
    """The rows that were sent, of milestones that this person may edit, in the order sent."""
    keys = [int(match[1]) for name in request.POST if (match := SENT.fullmatch(name))][:MOST_ROWS]
    stored = Milestone.everything.filter(pk__in=keys).select_for_update(of=("self",))
    by_key = {milestone.pk: milestone for milestone in stored.order_by("pk")}
    milestones = [by_key[key] for key in keys if key in by_key]
    sent = Milestone.everything.filter(pk__in=by_key)
    require_permission(len(editable_records(request.user, sent)) == len(milestones))
    for milestone in milestones:
        form = row_form(request.POST, milestone, today())
        if milestone.deleted_at and form.has_changed():
            form.add_error(None, IN_THE_BIN)
        yield form


def save_grid_row(form: MilestoneRowForm) -> None:
    if form.changes_what_reason_explains:
        form.instance.reason = form.cleaned_data["why"]
    form.save()


def grid_page(request: HttpRequest, forms: list[MilestoneRowForm]) -> HttpResponse:
    return render(
        request,
        "strands/milestone_grid.html",
        {
            "forms": forms,
            "has_errors": any(
                form.errors for form in forms if form.is_bound and form.has_changed()
            ),
            "here": reverse("my_milestones"),
        },
    )
