"""The import desk in the admin: upload, check, preview, confirm, look back, undo, purge."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from sendprog.loads.actions import (
    HeadingsToSettle,
    LoadError,
    confirm,
    plan_load,
    purge,
    receive,
)
from sendprog.loads.after_load import changed_pages, last_month, missing_steps, next_step
from sendprog.loads.check_report import WARNING_TITLES, group_messages, group_warnings
from sendprog.loads.desk_files import view_of_load
from sendprog.loads.desk_steps import LoadSteps
from sendprog.loads.exempt_rows import visible_rows
from sendprog.loads.forms import ConfirmForm, ReasonForm, UploadForm
from sendprog.loads.kinds import KINDS, kinds_by_title, title_of_kind
from sendprog.loads.models import Load, LoadRow, LoadState
from sendprog.loads.past_loads import routine_reason
from sendprog.loads.planning import LoadPlan
from sendprog.loads.templates_and_export import MEDIA_TYPES
from sendprog.loads.undoing import undo_load, undo_plan
from sendprog.tracked_admin import AddOnly, PlainAdmin

# The most rows that a page shows.
ROWS_SHOWN = 200
LONGEST_NUMBER = 18
CHANGED_SINCE_PREVIEW = (
    "The records changed since you looked. "
    "This is what the file would do now: look at it again, then confirm."
)


@admin.register(Load)
class LoadAdmin(LoadSteps, AddOnly, PlainAdmin):
    """Files of figures. Nothing is loaded before it was previewed and confirmed."""

    list_display = ("pk", "kind_title", "file_name", "state_label", "received_at", "uploader")
    list_display_links = ("pk", "file_name")
    list_filter = ("state", "kind")
    search_fields = ("file_name", "sha256")
    list_select_related = ("received_by", "undone_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        loads = super().get_queryset(request)
        return loads.defer("problems", "warnings", "undone_by__problems", "undone_by__warnings")

    @admin.display(description="kind", ordering="kind")
    def kind_title(self, load: Load) -> str:
        return title_of_kind(load.kind)

    @admin.display(description="state", ordering="state")
    def state_label(self, load: Load) -> str:
        return "Undone" if hasattr(load, "undone_by") else load.get_state_display()

    @admin.display(description="uploaded by", ordering="received_by")
    def uploader(self, load: Load) -> str:
        return load.received_by.role_title or load.received_by.get_username()

    def get_urls(self) -> list[URLPattern]:
        def read(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            return self.admin_site.admin_view(require_safe(view))

        write = self.admin_site.admin_view
        confirm_view = write(require_POST(self.confirm_view))
        inherited = [url for url in super().get_urls() if url.name != "sendprog_load_add"]
        return [
            path("add/", write(self.upload_view), name="sendprog_load_add"),
            path(
                "blank/<slug:kind>.<slug:ending>",
                read(self.template_view),
                name="sendprog_load_blank",
            ),
            path(
                "stored/<slug:kind>.<slug:ending>",
                read(self.stored_view),
                name="sendprog_load_stored",
            ),
            path("<int:pk>/confirm/", confirm_view, name="sendprog_load_confirm"),
            path("<int:pk>/headings/", write(self.headings_view), name="sendprog_load_headings"),
            path("<int:pk>/aside/", write(self.set_aside_view), name="sendprog_load_set_aside"),
            path("<int:pk>/undo/", write(self.undo_view), name="sendprog_load_undo"),
            path("<int:pk>/purge/", write(self.purge_view), name="sendprog_load_purge"),
            path("<int:pk>/file/", read(self.file_view), name="sendprog_load_file"),
            path("<int:pk>/problems.csv", read(self.problems_view), name="sendprog_load_problems"),
            *inherited,
        ]

    # Pages

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Upload a file; ?kind= preselects the kind."""
        self.require_may_load(request)
        kind = request.GET.get("kind", "")
        form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": kind})
        if request.method == "POST" and form.is_valid():
            load = receive(by=request.user, kind=form.cleaned_data["kind"], file=form.file)
            return HttpResponseRedirect(self.address(load))
        return self.page(
            request,
            "upload",
            "Upload figures",
            form=form,
            kinds=kinds_by_title(),
            endings=MEDIA_TYPES,
            status=422 if form.is_bound else 200,
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        if not object_id.isdecimal() or not object_id.isascii() or len(object_id) > LONGEST_NUMBER:
            raise Http404
        return self.load_view(request, pk=int(object_id))

    @view_of_load
    def load_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """A load's problems, its preview, or what was loaded."""
        self.require_may_read(request)
        if load.state == LoadState.WAITING:
            return self.preview(request, load)
        context = {
            "load": load,
            "kind": KINDS[load.kind],
            "may_load": self.has_add_permission(request),
        }
        if load.state == LoadState.REFUSED:
            context["groups"] = group_messages(load.messages)
            return self.page(request, "refused", "This file was refused", **context)
        if load.state == LoadState.SET_ASIDE:
            return self.page(request, "aside", "This load was set aside", **context)
        rows = list(visible_rows(request.user, load))
        context |= self.after_load(request, load, rows)
        context |= {
            "rows": rows[:ROWS_SHOWN],
            "more": len(rows) > ROWS_SHOWN,
            "undone": getattr(load, "undone_by", None),
            "counts": counts_text(load.counts),
        }
        return self.page(request, "batch", "An undo" if load.undoes_id else "Loaded", **context)

    def after_load(self, request: HttpRequest, load: Load, rows: list[LoadRow]) -> dict[str, Any]:
        """The pages that a load changed, what is missing still, and the next step."""
        missing = missing_steps(last_month(rows))
        return {
            "pages": changed_pages(KINDS[load.kind], rows),
            "missing": missing,
            "next_step": next_step(request.user, missing),
        }

    def preview(self, request: HttpRequest, load: Load) -> HttpResponse:
        """What the file would do now, with the form that confirms it; first its headings' meaning."""
        try:
            plan = plan_load(load)
        except LoadError as error:
            if isinstance(error, HeadingsToSettle) and self.has_add_permission(request):
                return self.headings_view(request, pk=load.pk)
            return self.stopped(request, load, error)
        if plan.matches.to_settle and self.has_add_permission(request):
            return self.headings_view(request, pk=load.pk)
        form = confirm_form(load, plan)
        return self.preview_page(request, load, plan, form=form)

    def preview_again(
        self, request: HttpRequest, load: Load, error: LoadError | None = None
    ) -> HttpResponse:
        """The preview with what was typed, and why nothing was loaded.

        Uses the plan of the error, if any.
        """
        try:
            plan = error.plan if error and error.plan else plan_load(load)
        except LoadError as refusal:
            return self.stopped(request, load, refusal, status=409)
        if request.POST.get("seen") != plan.digest:
            form = changed_form(plan, request.POST)
            context = {"form": form, "refusal": CHANGED_SINCE_PREVIEW, "status": 409}
        else:
            form = ConfirmForm(request.POST, codes=plan.codes, is_routine=plan.is_routine)
            refusal = str(error) if error and form.is_valid() else ""
            context = {"form": form, "refusal": refusal, "status": 422}
        return self.preview_page(request, load, plan, **context)

    def preview_page(
        self, request: HttpRequest, load: Load, plan: LoadPlan, **context: Any
    ) -> HttpResponse:
        form = context["form"]
        return self.page(
            request,
            "preview",
            "Preview",
            load=load,
            kind=KINDS[load.kind],
            plan=plan,
            headings=[(match.heading, match.column) for match in plan.matches.chosen],
            counts=counts_text(plan.counts),
            rows=plan.rows[:ROWS_SHOWN],
            warnings=[
                (*warning, form.fields_of(warning[0])) for warning in group_warnings(plan.warnings)
            ],
            may_load=self.has_add_permission(request),
            **context,
        )

    @view_of_load
    def confirm_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """Load what was previewed, or show the preview again with everything typed."""
        self.require_may_load(request)
        if load.state != LoadState.WAITING:
            return HttpResponseRedirect(self.address(load))
        codes = [code for code in WARNING_TITLES if f"answer_{code}" in request.POST]
        # Whether a reason is needed is known with the plan.
        form = ConfirmForm(request.POST, codes=codes, is_routine=True)
        if not form.is_valid():
            return self.preview_again(request, load)
        try:
            load = confirm(
                by=request.user,
                load=load,
                seen=form.cleaned_data["seen"],
                reason=form.cleaned_data["reason"],
                answers=form.answers,
            )
        except LoadError as error:
            return self.preview_again(request, load, error)
        messages.success(request, f"Loaded: {counts_text(load.counts)}.")
        return HttpResponseRedirect(self.address(load))

    @view_of_load
    def undo_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """What undoing would do to each record, and the undoing."""
        self.require_may_load(request)
        self.require_may_see_all(request, load)
        is_undone = hasattr(load, "undone_by") and request.method != "POST"
        if load.state != LoadState.CONFIRMED or load.undoes_id or is_undone:
            return HttpResponseRedirect(self.address(load))
        form = ReasonForm(request.POST or None)
        status, refusal = 422 if form.is_bound else 200, ""
        if request.method == "POST" and form.is_valid():
            try:
                batch = undo_load(by=request.user, load=load, reason=form.cleaned_data["reason"])
            except LoadError as error:
                status, refusal = 409, str(error)
            else:
                messages.success(request, f"Undone: {counts_text(batch.counts)}.")
                return HttpResponseRedirect(self.address(batch))
        context = {"load": load, "form": form, "rows": undo_plan(load), "refusal": refusal}
        return self.page(request, "undo", "Undo a load", status=status, **context)

    @view_of_load
    def purge_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """Remove the content of a stored file, with a reason."""
        self.require_may_load(request)
        if not load.has_content:
            return HttpResponseRedirect(self.address(load))
        done = "The file's content was removed. Its name and hash stay."
        return self.reason_page(request, load, "purge", "Remove a file's content", purge, done=done)


def changed_form(plan: LoadPlan, posted: QueryDict) -> ConfirmForm:
    """The form for a plan that changed since its preview, with the reasons typed before and no
    ticks.
    """
    typed = {f"answer_{code}": posted.get(f"answer_{code}", "") for code in WARNING_TITLES}
    initial = {**typed, "reason": posted.get("reason", ""), "seen": plan.digest}
    return ConfirmForm(codes=plan.codes, is_routine=plan.is_routine, initial=initial)


def confirm_form(load: Load, plan: LoadPlan) -> ConfirmForm:
    """The form that confirms a plan; a routine one has the reason of the last load of its kind."""
    reason = routine_reason(load) if plan.is_routine else ""
    initial = {"seen": plan.digest, "reason": reason}
    return ConfirmForm(codes=plan.codes, is_routine=plan.is_routine, initial=initial)


def counts_text(counts: dict[str, int]) -> str:
    """ "8 new, 1 changed, 2 unchanged"."""
    return ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in counts.items())
