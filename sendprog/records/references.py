"""Records known by a council's own reference, and by its slug in addresses."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from sendprog.records.history import Tracked
from sendprog.values.references import (
    LONGEST_REFERENCE,
    clash_text,
    normalised_reference,
    reference_problem,
    slug_of,
)


class ReferenceField(models.CharField):
    """A reference as the council writes it, trimmed.

    `reserved`: slugs that pages of the site already use.
    """

    def __init__(self, *args: Any, reserved: Collection[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_REFERENCE)
        super().__init__(*args, **kwargs)
        self.reserved = reserved

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return normalised_reference(text) if isinstance(text, str) else text

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        problem = reference_problem(value, self.reserved) if value else ""
        if problem:
            raise ValidationError(problem, code="reference")

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        setattr(model_instance, self.attname, self.to_python(getattr(model_instance, self.attname)))
        return getattr(model_instance, self.attname)


class ReferenceSlugField(models.SlugField):
    """The slug of the field `reference`, set whenever the record is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_REFERENCE)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        setattr(model_instance, self.attname, slug_of(model_instance.reference))
        return getattr(model_instance, self.attname)


class Referenced(Tracked):
    """A record with a reference and its slug; no two that are not in the bin share a slug."""

    reference = ReferenceField()
    slug = ReferenceSlugField()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self.slug = slug_of(self.reference)
        # A new milestone gets its reference after its form is valid.
        if not self.reference or self.deleted_at:
            return
        others = type(self).objects.filter(slug=self.slug).exclude(pk=self.pk)
        other = others.values_list("reference", flat=True).first()
        if other is not None:
            clash = ValidationError(clash_text(self.reference, other), code="clash")
            raise ValidationError({"reference": clash})

    @classmethod
    def constraints_checked_in_clean(cls) -> set[str]:
        """The names of those that clean() and the field `reference` explain: the slug is in no
        form.
        """
        return {constraint.name for constraint in reference_checks(cls._meta.model_name)}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if "reference" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "slug"}
        super().save(*args, **kwargs)


def reference_checks(model: str) -> list[models.BaseConstraint]:
    """The constraints of a Referenced model."""
    return [
        models.UniqueConstraint(
            fields=["slug"], condition=Q(deleted_at=None), name=f"{model}_reference_is_its_own"
        ),
        models.CheckConstraint(condition=~Q(slug=""), name=f"{model}_reference_gives_an_address"),
    ]


def new_reference(model: type[Referenced], title: str) -> str:
    """The title as a slug, numbered from 2 where a record, in the bin or not, has it already."""
    stem = slug_of(title)[: LONGEST_REFERENCE - 6].strip("-_") or model._meta.model_name
    similar = model.everything.filter(slug__startswith=stem)
    taken = {
        *similar.values_list("slug", flat=True),
        *model._meta.get_field("reference").reserved,
    }
    reference, number = stem, 1
    while reference in taken:
        number += 1
        reference = f"{stem}-{number}"
    return reference
