"""Views of the site itself: health checks, colour, sign-out, statements and error pages."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sendprog.pages.mounted_pages import Query
from sendprog.pages.responses import with_cache_headers
from sendprog.pages.statements import STATEMENTS
from sendprog.records.triggers import missing_triggers
from sendprog.values.wording import plural


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 if the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if the database is ready for this release, else 503 with the reasons."""
    try:
        reasons = list(missing_from_database())
    except DatabaseError:
        reasons = ["the database does not answer"]
    if reasons:
        return JsonResponse({"status": "; ".join(reasons)}, status=503)
    return JsonResponse({"status": "ok"})


def missing_from_database() -> Iterator[str]:
    """What the database lacks: migrations, and the triggers that are created after them."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield f"pending: {plural(len(pending), 'migration')}"
    if missing := missing_triggers(connection.alias):
        yield f"missing: {plural(len(missing), 'trigger')}"


@require_safe
@cache_control(max_age=3600, public=True)
def council_css(request: HttpRequest) -> HttpResponse:
    """A style sheet that sets --council to the council's colour."""
    return HttpResponse(f":root{{--council:{settings.SENDPROG_COLOUR}}}", content_type="text/css")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """GET shows the button; POST signs out and clears the browser's data of this site."""
    if request.method != "POST":
        return render(request, "registration/sign_out.html")
    logout(request)
    response = redirect("login")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """The statement at this address, for everybody."""
    address = request.path.removeprefix("/")
    page = STATEMENTS[address](Query(address, QueryDict()))
    response = render(request, "statement.html", {"page": page})
    return with_cache_headers(request, response, None)


def error_page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    """An error page that needs no database, which may be what failed."""
    context = {"title": title, "advice": advice}
    return render(request, "stand_in.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400, "That request can't be read", "Go back and try again.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(
        request,
        403,
        "You may not see this page",
        "Ask an administrator of this site if you need it.",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(
        request, 404, "Page not found", "Check the address, or start again from the overview."
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(
        request, 500, "Sorry, there is a problem", "Nothing you typed was saved. Try again later."
    )
