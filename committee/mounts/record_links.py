"""Where a record shown on a page is edited, and where its history stands, for whoever may follow the link."""

from django.apps import apps
from django.urls import reverse

from committee.models import Acknowledgement
from sendprog.models import User
from sendprog.records.exemptions import EXEMPTIBLE, Exemption, not_exempt
from sendprog.records.rights import can_edit, can_see_history, has_model_permission

# How a record is found by the key in its address, and where it is edited.
KEYS = {
    "strands.milestone": "reference",
    "strands.strandupdate": "strand__slug",
    "risks.risk": "reference",
    "committee.meeting": "date",
}
EDITED_AT = {
    "committee.meeting": "/meetings/{}/publish/",
    "strands.milestone": "/milestones/{}/edit/",
    "strands.strandupdate": "/strands/{}/update/",
    "risks.risk": "/risks/{}/edit/",
}


def links_to(user: User, label: str, key: str) -> list[tuple[str, str]]:
    """ "Edit" and "History", each where this person may."""
    model = apps.get_model(label)
    known = (
        model.objects.annotate(is_public=not_exempt(model=model)) if label in EXEMPTIBLE else model.objects
    )
    record = known.filter(**{KEYS[label]: key}).last()
    if record is None:
        return []
    words = "Publish an edition" if label == "committee.meeting" else "Edit"
    links = [(EDITED_AT[label].format(key), words)] if can_edit(user, record) else []
    if label == "committee.meeting" and has_model_permission(user, "view", Acknowledgement):
        links.append((reverse("readiness", args=[key]), "Readiness"))
    if label in EXEMPTIBLE and has_model_permission(user, "change", Exemption):
        links.append((reverse("exempt_mark", args=[label, record.pk]), "Exempt from publication"))
    if can_see_history(user, record):
        links.append((reverse("history", args=[label, record.pk]), "History"))
    return links
