"""Admin pages of tracked records: one deed is one change, by whoever is signed in, for the reason given.

Two people at one record: the second to save sees what the first wrote, keeps what he typed, and decides.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.forms.models import InlineForeignKeyField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import get_text_list
from simple_history.admin import SimpleHistoryAdmin

from sendprog.fields import PartialDateField
from sendprog.history import Tracked, change

REASON, SEEN = "change_reason", "seen_version"
LONGEST_REASON = 1000
LONGEST_SEARCH = 100
LETTERS_OF_A_YEAR = 4
REASON_NEEDED = "Say why this figure changes: the reason is kept in its history."

Fieldsets = list[tuple[str | None, dict[str, Any]]]


def month_column(field: str, description: str = "month") -> Callable[[models.Model], str]:
    """A column of a list: "November 2024"."""

    @admin.display(description=description, ordering=field)
    def shown(record: models.Model) -> str:
        return f"{getattr(record, field):%B %Y}"

    return shown


def reason_given(request: HttpRequest) -> str:
    """Why, as typed on the form."""
    return request.POST.get(REASON, "").replace("\x00", "").strip()[:LONGEST_REASON]


def key_from(text: str, field: models.Field) -> Any:
    """A key that `field` can hold, or None."""
    try:
        key = field.to_python(text)
        field.run_validators(key)
    except ValidationError:
        return None
    return key


def users_of(record: models.Model) -> list[models.Model]:
    """The tracked records in use that point at this one and so keep it out of the bin; those in the bin do not."""
    pointing = [
        relation
        for relation in record._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one) and relation.auto_created and issubclass(relation.related_model, Tracked)
    ]
    return [user for one in pointing for user in one.related_model._default_manager.filter(**{one.field.name: record})]


# Fields


class Unsaved:
    """A form field that is no part of the record: filling it in changes nothing."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class ReasonField(Unsaved, forms.CharField):
    """Why the record is changed."""


def why_field() -> ReasonField:
    return ReasonField(
        label="Reason for this change",
        required=False,
        max_length=LONGEST_REASON,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Kept in the history, which may be released under FOI.",
    )


class SeenVersionField(Unsaved, forms.IntegerField):
    """The version of the record that the form was drawn from."""


