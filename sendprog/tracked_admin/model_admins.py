"""Admin classes of records: each request is one change, by the signed-in user, with the reason
given.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import IntegrityError, models
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from sendprog.records.exemptions import EXEMPTIBLE, SEE_EXEMPT, Exemption, exemptible_foreign_keys
from sendprog.records.history import change
from sendprog.records.rights import has_model_permission, is_hidden_from
from sendprog.tracked_admin.changelists import SafeListMixin
from sendprog.tracked_admin.fields import (
    REASON,
    SEEN,
    Fieldsets,
    FieldsMixin,
    reason_given,
    with_form_fields,
)
from sendprog.tracked_admin.forms import REASON_NEEDED, RecordForm, RefusableForm, referring_records
from sendprog.tracked_admin.questions import (
    ANSWER,
    ASKED,
    CORRECT,
    LONGEST_ANSWER,
    NOT_SAVED,
    AsksFirst,
    answer_given,
    ask_first,
    digest_of,
)


def reason_with_answer(request: HttpRequest) -> str:
    """The reason as typed, and what was found where the admin asked before saving."""
    answer = answer_given(request)
    parts = (reason_given(request), f"Asked before saving: {answer}" if answer else "")
    return " ".join(part for part in parts if part)


class OneChangeMixin(SafeListMixin, FieldsMixin):
    """Everything that a request writes is one change by its user, and moves the data version once."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        if CORRECT in request.POST:
            request.refusal = NOT_SAVED
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with change(by=request.user, reason=reason_with_answer(request)):
                return super().changeform_view(request, object_id, form_url, extra_context)
        except AsksFirst as asked:
            return self.questions_page(request, asked.questions)
        except IntegrityError as error:
            # A rule that only the database knows. Nothing was saved: show the form again, with the
            # error.
            request.refusal = str(error).partition("\n")[0]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        return form

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        if not change or form.has_changed():
            ask_first(request, obj, form.changed_data)
            super().save_model(request, obj, form, change)

    def save_formset(
        self,
        request: HttpRequest,
        form: forms.ModelForm,
        formset: forms.BaseModelFormSet,
        change: bool,
    ) -> None:
        for row in formset.forms:
            if row.has_changed() and row not in formset.deleted_forms:
                ask_first(request, row.instance, row.changed_data)
        super().save_formset(request, form, formset, change)

    def questions_page(self, request: HttpRequest, questions: list[str]) -> HttpResponse:
        """Before saving: what may be a slip, with everything typed and a box for what was found."""
        own = ("csrfmiddlewaretoken", ANSWER, ASKED)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Is this right?",
            "questions": {digest_of(question): question for question in questions},
            "typed": {name: texts for name, texts in request.POST.lists() if name not in own},
            "correct": CORRECT,
            "is_unanswered": ASKED in request.POST and not answer_given(request),
            "longest": LONGEST_ANSWER,
        }
        return TemplateResponse(request, "admin/questions.html", context, status=422)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with change(by=request.user, reason=reason_given(request)):
            return super().delete_view(request, object_id, extra_context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with change(by=request.user, reason=reason_given(request)):
            return super().changelist_view(request, extra_context)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        for record in queryset:
            self.delete_model(request, record)


class PlainAdmin(OneChangeMixin, admin.ModelAdmin):
    """Records of a model without history."""

    form = RefusableForm


class AddOnly:
    """Records that are added and viewed, never changed or deleted."""

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class TrackedAdmin(OneChangeMixin, SimpleHistoryAdmin):
    """Tracked records: deleting moves them to the bin, and their history is read-only."""

    form = RecordForm
    reason_required = False
    delete_confirmation_template = "admin/tracked_delete_confirmation.html"
    delete_selected_confirmation_template = "admin/tracked_delete_selected_confirmation.html"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.reason_required = self.reason_required
        return form

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Fieldsets:
        names = [REASON]
        if obj is not None:
            names = [REASON, SEEN] if self.has_change_permission(request, obj) else []
        return with_form_fields(super().get_fieldsets(request, obj), names, "Why")

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> list[str]:
        if getattr(request, "reads_history", False):
            return [field.name for field in self.opts.fields if field.editable]
        return list(super().get_readonly_fields(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not getattr(request, "reads_history", False) and super().has_change_permission(
            request, obj
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **form: Any
    ) -> HttpResponse:
        """Add the address at which the record is marked exempt, for those who may."""
        obj = form.get("obj")
        may_mark = has_model_permission(request.user, "change", Exemption)
        if obj is not None and obj._meta.label_lower in EXEMPTIBLE and may_mark:
            context["exempt_address"] = reverse("exempt_mark", args=[obj._meta.label_lower, obj.pk])
        return super().render_change_form(request, context, **form)

    # The bin

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        """Finds a record in the bin too where its form is posted, so that what was typed is shown
        again.
        """
        record, key = super().get_object(request, object_id, from_field), self.key(object_id)
        is_posted_form = request.method == "POST" and request.resolver_match.url_name.endswith(
            "_change"
        )
        if record is not None or key is None or not is_posted_form:
            return record
        record = self.model.everything.filter(pk=key).first()
        return None if record is None or is_hidden_from(request.user, record) else record

    def get_deleted_objects(self, objs: Iterable[models.Model], request: HttpRequest) -> tuple:
        """Only the records themselves go in the bin; those that others refer to are protected."""
        records = list(objs)
        missing_permissions = (
            set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        )
        protected = []
        for record in records:
            protected += [
                f"{other._meta.verbose_name}: {other}" for other in referring_records(record)
            ]
        counts = {self.opts.verbose_name_plural: len(records)}
        return [str(record) for record in records], counts, missing_permissions, protected

    def lacks_reason(self, request: HttpRequest) -> bool:
        """Whether the reason that this deletion requires is missing; adds a message if so."""
        lacks = self.reason_required and not reason_given(request)
        if lacks:
            self.message_user(request, REASON_NEEDED, messages.ERROR)
        return lacks

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        extra_context = {"reason_required": self.reason_required, **(extra_context or {})}
        if request.method == "POST" and self.lacks_reason(request):
            return HttpResponseRedirect(request.get_full_path())
        return super().delete_view(request, object_id, extra_context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        confirmed = request.POST.get("action") == "delete_selected" and "post" in request.POST
        if confirmed and self.lacks_reason(request):
            request.POST = request.POST.copy()
            del request.POST["post"]
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse):
            # The confirmation page of a deletion.
            response.context_data["reason_required"] = self.reason_required
        return response

    # History

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        key = self.key(object_id)
        if key is None:
            raise Http404
        self.refuse_hidden(request, self.model.everything.filter(pk=key).first())
        return super().history_view(request, str(key), extra_context)

    def refuse_hidden(self, request: HttpRequest, record: models.Model | None) -> None:
        """404 where this user may not know that the record exists."""
        if record is not None and is_hidden_from(request.user, record):
            raise Http404

    def set_history_delta_changes(
        self, request: HttpRequest, records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """Related records may be exempt now: users who may not see those read a key instead of a
        name.
        """
        may_name = request.user.has_perm(SEE_EXEMPT) or not exemptible_foreign_keys(self.model)
        super().set_history_delta_changes(request, records, foreign_keys_are_objs and may_name)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict | None = None,
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        keys = self.key(object_id), self.key(version_id)
        if None in keys:
            raise Http404
        entry = self.model.history.filter(history_id=keys[1]).first()
        self.refuse_hidden(request, self.model.everything.filter(pk=keys[0]).first())
        self.refuse_hidden(request, entry and entry.instance)
        request.reads_history = True
        return super().history_form_view(request, *map(str, keys), extra_context)
