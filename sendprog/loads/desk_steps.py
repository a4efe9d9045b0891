"""The desk's steps before a load: saying what headings stand for, and setting a load aside."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from sendprog.loads.actions import LoadError, check_file, file_of_load, mark_refused, set_aside
from sendprog.loads.check_report import group_messages
from sendprog.loads.checking import CheckResult
from sendprog.loads.desk_files import LoadFiles, view_of_load
from sendprog.loads.forms import ReasonForm
from sendprog.loads.heading_choices import ChoiceConflict, save_choices
from sendprog.loads.heading_forms import HeadingsForm
from sendprog.loads.headings import How
from sendprog.loads.kinds import KINDS
from sendprog.loads.models import Load, LoadState

SETTLED_MEANWHILE = "Somebody settled these headings meanwhile: look at them again."


class LoadSteps(LoadFiles):
    """Pages of a load that waits."""

    def page(
        self, request: HttpRequest, name: str, title: str, *, status: int = 200, **context: Any
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            **context,
        }
        return TemplateResponse(request, f"admin/loads/{name}.html", context, status=status)

    def address(self, load: Load, name: str = "change") -> str:
        return reverse(f"admin:sendprog_load_{name}", args=[load.pk])

    def stopped(
        self, request: HttpRequest, load: Load, error: LoadError, *, status: int = 200
    ) -> HttpResponse:
        """A file that was accepted on upload and can't be loaded now."""
        title = "This file can't be loaded now"
        return self.page(request, "stopped", title, load=load, refusal=str(error), status=status)

    @view_of_load
    def headings_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """What the file's headings stand for; what is said is kept for the next file."""
        self.require_may_load(request)
        if load.state != LoadState.WAITING:
            return HttpResponseRedirect(self.address(load))
        try:
            result = check_file(load.kind, file_of_load(load))
        except LoadError as error:
            return self.stopped(request, load, error)
        form = headings_form(load, result, request.POST or None)
        if request.method != "POST" or not form.is_valid():
            return self.headings_page(request, load, result, form)
        try:
            reason = f"Load {load.pk}: the headings of {load.file_name}"
            save_choices(by=request.user, kind=load.kind, columns=form.columns, reason=reason)
        except ChoiceConflict:
            form = headings_form(load, result, None)
            return self.headings_page(request, load, result, form, SETTLED_MEANWHILE)
        result = check_file(load.kind, file_of_load(load))
        if result.problems and not result.has_headings_to_settle:
            mark_refused(load, result)
        return HttpResponseRedirect(self.address(load))

    def headings_page(
        self,
        request: HttpRequest,
        load: Load,
        result: CheckResult,
        form: HeadingsForm,
        refusal: str = "",
    ) -> HttpResponse:
        status = 409 if refusal else 422 if form.is_bound else 200
        return self.page(
            request,
            "headings",
            "Your headings, and ours",
            load=load,
            kind=KINDS[load.kind],
            exact=result.matches.of(How.EXACT),
            form=form,
            others=group_messages(result.other_problems),
            refusal=refusal,
            status=status,
        )

    @view_of_load
    def set_aside_view(self, request: HttpRequest, load: Load) -> HttpResponse:
        """Set a load that waits aside, with a reason."""
        if not request.user.has_perm("sendprog.set_aside_load"):
            raise PermissionDenied
        if load.state != LoadState.WAITING:
            return HttpResponseRedirect(self.address(load))
        done = "The load was set aside. Nothing of it was loaded."
        return self.reason_page(
            request, load, "set_aside", "Set this load aside", set_aside, done=done
        )

    def reason_page(
        self,
        request: HttpRequest,
        load: Load,
        name: str,
        title: str,
        action: Callable[..., object],
        *,
        done: str,
    ) -> HttpResponse:
        """A page that asks for a reason; with one, the action on the load, and `done` is said."""
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            action(by=request.user, load=load, reason=form.cleaned_data["reason"])
            messages.success(request, done)
            return HttpResponseRedirect(self.address(load))
        status = 422 if form.is_bound else 200
        return self.page(request, name, title, load=load, form=form, status=status)


def headings_form(load: Load, result: CheckResult, data: Any) -> HeadingsForm:
    return HeadingsForm(data, kind=KINDS[load.kind], matches=result.matches, samples=result.samples)
