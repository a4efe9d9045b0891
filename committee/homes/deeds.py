"""What was published, withdrawn, sealed, made exempt, corrected, loaded and undone, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import F
from django.urls import reverse

from committee.models import Correction, Edition, EditionWithdrawal
from committee.models.editions import AGREED, Sealing
from sendprog.loads.kinds import title_of_kind
from sendprog.loads.models import Load, LoadState
from sendprog.models import User
from sendprog.records.exemptions import Exemption
from sendprog.records.rights import SEE_EXEMPT
from sendprog.values.wording import day, upper_first

# How many are shown, and read of each kind.
MOST = 50


@dataclass(frozen=True)
class Deed:
    """Something that was done: when, what, by whom ("" where the history alone says) and why."""

    at: datetime
    text: str
    by: str
    reason: str = ""
    address: str = ""


def latest_deeds(user: User) -> list[Deed]:
    """What was done lately, as far as this person may know."""
    found = [
        *publication_deeds(),
        *withdrawal_deeds(),
        *sealing_deeds(),
        *correction_deeds(),
        *load_deeds(),
    ]
    if user.has_perm(SEE_EXEMPT):
        found += exemption_deeds()
    return sorted(found, key=lambda deed: deed.at, reverse=True)[:MOST]


def edition_url(edition: Edition) -> str:
    return f"/meetings/{edition.meeting_date}/editions/{edition.number}/"


def publication_deeds() -> Iterator[Deed]:
    for edition in Edition.objects.select_related("published_by", "meeting")[:MOST]:
        text = f"Published {edition_in_words(edition)}"
        by = str(edition.published_by)
        yield Deed(edition.published_at, text, by, edition.note, edition_url(edition))


def edition_in_words(edition: Edition) -> str:
    """ "edition 3, for the meeting of 12 November 2026"."""
    return f"edition {edition.number}, for the meeting of {day(edition.meeting_date)}"


def withdrawal_deeds() -> Iterator[Deed]:
    withdrawn = EditionWithdrawal.objects.select_related("withdrawn_by", "edition")
    for notice in withdrawn.order_by("-withdrawn_at")[:MOST]:
        text = f"Withdrew {edition_in_words(notice.edition)}"
        by = str(notice.withdrawn_by)
        yield Deed(notice.withdrawn_at, text, by, notice.reason, edition_url(notice.edition))


def sealing_deeds() -> Iterator[Deed]:
    """Each request, and each agreement. The reason may hold what was removed: readers see its kind."""
    asked = Sealing.objects.select_related("asked_by", "edition").order_by("-asked_at")
    for sealing in asked[:MOST]:
        text = f"Asked to seal {edition_in_words(sealing.edition)}"
        yield Deed(sealing.asked_at, text, str(sealing.asked_by), sealing.get_category_display())
    agreed = AGREED.select_related("agreed_by", "edition").order_by("-agreed_at")
    for sealing in agreed[:MOST]:
        text = f"Sealed {edition_in_words(sealing.edition)}"
        yield Deed(sealing.agreed_at, text, str(sealing.agreed_by), sealing.get_category_display())


def correction_deeds() -> Iterator[Deed]:
    """Of editions that were not sealed: what those said is removed."""
    stored = Correction.objects.exclude(edition__in=Edition.objects.sealed())
    stored = stored.select_related("edition").order_by("-changed_at", "-pk")
    for one in stored[:MOST]:
        text = f"Corrected: {one} (of {edition_in_words(one.edition)})"
        yield Deed(one.changed_at, text, "", one.reason, reverse("corrections"))


def load_deeds() -> Iterator[Deed]:
    """Each confirmed load, and each undoing of one."""
    confirmed = Load.objects.filter(state=LoadState.CONFIRMED).select_related("confirmed_by")
    confirmed = confirmed.defer("problems", "warnings").order_by("-confirmed_at")
    for load in confirmed[:MOST]:
        verb = "Undid the load of" if load.undoes_id else "Loaded"
        text = f"{verb} {load.file_name} ({title_of_kind(load.kind)})"
        address = reverse("admin:sendprog_load_change", args=[load.pk])
        yield Deed(load.confirmed_at, text, str(load.confirmed_by), load.reason, address)


def exemption_deeds() -> Iterator[Deed]:
    """Each time a record was made exempt or the exemption was lifted."""
    entries = Exemption.history.select_related("history_user").order_by(F("history_date").desc())
    for entry in entries[:MOST]:
        kind = upper_first(str(apps.get_model(entry.kind)._meta.verbose_name))
        done = "no longer exempt" if entry.deleted_at else "made exempt"
        reason = entry.history_change_reason or entry.public_interest_reason
        by = str(entry.history_user or "")
        yield Deed(entry.history_date, f"{kind} {done}", by, reason, reverse("exempt"))
