"""Links from a page about one record to its form, its history and other pages about it."""

from collections.abc import Iterator

from django.apps import apps
from django.urls import reverse

from committee.models import Acknowledgement, Meeting, PaperTitleBlock
from committee.readiness.fix_links import edit_address
from committee.snapshot.meetings import MEETINGS
from committee.snapshot.sections_to_freeze import SECTIONS
from sendprog.models import User
from sendprog.records.exemptions import EXEMPTIBLE, Exemption, not_exempt
from sendprog.records.rights import can_edit, can_see_history, has_model_permission
from sendprog.records.snapshots import Section

# The sections whose records have a page that links to their editing.
SECTION_OF = {section.model: section for section in SECTIONS if section.model}


def edit_link(section: Section, key: str) -> tuple[str, str]:
    """The form of a record; of a meeting, the page that publishes an edition for it."""
    if section is MEETINGS:
        return reverse("publish", args=[key]), "Publish an edition"
    return edit_address(section.edit, key), "Edit"


def meeting_links(user: User, meeting: Meeting) -> Iterator[tuple[str, str]]:
    """The pages on which an edition for a meeting is prepared.

    Its draft for all who are shown its links.
    """
    day = str(meeting.date)
    yield meeting.get_preview_url(), "Read the draft for this meeting"
    if has_model_permission(user, "view", Acknowledgement):
        yield reverse("readiness", args=[day]), "Readiness"
    if has_model_permission(user, "change", PaperTitleBlock):
        yield reverse("paper_title_block", args=[day]), "Edit the title block"
        yield reverse("paper_texts"), "Edit the texts of the paper"


def links_to(user: User, label: str, key: str) -> list[tuple[str, str]]:
    """The links of a record, each if the user may follow it; none where there is no such record.

    `label` is the record's model ("strands.milestone") and `key` the key that its page gives.
    """
    section, model = SECTION_OF[label], apps.get_model(label)
    records = model.objects.filter(**{section.lookup: key})
    if label in EXEMPTIBLE:
        records = records.annotate(is_public=not_exempt(model=model))
    record = records.last()
    if record is None:
        return []
    links = [edit_link(section, key)] if can_edit(user, record) else []
    if section is MEETINGS:
        links += meeting_links(user, record)
    if label in EXEMPTIBLE and has_model_permission(user, "change", Exemption):
        links.append((reverse("exempt_mark", args=[label, record.pk]), "Exempt from publication"))
    if can_see_history(user, record):
        links.append((reverse("history", args=[label, record.pk]), "History"))
    return links