class LinesField(forms.CharField):
    """Text whose lines end as they do in the database, whatever the browser sends."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class Choice(AutocompleteSelect):
    """A choice from a long list, searched; what can't be a record's key chooses nothing."""

    def optgroups(self, name: str, value: list[str], attr: dict | None = None) -> list:
        key = self.field.remote_field.model._meta.pk
        return super().optgroups(name, [text for text in value if key_from(text, key) is not None], attr)


class FieldsMixin:
    """How fields are shown on admin forms."""

    formfield_overrides = {
        models.TextField: {"form_class": LinesField, "widget": AdminTextareaWidget},
        PartialDateField: {"widget": AdminTextInputWidget},
    }

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> forms.Field:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Choice(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


# Forms


def told(constraint: models.BaseConstraint, names: Iterable[str]) -> tuple[str | None, str]:
    """The field at which a rule of the database is explained (None: the whole form), and the words."""
    if constraint.name.startswith("sound_") and (counted := constraint.name.removeprefix("sound_")) in names:
        return counted, "Give at most 1,000,000, or take away the number or the marker that says there is none."
    if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
        at = next((name for name in reversed(constraint.fields) if name in names), None)
        same = get_text_list([name.replace("_", " ") for name in constraint.fields], "and")
        return at, f"There is already a record with the same {same}: change that one, or give another."
    return None, f"Not saved, because of this rule: {constraint.name.replace('_', ' ')}."


class RefusableForm(forms.ModelForm):
    """A form that explains the database's rules in its errors, those that only the database knows included."""

    request: HttpRequest | None = None

    def clean(self) -> dict[str, Any]:
        if refusal := getattr(self.request, "refused_by_database", ""):
            self.add_error(None, refusal)
        return self.cleaned_data

    def _post_clean(self) -> None:
        """As Django's own, but for the rules of the database, which are explained one by one."""
        exclude = self._get_validation_exclusions()
        parents = {name for name, field in self.fields.items() if isinstance(field, InlineForeignKeyField)}
        try:
            self.instance = forms.models.construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
            self.instance.full_clean(exclude=exclude | parents, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self._update_errors(error)
        if self._validate_unique:
            self.validate_unique()
        self.explain_broken_rules(exclude & set(self.fields))

    def explain_broken_rules(self, exclude: set[str]) -> None:
        """An error for each rule that the record as it would be saved breaks, fields that are not on the form included."""
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except ValidationError:
                    self.add_error(*told(constraint, self.fields))


class RowForm(RefusableForm):
    """A tracked record's form, which refuses to overwrite what somebody else saved since it was drawn."""

    seen_version = SeenVersionField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overtaken = False
        if SEEN in self.fields and not self.instance._state.adding:
            self.initial[SEEN] = self.instance.version

    def clean(self) -> dict[str, Any]:
        super().clean()
        if SEEN in self.fields and not self.instance._state.adding:
            self.compare_versions()
        return self.cleaned_data

    def compare_versions(self) -> None:
        """Errors where somebody else saved meanwhile: both texts are shown, and saving again decides."""
        model = type(self.instance)
        now = model.everything.select_for_update(of=("self",)).get(pk=self.instance.pk)
        if self.cleaned_data.get(SEEN) == now.version:
            return
        self.overtaken = True
        self.data = self.data.copy()
        self.data[self.add_prefix(SEEN)] = str(now.version)
        if not self.has_changed():
            return
        self.add_error(
            None,
            "Somebody else saved this record after you opened it. Nothing was overwritten: compare, then save again to keep "
            "what stands in the form.",
        )
        names = {field.name for field in model._meta.fields}
        for name in names.intersection(self.changed_data):
            shown = getattr(now, f"get_{name}_display", lambda name=name: getattr(now, name))()
            self.add_error(name, f"Saved meanwhile: {'(nothing)' if shown in (None, '') else shown}")


class RecordForm(RowForm):
    """A tracked record's own form: with the reason for the change."""

    reason_required = False
    change_reason = why_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None:
            # The rows under this form ask for its reason too.
            self.request.tracked_form = self

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.reason_required and not self.instance._state.adding and self.has_changed():
            self.require_reason()
        return self.cleaned_data

    def require_reason(self) -> bool:
        """Whether a reason was given; an error at its field if not."""
        if reason_given(self.request):
            return True
        if REASON in self.fields and not self.has_error(REASON):
            self.add_error(REASON, REASON_NEEDED)
        return False


class TrackedFormSet(forms.BaseInlineFormSet):
    """Rows of a tracked model under their parent's form."""

    request: HttpRequest | None = None
    reason_required = False

    def clean(self) -> None:
        super().clean()
        self.refuse_doubles()
        for form in self.deleted_forms:
            if form.overtaken:
                raise ValidationError(f"{form.instance}: somebody else saved it after you opened it. Look again first.")
            if users := users_of(form.instance):
                raise ValidationError(f"{form.instance} can't go in the bin while this uses it: {users[0]}.")
        changed = [form for form in self.initial_forms if form.has_changed() or form in self.deleted_forms]
        if changed and self.reason_required and not self.request.tracked_form.require_reason():
            raise ValidationError(REASON_NEEDED)

    def refuse_doubles(self) -> None:
        """Two rows of one form that break a UNIQUE rule: neither is in the database yet, so no row's own check sees it."""
        kept = [form for form in self.forms if form not in self.deleted_forms and form.has_changed() and form.is_valid()]
        for constraint in self.model._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint) or constraint.condition != models.Q(deleted_at=None):
                continue
            keys = [tuple(getattr(form.instance, name) for name in constraint.fields if name != self.fk.name) for form in kept]
            whole = [key for key in keys if None not in key]
            if len(whole) > len(set(whole)):
                raise ValidationError(f"Two rows break this rule: {constraint.name.replace('_', ' ')}.")


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


# Admin pages


class SafeListMixin:
    """Lists that answer any address, however odd."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        asked = request.GET.lists()
        if any("\x00" in text for name, values in asked for text in (name, *values)) or not self.year_exists(request):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        if request.method == "POST":
            request.POST = self.with_real_selection(request)
        return super().changelist_view(request, extra_context)

    def year_exists(self, request: HttpRequest) -> bool:
        """Whether the year that the list is narrowed to, if any, is one that dates can hold, and the next one too."""
        year = request.GET.get(f"{self.date_hierarchy}__year", "2000")
        return year.isascii() and year.isdigit() and len(year) == LETTERS_OF_A_YEAR and year[0] >= "1" and year < "9999"

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
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
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

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        return form

    def save_model(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool) -> None:
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
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

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[forms.ModelForm]:
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

    # The bin

    def get_deleted_objects(self, objs: Iterable[models.Model], request: HttpRequest) -> tuple:
        """What goes in the bin: the records themselves, and nothing while a record in use points at one of them."""
        records = list(objs)
        lacking = set() if self.has_delete_permission(request) else {str(self.opts.verbose_name)}
        protected = [f"{user._meta.verbose_name}: {user}" for record in records for user in users_of(record)]
        return [str(record) for record in records], {self.opts.verbose_name_plural: len(records)}, lacking, protected

    def lacks_reason(self, request: HttpRequest) -> bool:
        """Whether a figure would go without a reason; says so."""
        lacks = self.reason_required and not reason_given(request)
        if lacks:
            self.message_user(request, REASON_NEEDED, messages.ERROR)
        return lacks

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
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

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        key = self.key(object_id)
        if key is None:
            raise Http404
        return super().history_view(request, str(key), extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        keys = self.key(object_id), self.key(version_id)
        if None in keys:
            raise Http404
        request.reads_history = True
        return super().history_form_view(request, *map(str, keys), extra_context)


class TrackedInline(FieldsMixin):
    """Rows of a tracked model on their parent's form; they share its change and its reason."""

    form = RowForm
    formset = TrackedFormSet
    reason_required = False
    extra = 0

    def get_formset(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> type[forms.BaseInlineFormSet]:
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
