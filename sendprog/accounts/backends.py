"""The authentication backend: Django's, with a limit on tries to sign in and one query for
permissions.
"""

from functools import partial
from typing import Any, NoReturn

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.http import HttpRequest

from sendprog.accounts.client_address import client_address
from sendprog.accounts.sign_in_limit import Locked, TooManySignIns, checked_within_limits
from sendprog.records.people import User

LOCKED = (
    "Too many tries with this username or from where you are. "
    "Wait 5 minutes, or ask an administrator to let you sign in again."
)
LONGEST_ADDRESS = 254
BUSY = "Too many people are signing in at this moment. Try again in a few seconds."


class OneQueryBackend(ModelBackend):
    """Reads a user's own permissions and those of their groups in one query.

    A superuser has all.
    """

    def get_all_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        if (
            user_obj.is_superuser
            or not user_obj.is_active
            or user_obj.is_anonymous
            or obj is not None
        ):
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            permissions = Permission.objects.filter(Q(user=user_obj) | Q(group__user=user_obj))
            names = permissions.order_by().values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{label}.{name}" for label, name in names}
        return user_obj._perm_cache


class LimitedBackend(OneQueryBackend):
    """Checks a password only within the limits of `sign_in_limit`, whichever page asks.

    If it refuses, `request.sign_in_refusal` is the message for the user, the same for unknown
    usernames.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        account = username_of(username)
        check = partial(
            super().authenticate, request, username=account, password=password, **kwargs
        )
        address = client_address(request)
        try:
            return checked_within_limits(username, check, account=account, address=address)
        except Locked:
            refuse(request, LOCKED)
        except TooManySignIns:
            refuse(request, BUSY)


def username_of(typed: str) -> str:
    """The username of whoever has this e-mail address; else what was typed.

    Both count as one account.
    """
    if "@" not in typed or "\x00" in typed or len(typed) > LONGEST_ADDRESS:
        return typed
    people = User.objects.filter(Q(username=typed) | Q(email__iexact=typed))
    names = list(people.values_list("username", flat=True)[:2])
    return typed if typed in names or not names else names[0]


def refuse(request: HttpRequest | None, message: str) -> NoReturn:
    """Raise PermissionDenied, at which Django asks no other backend."""
    if request is not None:
        request.sign_in_refusal = message
    raise PermissionDenied
