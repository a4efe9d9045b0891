"""Limits on signing in and on the old password of a change, checked before any password is hashed.

Each username, known or not, has TRIES tries in WINDOW; then it is locked for as long. Each address
may try TRIES usernames wrongly in WINDOW: one who forgot a password never locks their office, and
one who tries a password with many usernames is stopped. Tries are counted in the database, and
before the password is checked, so that neither several workers nor simultaneous requests allow
more. A process checks one password at a time and lets one other request wait, so that it keeps
serving pages.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import TypeVar

from django.contrib.auth.hashers import make_password
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
    """The username or the address had too many tries."""


class TooManySignIns(Refused):
    """Too many requests to this process wait for a password to be checked."""


class SignInTries(models.Model):
    """The tries of one username since the last success, or the usernames that one address tried.

    Void from `ends_at` on.
    """

    # A hash, because people type their password into the username's box.
    key_hash = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)
    is_address = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.tries} tries until {self.ends_at:%d %B %Y %H:%M:%S}"

    @property
    def is_locked(self) -> bool:
        return self.tries >= TRIES and self.ends_at > timezone.now()


def hash_of(*parts: str) -> str:
    text = "\x00".join(parts)
    return salted_hmac("sendprog.accounts.sign_in_limit", text, algorithm="sha256").hexdigest()


def hash_of_username(username: str) -> str:
    return hash_of(username)


def hash_of_address(address: str) -> str:
    return hash_of("address", address)


def locked_until(username: str, address: str = "") -> datetime | None:
    """When the username, or anybody at the address, can sign in again; None where not locked."""
    keys = [hash_of_username(username), *([hash_of_address(address)] if address else [])]
    rows = SignInTries.objects.filter(pk__in=keys)
    return max((row.ends_at for row in rows if row.is_locked), default=None)


def count_try(username: str, address: str = "") -> bool:
    """Count a try to sign in; False, and nothing is counted, where either is locked."""
    purge_expired()
    with transaction.atomic():
        if address and not count_username_of(address, username):
            return False
        if count_one(hash_of_username(username)):
            return True
        transaction.set_rollback(True)
        return False


def count_username_of(address: str, username: str) -> bool:
    """Count a username that an address tries, once in its window; False where it is locked."""
    of_address = locked_row(hash_of_address(address), is_address=True)
    if of_address.is_locked:
        return False
    of_both = locked_row(hash_of(address, username))
    if not of_both.tries:
        add_try(of_both)
        add_try(of_address)
    return True


def count_one(key: str) -> bool:
    row = locked_row(key)
    if row.is_locked:
        return False
    add_try(row)
    return True


def locked_row(key: str, *, is_address: bool = False) -> SignInTries:
    """The row with this key, new or begun anew where its window is over; locked."""
    now = timezone.now()
    row, _ = SignInTries.objects.select_for_update().get_or_create(
        pk=key, defaults={"ends_at": now + WINDOW, "is_address": is_address}
    )
    if row.ends_at <= now:
        row.tries, row.ends_at = 0, now + WINDOW
    return row


def add_try(row: SignInTries) -> None:
    row.tries += 1
    if row.tries >= TRIES:
        row.ends_at = timezone.now() + WINDOW
    row.save()


def as_typed(name: str) -> str:
    """What is counted of a name as it was typed, whoever's it is."""
    return f"as typed {name.lower()}"


def checked_within_limits(
    typed: str, check: Callable[[], Checked], *, account: str = "", address: str = ""
) -> Checked | None:
    """What check() returns for a password; if that is true, the count starts again.

    Raises Locked or TooManySignIns, without calling check(), for the name as it was typed. Where
    only the account is locked, by tries under another of its names, the answer is that of a wrong
    password: else it would tell that the names are of one account.
    """
    account = account or typed
    if locked_until(as_typed(typed), address):
        raise Locked
    with password_check():
        if not count_try(as_typed(typed), address):
            raise Locked
        checked = check() if count_try(account) else hash_in_vain()
    if checked:
        forget_tries(account, typed)
        forget_username_of(address, as_typed(typed))
    return checked


def hash_in_vain() -> None:
    """Take as long as a check of a password."""
    make_password("in vain")


def forget_tries(username: str, *names: str) -> None:
    """Start the count again: after a success, and where an administrator lifts a lock.

    `names` are others of the same account.
    """
    keys = [username, *(as_typed(name) for name in (username, *names) if name)]
    SignInTries.objects.filter(pk__in=[hash_of_username(key) for key in keys]).delete()


def forget_username_of(address: str, username: str) -> None:
    """Take a username that could sign in from those that its address tried wrongly."""
    with transaction.atomic():
        of_address = SignInTries.objects.select_for_update().filter(pk=hash_of_address(address))
        row = of_address.first() if address else None
        if row and SignInTries.objects.filter(pk=hash_of(address, username)).delete()[0]:
            row.tries = max(row.tries - 1, 0)
            row.save() if row.tries else row.delete()


def forget_addresses() -> None:
    """Unlock every address: where an administrator lifts a lock, hashes don't tell which."""
    SignInTries.objects.filter(is_address=True).delete()


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
