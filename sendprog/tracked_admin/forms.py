"""Admin forms of tracked records and of the rows under them.

They explain the database's rules as form errors, and never overwrite unseen what somebody else
saved.
"""

import re
from collections.abc import Container, Iterable
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.db import connection, models
from django.forms.models import InlineForeignKeyField, construct_instance
from django.http import HttpRequest
from django.utils.text import get_text_list

from sendprog.editing.edit_conflicts import (
    IN_THE_BIN,
    differences,
    initial_value,
    lock,
    merged,
    opened_record,
    opened_version,
)
from sendprog.editing.forms import refuse_people
from sendprog.records.history import Tracked
from sendprog.records.references import Referenced
from sendprog.tracked_admin.fields import (
    REASON,
    SEEN,
    SeenVersionField,
    key_from,
    reason_given,
    why_field,
)

# Rows that a formset may announce without sending a field of them.
MOST_BLANK_ROWS = 10
# The reason is published with the correction.
PUBLIC_REASON = (
    "Stored in the history, and read by everybody if an edition used the figure. "
    "Never name a child."
)
REASON_NEEDED = "Say why this figure changes: the reason is stored in its history."
SAVED_MEANWHILE = (
    "Somebody else saved this record after you opened it. Nothing was overwritten: compare, then save again "
    "to keep the values in this form."
)


def referring_records(record: models.Model) -> list[models.Model]:
    """The tracked records outside the bin that refer to this one, and so keep it out of the bin."""
    relations = [
        relation
        for relation in record._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and issubclass(relation.related_model, Tracked)
    ]
    referring = []
    for relation in relations:
        referring += relation.related_model._default_manager.filter(**{relation.field.name: record})
    return referring


def explanation(
    constraint: models.BaseConstraint, fields: Container[str]
) -> tuple[str | None, str]:
    """The form field at which a broken constraint is explained (None: the whole form), and the
    message.
    """
    count = constraint.name.removeprefix("sound_")
    if count != constraint.name and count in fields:
        return (
            count,
            "Give at most 1,000,000, or take away the number or the marker that says there is none.",
        )
    if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
        field = next((name for name in reversed(constraint.fields) if name in fields), None)
        if constraint.violation_error_message != constraint.default_violation_error_message:
            return field, constraint.violation_error_message
        same = get_text_list([name.replace("_", " ") for name in constraint.fields], "and")
        return (
            field,
            f"There is already a record with the same {same}: change that one, or give another.",
        )
    return None, f"Not saved, because of this rule: {constraint.name.replace('_', ' ')}."


class RefusableForm(forms.ModelForm):
    """A form whose errors explain the database's rules, those that only the database checks
    included.
    """

    request: HttpRequest | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refuse_people(self)

    def clean(self) -> dict[str, Any]:
        if refusal := getattr(self.request, "refusal", ""):
            self.add_error(None, refusal)
        return self.cleaned_data

    def _post_clean(self) -> None:
        """As Django's, except that each broken constraint is explained.

        A private hook: Django has no public one between building the record and validating its
        constraints.
        """
        exclude = self._get_validation_exclusions()
        parents = {
            name for name, field in self.fields.items() if isinstance(field, InlineForeignKeyField)
        }
        try:
            self.instance = construct_instance(
                self, self.instance, self._meta.fields, self._meta.exclude
            )
            self.instance.full_clean(
                exclude=exclude | parents, validate_unique=False, validate_constraints=False
            )
        except ValidationError as error:
            self._update_errors(error)
        self.explain_broken_constraints(exclude & set(self.fields))

    def explain_broken_constraints(self, exclude: set[str]) -> None:
        """Add an error for each constraint that the record would break, on fields outside the form
        too.
        """
        checked = (
            self.instance.constraints_checked_in_clean()
            if isinstance(self.instance, Referenced)
            else ()
        )
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except ValidationError:
                    if constraint.name not in checked:
                        self.add_error(*explanation(constraint, self.fields))


class RowForm(RefusableForm):
    """A tracked record's form, which refuses to overwrite what somebody else saved since it was
    opened.
    """

    seen_version = SeenVersionField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored: Tracked | None = None
        self.is_overtaken = False
        if SEEN in self.fields and self.instance.pk:
            self.initial[SEEN] = self.instance.version
            if self.is_bound:
                self.merge_stored()

    @property
    def record_fields(self) -> list[str]:
        """The names of the fields that are the record's own."""
        own = {field.name for field in self.instance._meta.fields}
        return [name for name in self.fields if name in own]

    def merge_stored(self) -> None:
        """Make this a form of the record as stored now, where it was saved since the form was
        opened.
        """
        stored = lock(self.instance)
        self.is_overtaken = bool(stored.deleted_at) or opened_version(self, SEEN) != stored.version
        if not self.is_overtaken:
            return
        self.stored, self.opened = stored, opened_record(self, stored, SEEN)
        if stored.deleted_at:
            return
        self.data = merged(self, self.record_fields, stored, self.opened)
        self.data[self.add_prefix(SEEN)] = str(stored.version)
        self.initial |= {name: initial_value(stored, name) for name in self.record_fields}
        self.initial[SEEN] = stored.version

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.is_overtaken:
            self.explain_conflict()
        return self.cleaned_data

    def explain_conflict(self) -> None:
        """Add errors that show the stored values beside what was typed: saving again decides."""
        if self.stored.deleted_at:
            self.add_error(None, IN_THE_BIN)
            return
        conflicts = differences(self, self.record_fields, self.stored, self.opened)
        if conflicts:
            self.add_error(None, SAVED_MEANWHILE)
        for difference in conflicts:
            self.add_error(difference.name, f"Saved meanwhile: {difference.stored}")


