"""Where each record is edited: the address of its form or of its list in the admin, and the link's
text.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sendprog.records.snapshots import EditLink, Section
from strands.rows import StrandRow
from strands.snapshot import STRANDS

# An address and the text of the link to it.
FixLink = tuple[str, str]


def admin_list(model: str, text: str, search: str = "") -> FixLink:
    """The admin's list of a model ("strands.indicator"), searched."""
    app, _, name = model.partition(".")
    address = reverse(f"admin:{app}_{name}_changelist")
    return (f"{address}?{urlencode({'q': search})}" if search else address), text


def edit_address(link: EditLink, value: str = "") -> str:
    """The address of a form or of an admin list; `value` is that of the row's field that the link
    names.
    """
    if link.model:
        return admin_list(link.model, link.text, value)[0]
    return reverse(link.url_name, args=[value] if value else [])


def fix_link(section: Section, row: Any = None, field: str = "") -> FixLink:
    """Where a field of a record is edited; for all records of the section where no row is given.

    The admin's front page where the section names no place of its own.
    """
    if section is STRANDS and not is_in_update(row, field):
        return admin_list("strands.strand", "Open the strand", row.slug)
    if section is STRANDS:
        return update_link(row.slug, row.update.month)
    if section.edit is None:
        return reverse("admin:index"), "Open the records"
    value = getattr(row, section.edit.by) if section.edit.by else ""
    return edit_address(section.edit, value), section.edit.text


def is_in_update(row: StrandRow, field: str) -> bool:
    """Whether a text of a strand is its update's, not the strand's own."""
    return row.update is not None and field == "html"


def update_link(slug: str, month: date | None = None) -> FixLink:
    """A strand's update, of a month or the one that is owed."""
    address = edit_address(STRANDS.edit, slug)
    return (f"{address}?month={month:%Y-%m}" if month else address), STRANDS.edit.text
