"""Who is told what about an update that was submitted, sent back or accepted."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from sendprog.accounts.notices import notify
from sendprog.models import User
from sendprog.records.exemptions import is_exempt
from sendprog.records.roles import MANAGER
from strands.models import StrandUpdate
from strands.owed import officers_of


def managers() -> list[User]:
    people = User.objects.filter(groups__name=MANAGER)
    return list(people.filter(is_active=True).order_by("username"))


def without(person: User, people: Iterable[User]) -> list[User]:
    """These people but for the one who did it themself."""
    return [other for other in people if other.pk != person.pk]


def name_of(update: StrandUpdate) -> str:
    return f"{update.strand}, {update.month:%B %Y}"


def tell_submitted(update: StrandUpdate, *, by: User) -> None:
    """Tell the managers, who accept it or send it back."""
    link = reverse("decide", args=[update.strand.slug, f"{update.month:%Y-%m}"])
    text = f"{name_of(update)}: the update was submitted."
    notify(without(by, managers()), text, link)


def tell_accepted(update: StrandUpdate, *, by: User, on: date) -> None:
    notify(
        writers_of(update, by, on), f"{name_of(update)}: the update was accepted.", link_to(update)
    )


def tell_sent_back(update: StrandUpdate, *, by: User, on: date) -> None:
    """Tell the officers why.

    Not by e-mail, where the update is exempt.
    """
    reason = "sign in to read why" if is_exempt(update) else update.comment
    text = f"{name_of(update)}: the update was sent back to you: {reason}"
    notify(writers_of(update, by, on), text, link_to(update))


def link_to(update: StrandUpdate) -> str:
    address = reverse("strand_update", args=[update.strand.slug])
    return f"{address}?month={update.month:%Y-%m}"


def writers_of(update: StrandUpdate, by: User, on: date) -> list[User]:
    """Who submitted the update and who looks after its strand.

    Those of a day, but for this user.
    """
    officers = officers_of([update.strand], on)[update.strand.pk]
    people = {officer.user_id: officer.user for officer in officers}
    if update.submitted_by and update.submitted_by.is_active:
        people[update.submitted_by.pk] = update.submitted_by
    return without(by, people.values())
