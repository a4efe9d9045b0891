"""Limits on signing in and on the old password of a change, checked before any password is hashed.

Each username, known or not, has TRIES tries in WINDOW; then it is locked for as long. Tries are
counted in the database, and before the password is checked, so that neither several workers nor
simultaneous requests allow more. A process checks one password at a time and lets one other request
wait, so that it keeps serving pages.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

TRIES = 10
WINDOW = timedelta(minutes=5)
# Expired rows deleted with each try: more than one new row, so that the table stays small.
PURGED = 100
Checked = TypeVar("Checked")


class Refused(Exception):
    """The password was not checked."""


class Locked(Refused):
    """The username had too many tries."""


class TooManySignIns(Refused):
    """Too many requests to this process wait for a password to be checked."""


class SignInTries(models.Model):
    """The tries to sign in with one username since the last success; void from `ends_at` on."""

    # A hash, because people type their password into the username's box.
    username_hash = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.tries} tries until {self.ends_at:%d %B %Y %H:%M:%S}"

    @property
    def is_locked(self) -> bool:
        return self.tries >= TRIES and self.ends_at > timezone.now()


def hash_of_username(username: str) -> str:
    return salted_hmac("sendprog.accounts.sign_in_limit", username, algorithm="sha256").hexdigest()


def locked_until(username: str) -> datetime | None:
    """When the username can sign in again; None where it is not locked."""
    row = SignInTries.objects.filter(pk=hash_of_username(username)).first()
    return row.ends_at if row and row.is_locked else None


def count_try(username: str) -> bool:
    """Count a try to sign in; False, and nothing is counted, where the username is locked."""
    purge_expired()
    now = timezone.now()
    with transaction.atomic():
        row, _ = SignInTries.objects.select_for_update().get_or_create(
            pk=hash_of_username(username), defaults={"ends_at": now + WINDOW}
        )
        if row.is_locked:
            return False
        if row.ends_at <= now:
            row.tries, row.ends_at = 0, now + WINDOW
        row.tries += 1
        if row.tries >= TRIES:
            row.ends_at = now + WINDOW
        row.save()
    return True


def checked_within_limits(username: str, check: Callable[[], Checked]) -> Checked:
    """What check() returns for a password of this username; if that is true, the count starts
    again.

    Raises Locked or TooManySignIns, without calling check().
    """
    if locked_until(username):
        raise Locked
    with password_check():
        if not count_try(username):
            raise Locked
        checked = check()
    if checked:
        forget_tries(username)
    return checked


def forget_tries(username: str) -> None:
    """Start the count again: after a success, and where an administrator lifts a lock."""
    SignInTries.objects.filter(pk=hash_of_username(username)).delete()


def purge_expired() -> None:
    with transaction.atomic():
        expired = SignInTries.objects.select_for_update(skip_locked=True).filter(
            ends_at__lte=timezone.now()
        )
        keys = list(expired.values_list("pk", flat=True)[:PURGED])
        if keys:
            SignInTries.objects.filter(pk__in=keys).delete()


_waiting = BoundedSemaphore(2)
_checking = Lock()


@contextmanager
def password_check() -> Iterator[None]:
    """Wait until no other thread checks a password.

    Raises TooManySignIns where another waits already.
    """
    if not _waiting.acquire(blocking=False):
        raise TooManySignIns
    try:
        with _checking:
            yield
    finally:
        _waiting.release()
