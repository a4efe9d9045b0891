"""The reader's groups, kept in the session from the sign-in on."""

from django.contrib.auth import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from sendprog.records.people import User

ROLES = "roles"


def roles_of(request: HttpRequest) -> set[str]:
    """The reader's groups when they signed in, only for choosing links; views check permissions."""
    return set(request.session.get(ROLES, ())) if request.user.is_authenticated else set()


def readers_of_like_roles(request: HttpRequest) -> str:
    """A name for all whose account has the same links as this reader's."""
    return f"{request.user.is_authenticated}:{request.user.is_staff}:{sorted(roles_of(request))}"


@receiver(user_logged_in)
def store_roles(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Store the names of the reader's groups in the session, which saves a query a page."""
    request.session[ROLES] = list(user.groups.values_list("name", flat=True))
