"""Admin pages: one deed is one change, by whoever is signed in, for the reason given."""

from collections.abc import Callable, Iterable
from datetime import MAXYEAR, date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from sendprog.records.exemptions import EXEMPTIBLE, SEE_EXEMPT, Exemption, exemptible_foreign_keys
from sendprog.records.history import change
from sendprog.records.rights import has_model_permission, is_hidden_from
from sendprog.tracked_admin.fields import REASON, SEEN, FieldsMixin, key_from, reason_given
from sendprog.tracked_admin.forms import (
    REASON_NEEDED,
    RecordForm,
    RefusableForm,
    RowForm,
    TrackedFormSet,
    referring_records,
)

LONGEST_SEARCH = 100
LETTERS_OF_A_YEAR, EARLIEST_YEAR = 4, 1000
ANY_DAY = {"year": "2000", "month": "1", "day": "1"}

Fieldsets = list[tuple[str | None, dict[str, Any]]]


def month_column(field: str, description: str = "month") -> Callable[[models.Model], str]:
    """A column of a list: "November 2024"."""

    @admin.display(description=description, ordering=field)
    def shown(record: models.Model) -> str:
        return f"{getattr(record, field):%B %Y}"

    return shown


def with_own_fields(fieldsets: Iterable, own: list[str], title: str | None = None) -> Fieldsets:
    """The fieldsets with the forms' own fields last: in a part of their own where that has a title."""
    plain = [
        (name, {**options, "fields": [field for field in options["fields"] if field not in (REASON, SEEN)]})
        for name, options in fieldsets
    ]
    if not own:
        return plain
    if title:
        return [*plain, (title, {"fields": own})]
    *others, (name, options) = plain
    return [*others, (name, {**options, "fields": [*options["fields"], *own]})]


class SafeListMixin:
    """Lists that answer any address, however odd."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        asked = request.GET.lists()
        if any("\x00" in text for name, values in asked for text in (name, *values)) or not self.day_exists(
            request
        ):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        if request.method == "POST":
            request.POST = self.with_real_selection(request)
        return super().changelist_view(request, extra_context)

    def day_exists(self, request: HttpRequest) -> bool:
        """Whether the year, month and day that the list is narrowed to, if it is, can be a date's, and the next year too."""
        parts = [request.GET.get(f"{self.date_hierarchy}__{part}", plain) for part, plain in ANY_DAY.items()]
        if not all(part.isascii() and part.isdigit() and len(part) <= LETTERS_OF_A_YEAR for part in parts):
            return False
        try:
            return EARLIEST_YEAR <= date(*map(int, parts)).year < MAXYEAR
        except ValueError:
            return False

    def with_real_selection(self, request: HttpRequest) -> Any:
        """What was posted, without ticked rows that can't be a record's."""
        posted = request.POST.copy()
        ticked = [key for key in posted.getlist(helpers.ACTION_CHECKBOX_NAME) if self.key(key) is not None]
        posted.setlist(helpers.ACTION_CHECKBOX_NAME, ticked)
        return posted

    def key(self, text: str) -> Any:
        """A record's key from an address, or None."""
        return key_from(unquote(text), self.model._meta.pk)

    def get_search_results(self, request: HttpRequest, queryset: models.QuerySet, search_term: str) -> tuple:
        return super().get_search_results(request, queryset, search_term.replace("\x00", "")[:LONGEST_SEARCH])


