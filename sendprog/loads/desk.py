"""The import desk in the admin: upload, check, preview, confirm, look back, undo, purge."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from sendprog.loads.actions import (
    NotLoaded,
    PreviewAgain,
    confirm,
    kept,
    last_month_begun,
    planned,
    purge,
    receive,
)
from sendprog.loads.check_report import as_rows, by_code, grouped
from sendprog.loads.exempt_rows import hides_some, rows_for
from sendprog.loads.forms import ConfirmForm, ReasonForm, UploadForm
from sendprog.loads.kinds import KINDS, listed
from sendprog.loads.models import Load, LoadState, MonthLock
from sendprog.loads.templates_and_export import MEDIA_TYPES, export, template
from sendprog.loads.undoing import undo, undo_plan
from sendprog.pages.exports import csv_bytes
from sendprog.records.fields import MonthField
from sendprog.tracked_admin import AddOnly, PlainAdmin, TrackedAdmin, month_column

# Rows of a preview shown on its page; the file holds the others.
ROWS_SHOWN = 200
LONGEST_NUMBER = 18


@admin.register(MonthLock)
class MonthLockAdmin(TrackedAdmin):
    """Months whose figures are closed. Put one in the bin to open its month again."""

    list_display = (month_column("month"), "reason")
    reason_required = True
    # Django's calendar writes styles into the page, which ours forbid.
    formfield_overrides = TrackedAdmin.formfield_overrides | {MonthField: {"widget": AdminTextInputWidget}}


def of_a_load(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about one load: for those who may bring files (or, to read, look at loads)."""

    def found(self: "LoadAdmin", request: HttpRequest, pk: int, **address: Any) -> HttpResponse:
        known = Load.objects.select_related("file", "received_by", "confirmed_by", "undoes")
        load = known.filter(pk=pk).first() if pk <= BigIntegerField.MAX_BIGINT else None
        if load is None:
            raise Http404
        return view(self, request, load, **address)

    return found


