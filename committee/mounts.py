"""Where the pages are mounted, and what each mount shows. An edition will be a third."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from ehcp.snapshot import MONTHS
from finance.snapshot import POSITIONS
from sendprog.models import User
from sendprog.pages import Page, roles_of
from sendprog.periods import Month
from sendprog.rights import may_edit, may_see_history
from sendprog.roles import AUDITOR, FIGURES, MANAGER, OFFICER
from sendprog.snapshots import Snapshot, live, today
from sendprog.wording import plural


@dataclass(frozen=True)
class LiveMount:
    """The tables as they are now, banded so. Until a first edition exists the front page shows this too."""

    prefix: str

    def snapshot(self, request: HttpRequest) -> Snapshot:
        return live()

    def previous(self, request: HttpRequest) -> Snapshot | None:
        return None

    def links(self, request: HttpRequest, page: Page) -> list[tuple[str, str]]:
        """The edit and history links of the record a page is about, for those who may follow them."""
        if page.about is None or not {OFFICER, MANAGER, AUDITOR, FIGURES} & roles_of(request):
            return []
        return links_to(request.user, *page.about)

    def band(self, snapshot: Snapshot) -> dict[str, Any]:
        latest = latest_month(snapshot)
        figures = f"Figures to {latest.label} ({financial(latest)}){age(latest)}." if latest else "No figures have been loaded."
        return {"state": "Live: not published.", "words": figures}


# How a record is found by the key in its address, and where it is edited.
KEYS = {"strands.milestone": "reference", "strands.strandupdate": "strand__slug", "risks.risk": "reference"}
EDITED_AT = {
    "strands.milestone": "/milestones/{}/edit/",
    "strands.strandupdate": "/strands/{}/update/",
    "risks.risk": "/risks/{}/edit/",
}


def links_to(user: User, label: str, key: str) -> list[tuple[str, str]]:
    """ "Edit" and "History", each where this person may."""
    record = apps.get_model(label).objects.filter(**{KEYS[label]: key}).last()
    if record is None:
        return []
    links = [(EDITED_AT[label].format(key), "Edit")] if may_edit(user, record) else []
    if may_see_history(user, record):
        links.append((reverse("history", args=[label, record.pk]), "History"))
    return links


def latest_month(snapshot: Snapshot) -> Month | None:
    """The last month that any figure is for."""
    months = [row.month for row in (*snapshot[MONTHS], *snapshot[POSITIONS])]
    return max(months, default=None)


def age(month: Month) -> str:
    """ ", 52 days old"; a demonstration, whose day is set, makes no claim."""
    return "" if settings.SENDPROG_TODAY else f", {plural((today() - month.last).days, 'day')} old"


def financial(month: Month) -> str:
    """ "Month 8"."""
    return f"Month {month.number_in_financial_year}"


FRONT, LIVE = LiveMount("/"), LiveMount("/live/")
