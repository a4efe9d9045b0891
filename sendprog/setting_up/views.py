"""The manager's pages that set a programme up: download, upload, preview, confirm, undo."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sendprog.editing.form_requests import form_page, is_submitted
from sendprog.editing.signin_resume import editing_page
from sendprog.loads.actions import LoadError, set_aside
from sendprog.loads.check_report import group_messages
from sendprog.loads.desk import counts_text
from sendprog.loads.desk_files import download
from sendprog.loads.exempt_rows import has_hidden_rows, visible_rows
from sendprog.loads.forms import ReasonForm
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.models import Load, LoadState
from sendprog.loads.templates_and_export import MEDIA_TYPES, XLSX
from sendprog.loads.time_limit import time_limit
from sendprog.loads.undoing import undo_load, undo_plan
from sendprog.records.rights import require_permission
from sendprog.setting_up.actions import (
    NOTHING_NEW,
    PROGRAMME,
    NotLookedAt,
    confirm_programme,
    receive_workbook,
    stored_programme_file,
    try_file,
)
from sendprog.setting_up.forms import ConfirmProgrammeForm, WorkbookForm
from sendprog.setting_up.ready_made import ready_made_sets, sets_with_state
from sendprog.setting_up.record_lines import record_lines
from sendprog.setting_up.running import ProgrammeRun
from sendprog.setting_up.writing import stored_workbook, template_bytes

SET_UP = "sendprog.set_up_programme"
# The most rows of a sheet, and of a load, that a page shows.
ROWS_SHOWN = 20
LOADED_SHOWN = 200
NOT_WANTED = "Not loaded after its preview"


def require_may_set_up(request: HttpRequest) -> None:
    require_permission(request.user.has_perm(SET_UP))


def load_at(request: HttpRequest, pk: int) -> Load:
    """The load of a programme's file; 404 for another load."""
    loads = Load.objects.select_related("file", "received_by", "confirmed_by", "undoes")
    loads = loads.filter(kind=PROGRAMME)
    load = loads.filter(pk=pk).first() if pk <= BigIntegerField.MAX_BIGINT else None
    if load is None:
        raise Http404
    return load


@editing_page
@form_page
def set_up(request: HttpRequest) -> HttpResponse:
    """The workbook to download, its upload, and what comes ready-made."""
    require_may_set_up(request)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if is_submitted(request) and form.is_valid():
        try:
            with time_limit():
                load = receive_workbook(by=request.user, file=form.file)
            return redirect("set_up_load", load.pk)
        except Unreadable as error:
            form.add_error("workbook", str(error))
    context = {
        "form": form,
        "loads": Load.objects.filter(kind=PROGRAMME).select_related("undone_by")[:ROWS_SHOWN],
        "ready_made": sets_with_state(),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "setting_up/set_up.html", context, status=status)


