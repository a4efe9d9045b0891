"""Typing that survives an expired session: the sign-in page carries the signed form, then shows it
again.
"""

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

from sendprog.editing.form_requests import SHOW_ONLY

SALT = "sendprog.carrying"
# Seconds: at least as long as a session lasts.
MAX_AGE = 60 * 60 * 24
NOT_CARRIED = {"csrfmiddlewaretoken", SHOW_ONLY}


def sign_post(request: HttpRequest) -> str:
    """The address and fields of a POST as signed text."""
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_CARRIED}
    return signing.dumps(
        {"path": request.get_full_path(), "fields": fields}, salt=SALT, compress=True
    )


def load_post(text: str) -> tuple[str, QueryDict] | None:
    """The address and fields of a signed POST; None where the signature is wrong or too old."""
    try:
        carried = signing.loads(text, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    fields = QueryDict(mutable=True)
    for name, values in carried["fields"].items():
        fields.setlist(name, values)
    return carried["path"], fields


def editing_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of each page that saves: for signed-in users, never cached, its typing survives a
    sign-in.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
        elif request.method == "POST":
            response = sign_in_page(request, sign_post(request))
        else:
            response = redirect_to_login(request.get_full_path())
        response["Cache-Control"] = "private, no-store"
        return response

    wrapped.shows_typing = True
    return wrapped


def sign_in_page(request: HttpRequest, carried: str) -> HttpResponse:
    """The sign-in page, which carries a signed POST."""
    context = {
        "form": SignIn.form_class(request),
        "next": request.get_full_path(),
        "carried": carried,
    }
    return render(request, "registration/login.html", context)


class SignIn(LoginView):
    """Sign in; a form that was carried along is shown again, filled in but not saved."""

    template_name = "registration/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        carried = self.request.POST.get("carried", "")
        return super().get_context_data(**kwargs) | {
            "carried": carried if load_post(carried) else ""
        }

    def form_valid(self, form: Any) -> HttpResponse:
        return self.resumed(super().form_valid(form))

    def resumed(self, response: HttpResponse) -> HttpResponse:
        """The form that was carried along, else the response."""
        carried = load_post(self.request.POST.get("carried", ""))
        return filled_in_again(self.request, *carried) if carried else response


def shows_typing(path: str) -> bool:
    """Whether the address is an editing page: only those can show typing without saving it."""
    try:
        return getattr(resolve(path).func, "shows_typing", False)
    except Resolver404:
        return False


def filled_in_again(request: HttpRequest, address: str, fields: QueryDict) -> HttpResponse:
    """The page at an address with its form filled in; the user still has to save it.

    Another site may have sent these fields, so whatever the page writes is rolled back.
    """
    path, _, query = address.partition("?")
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return render(
            request, "stand_in.html", {"title": "That address can't be opened"}, status=400
        )
    if not shows_typing(path):
        return render(
            request, "editing/send_again.html", {"fields": typed_fields(fields)}, status=403
        )
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
    """The page for a form opened before the last sign-in: not saved, but its typing can be sent
    again.
    """
    context = {
        "carried": sign_post(request) if shows_typing(request.path) else "",
        "fields": typed_fields(request.POST),
    }
    return render(request, "editing/send_again.html", context, status=403)


def typed_fields(fields: QueryDict) -> list[tuple[str, str]]:
    """The name and text of each field that was filled in, without hidden fields and passwords."""
    hidden = NOT_CARRIED | {"version", "carried", "next"}
    names = [name for name in fields if name not in hidden and "password" not in name]
    return [(name, value) for name in names for value in fields.getlist(name) if value]


@require_POST
def carried_page(request: HttpRequest) -> HttpResponse:
    """Show a carried form filled in again; somebody who is signed out signs in first."""
    text = request.POST.get("carried", "")
    carried = load_post(text)
    if carried is None:
        advice = (
            "It was too long ago. Go back in your browser to find your typing, and copy it into "
            "a new form."
        )
        return render(
            request,
            "stand_in.html",
            {"title": "That typing can't be shown", "advice": advice},
            status=400,
        )
    if not request.user.is_authenticated:
        return sign_in_page(request, text)
    return filled_in_again(request, *carried)
