"""Typing that survives an expired session: the sign-in page carries it, signed, and gives it back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import LoginView, redirect_to_login
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sendprog.editing.submission import SHOW_ONLY

SALT = "sendprog.carrying"
# As long as a session: an afternoon's typing, not last week's.
LONGEST = 60 * 60 * 12
NEVER_CARRIED = {"csrfmiddlewaretoken", SHOW_ONLY}


def packed(request: HttpRequest) -> str:
    """The address and fields of a POST, signed."""
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in NEVER_CARRIED}
    return signing.dumps({"path": request.get_full_path(), "fields": fields}, salt=SALT, compress=True)


def unpacked(text: str) -> tuple[str, QueryDict] | None:
    """The address and fields again; None where they were not packed here, or too long ago."""
    try:
        carried = signing.loads(text, salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    fields = QueryDict(mutable=True)
    for name, values in carried["fields"].items():
        fields.setlist(name, values)
    return carried["path"], fields


def editing_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of every page of ours that saves: signed in only, never stored by a browser, typing carried over a sign-in."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
        elif request.method == "POST":
            response = sign_in_page(request, packed(request))
        else:
            response = redirect_to_login(request.get_full_path())
        response["Cache-Control"] = "private, no-store"
        return response

    wrapped.shows_typing = True
    return wrapped


def sign_in_page(request: HttpRequest, carried: str) -> HttpResponse:
    """The sign-in page with the typing in it."""
    context = {"form": SignIn.form_class(request), "next": request.get_full_path(), "carried": carried}
    return render(request, "registration/login.html", context)


class SignIn(LoginView):
    """Sign in; typing that came along is shown again in its form, not yet saved."""

    template_name = "registration/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        carried = self.request.POST.get("carried", "")
        return super().get_context_data(**kwargs) | {"carried": carried if unpacked(carried) else ""}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        carried = unpacked(self.request.POST.get("carried", ""))
        return shown_again(self.request, *carried) if carried else response


def shows_typing(path: str) -> bool:
    """Whether the address is a page of ours that shows typing again. Nobody else's page knows to save nothing of it."""
    try:
        return getattr(resolve(path).func, "shows_typing", False)
    except Resolver404:
        return False


def shown_again(request: HttpRequest, address: str, fields: QueryDict) -> HttpResponse:
    """The form that the typing belongs to, filled in as it was; saving is left to the person.

    The typing may be somebody else's, sent from another site: whatever the page does with it, nothing of it is kept.
    """
    path, _, query = address.partition("?")
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return render(request, "stand_in.html", {"title": "That address can't be opened"}, status=400)
    if not shows_typing(path):
        return render(request, "editing/send_again.html", {"fields": typed(fields)}, status=403)
    match = resolve(path)
    fields[SHOW_ONLY] = "1"
    request.path = request.path_info = path
    request.GET, request.META["QUERY_STRING"] = QueryDict(query), query
    request.POST = fields  # type: ignore[assignment]
    request.resolver_match = match
    with transaction.atomic():
        response = match.func(request, *match.args, **match.kwargs)
        transaction.set_rollback(True)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form opened before signing in again is refused, but its typing is not lost: it is shown to be sent once more."""
    context = {
        "carried": packed(request) if shows_typing(request.path) else "",
        "fields": typed(request.POST),
    }
    return render(request, "editing/send_again.html", context, status=403)


def typed(fields: QueryDict) -> list[tuple[str, str]]:
    """What was typed, name and text, without what never leaves this site."""
    hidden = NEVER_CARRIED | {"version", "carried", "next"}
    shown = [name for name in fields if name not in hidden and "password" not in name]
    return [(name, value) for name in shown for value in fields.getlist(name) if value]


@require_POST
def carried_page(request: HttpRequest) -> HttpResponse:
    """Typing that was refused for an old token, in its form again; somebody signed out signs in first."""
    text = request.POST.get("carried", "")
    carried = unpacked(text)
    if carried is None:
        advice = (
            "It was too long ago. Go back in your browser to find your typing, and copy it into a new form."
        )
        return render(
            request, "stand_in.html", {"title": "That typing can't be shown", "advice": advice}, status=400
        )
    if not request.user.is_authenticated:
        return sign_in_page(request, text)
    return shown_again(request, *carried)
