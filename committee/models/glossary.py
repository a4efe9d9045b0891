"""The terms that the page of definitions explains, as the council words them."""

from django.db import models
from django.db.models import Q

from sendprog.records.history import Tracked


class GlossaryTerm(Tracked):
    """A term and what it means. Each usual term is used until one of its slug is stored."""

    slug = models.SlugField(max_length=60)
    term = models.CharField(max_length=80)
    meaning = models.TextField(max_length=1_000)
    shown = models.BooleanField("on the page of definitions", default=True)

    class Meta:
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="glossary_term_slug_is_its_own"
            ),
        ]

    def __str__(self) -> str:
        return self.term
