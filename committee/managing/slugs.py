"""The slug of a new record, from its name."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.text import slugify

LONGEST = 60


def new_slug(name: str, taken: Iterable[str]) -> str:
    """The name as a slug; ValidationError where it has no letter or digit, or a record has its
    slug.
    """
    slug = slugify(name)[:LONGEST].strip("-")
    if not slug:
        raise ValidationError("Write it with letters or digits.")
    if slug in set(taken):
        raise ValidationError("There is one of this name already: change it there.")
    return slug
