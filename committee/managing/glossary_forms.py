"""The form of a term of the glossary."""

from django import forms

from committee.managing.slugs import new_slug
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
        if not self.instance.slug:
            self.instance.slug = new_slug(term, (row.slug for row in live_snapshot()[GLOSSARY]))
        return term
