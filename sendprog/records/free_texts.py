"""Which fields of records are free texts, and whether one of them may name a child or a person.

One rule for the site's forms, the admin, the import desk and a programme's workbook.
"""

from collections.abc import Collection, Iterator

from django.db import models

from sendprog.records.fields import PartialDateField
from sendprog.values.naming import naming_problem
from sendprog.values.roles import ROLE_FIELDS

# Free texts that are not asked about, by model.
NAMES_PEOPLE = {
    # Whom readers may ring, and who answers for the report in public.
    "committee.papertitleblock": {
        "contact",
        "cabinet_member",
    },
    # Who may sign in.
    "sendprog.user": {
        "username",
        "first_name",
        "last_name",
        "role_title",
    },
}
NO_FREE_TEXT = (
    models.EmailField,
    models.SlugField,
    models.URLField,
    PartialDateField,
)


def is_free_text(field: models.Field) -> bool:
    """Whether people write words of their own in a field: refused elsewhere are names of roles."""
    if not isinstance(field, models.CharField | models.TextField):
        return False
    if isinstance(field, NO_FREE_TEXT) or field.choices or not field.editable:
        return False
    label = field.model._meta.label_lower
    return field.name not in ROLE_FIELDS and field.name not in NAMES_PEOPLE.get(label, ())


def naming_questions(record: models.Model, changed: Collection[str]) -> Iterator[tuple[str, str]]:
    """The changed free texts of a record that may name somebody, each with its question."""
    for field in record._meta.concrete_fields:
        if field.name not in changed or not is_free_text(field):
            continue
        if problem := naming_problem(getattr(record, field.name) or ""):
            yield field.name, problem