@editing_page
@require_safe
def empty_workbook(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    require_may_set_up(request)
    return download(template_bytes(), MEDIA_TYPES[XLSX], "programme-to-fill-in.xlsx")


@editing_page
@require_safe
def filled_workbook(request: HttpRequest) -> HttpResponse:
    """The programme that is stored, as its workbook."""
    require_may_set_up(request)
    return download(stored_workbook(), MEDIA_TYPES[XLSX], "programme.xlsx")


@editing_page
@form_page
def set_up_load(request: HttpRequest, pk: int) -> HttpResponse:
    """What a workbook would do, and the confirmation; or what was loaded."""
    if not request.user.has_perm(SET_UP) and not request.user.has_perm("sendprog.view_load"):
        raise PermissionDenied
    load = load_at(request, pk)
    if load.state == LoadState.REFUSED:
        return refused_page(request, load, load.messages)
    if load.state != LoadState.WAITING:
        return loaded_page(request, load)
    require_may_set_up(request)
    if is_submitted(request) and "aside" in request.POST:
        set_aside(by=request.user, load=load, reason=NOT_WANTED)
        messages.success(request, f"{load.file_name} was set aside: nothing was loaded.")
        return redirect("set_up")
    try:
        with time_limit():
            return confirmed_or_preview(request, load)
    except Unreadable as error:
        return refused_page(request, load, [Message(str(error))])


def confirmed_or_preview(request: HttpRequest, load: Load) -> HttpResponse:
    try:
        file = stored_programme_file(load)
    except LoadError as error:
        return refused_page(request, load, [Message(str(error))])
    if not is_submitted(request):
        return programme_preview(request, load, try_file(request.user, load, file))
    form = ConfirmProgrammeForm(request.POST, has_warnings=True)
    if not form.is_valid():
        return programme_preview(request, load, try_file(request.user, load, file), form)
    try:
        run = confirm_programme(
            by=request.user,
            load=load,
            file=file,
            seen=form.cleaned_data["seen"] or "-",
            reason=form.cleaned_data["reason"],
            looked=form.cleaned_data["looked"],
        )
    except NotLookedAt as error:
        form.add_error("looked", str(error))
        return programme_preview(request, load, try_file(request.user, load, file), form)
    except LoadError as error:
        run = try_file(request.user, load, file)
        return programme_preview(request, load, run, refusal=str(error))
    messages.success(request, f"Loaded: {counts_text(run.counts)}.")
    return redirect("set_up_load", load.pk)


def programme_preview(
    request: HttpRequest,
    load: Load,
    run: ProgrammeRun,
    form: ConfirmProgrammeForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    if run.problems:
        return refused_page(request, load, [problem.placed_message for problem in run.problems])
    if form is None:
        typed = {"seen": run.digest, "reason": request.POST.get("reason", "")}
        form = ConfirmProgrammeForm(has_warnings=bool(run.warnings), initial=typed)
    elif not run.warnings:
        del form.fields["looked"]
    context = {
        "load": load,
        "run": run,
        "form": form,
        "refusal": refusal,
        "counts": counts_text(run.counts),
        "sheets": [sheet for sheet in run.sheets if sheet.rows],
        "shown": ROWS_SHOWN,
        "warnings": [
            (sheet.kind, group_messages(warning.message for warning in sheet.warnings))
            for sheet in run.sheets
            if sheet.warnings
        ],
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "setting_up/preview.html", context, status=status)


def refused_page(request: HttpRequest, load: Load, problems: list[Message]) -> HttpResponse:
    """Every problem of a workbook."""
    context = {"load": load, "count": len(problems), "groups": group_messages(problems)}
    return render(request, "setting_up/refused.html", context)


def loaded_page(request: HttpRequest, load: Load) -> HttpResponse:
    """What a load did, or why it was refused."""
    rows = visible_rows(request.user, load).defer("old", "new")
    lines = record_lines((row, row.get_outcome_display(), row.note) for row in rows)
    context: dict[str, Any] = {
        "load": load,
        "rows": lines[:LOADED_SHOWN],
        "more": max(0, len(lines) - LOADED_SHOWN),
        "counts": counts_text(load.counts),
        "undone": getattr(load, "undone_by", None),
        "may_undo": request.user.has_perm(SET_UP)
        and load.state == LoadState.CONFIRMED
        and not load.undoes_id,
    }
    return render(request, "setting_up/loaded.html", context)


@editing_page
@form_page
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What undoing a load would do to each record, and the undoing."""
    require_may_set_up(request)
    load = load_at(request, pk)
    if has_hidden_rows(request.user, load):
        raise PermissionDenied
    if load.state != LoadState.CONFIRMED or load.undoes_id or hasattr(load, "undone_by"):
        return redirect("set_up_load", load.pk)
    form, refusal = ReasonForm(request.POST or None), ""
    if is_submitted(request) and form.is_valid():
        try:
            batch = undo_load(by=request.user, load=load, reason=form.cleaned_data["reason"])
        except LoadError as error:
            refusal = str(error)
        else:
            messages.success(request, f"Undone: {counts_text(batch.counts)}.")
            return redirect("set_up_load", batch.pk)
    undone = undo_plan(load)
    rows = record_lines((each.row, str(each.outcome.label), each.why) for each in undone)
    context = {
        "load": load,
        "form": form,
        "refusal": refusal,
        "rows": rows[:LOADED_SHOWN],
        "more": max(0, len(rows) - LOADED_SHOWN),
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "setting_up/undo.html", context, status=status)


@editing_page
@form_page
def ready_made(request: HttpRequest, slug: str) -> HttpResponse:
    """What a ready-made set adds, and its one button."""
    require_may_set_up(request)
    chosen = next((each for each in ready_made_sets() if each.slug == slug), None)
    if chosen is None:
        raise Http404
    refusal = ""
    if is_submitted(request):
        try:
            load = chosen.switch_on(by=request.user)
        except LoadError as error:
            if str(error) == NOTHING_NEW:
                messages.success(request, f"{chosen.group}, {chosen.title}: on already.")
                return redirect("set_up")
            refusal = str(error)
        else:
            messages.success(request, f"{chosen.group}, {chosen.title}: switched on.")
            return redirect("set_up_load", load.pk)
    context = {"chosen": chosen, "refusal": refusal}
    return render(request, "setting_up/ready_made.html", context, status=409 if refusal else 200)