class RecordForm(RowForm):
    """A tracked record's own form: with the reason for the change."""

    reason_required = False
    change_reason = why_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.reason_required:
            self.fields[REASON].help_text = PUBLIC_REASON
        if self.request is not None:
            # The rows under this form require its reason too.
            self.request.tracked_form = self

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.reason_required and self.instance.pk and self.has_changed():
            self.check_reason()
        return self.cleaned_data

    def check_reason(self) -> bool:
        """Whether a reason was given; adds an error at its field if not."""
        if reason_given(self.request):
            return True
        if REASON in self.fields and not self.has_error(REASON):
            self.add_error(REASON, REASON_NEEDED)
        return False


class LimitedFormSet(forms.BaseInlineFormSet):
    """Rows under their parent's form.

    It builds no more forms than the request has rows, whatever it says.
    """

    def __init__(self, data: Any = None, files: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, files, *args, **kwargs)
        if self.is_bound and self.total_form_count() > self.posted_rows() + MOST_BLANK_ROWS:
            raise BadRequest(f"The form says that it has more rows than it sends: {self.prefix}.")

    def posted_rows(self) -> int:
        """How many rows have a field in the posted data."""
        row = re.compile(rf"{re.escape(self.prefix)}-([0-9]+)-")
        return len({match[1] for name in self.data if (match := row.match(name))})


class TrackedFormSet(LimitedFormSet):
    """Rows of a tracked model under their parent's form."""

    request: HttpRequest | None = None
    reason_required = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            return
        keys = [key_from(text, self.model._meta.pk) for text in self.posted_keys()]
        rows = self.model.everything.filter(pk__in=keys, **{self.fk.name: self.instance.pk})
        if connection.in_atomic_block:
            # Wait for whoever is saving one of these rows: Django reads them next, and validates
            # them later.
            list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        # With rows put in the bin since the form was opened, so that what was typed in them is
        # shown again.
        binned = rows.exclude(deleted_at=None)
        if binned.exists():
            self.queryset = self.queryset | binned

    def posted_keys(self) -> list[str]:
        key = re.compile(rf"{re.escape(self.prefix)}-[0-9]+-{self.model._meta.pk.name}")
        return [text for name, text in self.data.items() if key.fullmatch(name) and text]

    def add_fields(self, form: RowForm, index: int | None) -> None:
        super().add_fields(form, index)
        # A row in the bin that this user left alone causes no error.
        form.empty_permitted = form.empty_permitted or form.instance.deleted_at is not None

    def clean(self) -> None:
        super().clean()
        self.refuse_duplicates()
        for form in self.deleted_forms:
            self.refuse_deletion(form)
        changed = [
            form for form in self.initial_forms if form.has_changed() or form in self.deleted_forms
        ]
        if changed and self.reason_required and not self.request.tracked_form.check_reason():
            raise ValidationError(REASON_NEEDED)

    def refuse_deletion(self, form: RowForm) -> None:
        """Raise ValidationError where somebody else saved the row, or a record refers to it."""
        if form.is_overtaken:
            raise ValidationError(
                f"{form.instance}: somebody else saved it after you opened it. Look again first."
            )
        if referring := referring_records(form.instance):
            raise ValidationError(
                f"{form.instance} can't go in the bin while this uses it: {referring[0]}."
            )

    def refuse_duplicates(self) -> None:
        """Raise ValidationError where two rows of the formset break a unique rule together.

        Neither is stored yet, so that no row's own validation sees the other.
        """
        rows = [
            form.instance
            for form in self.forms
            if form not in self.deleted_forms and form.has_changed() and form.is_valid()
        ]
        for constraint in unique_constraints(self.model):
            names = [name for name in constraint.fields if name != self.fk.name]
            keys = [tuple(getattr(row, name) for name in names) for row in rows]
            complete = [key for key in keys if None not in key]
            if len(complete) > len(set(complete)):
                raise ValidationError(
                    f"Two rows break this rule: {constraint.name.replace('_', ' ')}."
                )


def unique_constraints(model: type[Tracked]) -> Iterable[models.UniqueConstraint]:
    """The model's unique rules for records outside the bin."""
    for constraint in model._meta.constraints:
        outside_bin = getattr(constraint, "condition", None) == models.Q(deleted_at=None)
        if isinstance(constraint, models.UniqueConstraint) and outside_bin:
            yield constraint
