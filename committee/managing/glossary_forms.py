"""The form of a term of the glossary."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from committee.models.glossary import GlossaryTerm
from committee.snapshot.glossary import GLOSSARY
from sendprog.editing.forms import TrackedForm
from sendprog.records.snapshots import live_snapshot


class GlossaryTermForm(TrackedForm):
    """A term, its meaning, and whether readers see it. A new term gets its slug from its name."""

    class Meta:
        model = GlossaryTerm
        fields = ["term", "meaning", "shown"]
        widgets = {"meaning": forms.Textarea(attrs={"rows": 4})}

    def clean_term(self) -> str:
        term = self.cleaned_data["term"]
        if self.instance.slug:
            return term
        slug = slugify(term)[:60]
        if not slug:
            raise ValidationError("Write the term with letters or digits.")
        if any(row.slug == slug for row in live_snapshot()[GLOSSARY]):
            raise ValidationError("This term is in the glossary already: change it there.")
        self.instance.slug = slug
        return term
