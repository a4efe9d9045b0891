"""The pages of people: who may do what, adding somebody, and seeing to their account."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sendprog.accounts.account_events import AccountEvent, last_sign_ins, save_event
from sendprog.accounts.giving_roles import may_see_to, roles_to_give
from sendprog.accounts.second_factor import app_of, remove_app
from sendprog.accounts.set_password_links import (
    INVITATION,
    can_send_email,
    link_for,
    prints_letters,
    reaches_nobody,
    send_link,
    site_address,
)
from sendprog.accounts.sign_in_limit import forget_addresses, forget_tries, locked_until
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.history_views import LARGEST_ID
from sendprog.editing.signin_resume import editing_page
from sendprog.models import User
from sendprog.records.rights import has_model_permission, require_permission
from sendprog.records.snapshots import today
from sendprog.values.wording import joined
from strands.actions.people import (
    Assignment,
    add_person,
    change_person,
    come_back,
    current_assignments,
    leave,
    without_officer,
)
from strands.forms.people import (
    MOST_ROWS,
    AssignmentForm,
    Assignments,
    LeaveForm,
    PersonForm,
    row_of,
)
from strands.models import Strand

SAVED_MEANWHILE = "Somebody else saved this address a moment ago. Look at the list of people."
# In the session: the link to show once to who made it.
LINK = "link_to_hand_on"
ROWS = "strands"
SIGN_INS_SHOWN = 5


@editing_page
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Every user, active or not, with their roles, and the strands that nobody looks after."""
    require_permission(has_model_permission(request.user, "view", User))
    context = {
        "people": [(row, can_see_to(request.user, row)) for row in people_with_sign_ins()],
        "may_add": bool(roles_to_give(request.user)),
        "without_officer": without_officer(Strand.objects.all(), today()),
    }
    return render(request, "strands/people.html", context)


def people_with_sign_ins() -> QuerySet[User]:
    """Every user, those who may sign in first, with the address of the last sign-in."""
    sign_ins = AccountEvent.objects.filter(
        person=OuterRef("pk"), kind=AccountEvent.Kind.SIGNED_IN
    ).order_by("-at", "-pk")
    users = User.objects.annotate(last_address=Subquery(sign_ins.values("address")[:1]))
    return users.order_by("-is_active", "username").prefetch_related("groups", "user_permissions")


def can_see_to(user: User, known: User) -> bool:
    """Whether the user may change the account; nobody changes what they themself may do."""
    return known != user and may_see_to(user, known)


@editing_page
@form_page
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody, and send them an invitation."""
    require_permission(bool(roles_to_give(request.user)))
    form, rows = forms_of(request, None)
    if not is_saving(request) or not all([form.is_valid(), rows.is_valid()]):
        return person_page(request, form, rows, None)
    try:
        added = add_person(by=request.user, **form_values(form, rows))
    except IntegrityError:
        form.add_error("email", SAVED_MEANWHILE)
        return person_page(request, form, rows, None)
    hand_link(request, added)
    return redirect("person", added.pk)


@editing_page
@form_page
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody's name, address, roles and strands."""
    known = person_to_see_to(request, pk)
    form, rows = forms_of(request, known)
    if not is_saving(request) or not all([form.is_valid(), rows.is_valid()]):
        return person_page(request, form, rows, known)
    try:
        change_person(known, by=request.user, **form_values(form, rows))
    except IntegrityError:
        form.add_error("email", SAVED_MEANWHILE)
        return person_page(request, form, rows, known)
    messages.success(request, "Saved. Where roles changed, they sign in again.")
    return redirect("person", pk)


def person_to_see_to(request: HttpRequest, pk: int) -> User:
    """404 if there is none; PermissionDenied unless the user may see to them, and not oneself."""
    require_permission(bool(roles_to_give(request.user)))
    known = get_object_or_404(User, pk=min(pk, LARGEST_ID))
    require_permission(can_see_to(request.user, known))
    return known


def is_saving(request: HttpRequest) -> bool:
    """Whether the form is to be saved, not only shown with more rows."""
    return is_submitted(request) and "more" not in request.POST


def forms_of(request: HttpRequest, known: User | None) -> tuple[PersonForm, Any]:
    """The form of the person and the rows of their strands."""
    options: dict[str, Any] = {"by": request.user, "person": known}
    stored = [row_of(officer) for officer in current_assignments(known)] if known else []
    if "more" in request.POST:
        # Not sent yet, so nothing is said to be wrong.
        typed = PersonForm(request.POST, **options)
        initial = {name: typed[name].data for name in typed.fields}
        return PersonForm(initial=initial, **options), rows_and_one_more(request.POST)
    data = request.POST if request.method == "POST" else None
    return PersonForm(data, **options), rows_of(data, stored)


def rows_of(data: QueryDict | None, initial: list[dict[str, Any]]) -> Any:
    strands = Strand.objects.all()
    return Assignments(data, initial=initial, prefix=ROWS, form_kwargs={"strands": strands})


