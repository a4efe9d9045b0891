"""The page that loads official statistics: choose files, look at what is in them, confirm."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ehcp.models import Sen2Release
from ehcp.official.forms import ConfirmReleaseForm, ReleaseForm
from ehcp.official.preview import preview_lines
from ehcp.official.storing import Incoming, Origin, read_incoming, store_content, store_files
from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.signin_resume import editing_page
from sendprog.models import StoredFile
from sendprog.records.people import User
from sendprog.records.rights import has_model_permission, require_permission
from sendprog.values.wording import joined, plural

SALT = "ehcp.official.load"
# Seconds in which a preview can be confirmed.
MAX_AGE = 60 * 60 * 4
LOADED_SHOWN = 100
TOO_OLD = "This preview is too old, or not yours: choose the files again."


@dataclass(frozen=True)
class Preview:
    """A file's name with what is in it; `problems` where it can't be loaded."""

    name: str
    lines: tuple[str, ...]
    has_problems: bool


@editing_page
@form_page
def official_load(request: HttpRequest) -> HttpResponse:
    """Choose the files of a release, look at what is in them, and confirm."""
    require_permission(has_model_permission(request.user, "add", Sen2Release))
    if not is_submitted(request):
        return load_page(request, ReleaseForm())
    if "token" in request.POST:
        return confirmed(request)
    form = ReleaseForm(request.POST, request.FILES)
    if not form.is_valid():
        return load_page(request, form, status=422)
    incoming = [read_incoming(file.name, file.read()) for file in form.cleaned_data["files"]]
    return files_preview(request, form, incoming)


def load_page(
    request: HttpRequest, form: ReleaseForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    """The upload, and what was loaded, the newest first."""
    releases = (
        Sen2Release.objects.select_related("loaded_by", "file")
        .defer("file__content")
        .order_by("-loaded_at", "-pk")
    )
    context = {"form": form, "refusal": refusal, "releases": releases[:LOADED_SHOWN]}
    return render(request, "ehcp/official_load.html", context, status=status)


def files_preview(
    request: HttpRequest, form: ReleaseForm, incoming: list[Incoming]
) -> HttpResponse:
    """What each file is and would change; with the button where there is something to load."""
    previews = [
        Preview(one.name, tuple(preview_lines(one)), bool(one.problems)) for one in incoming
    ]
    has_problems = any(preview.has_problems for preview in previews)
    new = [one for one in incoming if one.known is None]
    context: dict[str, Any] = {
        "previews": previews,
        "has_problems": has_problems,
        "title": form.cleaned_data["title"],
        "published": form.cleaned_data["published"],
        "confirm": None,
    }
    if new and not has_problems:
        token = preview_token(request.user, form, new)
        context["confirm"] = ConfirmReleaseForm(initial={"token": token})
    status = 422 if has_problems else 200
    return render(request, "ehcp/official_preview.html", context, status=status)


def preview_token(user: User, form: ReleaseForm, incoming: list[Incoming]) -> str:
    """The stored files with what was said of them, signed: what is confirmed is what was shown."""
    files = [store_content(one, user).pk for one in incoming]
    said = {
        "files": files,
        "title": form.cleaned_data["title"],
        "published": form.cleaned_data["published"].isoformat(),
        "user": user.pk,
    }
    return signing.dumps(said, salt=SALT)


def confirmed(request: HttpRequest) -> HttpResponse:
    """Load the files of a preview; those that were loaded meanwhile change nothing."""
    try:
        said = signing.loads(request.POST["token"], salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        said = {"user": None}
    if said["user"] != request.user.pk:
        return load_page(request, ReleaseForm(), status=409, refusal=TOO_OLD)
    files = StoredFile.objects.filter(pk__in=said["files"], content__isnull=False).order_by("pk")
    incoming = [
        replace(read_incoming(file.name, bytes(file.content)), stored=file) for file in files
    ]
    origin = Origin(said["title"], date.fromisoformat(said["published"]))
    releases = store_files(incoming, by=request.user, origin=origin)
    if releases:
        kinds = joined([release.get_topic_display() for release in releases])
        messages.success(request, f"Loaded: {plural(len(releases), 'file')} ({kinds}).")
    else:
        messages.success(request, "These files were loaded already: nothing is changed.")
    return redirect("official_load")
