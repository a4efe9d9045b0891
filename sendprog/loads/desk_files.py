"""The files that the import desk hands out: an upload, its problems, templates, stored records."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from sendprog.loads.actions import LoadError, current_month, file_of_load
from sendprog.loads.check_report import csv_rows
from sendprog.loads.exempt_rows import has_hidden_rows
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import Load
from sendprog.loads.templates_and_export import MEDIA_TYPES, stored_file, template_file
from sendprog.pages.exports import csv_bytes

# The views that a load of several kinds has elsewhere.
OF_ONE_KIND = ("load_view", "headings_view", "confirm_view", "undo_view", "problems_view")


def view_of_load(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: give the view the load with the key `pk`, or answer 404."""

    def load_view(self: "LoadFiles", request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        loads = Load.objects.select_related("file", "received_by", "confirmed_by", "undoes")
        load = loads.filter(pk=pk).first() if pk <= BigIntegerField.MAX_BIGINT else None
        if load is None:
            raise Http404
        if load.kind not in KINDS and view.__name__ in OF_ONE_KIND:
            return redirect("set_up_load", load.pk)
        return view(self, request, load, **kwargs)

    return load_view


class LoadFiles(ModelAdmin):
    """The rights of the desk, and its views of files to download."""

    def require_may_load(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def require_may_read(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def require_may_see_all(self, request: HttpRequest, load: Load) -> None:
        if has_hidden_rows(request.user, load):
            raise PermissionDenied

    @view_of_load
    def file_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """The file as uploaded, for figures administrators and auditors, under a neutral name."""
        if not request.user.has_perm("sendprog.download_load"):
            raise PermissionDenied
        self.require_may_see_all(request, load)
        try:
            content = file_of_load(load).content
        except LoadError as error:
            raise Http404(str(error)) from error
        ending = "xlsx" if content[:2] == b"PK" else "csv"
        return download(content, "application/octet-stream", f"load-{load.pk}.{ending}")

    @view_of_load
    def problems_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        self.require_may_read(request)
        name = f"load-{load.pk}-problems.csv"
        return download(csv_bytes(csv_rows(load.messages)), MEDIA_TYPES["csv"], name)

    def template_view(self, request: HttpRequest, kind: str, ending: str) -> HttpResponse:
        return self.kind_file(request, template_file, kind, ending, f"{kind}-template")

    def stored_view(self, request: HttpRequest, kind: str, ending: str) -> HttpResponse:
        return self.kind_file(request, stored_file, kind, ending, f"{kind}-stored")

    def kind_file(
        self, request: HttpRequest, make: Callable[..., bytes], kind: str, ending: str, name: str
    ) -> HttpResponse:
        self.require_may_load(request)
        if kind not in KINDS or ending not in MEDIA_TYPES:
            raise Http404
        content = make(KINDS[kind], ending, current_month())
        return download(content, MEDIA_TYPES[ending], f"{name}.{ending}")


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to download under this name, never displayed or stored by the browser."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
