"""Admin forms of tracked records and of the rows under them: rules of the database as errors, nothing overwritten unseen."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.forms.models import InlineForeignKeyField
from django.http import HttpRequest
from django.utils.text import get_text_list

from sendprog.editing.edit_conflicts import as_opened, left_alone, locked, put, value_in, words_for
from sendprog.records.history import Tracked
from sendprog.tracked_admin.fields import REASON, SEEN, SeenVersionField, key_from, reason_given, why_field

# A correction tells it.
PUBLIC_REASON = (
    "Kept in the history, and read by everybody if an edition used the figure. Never name a child."
)
REASON_NEEDED = "Say why this figure changes: the reason is kept in its history."


def users_of(record: models.Model) -> list[models.Model]:
    """The tracked records in use that point at this one and so keep it out of the bin; those in the bin do not."""
    pointing = [
        relation
        for relation in record._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and issubclass(relation.related_model, Tracked)
    ]
    return [
        user
        for one in pointing
        for user in one.related_model._default_manager.filter(**{one.field.name: record})
    ]


def told(constraint: models.BaseConstraint, names: Iterable[str]) -> tuple[str | None, str]:
    """The field at which a rule of the database is explained (None: the whole form), and the words."""
    if constraint.name.startswith("sound_") and (counted := constraint.name.removeprefix("sound_")) in names:
        return (
            counted,
            "Give at most 1,000,000, or take away the number or the marker that says there is none.",
        )
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
            self.instance = forms.models.construct_instance(
                self, self.instance, self._meta.fields, self._meta.exclude
            )
            self.instance.full_clean(
                exclude=exclude | parents, validate_unique=False, validate_constraints=False
            )
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
        """Errors where somebody else saved meanwhile: both texts are shown, and saving again decides.

        What this person did not touch is taken as it is saved now, so that it never goes back unseen.
        """
        now, seen = locked(self.instance), self.cleaned_data.get(SEEN)
        if now.deleted_at:
            self.overtaken = True
            self.add_error(
                None,
                "Somebody put this in the bin. Your typing is below: restore it from its history, then save.",
            )
            return
        if seen == now.version:
            return
        self.overtaken = True
        touched = self.take_over(now, as_opened(now, seen))
        if not touched:
            return
        self.add_error(
            None,
            "Somebody else saved this record after you opened it. Nothing was overwritten: compare, then save again to keep "
            "what stands in the form.",
        )
        for name in touched:
            self.add_error(name, f"Saved meanwhile: {words_for(now, name, getattr(now, name))}")

    def take_over(self, now: Tracked, began: Tracked | None) -> list[str]:
        """Make the form one of the record as it is now; the fields that this person wants otherwise."""
        names = [name for name in self.fields if name in {field.name for field in now._meta.fields}]
        self.data = self.data.copy()
        self.data[self.add_prefix(SEEN)] = str(now.version)
        for name in left_alone(self, names, began) if began else ():
            put(self.data, self, name, now)
            self.errors.pop(name, None)
            self.cleaned_data[name] = getattr(now, name)
        self.initial |= {name: value_in(now, name) for name in names} | {SEEN: now.version}
        # What Django worked out from how the record was.
        self.__dict__.pop("changed_data", None)
        self._bound_fields_cache.clear()
        return [name for name in names if name in self.changed_data]


class RecordForm(RowForm):
    """A tracked record's own form: with the reason for the change."""

    reason_required = False
    change_reason = why_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.reason_required:
            self.fields[REASON].help_text = PUBLIC_REASON
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            # Rows put in the bin since the form was drawn, so that what is typed in them is shown again.
            sent = [key_from(text, self.model._meta.pk) for text in self.keys_sent()]
            rows = self.model.everything.filter(pk__in=sent, **{self.fk.name: self.instance.pk})
            if connection.in_atomic_block:
                # Whoever is at one of them is waited for here: Django asks for the rows now, and validates them later.
                list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
            gone = rows.exclude(deleted_at=None)
            if gone.exists():
                self.queryset = self.queryset | gone

    def keys_sent(self) -> list[str]:
        key = re.compile(rf"{re.escape(self.prefix)}-[0-9]+-{self.model._meta.pk.name}")
        return [text for name, text in self.data.items() if key.fullmatch(name) and text]

    def _construct_form(self, i: int, **kwargs: Any) -> forms.ModelForm:
        form = super()._construct_form(i, **kwargs)
        # One in the bin by now that this person left alone is in nobody's way.
        form.empty_permitted = form.empty_permitted or form.instance.deleted_at is not None
        return form

    def clean(self) -> None:
        super().clean()
        self.refuse_doubles()
        for form in self.deleted_forms:
            if form.overtaken:
                raise ValidationError(
                    f"{form.instance}: somebody else saved it after you opened it. Look again first."
                )
            if users := users_of(form.instance):
                raise ValidationError(f"{form.instance} can't go in the bin while this uses it: {users[0]}.")
        changed = [form for form in self.initial_forms if form.has_changed() or form in self.deleted_forms]
        if changed and self.reason_required and not self.request.tracked_form.require_reason():
            raise ValidationError(REASON_NEEDED)

    def refuse_doubles(self) -> None:
        """Two rows of one form that break a UNIQUE rule: neither is in the database yet, so no row's own check sees it."""
        kept = [
            form
            for form in self.forms
            if form not in self.deleted_forms and form.has_changed() and form.is_valid()
        ]
        for constraint in self.model._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint) or constraint.condition != models.Q(
                deleted_at=None
            ):
                continue
            keys = [
                tuple(getattr(form.instance, name) for name in constraint.fields if name != self.fk.name)
                for form in kept
            ]
            whole = [key for key in keys if None not in key]
            if len(whole) > len(set(whole)):
                raise ValidationError(f"Two rows break this rule: {constraint.name.replace('_', ' ')}.")
