"""Who may give which role, and what a role brings with it."""

from collections.abc import Iterable

from django.contrib.auth.models import Group

from sendprog.records.people import User
from sendprog.records.roles import AUDITOR, FIGURES, MANAGER, MEMBER, OFFICER, ROLES

# May do everything; a superuser, in Django's words.
ADMINISTRATOR = "administrator"
# What whoever may add people, but is no administrator, may give.
GIVEN_BY_MANAGERS = (MEMBER, OFFICER, FIGURES)
WITH_ADMIN_PAGES = {MANAGER, FIGURES, AUDITOR, ADMINISTRATOR}
INVITE = "sendprog.invite_user"


def roles_to_give(user: User) -> tuple[str, ...]:
    """The roles that this user may give to others."""
    if not user.is_active:
        return ()
    if user.is_superuser:
        return (*ROLES, ADMINISTRATOR)
    return GIVEN_BY_MANAGERS if user.has_perm(INVITE) else ()


def roles_held(person: User) -> set[str]:
    """The person's groups, and ADMINISTRATOR for a superuser."""
    names = {group.name for group in person.groups.all()}
    return names | ({ADMINISTRATOR} if person.is_superuser else set())


def may_see_to(user: User, person: User) -> bool:
    """Whether the user may change this person's account.

    Only where they could have given all that the person may do: else a new e-mail address and a
    link would make its rights their own.
    """
    if user.is_superuser:
        return user.is_active
    has_own_rights = bool(person.user_permissions.all())
    given = set(roles_to_give(user))
    return bool(given) and not has_own_rights and roles_held(person) <= given


def give_roles(person: User, roles: Iterable[str]) -> None:
    """Give a saved person exactly these roles, groups of the council's own making apart.

    Call it inside change(), which says by whom and why.
    """
    roles = set(roles)
    if roles == roles_held(person).intersection({*ROLES, ADMINISTRATOR}):
        return
    person.is_superuser = ADMINISTRATOR in roles
    person.is_staff = bool(roles & WITH_ADMIN_PAGES)
    person.save()
    own = person.groups.exclude(name__in=ROLES)
    person.groups.set([*own, *Group.objects.filter(name__in=roles)])


def free_username(email: str) -> str:
    """A username that nobody has, from the part of the address before the @."""
    stem = "".join(
        sign for sign in email.partition("@")[0].lower() if sign.isalnum() or sign in "._-"
    )
    stem = stem[:140] or "person"
    taken = set(User.objects.filter(username__istartswith=stem).values_list("username", flat=True))
    names = [stem, *(f"{stem}{number}" for number in range(2, len(taken) + 3))]
    lower = {name.lower() for name in taken}
    return next(name for name in names if name not in lower)
