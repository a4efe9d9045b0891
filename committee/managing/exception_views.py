"""The pages on which an exception is answered, by an officer, and closed, by a manager's decision."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from committee.managing.scorecard_forms import (
    CloseExceptionForm,
    ExceptionForm,
)
from committee.models.scorecard import (
    ExceptionClosing,
    ScorecardException,
)
from committee.scorecard.exceptions import ShownException, shown_exception
from committee.scorecard.line_of_readings import rated_days
from committee.snapshot.scorecard import EXCEPTIONS
from sendprog.editing.edit_views import Editing, edit
from sendprog.editing.form_requests import form_page
from sendprog.editing.forms import TrackedForm
from sendprog.editing.signin_resume import editing_page
from sendprog.pages.addresses import live_address
from sendprog.records.history import Tracked
from sendprog.records.rights import (
    can_edit,
    has_model_permission,
    require_permission,
)
from sendprog.records.snapshots import live_snapshot, today
from sendprog.values.wording import day

# The largest number that the column can hold, and its digits.
LARGEST_NUMBER = 2_147_483_647
DIGITS = 10


def exception_or_404(number: str) -> ScorecardException:
    """The exception of the number in an address. Raises Http404 where there is none."""
    if not number.isdecimal() or int(number[:DIGITS]) > LARGEST_NUMBER or len(number) > DIGITS:
        raise Http404("There is no such exception.")
    records = ScorecardException.objects.select_related("strand")
    return get_object_or_404(records, number=int(number))


def shown(record: ScorecardException) -> ShownException:
    """The exception as members see it. Raises Http404 where they don't."""
    snapshot = live_snapshot()
    rows = [row for row in snapshot[EXCEPTIONS] if row.number == record.number]
    if not rows:
        raise Http404("There is no such exception.")
    return shown_exception(snapshot, rows[0])


@editing_page
@form_page
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Say why a measure is past its floor, what is done, who answers for it, and until when."""
    record = exception_or_404(number)
    require_permission(can_edit(request.user, record))
    may_decide = has_model_permission(request.user, "change", ScorecardException)
    extra = {"close": reverse("exception_close", args=[number])} if may_decide else {}
    editing = Editing(
        form_class=ExceptionForm,
        template="committee/exception_form.html",
        context=context_of(record, "exception_edit") | extra,
        success_url=live_address("scorecard"),
        success_message=saved_message,
        form_options={"may_assign": may_decide},
    )
    return page_or_closed(request, record, editing)


@editing_page
@form_page
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Close an exception by decision, with the reason."""
    require_permission(has_model_permission(request.user, "change", ScorecardException))
    record = exception_or_404(number)
    lead = "Another opens only if a later reading is past the floor. Members see the reason."
    editing = Editing(
        form_class=CloseExceptionForm,
        template="editing/form.html",
        context=context_of(record, "exception_close") | {"lead": lead, "submit": "Close it"},
        success_url=live_address("scorecard"),
        success_message=f"Exception {number} is closed.",
        before_saving=close_by_decision,
    )
    return page_or_closed(request, record, editing)


def context_of(record: ScorecardException, url_name: str) -> dict[str, object]:
    exception = shown(record)
    verb = "Close exception" if url_name == "exception_close" else "Exception"
    return {
        "title": f"{verb} {record.number}: {exception.label}",
        "exception": exception,
        "here": reverse(url_name, args=[record.number]),
        "back": (live_address("scorecard"), "The scorecard"),
        "history": reverse("history", args=[record._meta.label_lower, record.pk]),
    }


def page_or_closed(
    request: HttpRequest, record: ScorecardException, editing: Editing
) -> HttpResponse:
    """The form; of one that is closed, that it is, unless something was typed for it."""
    if record.is_open or request.method == "POST":
        return edit(request, record, editing)
    advice = f"It was closed on {day(record.closed_on)}. {record.closing_reason}"
    context = {
        "title": f"Exception {record.number} is closed",
        "advice": advice,
    }
    return render(request, "stand_in.html", context, status=404)


def close_by_decision(form: TrackedForm, record: Tracked) -> None:
    """Close it today, for every reading that there is now."""
    readings = rated_days(live_snapshot(), record.measure)
    record.closing, record.closed_on = (
        ExceptionClosing.DECISION,
        max(today(), record.opened_on),
    )
    record.covers_to = max([record.reading_day, *(when for when, _ in readings)])


def saved_message(record: ScorecardException) -> str:
    """What is still to be said, if anything."""
    parts = {
        "the cause": record.cause,
        "the action": record.action,
        "who answers for it": record.owner,
        "the date": record.expected,
    }
    lacking = [name for name, value in parts.items() if not value]
    if not lacking:
        return f"Saved: exception {record.number} is answered."
    return f"Saved. Still to be said: {', '.join(lacking)}."