@admin.register(Load)
class LoadAdmin(AddOnly, PlainAdmin):
    """Files of figures. Nothing is loaded before it was previewed and confirmed."""

    list_display = ("pk", "kind_words", "file_name", "state_words", "received_at", "whose")
    list_display_links = ("pk", "file_name")
    list_filter = ("state", "kind")
    search_fields = ("file_name", "sha256")
    list_select_related = ("received_by", "undone_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .defer("problems", "warnings", "undone_by__problems", "undone_by__warnings")
        )

    @admin.display(description="kind", ordering="kind")
    def kind_words(self, load: Load) -> str:
        return KINDS[load.kind].title

    @admin.display(description="state", ordering="state")
    def state_words(self, load: Load) -> str:
        return "Undone" if hasattr(load, "undone_by") else load.get_state_display()

    @admin.display(description="brought by", ordering="received_by")
    def whose(self, load: Load) -> str:
        return load.received_by.role_title or load.received_by.get_username()

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("add/", wrap(self.upload_view), name="sendprog_load_add"),
            path(
                "blank/<slug:kind>.<slug:ending>",
                wrap(require_safe(self.blank_view)),
                name="sendprog_load_blank",
            ),
            path(
                "stored/<slug:kind>.<slug:ending>",
                wrap(require_safe(self.stored_view)),
                name="sendprog_load_stored",
            ),
            path("<int:pk>/confirm/", wrap(require_POST(self.confirm_view)), name="sendprog_load_confirm"),
            path("<int:pk>/undo/", wrap(self.undo_view), name="sendprog_load_undo"),
            path("<int:pk>/purge/", wrap(self.purge_view), name="sendprog_load_purge"),
            path("<int:pk>/file/", wrap(require_safe(self.file_view)), name="sendprog_load_file"),
            path(
                "<int:pk>/problems.csv", wrap(require_safe(self.problems_view)), name="sendprog_load_problems"
            ),
            *[one for one in super().get_urls() if one.name != "sendprog_load_add"],
        ]

    # Rights

    def may_load(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def may_read(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def may_see_all(self, request: HttpRequest, load: Load) -> None:
        if hides_some(request.user, load):
            raise PermissionDenied

    # Pages

    def page(
        self, request: HttpRequest, name: str, title: str, *, status: int = 200, **context: Any
    ) -> TemplateResponse:
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/loads/{name}.html", shown, status=status)

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Bring a file; a GET with ?kind= chooses the kind."""
        self.may_load(request)
        form = UploadForm(
            request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")}
        )
        if request.method == "POST" and form.is_valid():
            load = receive(by=request.user, kind=form.cleaned_data["kind"], given=form.given)
            return HttpResponseRedirect(self.address(load))
        status = 422 if form.is_bound else 200
        return self.page(
            request, "upload", "Bring figures", form=form, kinds=listed(), endings=MEDIA_TYPES, status=status
        )

    def address(self, load: Load, name: str = "change") -> str:
        return reverse(f"admin:sendprog_load_{name}", args=[load.pk])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        if not object_id.isdecimal() or not object_id.isascii() or len(object_id) > LONGEST_NUMBER:
            raise Http404
        return self.load_view(request, pk=int(object_id))

    @of_a_load
    def load_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """What became of a file: its problems, its preview, or what was loaded."""
        self.may_read(request)
        if load.state == LoadState.WAITING:
            return self.preview(request, load)
        context = {
            "load": load,
            "kind": KINDS[load.kind],
            "file_kept": is_kept(load),
            "may_load": self.has_add_permission(request),
        }
        if load.state == LoadState.REFUSED:
            return self.page(
                request, "refused", "This file was refused", groups=grouped(load.messages), **context
            )
        rows = rows_for(request.user, load)[: ROWS_SHOWN + 1]
        title = "An undo" if load.undoes_id else "Loaded"
        undone = getattr(load, "undone_by", None)
        return self.page(
            request,
            "batch",
            title,
            rows=rows[:ROWS_SHOWN],
            more=len(rows) > ROWS_SHOWN,
            undone=undone,
            **context,
        )

    def preview(
        self, request: HttpRequest, load: Load, form: ConfirmForm | None = None, refusal: str = ""
    ) -> HttpResponse:
        """What the file would do now, with the form that confirms just this."""
        try:
            _, plan = planned(load)
        except NotLoaded as error:
            return self.page(
                request, "stopped", "This file can't be loaded now", load=load, refusal=str(error)
            )
        warnings = by_code(plan.warnings)
        if form is None or refusal:
            form = form or ConfirmForm(codes=headings(warnings))
            form.initial["seen"] = plan.digest
        asked = [
            (code, heading, groups, form.of(code) if code in form.codes else [])
            for code, heading, groups in warnings
        ]
        return self.page(
            request,
            "preview",
            "Preview",
            load=load,
            kind=KINDS[load.kind],
            plan=plan,
            rows=plan.rows[:ROWS_SHOWN],
            warnings=asked,
            form=form,
            refusal=refusal,
            earlier=Load.objects.filter(sha256=load.sha256, state=LoadState.CONFIRMED, undoes=None)
            .exclude(pk=load.pk)
            .first(),
            may_load=self.has_add_permission(request),
            status=422 if form.is_bound else 200,
        )

    @of_a_load
    def confirm_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """Load what was previewed, or say what is missing with everything typed kept."""
        self.may_load(request)
        if load.state != LoadState.WAITING:
            return HttpResponseRedirect(self.address(load))
        codes = [name.removeprefix("answer_") for name in request.POST if name.startswith("answer_")]
        try:
            _, plan = planned(load)
        except NotLoaded:
            return HttpResponseRedirect(self.address(load))
        form = ConfirmForm(request.POST, codes=headings(by_code(plan.warnings)))
        if request.POST.get("seen") != plan.digest:
            return self.moved(request, load, codes)
        if not form.is_valid():
            return self.preview(request, load, form)
        try:
            confirm(
                by=request.user,
                load=load,
                seen=form.cleaned_data["seen"],
                reason=form.cleaned_data["reason"],
                answers=form.answers,
            )
        except PreviewAgain:
            return self.moved(request, load, codes)
        except NotLoaded as error:
            return self.preview(request, load, form, refusal=str(error))
        messages.success(request, f"Loaded: {counted(plan.counts)}.")
        return HttpResponseRedirect(self.address(load))

    def moved(self, request: HttpRequest, load: Load, codes: list[str]) -> HttpResponse:
        """The records changed since the preview: show it anew, with the reasons typed before."""
        _, plan = planned(load)
        typed = {"reason": request.POST.get("reason", "")}
        typed |= {name: request.POST.get(name, "") for code in codes for name in (f"answer_{code}",)}
        form = ConfirmForm(codes=headings(by_code(plan.warnings)), initial=typed)
        refusal = "The records changed since you looked. This is what the file would do now: look at it again, then confirm."
        answer = self.preview(request, load, form, refusal=refusal)
        answer.status_code = 409
        return answer

    @of_a_load
    def undo_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """What undoing would do to each record, then the undoing."""
        self.may_load(request)
        self.may_see_all(request, load)
        if (
            load.state != LoadState.CONFIRMED
            or load.undoes_id
            or (hasattr(load, "undone_by") and request.method != "POST")
        ):
            return HttpResponseRedirect(self.address(load))
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            batch = undo(by=request.user, load=load, reason=form.cleaned_data["reason"])
            messages.success(request, f"Undone: {counted(batch.counts)}.")
            return HttpResponseRedirect(self.address(batch))
        status = 422 if form.is_bound else 200
        return self.page(
            request, "undo", "Undo a load", load=load, form=form, rows=undo_plan(load), status=status
        )

    @of_a_load
    def purge_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """Take away the bytes of a kept file, with a reason."""
        self.may_load(request)
        if not is_kept(load):
            return HttpResponseRedirect(self.address(load))
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            purge(by=request.user, load=load, reason=form.cleaned_data["reason"])
            messages.success(request, "The file's content was removed. Its name and hash stay.")
            return HttpResponseRedirect(self.address(load))
        return self.page(
            request,
            "purge",
            "Remove a file's content",
            load=load,
            form=form,
            status=422 if form.is_bound else 200,
        )

    # Files

    @of_a_load
    def file_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """The file as it came, for its loaders and auditors alone, under a name of ours."""
        if not request.user.has_perm("sendprog.download_load"):
            raise PermissionDenied
        self.may_see_all(request, load)
        try:
            content = kept(load).content
        except NotLoaded as error:
            raise Http404(str(error)) from error
        ending = "xlsx" if content[:2] == b"PK" else "csv"
        return download(content, "application/octet-stream", f"load-{load.pk}.{ending}")

    @of_a_load
    def problems_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        self.may_read(request)
        return download(csv_bytes(as_rows(load.messages)), MEDIA_TYPES["csv"], f"load-{load.pk}-problems.csv")

    def blank_view(self, request: HttpRequest, kind: str, ending: str) -> HttpResponse:
        self.may_load(request)
        return self.made(template, kind, ending, "template")

    def stored_view(self, request: HttpRequest, kind: str, ending: str) -> HttpResponse:
        self.may_load(request)
        return self.made(export, kind, ending, "stored")

    def made(self, maker: Callable[..., bytes], kind: str, ending: str, what: str) -> HttpResponse:
        if kind not in KINDS or ending not in MEDIA_TYPES:
            raise Http404
        return download(
            maker(KINDS[kind], ending, last_month_begun()), MEDIA_TYPES[ending], f"{kind}-{what}.{ending}"
        )


def is_kept(load: Load) -> bool:
    return load.file is not None and load.file.content is not None


def headings(warnings: list[tuple]) -> list[tuple[str, str]]:
    return [(code, heading) for code, heading, _ in warnings]


def counted(counts: dict[str, int]) -> str:
    """ "8 new, 1 changed, 2 unchanged"."""
    return ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in counts.items())


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file under a name of ours, that no browser shows or keeps."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
