"""The forms of the paper's texts: a section's text of a month, and the whole programme's."""

from typing import Any

from django import forms

from sendprog.editing.forms import TrackedForm
from sendprog.values.rag import Rag
from strands.forms.updates import MARKDOWN, UpdateForm
from strands.forms.widgets import textarea
from strands.models import StrandUpdate

NEEDS_A_PATH = (Rag.OFF_TRACK, Rag.AT_RISK)


class SectionTextForm(TrackedForm):
    """What a section of the paper, or of a page, says in a month."""

    # The address loses it when the form is shown again after a sign-in.
    for_month = forms.CharField(widget=forms.HiddenInput, required=False, max_length=7)

    class Meta:
        model = StrandUpdate
        fields = ["progress"]
        labels = {"progress": "Text"}
        help_texts = {"progress": MARKDOWN}
        widgets = {"progress": textarea(14)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["for_month"] = f"{self.instance.month:%Y-%m}"


class ProgrammeTextForm(SectionTextForm):
    """What the paper and the overview say of the whole programme in a month."""

    class Meta(SectionTextForm.Meta):
        fields = [
            "stated_rag",
            "rag_reason",
            "path_to_green",
            "progress",
            "next_steps",
            "help_needed",
        ]
        labels = {name: UpdateForm.Meta.labels[name] for name in fields} | {
            "stated_rag": "Rating of the whole programme"
        }
        help_texts = UpdateForm.Meta.help_texts | {
            "stated_rag": "How the whole programme is doing this month."
        }
        widgets = UpdateForm.Meta.widgets

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        rating = values.get("stated_rag", Rag.NOT_RATED)
        if rating != Rag.NOT_RATED and not values.get("rag_reason"):
            self.add_error("rag_reason", "Give the reason for the rating")
        has_path = values.get("path_to_green") or self.instance.path_to_green_marker
        if rating in NEEDS_A_PATH and not has_path:
            self.add_error("path_to_green", "Say what brings it back on track, and by when")
        return values
