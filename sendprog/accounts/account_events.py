"""What happened to an account: sign-ins with their address, links sent, second factors, locks."""

import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import models
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from sendprog.accounts.client_address import client_address
from sendprog.accounts.session_store import IS_STAFF, IS_SUPERUSER, SEEN_AT, SIGNED_IN_AT
from sendprog.records.people import User

STORED_FOR = timedelta(days=366)


class AccountEvent(models.Model):
    """One event of one account; `by` is None where the person did it themself."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "Signed in"
        LINK_MADE = "link_made", "Got a link to set a password"
        PASSWORD_SET = "password_set", "Set a password by a link"
        FACTOR_SET = "factor_set", "Set up an authenticator app"
        FACTOR_REMOVED = "factor_removed", "Authenticator app removed"
        LOCK_LIFTED = "lock_lifted", "Lock after wrong passwords lifted"

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="account_events")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    address = models.CharField(max_length=45, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%d %B %Y %H:%M}"


def save_event(
    person: User, kind: str, *, request: HttpRequest | None = None, by: User | None = None
) -> None:
    AccountEvent.objects.create(person=person, kind=kind, address=client_address(request), by=by)


@receiver(user_logged_in)
def begin_session(user: User, request: HttpRequest, **kwargs: object) -> None:
    """Save the sign-in, and in the session what its ends depend on; a new role begins a new one."""
    save_event(user, AccountEvent.Kind.SIGNED_IN, request=request)
    now = int(time.time())
    request.session.update(
        {SIGNED_IN_AT: now, SEEN_AT: now, IS_STAFF: user.is_staff, IS_SUPERUSER: user.is_superuser}
    )


def last_sign_ins(person: User, count: int) -> list[AccountEvent]:
    """The latest sign-ins, the last first."""
    events = AccountEvent.objects.filter(person=person, kind=AccountEvent.Kind.SIGNED_IN)
    return list(events[:count])


def delete_old_events() -> None:
    AccountEvent.objects.filter(at__lt=timezone.now() - STORED_FOR).delete()