class OneChangeMixin(SafeListMixin, FieldsMixin):
    """Whatever one form writes is one change, by whoever is signed in, and moves the data's version once."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with change(by=request.user, reason=reason_given(request)):
                return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            # Only the database knows this rule; nothing was saved. The same form again, with the refusal on it.
            request.refused_by_database = str(error).partition("\n")[0]
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
            super().save_model(request, obj, form, change)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with change(by=request.user, reason=reason_given(request)):
            return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with change(by=request.user, reason=reason_given(request)):
            return super().changelist_view(request, extra_context)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        for record in queryset:
            self.delete_model(request, record)


class PlainTabularInline(FieldsMixin, admin.TabularInline):
    """One row a record, of those without a history of their own."""

    form = RefusableForm
    extra = 0


class PlainAdmin(OneChangeMixin, admin.ModelAdmin):
    """Records without a history of their own."""

    form = RefusableForm


class AddOnly:
    """What is written once: looked at and added to, never changed, never deleted."""

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class TrackedAdmin(OneChangeMixin, SimpleHistoryAdmin):
    """Tracked records: deleting puts in the bin, history is read, never written."""

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
        own = [REASON] if obj is None else [REASON, SEEN] if self.has_change_permission(request, obj) else []
        return with_own_fields(super().get_fieldsets(request, obj), own, "Why")

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        if getattr(request, "reads_history", False):
            return [field.name for field in self.opts.fields if field.editable]
        return list(super().get_readonly_fields(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return not getattr(request, "reads_history", False) and super().has_change_permission(request, obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **form: Any) -> HttpResponse:
        """With the way to say that a record is exempt, for those who say it."""
        obj = form.get("obj")
        if (
            obj is not None
            and obj._meta.label_lower in EXEMPTIBLE
            and has_model_permission(request.user, "change", Exemption)
        ):
            context["exempt_address"] = reverse("exempt_mark", args=[obj._meta.label_lower, obj.pk])
        return super().render_change_form(request, context, **form)

    # The bin

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        """Typing sent to what is in the bin by now still finds it, so as not to be lost."""
        found, key = super().get_object(request, object_id, from_field), self.key(object_id)
        if (
            found is None
            and key is not None
            and request.method == "POST"
            and request.resolver_match.url_name.endswith("_change")
        ):
            found = self.model.everything.filter(pk=key).first()
            return None if found is None or is_hidden_from(request.user, found) else found
        return found

    def get_deleted_objects(self, objs: Iterable[models.Model], request: HttpRequest) -> tuple:
        """What goes in the bin: the records themselves, and nothing while a record in use points at one of them."""
        records = list(objs)
        lacking = set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        protected = [
            f"{user._meta.verbose_name}: {user}" for record in records for user in referring_records(record)
        ]
        return (
            [str(record) for record in records],
            {self.opts.verbose_name_plural: len(records)},
            lacking,
            protected,
        )

    def lacks_reason(self, request: HttpRequest) -> bool:
        """Whether a figure would go without a reason; says so."""
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

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        confirmed = request.POST.get("action") == "delete_selected" and "post" in request.POST
        if confirmed and self.lacks_reason(request):
            request.POST = request.POST.copy()
            del request.POST["post"]
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse):
            # The page that asks before several records go.
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
        """404 where not even the record's existence is for this person."""
        if record is not None and is_hidden_from(request.user, record):
            raise Http404

    def set_history_delta_changes(
        self, request: HttpRequest, records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """What a record named once may be exempt by now: whoever may not see it reads a key, no name."""
        told = request.user.has_perm(SEE_EXEMPT) or not exemptible_foreign_keys(self.model)
        super().set_history_delta_changes(request, records, foreign_keys_are_objs and told)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict | None = None
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


class TrackedInline(FieldsMixin):
    """Rows of a tracked model on their parent's form; they share its change and its reason."""

    form = RowForm
    formset = TrackedFormSet
    reason_required = False
    extra = 0

    def get_formset(
        self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any
    ) -> type[forms.BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        formset.request, formset.reason_required = request, self.reason_required
        # Django's own check counts what is in the bin; TrackedFormSet.clean() checks instead.
        formset.form.hand_clean_DELETE = lambda form: None
        return formset

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Fieldsets:
        own = [SEEN] if self.has_change_permission(request, obj) else []
        return with_own_fields(super().get_fieldsets(request, obj), own)


class TrackedTabularInline(TrackedInline, admin.TabularInline):
    """One row a record."""


class TrackedStackedInline(TrackedInline, admin.StackedInline):
    """One form a record."""