def rows_and_one_more(data: QueryDict) -> Any:
    """The rows as they were typed, then blank ones: one more than the page had."""
    typed = typed_rows(data)
    rows = rows_of(None, typed)
    rows.extra = min(row_count(data) + 1, MOST_ROWS) - len(typed)
    return rows


def row_count(data: QueryDict) -> int:
    """How many rows the page had."""
    count = data.get(f"{ROWS}-TOTAL_FORMS", "")
    return min(int(count), MOST_ROWS) if count.isdecimal() else 0


def typed_rows(data: QueryDict) -> list[dict[str, Any]]:
    """The rows as they were typed, without the blank ones."""
    numbers, names = range(row_count(data)), AssignmentForm.base_fields
    rows = [{name: data.get(f"{ROWS}-{number}-{name}") for name in names} for number in numbers]
    return [row for row in rows if any(row.values())]


def form_values(form: PersonForm, rows: Any) -> dict[str, Any]:
    """What the valid forms say, as the actions take it."""
    given = [row.cleaned_data for row in rows.forms if row.cleaned_data]
    assignments = [
        Assignment(
            row["officer"], row["strand"], bool(row["deputy"]), row["valid_from"], row["valid_to"]
        )
        for row in given
    ]
    return {**form.cleaned_data, "assignments": assignments}


def person_page(
    request: HttpRequest, form: PersonForm, rows: Any, known: User | None
) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "person": known,
        "sends": can_send_email(),
        "is_printed": prints_letters(),
    }
    if known:
        context |= {
            "link": link_to_show(request, known),
            "locked_until": locked_until(known.username),
            "app": app_of(known),
            "sign_ins": last_sign_ins(known, SIGN_INS_SHOWN),
            "has_password": known.has_usable_password(),
        }
    return render(request, "strands/person.html", context)


def hand_link(request: HttpRequest, known: User) -> None:
    """Send a link to set a password; where no letter reaches them, show it to who asked for it."""
    known.refresh_from_db()
    link = link_for(known, INVITATION, site_address(request))
    save_event(known, AccountEvent.Kind.LINK_MADE, request=request, by=request.user)
    problem = send_link(known, INVITATION, link) if can_send_email() and known.email else ""
    if problem or reaches_nobody() or not known.email:
        request.session[LINK] = [known.pk, link]
    if problem:
        messages.warning(request, f"The letter was not sent: {problem}. Hand on the link below.")
    elif reaches_nobody() or not known.email:
        messages.success(request, f"{known.username} can set a password with the link below.")
    else:
        messages.success(request, f"An invitation is on its way to {known.email}.")


def link_to_show(request: HttpRequest, known: User) -> str:
    """The link that was made for this person a moment ago, once; else ""."""
    pk, link = request.session.get(LINK) or (None, "")
    if pk != known.pk or request.method != "GET":
        return ""
    del request.session[LINK]
    return link


@editing_page
@form_page
def leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves: their sessions, links and assignments end."""
    known = person_to_see_to(request, pk)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if is_submitted(request) and form.is_valid():
        left = leave(known, by=request.user, reason=form.cleaned_data["reason"], on=today())
        messages.success(request, left_message(known, left))
        return redirect("people")
    context = {
        "form": form,
        "record": known,
        "title": f"{known.get_full_name() or known.username} leaves",
        "lead": (
            "They are signed out everywhere and can't sign in again. What they look after ends with "
            "yesterday. What they wrote, and their name in histories, stays."
        ),
        "here": request.path,
        "back": (f"/people/{known.pk}/", "Back"),
        "submit": "They have left",
    }
    return render(request, "editing/form.html", context)


def left_message(known: User, strands: list[Strand]) -> str:
    if not strands:
        return f"{known.username} has left. Every strand that they looked after has somebody."
    names = joined([strand.name for strand in strands])
    return f"{known.username} has left. Nobody looks after {names} now: add somebody."


def lift_lock(request: HttpRequest, known: User) -> None:
    forget_tries(known.username, known.email)
    forget_addresses()
    save_event(known, AccountEvent.Kind.LOCK_LIFTED, request=request, by=request.user)
    messages.success(request, "They can try again.")


def take_app(request: HttpRequest, known: User) -> None:
    remove_app(known, by=request.user, request=request)
    messages.success(request, "The app is removed. They set up another at the next sign-in.")


def let_come_back(request: HttpRequest, known: User) -> None:
    come_back(known, by=request.user)
    hand_link(request, known)


ACTIONS: dict[str, Callable[[HttpRequest, User], None]] = {
    "link": hand_link,
    "unlock": lift_lock,
    "app": take_app,
    "back": let_come_back,
}


@editing_page
@require_POST
def see_to(request: HttpRequest, pk: int) -> HttpResponse:
    """What a button on a person's page does."""
    known = person_to_see_to(request, pk)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action and is_submitted(request):
        action(request, known)
    return redirect("person", pk)
