"""The forms of the paper: a section's place and text, and a meeting's title block."""

import re

from django import forms
from django.core.exceptions import ValidationError

from committee.managing.slugs import new_slug
from committee.models.paper import PaperSection, PaperTitleBlock
from committee.snapshot.usual_sections import text_names, usual_rows
from sendprog.editing.forms import TrackedForm
from sendprog.editing.input_fields import WholeNumberField, box
from sendprog.records.free_texts import NAMES_PEOPLE

NAME = re.compile(r"[a-z0-9-]{1,60}")
MARKDOWN = (
    "A blank line starts a new paragraph, a line that begins with - is a bullet, a paragraph that "
    "begins with two spaces belongs to the bullet above it, **two stars** make bold. "
    "{{ ehcp.plans_issued 2024-06..2024-11 }} is replaced by the number."
)
LARGEST_ORDER = 9_999


class PaperSectionForm(TrackedForm):
    """A section's place, title, standing text, and what fills it.

    A new one gets its slug from its title.
    """

    # Names of texts, as in addresses.
    not_asked = frozenset({"texts"})

    class Meta:
        model = PaperSection
        fields = ["title", "order", "is_part", "standing_text", "texts", "filling", "shown"]
        labels = {
            "is_part": "A part of the section before it (3.1), not a section of its own",
            "standing_text": "Standing text",
            "texts": "Texts written for each meeting",
            "shown": "In the paper",
        }
        help_texts = {"standing_text": MARKDOWN}
        field_classes = {"order": WholeNumberField}
        widgets = {"standing_text": forms.Textarea(attrs={"rows": 8}), "order": box(4)}

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if not self.instance.slug:
            taken = PaperSection.objects.values_list("slug", flat=True)
            self.instance.slug = new_slug(title, [*taken, *usual_rows()])
        return title

    def clean_order(self) -> int:
        order = self.cleaned_data["order"]
        if order > LARGEST_ORDER:
            raise ValidationError(f"Give a place of at most {LARGEST_ORDER:,}")
        return order

    def clean_texts(self) -> str:
        names = text_names(self.cleaned_data["texts"])
        malformed = [name for name in names if not NAME.fullmatch(name)]
        if malformed:
            raise ValidationError(
                f"{malformed[0][:60]} is not a text's name: write it like finance-pressures, with commas "
                "between"
            )
        return ", ".join(names)


class TitleBlockForm(TrackedForm):
    """The details at the head of a meeting's paper. An empty field is printed as "Not given"."""

    not_asked = frozenset(NAMES_PEOPLE["committee.papertitleblock"])

    class Meta:
        model = PaperTitleBlock
        fields = [
            "report_number",
            "electoral_divisions",
            "cabinet_member",
            "contact",
            "background_papers",
        ]
        widgets = {"background_papers": forms.Textarea(attrs={"rows": 4})}
