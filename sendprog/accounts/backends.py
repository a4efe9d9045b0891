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

from sendprog.accounts.sign_in_limit import Locked, TooManySignIns, checked_within_limits
from sendprog.records.people import User

LOCKED = (
    "Too many tries with this username. "
    "Wait 5 minutes, or ask an administrator to let you sign in again."
)
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
        check = partial(
            super().authenticate, request, username=username, password=password, **kwargs
        )
        try:
            return checked_within_limits(username, check)
        except Locked:
            refuse(request, LOCKED)
        except TooManySignIns:
            refuse(request, BUSY)


def refuse(request: HttpRequest | None, message: str) -> NoReturn:
    """Raise PermissionDenied, at which Django asks no other backend."""
    if request is not None:
        request.sign_in_refusal = message
    raise PermissionDenied
